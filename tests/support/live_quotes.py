# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that are polled, as live-services.py stands for them: a price that rises by a cent with each question. Of symbol
"NONE" they know nothing; a symbol "E429", "E500" is refused in the way of the service with that status."""

import collections
import time

KEY = "good-key"
asked = collections.Counter()


def ask(symbol):
    """Returns the price in cents and the volume of the day."""
    asked[symbol] += 1
    return 22800 + asked[symbol], 1_000_000 + 100 * asked[symbol]


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
