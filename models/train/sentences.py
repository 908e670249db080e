"""The sentences that the encoder learns from, by what can be learned from them.

`plain(data)`: sentences of one language; `pairs(data)`: the same in English and in Chinese; `intents(data)`: sentences of one wish.
Decides which public rows are clean enough; `guard` decides which may be used, `encoder` what for.
"""

import csv
import gzip
import hashlib
import io
import json
import re
from pathlib import Path

import guard
import marked

OWN = Path(__file__).parent / "fine"
MAX_LETTERS = 160
HAN = re.compile(r"[\u4e00-\u9fff]")
FORMAT = re.compile(r"%(\d\$)?[ds@]|\\n|<[^>]*>|&\w+;|\{[^}]*\}")
HELD_OUT_TOOLS = 5  # one MetaTool tool of five is kept from training


def lines(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as file:
        yield from file


def rows(path: Path):
    return (json.loads(line) for line in lines(path))


def table(path: Path):
    form = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if ".tsv" in path.name else {}
    return csv.reader(io.StringIO("".join(lines(path))), **form)


def is_clean(text: str) -> bool:
    return 1 < len(text) <= MAX_LETTERS and not FORMAT.search(text)


def language(text: str) -> str:
    return "zh" if HAN.search(text) else "en"


def tool_trains(tool: str) -> bool:
    """MetaTool is split by tool, not by row: the tools left out evaluate."""
    return hashlib.sha256(tool.encode()).digest()[0] % HELD_OUT_TOOLS != 0


def pairs(data: Path) -> list[tuple[str, str]]:
    """(English, Chinese), translated by people."""
    found = []
    for name in ("tatoeba_en_zh", "android_strings_en_zh", "parallel_dialogue"):
        for row in list(table(data / name / "en_zh.tsv.gz"))[1:]:
            found.append((row[0], row[1]))
    found += [(row["text_en"], row["text"]) for row in rows(data / "x_risawoz_fewshot/turns.jsonl.gz") if row.get("text_en")]
    for tool_en, tool_zh in zip(*(_tools(data / f"c3_tools/tools_{code}.jsonl.gz") for code in ("en", "zh"))):
        if tool_en[0] == tool_zh[0]:
            found.append((tool_en[1], tool_zh[1]))
    for path in sorted((OWN / "translated").glob("*.jsonl")):
        found += [(row["en"], row["zh"]) for row in rows(path)]
    return [(en, zh) for en, zh in dict.fromkeys(found) if is_clean(en) and is_clean(zh) and HAN.search(zh) and not HAN.search(en)]


def _tools(path: Path):
    for line in lines(path):
        for tool in json.loads(line):
            function = tool["function"]
            yield function["name"], function["description"]


def intents(data: Path) -> list[dict]:
    """Sentences of one wish: {"domain", "intent", "text", "language", "source"}; siblings share a domain."""
    found = []

    def add(source, domain, intent, text):
        text = text.strip()
        if is_clean(text):
            found.append({"domain": f"{source} {domain}", "intent": f"{source} {domain} {intent}", "text": text, "language": language(text), "source": source})

    for path in sorted(OWN.glob("*.jsonl")):
        domains = {}
        for row in rows(path):
            domains[row["intent"]] = row["domain"]
            for text in (*row["en"], *row["zh"]):
                add("fine", row["domain"], row["intent"], text)
        translated = OWN / "translated" / path.name
        for row in rows(translated) if translated.exists() else ():
            for text in (row["en"], row["zh"]):
                add("fine", domains[row["intent"]], row["intent"], text)
    for row in marked.own():
        _, app, capability = row["group"].split(" ", 2)
        add("own", app, capability, row["text"])
    for row in rows(data / "sgd/train_intent_turns.jsonl.gz"):
        add("sgd", row["service"], row["intent"], row["text"])
    for code in ("en", "zh"):
        for row in rows(data / f"botframework_skills/{code}.jsonl"):
            if not row.get("mt_suspect") and not row.get("no_chinese") and row["skill"] != "bingsearch" and row["intent"] not in marked.NO_REQUEST:
                add("bot", row["skill"], row["intent"], row["text"])
    for query, tool in list(table(data / "metatool/all_clean_data.csv.gz"))[1:]:
        if tool_trains(tool):
            add("metatool", "tools", tool, query)
    unique = {(row["intent"], row["text"]): row for row in found}
    return list(unique.values())


def plain(data: Path) -> list[str]:
    """More sentences without a label, both languages."""
    found = []
    for row in rows(data / "botframework_skills/en_automotive.jsonl.gz"):
        found.append(row["text"])
    for name in ("val", "test"):
        found += [row["text"] for row in rows(data / f"crosswoz/{name}_user_turns.jsonl.gz")]
    found += [row["query"] for row in rows(data / "seal_tools/dev.jsonl.gz")]
    for domain in ("banking", "hotels"):
        for path in sorted((data / "nlupp" / domain).glob("*.json*")):
            found += [text for text in guard.strings(json.loads("".join(lines(path)))) if " " in text]
    return [text for text in dict.fromkeys(text.strip() for text in found) if is_clean(text)]
