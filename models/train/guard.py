"""Refuses to train on what evaluates: every text of the evaluation sets, by hash of its letters.

Decides nothing else. The list of sets is that of the project's data rules; `models/evaluate/*.jsonl` belongs to it.
"""

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

EVALUATION_SETS = [
    "clinc150", "banking77", "hwu64", "slurp", "snips", "mixsnips", "xsid", "fb_multilingual_en", "mac_slu", "bfcl", "acebench",
    "tooltalk", "when2call", "spa_bench", "ohf_intents/en/tests.jsonl", "ohf_intents/zh-CN/tests.jsonl", "proslu", "ntrex",
]
OWN = Path(__file__).parents[1] / "evaluate"
MIN_LETTERS = 6  # "next page" is in every set and gives nothing away


def key(text: str) -> str | None:
    """A hash of the letters of a text; None for one that is too short to be anybody's."""
    letters = "".join(c for c in text.lower() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if len(letters) >= MIN_LETTERS else None


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def texts(path: Path):
    """Every string of a data file, whatever its format."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    content = raw.decode("utf-8", errors="replace")
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1]
    if kind == "json":
        yield from strings(json.loads(content))
    elif kind == "jsonl":
        for line in content.splitlines():
            if line.strip():
                yield from strings(json.loads(line))
    elif kind in ("csv", "tsv"):
        for row in csv.reader(io.StringIO(content), delimiter="\t" if kind == "tsv" else ","):
            yield from row
    elif kind not in ("md",):
        yield from content.splitlines()


def forbidden(data: Path) -> set[str]:
    """Hashes of everything that evaluates."""
    found: set[str] = set()
    for name in EVALUATION_SETS:
        root = data / name
        if not root.exists():
            raise SystemExit(f"{root} is missing: without it nobody can say what must not be trained on")
        files = [root] if root.is_file() else [path for path in sorted(root.rglob("*")) if path.is_file()]
        for path in files:
            found.update(key(text) for text in texts(path))
    for path in sorted(OWN.glob("*.jsonl")):
        found.update(key(json.loads(line)["text"]) for line in path.read_text().splitlines() if line.strip())
    return found - {None}


def allowed(rows: list, data: Path, text=lambda row: row["text"]) -> list:
    """Rows whose text evaluates nothing; says how many were left out."""
    banned = forbidden(data)
    kept = [row for row in rows if key(text(row)) not in banned]
    print(f"{len(rows) - len(kept)} of {len(rows)} sentences are in an evaluation set and were left out")
    return kept
