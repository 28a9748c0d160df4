# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded trades beside the checkout, in order or shuffled, as one CSV file that every side reads."""

import csv
import datetime
import gzip
import json
import os
import pathlib
import random
import typing
import zoneinfo

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(os.environ.get("TAPE_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
HEADER = "event_time,symbol,price,quantity,arrival\n"
SECOND = 1_000_000  # µs
SEED = 20131007
SHUFFLE = 30_000_000  # µs, how much later a trade may come than one that follows it


class Trade(typing.NamedTuple):
    """Price and quantity as they were written."""

    time: int  # µs since 1970
    symbol: str
    price: str
    quantity: str


def microseconds(text):
    return (datetime.datetime.fromisoformat(text) - EPOCH) // MICROSECOND


EPOCH = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def moment(time):
    return EPOCH + time * MICROSECOND


def from_csv(lines):
    for row in csv.DictReader(lines):
        yield Trade(microseconds(row["event_time"]), row["symbol"], row["price"], row["quantity"])


def from_binance(lines):
    for line in lines:
        trade = json.loads(line)["data"]
        yield Trade(trade["T"] * 1000, trade["s"], trade["p"], trade["q"])


EQUITIES = "us-equities-2013-10-07..09"
# A file's name, how it is read, and the zone of its exchange, whose clocks are not changed within it. The short one
# comes first: after it, what is timed has warmed up.
RECORDINGS = {
    "binance-btcusdt-2024-08-08": ("binance-btcusdt-2024-08-08.jsonl.gz", from_binance, "UTC"),
    EQUITIES: ("us-equities-2013-10-07..09.csv.gz", from_csv, "America/New_York"),
}


def path_of(name):
    return FOLDER / "trades" / RECORDINGS[name][0]


def seconds_from_midnight(name, trades):
    """From midnight in UTC to midnight of the exchange."""
    at = moment(trades[0].time).astimezone(zoneinfo.ZoneInfo(RECORDINGS[name][2]))
    return -int(at.utcoffset().total_seconds()) % 86_400


def read(name, most=None):
    with gzip.open(path_of(name), "rt", encoding="utf-8") as lines:
        trades = list(RECORDINGS[name][1](lines))
    return trades[:most]


def shuffled(trades):
    """Each trade comes up to 30 s after its time; the same each time."""
    chance = random.Random(SEED)
    return sorted(trades, key=lambda trade: trade.time + chance.randrange(SHUFFLE))


def greatest_step_back(trades):
    """µs, rounded up to whole milliseconds: the delay with which no trade is late."""
    latest, step = trades[0].time, 0
    for trade in trades:
        latest = max(latest, trade.time)
        step = max(step, latest - trade.time)
    return -(-step // 1000) * 1000


def write(trades, path, first=0):
    """With their number of arrival, which breaks ties."""
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for arrival, trade in enumerate(trades, first):
            time = moment(trade.time).replace(tzinfo=None).isoformat(timespec="microseconds")
            out.write(f"{time}Z,{trade.symbol},{trade.price},{trade.quantity},{arrival}\n")


def write_parts(trades, folder, n_parts):
    """The same in so many files, whose times of change are in their order."""
    folder.mkdir()
    size = -(-len(trades) // n_parts)
    for part in range(n_parts):
        path = folder / f"part-{part:03}.csv"
        write(trades[part * size:(part + 1) * size], path, part * size)
        os.utime(path, (part + 1, part + 1))
