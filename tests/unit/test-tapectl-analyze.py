#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl analyze` to what the tables of a database say: every analysis of real and simulated trades is computed
again from the raw trades, the sources' bars and the instruments.

    test-tapectl-analyze.py TAPECTL         prints TAP
"""

import collections
import csv
import datetime
import functools
import io
import json
import math
import os
import sqlite3
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

import tapectl_place  # noqa: E402

REAL = tapectl_place.shared("trades", "us-equities-2013-10-07..09.csv.gz")
SAMPLE = tapectl_place.shared("trades", "us-equities-sample.csv")
BITCOIN = tapectl_place.shared("trades", "binance-btcusdt-2024-08-08.jsonl.gz")
DAILY = tapectl_place.shared("daily", "ten-stocks-2013-2018.csv")

# Zone and regular session; others are taken to be open round the clock, as unknown symbols are.
EXCHANGES = {name: ("America/New_York", (9, 30), (16, 0)) for name in ("XNYS", "XNAS", "ARCX")}
SIDES = ("unknown", "buy", "sell")
SIDE_ORDER = {"buy": 0, "sell": 1, "unknown": 2}
MINUTE, HOUR = 60_000_000, 3_600_000_000


# A database, read naively.

Instrument = collections.namedtuple("Instrument", "symbol name industry country currency exchange technologies")
Trade = collections.namedtuple("Trade", "time price quantity side")


class Day:
    """What is known of one instrument on one day of its exchange."""

    def __init__(self, instrument, date):
        self.instrument, self.date = instrument, date
        self.trades, self.bar = [], None
        self.previous_close = None

    def finish(self):
        self.trades.sort(key=lambda trade: trade.time)
        if not self.trades:
            self.open, self.last = self.bar["open"], self.bar["close"]
            self.volume = self.bar["volume"]
            self.turnover = self.bar["turnover"] if self.bar["turnover"] or not self.volume else None
            return
        regular = [trade for trade in self.trades if in_session(self.instrument.exchange, trade.time // MINUTE)] or self.trades
        self.open, self.last = regular[0].price, regular[-1].price
        self.volume = math.fsum(trade.quantity for trade in self.trades)
        self.turnover = math.fsum(trade.price * trade.quantity for trade in self.trades)

    @property
    def growth(self):
        base = self.open if self.previous_close is None else self.previous_close
        return (self.last - base) / base

    @property
    def base(self):
        return "open" if self.previous_close is None else "previous-close"

    @property
    def volatility(self):
        closes = list({trade.time // MINUTE: trade.price for trade in self.trades}.values())
        returns = [math.log(after / before) for before, after in zip(closes, closes[1:])]
        if len(returns) < 3:
            return None
        mean = math.fsum(returns) / len(returns)
        return math.sqrt(math.fsum((each - mean) ** 2 for each in returns) / len(returns))


@functools.lru_cache(maxsize=None)
def local(exchange, minute):
    zone = zoneinfo.ZoneInfo(EXCHANGES.get(exchange, ("UTC",))[0])
    return (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(minutes=minute)).astimezone(zone)


@functools.lru_cache(maxsize=None)
def in_session(exchange, minute):
    if exchange not in EXCHANGES:
        return True
    _, begin, end = EXCHANGES[exchange]
    at = local(exchange, minute)
    return begin <= (at.hour, at.minute) < end and at.weekday() < 5


def read_days(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    instruments = {row[0]: Instrument(*row[1:7], [name for name in row[7].split(";") if name]) for row in connection.execute("SELECT * FROM instruments")}
    days = {}

    def find(number, time):
        key = number, local(instruments[number].exchange, time // MINUTE).date()
        if key not in days:
            days[key] = Day(instruments[number], key[1])
        return days[key]

    trades = "SELECT instrument, event_time, price, quantity, side FROM trades ORDER BY arrival"
    for number, time, price, quantity, side in connection.execute(trades):
        find(number, time).trades.append(Trade(time, price, quantity, SIDES[side]))
    names = "instrument, start, open, high, low, close, volume, turnover"
    for row in connection.execute(f"SELECT {names} FROM bars WHERE length = 86400 AND source != 0"):
        find(row[0], row[1]).bar = dict(zip(names.split(", "), row))
    connection.close()
    previous = {}
    for (number, _), day in sorted(days.items()):
        day.finish()
        day.previous_close = previous.get(number)
        previous[number] = day.last
    return [day for _, day in sorted(days.items())]


# The analyses, each as a list of rows in order.


def iso(time):
    return datetime.datetime.fromtimestamp(time // 1_000_000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def groups_of(day, grouping):
    return day.instrument.technologies if grouping == "technology" else [getattr(day.instrument, grouping)]


def growth(days, grouping, weighted):
    groups = collections.defaultdict(list)
    for day in days:
        if not weighted or day.turnover is not None:
            for group in groups_of(day, grouping):
                groups[group, day.date, day.instrument.currency if weighted else ""].append(day)
    for (group, date, currency), members in sorted(groups.items()):
        weights = [day.turnover if weighted else 1 for day in members]
        total = math.fsum(weights)
        mean = math.fsum(day.growth * weight for day, weight in zip(members, weights)) / total if total else None
        bases = {day.base for day in members}
        yield {grouping: group, "day": date, "growth": mean, "members": len(members), "base": bases.pop() if len(bases) == 1 else "mixed", "currency": currency}


def country_growth(days):
    countries = collections.defaultdict(list)
    for day in days:
        countries[day.instrument.country, day.date].append(day.growth > 0)
    for (country, date), grew in sorted(countries.items()):
        yield {"country": country, "day": date, "growing": sum(grew), "traded": len(grew), "share": sum(grew) / len(grew)}


def buy_sell(days, by=None):
    cells = collections.defaultdict(list)
    for day in days:
        fixed = () if by is None else (getattr(day.instrument, by),) if by != "hour" else None
        for trade in day.trades:
            group = (trade.time // HOUR * HOUR,) if fixed is None else fixed
            cells[group, trade.side, day.instrument.currency].append((trade.quantity, trade.price * trade.quantity, 1))
        if not day.trades and fixed is not None:
            cells[fixed, "unknown", day.instrument.currency].append((day.volume, day.turnover, 0))
    totals = collections.Counter()
    for (group, _, _), events in cells.items():
        totals[group] += sum(event[2] for event in events)
    keys = {(group, side, currency) for group, _, currency in cells for side in SIDES}
    for group, side, currency in sorted(keys, key=lambda key: (key[0], SIDE_ORDER[key[1]], key[2])):
        events = cells.get((group, side, currency), [])
        count = sum(event[2] for event in events)
        turnovers = [event[1] for event in events]
        row = {} if by is None else {by: iso(group[0]) if by == "hour" else group[0]}
        row.update(side=side, count=count, quantity=math.fsum(event[0] for event in events))
        row.update(turnover=None if None in turnovers else math.fsum(turnovers), currency=currency)
        row.update(share=count / totals[group] if totals[group] else None)
        yield row


def daily_volume(days):
    for day in sorted(days, key=lambda day: (day.instrument.symbol, day.date)):
        yield {"symbol": day.instrument.symbol, "day": day.date, "volume": day.volume, "turnover": day.turnover, "currency": day.instrument.currency}


def ranked(rows, score, top):
    rows = sorted(rows, key=lambda row: (-score(row), row["symbol"]))
    return [{"rank": rank, **row} for rank, row in enumerate(rows[:top], 1)]


def average_volume(days, top=None):
    rows = []
    by_symbol = collections.defaultdict(list)
    for day in days:
        by_symbol[day.instrument.symbol].append(day)
    for symbol, own in by_symbol.items():
        quantities = [trade.quantity for day in own for trade in day.trades]
        trade = math.fsum(quantities) / len(quantities) if quantities else None
        rows.append({"symbol": symbol, "average_volume": math.fsum(day.volume for day in own) / len(own), "days": len(own), "average_trade": trade})
    return ranked(rows, lambda row: row["average_volume"], top)


def movers(days, ranking="gainers", top=None):
    latest = {day.instrument.symbol: day for day in days}
    names = ("symbol", "name", "last", "change", "volume", "volatility")
    rows = [dict(zip(names, (symbol, day.instrument.name, day.last, day.growth, day.volume, day.volatility))) for symbol, day in latest.items()]
    scores = {"gainers": lambda row: row["change"], "losers": lambda row: -row["change"], "active": lambda row: row["volume"], "volatile": lambda row: row["volatility"]}
    score = scores[ranking]
    if ranking == "volatile":
        return ranked([row for row in rows if score(row) is not None], score, top)
    return ranked([row for row in rows if score(row) > 0], score, top)


def pivot(days, rows=("symbol",), columns="day"):
    steps = {"hour": HOUR, "minute": MINUTE}
    cells = collections.defaultdict(list)
    for day in days:
        for technology in day.instrument.technologies if "technology" in rows else [None]:
            for side in SIDES:
                names = {**day.instrument._asdict(), "technology": technology, "side": side}
                group = tuple(names[row] for row in rows)
                for trade in day.trades:
                    if trade.side == side:
                        time = day.date if columns == "day" else trade.time // steps[columns] * steps[columns] if columns in steps else 0
                        cells[group, time, day.instrument.currency].append(trade)
    for (names, time, currency), trades in sorted(cells.items(), key=lambda cell: ([SIDE_ORDER.get(name, name) for name in cell[0][0]], *cell[0][1:])):
        row = dict(zip(rows, names))
        if columns != "none":
            row[columns] = time if columns == "day" else iso(time)
        prices = [trade.price for trade in trades]
        row.update(count=len(trades), volume=math.fsum(trade.quantity for trade in trades))
        row.update(turnover=math.fsum(trade.price * trade.quantity for trade in trades), currency=currency)
        row.update(mean=math.fsum(prices) / len(prices), min=min(prices), max=max(prices))
        yield row


def batches(days):
    """Of trades in order of time: a batch is a second that has any."""
    trades = sorted(((trade.time, day.instrument.symbol, trade.price) for day in days for trade in day.trades), key=lambda trade: trade[0])
    seconds = list(dict.fromkeys(time // 1_000_000 for time, _, _ in trades))
    for number, second in list(enumerate(seconds, 1))[-5:]:
        prices, before = collections.defaultdict(list), collections.defaultdict(list)
        for time, symbol, price in trades:
            if time // 1_000_000 == second:
                prices[symbol].append(price)
            if time // 1_000_000 <= second:
                before[symbol].append(price)
        for symbol, own in sorted(prices.items()):
            row = {"batch": number, "start": iso(second * 1_000_000), "end": iso((second + 1) * 1_000_000), "symbol": symbol}
            yield {**row, "mean": math.fsum(own) / len(own), "running_mean": math.fsum(before[symbol]) / len(before[symbol]), "count": len(own)}


# The program.


class Place(tapectl_place.Place):
    """With files replayed into a database, and what `analyze` refuses."""

    def replay(self, *files):
        for file in files:
            tapectl_place.need(file)
        self.run("replay", *files, "--db", self.path("x.db"))
        return self.path("x.db")

    def refuses(self, *arguments, **wanted):
        return super().refuses("analyze", *arguments, **wanted)


def text_of(value):
    return "" if value is None else str(value)


def same(found, wanted):
    if isinstance(wanted, float):
        return found != "" and math.isclose(float(found), wanted, rel_tol=1e-9, abs_tol=1e-9 if abs(wanted) < 1e-3 else 0)
    return found == text_of(wanted)


def check(place, database, wanted, name, *options):
    """The table is the wanted one: names and order of columns and rows, counts exact, numbers to 1e-9."""
    output, _ = place.run("analyze", name, "--db", database, "--format", "csv", *options)
    rows = list(csv.DictReader(io.StringIO(output)))
    wanted = list(wanted)
    assert len(rows) == len(wanted), (name, options, len(rows), len(wanted), output[:500])
    for row, expected in zip(rows, wanted):
        assert list(row) == list(expected), (name, options, list(row), list(expected))
        for column, value in expected.items():
            assert same(row[column], value), (name, options, row, expected, column)
    return len(rows)


def check_growth(place, database, days, *span):
    """What is held against closes, over these days, which are those of the span."""
    n = 0
    for grouping in ("industry", "technology"):
        n += check(place, database, growth(days, grouping, False), grouping + "-growth", *span)
        n += check(place, database, growth(days, grouping, True), grouping + "-growth", "--weight", "turnover", *span)
    n += check(place, database, country_growth(days), "country-growth", *span)
    for ranking in ("gainers", "losers", "active", "volatile"):
        n += check(place, database, movers(days, ranking), "movers", "--ranking", ranking, *span)
    return n


def check_all(place, database, days, *span):
    n = check_growth(place, database, days, *span)
    n += check(place, database, buy_sell(days), "buy-sell", *span)
    for by in ("symbol", "industry", "hour"):
        n += check(place, database, buy_sell(days, by), "buy-sell", "--by", by, *span)
    n += check(place, database, daily_volume(days), "daily-volume", *span)
    n += check(place, database, average_volume(days), "highest-average-volume", *span)
    n += check(place, database, average_volume(days, 2), "highest-average-volume", "--top", "2", *span)
    return n


def check_pivots(place, database, days, *span):
    n = check(place, database, pivot(days), "pivot", *span)
    for rows, columns in ((("industry", "side"), "hour"), (("country", "technology"), "none"), (("symbol",), "minute"), (("side",), "day")):
        n += check(place, database, pivot(days, rows, columns), "pivot", "--rows", ",".join(rows), "--columns", columns, *span)
    return n


# Cases.


def real_trades(place):
    database = place.replay(REAL)
    days = read_days(database)
    assert sum(len(day.trades) for day in days) == 542293
    assert check_all(place, database, days) > 60
    assert check_pivots(place, database, days) > 1000
    last = [day for day in days if day.date >= datetime.date(2013, 10, 8)]
    assert {day.base for day in last} == {"previous-close"}
    assert check_growth(place, database, last, "--from", "2013-10-08", "--to", "2013-10-09") > 15


def spans_of_times(place):
    database = place.replay(SAMPLE)
    days = read_days(database)
    begin, end = "2013-10-07T12:17Z", "2013-10-07T10:03:00-04:00"
    first, stop = (round(datetime.datetime.fromisoformat(text).timestamp() * 1e6) for text in ("2013-10-07T12:17:00+00:00", end))
    assert check(place, database, daily_volume(days), "daily-volume", "--from", begin, "--to", end) == 3
    for day in days:
        day.trades = [trade for trade in day.trades if first <= trade.time < stop]
    assert 1000 < sum(len(day.trades) for day in days) < 39000
    assert check_pivots(place, database, days, "--from", begin, "--to", end) > 100
    for by in (None, "symbol", "industry", "hour"):
        options = ("--by", by) if by else ()
        assert check(place, database, buy_sell(days, by), "buy-sell", "--from", begin, "--to", end, *options) >= 3


def last_micro_batches(place):
    database = place.replay(SAMPLE)
    assert check(place, database, batches(read_days(database)), "batches") > 5


def trades_with_sides(place):
    database = place.replay(BITCOIN)
    days = read_days(database)
    assert check_all(place, database, days) > 20 and check_pivots(place, database, days) > 10


def bars_of_sources(place):
    """Where nothing is known but a source's bars: neither turnover nor the size of a trade is."""
    database = place.replay(DAILY)
    days = read_days(database)
    assert len(days) == 13040
    assert check_all(place, database, days) > 20000
    some = [day for day in days if day.date.year == 2015]
    assert check_all(place, database, some, "--from", "2015-01-01", "--to", "2015-12-31") > 4000
    _, errors = place.run("analyze", "industry-growth", "--weight", "turnover", "--db", database)
    assert errors.count("\n") == 1 and "counts" in errors, errors


