"""What a start and a crossing cost from Python. `bindings/rust/benches/crossing.rs` times the work behind the crossing.

Run with the package installed and `errand-demo-host` built: `python bindings/python/benches/crossing.py`.
"""

import statistics
import sys
import time
from pathlib import Path

began = time.perf_counter()
import errand  # noqa: E402

loaded = time.perf_counter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from demo import BUNDLE, DemoHost, Stage, filled  # noqa: E402



def opening(database: str) -> float:
    start = time.perf_counter()
    errand.Assistant.open(str(BUNDLE), database)
    return 1000 * (time.perf_counter() - start)


print(f"import {1000 * (loaded - began):.0f} ms, first opening, nothing installed, {opening(':memory:'):.0f} ms")
print(f"opening with the demo services {opening(str(filled())):.0f} ms")

stage = Stage()
for step in errand.steps(stage.assistant, "跟妈妈说我到家了", DemoHost(stage), stage.approver, stage.context, stage.moment):
    if step.is_NEEDS_CONFIRMATION():
        break
turn = step.interrupt.turn
now, nowhere = stage.moment(), errand.Context()


def crossing(call) -> float:
    times = []
    for _ in range(2_000):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times)


print(f"resume {crossing(lambda: stage.assistant.resume(turn, now)):.0f} µs at the median")
print(f"of which an object made and let go: begin {crossing(lambda: stage.assistant.begin(nowhere)):.0f} µs")
stage.close()
