//! What a capability that moves money must say of itself, and one that gives money back.
//!
//! Decides the rules for a manifest alone; what is shown, agreed to and held against the answer is `turn`'s.

use super::effect::CapabilityKind;
use super::predicate::Predicate;
use super::{Authentication, Capability, Confirm, Payment, Refund};

/// What is wrong about the money of a capability: the place within it, and what.
pub(super) fn faults(capability: &Capability) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut fault = |at: &'static str, what: &str| all.push((at, what.to_owned()));
    if capability.effects.iter().any(|effect| effect.moves.is_some()) && capability.payment.is_none() {
        fault("", "money moves: \"payment\" is missing");
    }
    if capability.moves_money() {
        if capability.kind != CapabilityKind::Commit {
            fault(".kind", "money moves only by a commit");
        }
        if capability.safety.confirm != Confirm::Always {
            fault(".safety.confirm", "must be \"always\" where money moves");
        }
        if capability.safety.authentication == Authentication::None {
            fault(".safety.authentication", "must not be \"none\" where money moves");
        }
    }
    all.extend(capability.payment.iter().flat_map(|payment| of_payment(payment, capability)));
    all.extend(capability.refund.iter().flat_map(|refund| of_refund(refund, capability)));
    all
}

fn of_payment(payment: &Payment, capability: &Capability) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut promises = capability.output.iter().flat_map(|output| &output.postconditions);
    let holds = |text: &String| {
        Predicate::parse(text).is_ok_and(|promise| promise.holds_to_output(&["approval", "amount"]))
    };
    if !promises.any(holds) {
        let what = "\"output.… == approval.amount\" is missing: what is paid must be what was agreed to";
        all.push((".output.postconditions", what.to_owned()));
    }
    all.extend(unknown_root(".payment.amountFrom", &payment.amount_from, capability));
    all
}

fn of_refund(refund: &Refund, capability: &Capability) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if capability.kind != CapabilityKind::Cancel {
        all.push((".refund", "only a cancel gives back".to_owned()));
    }
    all.extend(unknown_root(".refund.of", &refund.of, capability));
    if !refund.paid_back.starts_with("output.") {
        all.push((".refund.paidBack", "must be a path of the output".to_owned()));
    }
    all
}

/// A path begins at a parameter.
fn unknown_root(at: &'static str, path: &str, capability: &Capability) -> Option<(&'static str, String)> {
    let root = path.split('.').next().unwrap_or_default();
    capability.parameter(root).is_none().then(|| (at, format!("no parameter {root:?}")))
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use serde_json::{Value as Json, json};

    /// What a changed manifest of the tea shop is refused for.
    fn refused(capability: &str, change: impl FnOnce(&mut Json)) -> String {
        let text = include_str!("../../../mobile-demo/services/tea-leaf/capability.json");
        let mut manifest: Json = serde_json::from_str(text).expect("JSON");
        let all = manifest["capabilities"].as_array_mut().expect("a list");
        change(all.iter_mut().find(|one| one["id"] == capability).expect("there"));
        Manifest::load(&manifest.to_string()).expect_err("a fault").to_string()
    }

    #[test]
    fn what_is_paid_must_be_held_against_what_was_agreed_to() {
        for promise in [
            "output.paid == output.paid",
            "approval.amount == approval.amount",
            "output.paid != approval.amount",
            "output.paid <= approval.amount",
            "output.paid == approval.amount || output.paid == output.paid",
            "!(output.paid == approval.amount)",
        ] {
            let why = refused("payOrder", |pay| pay["output"]["postconditions"] = json!([promise]));
            assert!(why.contains("approval.amount"), "{promise}: {why}");
        }
        let why = refused("payOrder", |pay| pay["payment"]["amountFrom"] = json!("nothing.total"));
        assert!(why.contains("amountFrom") && why.contains("no parameter"), "{why}");
        let why = refused("payOrder", |pay| pay["safety"]["confirm"] = json!("policy"));
        assert!(why.contains("always"), "{why}");
    }

    #[test]
    fn only_a_cancel_gives_back_and_says_from_where() {
        let refund = json!({"of": "order.paid", "paidBack": "output.refunded"});
        let why = refused("payOrder", |pay| pay["refund"] = refund);
        assert!(why.contains("only a cancel"), "{why}");
        let why = refused("cancelOrder", |cancel| cancel["refund"]["of"] = json!("nothing.paid"));
        assert!(why.contains("refund.of"), "{why}");
        let why = refused("cancelOrder", |cancel| cancel["refund"]["paidBack"] = json!("args.paid"));
        assert!(why.contains("paidBack"), "{why}");
    }
}
