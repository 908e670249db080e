"""The encoder in PyTorch, as it is trained: the shape of the bundle's network, with fewer layers than the one it begins from.

Decides the network's arithmetic; `encoder.py` decides what it learns, `../export` how it is written.
"""

from pathlib import Path

import gguf
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tokenizers import Tokenizer

MAX_TOKENS = 128
PAD = 1


class Layer(nn.Module):
    def __init__(self, dim: int, heads: int, inner: int, eps: float):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.attention_out = (nn.Linear(dim, dim) for _ in range(4))
        self.attention_norm = nn.LayerNorm(dim, eps=eps)
        self.inner, self.outer = nn.Linear(dim, inner), nn.Linear(inner, dim)
        self.out_norm = nn.LayerNorm(dim, eps=eps)

    def forward(self, x, bias):
        batch, length, dim = x.shape
        split = lambda y: y.view(batch, length, self.heads, dim // self.heads).transpose(1, 2)
        # Written out: on a processor PyTorch's own goes back through bf16 many times slower than all the rest.
        near = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) * (dim // self.heads) ** -0.5 + bias
        mixed = torch.softmax(near.float(), -1).to(near.dtype) @ split(self.value(x))
        x = self.attention_norm(x + self.attention_out(mixed.transpose(1, 2).reshape(batch, length, dim)))
        return self.out_norm(x + self.outer(F.gelu(self.inner(x))))


class Student(nn.Module):
    """`forward(ids, mask)`: [batch, length] to unit sentence vectors [batch, dim]."""

    def __init__(self, layers: int, dim: int, heads: int, inner: int, pieces: int, eps: float = 1e-12):
        super().__init__()
        self.word = nn.Embedding(pieces, dim, sparse=True)
        self.position = nn.Parameter(torch.zeros(MAX_TOKENS, dim))
        self.norm = nn.LayerNorm(dim, eps=eps)
        self.layers = nn.ModuleList([Layer(dim, heads, inner, eps) for _ in range(layers)])

    def hidden(self, ids, mask):
        """Token vectors after the embedding and after each layer."""
        x = self.norm(self.word(ids) + self.position[: ids.shape[1]])
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, -1e9)[:, None, None, :]
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1], bias))
        return states

    def forward(self, ids, mask):
        last, counted = self.hidden(ids, mask)[-1].float(), mask[:, :, None].float()
        return F.normalize((last * counted).sum(1) / counted.sum(1), dim=-1)


def begin(base: Path, layers: list[int]) -> Student:
    """A student that begins as some of the layers of the network in `base` (`../export/base.py`)."""
    weights = np.load(base / "base.npz")
    heads, inner = weights["heads"].item(), weights["layer.0.inner.bias"].shape[0]
    pieces, dim = weights["word"].shape
    student = Student(len(layers), dim, heads, inner, pieces)
    with torch.no_grad():
        student.word.weight.copy_(torch.from_numpy(weights["word"]))
        student.position.copy_(torch.from_numpy(weights["position"]))
        student.norm.weight.copy_(torch.from_numpy(weights["norm.weight"]))
        student.norm.bias.copy_(torch.from_numpy(weights["norm.bias"]))
        for place, layer in enumerate(layers):
            for name, parameter in student.layers[place].named_parameters():
                parameter.copy_(torch.from_numpy(weights[f"layer.{layer}.{name}"]).view(parameter.shape))
    return student


def take_over(network: Student, bundle: Path) -> None:
    """The weights of a bundle, as they are rounded there, into a network of its shape."""
    written = {tensor.name: tensor for tensor in gguf.GGUFReader(bundle / "weights.gguf").tensors}
    names = {"word.weight": "embedding.word", "position": "embedding.position", "norm.weight": "embedding.norm.weight", "norm.bias": "embedding.norm.bias"}
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            tensor = written[names.get(name) or name.replace("layers.", "layer.", 1)]
            parameter.copy_(torch.tensor(gguf.dequantize(tensor.data, tensor.tensor_type)).view(parameter.shape))


class Cutter:
    """Texts to padded ids and masks."""

    def __init__(self, base: Path):
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text).ids[:MAX_TOKENS]
        return self.known[text]

    def batch(self, texts: list[str]):
        rows = [self.ids(text) for text in texts]
        ids = torch.full((len(rows), max(map(len, rows))), PAD, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return ids, mask


@torch.inference_mode()
def embed(student: Student, cutter: Cutter, texts: list[str], batch: int = 64) -> np.ndarray:
    """Unit vectors [texts, dim]."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), student.word.weight.shape[1]), np.float32)
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        out[rows] = student(*cutter.batch([texts[i] for i in rows])).numpy()
    return out
