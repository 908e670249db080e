"""Trains the tagger: which words of a sentence are a parameter's, told by a few marked examples or by the parameter's name and description.

Episodes: some rows of a group are the examples, others the sentences to be read, as on the phone, where an app's own examples tell.
The encoder is frozen. Same data and seed, same weights on the same machine.
`Tagger` and `fitted` below are the reference for `core/src/understanding/tagger`.
"""

import argparse
import copy
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

import entry
import frozen
import guard
import marked

CONFIG = {"layer": 4, "label": 128, "width": 160, "depth": 2, "reach": 5, "view": 64, "own": 128}
GROUPS, QUESTIONS, POOL = 8, 8, 30  # groups of a step, sentences to be read of each, rows that both are drawn from
EXAMPLES = [1, 3, 6, 10, 16]
MAX_STRETCH, MAX_PIECES = 30, 48
RATE, DROPOUT, DECAY, AVERAGE = 1e-3, 0.15, 0.02, 0.01
MASKED = {"typed": 0.9, "name": 0.75, "text": 0.0}  # how often another parameter's words are known to be taken
AS_TEXT = 0.3  # how often a group's typed parameters are taken for free text: not every app declares a date as one
SAID = [0.5, 0.25, 0.15, 0.1]  # how a parameter is spoken of: name and description, name, description, name twice
OWN_SENTENCES = 4000  # what the pieces' own features are worked out from
FIT_STEPS, FIT_RATE, FIT_RIDGE, FIT_RIDGE_INSIDE, FIT_TOLD = 10, 0.3, 0.01, 0.1, 1.0  # of a capability's places on the phone; `core/src/understanding/tagger/fit.rs`
GOLDEN = [  # examples, what is said of their parameters, sentence
    (["跟[妈妈](to)说[晚点到](text)"], {"to": "to: 收件人", "text": "text: what the message says"}, "给小王发消息说我到楼下了"),
    (["tell [Tom](to) [I am late](text)", "text [my sister](to) that [the bus was full](text)", "send a message to [Bob](to)", "who wrote to me?"],
     {"text": "text: what the message says"}, "tell Anna that dinner is at eight"),
    (["来一杯[珍珠奶茶](drink)", "要[两](count)杯[拿铁](drink)"], {}, "帮我点杯大杯的oat latte,少冰"),
]
TYPED = {"count"}  # parameters of the golden examples whose words are read by their kind


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
        return {name: self.folded(*map(mean, parts), mean(outside)) for name, parts in found.items()}

    def folded(self, begin, end, inside, outside):
        """A place with the scales in it: what the views of a piece are multiplied by."""
        s = self.scales
        return s[0] * begin, s[1] * end, s[2] * inside - s[3] * outside

    def described(self, labels):
        """Places by what is said of parameters. `labels`: [parameters, dim]."""
        views = self.label_out(F.gelu(self.label_in(self.dropout(labels))))
        return [self.folded(*(F.normalize(view, dim=-1) for view in row)) for row in views.view(len(labels), 4, -1)]

    def scores(self, views, place, taken):
        """The score of every stretch [first, last] of one sentence against the place of a parameter."""
        begin, end, inside, general = views
        starts = begin @ place[0] + general[:, 0] + self.biases[0]
        ends = end @ place[1] + general[:, 1] + self.biases[1]
        within = inside @ place[2] + general[:, 2] + self.biases[2]
        sums = F.pad(within.cumsum(0), (1, 0))
        blocked = F.pad(taken.cumsum(0), (1, 0))
        at = torch.arange(len(starts))
        allowed = (at[None] >= at[:, None]) & (at[None] - at[:, None] < MAX_STRETCH) & (blocked[None, 1:] == blocked[:-1, None])
        score = starts[:, None] + ends[None] + sums[None, 1:] - sums[:-1, None]
        return score.masked_fill(~allowed, -1e4)


def own_features(looks, count, seed):
    """The directions in which the pieces' vectors differ most, as a linear map: [own, 2 * dim] and [own]."""
    texts = random.Random(seed).sample(sorted(looks), min(OWN_SENTENCES, len(looks)))
    x = torch.cat([looks[text][1][:, :-7].float() for text in texts])
    x, length = F.normalize(x, dim=-1), x.shape[1] ** 0.5  # rows are of mean square 1
    middle = x.mean(0)
    torch.manual_seed(seed)
    _, _, directions = torch.pca_lowrank(x - middle, q=count, niter=4, center=False)
    return directions.T / length, -(directions.T @ middle)


def with_own(net, views, features):
    """Views of one sentence with its pieces' own features beside them, as a fitted place meets them."""
    own = F.normalize(F.linear(features[:, :-7].float(), net.own_weight, net.own_bias), dim=-1)
    return (*(torch.cat([view, own], 1) for view in views[:3]), views[3])


