"""Vectors of everyday sentences, and of questions about things, that ask an app for nothing in particular.

The core tells an app's own examples apart from these, so that it can refuse a sentence even where one small service is installed.
Only vectors go into the bundle, no text.
"""

import numpy as np

import corpora
import questions

PER_LANGUAGE = 256  # of each kind
SEED = 3
LENGTHS = range(4, 61)  # characters


def vectors(embed, everyday: dict[str, list[str]], centres: dict[str, np.ndarray]) -> np.ndarray:
    """[4 * PER_LANGUAGE, dim] of unit length, centred as the core centres a sentence of that language."""
    rows, asking = [], questions.about(PER_LANGUAGE)
    for language, sentences in sorted(everyday.items()):
        sentences = [text for text in sorted(set(sentences)) if len(text) in LENGTHS]
        texts = corpora.sample(sentences, PER_LANGUAGE, SEED) + asking[language]
        rows.append(embed(texts) - centres[language])
    rows = np.concatenate(rows)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
