"""The driver and the types from the outside: what crosses, and what happens when a host raises, hangs or is gone."""

import enum
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import errand
from demo import BUNDLE, ROOT, DemoHost, Stage, demo

READ = "下一首歌"
WRITE = "跟妈妈说我到家了"
TOOL = """{"miniTool":1,"id":"x","title":{"en":"Notes"},"language":"en",
"state":[{"name":"what","label":{"en":"Text"},"type":"text"}],
"view":[{"id":"what","part":"field","of":"what"},{"id":"go","part":"button","of":"keep"}],
"actions":[{"name":"keep","label":{"en":"Keep"},
"steps":[{"do":"call","service":"app.notes","capability":"createNote","arguments":[{"name":"text","to":"what"}]}]}]}"""


def result(done: dict) -> errand.CallResult:
    """What came of a call, as the file has it."""
    ((kind, value),) = done.items()
    results = {"success": errand.CallResult.SUCCESS, "failure": errand.CallResult.FAILURE}
    bare = {"timedOut": errand.CallResult.TIMED_OUT, "unreachable": errand.CallResult.UNREACHABLE}
    return results[kind](value) if kind in results else bare[kind]()


class Driver(unittest.TestCase):
    def setUp(self):
        self.stage = Stage()
        self.addCleanup(self.stage.close)

    def run_turn(self, said, host, approver=True):
        return errand.run(self.stage.assistant, said, host, self.stage.approver if approver else None, self.stage.context, self.stage.moment)

    def test_a_sentence_becomes_calls_a_yes_and_an_end_in_both_languages(self):
        for said in (WRITE, "tell Mom that I am home", "跟Mom说我到家了"):
            ending = self.run_turn(said, DemoHost(self.stage))
            self.assertEqual([errand.ActOutcome.COMPLETED], [result.outcome for result in ending.results], said)

    def test_without_an_approver_nothing_that_needs_a_yes_is_done(self):
        host = Counting(self.stage)
        ending = self.run_turn(WRITE, host, approver=False)
        self.assertEqual(0, host.sends)
        self.assertNotIn(errand.ActOutcome.COMPLETED, [result.outcome for result in ending.results])

    def test_a_host_that_raises_leaves_the_outcome_unknown_and_is_not_called_again(self):
        for error in (ValueError("no"), NotImplementedError(), SystemExit(1), KeyboardInterrupt()):
            host = Counting(self.stage, error)
            ending = self.run_turn(WRITE, host)
            self.assertEqual((1, [error]), (host.sends, host.told))
            self.assertNotIn(errand.ActOutcome.COMPLETED, [result.outcome for result in ending.results])

    def test_a_host_that_never_answers_costs_the_calls_limit(self):
        class Hanging(DemoHost):
            def call(self, call):
                threading.Event().wait()

        ending = self.run_turn(READ, Hanging(self.stage))
        self.assertNotIn(errand.ActOutcome.COMPLETED, [result.outcome for result in ending.results])

    def test_a_tool_is_shown_touched_and_left(self):
        class Using(DemoHost):
            answers = [
                errand.Touch(errand.ToolInput(event=errand.ToolEvent(part="nothing", act=errand.ToolAct.PRESS()))),
                errand.Touch(errand.ToolInput(event=errand.ToolEvent(part="what", act=errand.ToolAct.ENTER("milk")))),
                errand.Touch(errand.ToolInput(event=errand.ToolEvent(part="go", act=errand.ToolAct.PRESS()))),
                errand.Say("call it Shopping"),
                errand.Cancel(),
            ]

            def show(self, tool):
                return self.answers.pop(0)

        assistant, now = self.stage.assistant, self.stage.moment
        tool = assistant.save_tool(TOOL, now())
        self.assertEqual([(tool, "Notes")], [(own.id, own.title.en) for own in assistant.tools()])
        args = (self.stage.approver, self.stage.context, now)
        seen = list(errand.open_tool(assistant, tool, Using(self.stage), *args))
        shown = [step.tool for step in seen if step.is_TOOL()]
        self.assertEqual(["Notes", "Notes", "Notes", "Shopping"], [own.screen.title for own in shown])
        self.assertEqual([errand.ActOutcome.COMPLETED], [result.outcome for result in shown[2].results])
        self.assertTrue(any(step.is_NEEDS_CONFIRMATION() for step in seen), "what a tool holds is confirmed")
        self.assertTrue(seen[-1].is_COMPLETED())
        # A host that draws none leaves it.
        self.assertTrue(list(errand.open_tool(assistant, tool, DemoHost(self.stage), *args))[-1].is_COMPLETED())
        self.assertEqual(2, len(assistant.tool(tool)))
        self.assertTrue(assistant.delete_tool(tool, now()) and not assistant.delete_tool(tool, now()))
        with self.assertRaises(errand.ErrandError.InvalidInput):
            list(errand.open_tool(assistant, tool, DemoHost(self.stage), *args))

    def test_a_turn_that_was_left_goes_on_after_a_restart(self):
        for step in errand.steps(self.stage.assistant, WRITE, DemoHost(self.stage), self.stage.approver, self.stage.context, self.stage.moment):
            if step.is_NEEDS_CONFIRMATION():
                break
        kept = step.interrupt.turn
        self.stage.restart()
        self.assertEqual([kept], self.stage.assistant.open_turns())
        first, *_, last = errand.resume(self.stage.assistant, kept, DemoHost(self.stage), self.stage.approver, self.stage.moment)
        self.assertTrue(first.is_NEEDS_CONFIRMATION())
        self.assertTrue(last.is_COMPLETED())

    def test_an_answer_that_does_not_fit_is_asked_for_again(self):
        class Clumsy(DemoHost):
            answers = [errand.Choose("nothing"), errand.Provide("{"), errand.Yes(is_authenticated=True)]

            def ask(self, interrupt, step):
                return self.answers.pop(0)

        self.assertEqual([errand.ActOutcome.COMPLETED], [result.outcome for result in self.run_turn(WRITE, Clumsy(self.stage)).results])

    def test_what_is_no_yes_is_none(self):
        class Sloppy(Counting):
            def ask(self, interrupt, step):
                return errand.Yes(is_authenticated="no")

        host = Sloppy(self.stage)
        with self.assertRaises(TypeError):
            self.run_turn(WRITE, host)
        self.assertEqual(0, host.sends)

    def test_a_call_that_answers_nothing_is_one_of_unknown_outcome(self):
        class Silent(Counting):
            def call(self, call):
                super().call(call)

        host = Silent(self.stage)
        ending = self.run_turn(WRITE, host)
        self.assertEqual(1, host.sends)
        self.assertNotIn(errand.ActOutcome.COMPLETED, [result.outcome for result in ending.results])

    def test_an_approval_is_worth_one_use_and_one_question(self):
        turn = self.stage.assistant.begin(self.stage.context)
        step = turn.advance(errand.Event.SAID(WRITE), self.stage.moment())
        while step.is_CALL():
            step = turn.advance(errand.Event.CALL_DONE(step.call.key, demo().carry_out(step.call, self.stage.now)), self.stage.moment())
        with self.assertRaises(errand.ErrandError.InvalidInput):
            self.stage.approver.approve(turn, "another", True, self.stage.moment())
        yes = self.stage.approver.approve(turn, step.interrupt.id, True, self.stage.moment())
        self.assertTrue(turn.advance(errand.Event.APPROVED(yes), self.stage.moment()).is_CALL())
        with self.assertRaises(errand.ErrandError.InvalidInput):
            turn.advance(errand.Event.APPROVED(yes), self.stage.moment())
        self.assertIsNone(self.stage.assistant.take_approver())
        with self.assertRaises(ValueError):
            errand.Approval()

    def test_two_threads_take_turns_at_one_turn(self):
        turn = self.stage.assistant.begin(self.stage.context)
        turn.advance(errand.Event.SAID(READ), self.stage.moment())
        outcomes = []

        def cancel():
            try:
                turn.advance(errand.Event.CANCELLED(), self.stage.moment())
                outcomes.append("accepted")
            except errand.ErrandError.InvalidInput:
                outcomes.append("refused")

        threads = [threading.Thread(target=cancel) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(["accepted", "refused"], sorted(outcomes))


class Counting(DemoHost):
    """Counts messages that are sent, and raises at each if it is told to."""

    def __init__(self, stage, error=None):
        super().__init__(stage)
        self.error, self.sends, self.told = error, 0, []

    def call(self, call):
        if call.capability == "sendMessage":
            self.sends += 1
            if self.error is not None:
                raise self.error
        return super().call(call)

    def failed(self, call, error):
        self.told.append(error)


def camel(name):
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def shown(value):
    """A record with all its fields, as the file has them."""
    match value:
        case enum.Enum():
            return value.name.lower().replace("_", "")
        case list():
            return [shown(item) for item in value]
        case None | str() | int():
            return value
    fields = {camel(name): shown(field) for name, field in vars(value).items()}
    return {"step": camel(type(value).__name__.rpartition(".")[2]), **fields} if isinstance(value, errand.Step) else fields


class Crossing(unittest.TestCase):
    def stage(self):
        stage = Stage()
        self.addCleanup(stage.close)
        return stage

    def test_every_kind_of_error_crosses(self):
        with self.assertRaises(errand.ErrandError.Storage):
            errand.Assistant.open("/nowhere", ":memory:")
        assistant = errand.Assistant.open(str(BUNDLE), ":memory:")
        with self.assertRaises(errand.ErrandError.InvalidInput) as refused:
            assistant.install(['{"formatVersion": 1,\n "oops"}'])
        self.assertIn("line 2", refused.exception.reason)
        with self.assertRaises(errand.ErrandError.InvalidInput):
            assistant.resume("t1", errand.moment())
        with self.assertRaises(errand.ErrandError.InvalidInput):
            assistant.begin(errand.Context(location=errand.Location(latitude=91.0, longitude=0.0, name="")))
        with self.assertRaises(errand.ErrandError.InvalidInput):
            assistant.understand("x", errand.Moment(epoch_ms=0, zone="Nowhere/Land"))
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "config.json"
            for text, kind in (('{"bundleVersion": 1}', errand.ErrandError.WrongVersion), ("{", errand.ErrandError.Corrupt)):
                config.write_text(text)
                with self.assertRaises(kind):
                    errand.Assistant.open(folder, ":memory:")

    def test_every_record_crosses_field_by_field(self):
        """`bindings/crossing.jsonl`, which the core's own suite wrote and checks."""
        stage = self.stage()
        steps = set()
        step = None
        for line in map(json.loads, (ROOT / "bindings/crossing.jsonl").read_text(encoding="utf-8").splitlines()):
            if step is None or hasattr(step, "ending"):
                turn = stage.assistant.begin(self.context(line["event"], stage))
            step = turn.advance(self.event(line["event"], turn, step, stage), stage.moment())
            self.assertEqual(line["step"], shown(step))
            steps.add(type(step))
        self.assertEqual(14, len(steps))

    @staticmethod
    def context(event, stage):
        """Where a turn begins: with what was selected before, when its first event says so."""
        if "selected" not in event:
            return stage.context
        selected = event["selected"]
        item = errand.SelectedItem(
            kind=errand.ItemKind.MESSAGE,
            text=selected["text"],
            trust=errand.ContentTrust.CONTACT,
            source_id="m1",
            author=selected["author"],
        )
        return errand.Context(location=stage.context.location, items=[item])

    @staticmethod
    def event(event, turn, step, stage):
        ((kind, value),) = event.items()
        match kind:
            case "said":
                return errand.Event.SAID(value)
            case "selected":
                return errand.Event.SAID(value["said"])
            case "chosen":
                return errand.Event.CHOSEN(step.interrupt.id, value)
            case "provided":
                return errand.Event.PROVIDED(step.interrupt.id, value)
            case "approved":
                return errand.Event.APPROVED(stage.approver.approve(turn, step.interrupt.id, value, stage.moment()))
            case "declined":
                return errand.Event.DECLINED(step.interrupt.id)
            case "cancelled":
                return errand.Event.CANCELLED()
            case "allDone":
                done = [errand.CallDone(key=call.key, result=result(each)) for call, each in zip(step.calls, value, strict=True)]
                return errand.Event.CALLS_DONE(done)
        return errand.Event.CALL_DONE(step.call.key, result(value))

    def test_packs_of_services_cross(self):
        assistant = errand.Assistant.open(str(BUNDLE), ":memory:")
        manifests = {path.parent.name: path.read_text(encoding="utf-8") for path in (ROOT / "mobile-demo/services").glob("*/capability.json")}

        def pack(version, *services):
            return '{"packVersion": "1.0", "id": "com.example.shops", "version": "%s", "services": [%s]}' % (version, ",".join(manifests[name] for name in services))

        assistant.install_pack(pack("1.0.0", "settings"))
        installed = assistant.install_pack(pack("1.1.0", "settings", "weather"))
        self.assertEqual(("1.1.0", "1.0.0", 2), (installed.version, installed.version_before, len(installed.services)))
        with self.assertRaises(errand.ErrandError.InvalidInput):
            assistant.install_pack(pack("1.2.0", "settings", "settings"))
        self.assertEqual([installed], assistant.packs())
        self.assertEqual(0, assistant.refresh())
        self.assertEqual("1.0.0", assistant.roll_back_pack("com.example.shops").version)
        self.assertIsNone(assistant.roll_back_pack("com.example.shops"))
        self.assertTrue(assistant.remove_pack("com.example.shops"))
        self.assertEqual([], assistant.services())

    def test_services_and_the_ledger_cross(self):
        stage = self.stage()
        services = {service.id: service for service in stage.assistant.services()}
        self.assertGreaterEqual(len(services), 20)
        self.assertTrue(services["app.music"].is_enabled)
        stage.assistant.set_enabled("app.music", False)
        self.assertFalse({service.id: service for service in stage.assistant.services()}["app.music"].is_enabled)
        errand.run(stage.assistant, WRITE, DemoHost(stage), stage.approver, stage.context, stage.moment)
        ledger = stage.assistant.ledger()
        self.assertEqual(list(range(1, len(ledger) + 1)), [entry.sequence for entry in ledger])
        self.assertIsNone(stage.assistant.broken_ledger_entry())
        self.assertTrue(stage.assistant.remove("app.music"))
        self.assertFalse(stage.assistant.remove("app.music"))

    def test_a_grant_saves_the_card_and_the_record_is_handed_over_proved_and_forgotten(self):
        stage = self.stage()
        now = stage.moment()
        scope = errand.GrantScope.CAPABILITY(service="app.messages", capability="sendMessage")
        grant = errand.Grant(scope=scope, times=1, from_ms=now.epoch_ms, until_ms=now.epoch_ms + 86_400_000)
        self.assertIn("发消息", stage.assistant.grant_in_words(grant, errand.Language.ZH, now))
        with self.assertRaises(errand.ErrandError.InvalidInput):
            stage.approver.grant(errand.Grant(scope=scope, times=0, from_ms=0, until_ms=1), True, now)
        given = stage.approver.grant(grant, False, now)
        ending = errand.run(stage.assistant, "tell Mom that I am home", DemoHost(stage), None, stage.context, stage.moment)
        self.assertEqual([errand.ActOutcome.COMPLETED], [result.outcome for result in ending.results])
        self.assertEqual([(given, 1, None)], [(one.id, one.times, one.revoked_ms) for one in stage.assistant.grants()])
        self.assertTrue(stage.assistant.revoke_grant(given, now))
        bundle = stage.assistant.dispute_bundle(ending.turn)
        self.assertEqual(0, errand.verify_bundle(bundle, stage.assistant.ledger_head()))
        with self.assertRaises(errand.ErrandError.InvalidInput):
            errand.verify_bundle(bundle.replace("I am home", "I am out"), None)
        self.assertGreater(stage.assistant.forget_turn(ending.turn, now), 0)
        self.assertGreater(errand.verify_bundle(stage.assistant.dispute_bundle(ending.turn), stage.assistant.ledger_head()), 0)
        self.assertEqual(0, stage.assistant.apply_retention(90, 1825, now))

    def test_modes_safeguards_pseudonyms_and_receipts_cross(self):
        stage = self.stage()
        now = stage.moment()
        service, off, on = "app.messages", errand.Modes(declared=False, auto=True), errand.Modes(declared=True, auto=True)
        stage.assistant.set_modes(service, errand.Switcher.HOST, off)
        installed = {one.id: one for one in stage.assistant.services()}[service]
        self.assertEqual((off, on, False), (installed.modes.host, installed.modes.person, installed.is_enabled))
        stage.assistant.set_modes(service, errand.Switcher.HOST, on)
        own = errand.Safeguards(confirms_every_change=True, max_payment=errand.Limit(minor=20_000, currency="CNY"))
        stage.approver.set_safeguards(own, False, now)
        self.assertEqual(own, stage.assistant.safeguards())
        with self.assertRaises(errand.ErrandError.InvalidInput):
            stage.approver.set_safeguards(errand.Safeguards(), False, now)
        with self.assertRaises(errand.ErrandError.InvalidInput):
            stage.approver.set_safeguards(errand.Safeguards(max_payment=errand.Limit(minor=1, currency="???")), True, now)
        pseudonym = stage.assistant.pseudonym(service)
        self.assertEqual((32, pseudonym), (len(pseudonym), stage.assistant.pseudonym(service)))
        self.assertTrue(stage.assistant.renew_pseudonym(service))
        self.assertNotEqual(pseudonym, stage.assistant.pseudonym(service))
        self.assertIsNone(stage.assistant.dispatch_receipts(service))
        stage.assistant.share_dispatch_receipts(service, True)
        errand.run(stage.assistant, "tell Mom that I am home", DemoHost(stage), stage.approver, stage.context, stage.moment)
        receipt = {one.capability: one for one in stage.assistant.dispatch_receipts(service)}["sendMessage"]
        self.assertEqual((1, 1, 1, 1), (receipt.considered, receipt.eligible, receipt.shown, receipt.called))

    def test_a_key_of_another_length_and_a_build_without_encryption_are_refused(self):
        for key in (bytes(5), bytes(32)):
            with self.assertRaises(errand.ErrandError.InvalidInput):
                errand.Assistant.open_with(errand.OpenOptions(bundle=str(BUNDLE), database=":memory:", key=key))

    def test_what_a_sentence_means_crosses(self):
        read = json.loads(self.stage().assistant.understand("明早七点叫我起床", errand.moment()))
        self.assertEqual("setAlarm", read["acts"][0]["candidates"][0]["capability"])

    def test_a_new_model_counts_once_it_is_whole_and_the_one_before_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            bundles = errand.Bundles(folder)
            self.assertIsNone(bundles.current())
            shutil.copytree(BUNDLE, bundles.begin(), dirs_exist_ok=True)
            first = bundles.commit()
            part = Path(bundles.begin())
            shutil.copytree(BUNDLE, part, dirs_exist_ok=True)
            (part / "weights.gguf").write_bytes(b"cut short")
            with self.assertRaises(errand.ErrandError.Corrupt):
                bundles.commit()
            self.assertEqual(first, bundles.current())
            errand.Assistant.open(first, ":memory:")
            part = Path(bundles.begin())
            shutil.copytree(BUNDLE, part, dirs_exist_ok=True)
            (part / "config.json").write_text((part / "config.json").read_text(encoding="utf-8") + "\n", encoding="utf-8")
            second = bundles.commit()
            self.assertEqual(second, bundles.current())
            self.assertEqual(first, bundles.roll_back())
            self.assertEqual(first, bundles.current())

    def test_the_example_runs(self):
        out = subprocess.run([sys.executable, ROOT / "bindings/python/examples/tea.py"], capture_output=True, text=True, encoding="utf-8")
        self.assertEqual(0, out.returncode, out.stderr)
        self.assertIn("app asks", out.stdout)
        self.assertIn("it ended: 已付 ¥14.00", out.stdout)


class Memory(unittest.TestCase):
    TURNS = int(os.environ.get("ERRAND_TURNS", 4_000))  # the promise is for 100,000

    def test_turns_leave_nothing_behind(self):
        stage = Stage()
        self.addCleanup(stage.close)

        def turns(count):
            for _ in range(count):
                turn = stage.assistant.begin(stage.context)
                turn.advance(errand.Event.SAID("嗯"), stage.moment())
            gc.collect()
            with open("/proc/self/statm") as statm:
                return int(statm.read().split()[1]) * resource.getpagesize()

        before = turns(self.TURNS // 4)
        after = turns(self.TURNS)
        self.assertLess(after - before, 4 * 2**20, f"{before} bytes, {after} after {self.TURNS} turns")


if __name__ == "__main__":
    unittest.main()
