# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses by pandas from a frame of trades in memory: by event time, each with its day."""

DAY = ["symbol", "day"]


def by(frame, keys):
    return frame.groupby(keys, observed=True)


def with_turnover(trades):
    return trades.assign(turnover=trades["price"] * trades["quantity"])


def daily_volume(trades, instruments):
    sums = by(with_turnover(trades), DAY)[["quantity", "turnover"]].sum().reset_index()
    return sums.rename(columns={"quantity": "volume"}).join(instruments["currency"], on="symbol")


def buy_sell(trades, instruments):
    figures = {"count": ("price", "size"), "quantity": ("quantity", "sum"), "turnover": ("turnover", "sum")}
    sums = by(with_turnover(trades), ["symbol", "side"]).agg(**figures).reset_index()
    sums = by(sums.join(instruments["currency"], on="symbol"), ["side", "currency"])[list(figures)].sum().reset_index()
    return sums.assign(share=sums["count"] / sums["count"].sum())


def growths(trades, instruments):
    """Of each instrument and day, against the previous close, else the open."""
    ends = {"open": ("price", "first"), "last": ("price", "last")}
    prices = by(trades[trades["regular"]], DAY).agg(**ends)
    prices = prices.combine_first(by(trades, DAY).agg(**ends)).sort_index()
    previous = by(prices["last"], "symbol").shift()
    base = previous.fillna(prices["open"])
    found = ((prices["last"] - base) / base).rename("growth").to_frame().assign(from_open=previous.isna()).reset_index()
    return found.join(instruments, on="symbol")


def industry_growth(trades, instruments):
    found = by(growths(trades, instruments), ["industry", "day"]).agg(
        growth=("growth", "mean"), members=("growth", "size"), least=("from_open", "min"), most=("from_open", "max")
    )
    found["base"] = "mixed"
    found.loc[found["least"], "base"] = "open"
    found.loc[~found["most"], "base"] = "previous-close"
    return found.reset_index()


def country_growth(trades, instruments):
    found = growths(trades, instruments)
    counts = by(found.assign(growing=found["growth"] > 0), ["country", "day"])["growing"].agg(["sum", "size"])
    counts = counts.rename(columns={"sum": "growing", "size": "traded"}).reset_index()
    return counts.assign(share=counts["growing"] / counts["traded"])


def highest_average_volume(trades, instruments):
    days = by(trades, DAY)["quantity"].agg(["sum", "size"])
    found = by(days, "symbol").agg(average_volume=("sum", "mean"), days=("sum", "size"), n=("size", "sum"))
    found["average_trade"] = by(days, "symbol")["sum"].sum() / found["n"]
    found = found.reset_index().astype({"symbol": str})
    found = found.sort_values(["average_volume", "symbol"], ascending=[False, True], ignore_index=True)
    return found.assign(rank=found.index + 1)


def movers(trades, instruments):
    import numpy

    latest = trades[trades["day"] == by(trades, "symbol")["day"].transform("max")]
    closes = by(latest.assign(minute=latest["event_time"].dt.floor("min")), ["symbol", "minute"])["price"].last()
    changes = by(numpy.log(closes / by(closes, "symbol").shift()), "symbol")
    return changes.std(ddof=0)[changes.count() >= 3].rename("volatility").reset_index()


def pivot(trades, instruments):
    traded = with_turnover(trades).assign(hour=trades["event_time"].dt.floor("h"))
    return by(traded, ["symbol", "hour"]).agg(
        count=("price", "size"),
        volume=("quantity", "sum"),
        turnover=("turnover", "sum"),
        mean=("price", "mean"),
        min=("price", "min"),
        max=("price", "max"),
    ).reset_index()


ANALYSES = {
    "daily-volume": daily_volume,
    "buy-sell": buy_sell,
    "industry-growth": industry_growth,
    "country-growth": country_growth,
    "highest-average-volume": highest_average_volume,
    "movers": movers,
    "pivot": pivot,
}
