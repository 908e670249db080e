"""The encoder of the bundle in PyTorch, frozen, and what it sees at each piece of a sentence.

Decides what the tagger's input is; `core/src/understanding/tagger/network.rs` cuts and looks in the same way and is held to it by golden numbers.
"""

import json
from pathlib import Path

import gguf
import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer


def is_han(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff" or "\u3400" <= c <= "\u4dbf" or c == "〇"


def is_word(c: str) -> bool:
    return c.isalnum() and not is_han(c) or c in "'’"


def pieces(text: str) -> list[tuple[int, int]]:
    """Chinese characters, runs of Latin letters and digits, marks; blanks are left out."""
    found, at = [], 0
    while at < len(text):
        end = at + 1
        if is_word(text[at]):
            while end < len(text) and is_word(text[end]):
                end += 1
        if not text[at].isspace():
            found.append((at, end))
        at = end
    return found


def level(x: torch.Tensor) -> torch.Tensor:
    """Rows of mean square 1."""
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt()


class Frozen:
    """The bundle's encoder."""

    def __init__(self, bundle: Path, layer: int):
        self.layer = layer
        config = json.loads((bundle / "config.json").read_text())
        sizes = config["network"]
        self.layers = sizes["layers"]
        self.dim, self.heads, self.max_tokens, self.eps = sizes["dim"], sizes["heads"], sizes["maxTokens"], sizes["normEps"]
        self.tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
        self.weights = {}
        for tensor in gguf.GGUFReader(bundle / "weights.gguf").tensors:
            values = gguf.dequantize(tensor.data, tensor.tensor_type)
            self.weights[tensor.name] = torch.from_numpy(np.array(values, np.float32))
        self.word = self.weights["embedding.word"].view(-1, self.dim)
        self.position = self.weights["embedding.position"].view(-1, self.dim)

    def _linear(self, x, name):
        bias = self.weights[f"{name}.bias"]
        return F.linear(x, self.weights[f"{name}.weight"].view(len(bias), -1), bias)

    def _norm(self, x, name):
        return F.layer_norm(x, (self.dim,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], self.eps)

    def sentences(self, texts: list[str], batch: int = 64) -> torch.Tensor:
        """Unit sentence vectors [texts, dim], centred for their language: what the core knows a label by."""
        out = []
        for start in range(0, len(texts), batch):
            part = texts[start : start + batch]
            encoded = [self.tokenizer.encode(text).ids[: self.max_tokens] for text in part]
            ids = torch.ones(len(part), max(map(len, encoded)), dtype=torch.long)
            mask = torch.zeros(ids.shape)
            for row, cut in enumerate(encoded):
                ids[row, : len(cut)], mask[row, : len(cut)] = torch.tensor(cut), 1.0
            last = self.tokens(ids, mask, self.layers)
            vectors = F.normalize((last * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
            centres = [self.weights["centre.zh" if any(map(is_han, text)) else "centre.en"] for text in part]
            out.append(F.normalize(vectors - torch.stack(centres), dim=-1))
        return torch.cat(out)

    @torch.inference_mode()
    def tokens(self, ids: torch.Tensor, mask: torch.Tensor, layers: int) -> torch.Tensor:
        """`ids`, `mask`: [batch, len]; token vectors after some layers, [batch, len, dim]."""
        batch, length = ids.shape
        split = lambda x: x.view(batch, length, self.heads, -1).transpose(1, 2)
        bias = torch.where(mask[:, None, None, :] > 0, 0.0, float("-inf"))
        x = self._norm(self.word[ids] + self.position[:length], "embedding.norm")
        for i in range(layers):
            name = f"layer.{i}"
            q, k, v = (split(self._linear(x, f"{name}.{part}")) for part in ("query", "key", "value"))
            weights = torch.softmax(q @ k.transpose(2, 3) / q.shape[-1] ** 0.5 + bias, -1)
            mixed = (weights @ v).transpose(1, 2).reshape(batch, length, self.dim)
            x = self._norm(x + self._linear(mixed, f"{name}.attention_out"), f"{name}.attention_norm")
            inner = F.gelu(self._linear(x, f"{name}.inner"))
            x = self._norm(x + self._linear(inner, f"{name}.outer"), f"{name}.out_norm")
        return x

    def look(self, texts: list[str], batch: int = 64) -> list[tuple[list[tuple[int, int]], torch.Tensor]]:
        """Pieces of each text and their features [pieces, 2 * dim + 7], f16."""
        order, out = sorted(range(len(texts)), key=lambda i: len(texts[i])), [None] * len(texts)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            encoded = [self.tokenizer.encode(texts[i]) for i in rows]
            counts = [min(len(e.ids), self.max_tokens) for e in encoded]
            ids = torch.ones(len(rows), max(counts), dtype=torch.long)
            mask = torch.zeros(len(rows), max(counts))
            for r, (e, count) in enumerate(zip(encoded, counts)):
                ids[r, :count], mask[r, :count] = torch.tensor(e.ids[:count]), 1.0
            tokens = self.tokens(ids, mask, self.layer)
            for r, i in enumerate(rows):
                out[i] = self._features(texts[i], encoded[r].offsets[: counts[r]], ids[r], tokens[r])
        return out

    def _features(self, text, places, ids, tokens):
        reached = max((end for _, end in places), default=0)
        cut = [piece for piece in pieces(text) if piece[0] < reached]
        rows = []
        for start, end in cut:
            hit = [k for k, (a, b) in enumerate(places) if a < b and a < end and start < b] or [0]
            middle = tokens[hit[0] : hit[-1] + 1].mean(0)
            first = text[start]
            if end - start == 1 and is_han(first):
                word = self.word[self.tokenizer.token_to_id(first) or self.tokenizer.token_to_id("<unk>")]
            else:
                word = self.word[ids[hit[0] : hit[-1] + 1]].mean(0)
            from_, to = min(places[k][0] for k in hit), max(places[k][1] for k in hit)
            is_letter = first.isalnum() and not is_han(first)
            flags = [
                from_ >= start or not text[from_:start].strip(), to <= end, is_han(first), is_letter,
                not first.isalnum(), start > 0 and text[start - 1] == " ", first.isdigit(),
            ]
            rows.append(torch.cat([level(middle), level(word), torch.tensor(flags, dtype=torch.float32)]))
        features = torch.stack(rows).half() if rows else torch.zeros(0, 2 * self.dim + 7).half()
        return cut, features
