//! Arguments held against the parameters of their capability.
//!
//! Decides whether an action is complete and well typed; run right before it is judged and again before it is handed out.

use super::Action;
use crate::manifest::{Capability, Manifest, value_from_json};

/// Why an action cannot run as it stands; the text names parameters, never values.
pub(crate) fn check(action: &Action, capability: &Capability, manifest: &Manifest) -> Result<(), String> {
    for name in action.arguments.keys() {
        if capability.parameter(name).is_none() {
            return Err(format!("{name:?} is no parameter of {:?}", capability.id));
        }
    }
    for parameter in &capability.parameters {
        match action.arguments.get(&parameter.name) {
            Some(argument) => {
                value_from_json(parameter, manifest, &argument.value.to_json())
                    .map_err(|what| format!("{:?} {what}", parameter.name))?;
            }
            None if parameter.is_required() => return Err(format!("{:?} is missing", parameter.name)),
            None => {}
        }
    }
    Ok(())
}
