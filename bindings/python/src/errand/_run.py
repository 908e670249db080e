"""Drives a turn: carries out steps with an `AppHost` until the turn ends.

Decides what happens when the host misbehaves: a call that raises or takes too long is a call of which nobody knows what came,
and a question that is not answered leaves the turn open, to be resumed.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol, TypeAlias

from ._ffi import (
    Approver,
    Assistant,
    Call,
    CallDone,
    CallResult,
    Context,
    Ending,
    ErrandError,
    Event,
    Interrupt,
    Moment,
    Step,
    ToolInput,
    ToolStep,
    Turn,
)


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
class Touch:
    """The person touches the mini-tool that is shown."""

    input: ToolInput


@dataclass(frozen=True)
class Decline:
    """The person says no."""


@dataclass(frozen=True)
class Cancel:
    """The person ends the turn."""


Answer: TypeAlias = Say | Choose | Provide | Yes | Touch | Decline | Cancel


class AppHost(Protocol):
    """What an app does for the assistant: a base to derive from, or a shape to have."""

    def call(self, call: Call) -> CallResult:
        """Runs a capability, or, when `call.is_probe` is true, asks its service with the function `call.target` whether it could: nothing may change by that.

        It has `call.limit_ms` milliseconds; the same `call.key` is the same call. Several that change nothing may be running at once.
        """

    def open(self, call: Call) -> CallResult:
        """Opens a page that the person finishes on, and returns when the person does."""

    def ask(self, interrupt: Interrupt, step: Step) -> Answer:
        """Asks the person. Takes as long as the person does."""

    def show(self, tool: ToolStep) -> Answer:
        """Shows a mini-tool, and returns when the person has touched it (`Touch`), said something (`Say`) or left it (`Cancel`).

        It is called again with what came of that. An app that draws none leaves it as it is, and passes `Context(without_tools=True)`.
        """
        return Cancel()

    def failed(self, call: Call, error: BaseException | None) -> None:
        """Told what `call` or `open` raised, or that a limit passed (`error` is None then): for the app's own log."""


def moment(at: datetime | None = None) -> Moment:
    """A moment for the core; now, when none is given. `at` needs a zone with an IANA name, such as `ZoneInfo("Asia/Shanghai")`, or UTC."""
    if at is None:
        return Moment(epoch_ms=round(datetime.now().timestamp() * 1000), zone=_local_zone())
    zone = "UTC" if at.tzinfo is timezone.utc else getattr(at.tzinfo, "key", None)
    if zone is None:
        raise ValueError("a moment needs a time zone with a name")
    return Moment(epoch_ms=round(at.timestamp() * 1000), zone=zone)


def _local_zone() -> str:
    """The IANA name of the machine's zone."""
    if zone := os.environ.get("TZ", "").lstrip(":"):
        return zone
    parts = Path("/etc/localtime").resolve().parts
    if "zoneinfo" in parts:
        return "/".join(parts[parts.index("zoneinfo") + 1 :])
    if datetime.now().astimezone().utcoffset() == timedelta(0):
        return "UTC"
    raise ValueError("this machine's time zone has no name: pass a clock")


def steps(
    assistant: Assistant,
    utterance: str,
    host: AppHost,
    approver: Approver | None = None,
    context: Context | None = None,
    clock: Callable[[], Moment] = moment,
) -> Iterator[Step]:
    """Each step of a turn, carried out before the next is asked for. Stop iterating, and the turn stays open under its id.

    Without an `approver` whatever needs a yes is declined without asking.
    """
    turn = assistant.begin(context or Context())
    return _go_on(turn, lambda: turn.advance(Event.SAID(utterance), clock()), host, approver, clock)


def open_tool(
    assistant: Assistant,
    tool: str,
    host: AppHost,
    approver: Approver | None = None,
    context: Context | None = None,
    clock: Callable[[], Moment] = moment,
) -> Iterator[Step]:
    """Each step of a turn that opens one of the person's mini-tools, by its id: see `Assistant.tools` for those that are kept."""
    turn = assistant.begin(context or Context())
    return _go_on(turn, lambda: turn.advance(Event.TOOL_OPENED(tool), clock()), host, approver, clock)


def resume(
    assistant: Assistant, turn: str, host: AppHost, approver: Approver | None = None, clock: Callable[[], Moment] = moment
) -> Iterator[Step]:
    """Goes on with a turn that was kept, by its id."""
    resumed = assistant.resume(turn, clock())
    return _go_on(resumed.turn, lambda: resumed.step, host, approver, clock)


