"""Values, steps and keys that a careless copy bends; long histories and many metrics."""

import math

from mlflow.entities import Metric
from sample_runs import DAY, PAST, create_run, end_run

START = PAST + 200 * DAY

HARD_VALUES = {
    "nan": math.nan,
    "infinity": math.inf,
    "negative infinity": -math.inf,
    "smallest": 5e-324,
    "largest": 1.7976931348623157e308,
    "negative zero": -0.0,
    "sum": 0.1 + 0.2,
    "third": 1 / 3,
    "integer": 9007199254740993.0,
}


def fill_metrics(server, experiments):
    hard = create_run(server, experiments["metrics"], "hard values", START)
    log(server, hard, [Metric(f"value/{name}", value, START, 1) for name, value in HARD_VALUES.items()])
    log(server, hard, [Metric("mixed", value, START + i, i) for i, value in enumerate(HARD_VALUES.values())])
    # 2^53 + 1 and the largest 64-bit step: no JavaScript number holds them.
    steps = [-7, 0, 9007199254740993, 9223372036854775807]
    log(server, hard, [Metric("steps", float(i), START + i, step) for i, step in enumerate(steps)])
    log(server, hard, [Metric("same step and time", value, START, 3) for value in (2.0, 1.0, 3.0)])
    log(server, hard, [Metric("out of order", float(i), START - i, 10 - i) for i in range(5)])
    log(server, hard, [Metric(key, 1.5, START, 0) for key in ("a/b/c", "with space", "größe 価格", "dots.and-dashes_")])
    for key in ("percent %", "hash #", "plus + (at) @"):
        server.attempt(f"the metric key {key!r}", lambda: log(server, hard, [Metric(key, 1.0, START, 0)]))
    end_run(server, hard, START + DAY)

    long = create_run(server, experiments["metrics"], "2500 points", START + 1000)
    points = [Metric("loss", 1 / (i + 1), START + 1000 + i * 10, i) for i in range(2500)]
    for first in range(0, len(points), 1000):
        log(server, long, points[first : first + 1000])
    end_run(server, long, START + 1000 + DAY)

    wide = create_run(server, experiments["metrics"], "120 metrics", START + 2000)
    log(server, wide, [Metric(f"m{i:03}", i / 7, START + 2000 + s, s) for i in range(120) for s in range(3)])
    end_run(server, wide, START + 2000 + DAY)


def log(server, run, metrics):
    server.client.log_batch(run, metrics=metrics)
