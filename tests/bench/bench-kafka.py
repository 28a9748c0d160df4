#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a topic of a real broker is written and read: messages a second, on the clock and of the processor.

    bench-kafka.py SUPPORT TAPECTL KAFKA-STORE

SUPPORT is the folder of kafka-broker.py. Skipped where Apache Kafka cannot be had.
"""

import csv
import importlib.util
import io
import json
import os
import statistics
import subprocess
import sys

import rows

N = 1_000_000
RUNS = 5


def load(folder):
    spec = importlib.util.spec_from_file_location("kafka_broker", os.path.join(folder, "kafka-broker.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def publish(tapectl, cluster):
    output = subprocess.run(
        [tapectl, "publish", "simulator", "--trades", str(N), "--brokers", cluster.brokers, "--topic", "stocks",
         "--tuning", "throughput", "--format", "csv"],
        check=True, capture_output=True, text=True, timeout=600,
    ).stdout
    row = next(csv.DictReader(io.StringIO(output)))
    assert row["delivered"] == str(N), row
    return float(row["messages_per_second"])


def read(store, cluster, how):
    """Messages a second, by the clock and by the processor's time."""
    settings = {"brokers": cluster.brokers, "topics": ["stocks"], "tuning": "throughput"}
    output = subprocess.run([store, json.dumps(settings), how, str(N)], check=True, capture_output=True, text=True, timeout=600).stdout
    return [N / seconds for seconds in map(float, output.split())]


def main():
    support, tapectl, store = sys.argv[1:]
    broker = load(support)
    table = rows.Rows("kafka")
    try:
        with broker.Cluster() as cluster:
            cluster.add_topic("stocks", 2)
            table.add("trades into a topic, packed", publish(tapectl, cluster), "messages/s")
            # By turns, so that what disturbs one disturbs the other.
            figures = [(read(store, cluster, "count"), read(store, cluster, "bare")) for _ in range(RUNS)]
            for i, clock in enumerate(("by the clock", "of processor's time")):
                ours, bare = (statistics.median(run[who][i] for run in figures) for who in (0, 1))
                table.add(f"a topic to batches, {clock}", ours, "messages/s", "librdkafka alone", bare)
    except broker.Missing as missing:
        table.skip(f"Apache Kafka cannot be had here: {missing}")
    table.finish()


if __name__ == "__main__":
    main()
