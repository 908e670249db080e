"""Sentences with their arguments marked, from every source that may train.

A row: {"group", "language", "text", "slots": [(parameter, start, end)], "kinds": {parameter: "text" | "name" | "typed"}, "source",
"labels": {parameter: texts}}; a label is what a manifest says of a parameter, "name: description".
A group is one capability or intent: its rows explain each other. Decides which public rows are clean enough; `guard` decides which may be used.
"""

import gzip
import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).parent / "marked"
TYPED = re.compile(r"date|time|number|ordinal|duration|index|price|percent|amount|budget|count|phone|email|quantity", re.I)
TYPED_ZH = re.compile("评分|时间|消费|价格|门票|人数|天数")
MARK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")
# Parts of sentences that are no arguments, and lists that hold nothing but position words.
NO_ARGUMENT = re.compile(r"music|Parent|before|after|between|Ordinal|Reference|SlotAttribute|Range|Historic|Condition", re.I)
NO_REQUEST = {"SelectItem", "ContactSelection", "PhoneNumberSelection"}
MAX_SGD, MAX_CROSSWOZ = 6_000, 2_500


def parse(marked: str):
    """`跟[妈妈](to)说` to its text and slots."""
    text, slots, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        slots.append((mark[2], len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], slots


def row(group, language, text, slots, kinds, source, labels=None):
    labels = labels or {name: [words(name)] for name in kinds}
    return {"group": group, "language": language, "text": text, "slots": slots, "kinds": kinds, "source": source, "labels": labels}


def words(name: str) -> str:
    """`departDate`, `depart_date` to "depart date"; as the core does it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_.-]+", " ", name).strip().lower()


def label(name: str, description: str) -> str:
    return f"{words(name)}: {description}" if description else words(name)


def demo_services():
    """The examples of the demo services."""
    for path in sorted((ROOT / "mobile-demo/services").glob("*/capability.json")):
        manifest = json.loads(path.read_text())
        for capability in manifest["capabilities"]:
            kinds, labels = {}, {}
            for parameter in capability.get("parameters", []):
                kind = parameter["type"]
                described = parameter.get("description") or parameter.get("title") or {}
                labels[parameter["name"]] = [label(parameter["name"], text) for text in described.values()] or [words(parameter["name"])]
                if any(origin.startswith("host.") for origin in parameter.get("origin", [])):
                    kinds[parameter["name"]] = "name"
                else:
                    kinds[parameter["name"]] = "text" if kind in ("string", "location") or kind[0].isupper() else "typed"
            for part in ("direct", "indirect"):
                for example in capability.get("examples", {}).get(part, []):
                    for language, marked in example.items():
                        text, slots = parse(marked)
                        group = f"demo {manifest['service']['id']} {capability['id']}"
                        yield row(group, language[:2], text, slots, kinds, "demo", labels)


def own():
    """Sentences written for imaginary apps."""
    for path in sorted(OWN.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            kinds = {name: parameter["kind"] for name, parameter in entry["parameters"].items()}
            labels = {name: [label(name, parameter["zh"]), label(name, parameter["en"])] for name, parameter in entry["parameters"].items()}
            for language in ("zh", "en"):
                for marked in entry[language]:
                    text, slots = parse(marked)
                    yield row(f"own {path.stem} {entry['capability']}", language, text, slots, kinds, "own", labels)


def disjoint(slots) -> bool:
    return all(a[2] <= b[1] for a, b in zip(slots, slots[1:]))


def located(text, pairs):
    """Where values stand; None when one of them stands nowhere or twice."""
    slots = []
    for name, value in pairs:
        if not value.strip() or text.count(value) != 1:
            return None
        start = text.index(value)
        slots.append((name, start, start + len(value)))
    slots = sorted(set(slots), key=lambda slot: slot[1:])
    return slots if slots and disjoint(slots) else None


def bot_framework(data: Path):
    for language in ("zh", "en"):
        for line in (data / f"botframework_skills/{language}.jsonl").read_text().splitlines():
            entry = json.loads(line)
            if entry.get("mt_suspect") or entry.get("no_chinese") or entry["skill"] == "bingsearch" or entry["intent"] in NO_REQUEST:
                continue
            noisy = entry["skill"] in ("music", "weather", "calendar", "email")
            pairs = [(e["type"], e["value"]) for e in entry["entities"] if not (noisy and NO_ARGUMENT.search(e["type"]))]
            slots = located(entry["text"], pairs)
            if slots:
                kinds = {name: "typed" if TYPED.search(name) else "text" for name, _, _ in slots}
                yield row(f"bot {entry['skill']} {entry['intent']}", language, entry["text"], slots, kinds, "botframework_skills")


def schema_guided(data: Path):
    rows, described = [], {}
    with gzip.open(data / "sgd/train_schema.json.gz", "rt") as text:
        for service in json.load(text):
            described[service["service_name"]] = {slot["name"]: slot["description"] for slot in service["slots"]}
    with gzip.open(data / "sgd/train_intent_turns.jsonl.gz", "rt") as lines:
        for line in lines:
            entry = json.loads(line)
            slots = sorted(map(tuple, entry["spans"]), key=lambda slot: slot[1:])
            if slots and len(entry["text"]) <= 140 and disjoint(slots):
                kinds = {name: "typed" if TYPED.search(name) else "text" for name, _, _ in slots}
                labels = {name: [label(name, described[entry["service"]].get(name, ""))] for name in kinds}
                rows.append(row(f"sgd {entry['service']} {entry['intent']}", "en", entry["text"], slots, kinds, "sgd", labels))
    random.Random(1).shuffle(rows)
    yield from rows[:MAX_SGD]


def crosswoz(data: Path):
    rows = []
    with gzip.open(data / "crosswoz/val_user_turns.jsonl.gz", "rt") as lines:
        for line in lines:
            entry = json.loads(line)
            pairs = [(act[1] + act[2], act[3]) for act in entry["acts"] if act[0] == "Inform" and act[3] and act[3] in entry["text"]]
            slots = located(entry["text"], pairs) if len(entry["text"]) <= 60 else None
            if slots:
                kinds = {name: "typed" if TYPED_ZH.search(name) else "text" for name, _, _ in slots}
                rows.append(row(f"crosswoz {entry['acts'][0][1]}", "zh", entry["text"], slots, kinds, "crosswoz"))
    random.Random(1).shuffle(rows)
    yield from rows[:MAX_CROSSWOZ]


def rows(data: Path) -> list[dict]:
    """Everything, with the kinds and labels of a group's parameters complete in each of its rows."""
    found = [*demo_services(), *own(), *bot_framework(data), *schema_guided(data), *crosswoz(data)]
    whole: dict[str, dict[str, dict]] = {"kinds": {}, "labels": {}}
    for entry in found:
        for part, groups in whole.items():
            groups.setdefault(entry["group"], {}).update(entry[part])
    for entry in found:
        for part, groups in whole.items():
            entry[part] = groups[entry["group"]]
    return found
