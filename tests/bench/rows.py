# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks in Python share: the same table and JSON object as bench.h makes."""

import json
import statistics
import time


class Rows:
    def __init__(self, name):
        self.figures = {"name": name, "rows": []}
        print(f"{'what':<44} {'value':>14}  {'unit':<10} {'yardstick':<36} {'value':>14} {'ratio':>7}", flush=True)

    def add(self, what, value, unit, yardstick=None, yardstick_value=None):
        row = {"what": what, "value": value, "unit": unit, "yardstick": yardstick, "yardstick_value": yardstick_value}
        row["ratio"] = value / yardstick_value if yardstick_value else None
        self.figures["rows"].append(row)
        line = f"{what:<44} {value:14.6g}  {unit:<10}"
        if row["ratio"] is not None:
            line += f" {yardstick:<36} {yardstick_value:14.6g} {row['ratio']:7.2f}"
        print(line, flush=True)

    def skip(self, reason):
        self.figures["skipped"] = reason
        print(reason, flush=True)

    def finish(self):
        print(json.dumps(self.figures), flush=True)


LEAST_RUNS = 3
PATIENCE = 40  # seconds


def medians(runs, *functions):
    """The median of what each function returns, all of them taking turns, so that what disturbs one disturbs all. On a
    machine that is busy with other things, fewer runs have to do."""
    values = [[] for _ in functions]
    begun = time.monotonic()
    for done in range(runs):
        if done >= LEAST_RUNS and time.monotonic() - begun > PATIENCE:
            break
        for kept, function in zip(values, functions):
            kept.append(function())
    return [statistics.median(kept) for kept in values]