def late_and_out_of_order(place):
    """What came too late for its bar counts all the same."""
    simulated, _ = place.run("simulate", "--trades", "30000", "--symbols", "30", "--late", "0.05", "--out-of-order", "0.1", "--format", "csv")
    lines = simulated.splitlines()
    trades = place.write("late.csv", "\n".join([lines[0], *lines[5000:], *lines[1:5000]]) + "\n")
    database = place.path("late.db")
    output, _ = place.run("replay", trades, "--db", database, "--delay", "1s", "--lateness", "1s", "--format", "json")
    assert json.loads(output)["late_dropped"] > 1000, output
    days = read_days(database)
    for by in (None, "symbol", "industry", "hour"):
        check(place, database, buy_sell(days, by), "buy-sell", *(("--by", by) if by else ()))
    check(place, database, daily_volume(days), "daily-volume")
    n = check_pivots(place, database, days)
    assert n > 100, n


def explains_what_is_empty(place):
    database = place.replay(place.write("trades.csv", "event_time,symbol,price,quantity\n2024-03-04T15:00:00Z,IBM,100,1\n"))
    for span, saying in (
        (("--from", "2024-03-05", "--to", "2024-03-06"), "No trades from 2024-03-05 to 2024-03-06; the database holds 2024-03-0"),
        (("--from", "2024-03-05"), "No trades from 2024-03-05 on; the database holds "),
        (("--to", "2024-03-03"), "No trades up to 2024-03-03; the database holds "),
        (("--from", "2024-03-04T15:01Z", "--to", "2024-03-04T16:00Z"), "No trades from 2024-03-04T15:01Z to 2024-03-04T16:00Z; "),
    ):
        output, errors = place.run("analyze", "buy-sell", "--db", database, "--format", "csv", *span)
        assert output == "side,count,quantity,turnover,currency,share\n", output
        assert errors.startswith(saying) and errors.count("\n") == 1, errors
    output, errors = place.run("analyze", "movers", "--ranking", "losers", "--db", database, "--format", "json")
    assert json.loads(output) == [] and errors.count("\n") == 1, (output, errors)
    place.run("replay", place.write("none.csv", "event_time,symbol,price,quantity\n"), "--db", place.path("none.db"))
    _, errors = place.run("analyze", "movers", "--db", place.path("none.db"))
    assert "holds no trades" in errors, errors


