# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that are polled, as live-services.py stands for them: a price that rises by a cent with each question, a volume that
rises by a hundred, and a past of days and minutes before now. Of symbol "NONE" they know nothing; a symbol "E429", "E500" is refused
in the way of the service with that status. A question can go wrong in the ways of `fault_…` below, before question N or any before
every so many."""

import asyncio
import collections
import json
import random
import time

from live_clock import now
from loopback_web import Gone

KEY = "good-key"
asked = collections.Counter()

# Those that a feed outlives without losing its calls for a minute or more.
FAULTS = "reset short late trickle chunked garbage page large squeezed moved 408 500 503 429".split()


def ask(name, symbol):
    """Returns the price in cents and the volume of the day."""
    asked[name, symbol] += 1
    return 22800 + asked[name, symbol], 1_000_000 + 100 * asked[name, symbol]


def get_past(length, n=100):
    """Returns the beginnings of the last bars, in seconds, the running one too."""
    last = int(now())
    return [last - last % length - i * length for i in range(n - 1, -1, -1)]


# What is found by a search.
COMPANIES = {"ZBR1": "Zebra One", "ZBR2": "Zebra Two"}


def find(text):
    return [(symbol, name) for symbol, name in COMPANIES.items() if text.lower() in f"{symbol} {name}".lower()]


BAR = {"open": 227, "high": 229, "low": 226, "close": 228, "volume": 1000}


def get_status(symbol):
    return int(symbol[1:]) if symbol[:1] == "E" and symbol[1:].isdigit() else 200


def answer_alpha_vantage(request):
    symbol, key = request.query.get("symbol", ""), request.query.get("apikey", "")
    if key != KEY or get_status(symbol) == 429:
        limit = f"We have detected your API key as {key} and our standard API rate limit is 25 requests per day."
        return 200, {"Information": limit}
    if get_status(symbol) != 200:
        return get_status(symbol), {}
    if symbol == "NONE":
        return 200, {"Global Quote": {}}
    if request.query["function"] == "SYMBOL_SEARCH":
        found = find(request.query["keywords"])
        place = {"4. region": "United States", "8. currency": "USD"}
        return 200, {"bestMatches": [{"1. symbol": symbol, "2. name": name} | place for symbol, name in found]}
    if request.query["function"] == "TIME_SERIES_INTRADAY":
        return 200, {"Information": "Thank you for using Alpha Vantage! This is a premium endpoint."}
    if request.query["function"] == "TIME_SERIES_DAILY":
        bar = {f"{i}. {name}": str(value) for i, (name, value) in enumerate(BAR.items(), 1)}
        return 200, {"Time Series (Daily)": {time.strftime("%Y-%m-%d", time.gmtime(day)): bar for day in get_past(86400)}}
    price, volume = ask("alpha-vantage", symbol)
    quote = {"01. symbol": symbol, "05. price": f"{price / 100:.4f}", "06. volume": str(volume)}
    return 200, {"Global Quote": quote | {"07. latest trading day": time.strftime("%Y-%m-%d", time.gmtime(now()))}}


def answer_finnhub(request):
    symbol = request.query.get("symbol", "")
    if request.headers.get("x-finnhub-token") != KEY:
        return 401, {"error": "Invalid API key"}
    if get_status(symbol) != 200:
        return get_status(symbol), {"error": "API limit reached. Please try again later. Remaining Limit: 0"}
    if request.words[-1] == "search":
        found = find(request.query["q"])
        items = [{"symbol": symbol, "displaySymbol": symbol, "description": name, "type": "Common Stock"} for symbol, name in found]
        return 200, {"count": len(items), "result": items}
    if symbol == "NONE":
        return 200, {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0}
    price, _ = ask("finnhub", symbol)
    return 200, {"c": price / 100, "h": price / 100, "l": 1, "o": 227, "pc": 226, "t": int(now())}


def answer_twelve_data(request):
    symbol = request.query.get("symbol", "")
    status = 401 if request.headers.get("authorization") != f"apikey {KEY}" else get_status(symbol)
    if symbol == "NONE":
        status = 404
    if status != 200:
        return 200, {"code": status, "message": f"{request.headers.get('authorization')} is refused", "status": "error"}
    if request.words[-1] == "symbol_search":
        place = {"exchange": "NYSE", "mic_code": "XNYS", "currency": "USD"}
        return 200, {"data": [{"symbol": symbol, "instrument_name": name} | place for symbol, name in find(symbol)], "status": "ok"}
    if request.words[-1] == "time_series":
        days = request.query["interval"] == "1day"
        bar = {name: str(value) for name, value in BAR.items()}
        form = "%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S"
        past = get_past(86400 if days else 60)
        return 200, {"values": [{"datetime": time.strftime(form, time.gmtime(start))} | bar for start in past], "status": "ok"}
    price, volume = ask("twelve-data", symbol)
    quote = {"symbol": symbol, "close": f"{price / 100:.5f}", "volume": str(volume), "timestamp": int(now())}
    return 200, quote | {"is_market_open": True}


def answer_yahoo(request):
    symbol = request.words[-1]
    if symbol == "search":
        found = find(request.query["q"])
        return 200, {"quotes": [{"symbol": symbol, "shortname": name, "exchDisp": "NYSE"} for symbol, name in found]}
    if get_status(symbol) != 200:
        return get_status(symbol), {}
    if symbol == "NONE":
        error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
        return 404, {"chart": {"result": None, "error": error}}
    if request.query.get("range") != "1d":
        past = get_past(86400 if request.query["interval"] == "1d" else 60)
        quote = {name: [value] * len(past) for name, value in BAR.items()}
        return 200, {"chart": {"result": [{"meta": {}, "timestamp": past, "indicators": {"quote": [quote]}}], "error": None}}
    price, volume = ask("yahoo", symbol)
    last = int(now())
    meta = {"currency": "USD", "symbol": symbol, "regularMarketPrice": price / 100, "regularMarketTime": last}
    meta["regularMarketVolume"] = volume
    quote = {"close": [None, price / 100], "volume": [None, volume], "open": [None, 1], "low": [None, 1], "high": [None, 999]}
    result = {"meta": meta, "timestamp": [last - 60, last], "indicators": {"quote": [quote]}}
    return 200, {"chart": {"result": [result], "error": None}}


QUOTES = {
    "www.alphavantage.co": ("alpha-vantage", answer_alpha_vantage),
    "finnhub.io": ("finnhub", answer_finnhub),
    "api.twelvedata.com": ("twelve-data", answer_twelve_data),
    "query2.finance.yahoo.com": ("yahoo", answer_yahoo),
}


def get_symbol(name, request):
    return request.words[-1] if name == "yahoo" else request.query.get("symbol", "")


# What is wrong, said with status 200.
INSIDE = {
    "alpha-vantage": {"Note": "Thank you! Please consider spreading out your API requests: 5 calls per minute."},
    "finnhub": {"error": "You don't have access to this resource."},
    "twelve-data": {"code": 429, "message": f"You have run out of API credits, {KEY}.", "status": "error"},
    "yahoo": {"chart": {"result": None, "error": {"code": "Internal Server Error", "description": "try again"}}},
    "binance": {"code": -1000, "msg": "An unknown error occurred while processing the request."},
}


class Polled:
    """A service that is asked: what goes wrong there, and what it has given in full."""

    def __init__(self, name, faults):
        self.name = name
        self.faults = collections.defaultdict(list)
        for index, fault in faults:
            self.faults[index].append(fault)
        self.every = 0
        self.dice = random.Random(name)
        self.questions = 0
        self.counts = collections.Counter()
        self.given = []  # symbol and number of the answer

    def get_state(self):
        return {"questions": self.questions, "given": len(self.given)} | self.counts

    def choose_fault(self):
        faults = self.faults.pop(self.questions, [])
        self.questions += 1
        if self.every > 0 and self.dice.randrange(self.every) == 0:
            faults = faults + [self.dice.choice(FAULTS)]
        self.counts["faults"] += len(faults)
        return faults[0] if faults else None

    async def answer(self, peer, make, symbol):
        """@make gives status and body, and is asked only where they will be sent."""
        fault = self.choose_fault()
        if fault is not None and fault.isdigit():
            headers = ["Retry-After: 1"] if fault in ("418", "429", "503") else []
            await peer.answer(int(fault), json.dumps({"error": f"refused, {KEY}"}).encode(), headers)
            return
        if fault is not None and not hasattr(self, "send_" + fault):
            await getattr(self, "fault_" + fault)(peer)
            return
        before = asked[self.name, symbol]
        status, body = make()
        number = asked[self.name, symbol]
        body = json.dumps(body).encode()
        if fault is not None:
            await getattr(self, "send_" + fault)(peer, body)
        else:
            await peer.answer(status, body)
        if number > before or self.name == "binance":
            self.given.append((symbol, number))

    # Answers that arrive, in their own way.

    async def send_late(self, peer, body):
        await asyncio.sleep(2)
        await peer.answer(200, body)

    async def send_trickle(self, peer, body):
        await peer.send(f"HTTP/1.1 200 So\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        await peer.send(*[body[i : i + 1] for i in range(len(body))], pause=0.002)

    async def send_chunked(self, peer, body):
        await peer.send(b"HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n")
        pieces = [body[i : i + 7] for i in range(0, len(body), 7)]
        await peer.send(*[b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces], b"0\r\n\r\n")

    # Those that do not.

    async def fault_reset(self, peer):
        peer.reset()
        raise Gone

    async def fault_short(self, peer):
        """It ends in the middle."""
        await peer.send(b'HTTP/1.1 200 So\r\nContent-Length: 1000\r\n\r\n{"c": 1')
        peer.reset()
        raise Gone

    async def fault_silent(self, peer):
        await peer.reader.read()
        raise Gone

    async def fault_garbage(self, peer):
        await peer.answer(200, b'}{ no JSON "')

    async def fault_page(self, peer):
        await peer.answer(200, b"<html><body>Please sign in to this network.</body></html>", ["Content-Type: text/html"])

    async def fault_large(self, peer):
        await peer.answer(200, b'{"c": "' + b" " * (1024 * 1024) + b'"}')

    async def fault_squeezed(self, peer):
        """It would be large, if it was inflated, which nobody asked for."""
        await peer.answer(200, b"\x1f\x8b\x08\x00" + b"\x00" * 1000, ["Content-Encoding: gzip"])

    async def fault_moved(self, peer):
        await peer.answer(302, b"", ["Location: https://127.0.0.1:9/elsewhere"])

    async def fault_inside(self, peer):
        await peer.answer(200, json.dumps(INSIDE[self.name]).encode())


def make_polled(words):
    """SERVICE-poll:FAULT@N, SERVICE-poll~EVERY."""
    polled = {name: Polled(name, []) for name in INSIDE}
    for word in words:
        for name, service in polled.items():
            if word.startswith(name + "-poll:"):
                fault, _, index = word[len(name) + 6 :].rpartition("@")
                service.faults[int(index)].append(fault)
            elif word.startswith(name + "-poll~"):
                service.every = int(word[len(name) + 6 :])
    return polled
