"""Trains the outline: which words of a request for a small tool name its fields, columns, results and clauses, which kinds of tool are meant,
whether a tool could do it at all, and whether a sentence asks for a tool or for something to be done.

The encoder is frozen. Same data and seed, same weights on the same machine.
`Outline` below is the reference for `core/src/understanding/outline`; what becomes of the marks is `core/src/minitool/draft`'s matter.
"""

import argparse
import copy
import json
import random
import re
import time
from pathlib import Path

import gguf
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import entry
import frozen

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).parent / "tools"
# Sentences that want something done, and no tool.
ERRANDS = Path(__file__).parent / "fine"
CONFIG = {"layer": 4, "width": 224, "depth": 4, "reach": 3, "heads": 4}
MAX_PIECES = 160
STEPS, BATCH, RATE, DROPOUT, DECAY, AVERAGE = 3200, 32, 2e-3, 0.25, 0.03, 0.005
NAMES = [
    "title", "field", "col", "rows", "out", "rowout", "opt", "item", "back", "counter", "unit", "default", "x", "phase", "len", "times",
    "day", "goal", "step", "from", "to", "target", "new", "anchor", "value", "color", "lang",
]
CLAUSES = [
    "formula", "rate", "base", "beyond", "tier", "case", "weight", "round", "cap", "least", "when", "share", "total", "left", "classify",
    "chart", "progress", "sort", "filter", "group", "reset", "add", "share_out", "start", "pick", "tap", "check", "call",
]
TYPES = ["number", "money", "text", "date", "choice", "toggle", "duration"]
KINDS = [
    "calculator", "splitter", "converter", "scaler", "records", "counter", "checklist", "scoreboard", "picker", "cards", "timer",
    "countdown", "form",
]
REFUSALS = ["network", "background", "sensor", "shared", "generate", "game", "account", "illegal", "code"]
CHANGES = [
    "add", "remove", "rename", "move", "default", "value", "formula", "round", "unit", "type", "color", "language", "title", "undo",
    "first", "again", "other",
]
# Scores of a sentence: kinds, whether it is a change and which, which limit if any, whether it asks for a tool.
SENTENCE = [len(KINDS), len(CHANGES) + 1, len(REFUSALS) + 1, 1]
TAG = re.compile(r'<(/?)([a-z_]+)(?: t="([a-z]+)")?>')


def parse(marked: str):
    """A sentence with inline tags to its text and spans `(tag, type, start, end)`, in characters."""
    text, spans, stack, at = "", [], [], 0
    for tag in TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        closes, name, kind = tag.groups()
        if closes:
            opened, kind, start = stack.pop()
            assert opened == name, marked
            spans.append((name, kind, start, len(text)))
        else:
            stack.append((name, kind, len(text)))
    return text + marked[at:], spans


def held_back() -> set[str]:
    """The sentences that drafting is measured on; none of them may train."""
    path = ROOT / "models/evaluate/minitools.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return {fold(text) for row in rows for text in row["say"] + row.get("corrections", [])}


def errands(count: int, seed: int):
    """Some sentences that ask for no tool."""
    found = [json.loads(line) for path in sorted(ERRANDS.glob("*.jsonl")) for line in path.read_text().splitlines() if line.strip()]
    texts = sorted({text for row in found for text in (*row["en"], *row["zh"]) if fold(text)})
    for text in random.Random(seed).sample(texts, count):
        yield {"text": text, "spans": [], "errand": True, "file": "errands"}


