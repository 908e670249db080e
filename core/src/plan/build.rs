//! The order of things: what a goal needs first, by the types that capabilities require and produce.
//!
//! Decides which reads come before a goal, which write follows it, and what is missing.
//! It looks at declarations alone, so the same catalogue always gives the same plan.
//!
//! Invariants: a plan has no cycle, at most [`MAX_STEPS`] steps and is at most [`MAX_DEPTH`] deep; looking something up never does something.

use serde::{Deserialize, Serialize};

use crate::manifest::{Capability, CapabilityKind, Manifest, Parameter, ParameterType};

/// Steps of one plan at most.
pub(crate) const MAX_STEPS: usize = 24;
/// Lookups above each other at most.
pub(crate) const MAX_DEPTH: usize = 6;

/// What is done for one act, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The steps; each comes after all that it needs.
    pub steps: Vec<PlanStep>,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// The kind of act.
    pub kind: CapabilityKind,
    /// The steps, by place, whose results it takes.
    pub needs: Vec<usize>,
    /// The parameter of a later step that its result fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fills: Option<String>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unplannable {
    /// No capability that may be called for it gives this entity.
    Missing { entity: String },
    /// Capabilities need each other.
    Cycle,
    /// It takes more steps than a plan may have.
    TooLong,
}

impl Plan {
    /// The plan for a goal: what is looked up for it, the goal itself, and the payment of what it begins.
    pub(crate) fn build(manifest: &Manifest, goal: &Capability) -> Result<Self, Unplannable> {
        let mut plan = Self::default();
        let at = plan.add(manifest, goal, None, &mut Vec::new())?;
        if let Some((payment, parameter)) = payment_of(manifest, &goal.id) {
            plan.steps[at].fills = Some(parameter.name.clone());
            plan.push(manifest, payment, vec![at], None)?;
        }
        Ok(plan)
    }

    fn add<'a>(
        &mut self,
        manifest: &'a Manifest,
        capability: &'a Capability,
        fills: Option<String>,
        above: &mut Vec<&'a str>,
    ) -> Result<usize, Unplannable> {
        if above.contains(&capability.id.as_str()) {
            return Err(Unplannable::Cycle);
        }
        if above.len() >= MAX_DEPTH {
            return Err(Unplannable::TooLong);
        }
        above.push(&capability.id);
        let mut needs = Vec::new();
        for parameter in &capability.parameters {
            let ParameterType::Entity(entity) = &parameter.kind else { continue };
            if !parameter.is_required() {
                continue;
            }
            let (lookup, _) = lookup(manifest, parameter, entity)
                .ok_or_else(|| Unplannable::Missing { entity: entity.clone() })?;
            needs.push(self.add(manifest, lookup, Some(parameter.name.clone()), above)?);
        }
        above.pop();
        self.push(manifest, capability, needs, fills)
    }

    fn push(
        &mut self,
        manifest: &Manifest,
        capability: &Capability,
        needs: Vec<usize>,
        fills: Option<String>,
    ) -> Result<usize, Unplannable> {
        if self.steps.len() >= MAX_STEPS {
            return Err(Unplannable::TooLong);
        }
        self.steps.push(PlanStep {
            service: manifest.service.id.clone(),
            capability: capability.id.clone(),
            kind: capability.kind,
            needs,
            fills,
        });
        Ok(self.steps.len() - 1)
    }
}

/// The first entity that a capability needs and nothing gives.
pub(crate) fn missing_entity(capability: &Capability, manifest: &Manifest) -> Option<String> {
    match Plan::build(manifest, capability) {
        Err(Unplannable::Missing { entity }) => Some(entity),
        Err(Unplannable::Cycle | Unplannable::TooLong) => Some(capability.id.clone()),
        Ok(_) => None,
    }
}

/// The read that supplies an entity parameter, and the path into its output.
pub(crate) fn lookup<'a>(
    manifest: &'a Manifest,
    parameter: &'a Parameter,
    entity: &str,
) -> Option<(&'a Capability, &'a str)> {
    let (upstream, path) = parameter.upstream()?;
    let declared = manifest.capability(upstream).filter(|capability| capability.kind.is_read());
    // Where a write makes the entity, those that are there are asked for.
    let listed = || {
        let query = manifest.entity(entity)?.query.as_deref()?;
        manifest
            .capability(query)
            .filter(|capability| capability.kind.is_read())
            .map(|capability| (capability, "items"))
    };
    declared.map(|capability| (capability, path)).or_else(listed)
}

/// The capability that pays for what another one began, and the parameter that takes it.
pub(crate) fn payment_of<'a>(manifest: &'a Manifest, begun: &str) -> Option<(&'a Capability, &'a Parameter)> {
    let payments = manifest.capabilities.iter().filter(|capability| capability.payment.is_some());
    payments.into_iter().find_map(|capability| {
        let parameter = capability
            .parameters
            .iter()
            .find(|parameter| parameter.upstream().is_some_and(|(id, _)| id == begun))?;
        let begins = manifest.capability(begun).is_some_and(|capability| !capability.kind.is_read());
        begins.then_some((capability, parameter))
    })
}