def refuses_bad_questions(place):
    database = place.replay(place.write("trades.csv", "event_time,symbol,price,quantity\n2024-03-04T15:00:00Z,IBM,100,1\n"))
    for arguments, naming in (
        ((), "needs more arguments"),
        (("movers", "pivot"), "pivot"),
        (("growth",), "industry-growth, technology-growth, country-growth, buy-sell"),
        (("industry-growth", "--weight", "volume"), "equal, turnover"),
        (("industry-growth", "--by", "hour"), "does not take “by”"),
        (("buy-sell", "--by", "colour"), "symbol, industry, hour"),
        (("movers", "--ranking", "best"), "gainers, losers, active, volatile"),
        (("movers", "--top", "-2"), "above 0"),
        (("pivot", "--rows", "symbol,shape"), "technology"),
        (("pivot", "--columns", "week"), "day, hour, minute"),
        (("batches", "--from", "2024-03-04"), "--from"),
        (("batches", "--top", "3"), "does not take “top”"),
        (("movers", "--from", "yesterday"), "2013-10-07"),
        (("movers", "--from", ""), "2013-10-07"),
        (("movers", "--from", "2024-03-04T15:00"), "Z"),
        (("movers", "--from", "2024-03-04T15:00:30Z"), "whole minutes"),
        (("movers", "--from", "2024-03-05", "--to", "2024-03-04"), "“2024-03-05” is not before “2024-03-04”"),
        (("movers", "--from", "2024-03-04T15:00Z", "--to", "2024-03-04T15:00Z"), "not before"),
        (("movers", "--format", "xml"), "xml"),
    ):
        place.refuses(*arguments, "--db", database, status=2, naming=naming)
    place.refuses("movers", "--db", place.path("nothing.db"), status=1, naming="nothing.db")
    place.refuses("movers", "--db", place.write("text.db", "no database" * 1000), status=1, naming="text.db")
    place.refuses("movers", status=1, naming="--db")


CASES = (
    real_trades,
    spans_of_times,
    last_micro_batches,
    trades_with_sides,
    bars_of_sources,
    late_and_out_of_order,
    explains_what_is_empty,
    refuses_bad_questions,
)


if __name__ == "__main__":
    sys.exit(tapectl_place.run_cases("tapectl-analyze", CASES, *sys.argv[1:], place=Place))
