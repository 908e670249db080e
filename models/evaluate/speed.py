"""The shipped network on ONNX Runtime, dynamic int8, one thread: what the core's own products are measured against.

Prints milliseconds a sentence, the best and the median of many runs, as JSON.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

sys.path.insert(0, str(Path(__file__).parents[1] / "train"))
import encoder  # noqa: E402
import student  # noqa: E402

RUNS = 400


class Plain(torch.nn.Module):
    """The network without a mask: one sentence alone needs none."""

    def __init__(self, network: student.Student):
        super().__init__()
        self.network = network

    def forward(self, ids):
        return self.network(ids, torch.ones_like(ids))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--text", action="append", required=True)
    args = parser.parse_args()
    network = student.begin(args.work / "base", encoder.LAYERS)
    network.load_state_dict(torch.load(args.work / "encoder.pt")["student"])
    network.word.sparse = False
    cutter = student.Cutter(args.work / "base")
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "network.onnx", Path(folder) / "network.int8.onnx"
        example = cutter.batch([args.text[0]])[0]
        torch.onnx.export(
            Plain(network.eval()), (example,), str(whole), dynamo=False, opset_version=17,
            input_names=["ids"], output_names=["vector"], dynamic_axes={"ids": {0: "texts", 1: "tokens"}},
        )
        quantize_dynamic(str(whole), str(small), weight_type=QuantType.QInt8, per_channel=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(small), options)
        for text in args.text:
            ids = cutter.batch([text])[0].numpy()
            spent = []
            for _ in range(RUNS):
                began = time.perf_counter()
                vector = session.run(None, {"ids": ids})[0]
                spent.append((time.perf_counter() - began) * 1e3)
            assert np.isfinite(vector).all()
            print(json.dumps({"text": text, "tokens": ids.shape[1], "best_ms": round(min(spent), 3), "median_ms": round(float(np.median(spent)), 3), "bytes": small.stat().st_size}))


if __name__ == "__main__":
    main()
