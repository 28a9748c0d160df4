#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One server on loopback that stands for all services, over TLS: their streams, their answers, and what goes wrong there.

    live-services.py FOLDER [SERVICE=SOURCE@PACE] [SERVICE:FAULT@N] [SERVICE~EVERY] [clock=OFFSET] [certificate=NAME] …

A service has the trades of SOURCE, a file of recorded messages or a number of invented ones, 200 where nothing is said; they
happen at PACE times their own pace, 10 where nothing is said, 0 for as fast as it goes, from the first subscription on; with
nobody there only a few. Before trade N of a service a FAULT happens to whoever is connected: see `fault_…` below; or any, about
EVERY so many trades.

SERVICE-poll stands for the service as it is asked (live_quotes.py), N for the number of a question. OFFSET seconds are added to the
clock. Clients believe the certificate "trusted"; with another NAME they do not.

Addresses are those of the services with this server in front: wss://localhost:PORT/ws.finnhub.io/?token=… (tape-service-url.h).
Keys are "good-key" and "good-secret". /control/state tells how it is, /control/trades?service=… what was traded, as a file of
ours, /control/confirmed?service=…
which of them, by their index, have certainly reached somebody, /control/given?service=… what was answered who asked for prices,
/control/fault?service=…&fault=… has a fault happen. Says its `port` on standard output; ends with its standard input.
"""

import asyncio
import collections
import json
import pathlib
import random
import sys
import time

from live_clock import is_set, now, set_offset
from live_markets import TELL, Market, answer_alpaca, answer_binance, answer_coinbase, answer_klines
from live_markets import invent, read_recorded, tell_coinbase
from live_quotes import QUOTES, get_symbol, make_polled
from loopback_tls import make_certificate, make_server_context
from loopback_web import CLOSE, PING, TEXT, Gone, Peer, end_with_input, serve

# Trades that happen while nobody is there.
ABSENT = 20

# Seconds between what a service says although nothing happens.
BEAT = 0.25

KEY, SECRET = "good-key", "good-secret"

# Those that a feed outlives.
FAULTS = (
    "reset close silent stall trickle garbage binary fragmented large endless bomb duplicate skip shutdown "
    "refuse-404 refuse-418 refuse-429 refuse-500 refuse-503 rest-429 rest-500 rest-reset rest-garbage"
).split()


def say_nothing(service, pad=0):
    """A message that every service may send and nobody takes for a trade."""
    return '[{"T":"nothing"' + " " * pad + "}]" if service == "alpaca" else '{"type":"nothing"' + " " * pad + "}"


class Connection:
    """One stream to one client."""

    def __init__(self, service, peer):
        self.service = service
        self.peer = peer
        self.symbols = ()
        self.stalled = False  # says nothing any more
        self.skipping = 0  # trades not to be told
        self.gone = asyncio.Event()
        self.told = []  # indices of trades that are not confirmed yet
        self.n_told = 0  # those that are, too
        peer.on_pong = self.confirm

    async def tell(self, trade, index=None):
        if self.skipping > 0:
            self.skipping -= 1
        elif not self.stalled and trade.symbol in self.symbols:
            await self.peer.say(trade.raw or TELL[self.service.name](trade))
            if index is not None:
                self.told.append(index)
                self.n_told += 1

    async def ask_to_confirm(self):
        """A pong says that all before its ping was read."""
        await self.peer.send(Peer.frame(b"told %d" % self.n_told, PING))

    def confirm(self, pong):
        if pong.startswith(b"told "):
            read = int(pong[5:]) - (self.n_told - len(self.told))
            self.service.confirmed.update(self.told[:read])
            del self.told[:read]

    async def must_go(self):
        """What was said last is nothing that a client may bear."""
        try:
            await asyncio.wait_for(self.gone.wait(), 30)
        except asyncio.TimeoutError:
            self.service.counts["borne"] += 1
        raise Gone

    # What goes wrong.

    async def fault_reset(self, trade):
        """In the middle of a frame."""
        await self.peer.send(Peer.frame(TELL[self.service.name](trade).encode())[:20])
        self.peer.reset()
        raise Gone

    async def fault_close(self, trade):
        await self.peer.close(1001, "going away")
        raise Gone

    async def fault_silent(self, trade):
        self.stalled = self.peer.deaf = True

    async def fault_stall(self, trade):
        """Pings are answered still."""
        self.stalled = True

    async def fault_trickle(self, trade):
        frame = Peer.frame(say_nothing(self.service.name).encode())
        await self.peer.send(*[bytes([byte]) for byte in frame], pause=0.002)

    async def fault_garbage(self, trade):
        await self.peer.say('}{ no JSON "')

    async def fault_binary(self, trade):
        await self.peer.send(Peer.frame(bytes(range(256)), 2))

    async def fault_fragmented(self, trade):
        """In pieces, with a ping after each."""
        data = say_nothing(self.service.name, 200).encode()
        pieces = []
        for i in range(0, len(data), 40):
            kind = TEXT if i == 0 else 0
            pieces.append(Peer.frame(data[i : i + 40], kind, i + 40 >= len(data)) + Peer.frame(b"still here", PING))
        await self.peer.send(*pieces, pause=0.001)

    async def fault_large(self, trade):
        """The largest message that is taken, then one that is larger by a byte."""
        least = len(say_nothing(self.service.name))
        for length in (1024 * 1024, 1024 * 1024 + 1):
            await self.peer.say(say_nothing(self.service.name, length - least))
        await self.must_go()

    async def fault_endless(self, trade):
        """A message in more and more pieces."""
        try:
            await self.peer.send(*[Peer.frame(b" " * 65536, TEXT if i == 0 else 0, False) for i in range(100)])
        finally:
            await self.must_go()

    async def fault_bomb(self, trade):
        await self.peer.send(Peer.frame(b"\xaa" * 1000, TEXT, squeezed=True))
        await self.must_go()

    async def fault_duplicate(self, trade):
        index = self.service.market.happened
        for old in self.service.market.trades[max(0, index - 30) : index]:
            await self.tell(old)

    async def fault_skip(self, trade):
        self.skipping = 10

    async def fault_shutdown(self, trade):
        """Announced where the service announces it; then it closes as soon as there is another connection, or soon."""
        await self.peer.say(json.dumps({"stream": "!serverShutdown", "data": {"e": "serverShutdown", "E": 1}}))
        self.service.keep(self.leave_to_others())

    async def leave_to_others(self):
        until = time.monotonic() + 5
        while time.monotonic() < until and len(self.service.subscribed) < 2:
            await asyncio.sleep(0.02)
        try:
            await self.peer.close(1001, "shutdown")
        except Gone:
            pass
        self.service.subscribed.discard(self)


class Service:
    def __init__(self, name, trades, pace, faults):
        self.name = name
        self.market = Market(name, trades)
        self.pace = pace
        self.faults = collections.defaultdict(list)
        for index, fault in faults:
            self.faults[index].append(fault)
        self.subscribed = set()
        self.changed = asyncio.Event()
        self.refusals = []  # of upgrades to come
        self.rest_refusals = []
        self.open = 0
        self.counts = collections.Counter()
        self.confirmed = set()
        self.tasks = set()

    def is_done(self):
        return self.market.happened == len(self.market.trades)

    def get_state(self):
        done = self.is_done()
        state = {"happened": self.market.happened, "trades": len(self.market.trades), "done": done, "open": self.open}
        return state | {"subscribed": len(self.subscribed)} | self.counts

    def keep(self, coroutine):
        """Runs @coroutine beside all else."""
        task = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # What happens.

    async def run(self):
        trades = self.market.trades
        await self.wait_for_somebody()
        begin, absent = time.monotonic(), 0
        for index, trade in enumerate(trades):
            if self.pace > 0:
                due = begin + trade.due / 1e6 / self.pace
                await asyncio.sleep(max(0, due - time.monotonic()))
            elif index % 50 == 0:
                await asyncio.sleep(0)
            absent = 0 if self.subscribed else absent + 1
            if absent > ABSENT:
                waited = time.monotonic()
                await self.wait_for_somebody()
                begin, absent = begin + time.monotonic() - waited, 0
            for fault in self.faults.pop(index, ()):
                await self.happen(fault, trade)
            self.market.happen(int(now() * 1e6))
            await asyncio.gather(*[self.tell(connection, trade, index) for connection in list(self.subscribed)])

    async def wait_for_somebody(self):
        while not self.subscribed:
            self.changed.clear()
            await self.changed.wait()

    async def tell(self, connection, trade, index):
        try:
            await connection.tell(trade, index)
        except Gone:
            self.subscribed.discard(connection)

    async def happen(self, fault, trade):
        self.counts["faults"] += 1
        kind, _, value = fault.partition("-")
        if kind == "refuse":
            self.refusals.append(int(value))
            fault = "reset"
        elif kind == "rest":
            # Fewer than a client tries in a row.
            if len(self.rest_refusals) < 3:
                self.rest_refusals.append(value)
            return
        for connection in list(self.subscribed):
            try:
                await getattr(connection, "fault_" + fault)(trade)
            except Gone:
                self.subscribed.discard(connection)

    # Streams.

    async def stream(self, peer, request):
        self.counts["upgrades"] += 1
        status = self.refusals.pop(0) if self.refusals else self.refuse(request)
        if status:
            headers = ["Retry-After: 1"] if status in (418, 429) else []
            await peer.answer(status, b'{"error":"refused"}', headers)
            return
        await peer.upgrade(request)
        connection = Connection(self, peer)
        self.open += 1
        self.counts["most"] = max(self.counts["most"], self.open)
        beat = self.keep(self.beat(connection))
        try:
            await getattr(self, "greet_" + self.name)(connection)
            while (await peer.read_frame())[0] != CLOSE:
                pass
        finally:
            beat.cancel()
            self.open -= 1
            self.subscribed.discard(connection)
            connection.gone.set()

    def refuse(self, request):
        if self.name != "finnhub":
            return 0
        return 401 if request.query.get("token") != KEY else 429 if self.open > 0 else 0

    def begin(self, connection, symbols):
        connection.symbols = frozenset(connection.symbols) | frozenset(symbols)
        self.subscribed.add(connection)
        self.changed.set()

    async def beat(self, connection):
        """What a service says although nothing happens."""
        while True:
            await asyncio.sleep(BEAT)
            if connection.stalled or connection not in self.subscribed:
                continue
            try:
                if self.name == "coinbase":
                    for symbol in connection.symbols:
                        beat = {"type": "heartbeat", "sequence": 90, "last_trade_id": self.market.get_last_id(symbol)}
                        await connection.peer.say(json.dumps(beat | {"product_id": symbol}))
                elif self.name == "finnhub":
                    await connection.peer.say('{"type":"ping"}')
                await connection.ask_to_confirm()
                if self.name == "binance" and self.is_done():
                    await self.repeat(connection)
            except Gone:
                return

    async def repeat(self, connection):
        """There, what was missed shows with the symbol's next trade only, which never comes after the last."""
        for symbol in connection.symbols:
            await connection.tell(self.market.tapes[symbol][-1])

    async def greet_binance(self, connection):
        while True:
            message = json.loads(await connection.peer.read_text())
            if message.get("method") != "SUBSCRIBE":
                await connection.peer.say(json.dumps({"code": 2, "msg": "Invalid request", "id": message.get("id")}))
                continue
            await connection.peer.say(json.dumps({"result": None, "id": message["id"]}))
            self.begin(connection, [name.split("@")[0].upper() for name in message["params"]])

    async def greet_coinbase(self, connection):
        message = json.loads(await asyncio.wait_for(connection.peer.read_text(), 5))
        unknown = [symbol for symbol in message["product_ids"] if symbol not in self.market.symbols]
        if unknown:
            reason = f"{unknown[0]} is not a valid product"
            await connection.peer.say(json.dumps({"type": "error", "message": "Failed to subscribe", "reason": reason}))
            return
        channels = [{"name": name, "product_ids": message["product_ids"]} for name in message["channels"]]
        await connection.peer.say(json.dumps({"type": "subscriptions", "channels": channels}))
        for symbol in message["product_ids"]:
            for trade in self.market.tapes[symbol][-1:]:
                await connection.peer.say(tell_coinbase(trade, "last_match"))
        self.begin(connection, message["product_ids"])

    async def greet_finnhub(self, connection):
        while True:
            message = json.loads(await connection.peer.read_text())
            if message["type"] == "subscribe":
                self.begin(connection, [message["symbol"]])

    async def greet_alpaca(self, connection):
        say = connection.peer.say
        if self.open > 1:
            await say('[{"T":"error","code":406,"msg":"connection limit exceeded"}]')
            return
        await say('[{"T":"success","msg":"connected"}]')
        message = json.loads(await connection.peer.read_text())
        if (message.get("key"), message.get("secret")) != (KEY, SECRET):
            await say('[{"T":"error","code":402,"msg":"auth failed"}]')
            return
        await say('[{"T":"success","msg":"authenticated"}]')
        message = json.loads(await connection.peer.read_text())
        await say(json.dumps([{"T": "subscription", "trades": message["trades"], "quotes": [], "bars": []}]))
        self.begin(connection, message["trades"])

    # Answers.

    async def answer(self, peer, request):
        self.counts["requests"] += 1
        refusal = self.rest_refusals.pop(0) if self.rest_refusals else None
        if refusal == "reset":
            peer.reset()
            raise Gone
        if refusal == "garbage":
            await peer.answer(200, b"<html>")
            return
        if refusal:
            await peer.answer(int(refusal), b'{"error":"refused"}', ["Retry-After: 1"] if refusal in ("418", "429") else [])
            return
        if self.name == "binance":
            status, body = answer_binance(self.market, request.query.get("symbol"), request.query)
        elif self.name == "coinbase":
            status, body = answer_coinbase(self.market, request.words[1], request.query)
        elif (request.headers.get("apca-api-key-id"), request.headers.get("apca-api-secret-key")) != (KEY, SECRET):
            status, body = 403, {"message": "forbidden."}
        else:
            status, body = answer_alpaca(self.market, request.words[2], request.query)
        await peer.answer(status, json.dumps(body).encode(), ["Content-Type: application/json"])


