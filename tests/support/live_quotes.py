# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that are polled, as live-services.py stands for them: a price that rises by a cent with each question, and a past
of days and minutes before now. Of symbol "NONE" they know nothing; a symbol "E429", "E500" is refused in the way of the service
with that status."""

import collections
import time

KEY = "good-key"
asked = collections.Counter()


def ask(symbol):
    """Returns the price in cents and the volume of the day."""
    asked[symbol] += 1
    return 22800 + asked[symbol], 1_000_000 + 100 * asked[symbol]


def get_past(length, n=100):
    """Returns the beginnings of the last bars, in seconds, the running one too."""
    now = int(time.time())
    return [now - now % length - i * length for i in range(n - 1, -1, -1)]


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
    if request.query["function"] == "TIME_SERIES_INTRADAY":
        return 200, {"Information": "Thank you for using Alpha Vantage! This is a premium endpoint."}
    if request.query["function"] == "TIME_SERIES_DAILY":
        bar = {f"{i}. {name}": str(value) for i, (name, value) in enumerate(BAR.items(), 1)}
        return 200, {"Time Series (Daily)": {time.strftime("%Y-%m-%d", time.gmtime(day)): bar for day in get_past(86400)}}
    price, volume = ask(symbol)
    quote = {"01. symbol": symbol, "05. price": f"{price / 100:.4f}", "06. volume": str(volume)}
    return 200, {"Global Quote": quote | {"07. latest trading day": time.strftime("%Y-%m-%d", time.gmtime())}}


def answer_finnhub(request):
    symbol = request.query.get("symbol", "")
    if request.headers.get("x-finnhub-token") != KEY:
        return 401, {"error": "Invalid API key"}
    if get_status(symbol) != 200:
        return get_status(symbol), {"error": "API limit reached. Please try again later. Remaining Limit: 0"}
    if symbol == "NONE":
        return 200, {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0}
    price, _ = ask(symbol)
    return 200, {"c": price / 100, "h": price / 100, "l": 1, "o": 227, "pc": 226, "t": int(time.time())}


def answer_twelve_data(request):
    symbol = request.query.get("symbol", "")
    status = 401 if request.headers.get("authorization") != f"apikey {KEY}" else get_status(symbol)
    if symbol == "NONE":
        status = 404
    if status != 200:
        return 200, {"code": status, "message": f"{request.headers.get('authorization')} is refused", "status": "error"}
    if request.words[-1] == "time_series":
        days = request.query["interval"] == "1day"
        bar = {name: str(value) for name, value in BAR.items()}
        form = "%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S"
        past = get_past(86400 if days else 60)
        return 200, {"values": [{"datetime": time.strftime(form, time.gmtime(start))} | bar for start in past], "status": "ok"}
    price, volume = ask(symbol)
    quote = {"symbol": symbol, "close": f"{price / 100:.5f}", "volume": str(volume), "timestamp": int(time.time())}
    return 200, quote | {"is_market_open": True}


def answer_yahoo(request):
    symbol = request.words[-1]
    if get_status(symbol) != 200:
        return get_status(symbol), {}
    if symbol == "NONE":
        error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
        return 404, {"chart": {"result": None, "error": error}}
    if request.query.get("range") != "1d":
        past = get_past(86400 if request.query["interval"] == "1d" else 60)
        quote = {name: [value] * len(past) for name, value in BAR.items()}
        return 200, {"chart": {"result": [{"meta": {}, "timestamp": past, "indicators": {"quote": [quote]}}], "error": None}}
    price, volume = ask(symbol)
    now = int(time.time())
    meta = {"currency": "USD", "symbol": symbol, "regularMarketPrice": price / 100, "regularMarketTime": now}
    quote = {"close": [None, price / 100], "volume": [None, volume], "open": [None, 1], "low": [None, 1], "high": [None, 999]}
    result = {"meta": meta, "timestamp": [now - 60, now], "indicators": {"quote": [quote]}}
    return 200, {"chart": {"result": [result], "error": None}}


QUOTES = {
    "www.alphavantage.co": answer_alpha_vantage,
    "finnhub.io": answer_finnhub,
    "api.twelvedata.com": answer_twelve_data,
    "query2.finance.yahoo.com": answer_yahoo,
}
