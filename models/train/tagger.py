"""Trains the tagger: which words of a sentence are a parameter's, told by a few marked examples or by the parameter's name and description.

Episodes: some rows of a group are the examples, others the sentences to be read, as on the phone, where an app's own examples tell.
The encoder is frozen. Same data and seed, same weights on the same machine.
`network` below is the reference for `core/src/understanding/tagger`.
"""

import argparse
import copy
import hashlib
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import gguf
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import frozen
import guard
import marked

CONFIG = {"layer": 4, "label": 128, "width": 160, "depth": 2, "reach": 5, "view": 64}
GROUPS, QUESTIONS, POOL = 8, 8, 30  # groups of a step, sentences to be read of each, rows that both are drawn from
EXAMPLES = [1, 3, 6, 10, 16]
MAX_STRETCH, MAX_PIECES = 30, 48
RATE, DROPOUT, DECAY, AVERAGE = 1e-3, 0.15, 0.02, 0.01
MASKED = {"typed": 0.9, "name": 0.75, "text": 0.0}  # how often another parameter's words are known to be taken
GOLDEN = [
    ("跟[妈妈](to)说[晚点到](text)", "给小王发消息说我到楼下了"),
    ("tell [Tom](to) [I am late](text)", "tell Anna that dinner is at eight"),
    ("来一杯[珍珠奶茶](drink)", "帮我点杯大杯的oat latte,少冰"),
]


LABELS = ["to: 收件人", "text: what the message says"]


