"""Drives a turn: carries out steps with an `AppHost` until the turn ends.

Decides what happens when the host misbehaves: a call that raises or takes too long is a call of which nobody knows what came,
and a question that is not answered leaves the turn open, to be resumed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from ._ffi import Approver, Assistant, Call, CallResult, Context, Ending, Event, Interrupt, Moment, Step, Turn


@dataclass(frozen=True)
class Say:
    """The person answers in words."""

    text: str


@dataclass(frozen=True)
class Choose:
    """The person taps an option, by its id."""

    option: str


@dataclass(frozen=True)
class Provide:
    """The person fills in a field: JSON text that fits the interrupt's `response_schema`."""

    value: str


@dataclass(frozen=True)
class Yes:
    """The person agrees to the preview. `is_authenticated`: the device has just checked that its owner is there."""

    is_authenticated: bool


@dataclass(frozen=True)
class Decline:
    """The person says no."""


@dataclass(frozen=True)
class Cancel:
    """The person ends the turn."""


Answer: TypeAlias = Say | Choose | Provide | Yes | Decline | Cancel


class AppHost(Protocol):
    """What an app does for the assistant."""

    def call(self, call: Call) -> CallResult:
        """Runs a capability. It has `call.limit_ms` milliseconds; the same `call.key` is the same call."""

    def open(self, call: Call) -> CallResult:
        """Opens a page that the person finishes on, and returns when the person does."""

    def ask(self, interrupt: Interrupt, step: Step) -> Answer:
        """Asks the person. Takes as long as the person does."""

    def failed(self, call: Call, error: BaseException | None) -> None:
        """Told what `call` or `open` raised, or that a limit passed (`error` is None then): for the app's own log. May be left out."""


def moment(at: datetime | None = None) -> Moment:
    """A moment for the core; now, when none is given. `at` needs a zone with an IANA name, such as `ZoneInfo("Asia/Shanghai")`."""
    at = at or datetime.now().astimezone()
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    zone = getattr(at.tzinfo, "key", None)
    return Moment(epoch_ms=round(at.timestamp() * 1000), zone=zone or _local_zone())


def _local_zone() -> str:
    """The IANA name of the machine's zone, or UTC where it has none."""
    from pathlib import Path

    link = Path("/etc/localtime")
    parts = link.resolve().parts if link.is_symlink() else ()
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"


def steps(turn: Turn, first: Event, host: AppHost, approver: Approver | None, clock: Callable[[], Moment] = moment) -> Iterator[Step]:
    """Each step of a turn, carried out before the next is asked for. Stop iterating, and the turn stays open under its id."""
    step = turn.advance(first, clock())
    while True:
        yield step
        event = _carry_out(step, turn, host, approver, clock)
        if event is None:
            return
        step = turn.advance(event, clock())


def run(
    assistant: Assistant,
    utterance: str,
    host: AppHost,
    approver: Approver | None = None,
    context: Context | None = None,
    clock: Callable[[], Moment] = moment,
) -> Ending:
    """Does what a sentence asks for, and says how it ended. Without an `approver` whatever needs a yes is declined."""
    turn = assistant.begin(context or Context())
    last = None
    for last in steps(turn, Event.SAID(utterance), host, approver, clock):
        pass
    return last.ending


def _carry_out(step: Step, turn: Turn, host: AppHost, approver: Approver | None, clock: Callable[[], Moment]) -> Event | None:
    if step.is_CALL():
        return Event.CALL_DONE(step.call.key, _limited(host, step.call, host.call, step.call.limit_ms / 1000))
    if step.is_HANDOFF():
        return Event.CALL_DONE(step.call.key, _limited(host, step.call, host.open, None))
    interrupt = getattr(step, "interrupt", None)
    if interrupt is None:
        return None
    answer = host.ask(interrupt, step)
    match answer:
        case Say(text):
            return Event.SAID(text)
        case Choose(option):
            return Event.CHOSEN(interrupt.id, option)
        case Provide(value):
            return Event.PROVIDED(interrupt.id, value)
        case Yes(is_authenticated) if approver is not None:
            return Event.APPROVED(approver.approve(turn, interrupt.id, is_authenticated, clock()))
        case Yes() | Decline():
            return Event.DECLINED(interrupt.id)
        case Cancel():
            return Event.CANCELLED()
    raise TypeError(f"a host answers with Say, Choose, Provide, Yes, Decline or Cancel, not {type(answer).__name__}")


def _limited(host: AppHost, call: Call, work: Callable[[Call], CallResult], limit_s: float | None) -> CallResult:
    """What the host answers within a limit. One that raises may have done its work before: nobody knows."""
    answer: Future[CallResult] = Future()

    def carry_out() -> None:
        try:
            answer.set_result(work(call))
        except BaseException as error:
            answer.set_exception(error)

    # A thread that may be left behind, since a host that never answers can't be stopped.
    threading.Thread(target=carry_out, daemon=True).start()
    done, _ = wait([answer], limit_s)
    error = answer.exception() if done else None
    if done and error is None:
        return answer.result()
    if failed := getattr(host, "failed", None):
        failed(call, error)
    return CallResult.TIMED_OUT()
