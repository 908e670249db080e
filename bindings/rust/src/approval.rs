//! The only object that can say yes, and the yes.
//!
//! Decides nothing: a yes is minted by the core for one preview, and used up by the turn that it is for. It is an object and no data, so that it can
//! come neither from text nor from an empty buffer.

use std::sync::{Mutex, PoisonError};

use errand_core as core;

use crate::turn::Turn;
use crate::{ErrandError, Moment};

/// Says yes for the person. There is one an assistant: give it to the surface that the person touches, and to nothing that reads text.
#[derive(uniffi::Object)]
pub struct Approver {
    inner: core::Approver,
}

#[uniffi::export]
impl Approver {
    /// The person's yes to the question that a turn has open, given on the host's own surface after the preview was shown there.
    ///
    /// `interrupt` is the id of the question that was shown. `isAuthenticated` says that the device has just checked that its owner is there.
    /// The yes is worth what the preview shows, once, for ten minutes and no longer than the question.
    /// `InvalidInput` when the turn has another question open or none, or when it asks for no yes.
    pub fn approve(
        &self,
        turn: &Turn,
        interrupt: String,
        is_authenticated: bool,
        now: Moment,
    ) -> Result<Approval, ErrandError> {
        let shown = turn.interrupt(&interrupt).ok_or_else(|| ErrandError::InvalidInput {
            reason: "approving: the turn has no such question open".to_owned(),
        })?;
        let approval = self.inner.approve(&shown, is_authenticated, &now.zoned()?)?;
        Ok(Approval { inner: Mutex::new(Some(approval)) })
    }
}

impl Approver {
    pub(crate) fn new(inner: core::Approver) -> Self {
        Self { inner }
    }

    pub(crate) fn core(&self) -> &core::Approver {
        &self.inner
    }
}

/// A yes of the person to one question, worth one use. Nothing but the approver makes one.
#[derive(uniffi::Object)]
pub struct Approval {
    inner: Mutex<Option<core::Approval>>,
}

impl Approval {
    pub(crate) fn take(&self) -> Result<core::Approval, ErrandError> {
        let taken = self.inner.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| ErrandError::InvalidInput {
            reason: "approving: the approval has been used".to_owned(),
        })
    }
}
