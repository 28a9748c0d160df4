# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows by pandas."""

MICROSECONDS = 1_000_000


def read_trades(pandas, path):
    """By event time, ties by arrival."""
    trades = pandas.read_csv(path, dtype={"symbol": "category"}, float_precision="round_trip")
    times = pandas.to_datetime(trades.pop("event_time"), format="ISO8601")
    trades["time"] = times.astype("datetime64[us, UTC]").astype("int64")
    trades["turnover"] = trades["price"] * trades["quantity"]
    return trades.sort_values(["time", "arrival"], ignore_index=True)


def windows(pandas, path, size, slide):
    """Every window of so many seconds, by symbol and start; see agree.py."""
    trades = read_trades(pandas, path)
    latest = trades["time"] - trades["time"] % (slide * MICROSECONDS)
    # A trade is in as many windows as slides fit in their size; a stable sort keeps those of each in order.
    every = pandas.concat(trades.assign(start=latest - back * slide * MICROSECONDS) for back in range(size // slide))
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
