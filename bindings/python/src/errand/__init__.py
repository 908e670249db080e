"""Errand: an assistant that does things, for prototypes, notebooks and tests.

The same core that the phones run. `Assistant` opens it, `run` drives one turn with an `AppHost`; `Turn.advance` is there for those who drive themselves.
"""

from ._ffi import (
    ActOutcome,
    ActResult,
    Approval,
    Approver,
    Assistant,
    Call,
    CallResult,
    ChoiceOption,
    Context,
    Ending,
    ErrandError,
    Event,
    FailureClass,
    InstalledService,
    Interrupt,
    InvokeKind,
    Language,
    LedgerEntry,
    ListEntry,
    LocalText,
    Location,
    Moment,
    Money,
    Preview,
    PreviewRow,
    ResumedTurn,
    Step,
    Tier,
    Turn,
)
from ._run import Answer, AppHost, Cancel, Choose, Decline, Provide, Say, Yes, moment, run, steps

__all__ = [name for name in dir() if not name.startswith("_")]
