# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows by pandas."""

from recordings import SECOND


def to_microseconds(pandas, texts):
    return pandas.to_datetime(texts, format="ISO8601").astype("datetime64[us, UTC]").astype("int64")


def read_trades(pandas, path):
    """By event time, ties by arrival."""
    trades = pandas.read_csv(path, dtype={"symbol": "category"})
    trades["time"] = to_microseconds(pandas, trades.pop("event_time"))
    trades["turnover"] = trades["price"] * trades["quantity"]
    return trades.sort_values(["time", "arrival"], ignore_index=True)


def windows(pandas, path, size, slide, origin):
    """Every window of so many seconds, aligned to origin, by symbol and start; see agree.py."""
    trades = read_trades(pandas, path)
    latest = trades["time"] - (trades["time"] - origin * SECOND) % (slide * SECOND)
    # A trade is in as many windows as slides fit in their size; a stable sort keeps those of each in order.
    every = pandas.concat(trades.assign(start=latest - back * slide * SECOND) for back in range(size // slide))
    groups = every.sort_index(kind="stable").groupby(["symbol", "start"], observed=True)
    table = groups.agg(
        count=("price", "size"),
        open=("price", "first"),
        high=("price", "max"),
        low=("price", "min"),
        close=("price", "last"),
        mean=("price", "mean"),
        volume=("quantity", "sum"),
        turnover=("turnover", "sum"),
    )
    table["stddev"] = groups["price"].std(ddof=0)
    table["vwap"] = (table["turnover"] / table["volume"]).where(table["volume"] > 0)
    table = table.astype(object).where(table.notna(), None)
    return dict(zip(table.index, table.to_dict("records")))
