"""Writes the model bundle `models/errand-zh-en/` from the trained encoder.

`cargo xtask export-model` runs it. Same checkpoint, same bytes: nothing here is random without a seed, and the golden file is written from the
weights as they are in the bundle.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import gguf
import numpy as np
import torch

import background
import blocks
import corpora
import golden

sys.path.insert(0, str(Path(__file__).parents[1] / "train"))
import encoder  # noqa: E402
import student  # noqa: E402

BUNDLE_VERSION = 5
CENTRE_TEXTS = 4_000  # a language


def write_weights(path: Path, network: student.Student, measure) -> dict[str, np.ndarray]:
    """One GGUF file. The network's matrices become what is written; then `measure()` tells the centres, on the network as it ships."""
    writer = gguf.GGUFWriter(str(path), "bert")

    def f32(name, values):
        writer.add_tensor(name, np.ascontiguousarray(values.detach().numpy(), np.float32))

    def packed(name, parameter, pack, kind):
        raw, meant = pack(parameter.detach().numpy())
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(meant))
        writer.add_tensor(name, raw, raw_dtype=kind)

    packed("embedding.word", network.word.weight, blocks.five_bits, gguf.GGMLQuantizationType.Q5_0)
    f32("embedding.position", network.position)
    f32("embedding.norm.weight", network.norm.weight)
    f32("embedding.norm.bias", network.norm.bias)
    for place, layer in enumerate(network.layers):
        for name, parameter in layer.named_parameters():
            if parameter.ndim == 2:
                packed(f"layer.{place}.{name}", parameter, blocks.eight_bits, gguf.GGMLQuantizationType.Q8_0)
            else:
                f32(f"layer.{place}.{name}", parameter)
    centres = measure()
    for language, centre in centres.items():
        writer.add_tensor(f"centre.{language}", np.ascontiguousarray(centre, np.float32))
    finish(writer)
    return centres


def write_background(path: Path, vectors: np.ndarray) -> None:
    """One tensor, `background` [sentences, dim], f16."""
    writer = gguf.GGUFWriter(str(path), "errand")
    writer.add_tensor("background", np.ascontiguousarray(vectors))
    finish(writer)


def finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training, with the checkpoint `encoder.pt`")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--golden", type=Path, required=True)
    args = parser.parse_args()

    network = student.begin(args.work / "base", encoder.LAYERS)
    network.load_state_dict(torch.load(args.work / "encoder.pt")["student"])
    network.eval()
    cutter = student.Cutter(args.work / "base")
    embed = lambda texts: student.embed(network, cutter, texts)
    everyday = corpora.everyday(args.data)
    requests = corpora.requests(args.data)

    def centre(language: str) -> np.ndarray:
        """The middle of everyday sentences and requests, half and half."""
        asked = [text for (code, *_), texts in requests.items() if code == language for text in texts]
        halves = [corpora.sample(texts, CENTRE_TEXTS // 2, seed=1) for texts in (everyday[language], asked)]
        return np.mean([embed(half).mean(0) for half in halves], 0)

    args.out.mkdir(parents=True, exist_ok=True)
    centres = write_weights(args.out / "weights.gguf", network, lambda: {language: centre(language) for language in sorted(everyday)})
    write_background(args.out / "background.gguf", background.vectors(embed, everyday, centres))
    shutil.copyfile(args.work / "base/tokenizer.json", args.out / "tokenizer.json")
    config_path = args.out / "config.json"
    fitted = json.loads(config_path.read_text()) if config_path.exists() else {}
    layer = network.layers[0]
    config = {
        "bundleVersion": BUNDLE_VERSION,
        "name": "errand-zh-en",
        "network": {
            "layers": len(network.layers),
            "dim": network.word.weight.shape[1],
            "heads": layer.heads,
            "inner": layer.inner.out_features,
            "pieces": network.word.weight.shape[0],
            "maxTokens": student.MAX_TOKENS,
            "normEps": layer.out_norm.eps,
        },
        "source": {"begins": "intfloat/multilingual-e5-small", "teachers": ["BAAI/bge-small-en-v1.5", "BAAI/bge-small-zh-v1.5"], "licence": "MIT"},
        # From `cargo xtask train tagger` and `cargo xtask fit`, not from here; a new network wants both anew.
        **{part: fitted[part] for part in ("tagger", "ranking", "boundary") if part in fitted},
        "files": {},
    }
    for name in ("weights.gguf", "background.gguf", "tokenizer.json"):
        content = (args.out / name).read_bytes()
        config["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if "tagger.gguf" in fitted.get("files", {}):
        config["files"]["tagger.gguf"] = fitted["files"]["tagger.gguf"]
    config_path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n")
    golden.write(args.golden, network, cutter)


if __name__ == "__main__":
    main()
