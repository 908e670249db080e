//! The rules by kind of act. Adding a rule is a line in [`judge`].

use serde::{Deserialize, Serialize};

use crate::action::{Action, Source};
use crate::manifest::{Authentication, Capability, CapabilityKind, Confirm, Manifest, Ownership, Visibility};
use crate::values::Value;

/// How much agreement an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Runs at once: it only reads.
    T0,
    /// Runs once the person has let it have what it reads.
    T1,
    /// Runs, and shows how to undo it.
    T2,
    /// Runs after a yes.
    T3,
    /// Runs after a yes with the device's owner present.
    T4,
}

/// What a judgement knows beside the action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// This service has never done this for the person.
    pub is_first_use: bool,
    /// A payment with its own confirmation follows in the same plan, and this step can be undone until then.
    pub payment_follows: bool,
    /// It takes back what the same plan has begun, and the rest of which came to nothing.
    pub compensates: bool,
    /// The person has let this capability have what it reads.
    pub has_consent: bool,
    /// The app or the person wants it confirmed each time.
    pub must_confirm: bool,
    /// Less can be done than was said: once, where it was said how often.
    pub is_less: bool,
}

/// A judgement over one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub tier: Tier,
    /// The rules that applied, for the ledger.
    pub why: Vec<&'static str>,
    pub needs_consent: bool,
    pub authentication: Authentication,
    /// Whether this service, which is not the app's own, has never done this for the person.
    pub is_new: bool,
}

impl Verdict {
    pub(crate) fn needs_confirmation(&self) -> bool {
        self.tier >= Tier::T3
    }
}

/// Judges an action.
pub(crate) fn judge(action: &Action, capability: &Capability, manifest: &Manifest, facts: Facts) -> Verdict {
    let mut why = Vec::new();
    let (mut tier, kind) = match capability.kind {
        CapabilityKind::Search
        | CapabilityKind::Fetch
        | CapabilityKind::Compute
        | CapabilityKind::Construct
        | CapabilityKind::Navigate => (Tier::T0, "reads only"),
        CapabilityKind::Device | CapabilityKind::Update => (Tier::T2, "changes the person's own"),
        CapabilityKind::Begin => (Tier::T2, "begins what can be undone"),
        CapabilityKind::Communicate => (Tier::T3, "speaks to others"),
        CapabilityKind::Cancel if facts.compensates => (Tier::T2, "takes back what this plan began"),
        CapabilityKind::Cancel => (Tier::T3, "ends something"),
        CapabilityKind::Commit => (Tier::T4, "binds the person"),
    };
    why.push(kind);
    let mut raise = |tier: &mut Tier, to: Tier, rule: &'static str| {
        if *tier < to {
            *tier = to;
            why.push(rule);
        }
    };
    if capability.moves_money() {
        raise(&mut tier, Tier::T4, "moves money");
    }
    let is_write = !capability.kind.is_read();
    if is_write && !capability.safety.reversible && !facts.compensates {
        raise(&mut tier, Tier::T3, "cannot be undone");
    }
    let touches_others = touched(capability, manifest).any(|ownership| ownership != Ownership::Private);
    if is_write && touches_others && !facts.payment_follows && !facts.compensates {
        raise(&mut tier, Tier::T3, "touches what is shared");
    }
    let has = |source: Source| action.arguments.values().any(|argument| argument.source == source);
    if is_write && has(Source::Inferred) {
        raise(&mut tier, Tier::T3, "an argument was inferred");
    }
    let is_selected = |argument: &crate::action::Argument| matches!(argument.source, Source::Selected { .. });
    if is_write && action.arguments.values().any(is_selected) {
        raise(&mut tier, Tier::T3, "an argument came from content");
    }
    // What a tool computes, and what a tool that came from elsewhere holds, nobody has said.
    // Its text goes to no other service by a press alone, for a lookup either.
    let holds_text = action
        .arguments
        .values()
        .any(|argument| argument.source == Source::Tool && matches!(argument.value, Value::Text(_)));
    let leaves = holds_text && manifest.visibility != Visibility::System;
    if is_write && has(Source::Tool) || leaves {
        raise(&mut tier, Tier::T3, "an argument came from a mini-tool");
    }
    // What the person had remembered is shown with the payment, where one follows.
    if is_write && has(Source::Remembered) && !facts.payment_follows {
        raise(&mut tier, Tier::T3, "an argument was remembered");
    }
    // The app's own functions are part of the app that the person already uses (docs/adr/0006).
    let is_new = facts.is_first_use && !facts.payment_follows && !facts.compensates;
    let is_new = is_write && is_new && manifest.visibility != Visibility::System;
    if is_new {
        raise(&mut tier, Tier::T3, "first use of this service");
    }
    if capability.safety.confirm == Confirm::Always {
        raise(&mut tier, Tier::T3, "the developer asks for it");
    }
    if is_write && facts.must_confirm && !facts.compensates {
        raise(&mut tier, Tier::T3, "the safeguards ask for it");
    }
    if is_write && facts.is_less && !facts.compensates {
        raise(&mut tier, Tier::T3, "less can be done than was said");
    }
    let needs_consent =
        shares_personal(action, capability, manifest) && manifest.visibility != Visibility::System;
    if needs_consent {
        raise(&mut tier, Tier::T1, "personal data leaves");
    }
    Verdict {
        tier,
        why,
        needs_consent: needs_consent && !facts.has_consent,
        authentication: capability.safety.authentication,
        is_new,
    }
}

/// The ownership of every entity that an effect names.
fn touched<'a>(capability: &'a Capability, manifest: &'a Manifest) -> impl Iterator<Item = Ownership> + 'a {
    let names = capability
        .effects
        .iter()
        .flat_map(|effect| [&effect.creates, &effect.updates, &effect.deletes])
        .flatten();
    names.filter_map(|name| manifest.entity(name)).map(|entity| entity.ownership)
}

