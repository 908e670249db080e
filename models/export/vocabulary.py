"""Chooses which of the 250,002 pieces a Chinese and English assistant needs, and writes `tokenizer.json`.

A piece stays when it is special, a single printable character of the two scripts, wholly Chinese and frequent enough,
or used when the most frequent words of English are cut.
Dropping a piece changes a text only where that piece would have been used: `export.py` measures how often.
"""

import re
from collections import Counter

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

SPACE = "\u2581"
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
ENGLISH_WORDS = 60_000
CHINESE_WORDS = 60_000

_HAN = re.compile(rf"{SPACE}?[\u4e00-\u9fff]+")
_PRINTABLE = re.compile(rf"{SPACE}?[\x21-\x7e\u3000-\u303f\uff01-\uff5e\u2018-\u201d\u2026\u00a5\u00b0\u20ac\u00a3]")


def build_tokenizer(pieces: list[str], scores: list[float]) -> Tokenizer:
    """XLM-R's cutting with the given pieces: NFKC, words behind a mark, unigram, `<s> … </s>`."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores)), unk_id=SPECIALS.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def choose(pieces: list[str], scores: list[float], texts: list[str], words: list[str]) -> list[int]:
    """Indices of the pieces to keep, ascending; the four specials keep their places 0 to 3."""
    whole = build_tokenizer(pieces, scores)
    used = Counter()
    for encoding in whole.encode_batch(texts + words, add_special_tokens=False):
        used.update(encoding.ids)
    keep = set(range(len(SPECIALS)))
    for index, piece in enumerate(pieces):
        if _HAN.fullmatch(piece) or _PRINTABLE.fullmatch(piece) or piece == SPACE:
            keep.add(index)
        elif used[index] and re.fullmatch(rf"{SPACE}?[\x21-\x7e\u4e00-\u9fff\u3000-\u303f]+", piece):
            keep.add(index)
    return sorted(keep)
