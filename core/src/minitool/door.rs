//! The one door that every spec comes through, whoever wrote it.
//!
//! Decides how a spec is read and that it is checked before anything else looks at it, and what rights it asks for.
//! Invariant: no error holds a word of the spec, in which the person's words stand.

use std::collections::BTreeSet;

use super::check::program;
use super::program::Program;
use super::spec::{ActionStep, MAX_MINI_TOOL_BYTES, MiniTool};
use crate::error::{Error, ErrorKind};

impl MiniTool {
    /// Reads a spec from JSON and checks it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for what is no spec, is of another version, is too large, or does not hang together; the error names the place.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let refused = |detail: String| Error::new(ErrorKind::InvalidInput, "reading a mini-tool", detail);
        if json.len() > MAX_MINI_TOOL_BYTES {
            return Err(refused(format!("larger than {MAX_MINI_TOOL_BYTES} bytes")));
        }
        let tool: Self = serde_json::from_str(json).map_err(|e| refused(place(&e)))?;
        tool.checked()?;
        Ok(tool)
    }

    /// The spec as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The spec as JSON in one line, as it is stored.
    pub(crate) fn compact_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The capabilities that its buttons call, each with its service: all the rights that it has.
    pub fn permissions(&self) -> Vec<(String, String)> {
        let steps = self.actions.iter().flat_map(|action| &action.steps);
        let called = steps.filter_map(|step| match step {
            ActionStep::Call { service, capability, .. } => Some((service.clone(), capability.clone())),
            _ => None,
        });
        called.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Checks it and makes it ready to be evaluated.
    pub(crate) fn checked(&self) -> Result<Program, Error> {
        program(self).map_err(|faults| {
            let all: Vec<String> =
                faults.iter().take(8).map(|fault| format!("{}: {}", fault.at, fault.what)).collect();
            Error::new(ErrorKind::InvalidInput, "checking a mini-tool", all.join("; "))
        })
    }
}

/// Where in the text JSON went wrong; never the text itself, in which the person's words may stand.
fn place(error: &serde_json::Error) -> String {
    format!("no mini-tool at line {}, column {}", error.line(), error.column())
}
