# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that repeat the keys that they were given in all that they say, and the search for keys where none may be.

As in live-services.py one server on loopback stands for all. Symbol "GOOD" has a price or a trade, "BAD" one that cannot be, "ODD"
an answer of another shape; "WRONG" has the key refused. A stream is ended with a reason once it has told its trades, and the key is
refused then.
"""

import asyncio
import base64
import contextlib
import json
import os
import pathlib
import re
import sqlite3
import threading
import time
import urllib.parse

from loopback_tls import make_certificate, make_server_context
from loopback_web import CLOSE, Gone, serve

# One that must be escaped wherever it stands, for each service, so that what is found says whose it is.
KEYS = {service: f'{service[:2]}7Q+/=&%9 "x\\never' for service in ("finnhub", "twelve-data", "alpha-vantage", "alpaca", "kafka")}
SECRETS = {service: f's3{service[:2]}?#<Z>+/= "y\\seen' for service in ("alpaca", "kafka")}


def read_secrets(request):
    """What a request gives away."""
    found = [request.query.get(name) for name in ("token", "apikey")]
    found += [request.headers.get(name) for name in ("x-finnhub-token", "apca-api-key-id", "apca-api-secret-key")]
    found.append(request.headers.get("authorization", "").removeprefix("apikey "))
    return [text for text in found if text]


def say(secrets):
    """Every secret in a few of its dresses."""
    return "; ".join(f"your key {text} ({urllib.parse.quote(text, safe='')}, {urllib.parse.quote_plus(text)}) is no good" for text in secrets)


def make_trade(service, symbol, echo):
    if service == "finnhub":
        price = -1 if symbol == "BAD" else echo if symbol == "ODD" else 12.5
        return json.dumps({"type": "trade", "echo": echo, "data": [{"s": symbol, "p": price, "t": int(time.time() * 1000), "v": 3, "c": None}]})
    price = -1 if symbol == "BAD" else echo if symbol == "ODD" else 12.5
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps([{"T": "t", "i": 7, "S": symbol, "x": "V", "p": price, "s": 3, "t": now, "c": ["@"], "z": "C", "echo": echo}])


def make_answer(host, symbol, echo):
    """Status and body."""
    price = -1 if symbol == "BAD" else 12.5
    if host == "finnhub.io":
        if symbol == "WRONG":
            return 401, {"error": echo}
        return 200, {"echo": echo} if symbol == "ODD" else {"echo": echo, "c": price, "t": int(time.time())}
    if host == "api.twelvedata.com":
        if symbol == "WRONG":
            return 200, {"code": 401, "message": echo, "status": "error"}
        return 200, {"echo": echo} if symbol == "ODD" else {"echo": echo, "close": str(price), "volume": "5", "timestamp": int(time.time())}
    if symbol in ("ODD", "WRONG"):
        return 200, {"Error Message" if symbol == "ODD" else "Information": echo}
    quote = {"echo": echo, "01. symbol": symbol, "05. price": str(price), "06. volume": "5"}
    return 200, {"Global Quote": quote | {"07. latest trading day": time.strftime("%Y-%m-%d", time.gmtime())}}


class Services:
    """The server, on a thread of its own."""

    def __init__(self, folder):
        self.certificate = make_certificate(pathlib.Path(folder), "services")
        self.given = set()  # what was given away
        self.told = set()  # streams that told their trades: the key is refused from then on
        self.refused = set()  # streams that did
        self.port = 0
        started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run(started)), daemon=True).start()
        started.wait()

    def get_environment(self):
        return {"TAPELINE_TEST_SERVICES": f"localhost:{self.port}", "TAPE_TEST_CA_FILE": str(self.certificate)}

    async def run(self, started):
        self.port = await serve(make_server_context(self.certificate), self.on_request)
        started.set()
        await asyncio.Event().wait()

    async def on_request(self, peer, request):
        secrets = read_secrets(request)
        self.given.update(secrets)
        if request.is_upgrade():
            service = "finnhub" if request.host == "ws.finnhub.io" else "alpaca"
            await self.stream(peer, request, service, secrets)
            raise Gone
        status, body = make_answer(request.host, request.query.get("symbol", ""), say(secrets))
        await peer.answer(status, json.dumps(body).encode(), [f"X-Echo: {urllib.parse.quote(' '.join(secrets))}"])

    async def stream(self, peer, request, service, secrets):
        if service == "finnhub" and service in self.told:
            self.refused.add(service)
            await peer.answer(401, json.dumps({"error": say(secrets)}).encode())
            return
        await peer.upgrade(request)
        symbols = await getattr(self, "greet_" + service)(peer, secrets)
        for symbol in symbols:
            await peer.say(make_trade(service, symbol, say(secrets)))
        self.told.add(service)
        if service == "finnhub":
            await peer.say(json.dumps({"type": "error", "msg": say(secrets)}))
        await peer.close(1008, f"not with {secrets[0]}")
        while (await peer.read_frame())[0] != CLOSE:
            pass

    async def greet_finnhub(self, peer, secrets):
        symbols = []
        while len(symbols) < 3:
            symbols.append(json.loads(await peer.read_text())["symbol"])
        return symbols

    async def greet_alpaca(self, peer, secrets):
        await peer.say('[{"T":"success","msg":"connected"}]')
        message = json.loads(await peer.read_text())
        secrets += [message["key"], message["secret"]]
        self.given.update(secrets)
        if "alpaca" in self.told:
            self.refused.add("alpaca")
            await peer.say(json.dumps([{"T": "error", "code": 402, "msg": say(secrets)}]))
        await peer.say('[{"T":"success","msg":"authenticated"}]')
        message = json.loads(await peer.read_text())
        await peer.say(json.dumps([{"T": "subscription", "trades": message["trades"], "quotes": [], "bars": [], "echo": say(secrets)}]))
        return message["trades"]


def in_base64(data):
    """The middle of each of the three ways in which it may stand inside of something longer."""
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + data).decode()
        yield text[4 if shift else 0 : -4]


def in_all_dresses(secret):
    """Texts whose appearance shows the secret, all in lower case."""
    data = secret.encode()
    quoted = urllib.parse.quote(secret, safe="")
    texts = {secret, quoted, urllib.parse.quote(secret), urllib.parse.quote_plus(secret), urllib.parse.quote(quoted, safe="")}
    texts |= {json.dumps(secret)[1:-1], json.dumps(secret)[1:-1].replace("/", "\\/"), data.hex(), secret.replace('"', "&quot;")}
    texts |= {*in_base64(data), *(text.replace("+", "-").replace("/", "_") for text in in_base64(data))}
    return {text.lower() for text in texts}


DRESSES = {text: owner for owner, secret in [*KEYS.items(), *SECRETS.items()] for text in in_all_dresses(secret)}
ANY = re.compile(b"|".join(re.escape(text.encode()) for text in DRESSES))


def find_secret(data):
    """Whose secret stands in some bytes, or None."""
    found = ANY.search(data.lower())
    return DRESSES[found[0].decode()] if found else None


def read_database(path):
    """Each value of each table: in the file a long one lies in pieces."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, (str, bytes)):
                        yield value.encode() if isinstance(value, str) else value


def search_files(folder):
    """Returns (file, whose) of all files below a folder, and how many there are."""
    found, n = [], 0
    for path in pathlib.Path(folder).rglob("*"):
        if not path.is_file():
            continue
        n += 1
        values = [path.read_bytes(), *(read_database(path) if path.suffix == ".db" else ())]
        found += [(str(path), owner) for owner in map(find_secret, values) if owner]
    return found, n


def search_processes():
    """Likewise of what any process was called with, but for those of a test itself."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            owner = find_secret(path.read_bytes())
            if owner:
                found.append((str(path), owner))
    return found


def check_search():
    """What is looked for would be found."""
    for secret in [*KEYS.values(), *SECRETS.values()]:
        for text in (secret, urllib.parse.quote(secret), json.dumps({"a": secret}), base64.b64encode(f"user:{secret}".encode()).decode()):
            assert find_secret(f"before {text} after".encode()), text
    assert find_secret(os.urandom(4096)) is None
