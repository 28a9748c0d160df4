# SPDX-License-Identifier: GPL-3.0-or-later
"""What is traded at the services that live-services.py stands for: recorded or invented, and how each of them tells it."""

import bisect
import dataclasses
import datetime
import gzip
import json
import random

from live_clock import now

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000

SYMBOLS = {
    "binance": ("BTCUSDT", "ETHUSDT"),
    "coinbase": ("BTC-USD", "ETH-USD"),
    "finnhub": ("AAPL", "MSFT"),
    "alpaca": ("AAPL", "MSFT"),
}


@dataclasses.dataclass
class Trade:
    symbol: str
    id: int
    price: str
    quantity: str
    time: int  # µs
    buyer_is_maker: bool
    raw: str = ""  # as it was recorded
    due: int = 0  # µs after the first

    def iso(self):
        return (EPOCH + datetime.timedelta(microseconds=self.time)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def maker_side(self):
        return "buy" if self.buyer_is_maker else "sell"


def to_microseconds(text):
    return (datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH) // datetime.timedelta(microseconds=1)


def read_recorded(path):
    """The trades of a file of recorded messages, each with its message; those of two services are known."""
    opened = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    trades, taken = [], set()
    with opened as lines:
        for line in lines:
            message = json.loads(line)
            data = message.get("data", message)
            if data.get("e") == "trade":
                trade = Trade(data["s"], data["t"], data["p"], data["q"], data["T"] * 1000, data["m"], line.strip())
            elif data.get("type") in ("match", "last_match"):
                time, side = to_microseconds(data["time"]), data["side"] == "buy"
                trade = Trade(data["product_id"], data["trade_id"], data["price"], data["size"], time, side, line.strip())
            else:
                continue
            if (trade.symbol, trade.id) not in taken:
                trades.append(trade)
                taken.add((trade.symbol, trade.id))
    for trade in trades:
        trade.due = trade.time - trades[0].time
    return trades


def invent(service, n):
    """Trades a hundredth of a second apart. They get their time when they happen."""
    dice = random.Random(f"{service} {n}")
    symbols = SYMBOLS[service]
    ids = {symbol: dice.randrange(1_000_000, 2_000_000) for symbol in symbols}
    prices = {symbol: dice.randrange(10_000, 90_000) for symbol in symbols}
    trades = []
    for i in range(n):
        symbol = dice.choice(symbols)
        # Alpaca's ids tell its trades apart, but do not count on.
        ids[symbol] += dice.randrange(1, 50) if service == "alpaca" else 1
        prices[symbol] = max(1, prices[symbol] + dice.randrange(-5, 6))
        price, quantity = f"{prices[symbol] / 100:.2f}", str(dice.randrange(1, 500))
        trades.append(Trade(symbol, ids[symbol], price, quantity, 0, dice.random() < 0.5, due=i * SECOND // 100))
    return trades


class Market:
    """All trades of one service, and how many of them have happened."""

    def __init__(self, service, trades):
        self.service = service
        self.trades = trades
        self.happened = 0
        self.symbols = {trade.symbol for trade in trades}
        self.tapes = {symbol: [] for symbol in self.symbols}  # what has happened

    def happen(self, now):
        trade = self.trades[self.happened]
        if trade.time == 0:
            trade.time = now - now % 1000 if self.service in ("binance", "finnhub") else now
        self.tapes[trade.symbol].append(trade)
        self.happened += 1

    def get_last_id(self, symbol):
        return self.tapes[symbol][-1].id if self.tapes.get(symbol) else 0

    def write(self):
        """What has happened, in the form of our own trades."""
        lines = ["event_time,symbol,price,quantity,side,trade_id"]
        for trade in self.trades[: self.happened]:
            sides = self.service in ("binance", "coinbase")
            side = ("sell" if trade.buyer_is_maker else "buy") if sides else "unknown"
            number = "" if self.service == "finnhub" else trade.id
            lines.append(f"{trade.iso()},{trade.symbol},{trade.price},{trade.quantity},{side},{number}")
        return "\n".join(lines) + "\n"


# How services tell a trade in a stream.


def tell_binance(trade):
    data = {"e": "trade", "E": trade.time // 1000, "s": trade.symbol, "t": trade.id, "p": trade.price, "q": trade.quantity}
    data.update(T=trade.time // 1000, m=trade.buyer_is_maker, M=True)
    return json.dumps({"stream": trade.symbol.lower() + "@trade", "data": data}, separators=(",", ":"))


def tell_coinbase(trade, kind="match"):
    message = {"type": kind, "trade_id": trade.id, "maker_order_id": "f07e510f", "taker_order_id": "e6f50944"}
    message.update(side=trade.maker_side(), size=trade.quantity, price=trade.price, product_id=trade.symbol)
    message.update(sequence=trade.id * 3, time=trade.iso())
    return json.dumps(message, separators=(",", ":"))


def tell_finnhub(trade):
    item = {"c": None, "p": float(trade.price), "s": trade.symbol, "t": trade.time // 1000, "v": float(trade.quantity)}
    return json.dumps({"data": [item], "type": "trade"}, separators=(",", ":"))


def tell_alpaca(trade):
    item = {"T": "t", "i": trade.id, "S": trade.symbol, "x": "V", "p": float(trade.price), "s": int(trade.quantity)}
    item.update(t=trade.iso(), c=["@"], z="C")
    return json.dumps([item], separators=(",", ":"))


TELL = {"binance": tell_binance, "coinbase": tell_coinbase, "finnhub": tell_finnhub, "alpaca": tell_alpaca}


# What services answer who asks for trades again. Each gets a market and a query, and gives status and body.


def find(tape, key, value):
    """Returns the index of the first trade whose @key is not below @value."""
    return bisect.bisect_left(tape, value, key=lambda trade: getattr(trade, key))


def answer_klines(market, symbol, query):
    """A past before all trades, and the running bar."""
    if symbol not in market.symbols:
        return 400, {"code": -1121, "msg": "Invalid symbol."}
    length = {"1m": 60, "1d": 86400}[query["interval"]]
    n = min(int(query.get("limit", 500)), 100)
    last = int(now())
    rows = []
    for start in range(last - last % length - (n - 1) * length, last + 1, length):
        rows.append([start * 1000, "100.0", "110.0", "90.0", "105.0", "5.0", (start + length) * 1000 - 1, "500.0", 7, "2", "9", "0"])
    return 200, rows


def answer_binance(market, symbol, query):
    if symbol not in market.symbols:
        return 400, {"code": -1121, "msg": "Invalid symbol."}
    tape, limit = market.tapes[symbol], int(query.get("limit", 500))
    first = find(tape, "id", int(query["fromId"])) if "fromId" in query else max(0, len(tape) - limit)
    trades = tape[first : first + limit]
    items = []
    for trade in trades:
        worth = f"{float(trade.price) * float(trade.quantity):.8f}"
        item = {"id": trade.id, "price": trade.price, "qty": trade.quantity, "quoteQty": worth, "time": trade.time // 1000}
        items.append(item | {"isBuyerMaker": trade.buyer_is_maker, "isBestMatch": True})
    return 200, items


def answer_coinbase(market, symbol, query):
    if symbol not in market.symbols:
        return 404, {"message": "NotFound"}
    tape = market.tapes[symbol]
    end = find(tape, "id", int(query["after"])) if "after" in query else len(tape)
    items = []
    for trade in reversed(tape[max(0, end - int(query.get("limit", 1000))) : end]):
        item = {"trade_id": trade.id, "side": trade.maker_side(), "size": trade.quantity, "price": trade.price}
        items.append(item | {"time": trade.iso()})
    return 200, items


def answer_alpaca(market, symbol, query):
    start, end = to_microseconds(query["start"]), to_microseconds(query["end"])
    tape = market.tapes.get(symbol, [])
    trades = tape[find(tape, "time", start) : find(tape, "time", end + 1)]
    first, limit = int(query.get("page_token", "0")), int(query.get("limit", 1000))
    items = []
    for trade in trades[first : first + limit]:
        item = {"t": trade.iso(), "x": "V", "p": float(trade.price), "s": int(trade.quantity), "c": ["@"], "i": trade.id}
        items.append(item | {"z": "C"})
    token = str(first + limit) if first + limit < len(trades) else None
    return 200, {"trades": items or None, "symbol": symbol, "next_page_token": token}