class Server:
    hosts = {
        "data-stream.binance.vision": "binance",
        "api.binance.com": "binance",
        "data-api.binance.vision": "binance",
        "ws-feed.exchange.coinbase.com": "coinbase",
        "api.exchange.coinbase.com": "coinbase",
        "ws.finnhub.io": "finnhub",
        "stream.data.alpaca.markets": "alpaca",
        "data.alpaca.markets": "alpaca",
    }

    def __init__(self, services, polled):
        self.services = services
        self.polled = polled

    async def on_request(self, peer, request):
        if request.host == "control":
            await self.control(peer, request)
        elif request.host in QUOTES:
            name, answer = QUOTES[request.host]
            await self.polled[name].answer(peer, lambda: answer(request), get_symbol(name, request))
        elif request.host not in self.hosts:
            await peer.answer(404)
        elif request.words in (["api", "v3", "trades"], ["api", "v3", "klines"]):
            market, symbol = self.services["binance"].market, request.query.get("symbol")
            answer = answer_klines if request.words[-1] == "klines" else answer_binance
            await self.polled["binance"].answer(peer, lambda: answer(market, symbol, request.query), symbol)
        elif request.words == ["api", "v3", "ticker", "price"]:
            prices = [{"symbol": symbol, "price": "1.00"} for symbol in sorted(self.services["binance"].market.symbols)]
            await peer.answer(200, json.dumps(prices).encode())
        elif request.is_upgrade():
            await self.services[self.hosts[request.host]].stream(peer, request)
            raise Gone
        else:
            await self.services[self.hosts[request.host]].answer(peer, request)

    async def control(self, peer, request):
        if request.words[0] == "fault":
            service = self.services[request.query["service"]]
            service.faults[service.market.happened].append(request.query["fault"])
        if request.words[0] == "trades":
            await peer.answer(200, self.services[request.query["service"]].market.write().encode())
            return
        if request.words[0] == "confirmed":
            await peer.answer(200, json.dumps(sorted(self.services[request.query["service"]].confirmed)).encode())
            return
        if request.words[0] == "given":
            await peer.answer(200, json.dumps(self.polled[request.query["service"]].given).encode())
            return
        state = {name: service.get_state() for name, service in self.services.items()}
        state |= {name + "-poll": service.get_state() for name, service in self.polled.items()}
        await peer.answer(200, json.dumps(state).encode())


