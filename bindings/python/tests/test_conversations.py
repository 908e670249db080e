"""The conversations of `core/tests/conversations`, played through the library: the same files as in Rust, with the same outcomes to the letter.

The format is written down in `core/tests/player/mod.rs`.
"""

import re
import unittest
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import errand
from demo import ROOT, Stage, demo


class NoQuestion(Exception):
    pass


class Player:
    def __init__(self):
        self.stage, self.turn, self.step, self.out = Stage(), None, None, []

    def play(self, script: str) -> str:
        """Plays the person's and the host's lines, and writes the core's."""
        for line in script.splitlines():
            if line.startswith(("? ", "< ")):
                continue
            is_call_reply = line.startswith("= ") and call_result(line[2:]) is not None
            if not is_call_reply and not line.startswith("! restart"):
                self.carry_out_calls()
            self.line(line)
        self.carry_out_calls()
        return "\n".join(self.out) + "\n"

    def line(self, line: str):
        self.out.append(line.rstrip())
        if line.startswith("now: "):
            at, zone = re.fullmatch(r"now: (.*)\[(.*)\]", line).groups()
            self.stage.now = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
        elif line.startswith("locale: "):
            here = self.stage.context
            self.stage.context = errand.Context(location=here.location, items=here.items, locale=line[8:].strip())
        elif line.startswith("! "):
            self.happen(line[2:].split())
        elif line.startswith(">"):
            self.turn = self.stage.assistant.begin(self.stage.context)
            self.advance(lambda: errand.Event.SAID(line[1:].strip()))
        elif line.startswith("= "):
            self.reply(line[2:])

    def happen(self, words: list[str]):
        match words:
            case ["fail", service, capability, code]:
                demo().ask("failNext", service=service, capability=capability, code=code)
            case ["lose", service, capability]:
                demo().ask("loseNext", service=service, capability=capability)
            case ["answer", service, capability, *answer]:
                demo().ask("answerNext", service=service, capability=capability, answer=" ".join(answer))
            case ["dial", domain, dial, *limit]:
                preference = self.stage.assistant.preference(domain)
                preference.dial = errand.Dial[dial.upper()]
                if limit:
                    preference.limit_minor, preference.limit_currency = int(limit[0]), limit[1]
                self.stage.assistant.set_preference(domain, preference)
            case ["ban", domain, service]:
                preference = self.stage.assistant.preference(domain)
                preference.banned = [*preference.banned, service]
                self.stage.assistant.set_preference(domain, preference)
            case ["remember", domain, name, value]:
                self.stage.assistant.remember(domain, name, value, self.stage.moment())
            case ["restart"]:
                turn = self.turn.id()
                self.turn = None
                self.stage.restart()
                resumed = self.stage.assistant.resume(turn, self.stage.moment())
                self.turn = resumed.turn
                self.take(resumed.step)
            case ["disable" | "enable" as how, service]:
                self.stage.assistant.set_enabled(service, how == "enable")
            case ["later", length]:
                hours, minutes, seconds = (int(x or 0) for x in re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", length).groups())
                self.stage.now += timedelta(hours=hours, minutes=minutes, seconds=seconds)
            case ["no-location"]:
                self.stage.context = errand.Context()
            case ["select", kind, trust, author, *text]:
                item = errand.SelectedItem(
                    kind=errand.ItemKind[kind.upper()],
                    text=" ".join(text),
                    trust=errand.ContentTrust[trust.upper()],
                    source_id="item",
                    author=None if author == "-" else author,
                )
                here = self.stage.context
                self.stage.context = errand.Context(location=here.location, items=[*here.items, item], locale=here.locale)
            case ["open", *title]:
                tool = self.tool_called(" ".join(title))
                self.turn = self.stage.assistant.begin(self.stage.context)
                self.advance(lambda: errand.Event.TOOL_OPENED(tool))
            case ["delete", *title]:
                assert self.stage.assistant.delete_tool(self.tool_called(" ".join(title)), self.stage.moment())
            case ["import", *spec]:
                self.stage.assistant.save_tool(" ".join(spec), self.stage.moment())
            case _:
                raise ValueError(f"unknown happening {words}")

    def tool_called(self, title: str) -> str:
        """The id of the kept tool of a title."""
        return next(tool.id for tool in self.stage.assistant.tools() if title in (tool.title.zh, tool.title.en))

    def reply(self, reply: str):
        result = call_result(reply)
        if result is None:
            self.advance(lambda: self.persons_reply(reply))
        elif self.step.is_CALL() or self.step.is_HANDOFF():
            self.advance(lambda: errand.Event.CALL_DONE(self.step.call.key, result))
        else:
            self.out.append("? refused: no call is open")

    def persons_reply(self, reply: str) -> errand.Event:
        if self.step.is_TOOL() and (touched := touch(self.step.tool, reply)):
            return errand.Event.TOOL(touched)

        def question() -> str:
            if not hasattr(self.step, "interrupt"):
                raise NoQuestion("no question is open")
            return self.step.interrupt.id

        word, _, rest = reply.partition(" ")
        match word, rest:
            case "approve", "" | "unauthenticated":
                return errand.Event.APPROVED(self.stage.approver.approve(self.turn, question(), not rest, self.stage.moment()))
            case "decline", "":
                return errand.Event.DECLINED(question())
            case "cancel", "":
                return errand.Event.CANCELLED()
            case "choose", option:
                return errand.Event.CHOSEN(question(), option)
            case "provide", value:
                return errand.Event.PROVIDED(question(), value)
        return errand.Event.SAID(reply)

    def advance(self, event):
        try:
            step = self.turn.advance(event(), self.stage.moment())
        except errand.ErrandError.InvalidInput as refused:
            self.out.append(f"? refused: {refused.reason}")
        except NoQuestion as refused:
            self.out.append(f"? refused: {refused}")
        else:
            self.take(step)

    def take(self, step: errand.Step):
        self.step = step
        self.out.append(describe(step).rstrip())

    def carry_out_calls(self):
        while self.step is not None and (hasattr(self.step, "call") or self.step.is_CALLS()):
            if self.step.is_CALLS():
                results = [errand.CallDone(key=call.key, result=demo().carry_out(call, self.stage.now)) for call in self.step.calls]
                self.advance(lambda: errand.Event.CALLS_DONE(results))  # noqa: B023
                continue
            result = demo().carry_out(self.step.call, self.stage.now)
            self.advance(lambda: errand.Event.CALL_DONE(self.step.call.key, result))


def touch(tool: errand.ToolStep, reply: str) -> errand.ToolInput | None:
    """What a reply does to a mini-tool, if it does something: `enter bill 300`, `press list#1.done`."""
    verb, _, rest = reply.partition(" ")
    place, _, text = rest.partition(" ")
    acts = {
        "enter": errand.ToolAct.ENTER(text),
        "press": errand.ToolAct.PRESS(),
        "less": errand.ToolAct.LESS(),
        "add": errand.ToolAct.ADD(),
        "remove": errand.ToolAct.REMOVE(),
    }
    if verb == "page" and place.isdigit():
        return errand.ToolInput(seed=7, _from=int(place))
    place, _, column = place.partition(".")
    part_id, _, record = place.partition("#")
    part = next((part for part in tool.screen.parts if part.id == part_id), None)
    if verb not in acts or part is None:
        return None
    record_id = part.records[int(record) - 1].id if record and int(record) <= len(part.records) else None
    return errand.ToolInput(event=errand.ToolEvent(part=part_id, act=acts[verb], record=record_id, column=column or None), seed=7)


def call_result(reply: str) -> errand.CallResult | None:
    word, _, rest = reply.partition(" ")
    if reply == "timeout":
        return errand.CallResult.TIMED_OUT()
    if reply == "unreachable":
        return errand.CallResult.UNREACHABLE()
    if word == "failure" and rest:
        return errand.CallResult.FAILURE(rest)
    return errand.CallResult.SUCCESS(rest) if word == "success" and rest.startswith("{") else None


def name(step: errand.Step) -> str:
    """`needsValue` for `Step.NEEDS_VALUE`."""
    first, *rest = type(step).__name__.rpartition(".")[2].split("_")
    return first.lower() + "".join(word.capitalize() for word in rest)


def describe(step: errand.Step) -> str:
    """One line of text for a step."""
    if hasattr(step, "call"):
        return f"? {name(step)} {step.call.service} {step.call.capability} {step.call.arguments}"
    if step.is_CALLS():
        calls = [f"{call.service} {call.target if call.is_probe else call.capability} {call.arguments}" for call in step.calls]
        return f"? calls {' | '.join(calls)}"
    if step.is_TOOL():
        return f"? tool {drawn(step.tool)}"
    if hasattr(step, "interrupt"):
        return f"? {name(step)} {step.interrupt.reason}: {shown(step.interrupt)}"
    return f"< {name(step)}: {step.ending.message}".replace("\n", " / ")


def drawn(tool: errand.ToolStep) -> str:
    def part(part: errand.ScreenPart) -> str:
        value = f": {part.value}" if part.value else ""
        records = "; ".join(" ".join(record.cells) for record in part.records)
        return part.label + value + (f" {{{records}}}" if part.records else "")

    parts = [f"[{tool.screen.title}]{'' if tool.is_saved else '*'}"]
    parts += [tool.message] if tool.message else []
    parts += [part(own) for own in tool.screen.parts]
    parts += [f"{result.capability}: {result.message}" for result in tool.results]
    parts += [f"may {own.capability}" for own in tool.permissions]
    parts += [f"=> {tool.shared}"] if tool.shared is not None else []
    return " | ".join(parts).replace("\n", " / ")


def shown(interrupt: errand.Interrupt) -> str:
    parts = [interrupt.message.replace("\n", " / ")]
    parts += [f"{option.title} {option.detail}".strip() for option in interrupt.options]
    if preview := interrupt.preview:
        for act in [preview, *preview.lines]:
            parts.append(f"[{act.title} · {act.service}]")
            parts += [f"{row.label}: {row.value}{'*' if row.is_assumed else ''}{f' ({row.origin})' if row.origin else ''}" for row in act.rows]
        if preview.amount:
            parts.append(f"{preview.amount.shown} → {preview.payee or ''}")
    return " | ".join(parts)


class Conversations(unittest.TestCase):
    maxDiff = None

    def test_every_conversation_goes_as_written(self):
        files = sorted((ROOT / "core/tests/conversations").rglob("*.txt"))
        self.assertGreaterEqual(len(files), 60)
        for file in files:
            with self.subTest(file.name):
                script = file.read_text(encoding="utf-8")
                player = Player()
                self.assertEqual(player.play(script), script)
                player.stage.close()


if __name__ == "__main__":
    unittest.main()