/// Whether a sensitive argument goes out or a sensitive entity comes back.
fn shares_personal(action: &Action, capability: &Capability, manifest: &Manifest) -> bool {
    let sent = action
        .arguments
        .keys()
        .filter_map(|name| capability.parameter(name))
        .any(|parameter| parameter.sensitive.is_some());
    let returned = capability
        .output
        .iter()
        .flat_map(|output| &output.produces)
        .filter_map(|name| manifest.entity(name))
        .any(|entity| entity.sensitive);
    sent || returned
}

#[cfg(test)]
mod tests {
    use super::super::agreement;
    use super::*;
    use crate::action::Argument;
    use crate::values::Value;

    fn setting(change: impl FnOnce(&mut Manifest)) -> (Manifest, Action) {
        let mut manifest =
            Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest");
        change(&mut manifest);
        let action = Action {
            service: manifest.service.id.clone(),
            version: "1.2.0".into(),
            capability: "order".into(),
            arguments: Default::default(),
        };
        (manifest, action)
    }

    fn tier(manifest: &Manifest, action: &Action, facts: Facts) -> Tier {
        judge(action, manifest.capability("order").expect("there"), manifest, facts).tier
    }

    #[test]
    fn tiers_follow_the_kind_and_only_rise() {
        use CapabilityKind::*;
        for (kind, want) in [
            (Search, Tier::T0),
            (Device, Tier::T2),
            (Begin, Tier::T2),
            (Communicate, Tier::T3),
            (Cancel, Tier::T3),
            (Commit, Tier::T4),
        ] {
            let (manifest, action) = setting(|m| {
                m.capabilities[1].kind = kind;
                m.entities[0].ownership = Ownership::Private;
            });
            let plain = tier(&manifest, &action, Facts::default());
            assert_eq!(plain, want, "{kind:?}");
            for facts in [
                Facts { is_first_use: true, ..Facts::default() },
                Facts { has_consent: true, ..Facts::default() },
                Facts { must_confirm: true, ..Facts::default() },
            ] {
                assert!(tier(&manifest, &action, facts) >= plain, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_manifest_only_tightens() {
        let (manifest, action) = setting(|m| m.entities[0].ownership = Ownership::Private);
        assert_eq!(tier(&manifest, &action, Facts::default()), Tier::T2);
        let (strict, action) = setting(|m| {
            m.entities[0].ownership = Ownership::Private;
            m.capabilities[1].safety.confirm = Confirm::Always;
        });
        assert_eq!(tier(&strict, &action, Facts::default()), Tier::T3);
    }

    #[test]
    fn an_inferred_argument_is_confirmed() {
        let (manifest, mut action) = setting(|m| m.entities[0].ownership = Ownership::Private);
        action.arguments.insert(
            "size".into(),
            Argument { value: Value::Choice("large".into()), source: Source::Inferred },
        );
        assert_eq!(tier(&manifest, &action, Facts::default()), Tier::T3);
    }

    #[test]
    fn what_is_remembered_is_confirmed_unless_its_payment_shows_it() {
        let (manifest, mut action) = setting(|m| m.entities[0].ownership = Ownership::Private);
        let value = Value::Choice("large".into());
        action.arguments.insert("size".into(), Argument { value: value.clone(), source: Source::Remembered });
        let paid = Facts { payment_follows: true, ..Facts::default() };
        assert_eq!(tier(&manifest, &action, Facts::default()), Tier::T3);
        assert_eq!(tier(&manifest, &action, paid), Tier::T2);
        action.arguments.insert("size".into(), Argument { value, source: Source::Inferred });
        assert_eq!(tier(&manifest, &action, paid), Tier::T3, "a guess is always confirmed by itself");
    }

    #[test]
    fn only_what_the_plan_began_is_taken_back_without_a_yes() {
        let (manifest, action) = setting(|m| m.capabilities[1].kind = CapabilityKind::Cancel);
        assert_eq!(tier(&manifest, &action, Facts::default()), Tier::T3);
        assert_eq!(tier(&manifest, &action, Facts { compensates: true, ..Facts::default() }), Tier::T2);
        let (strict, action) = setting(|m| {
            m.capabilities[1].kind = CapabilityKind::Cancel;
            m.capabilities[1].safety.confirm = Confirm::Always;
        });
        assert_eq!(tier(&strict, &action, Facts { compensates: true, ..Facts::default() }), Tier::T3);
    }

    #[test]
    fn no_permit_without_the_yes_to_this_very_action() {
        let (manifest, action) = setting(|m| m.capabilities[1].kind = CapabilityKind::Communicate);
        let verdict = judge(&action, &manifest.capabilities[1], &manifest, Facts::default());
        let other = Action { version: "9.9.9".into(), ..action.clone() };
        let yes = |action: &Action, manifest: &Manifest| agreement(action, &manifest.digest());
        let this = yes(&action, &manifest);
        assert!(verdict.permit(&action, &this, None).is_none());
        assert!(verdict.permit(&action, &this, Some(&yes(&other, &manifest))).is_none());
        assert!(verdict.permit(&action, &this, Some(&action.digest())).is_none());
        let (changed, _) = setting(|m| {
            m.capabilities[1].kind = CapabilityKind::Communicate;
            m.service.publisher.id = "another".to_owned();
        });
        assert!(
            verdict.permit(&action, &yes(&action, &changed), Some(&this)).is_none(),
            "somebody else is behind it now"
        );
        let permit = verdict.permit(&action, &this, Some(&this)).expect("a permit");
        assert!(permit.covers(&action) && !permit.covers(&other));
    }
}
