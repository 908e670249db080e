"""Trains the sentence encoder: six layers that learn from two teachers what lies near what, and from intents what is asked for.

`cargo xtask train encoder` runs it. What a batch teaches:
  * pairs: the English side lies where the English teacher puts it, and the Chinese side in the same place;
  * sentences of one language: English ones lie where the teacher puts them, Chinese ones as near to each other as the Chinese teacher finds them;
  * in the last part, intents: a sentence is nearest to the mean of others of its own intent, among many of its siblings; English ones lie where the teacher puts them here too.

The rate of learning rises, stays, and falls, so that a longer run begins like a shorter one. A run that goes on from a bundle is all last part:
it falls from its beginning, since a high rate first undoes what the fall of the run before had settled.
Products are in bfloat16, weights and their steps in float32: three times as fast on a processor that multiplies the former.
Each step's batch follows from the seed and the step alone; a run that was stopped goes on where it last saved.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import guard
import sentences
import student
import teachers

SEED = 1
LAYERS = [0, 2, 4, 7, 9, 11]  # of the twelve it begins as
RATE, RATE_ON, WARM_UP = 4e-4, 3e-4, 100  # `RATE_ON`: of a run that goes on from a bundle
FALL, LAST_PART = 0.4, 0.2  # shares of the run, at its end
PAIRS, ENGLISH, CHINESE = 64, 32, 32  # a batch
INTENTS, SHOTS = 32, 2
WEIGHTS = {"place": 3.0, "nearness": 1.0, "intents": 2.0}  # with 0.3 for intents five-shot accuracy was lower on each set that was looked at, by up to .01
TEMPERATURE, INTENT_TEMPERATURE = 0.05, 0.07
MAX_ENGLISH, MAX_CHINESE = 110, 45  # letters: requests are short, and long texts cost most
SAVE_EVERY_S = 300


class Stream:
    """Batches of texts of like length, in an order that follows from the seed; `at(step)` is the same at any time."""

    def __init__(self, items: list, size: int, length, seed: int):
        self.items, self.size, self.length, self.seed = items, size, length, seed
        self.epoch, self.batches = -1, []
        self.per_epoch = len(items) // size

    def at(self, step: int) -> list:
        epoch = step // self.per_epoch
        if epoch != self.epoch:
            order = random.Random(f"{self.seed} {epoch}")
            pool = self.items[:]
            order.shuffle(pool)
            self.batches = []
            for start in range(0, len(pool), self.size * 32):
                part = sorted(pool[start : start + self.size * 32], key=self.length)
                self.batches += [part[i : i + self.size] for i in range(0, len(part), self.size) if len(part[i : i + self.size]) == self.size]
            order.shuffle(self.batches)
            self.epoch = epoch
        return self.batches[step % self.per_epoch % len(self.batches)]


class Intents:
    """Episodes: many intents of a few domains, some sentences of each."""

    def __init__(self, rows: list[dict]):
        domains: dict[str, dict[str, list[str]]] = {}
        for row in rows:
            domains.setdefault(row["domain"], {}).setdefault(row["intent"], []).append(row["text"])
        enough = lambda intents: {name: texts for name, texts in intents.items() if len(texts) > SHOTS + 1}
        domains = {name: enough(intents) for name, intents in domains.items()}
        self.domains = {name: intents for name, intents in sorted(domains.items()) if len(intents) > 1}
        self.names = list(self.domains)
        weight = lambda name: min(len(self.domains[name]), 40) * (3 if name.startswith("fine") else 1)
        self.weights = [weight(name) for name in self.names]

    def episode(self, order: random.Random) -> list[str]:
        """`INTENTS` times `SHOTS + 1` sentences."""
        chosen: dict[str, list[str]] = {}
        while len(chosen) < INTENTS:
            intents = self.domains[order.choices(self.names, self.weights)[0]]
            for name in order.sample(sorted(intents), min(len(intents), 10)):
                chosen[name] = intents[name]
        return [text for name in list(chosen)[:INTENTS] for text in order.sample(chosen[name], SHOTS + 1)]


def nearness(found, wanted):
    """How unlike two sets of vectors are in who is near whom."""
    self = torch.eye(len(found), dtype=torch.bool)
    spread = lambda x: F.log_softmax((x @ x.T / TEMPERATURE).masked_fill(self, -1e4), -1)
    return F.kl_div(spread(found), spread(wanted), log_target=True, reduction="batchmean")


def falls_from(steps: int, goes_on: bool) -> int:
    """The step from which the rate falls."""
    return 0 if goes_on else int(steps * (1 - FALL))


def rate(step: int, steps: int, goes_on: bool) -> float:
    fall = falls_from(steps, goes_on)
    return (RATE_ON if goes_on else RATE) * min(1.0, (step + 1) / WARM_UP) * (1.0 if step < fall else max(0.02, (steps - step) / (steps - fall)))


class Training:
    def __init__(self, data: Path, work: Path, bundle: Path | None):
        self.work, self.bundle = work, bundle
        short = lambda text: len(text) <= (MAX_CHINESE if sentences.language(text) == "zh" else MAX_ENGLISH)
        pairs = [pair for pair in sentences.pairs(data) if all(map(short, pair))]
        intents = [row for row in sentences.intents(data) if short(row["text"])]
        rest = [text for text in sentences.plain(data) if short(text)]
        texts = [row["text"] for row in intents] + rest
        allowed = set(guard.allowed(texts + [text for pair in pairs for text in pair], data, text=str))
        self.pairs = [pair for pair in pairs if pair[0] in allowed and pair[1] in allowed]
        of = lambda language: sorted({text for text in texts if text in allowed and sentences.language(text) == language})
        english, chinese = of("en"), of("zh")
        self.taught = {
            "en": teachers.vectors(work / "teachers", "en", [en for en, _ in self.pairs] + english),
            "zh": teachers.vectors(work / "teachers", "zh", [zh for _, zh in self.pairs] + chinese),
        }
        self.streams = (
            Stream(self.pairs, PAIRS, lambda pair: len(pair[0]), SEED),
            Stream(english, ENGLISH, len, SEED + 1),
            Stream(chinese, CHINESE, len, SEED + 2),
        )
        self.intents = Intents([row for row in intents if row["text"] in allowed])
        print(f"{len(self.pairs)} pairs, {len(english)} English and {len(chinese)} Chinese sentences, {sum(map(len, self.intents.domains.values()))} intents")
        torch.manual_seed(SEED)
        self.cutter = student.Cutter(work / "base")
        self.student = student.begin(work / "base", LAYERS)
        dense = [p for name, p in self.student.named_parameters() if not name.startswith("word")]
        matrices = [p for p in dense if p.ndim > 1 and p is not self.student.position]
        vectors = [p for p in dense if p.ndim <= 1 or p is self.student.position]
        self.dense = dense
        self.optimisers = (
            torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}], RATE, betas=(0.9, 0.98), fused=True),
            torch.optim.SparseAdam([self.student.word.weight], RATE),
        )

    def run(self, texts: list[str], order: random.Random):
        def vary(text):
            """As people type: now and then without capitals or the last mark."""
            text = text.lower() if order.random() < 0.3 else text
            return text.rstrip(".?!。？！") or text if order.random() < 0.3 else text

        with torch.autocast("cpu", torch.bfloat16):
            return self.student(*self.cutter.batch([vary(text) for text in texts]))

    def losses(self, step: int, is_last_part: bool) -> dict[str, torch.Tensor]:
        order = random.Random(f"{SEED} {step}")
        pairs, english, chinese = (stream.at(step) for stream in self.streams)
        taught = lambda language, texts: torch.from_numpy(np.stack([self.taught[language][text] for text in texts]))
        left, right = taught("en", [en for en, _ in pairs]), taught("zh", [zh for _, zh in pairs])
        en, zh = self.run([en for en, _ in pairs], order), self.run([zh for _, zh in pairs], order)
        more, own = taught("en", english), taught("zh", chinese)
        found, found_zh = self.run(english, order), self.run(chinese, order)
        away = lambda found, wanted: 1 - (found * wanted).sum(1).mean()
        losses = {
            "place": away(en, left) + away(found, more) + away(zh, left),
            "nearness": nearness(found, more) + nearness(en, left) + nearness(found_zh, own) + 0.5 * nearness(zh, right),
        }
        if is_last_part:
            episode = self.intents.episode(order)
            seen = self.run(episode, order)
            placed = [place for place, text in enumerate(episode) if text in self.taught["en"]]
            losses["place"] = losses["place"] + away(seen[placed], taught("en", [episode[place] for place in placed]))
            seen = seen.view(INTENTS, SHOTS + 1, -1)
            means = F.normalize(seen[:, :SHOTS].mean(1), dim=-1)
            losses["intents"] = F.cross_entropy(seen[:, SHOTS] @ means.T / INTENT_TEMPERATURE, torch.arange(INTENTS))
        return losses

    def train(self, steps: int) -> None:
        step, seen = self.load(), {}
        saved = time.monotonic()
        while step < steps:
            for optimiser in self.optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate(step, steps, bool(self.bundle))
                optimiser.zero_grad()
            losses = self.losses(step, bool(self.bundle) or step >= steps * (1 - LAST_PART))
            sum(WEIGHTS[name] * loss for name, loss in losses.items()).backward()
            torch.nn.utils.clip_grad_norm_(self.dense, 1.0)
            for optimiser in self.optimisers:
                optimiser.step()
            step += 1
            for name, loss in losses.items():
                seen[name] = 0.97 * seen.get(name, loss.item()) + 0.03 * loss.item()
            if step % 50 == 0:
                print(f"{step} {time.strftime('%H:%M:%S')} {json.dumps({name: round(loss, 4) for name, loss in seen.items()})}", flush=True)
            if time.monotonic() - saved > SAVE_EVERY_S or step in (steps, falls_from(steps, bool(self.bundle))):
                self.save(step, steps)
                saved = time.monotonic()

    def save(self, step: int, steps: int) -> None:
        path = self.work / "encoder.pt"
        state = {"step": step, "bundle": bool(self.bundle), "student": self.student.state_dict(), "optimisers": [o.state_dict() for o in self.optimisers]}
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
        if step == falls_from(steps, bool(self.bundle)):
            torch.save(state, self.work / f"encoder-{step}.pt")  # a longer run goes on from here

    def load(self) -> int:
        path = self.work / "encoder.pt"
        if not path.exists():
            if self.bundle:
                student.take_over(self.student, self.bundle)
            return 0
        state = torch.load(path)
        if bool(self.bundle) != state.get("bundle", False):
            raise SystemExit(f"{path} is of a run that began otherwise: move it away first")
        self.student.load_state_dict(state["student"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"]):
            optimiser.load_state_dict(kept)
        print(f"goes on from step {state['step']}")
        return state["step"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept between runs")
    parser.add_argument("--steps", type=int, default=2750)
    parser.add_argument("--bundle", type=Path, help="begin as the encoder of this bundle, not as the public weights")
    args = parser.parse_args()
    Training(args.data, args.work, args.bundle).train(args.steps)


if __name__ == "__main__":
    main()