def fold(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def rows(folder: Path):
    held = held_back()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            if line.strip():
                row = json.loads(line)
                text, spans = parse(row["marked"])
                if fold(text) in held:
                    continue
                yield {**row, "text": text, "spans": spans, "file": path.stem}


# Names that may stand for each other in another sentence; a name and the operands that repeat it change together.
SWAPPED = {
    "field": "thing", "col": "thing", "out": "result", "rowout": "result", "x": "thing", "opt": "item", "item": "item", "counter": "item",
    "back": "item", "rows": "rows", "target": "thing", "new": "thing", "title": "title",
}
VARIANTS, SWAP, UNPUNCTUATED = 3, 0.45, 0.15
ERRAND_COUNT = 6000


def varied(found, seed):
    """Each row with other names in its places, a few times over: what a name is follows from where it stands."""
    chooser = random.Random(seed)
    pools = {}
    script = lambda text: any(map(frozen.is_han, text))
    for row in found:
        for tag, kind, start, end in row["spans"]:
            if tag in SWAPPED and "refuse" not in row:
                pools.setdefault((SWAPPED[tag], kind, script(row["text"][start:end])), []).append(row["text"][start:end])
    every = {}
    for (group, _, is_han), texts in pools.items():
        every.setdefault((group, is_han), []).extend(texts)
    for row in found:
        yield row
        if "errand" in row:
            continue
        if "refuse" in row:
            yield from [row] * VARIANTS
            continue
        for _ in range(VARIANTS):
            text, by = row["text"], {}
            for tag, kind, start, end in row["spans"]:
                own = text[start:end]
                if tag in SWAPPED and own.lower() not in by:
                    pool = pools.get((SWAPPED[tag], kind, script(own))) or every[SWAPPED[tag], script(own)]
                    by[own.lower()] = chooser.choice(pool if kind else every[SWAPPED[tag], script(own)]) if chooser.random() < SWAP else own
            inner = sorted(span for span in ((start, end, tag) for tag, _, start, end in row["spans"]) if span[2] in SWAPPED)
            pieces, moved, at, out = [], [], 0, ""
            for start, end, _ in inner:
                out += text[at:start]
                moved.append((start, end, len(out)))
                out += by[text[start:end].lower()]
                at = end
            out += text[at:]

            def place(k, is_end):
                shift = 0
                for start, end, new in moved:
                    length = len(by[text[start:end].lower()])
                    if k >= end:
                        shift = new + length - end
                    elif k > start or (k == start and is_end and start == end):
                        return new + (length if is_end else 0)
                    elif k == start:
                        return new
                return k + shift

            spans = [(tag, kind, place(start, False), place(end, True)) for tag, kind, start, end in row["spans"]]
            if chooser.random() < UNPUNCTUATED:
                out = re.sub("[,,。;;]", " ", out)
            yield {**row, "text": out, "spans": spans}


class Attention(nn.Module):
    """One layer in which every piece looks at all others."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x, mask):
        batch, length, width = x.shape
        split = lambda y: y.view(batch, length, self.heads, -1).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        bias = torch.where(mask[:, None, None, :] > 0, 0.0, -1e9)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width))


class Outline(nn.Module):
    def __init__(self, dim: int, width: int, depth: int, reach: int, heads: int, **_):
        super().__init__()
        self.input = nn.Linear(2 * dim + 7, width)
        self.layers = nn.ModuleList(nn.Conv1d(width, width, reach, padding=(reach // 2) * 2**i, dilation=2**i) for i in range(depth))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))
        self.attention = Attention(width, heads)
        self.attention_norm = nn.LayerNorm(width)
        self.names = nn.Linear(width, 2 * len(NAMES) + 1)
        self.clauses = nn.Linear(width, 2 * len(CLAUSES) + 1)
        self.types = nn.Linear(width, len(TYPES))
        self.sentence = nn.Linear(2 * width, sum(SENTENCE))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x, mask):
        """`x`: [batch, pieces, features]. Scores of names, clauses and types at each piece, and of the sentence."""
        x = F.gelu(self.input(self.dropout(x))) * mask[..., None]
        for i, (layer, norm) in enumerate(zip(self.layers, self.norms)):
            x = norm(x + F.gelu(layer(x.transpose(1, 2)).transpose(1, 2))) * mask[..., None]
            if i == len(self.layers) // 2 - 1:
                x = self.attention_norm(x + self.dropout(self.attention(x, mask))) * mask[..., None]
            x = self.dropout(x)
        return self.names(x), self.clauses(x), self.types(x), self.sentence(self.pooled(x, mask))

    def pooled(self, x, mask):
        """Mean and greatest over the pieces of a sentence."""
        mean = x.sum(1) / mask.sum(1, keepdim=True)
        return torch.cat([mean, x.masked_fill(mask[..., None] == 0, -1e4).amax(1)], 1)


def prepare(found, looks):
    """Rows with their labels in pieces."""
    kept = []
    for row in found:
        cut, features = looks[row["text"]]
        cut, features = cut[:MAX_PIECES], features[:MAX_PIECES]
        count = len(cut)
        names, clauses, types = [torch.full((count,), fill, dtype=torch.long) for fill in (0, 0, -100)]
        for tag, kind, start, end in row["spans"]:
            inside = [k for k, (a, b) in enumerate(cut) if a < end and start < b]
            if not inside:
                continue
            labels, known = (names, NAMES) if tag in NAMES else (clauses, CLAUSES)
            at = known.index(tag)
            labels[inside] = 2 + 2 * at
            labels[inside[0]] = 1 + 2 * at
            if kind:
                types[inside] = TYPES.index(kind)
        kinds = torch.tensor([float(kind in row.get("kinds", [])) for kind in KINDS])
        is_change = "change" in row
        changes = torch.tensor([float(is_change)] + [float(change in row.get("change", [])) for change in CHANGES])
        refusal = REFUSALS.index(row["refuse"]) + 1 if "refuse" in row else 0
        is_errand = "errand" in row
        kept.append({**row, "cut": cut, "features": features, "names": names, "clauses": clauses, "types": types, "kinds": kinds,
                     "changes": changes, "refusal": refusal, "is_change": is_change, "is_errand": is_errand,
                     "wish": float(not (is_errand or is_change))})
    return kept


def batch(some):
    longest = max(len(row["cut"]) for row in some)
    x, mask = torch.zeros(len(some), longest, some[0]["features"].shape[1]), torch.zeros(len(some), longest)
    labels = [torch.full((len(some), longest), -100, dtype=torch.long) for _ in range(3)]
    for b, row in enumerate(some):
        count = len(row["cut"])
        x[b, :count], mask[b, :count] = row["features"].float(), 1.0
        for label, name in zip(labels, ("names", "clauses", "types")):
            label[b, :count] = row[name]
    return (x, mask), labels


def loss_of(net, some):
    inputs, labels = batch(some)
    names, clauses, types, sentence = net(*inputs)
    errand = torch.tensor([row["is_errand"] for row in some])
    plain = torch.tensor([not (row["refusal"] or row["is_change"] or row["is_errand"]) for row in some])
    refused = torch.tensor([row["refusal"] > 0 for row in some])
    # What a request that is refused would hold is not marked, nor is an errand.
    for label in labels[:2]:
        label[refused | errand] = -100
    cross = lambda scores, label: F.cross_entropy(scores.flatten(0, 1), label.flatten(), ignore_index=-100)
    parts = sentence.split(SENTENCE, 1)
    loss = cross(names, labels[0]) + cross(clauses, labels[1])
    if (labels[2] >= 0).any():
        loss = loss + 0.5 * cross(types, labels[2])
    if plain.any():
        loss = loss + 0.5 * F.binary_cross_entropy_with_logits(parts[0][plain], torch.stack([row["kinds"] for row in some])[plain])
    loss = loss + 0.5 * F.binary_cross_entropy_with_logits(parts[1], torch.stack([row["changes"] for row in some]))
    loss = loss + 0.5 * F.binary_cross_entropy_with_logits(parts[3].squeeze(1), torch.tensor([row["wish"] for row in some]))
    refusals = torch.tensor([row["refusal"] for row in some])
    return loss + 0.3 * F.cross_entropy(parts[2][~errand], refusals[~errand]) if (~errand).any() else loss


def train(some, dim, steps, seed, show=None):
    random.seed(seed), torch.manual_seed(seed)
    net = Outline(dim, **CONFIG)
    average = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    began, shown = time.time(), None
    order = []
    for step in range(steps):
        if not order:
            # Sentences of about one length go together, in a new mixture each time.
            mixed = sorted(some, key=lambda row: len(row["cut"]) + random.random() * 12)
            order = [mixed[at : at + BATCH] for at in range(0, len(mixed) - BATCH + 1, BATCH)]
            random.shuffle(order)
        chosen = order.pop()
        loss = loss_of(net, chosen)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        for mean, now in zip(average.parameters(), net.parameters()):
            mean.data.lerp_(now.data, AVERAGE if step > 200 else 0.2)
        shown = loss.item() if shown is None else 0.98 * shown + 0.02 * loss.item()
        if step % 250 == 249:
            print(f"step {step + 1}: loss {shown:.3f}, {time.time() - began:.0f} s", flush=True)
            if show:
                show(average.eval())
    return average.eval()


def decoded(scores, known):
    """The likeliest spans `(name, first, last)` of scores [pieces, 2 * names + 1]: what goes on must have begun."""
    likely = scores.log_softmax(-1)
    count, labels = likely.shape
    best, came = likely[0].clone(), []
    best[2::2] = -1e9
    inside = torch.arange(2, labels, 2)
    for at in range(1, count):
        top, source = best.max(0)
        now, back = top + likely[at], torch.full((labels,), int(source))
        goes_on = torch.stack([best[inside - 1], best[inside]])
        value, which = goes_on.max(0)
        now[inside], back[inside] = value + likely[at][inside], inside - 1 + which
        came.append(back)
        best = now
    at = int(best.argmax())
    path = [at]
    for back in reversed(came):
        at = int(back[at])
        path.append(at)
    path.reverse()
    spans = []
    for i, label in enumerate(path):
        if label % 2 == 1:
            spans.append([known[(label - 1) // 2], i, i])
        elif label:
            spans[-1][2] = i
    return [tuple(span) for span in spans]


@torch.inference_mode()
def measured(net, some):
    """Spans right, told and wanted, by tag; kinds, changes and refusals right."""
    from collections import Counter
    right, told, wanted, sentence = Counter(), Counter(), Counter(), Counter()
    for row in some:
        names, clauses, types, whole = net(*batch([row])[0])
        parts = whole[0].split(SENTENCE)
        asked = "errand" if row["is_errand"] else "change" if row["is_change"] else "tool"
        sentence[f"{asked} as such"] += 1
        sentence[f"{asked} as such right"] += (float(parts[3]) > 0) == bool(row["wish"])
        if row["is_errand"]:
            continue
        is_refused = int(parts[2].argmax()) > 0
        sentence["refusal" if row["refusal"] else "honest"] += 1
        sentence["refusal right" if row["refusal"] else "honest right"] += is_refused == bool(row["refusal"])
        if row["refusal"]:
            continue
        if row["is_change"]:
            sentence["change"] += 1
            sentence["change right"] += bool(((parts[1] > 0).float() == row["changes"]).all())
        else:
            sentence["kinds"] += 1
            sentence["kinds right"] += bool(((parts[0] > 0).float() == row["kinds"]).all())
        every = True
        for scores, label, known in ((names[0], row["names"], NAMES), (clauses[0], row["clauses"], CLAUSES)):
            found = set(decoded(scores, known))
            gold, open_ = set(), None
            for i, value in enumerate(label.tolist() + [0]):
                if open_ and value != 2 + 2 * open_[0]:
                    gold.add((known[open_[0]], open_[1], i - 1))
                    open_ = None
                if value % 2 == 1:
                    open_ = ((value - 1) // 2, i)
            right.update(span[0] for span in found & gold)
            told.update(span[0] for span in found)
            wanted.update(span[0] for span in gold)
            every = every and found == gold
            for name, first, last in found & gold:
                if name in ("field", "col"):
                    sentence["types"] += 1
                    sentence["types right"] += int(types[0, first : last + 1].sum(0).argmax()) == int(row["types"][first])
        sentence["sentences"] += 1
        sentence["sentences right"] += every
    total = lambda of: (sum(right[n] for n in of), sum(told[n] for n in of), sum(wanted[n] for n in of))
    score = lambda r, t, w: 2 * r / max(t + w, 1)
    print(f"  names {score(*total(NAMES)):.3f} clauses {score(*total(CLAUSES)):.3f}", {k: f"{sentence[k + ' right'] / v:.3f}" for k, v in sentence.items() if not k.endswith("right")})
    return {name: (round(score(right[name], told[name], wanted[name]), 2), wanted[name]) for name in NAMES + CLAUSES if wanted[name]}


def written(text: str, names, clauses) -> str:
    """A sentence with marks written in it: names `(tag, type, start, end)`, clauses `(tag, start, end)`. A clause reaches over the names that it cuts."""
    whole = []
    for tag, start, end in clauses:
        cut = [(s, e) for *_, s, e in names if s < end and start < e]
        whole.append((tag, min([start, *(s for s, _ in cut)]), max([end, *(e for _, e in cut)])))
    clauses = sorted(whole, key=lambda own: own[1])
    kept, at = [], 0
    for tag, start, end in clauses:
        start = max(start, at)
        if start < end:
            kept.append((tag, start, end))
            at = end
    tags = [own for tag, start, end in kept for own in ((start, 0, f"<{tag}>"), (end, -1, f"</{tag}>"))]
    for tag, kind, start, end in names:
        if all(s <= start and end <= e for _, s, e in kept if s < end and start < e):
            tags += [(start, 1, f'<{tag} t="{kind}">' if kind else f"<{tag}>"), (end, -2, f"</{tag}>")]
    out, at = "", 0
    for place, _, tag in sorted(tags, key=lambda own: own[:2]):
        out, at = out + text[at:place] + tag, place
    return out + text[at:]


@torch.inference_mode()
def found_by(net, some, path: Path) -> None:
    """What a network marks in sentences that it has not learned from, for `cargo xtask evaluate formulas --found`."""
    lines = []
    for row in some:
        if row["refusal"] or not row["cut"]:
            continue
        names, clauses, types, whole = net(*batch([row])[0])
        kinds, changes, *_ = whole[0].split(SENTENCE)
        place = lambda first, last: (row["cut"][first][0], row["cut"][last][1])
        kind = lambda name, first, last: TYPES[int(types[0, first : last + 1].sum(0).argmax())] if name in ("field", "col") else None
        marked = written(
            row["text"],
            [(name, kind(name, first, last), *place(first, last)) for name, first, last in decoded(names[0], NAMES)],
            [(name, *place(first, last)) for name, first, last in decoded(clauses[0], CLAUSES)],
        )
        line = {"marked": marked, "kinds": [own for own, score in zip(KINDS, kinds) if score > 0] or [KINDS[int(kinds.argmax())]]}
        if row["is_change"]:
            line["change"] = [own for own, score in zip(CHANGES, changes[1:]) if score > 0]
        lines.append({**line, **{key: row[key] for key in ("formulas", "tool") if key in row}})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


GOLDEN = [
    "停车收费算一下,一小时5块,我填停了几个小时,不满一小时按一小时算,最多收40",
    "Tip calculator please: the bill, the tip percentage starting at 18, the number of people, and the amount each person pays",
    "帮我做个expense list,每笔记payer和amount,最后出total",
    "checklist for the beach: towel, sunscreen, water bottle",
    "做个能自动抢红包的工具",
    "把单价默认改成6块",
    "count the visitors, each tap adds one, and a reset button",
    "明天早上七点叫我起床",
    "order me a large latte with no sugar",
]


def write(net, path: Path) -> None:
    """f16 matrices, f32 vectors; a convolution as a matrix over the pieces side by side."""
    writer = gguf.GGUFWriter(str(path), "errand")

    def add(name, tensor):
        array = tensor.detach().numpy()
        writer.add_tensor(name, np.ascontiguousarray(array, np.float16 if array.ndim > 1 else np.float32))

    def linear(name, layer):
        add(f"{name}.weight", layer.weight)
        add(f"{name}.bias", layer.bias)

    for name in ("input", "names", "clauses", "types", "sentence"):
        linear(name, getattr(net, name))
    for name in ("query", "key", "value", "out"):
        linear(f"attention.{name}", getattr(net.attention, name))
    linear("attention.norm", net.attention_norm)
    for i, (layer, norm) in enumerate(zip(net.layers, net.norms)):
        add(f"layer.{i}.weight", layer.weight.permute(0, 2, 1).reshape(layer.out_channels, -1))
        add(f"layer.{i}.bias", layer.bias)
        linear(f"layer.{i}.norm", norm)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def shipped(path: Path, dim: int):
    """The network as `write` left it, rounded as it ships."""
    net = Outline(dim, **CONFIG).eval()
    found = {tensor.name: torch.from_numpy(np.array(tensor.data, np.float32)) for tensor in gguf.GGUFReader(path).tensors}
    for name, parameter in net.named_parameters():
        head, _, tail = name.rpartition(".")
        if head.startswith("layers."):
            layer, (out, into, reach) = head.split(".")[1], (parameter.shape if parameter.dim() == 3 else (0, 0, 0))
            value = found[f"layer.{layer}.{tail}"]
            value = value.reshape(out, reach, into).permute(0, 2, 1) if out else value.reshape(parameter.shape)
        else:
            head = f"layer.{head.split('.')[1]}.norm" if head.startswith("norms.") else "attention.norm" if head == "attention_norm" else head
            value = found[f"{head}.{tail}"].reshape(parameter.shape)
        parameter.data.copy_(value)
    return net


@torch.inference_mode()
def golden(net, encoder, path: Path) -> None:
    """What the network marks in a few sentences, for the Rust one to be held against."""
    cases = []
    for said in GOLDEN:
        row = prepare([{"text": said, "spans": []}], dict(zip([said], encoder.look([said]))))[0]
        names, clauses, _, whole = net(*batch([row])[0])
        parts = whole[0].split(SENTENCE)
        place = lambda spans: [[name, row["cut"][first][0], row["cut"][last][1]] for name, first, last in spans]
        kinds = [kind for kind, score in zip(KINDS, parts[0]) if score > 0] or [KINDS[int(parts[0].argmax())]]
        refusal = int(parts[2].argmax())
        cases.append({
            "said": said, "names": place(decoded(names[0], NAMES)), "clauses": place(decoded(clauses[0], CLAUSES)), "kinds": kinds,
            "limit": REFUSALS[refusal - 1] if refusal else None, "isWish": float(parts[3]) > 0,
        })
    path.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "models/errand-zh-en")
    parser.add_argument("--folder", type=Path, default=OWN)
    parser.add_argument("--golden", type=Path, default=ROOT / "core/tests/golden/outline.json")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hold", type=int, default=0, help="hold out every so manieth sentence and measure on it")
    parser.add_argument("--folds", type=Path, help="train three networks, each without a third of the sentences, and write what they mark in those into this folder")
    args = parser.parse_args()

    if args.folds:
        encoder, every = frozen.Frozen(args.bundle, CONFIG["layer"]), list(rows(args.folder))
        random.Random(7).shuffle(every)
        args.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(3):
            held, rest = every[fold::3], list(varied([row for at, row in enumerate(every) if at % 3 != fold], args.seed))
            texts = sorted({row["text"] for row in rest + held})
            looks = dict(zip(texts, encoder.look(texts)))
            net = train(prepare(rest, looks), encoder.dim, args.steps, args.seed)
            found_by(net, prepare(held, looks), args.folds / f"fold{fold}.jsonl")
        return

    found = [*rows(args.folder), *errands(ERRAND_COUNT, args.seed)]
    held = []
    if args.hold:
        random.Random(1).shuffle(found)
        held, found = found[: len(found) // args.hold], found[len(found) // args.hold :]
    found = list(varied(found, args.seed))
    encoder = frozen.Frozen(args.bundle, CONFIG["layer"])
    texts = sorted({row["text"] for row in found + held})
    looks = dict(zip(texts, encoder.look(texts)))
    some = prepare(found, looks)
    if args.hold:
        held = prepare(held, looks)
        net = train(some, encoder.dim, args.steps, args.seed, lambda net: measured(net, held))
        print(json.dumps(measured(net, held)))
        return
    net = train(some, encoder.dim, args.steps, args.seed)
    write(net, args.bundle / "outline.gguf")
    golden(shipped(args.bundle / "outline.gguf", encoder.dim), encoder, args.golden)
    entry.enter(args.bundle, "outline", {name: CONFIG[name] for name in ("width", "depth", "reach", "heads")})


if __name__ == "__main__":
    main()