def invent_faults(name, every, n):
    """Up to some time before the end, so that what is lost to them can still be noticed. Where ids do not count on nobody notices
    what was skipped, without any what comes twice, and that a service of stocks says nothing only while their exchange is open,
    by a clock that was set."""
    dice = random.Random(f"{name} {every}")
    unnoticed = () if name in ("binance", "coinbase") else ("skip",) if is_set() else ("skip", "stall")
    unnoticed += ("duplicate",) if name == "finnhub" else ()
    faults = [fault for fault in FAULTS if fault not in unnoticed]
    return [(i + dice.randrange(every // 2), dice.choice(faults)) for i in range(every, n - min(n // 4, 3000), every)]


def make_service(name, words):
    source, pace, every, faults = "200", 10.0, 0, []
    for word in words:
        if word.startswith(name + "="):
            source, _, said = word[len(name) + 1 :].rpartition("@")
            pace = float(said)
        elif word.startswith(name + ":"):
            fault, _, index = word[len(name) + 1 :].rpartition("@")
            faults.append((int(index), fault))
        elif word.startswith(name + "~"):
            every = int(word[len(name) + 1 :])
    trades = invent(name, int(source)) if source.isdigit() else read_recorded(source)
    return Service(name, trades, pace, faults + (invent_faults(name, every, len(trades)) if every else []))


async def main(folder, *words):
    said = dict(word.split("=", 1) for word in words if word.startswith(("clock=", "certificate=")))
    certificate = make_certificate(pathlib.Path(folder), "trusted")
    if "certificate" in said:
        certificate = make_certificate(pathlib.Path(folder), said["certificate"])
    set_offset(int(said.get("clock", 0)))
    server = Server({name: make_service(name, words) for name in TELL}, make_polled(words))
    print("port", await serve(make_server_context(certificate), server.on_request))
    for service in server.services.values():
        service.keep(service.run())
    print(flush=True)
    await end_with_input(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