def run(
    assistant: Assistant,
    utterance: str,
    host: AppHost,
    approver: Approver | None = None,
    context: Context | None = None,
    clock: Callable[[], Moment] = moment,
) -> Ending:
    """Does what a sentence asks for, and says how it ended. See `steps`."""
    last = None
    for last in steps(assistant, utterance, host, approver, context, clock):
        pass
    return last.ending


_MAX_REFUSED = 3  # answers that are refused one after the other before the refusal is raised


def _go_on(
    turn: Turn, first: Callable[[], Step], host: AppHost, approver: Approver | None, clock: Callable[[], Moment]
) -> Iterator[Step]:
    step = first()
    while True:
        yield step
        if step.is_CALL():
            result = _limited(host, step.call, host.call, step.call.limit_ms / 1000)
            step = turn.advance(Event.CALL_DONE(step.call.key, result), clock())
        elif step.is_CALLS():
            step = turn.advance(Event.CALLS_DONE(_side_by_side(host, step.calls)), clock())
        elif step.is_HANDOFF():
            result = _limited(host, step.call, host.open, None)
            step = turn.advance(Event.CALL_DONE(step.call.key, result), clock())
        elif step.is_TOOL():
            step = _shown(step.tool, turn, host, clock)
        elif hasattr(step, "interrupt"):
            step = _asked(step, turn, host, approver, clock)
        else:
            return


def _asked(step: Step, turn: Turn, host: AppHost, approver: Approver | None, clock: Callable[[], Moment]) -> Step:
    """Asks until the answer fits: one that is refused changes nothing, and the question is still open."""
    if approver is None and not (step.is_NEEDS_VALUE() or step.is_NEEDS_DISAMBIGUATION()):
        return turn.advance(Event.DECLINED(step.interrupt.id), clock())
    refused = 0
    while True:
        answer = host.ask(step.interrupt, step)
        try:
            return turn.advance(_event(step.interrupt, answer, turn, approver, clock), clock())
        except ErrandError.InvalidInput:
            if refused == _MAX_REFUSED:
                raise
            refused += 1


def _shown(tool: ToolStep, turn: Turn, host: AppHost, clock: Callable[[], Moment]) -> Step:
    """Shows a mini-tool until the person has done something with it that fits."""
    # A host that only has the shape of an older `AppHost` draws none.
    show = getattr(host, "show", lambda tool: Cancel())
    refused = 0
    while True:
        match show(tool):
            case Touch(touch):
                event = Event.TOOL(touch)
            case Say(text):
                event = Event.SAID(text)
            case Cancel():
                event = Event.CANCELLED()
            case answer:
                raise TypeError(f"a mini-tool is answered with Touch, Say or Cancel, not {type(answer).__name__}")
        try:
            return turn.advance(event, clock())
        except ErrandError.InvalidInput:
            if refused == _MAX_REFUSED:
                raise
            refused += 1


def _event(interrupt: Interrupt, answer: Answer, turn: Turn, approver: Approver | None, clock: Callable[[], Moment]) -> Event:
    match answer:
        case Say(text):
            return Event.SAID(text)
        case Choose(option):
            return Event.CHOSEN(interrupt.id, option)
        case Provide(value):
            return Event.PROVIDED(interrupt.id, value)
        case Yes(bool()) if approver is None:
            return Event.DECLINED(interrupt.id)
        case Yes(bool(is_authenticated)):
            return Event.APPROVED(approver.approve(turn, interrupt.id, is_authenticated, clock()))
        case Decline():
            return Event.DECLINED(interrupt.id)
        case Cancel():
            return Event.CANCELLED()
    raise TypeError(f"a host answers with Say, Choose, Provide, Yes, Decline or Cancel, not {type(answer).__name__}")


def _side_by_side(host: AppHost, calls: list[Call]) -> list[CallDone]:
    """All of them at once, each within its own limit: one that keeps silent costs its limit and no more."""
    with ThreadPoolExecutor(len(calls)) as pool:
        results = pool.map(lambda call: _limited(host, call, host.call, call.limit_ms / 1000), calls)
        return [CallDone(key=call.key, result=result) for call, result in zip(calls, results, strict=True)]


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
        if isinstance(result := answer.result(), CallResult):
            return result
        error = TypeError(f"a call is answered with a CallResult, not {type(result).__name__}")
    with contextlib.suppress(Exception):
        host.failed(call, error)
    return CallResult.TIMED_OUT()
