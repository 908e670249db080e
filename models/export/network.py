"""The reference network in PyTorch, against which the Rust encoder is held.

BERT with post-layer-norm, erf GELU, mean pooling, unit length: multilingual-e5-small as its authors publish it.
Written for clarity and independence from the Rust code; f32 throughout.
"""

import numpy as np
import torch
import torch.nn.functional as F

QUERY_PREFIX = "query: "


class Encoder:
    """`embed(ids)` gives the sentence vector; `hidden(ids)` the token vectors after the last layer."""

    def __init__(self, file, kept: list[int]):
        self.file = file
        self.dim = file.hidden
        tensor = lambda name: torch.from_numpy(file.tensors[name].dequantised())
        self.word = tensor("emb.word").view(-1, self.dim)[kept]  # [pieces, dim]
        self.position = tensor("emb.pos").view(-1, self.dim) + tensor("emb.type").view(-1, self.dim)[0]
        self.weights = {name: tensor(name) for name in file.tensors if not name.startswith("emb.") or ".ln." in name}

    def _linear(self, x, name, out):
        return F.linear(x, self.weights[f"{name}.w"].view(out, -1), self.weights[f"{name}.b"])

    def _norm(self, x, name):
        return F.layer_norm(x, (self.dim,), self.weights[f"{name}.w"], self.weights[f"{name}.b"], self.file.norm_eps)

    @torch.inference_mode()
    def hidden(self, ids: np.ndarray, mask: np.ndarray) -> torch.Tensor:
        """`ids`, `mask`: [batch, len]; returns [batch, len, dim]."""
        ids, mask = torch.from_numpy(ids), torch.from_numpy(mask)
        batch, length = ids.shape
        heads, width = self.file.heads, self.dim // self.file.heads
        x = self._norm(self.word[ids] + self.position[:length], "emb.ln")
        bias = torch.where(mask[:, None, None, :] > 0, 0.0, float("-inf"))  # [batch, 1, 1, len]
        split = lambda y: y.view(batch, length, heads, width).transpose(1, 2)
        for i in range(self.file.layers):
            q, k, v = (split(self._linear(x, f"l{i}.{n}", self.dim)) for n in "qkv")
            weights = torch.softmax(q @ k.transpose(2, 3) / width**0.5 + bias, dim=-1)
            mixed = (weights @ v).transpose(1, 2).reshape(batch, length, self.dim)
            x = self._norm(x + self._linear(mixed, f"l{i}.ao", self.dim), f"l{i}.aln")
            inner = F.gelu(self._linear(x, f"l{i}.fi", self.file.ffn))
            x = self._norm(x + self._linear(inner, f"l{i}.fo", self.dim), f"l{i}.oln")
        return x

    def embed(self, tokenizer, texts: list[str], batch: int = 64) -> np.ndarray:
        """Unit vectors [texts, dim] of texts, each with the query prefix."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = np.zeros((len(texts), self.dim), np.float32)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            encoded = [tokenizer.encode(QUERY_PREFIX + texts[i]).ids[:128] for i in rows]
            length = max(map(len, encoded))
            ids = np.full((len(rows), length), 1, np.int64)
            mask = np.zeros((len(rows), length), np.int64)
            for r, e in enumerate(encoded):
                ids[r, : len(e)], mask[r, : len(e)] = e, 1
            x = self.hidden(ids, mask)
            m = torch.from_numpy(mask)[:, :, None].float()
            out[rows] = F.normalize((x * m).sum(1) / m.sum(1), dim=-1).numpy()
        return out
