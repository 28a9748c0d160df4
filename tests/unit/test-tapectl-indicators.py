#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds tapectl indicators to what it promises: columns, values, rows to the letter, clear errors.

    test-tapectl-indicators.py TAPECTL      prints TAP
"""

import csv
import datetime
import gzip
import io
import json
import math
import os
import random
import re
import subprocess
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

import tapectl_place  # noqa: E402
from tapectl_place import TIME_LIMIT, Skip  # noqa: E402

DAILY = tapectl_place.shared("daily")
MANUAL = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "data", "man", "tapectl.1")

BARS = """date,open,high,low,close,volume,Name
2024-01-02,10,12,9,11,100,AAPL
2024-01-02,100,101,99,100,7,IBM
2024-01-03,11,13,10,12.50,200,AAPL
2024-01-03,100,106,98,105,0,IBM
2024-01-04,12,14,11,14,300,AAPL
2024-01-04,105,110,104,110,9,IBM
"""


class Place(tapectl_place.Place):
    """Where only `indicators` is called."""

    def run(self, *arguments, **wanted):
        return super().run("indicators", *arguments, **wanted)

    def rows(self, *arguments, told=""):
        output, errors = self.run(*arguments, "--format", "csv")
        assert (told in errors) if told else errors == "", errors
        return list(csv.DictReader(io.StringIO(output)))

    def refuses(self, *arguments, status, saying):
        output, errors = self.run(*arguments, status=status)
        lines = errors.splitlines()
        assert output == "", (arguments, output)
        assert len(lines) == status and lines[0].startswith("tapectl indicators: ") and lines[0].endswith("."), errors
        assert saying in lines[0], (saying, errors)


def column(rows, name, **where):
    """Its values as numbers, None where it is empty."""
    chosen = [row for row in rows if all(row[key] == value for key, value in where.items())]
    return [float(row[name]) if row[name] else None for row in chosen]


def close_to(values, expected):
    assert len(values) == len(expected), (values, expected)
    for value, wanted in zip(values, expected):
        assert (value is None) == (wanted is None), (values, expected)
        assert value is None or math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9), (values, expected)


def tells_how_it_is_used(place):
    text, errors = place.run("--help")
    assert errors == "" and text.startswith("Usage:\n  tapectl indicators [OPTION…] [FILE] INDICATOR…"), text
    with open(MANUAL, encoding="utf-8") as file:
        manual = file.read()
    assert ".It Cm indicators" in manual
    for option in re.findall(r"--([a-z-]+)", text):
        assert re.search(rf"[ ,]-{option}(?![a-z-])", manual), option
    for name in re.findall(r"^  ([a-z]+)[: ][0-9,]* +[A-Z]", text, re.MULTILINE):
        assert re.search(rf"\b{name}\b", manual), name


def names_every_column(place):
    bars = place.write("bars.csv", BARS)
    asked = (
        "sma:5 ema:10 rsi:14 atr:14 roc:10 momentum:10 macd:12,26,9 bollinger:20,2 stochastic:14,3,3 obv vwap "
        "min:5 max:5 mean:5 sum:5 stddev:5 mean:5m bollinger:20,2.5"
    ).split()
    expected = (
        "date,open,high,low,close,volume,Name,sma_5,ema_10,rsi_14,atr_14,roc_10,momentum_10,macd_12_26_9,macd_signal_12_26_9,"
        "macd_histogram_12_26_9,bollinger_lower_20_2,bollinger_middle_20_2,bollinger_upper_20_2,stochastic_k_14_3_3,"
        "stochastic_d_14_3_3,obv,vwap,min_5,max_5,mean_5,sum_5,stddev_5,mean_5m,bollinger_lower_20_2.5,bollinger_middle_20_2.5,"
        "bollinger_upper_20_2.5"
    )
    assert place.run(bars, *asked)[0].splitlines()[0] == expected


def keeps_rows_to_the_letter(place):
    content = 'Date,"Close, adjusted",note,close\n2024-01-02,007.50,"a ""quoted"", note",1e1\n2024-01-03,,,2.0\n'
    bars = place.write("bars.csv", content)
    output, errors = place.run(bars, "sma:1", "mean:2")
    assert errors == ""
    lines = content.splitlines()
    assert output.splitlines() == [lines[0] + ",sma_1,mean_2", lines[1] + ",10,", lines[2] + ",2,6"]


def has_a_series_for_each_symbol(place):
    rows = place.rows(place.write("bars.csv", BARS), "sma:2", "obv", "vwap", "atr:2", "roc:1", "mean:2d")
    close_to(column(rows, "sma_2", Name="AAPL"), [None, 11.75, 13.25])
    close_to(column(rows, "sma_2", Name="IBM"), [None, 102.5, 107.5])
    close_to(column(rows, "obv", Name="AAPL"), [0, 200, 500])
    close_to(column(rows, "obv", Name="IBM"), [0, 0, 9])
    close_to(column(rows, "vwap", Name="IBM"), [100, None, 108])
    close_to(column(rows, "atr_2", Name="AAPL"), [None, 3, 3])
    close_to(column(rows, "roc_1", Name="AAPL"), [None, 100 * 1.5 / 11, 12])
    close_to(column(rows, "mean_2d", Name="AAPL"), [None, None, 13.25])


def takes_another_column_as_price(place):
    bars = place.write("bars.csv", "day,CloseUSD,spread\n1,10,-1\n2,20,0\n3,40,1\n")
    close_to(column(place.rows(bars, "mean:2", "--column", "closeusd"), "mean_2"), [None, 15, 30])
    close_to(column(place.rows(bars, "mean:2", "-c", "spread"), "mean_2"), [None, -0.5, 0.5])
    close_to(column(place.rows(bars, "roc:1", "-c", "spread"), "roc_1"), [None, -100, None])


def speaks_every_form(place):
    bars = place.write("bars.csv", BARS)
    rows = json.loads(place.run(bars, "sma:3", "--format", "json")[0])
    assert rows[2]["close"] == 12.5 and rows[2]["sma_3"] is None and rows[2]["Name"] == "AAPL", rows[2]
    assert rows[4]["sma_3"] == 12.5, rows[4]
    lines = place.run(bars, "sma:3", "--format", "jsonl")[0].splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = place.run(bars, "sma:3", "--format", "table")[0].splitlines()
    assert table[0].split() == ["date", "open", "high", "low", "close", "volume", "Name", "sma_3"], table
    assert len({len(line) for line in table}) == 1, table


def reads_gzip_and_byte_order_marks(place):
    plain = place.run(place.write("bars.csv", BARS), "ema:2")[0]
    assert place.run(place.write("bars.csv.gz", gzip.compress(BARS.encode())), "ema:2")[0] == plain
    assert place.run(place.write("mark.csv", b"\xef\xbb\xbf" + BARS.encode()), "ema:2")[0] == plain
    assert place.run(place.write("windows.csv", BARS.replace("\n", "\r\n")), "ema:2")[0] == plain
    assert place.run(place.write("no-end.csv", BARS.rstrip()), "ema:2")[0] == plain


def starts_vwap_with_the_exchanges_day(place):
    bars = place.write(
        "bars.csv",
        "time,symbol,high,low,close,volume\n"
        "2024-03-05T01:00:00Z,AAPL,10,10,10,1\n"  # the evening of the 4th in New York
        "2024-03-05T04:30:00Z,AAPL,20,20,20,1\n"
        "2024-03-05T05:30:00Z,AAPL,40,40,40,1\n",
    )
    close_to(column(place.rows(bars, "vwap"), "vwap"), [10, 15, 40])


def tells_what_is_no_bar(place):
    bars = place.write(
        "bars.csv",
        "date,close,high,low,volume\n2024-01-02,1,1,1,1\n2024-01-03,x,1,1,1\n2024-01-04,,1,1,1\n,,,,\n2024-01-05,3,1,1,1\n"
        "2024-01-32,3,1,1,1\n2024-01-06,inf,1,1,1\n2024-01-07,-5,1,1,1\n2024-01-08,5\n2024-01-08,5,5,6,1\n\n2024-01-08,5,6,5,-1\n"
        "2024-01-09,5,6,5,1\n",
    )
    output, errors = place.run(bars, "sma:2", "obv", "atr:1")
    rows = list(csv.DictReader(io.StringIO(output)))
    lines = errors.splitlines()
    expected = (
        (3, "“x” in column “close” is not a number."),
        (4, "There is nothing in column “close”."),
        (5, "The row is blank."),
        (7, "“2024-01-32” cannot be read"),
        (8, "“inf” in column “close” is not a number."),
        (9, "The price is negative."),
        (10, "The row has 2 fields, and there are 5 columns."),
        (11, "The high is below the low."),
        (13, "The quantity is negative."),
    )
    assert len(lines) == len(expected), errors
    for line, (number, sentence) in zip(lines, expected):
        assert f"bars.csv”, line {number}: " in line, line
        assert sentence in line.replace('"2024-01-32"', "“2024-01-32”"), (line, sentence)
    assert len(rows) == 12 and [row["close"] for row in rows][:4] == ["1", "x", "", ""], rows
    close_to(column(rows, "sma_2"), [None, None, None, None, 2, None, None, None, None, None, None, 4])
    close_to(column(rows, "obv"), [0, None, None, None, 1, None, None, None, None, None, None, 2])


def counts_what_is_no_bar(place):
    bars = place.write("bars.csv", "date,close\n" + "2024-01-02,1\n" + ",\n" * 100)
    output, errors = place.run(bars, "sma:1")
    assert len(output.splitlines()) == 102
    assert len(errors.splitlines()) == 11 and "100 rows have no indicators" in errors, errors


def replaces_bars_of_the_same_time(place):
    bars = place.write("bars.csv", "date,close\n2024-01-02,1\n2024-01-03,5\n2024-01-03,7\n2024-01-04,9\n")
    rows = place.rows(bars, "sma:2", "sum:1d", told="1 row has the time of the one above")
    close_to(column(rows, "sma_2"), [None, 3, 4, 8])
    close_to(column(rows, "sum_1d"), [None, 5, 7, 9])


def needs_no_times(place):
    bars = place.write("bars.csv", "close\n1\n2\n4\n")
    close_to(column(place.rows(bars, "sma:2"), "sma_2"), [None, 1.5, 3])
    place.refuses(bars, "mean:5m", status=1, saying="no column that could be a time")


def refuses_rows_that_go_back(place):
    bars = place.write("bars.csv", "date,close,symbol\n2024-01-03,1,AAPL\n2024-01-02,5,IBM\n2024-01-02,7,AAPL\n")
    _, errors = place.run(bars, "sma:2", status=1)
    assert "line 4: the time is before that of the row of AAPL above" in errors and "oldest rows first" in errors, errors


def refuses_what_is_not_allowed(place):
    bars = place.write("bars.csv", BARS)
    short = place.write("short.csv", "date,close\n2024-01-02,1\n")
    place.refuses(bars, status=2, saying="needs more arguments")
    place.refuses(bars, "smaa:5", status=2, saying="There is no indicator “smaa”; there are sma, ema, ")
    place.refuses(bars, "sma:0", status=2, saying="a whole number of bars from 1 to 10000")
    place.refuses(bars, "macd:26,12,9", status=2, saying="the fast period must be shorter")
    place.refuses(bars, "sma:5", "sma:5", status=2, saying="asked for twice")
    place.refuses(bars, "sma", "sma:20", status=2, saying="asked for twice")
    place.refuses(bars, "sma:5", "--format", "xml", status=2, saying="xml")
    place.refuses(bars, "sma:5", "--column", "Schluss", status=2, saying="“bars.csv” has no column “Schluss”; its columns are: date, open,")
    place.refuses(short, "atr:5", status=1, saying="“high” and “low”")
    place.refuses(short, "obv", status=1, saying="no column “volume”, which obv and vwap need; its columns are: date, close")
    place.refuses(place.write("none.csv", "day,price\n1,2\n"), "sma:5", status=1, saying="no column “close”; its columns are: day, price")
    place.refuses(place.write("twice.csv", "close,sma_5\n1,2\n"), "sma:5", status=1, saying="has a column “sma_5” already")
    place.refuses(place.write("empty.csv", ""), "sma:5", status=1, saying="is empty")
    place.refuses(place.write("bars.jsonl", '{"close":1}\n'), "sma:5", status=1, saying="not a CSV file")
    place.refuses(place.write("binary", random.Random(1).randbytes(5000)), "sma:5", status=1, saying="binary")
    place.refuses(place.write("broken.csv.gz", gzip.compress(BARS.encode())[:20]), "sma:5", status=1, saying="broken.csv.gz")
    place.refuses(os.path.join(place.folder, "missing.csv"), "sma:5", status=1, saying="missing.csv")
    place.refuses(place.folder, "sma:5", status=1, saying=os.path.basename(place.folder))
    with open("/dev/full", "wb") as full:
        process = subprocess.run([place.tapectl, "indicators", bars, "sma:5"], env=place.environment, stdout=full, stderr=subprocess.PIPE, timeout=TIME_LIMIT)
    assert process.returncode == 1 and b"No space left" in process.stderr, process


def agrees_on_real_days(place):
    """Averages and strength of ten companies, computed again here."""
    path = os.path.join(DAILY, "ten-stocks-2013-2018.csv")
    if not os.path.exists(path):
        raise Skip("../shared/data is not there")
    rows = place.rows(path, "sma:5", "rsi:14", "bollinger:20,2")
    by_symbol = {}
    for row in rows:
        by_symbol.setdefault(row["Name"], []).append(row)
    assert len(by_symbol) == 10
    for mine in by_symbol.values():
        closes = [float(row["close"]) for row in mine]
        assert column(mine, "sma_5")[:4] == [None] * 4 and column(mine, "rsi_14")[:14] == [None] * 14
        close_to(column(mine, "sma_5")[4:], [math.fsum(closes[i - 4 : i + 1]) / 5 for i in range(4, len(closes))])
        changes = [b - a for a, b in zip(closes, closes[1:])]
        rise = math.fsum(max(change, 0) for change in changes[:14]) / 14
        fall = math.fsum(max(-change, 0) for change in changes[:14]) / 14
        strengths = [100 - 100 / (1 + rise / fall)]
        for change in changes[14:]:
            rise, fall = (rise * 13 + max(change, 0)) / 14, (fall * 13 + max(-change, 0)) / 14
            strengths.append(100 - 100 / (1 + rise / fall))
        close_to(column(mine, "rsi_14")[14:], strengths)
        assert all(float(row["bollinger_lower_20_2"]) < float(row["bollinger_upper_20_2"]) for row in mine[19:])


def reads_every_real_file(place):
    """Strokes in dates, blank rows, a last row that is cut off."""
    if not os.path.isdir(DAILY):
        raise Skip("../shared/data is not there")
    rows = place.rows(os.path.join(DAILY, "index-HSI.csv"), "sma:2", "--column", "CloseUSD", told="is cut off")
    assert rows[-1]["sma_2"] == "" and rows[-2]["sma_2"] != ""
    rows = place.rows(os.path.join(DAILY, "index-GSPTSE-blank-rows.csv"), "sma:2", "mean:7d", told="The row is blank.")
    full = [row for row in rows if row["Date"]]
    assert len(full) > 9000 and all(row["sma_2"] for row in full[1:])


ENERGY = ("XOM", "CVX")
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


def make_trades(seed):
    """Three days of two members and of another: before, in and after the session, some a little out of order; XOM is away on
    the second day, and CVX is new on it."""
    chance = random.Random(seed)
    trades = []
    prices = {"XOM": 110.0, "CVX": 150.0, "AAPL": 190.0}
    for date in range(3, 6):
        for _ in range(400):
            second = chance.randrange(8 * 3600, 17 * 3600)
            local = datetime.datetime(2024, 6, date, tzinfo=NEW_YORK) + datetime.timedelta(seconds=second)
            symbol = chance.choice(list(prices))
            if (symbol, date) not in (("XOM", 4), ("CVX", 3)):
                prices[symbol] = round(prices[symbol] * chance.uniform(0.995, 1.005), 2)
                trades.append((local, symbol, prices[symbol]))
    trades.sort(key=lambda trade: trade[0] + datetime.timedelta(seconds=chance.uniform(0, 120)))
    return trades


def in_session(trade):
    return datetime.time(9, 30) <= trade[0].time() < datetime.time(16)


def prices_of_day(trades):
    """Open and last of one instrument's trades of a day: the session's, or all while there are none."""
    chosen = sorted((trade for trade in trades if in_session(trade)), key=lambda trade: trade[0])
    chosen = chosen or sorted(trades, key=lambda trade: trade[0])
    return chosen[0][2], chosen[-1][2]


def growth_at(trades, symbol, end):
    """Of one instrument over its day, as far as it is known at @end; None where it has none that is current."""
    mine = [trade for trade in trades if trade[1] == symbol]
    before = [trade for trade in mine if trade[0] < end]
    if not before:
        return None
    day = max(trade[0] for trade in before).date()
    if end - datetime.datetime.combine(day, datetime.time(), NEW_YORK) >= datetime.timedelta(days=2):
        return None
    start, last = prices_of_day([trade for trade in before if trade[0].date() == day])
    earlier = [trade for trade in mine if trade[0].date() < day]
    if earlier:
        newest = max(trade[0].date() for trade in earlier)
        start = prices_of_day([trade for trade in earlier if trade[0].date() == newest])[1]
    return last / start - 1


def index_of(trades, members):
    """The index at the end of each minute in which a member traded."""
    starts = sorted({trade[0].replace(second=0, microsecond=0) for trade in trades if trade[1] in members})
    for start in starts:
        growths = [growth_at(trades, member, start + datetime.timedelta(minutes=1)) for member in members]
        growths = [growth for growth in growths if growth is not None]
        yield start.astimezone(datetime.timezone.utc), 100 * (1 + math.fsum(growths) / len(growths))


def store(place, trades):
    lines = [f"{time.astimezone(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ},{symbol},{price},1" for time, symbol, price in trades]
    path = place.write("trades.csv", "\n".join(["event_time,symbol,price,quantity", *lines, ""]))
    database = os.path.join(place.folder, "trades.db")
    subprocess.run(
        [place.tapectl, "replay", path, "--db", database, "--format", "csv"], env=place.environment, stdout=subprocess.DEVNULL, check=True, timeout=TIME_LIMIT
    )
    return database


def follows_the_index_of_a_group(place):
    trades = make_trades(7)
    database = store(place, trades)
    expected = list(index_of(trades, ENERGY))
    rows = place.rows("--db", database, "--group", "energy", "sma:5", "rsi:14")
    assert [row["start"] for row in rows] == [f"{start:%Y-%m-%dT%H:%M:%SZ}" for start, _ in expected]
    closes = [value for _, value in expected]
    close_to(column(rows, "close"), closes)
    close_to(column(rows, "open"), closes[:1] + closes[:-1])
    close_to(column(rows, "high"), [max(pair) for pair in zip(closes[:1] + closes[:-1], closes)])
    close_to(column(rows, "low"), [min(pair) for pair in zip(closes[:1] + closes[:-1], closes)])
    close_to(column(rows, "sma_5")[4:], [math.fsum(closes[i - 4 : i + 1]) / 5 for i in range(4, len(closes))])
    assert all(row["volume"] == "" for row in rows) and rows[13]["rsi_14"] == "" and rows[14]["rsi_14"] != ""

    # What was before the span is not shown, and counts.
    cut = "2024-06-05T15:00Z"
    later = place.rows("--db", database, "--group", "industry:Energy", "sma:5", "--from", cut)
    first = next(i for i, row in enumerate(rows) if row["start"] >= "2024-06-05T15:00:00Z")
    assert 0 < first and [row["close"] for row in later] == [row["close"] for row in rows[first:]]

    for length, digits in (("1h", 13), ("1d", 10)):
        merged = place.rows("--db", database, "--group", "Energy", "--bars", length, "sma:1")
        last = {row["start"][:digits]: row["close"] for row in rows}
        assert [row["start"][:digits] for row in merged] == list(last) and [row["close"] for row in merged] == list(last.values())


def reads_bars_of_a_symbol(place):
    trades = make_trades(11)
    database = store(place, trades)
    mine = sorted((trade for trade in trades if trade[1] == "XOM"), key=lambda trade: trade[0])
    for length, form in (("1m", "%Y-%m-%dT%H:%M"), ("1h", "%Y-%m-%dT%H")):
        rows = place.rows("--db", database, "--symbol", "XOM", "--bars", length, "sma:2")
        last = {trade[0].astimezone(datetime.timezone.utc).strftime(form): trade[2] for trade in mine}
        assert [row["start"][: 16 if length == "1m" else 13] for row in rows] == list(last)
        close_to(column(rows, "close"), list(last.values()))
        assert sum(column(rows, "volume")) == len(mine)
    rows = place.rows("--db", database, "--symbol", "XOM", "--bars", "1d", "sma:1", "vwap")
    days = sorted({trade[0].date() for trade in mine})
    close_to(column(rows, "close"), [prices_of_day([trade for trade in mine if trade[0].date() == day])[1] for day in days])
    rows = place.rows("--db", database, "--symbol", "XOM", "--bars", "1d", "sma:1", "--to", "2024-06-03")
    assert len(rows) == 1 and rows[0]["start"] == "2024-06-03T04:00:00Z", rows
    rows = place.rows("--db", database, "--symbol", "XOM", "sma:1", "--from", "2024-07-01", told="holds no bars of XOM in the span")
    assert rows == []


def refuses_what_a_database_does_not_have(place):
    database = store(place, make_trades(13)[:10])
    asked = ("--db", database, "sma:5")
    place.refuses(*asked, status=2, saying="--symbol SYMBOL or --group NAME")
    place.refuses(*asked, "--symbol", "XOM", "--group", "Energy", status=2, saying="one of --symbol and --group")
    place.refuses(*asked, "--group", "Enrgy", status=2, saying="There is no group “Enrgy”; there are industry (Unknown, Communication Services, ")
    place.refuses(*asked, "--group", "Unknown", status=2, saying="write industry:Unknown or country:Unknown")
    place.refuses(*asked, "--group", "Energy", "obv", status=2, saying="no volume, which obv needs")
    place.refuses(*asked, "--symbol", "XOM", "--bars", "2m", status=2, saying="choose 1m, 1h or 1d")
    place.refuses(*asked, "--symbol", "XOM", "--from", "yesterday", status=2, saying="--from takes a day")
    place.refuses(*asked, "--symbol", "XOM", "--column", "close", status=2, saying="--column is for files")
    place.refuses(*asked, "--symbol", "NOBODY", status=1, saying="has no symbol “NOBODY”")
    place.refuses("--db", database + ".none", "--symbol", "XOM", "sma:5", status=1, saying="trades.db.none")


CASES = (
    tells_how_it_is_used,
    names_every_column,
    keeps_rows_to_the_letter,
    has_a_series_for_each_symbol,
    takes_another_column_as_price,
    speaks_every_form,
    reads_gzip_and_byte_order_marks,
    starts_vwap_with_the_exchanges_day,
    tells_what_is_no_bar,
    counts_what_is_no_bar,
    replaces_bars_of_the_same_time,
    needs_no_times,
    refuses_rows_that_go_back,
    refuses_what_is_not_allowed,
    agrees_on_real_days,
    reads_every_real_file,
    follows_the_index_of_a_group,
    reads_bars_of_a_symbol,
    refuses_what_a_database_does_not_have,
)


if __name__ == "__main__":
    sys.exit(tapectl_place.run_cases("tapectl-indicators", CASES, *sys.argv[1:], place=Place))
