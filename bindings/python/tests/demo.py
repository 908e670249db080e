"""The stage for the tests: an assistant with the demo services, and the services themselves in a process of their own."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import errand

ROOT = Path(__file__).resolve().parents[3]
BUNDLE = ROOT / "models/errand-zh-en"
TARGET = Path(os.environ.get("ERRAND_TARGET", ROOT / "target/release"))
MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
SHANGHAI = errand.Context(location=errand.Location(latitude=31.2304, longitude=121.4737, name="上海"))


class Demo:
    """The demo services (`errand-demo-host`)."""

    def __init__(self):
        self.process = subprocess.Popen([TARGET / "errand-demo-host"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        atexit.register(self.process.kill)
        self.lock = threading.Lock()

    def ask(self, what: str, **fields) -> dict:
        with self.lock:
            self.process.stdin.write(json.dumps({"do": what, **fields}) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
        assert "refused" not in answer, answer
        return answer

    def carry_out(self, call: errand.Call, now: datetime) -> errand.CallResult:
        at = now.strftime("%Y-%m-%dT%H:%M")
        function = call.target if call.is_probe else call.capability
        answer = self.ask("call", service=call.service, capability=function, arguments=call.arguments, key=call.key, now=at)
        if "success" in answer:
            return errand.CallResult.SUCCESS(answer["success"])
        return errand.CallResult.FAILURE(answer["failure"]) if "failure" in answer else errand.CallResult.TIMED_OUT()


@cache
def demo() -> Demo:
    return Demo()


@cache
def lists() -> dict[str, list[errand.ListEntry]]:
    def entry(row):
        note = row.get("note")
        note = errand.LocalText(zh=note.get("zh-CN", ""), en=note.get("en", "")) if note else None
        return errand.ListEntry(id=row["id"], name=row["name"], aliases=row.get("aliases", []), note=note)

    return {name: [entry(row) for row in rows] for name, rows in demo().ask("lists")["lists"].items()}


@cache
def filled() -> Path:
    """A database with the demo services; what is there already costs little to install again."""
    path = ROOT / "target/tmp/demo.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    assistant = errand.Assistant.open(str(BUNDLE), str(path))
    assistant.install(demo().ask("manifests")["manifests"])
    return path


class Stage:
    """An assistant over a copy of the filled database."""

    def __init__(self):
        demo().ask("reset")
        self.folder = tempfile.TemporaryDirectory()
        self.database = Path(self.folder.name) / "errand.db"
        shutil.copy(filled(), self.database)
        self.now, self.context = MORNING, SHANGHAI
        self.open()

    def open(self):
        self.assistant = errand.Assistant.open(str(BUNDLE), str(self.database))
        for name, entries in lists().items():
            self.assistant.set_list(name, entries)
        self.approver = self.assistant.take_approver()

    def restart(self):
        """The process dies and starts again; the services' own state lives on, as theirs would."""
        del self.assistant, self.approver
        self.open()

    def close(self):
        del self.assistant, self.approver
        self.folder.cleanup()

    def moment(self) -> errand.Moment:
        return errand.moment(self.now)


class DemoHost:
    """Has the demo services carry out calls and agrees to everything."""

    def __init__(self, stage: Stage):
        self.stage = stage

    def call(self, call):
        return demo().carry_out(call, self.stage.now)

    open = call

    def ask(self, interrupt, step):
        return errand.Yes(is_authenticated=True)

    def failed(self, call, error):
        pass
