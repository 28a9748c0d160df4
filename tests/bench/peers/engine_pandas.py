# SPDX-License-Identifier: GPL-3.0-or-later
"""Minutes of every instrument by pandas, from a CSV file of trades in the order of their time."""

import time

import agree
from windows_pandas import to_microseconds

MINUTE = 60_000_000  # µs
EXACT = ("count", "open", "high", "low", "close")


class Minutes:
    name = "pandas"

    def __init__(self, pandas, path):
        self.pandas = pandas
        columns = ["event_time", "symbol", "price", "quantity"]
        types = {"symbol": "category", "price": "float64", "quantity": "float64"}
        trades = pandas.read_csv(path, usecols=columns, dtype=types)
        trades["time"] = to_microseconds(pandas, trades.pop("event_time"))
        self.trades = trades.sort_values("time", kind="stable", ignore_index=True)
        self.symbols = trades["symbol"].cat.categories

    def close(self):
        del self.trades

    def compute(self, **more):
        """By the instrument's number and the minute, which one key holds."""
        minutes = self.trades["time"] // MINUTE
        self.first = minutes.iloc[0]
        self.span = minutes.iloc[-1] - self.first + 1
        keys = self.trades["symbol"].cat.codes.astype("int64") * self.span + (minutes - self.first)
        return self.trades.groupby(keys, sort=False).agg(
            open=("price", "first"),
            high=("price", "max"),
            low=("price", "min"),
            close=("price", "last"),
            volume=("quantity", "sum"),
            **more,
        )

    def nanoseconds_a_trade(self):
        """Processor time; pandas works on one thread."""
        begun = time.process_time()
        self.compute()
        return (time.process_time() - begun) * 1e9 / len(self.trades)

    def exact(self):
        """With their counts, by symbol and start."""
        made = self.compute(count=("price", "size"))
        made["symbol"] = self.symbols[made.index // self.span]
        made["start"] = (made.index % self.span + self.first) * MINUTE
        return made.set_index(["symbol", "start"]).sort_index()

    def compare(self, path):
        """Raises agree.Differ unless the CSV file of windows, in which a later row replaces one of the same window,
        holds the same; gives how many windows there are."""
        ours = self.pandas.read_csv(path).drop_duplicates(["symbol", "start"], keep="last")
        ours["start"] = to_microseconds(self.pandas, ours["start"])
        ours = ours.set_index(["symbol", "start"]).sort_index()
        theirs = self.exact()
        if len(ours) != len(theirs) or not ours.index.equals(theirs.index):
            raise agree.Differ(f"{len(ours)} windows, not the same {len(theirs)}")
        for figure in (*EXACT, "volume"):
            near = agree.NEAR * theirs[figure].abs() if figure == "volume" else 0
            wrong = ~((ours[figure] - theirs[figure]).abs() <= near)
            if wrong.any():
                key = wrong.idxmax()
                raise agree.Differ(f"{key} differs: {figure} {ours[figure][key]}, not {theirs[figure][key]}")
        return len(ours)