def fitted(net, places, told, sights, rows, kinds):
    """Places fitted to the marked examples that they come from: a few steps, held to where they began. `told`: places by what is said of
    parameters, each worth as much as `FIT_TOLD` examples."""
    names = [name for name in places if kinds.get(name) != "typed"]
    began = []
    for name in names:
        count = sum(other == name for row in rows for other, _, _ in row["spans"])
        share = FIT_TOLD / (FIT_TOLD + count) if name in told else 0.0
        place = [(1 - share) * part + share * other for part, other in zip(places[name], told.get(name, places[name]))]
        began.append(torch.stack([F.pad(part, (0, len(net.own_bias))) for part in place]).detach())
    with torch.inference_mode(False), torch.enable_grad():
        began = torch.stack([place.clone() for place in began])
        now = began.clone().requires_grad_()
        optimiser = torch.optim.Adam([now], FIT_RATE)
        for _ in range(FIT_STEPS):
            moved = (now - began).square().sum((0, 2))  # of begin, end and inside
            loss = FIT_RIDGE * (moved[0] + moved[1]) + FIT_RIDGE_INSIDE * moved[2]
            for views, row in zip(sights, rows):
                blocked = torch.zeros(row["count"])
                for name, first, last in row["spans"]:
                    if kinds.get(name) == "typed":
                        blocked[first : last + 1] = 1.0
                for name, place in zip(names, now):
                    scores = net.scores(tuple(v.clone() for v in views), tuple(place), blocked)
                    likely = torch.cat([scores.flatten(), net.biases[3:].detach()]).log_softmax(0)
                    right = [likely[a * row["count"] + b] for other, a, b in row["spans"] if other == name]
                    loss = loss - torch.logsumexp(torch.stack(right or [likely[-1]]), 0)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return dict(zip(names, now.detach()))


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


def said_of(labels):
    """One way in which a manifest may speak of a parameter."""
    label = random.choice(labels)
    name, _, description = label.partition(": ")
    return random.choices([label, name, description or name, f"{name}: {name}"], SAID)[0]


def taken(row, kinds):
    mask = torch.zeros(row["count"])
    for name, first, last in row["spans"]:
        if random.random() < MASKED[kinds[name]]:
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
        kinds = examples[0]["kinds"]
        if random.random() < AS_TEXT:
            kinds = {name: "text" if kind == "typed" else kind for name, kind in kinds.items()}
        places = net.places(tuple(v[at : at + len(examples)] for v in views), examples, kinds)
        at += len(examples)
        names = list(places)
        labels = torch.stack([vectors[said_of(examples[0]["labels"][name])] for name in names]) if names else None
        described = dict(zip(names, net.described(labels))) if names else {}
        for row in questions:
            mine = tuple(v[at, : row["count"]] for v in views)
            at += 1
            blocked = taken(row, kinds)
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
    add("own.weight", net.own_weight)
    add("own.bias", net.own_bias)
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
    kinds = dict.fromkeys(TYPED, "typed")
    for examples, labels, said in GOLDEN:
        rows = [dict(zip(("text", "slots"), marked.parse(example)), kinds=kinds, group="") for example in examples]
        rows.append({"text": said, "slots": [], "kinds": kinds, "group": ""})
        rows = prepare(rows, dict(zip([row["text"] for row in rows], encoder.look([row["text"] for row in rows]))))
        views = net.views(*batch(rows))
        places = net.places(tuple(v[:-1] for v in views), rows[:-1], kinds)
        sights = [with_own(net, tuple(v[b, : row["count"]] for v in views), row["features"]) for b, row in enumerate(rows)]
        by_label = {name: net.described(encoder.sentences([label]))[0] for name, label in labels.items()}
        places = fitted(net, places, by_label, sights[:-1], rows[:-1], kinds)
        told = [({"examples": examples, "labels": labels, "parameter": name}, sights[-1], place) for name, place in places.items()]
        plain = tuple(v[-1, : rows[-1]["count"]] for v in views)
        told += [({"label": label}, plain, net.described(encoder.sentences([label]))[0]) for label in LABELS]
        count, cut = rows[-1]["count"], frozen.pieces(said)
        for case, sight, place in told:
            scores = net.scores(sight, place, torch.zeros(count))
            best = int(scores.argmax())
            cases.append({
                **case, "said": said,
                "range": [cut[best // count][0], cut[best % count][1]], "score": round(float(scores.max() - net.biases[3]), 4),
            })
    path.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--bundle", type=Path, default=marked.ROOT / "models/errand-zh-en")
    parser.add_argument("--golden", type=Path, default=marked.ROOT / "core/tests/golden/tagger.json")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", default="", help="leave out a source, such as demo: what the tagger knows of apps it never saw")
    args = parser.parse_args()

    rows = guard.allowed([row for row in marked.rows(args.data) if row["source"] != args.without], args.data)
    encoder = frozen.Frozen(args.bundle, CONFIG["layer"])
    texts = sorted({row["text"] for row in rows})
    looks = dict(zip(texts, encoder.look(texts)))
    labels = {label for row in rows for labels in row["labels"].values() for label in labels}
    parts = [(label, label.partition(": ")) for label in labels]
    labels = sorted({text for label, (name, _, told) in parts for text in (label, name, told or name, f"{name}: {name}")})
    vectors = dict(zip(labels, encoder.sentences(labels)))
    net = train(prepare(rows, looks), vectors, encoder.dim, args.steps, args.seed)
    net.own_weight, net.own_bias = own_features(looks, CONFIG["own"], args.seed)
    write(net, args.bundle / "tagger.gguf")
    golden(net, encoder, args.golden)
    entry.enter(args.bundle, "tagger", CONFIG)


if __name__ == "__main__":
    main()
