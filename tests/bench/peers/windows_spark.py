#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows by Spark Structured Streaming, in append mode, over folders of CSV files of which each is a micro-batch.

    windows_spark.py TEMPORARY-FOLDER <JOBS

A job is a line of JSON: the folder to read, size, slide and origin in seconds, delay in µs, and the CSV file to write.
For each job done a line with the seconds that its query took is printed. A program of its own, so that what Spark and
Java say goes where the caller wants it.
"""

import csv
import json
import pathlib
import sys
import time

import packages

FIGURES = ("count", "open", "high", "low", "close", "mean", "stddev", "volume", "turnover", "vwap")
SCHEMA = "event_time TIMESTAMP, symbol STRING, price DOUBLE, quantity DOUBLE, arrival LONG"
PATIENCE = 300  # seconds, for a query
SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
}


def start(folder):
    packages.load("pyspark")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("windows").config("spark.local.dir", str(folder))
    builder = builder.config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def aggregates():
    from pyspark.sql import functions as f

    order = f.struct("event_time", "arrival")
    turnover, volume = f.sum(f.col("price") * f.col("quantity")), f.sum("quantity")
    return {
        "count": f.count("*"),
        "open": f.min_by("price", order),
        "high": f.max("price"),
        "low": f.min("price"),
        "close": f.max_by("price", order),
        "mean": f.avg("price"),
        "stddev": f.stddev_pop("price"),
        "volume": volume,
        "turnover": turnover,
        "vwap": f.when(volume > 0, turnover / volume),
    }


def run(spark, job, checkpoint):
    """Gives the seconds of the query, from its start until all is read and its last window closed."""
    from pyspark.sql import functions as f

    trades = spark.readStream.schema(SCHEMA).option("header", True).option("maxFilesPerTrigger", 1).csv(job["folder"])
    size, slide, origin = (f"{job[word]} seconds" for word in ("size", "slide", "origin"))
    window = f.window("event_time", size, slide, origin)
    groups = trades.withWatermark("event_time", f"{job['delay'] // 1000} milliseconds").groupBy(window, "symbol")
    made = groups.agg(*(figure.alias(name) for name, figure in aggregates().items()))
    begun = time.monotonic()
    query = (
        made.writeStream.outputMode("append").format("memory").queryName("windows").trigger(availableNow=True)
        .option("checkpointLocation", str(checkpoint)).start()
    )
    if not query.awaitTermination(PATIENCE):
        raise SystemExit(f"Spark did not come to an end within {PATIENCE} s")
    seconds = time.monotonic() - begun
    rows = spark.table("windows").select("symbol", f.unix_micros("window.start").alias("start"), *FIGURES).collect()
    with open(job["out"], "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("symbol", "start", *FIGURES))
        writer.writerows(rows)
    return seconds


def main(folder):
    folder = pathlib.Path(folder)
    spark = start(folder)
    for number, line in enumerate(sys.stdin):
        print(run(spark, json.loads(line), folder / f"checkpoint-{number}"), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
