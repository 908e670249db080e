"""The texts that the export reads: to choose the vocabulary, to find the middle of a language, to measure parity.

Only sets that may train (their licences are in `models/NOTICE`); no evaluation set is opened here.
"""

import gzip
import json
import random
from pathlib import Path


def everyday(data: Path) -> dict[str, list[str]]:
    """Short everyday sentences by language: Tatoeba."""
    out = {"en": [], "zh": []}
    with gzip.open(data / "tatoeba_en_zh/en_zh.tsv.gz", "rt") as lines:
        for line in lines:
            english, chinese = line.split("\t")[:2]
            out["en"].append(english)
            out["zh"].append(chinese)
    return out


def requests(data: Path) -> dict[tuple, list[str]]:
    """Requests to an assistant by (language, skill, intent): Bot Framework skills, machine translations left out."""
    out: dict[tuple, set] = {}
    for language in ("en", "zh"):
        for line in open(data / f"botframework_skills/{language}.jsonl"):
            row = json.loads(line)
            if row.get("mt_suspect") or row.get("no_chinese") or len(row["text"]) > 80:
                continue
            out.setdefault((language, row["skill"], row["intent"]), set()).add(row["text"])
    return {key: sorted(texts) for key, texts in sorted(out.items())}


def sample(texts: list[str], count: int, seed: int) -> list[str]:
    """A fixed random sample."""
    return random.Random(seed).sample(texts, min(count, len(texts)))