class Tagger(nn.Module):
    def __init__(self, dim: int, width: int, depth: int, reach: int, view: int, label: int, **_):
        super().__init__()
        self.input = nn.Linear(2 * dim + 7, width)
        self.layers = nn.ModuleList(nn.Conv1d(width, width, reach, padding=reach // 2) for _ in range(depth))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))
        self.begin, self.end, self.inside = (nn.Linear(width, view) for _ in range(3))
        self.general = nn.Linear(width, 3)
        self.scales = nn.Parameter(torch.tensor([4.0, 4.0, 1.0, 1.0]))  # begin, end, inside, outside
        self.biases = nn.Parameter(torch.tensor([0.0, 0.0, 0.0, 2.0]))  # begin, end, inside, none
        self.dropout = nn.Dropout(DROPOUT)
        self.label_in, self.label_out = nn.Linear(dim, label), nn.Linear(label, 4 * view)

    def views(self, x, mask):
        """`x`: [batch, pieces, features]; three views of unit length and the general scores of each piece."""
        x = F.gelu(self.input(self.dropout(x))) * mask[..., None]
        for layer, norm in zip(self.layers, self.norms):
            x = norm(x + F.gelu(layer(x.transpose(1, 2)).transpose(1, 2))) * mask[..., None]
            x = self.dropout(x)
        unit = lambda linear: F.normalize(linear(x), dim=-1)
        return unit(self.begin), unit(self.end), unit(self.inside), self.general(x)

    def places(self, views, rows, kinds):
        """Where the words of each parameter stand in example rows: mean views, by name."""
        begin, end, inside, _ = views
        outside, found = [], defaultdict(lambda: ([], [], []))
        for b, row in enumerate(rows):
            is_marked = torch.zeros(row["count"], dtype=torch.bool)
            for _, first, last in row["spans"]:
                is_marked[first : last + 1] = True
            outside.append(inside[b, : row["count"]][~is_marked])
            for name, first, last in row["spans"]:
                if kinds.get(name) != "typed":
                    for part, view in zip(found[name], (begin[b, first : first + 1], end[b, last : last + 1], inside[b, first : last + 1])):
                        part.append(view)
        mean = lambda views: F.normalize(torch.cat(views).sum(0), dim=-1)
        return {name: (*map(mean, parts), mean(outside)) for name, parts in found.items()}

    def described(self, labels):
        """Places by what is said of parameters, for those that no example marks. `labels`: [parameters, dim]."""
        views = self.label_out(F.gelu(self.label_in(self.dropout(labels))))
        return [tuple(F.normalize(view, dim=-1) for view in row) for row in views.view(len(labels), 4, -1)]

    def scores(self, views, place, taken):
        """The score of every stretch [first, last] of one sentence against the place of a parameter."""
        begin, end, inside, general = views
        p_begin, p_end, p_inside, p_outside = place
        s = self.scales
        starts = s[0] * (begin @ p_begin) + general[:, 0] + self.biases[0]
        ends = s[1] * (end @ p_end) + general[:, 1] + self.biases[1]
        within = s[2] * (inside @ p_inside) - s[3] * (inside @ p_outside) + general[:, 2] + self.biases[2]
        sums = F.pad(within.cumsum(0), (1, 0))
        blocked = F.pad(taken.cumsum(0), (1, 0))
        at = torch.arange(len(starts))
        allowed = (at[None] >= at[:, None]) & (at[None] - at[:, None] < MAX_STRETCH) & (blocked[None, 1:] == blocked[:-1, None])
        score = starts[:, None] + ends[None] + sums[None, 1:] - sums[:-1, None]
        return score.masked_fill(~allowed, -1e4)


def prepare(rows, looks):
    """Slots in pieces; rows that do not fit are left out."""
    kept = []
    for row in rows:
        cut, features = looks[row["text"]]
        cut, features = cut[:MAX_PIECES], features[:MAX_PIECES]
        spans = []
        for name, start, end in row["slots"]:
            first = next((k for k, (a, b) in enumerate(cut) if a <= start < b), None)
            last = next((k for k, (a, b) in enumerate(cut) if a < end <= b), None)
            if first is not None and last is not None and last - first < MAX_STRETCH:
                spans.append((name, first, last))
        if cut:
            kept.append({**row, "spans": spans, "count": len(cut), "features": features})
    return kept


def has_words(row):
    return any(row["kinds"][name] != "typed" for name, _, _ in row["spans"])


def taken(row):
    mask = torch.zeros(row["count"])
    for name, first, last in row["spans"]:
        if random.random() < MASKED[row["kinds"][name]]:
            mask[first : last + 1] = 1.0
    return mask


def batch(rows):
    longest = max(row["count"] for row in rows)
    x = torch.zeros(len(rows), longest, rows[0]["features"].shape[1])
    mask = torch.zeros(len(rows), longest)
    for b, row in enumerate(rows):
        x[b, : row["count"]], mask[b, : row["count"]] = row["features"].float(), 1.0
    return x, mask


def episode_loss(net, groups, vectors):
    """`groups`: (examples, questions) each; `vectors`: of labels. Each question is read twice: by examples, and by labels."""
    rows = [row for examples, questions in groups for row in examples + questions]
    views = net.views(*batch(rows))
    losses, at = [], 0
    for examples, questions in groups:
        places = net.places(tuple(v[at : at + len(examples)] for v in views), examples, examples[0]["kinds"])
        at += len(examples)
        names = list(places)
        labels = torch.stack([vectors[random.choice(examples[0]["labels"][name])] for name in names]) if names else None
        described = dict(zip(names, net.described(labels))) if names else {}
        for row in questions:
            mine = tuple(v[at, : row["count"]] for v in views)
            at += 1
            blocked = taken(row)
            for name, place in places.items():
                right = [(a, b) for other, a, b in row["spans"] if other == name and not blocked[a : b + 1].any()]
                if not right and random.random() < 0.5:
                    continue
                for told in (place, described[name]):
                    scores = net.scores(mine, told, blocked)
                    likely = torch.cat([scores.flatten(), net.biases[3:]]).log_softmax(0)
                    wanted = [likely[a * row["count"] + b] for a, b in right] or [likely[-1]]
                    losses.append(-torch.logsumexp(torch.stack(wanted), 0))
    return torch.stack(losses).mean()


def train(rows, vectors, dim, steps, seed):
    random.seed(seed), torch.manual_seed(seed)
    chooser = np.random.default_rng(seed)
    groups = defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    names = sorted(name for name, members in groups.items() if sum(map(has_words, members)) >= 6)
    # Groups of the phone's own kind count twice; large ones not more than sixty rows are worth.
    worth = np.array([min(len(groups[n]), 60) ** 0.5 * (2.0 if n.split()[0] in ("own", "demo") else 1.0) for n in names])
    worth /= worth.sum()
    print(f"{len(rows)} sentences of {len(names)} groups")
    net = Tagger(dim, **CONFIG)
    average = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    began, shown = time.time(), None
    for step in range(steps):
        chosen = []
        for i in chooser.choice(len(names), GROUPS, replace=False, p=worth):
            members = groups[names[i]]
            members = random.sample(members, min(len(members), POOL))
            telling = [row for row in members if has_words(row)]
            if len(telling) < 4:
                continue
            count = min(QUESTIONS, len(telling) // 2)
            questions = telling[:count] + [row for row in members if not has_words(row)][:2]
            chosen.append((telling[count : count + random.choice(EXAMPLES)], questions))
        loss = episode_loss(net, chosen, vectors)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        for mean, now in zip(average.parameters(), net.parameters()):
            mean.data.lerp_(now.data, AVERAGE if step > 100 else 0.2)
        shown = loss.item() if shown is None else 0.98 * shown + 0.02 * loss.item()
        if step % 100 == 99:
            print(f"step {step + 1}: loss {shown:.3f}, {time.time() - began:.0f} s", flush=True)
    return average.eval()


def write(net, path: Path) -> None:
    """f16 matrices, f32 vectors; a convolution as a matrix over the pieces side by side."""
    writer = gguf.GGUFWriter(str(path), "errand")

    def add(name, tensor):
        array = tensor.detach().numpy()
        writer.add_tensor(name, np.ascontiguousarray(array, np.float16 if array.ndim > 1 else np.float32))

    for name in ("input", "begin", "end", "inside", "general", "label_in", "label_out"):
        linear = getattr(net, name)
        add(f"{name}.weight", linear.weight)
        add(f"{name}.bias", linear.bias)
    for i, (layer, norm) in enumerate(zip(net.layers, net.norms)):
        add(f"layer.{i}.weight", layer.weight.permute(0, 2, 1).reshape(layer.out_channels, -1))
        add(f"layer.{i}.bias", layer.bias)
        add(f"layer.{i}.norm.weight", norm.weight)
        add(f"layer.{i}.norm.bias", norm.bias)
    add("scales", net.scales)
    add("biases", net.biases)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@torch.inference_mode()
def golden(net, encoder, path: Path) -> None:
    """What the network makes of a few sentences, for the Rust one to be held against."""
    cases = []
    for example, said in GOLDEN:
        text, slots = marked.parse(example)
        rows = [{"text": text, "slots": slots, "kinds": {}, "group": ""}, {"text": said, "slots": [], "kinds": {}, "group": ""}]
        rows = prepare(rows, dict(zip((text, said), encoder.look([text, said]))))
        views = net.views(*batch(rows))
        for name, place in net.places(tuple(v[:1] for v in views), rows[:1], {}).items():
            count = rows[1]["count"]
            scores = net.scores(tuple(v[1, :count] for v in views), place, torch.zeros(count))
            best = int(scores.argmax())
            cut = frozen.pieces(said)
            cases.append({
                "example": example, "said": said, "parameter": name,
                "range": [cut[best // count][0], cut[best % count][1]], "score": round(float(scores.max() - net.biases[3]), 4),
            })
        for label in LABELS:
            count = rows[1]["count"]
            scores = net.scores(tuple(v[1, :count] for v in views), net.described(encoder.sentences([label]))[0], torch.zeros(count))
            best = int(scores.argmax())
            cut = frozen.pieces(said)
            cases.append({
                "label": label, "said": said,
                "range": [cut[best // count][0], cut[best % count][1]], "score": round(float(scores.max() - net.biases[3]), 4),
            })
    path.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--bundle", type=Path, default=marked.ROOT / "models/errand-zh-en")
    parser.add_argument("--golden", type=Path, default=marked.ROOT / "core/tests/golden/tagger.json")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", default="", help="leave out a source, such as demo: what the tagger knows of apps it never saw")
    args = parser.parse_args()

    rows = guard.allowed([row for row in marked.rows(args.data) if row["source"] != args.without], args.data)
    encoder = frozen.Frozen(args.bundle, CONFIG["layer"])
    texts = sorted({row["text"] for row in rows})
    looks = dict(zip(texts, encoder.look(texts)))
    labels = sorted({label for row in rows for labels in row["labels"].values() for label in labels})
    vectors = dict(zip(labels, encoder.sentences(labels)))
    net = train(prepare(rows, looks), vectors, encoder.dim, args.steps, args.seed)
    write(net, args.bundle / "tagger.gguf")
    golden(net, encoder, args.golden)
    config_path = args.bundle / "config.json"
    config = json.loads(config_path.read_text())
    content = (args.bundle / "tagger.gguf").read_bytes()
    config["tagger"] = CONFIG
    for name in ("ranking", "boundary", "files"):  # behind it, in the order that the export writes
        if name in config:
            config[name] = config.pop(name)
    config["files"]["tagger.gguf"] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    config_path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
