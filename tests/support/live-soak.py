#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with every kind of live feed, on a disk, against servers that misbehave.

    live-soak.py FOLDER run MINUTES [EVERY]   faults at random, about one in EVERY trades or answers; what the process takes
    live-soak.py FOLDER faults [FAULT …]      a table: each fault at each source, what the window said, what was lost or doubled
    live-soak.py FOLDER kills N [--tap]       SIGKILL at N random moments, each time another session goes on
    live-soak.py FOLDER recorded PACE         what Binance and Coinbase once sent, so many times as fast, against reading the files

FOLDER holds live-session and, where there is Kafka, kafka-stand. The clock is set to a Wednesday on which New York trades. What is
stored is held against what the servers traded or answered: every trade once, with price, quantity, side and time. Finnhub gives
nothing twice: there it is what certainly was received. A price that is asked for is known by its number, and its quantity
must be what was traded since the one before. Kafka's trades have no ids: positions alone keep them single."""

import argparse
import bisect
import collections
import contextlib
import csv
import datetime
import gzip
import io
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

SUPPORT = pathlib.Path(__file__).parent
RATE = 100  # trades a second
PATIENCE = 180  # s

STREAMS = {"binance": "BTCUSDT,ETHUSDT", "coinbase": "BTC-USD,ETH-USD", "finnhub": "AAPL,MSFT", "alpaca": "AAPL,MSFT"}
POLLS = {"binance": "BTCUSDT,ETHUSDT", "finnhub": "AAPL", "twelve-data": "AAPL,MSFT", "alpha-vantage": "AAPL", "yahoo": "MSFT"}
TITLES = {"twelve-data": "Twelve Data", "alpha-vantage": "Alpha Vantage", "yahoo": "Yahoo"}
KAFKA_SYMBOLS = ("AIG", "BAC", "IBM")


def find_wednesday():
    """Seconds from now to half past three in the afternoon, UTC, of the last Wednesday in the middle of November: New York trades."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.datetime(now.year - 1, 11, 15, 15, 30, tzinfo=datetime.timezone.utc)
    while day.weekday() != 2:
        day += datetime.timedelta(days=1)
    return int((day - now).total_seconds())


# --- Others. ---


class Program:
    """A process that is ended by closing its standard input."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def read_values(self):
        values = {}
        for line in self.process.stdout:
            if line == "\n":
                break
            name, _, value = line.rstrip("\n").partition(" ")
            values[name] = value
        return values

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(timeout=PATIENCE)


class Services(Program):
    def __init__(self, folder, words):
        super().__init__(sys.executable, SUPPORT / "live-services.py", folder, *words)
        self.port = self.read_values()["port"]
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def get(self, path):
        with urllib.request.urlopen(f"https://127.0.0.1:{self.port}{path}", context=self.context, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def get_state(self):
        return json.loads(self.get("/control/state"))


class Kafka(Program):
    """A cluster, and what was put there."""

    def __init__(self, program, start):
        super().__init__(program)
        self.brokers = self.read_values()["brokers"]
        self.start = start
        self.n = self.n_garbage = 0

    def tell(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "done\n":
            raise RuntimeError("the cluster has ended")

    def put(self, n):
        self.tell("put", self.n, self.n + n, self.start)
        self.n += n

    def put_garbage(self, n):
        self.tell("garbage", n)
        self.n_garbage += n

    def list_trades(self):
        """As kafka-stand.c makes them."""
        start = self.start // 1000 * 1000
        return [(start + i * 1000, KAFKA_SYMBOLS[i % 3], 10.0 + i % 100, float(i), 2 if i % 2 else 1) for i in range(self.n)]

    def get_feed(self):
        properties = ["topic.metadata.refresh.interval.ms=200", "reconnect.backoff.max.ms=500", "fetch.wait.max.ms=50"]
        return "kafka/" + json.dumps({"brokers": self.brokers, "topics": ["live"], "properties": properties})


class Session(Program):
    """What is tried. Keeps what it said of each feed."""

    def __init__(self, program, database, services, certificate, offset, feeds):
        environment = os.environ | {"TAPELINE_TEST_SERVICES": f"127.0.0.1:{services}", "TAPE_TEST_CA_FILE": str(certificate)}
        environment |= {"LC_ALL": "C.UTF-8", "HOME": str(pathlib.Path(database).parent), "GIO_USE_VFS": "local"}
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            environment.pop(name, None)
        super().__init__(program, database, offset, *feeds, environment=environment)
        self.said = collections.defaultdict(collections.Counter)
        self.last = {}
        self.changed = {}  # when
        self.ends = {}
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            words = line.rstrip("\n").split("\t")
            if words[0] == "end":
                self.ends[words[1]] = (int(words[2]), int(words[3]))
            else:
                self.said[words[0]][tuple(words[1:3])] += 1
                self.last[words[0]] = words[1]
                self.changed[words[0]] = time.monotonic()

    def finish(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
        self.reader.join()
        self.process.stdout.close()
        if self.process.returncode != 0:
            raise RuntimeError(f"the session ended with status {self.process.returncode}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        self.process.stdin.close()
        self.process.stdout.close()

    def measure(self):
        """kB in memory, threads, open files."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file)
        files = len(os.listdir(f"/proc/{self.process.pid}/fd"))
        return int(fields["VmRSS"].split()[0]), int(fields["Threads"]), files


# --- What is stored against what there was. ---


class Result:
    def __init__(self, source, sent):
        self.source = source
        self.sent = sent
        self.stored = self.missing = self.doubled = self.different = 0
        self.note = ""

    def is_good(self):
        return self.missing == self.doubled == self.different == 0


def read_stored(database):
    """The trades of each source, in order of arrival: time, symbol, price, quantity, side, id."""
    stored = collections.defaultdict(list)
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with contextlib.closing(db):
        rows = db.execute(
            "SELECT kind, sources.name, trades.event_time, symbol, price, quantity, side % 8, trade_id FROM trades"
            " JOIN sources ON sources.id = source JOIN instruments ON instruments.id = instrument ORDER BY arrival"
        )
        for kind, name, *trade in rows:
            stored["kafka" if kind == "kafka" else ("poll/" if "(poll)" in name else "stream/") + kind].append(tuple(trade))
    return stored


def count_stored(database):
    """How many trades there are."""
    if not os.path.exists(database):
        return 0
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=PATIENCE)
    with contextlib.closing(db):
        if db.execute("SELECT count (*) FROM sqlite_schema WHERE name = 'trades'").fetchone()[0] == 0:
            return 0
        return db.execute("SELECT count (*) FROM trades").fetchone()[0]


def read_traded(services, name):
    sides = {"unknown": 0, "buy": 1, "sell": 2}
    trades = []
    for row in csv.DictReader(io.StringIO(services.get(f"/control/trades?service={name}"))):
        moment = datetime.datetime.fromisoformat(row["event_time"].replace("Z", "+00:00"))
        since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        number = int(row["trade_id"]) if row["trade_id"] else None
        price, quantity = float(row["price"]), float(row["quantity"])
        trades.append((since // datetime.timedelta(microseconds=1), row["symbol"], price, quantity, sides[row["side"]], number))
    return trades


def hold_against(result, stored, sent):
    """By symbol and id, all else must be equal."""
    by_id = {}
    for trade in stored:
        result.doubled += (trade[1], trade[5]) in by_id
        by_id[trade[1], trade[5]] = trade
    for trade in sent:
        got = by_id.pop((trade[1], trade[5]), None)
        result.missing += got is None
        result.different += got is not None and got != trade
        if got != trade and result.note == "":
            result.note = f"the first is {trade}, " + ("not there" if got is None else f"but {got}")
    result.different += len(by_id)


def hold_in_order(result, stored, traded, confirmed):
    """Without ids: what is stored comes in the order of what was traded; what is left out on the way must not be confirmed."""
    places = collections.defaultdict(list)
    for i, trade in enumerate(traded):
        places[trade[:5]].append(i)
    taken, last = set(), -1
    for trade in stored:
        found = places.get(trade[:5], [])
        at = bisect.bisect_right(found, last)
        if at == len(found):
            result.doubled += bool(found)
            result.different += not found
            continue
        last = found[at]
        taken.add(last)
    result.missing = len(set(confirmed) - taken)
    result.note = f"{len(traded) - len(confirmed)} not confirmed, {len(traded) - len(taken)} not stored"


def hold_prices(result, stored, given, has_volume, whole):
    """The price tells the number of the answer, the quantity how many were before it since the last that is stored."""
    wanted = collections.defaultdict(list)
    for symbol, n in given:
        wanted[symbol].append(n)
    got = collections.defaultdict(list)
    for _, symbol, price, quantity, _, _ in stored:
        n = round(price * 100) - 22800
        before = got[symbol][-1] if got[symbol] else None
        result.doubled += before is not None and n <= before
        result.different += has_volume and before is not None and quantity != 100 * (n - before)
        got[symbol].append(n)
    for symbol, numbers in wanted.items():
        lost = set(numbers) - set(got[symbol])
        # The one that was on its way at the end.
        result.missing += len(lost - {max(numbers)}) if whole else 0
        result.different += len(set(got[symbol]) - set(numbers)) if whole else 0


def compare(database, services, kafka, feeds, whole=True):
    """Not @whole: it was killed, and prices that it had got but not stored are in the volume of the next."""
    stored = read_stored(database)
    results = []
    for name in STREAMS:
        if f"stream/{name}" not in feeds:
            continue
        sent, got = read_traded(services, name), stored[f"stream/{name}"]
        result = Result(f"stream/{name}", len(sent))
        if name == "finnhub":
            hold_in_order(result, got, sent, json.loads(services.get("/control/confirmed?service=finnhub")) if whole else ())
        else:
            hold_against(result, got, sent)
        results.append(result)
    for name in POLLS:
        if f"poll/{name}" not in feeds:
            continue
        given, got = json.loads(services.get(f"/control/given?service={name}")), stored[f"poll/{name}"]
        result = Result(f"poll/{name}", len(given))
        if name == "binance":
            # From the first that was given on, each as it was.
            first = {}
            for trade in got:
                first.setdefault(trade[1], trade[5])
            last = {trade[1]: trade[5] for trade in got}
            sent = [t for t in read_traded(services, name) if t[1] in first and first[t[1]] <= t[5] <= last[t[1]]]
            result.sent = len(sent)
            hold_against(result, got, sent)
        else:
            hold_prices(result, got, given, name != "finnhub", whole)
        results.append(result)
    if kafka is not None and "kafka" in feeds:
        sent, got = kafka.list_trades(), stored["kafka"]
        result = Result("kafka", len(sent))
        wanted, have = collections.Counter(sent), collections.Counter(trade[:5] for trade in got)
        result.doubled = sum(n - 1 for n in have.values() if n > 1)
        result.missing = (wanted - have).total()
        result.different = len(set(have) - set(wanted))
        results.append(result)
    for result in results:
        result.stored = len(stored[result.source])
    return results


def take_said(results, session):
    """What a feed itself says is missing, because Binance's last thousand trades did not reach back far enough."""
    for result in results:
        said = sum(int(n) for _, sentence in session.said[result.source] for n in re.findall(r"(\d+) trades came faster", sentence))
        if said > 0:
            result.missing = abs(result.missing - said)
            result.note = f"{said} trades came faster than can be asked for, as it says"


def print_results(results):
    print(f"\n{'source':22}{'sent':>9}{'stored':>9}{'missing':>9}{'doubled':>9}{'different':>10}")
    for r in results:
        print(f"{r.source:22}{r.sent:9}{r.stored:9}{r.missing:9}{r.doubled:9}{r.different:10}  {r.note}")


# --- Everything together. ---


class Place:
    """A folder with servers and sessions on one database."""

    def __init__(self, programs, folder, words, feeds=None, reachable=True, certificate="trusted.pem"):
        self.programs = pathlib.Path(programs)
        self.folder = pathlib.Path(folder)
        self.offset = find_wednesday()
        self.database = self.folder / "live.db"
        stand = self.programs / "kafka-stand"
        self.kafka = Kafka(stand, int((time.time() + self.offset) * 1e6)) if stand.exists() else None
        self.services = Services(folder, [f"clock={self.offset}", *words])
        # Nobody listens at the port of "discard".
        self.port = self.services.port if reachable else "9"
        self.certificate = self.folder / certificate
        self.feeds = [f"stream/{name}/{symbols}" for name, symbols in STREAMS.items()]
        self.feeds += [f"poll/{name}/{symbols}" for name, symbols in POLLS.items()]
        if self.kafka is not None:
            self.feeds.append(self.kafka.get_feed())
        if feeds is not None:
            self.feeds = [feed for feed in self.feeds if self.name(feed) in feeds]
        self.names = {self.name(feed) for feed in self.feeds}

    @staticmethod
    def name(feed):
        return "kafka" if feed.startswith("kafka") else feed.rpartition("/")[0]

    def open(self):
        self.session = Session(self.programs / "live-session", self.database, self.port, self.certificate, self.offset, self.feeds)
        return self.session

    def wait_for(self, condition, seconds=PATIENCE, pause=0.2):
        """Whether @condition became true in this time; not where there is no session any more to bring it about."""
        until = time.monotonic() + seconds
        while not condition():
            if self.session.process.poll() is not None:
                raise RuntimeError(f"the session ended with status {self.session.process.returncode}")
            if time.monotonic() > until:
                return False
            time.sleep(pause)
        return True

    def is_done(self):
        state = self.services.get_state()
        return all(state[name]["done"] for name in STREAMS)

    def is_stored(self):
        """Whether nothing is missing of what was traded; prices that were asked for do not count."""
        return all(r.missing == 0 for r in compare(self.database, self.services, self.kafka, self.names, whole=False))

    def has_each(self):
        """Whether something is stored of each symbol of each source."""
        wanted = {(self.name(feed), symbol) for feed in self.feeds if "/" in self.name(feed) for symbol in feed.split("/")[2].split(",")}
        if count_stored(self.database) == 0:
            return False
        return wanted <= {(name, trade[1]) for name, trades in read_stored(self.database).items() for trade in trades}

    def end(self):
        self.services.end()
        if self.kafka is not None:
            self.kafka.end()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()


class Trouble(threading.Thread):
    """Puts trades into Kafka, and has things go wrong there."""

    def __init__(self, kafka, rate, every, seed="kafka"):
        super().__init__(daemon=True)
        self.kafka = kafka
        self.rate = rate
        self.every = every
        self.dice = random.Random(seed)
        self.counts = collections.Counter()
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            self.kafka.put(self.rate // 10)
            if self.every > 0 and self.dice.random() < self.rate / 10 / self.every:
                self.happen(self.dice.choice(("down", "leader", "refuse", "garbage", "slow")))

    def happen(self, fault):
        self.counts[fault] += 1
        if fault == "down":
            self.kafka.tell("down")
            self.over.wait(self.dice.uniform(0.5, 5))
            self.kafka.tell("up")
        elif fault == "leader":
            self.kafka.tell("leader", self.dice.choice((1, 2)))
        elif fault == "refuse":
            self.kafka.tell("refuse", self.dice.randrange(1, 20))
        elif fault == "garbage":
            self.kafka.put_garbage(self.dice.randrange(1, 10))
        else:
            self.kafka.tell("slow", 500)
            self.over.wait(self.dice.uniform(0.5, 3))
            self.kafka.tell("slow", 0)

    def stop(self):
        self.over.set()
        self.join()


def print_said(session):
    for name, said in sorted(session.said.items()):
        print(f"\n{name}:")
        for (word, sentence), n in said.most_common():
            print(f"  {n:6} × {word}{': ' if sentence else ''}{sentence}")


def print_minutes(samples):
    print("\nminute   kB in memory (least, most)   threads   open files")
    for minute, found in sorted(samples.items()):
        memory, threads, files = zip(*found)
        print(f"{minute:6}   {min(memory):12} {max(memory):14}   {min(threads)}–{max(threads):<6}  {min(files)}–{max(files)}")


def soak(programs, folder, minutes, every):
    n = int(minutes * 60 * RATE)
    words = [word for name in STREAMS for word in (f"{name}={n}@1", f"{name}~{every}")]
    # So seldom that Binance's last thousand trades reach back to the answer before.
    words += [f"{name}-poll~{4 * every if name == 'binance' else every}" for name in POLLS]
    samples = collections.defaultdict(list)
    with Place(programs, folder, words) as place:
        trouble = Trouble(place.kafka, RATE, every) if place.kafka is not None else None
        session, began = place.open(), time.monotonic()
        if trouble is not None:
            trouble.start()

        def look():
            minute = int((time.monotonic() - began) // 60)
            samples[minute].append(session.measure())
            if len(samples[minute]) == 1:
                print(f"{minute:4} min  {samples[minute][0][0]} kB, {samples[minute][0][1]} threads, {samples[minute][0][2]} open files, "
                      f"{count_stored(place.database)} trades stored", flush=True)
            return place.is_done()

        place.wait_for(look, 3 * minutes * 60 + PATIENCE, 2)
        if trouble is not None:
            trouble.stop()
        place.wait_for(place.is_stored, pause=1)
        session.finish()
        results = compare(place.database, place.services, place.kafka, place.names)
        take_said(results, session)
        state = place.services.get_state()
    print_minutes(samples)
    print_said(session)
    faults = {name: counts["faults"] for name, counts in state.items()} | ({"kafka": trouble.counts.total()} if trouble else {})
    print("\nfaults: " + ", ".join(f"{name} {n}" for name, n in faults.items()))
    print(f"{time.monotonic() - began:.0f} s, {sum(result.stored for result in results)} trades stored")
    print_results(results)
    return all(result.is_good() for result in results)


# --- Kills. ---


def kill_often(programs, folder, kills):
    """Trades come as fast as sessions take them, and wait for the next."""
    dice = random.Random()
    words = [f"{name}={40 * kills + 200}@1" for name in STREAMS]
    with Place(programs, folder, words) as place:
        trouble = Trouble(place.kafka, 100, 0) if place.kafka is not None else None
        if trouble is not None:
            trouble.start()
        began, before = time.monotonic(), 0
        for i in range(kills):
            session = place.open()
            if i == 0:
                # What was never stored has no position to go on from.
                place.wait_for(place.has_each, pause=0.05)
            # From the first sign of life on, at any moment of the next second.
            place.wait_for(lambda said=session.said: said, pause=0.001)
            time.sleep(dice.uniform(0, 1.2))
            session.kill()
            after = count_stored(place.database)
            if after < before:
                raise RuntimeError(f"{before} trades were stored, {after} are there")
            before = after
        if trouble is not None:
            trouble.stop()
        session = place.open()
        place.wait_for(place.is_done, 10 * PATIENCE)
        place.wait_for(place.is_stored)
        session.finish()
        results = compare(place.database, place.services, place.kafka, place.names, whole=False)
    print(f"{kills} kills, {time.monotonic() - began:.0f} s, {sum(result.stored for result in results)} trades stored")
    print_results(results)
    return all(result.is_good() and result.stored > 0 for result in results)


# --- Recorded traffic. ---


def list_symbols(path):
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as lines:
        found = (data.get("s") or data.get("product_id") for data in (message.get("data", message) for message in map(json.loads, lines)))
        return ",".join(sorted({symbol for symbol in found if symbol}))


def replay_recorded(programs, folder, pace):
    """As tapectl reads the same files."""
    data = pathlib.Path(os.environ.get("TAPE_SHARED_DATA", SUPPORT.parent.parent.parent / "shared" / "data")) / "trades"
    files = {"binance": data / "binance-btcusdt-2024-08-08.jsonl.gz", "coinbase": data / "coinbase-recorded-2021.jsonl"}
    (tapectl,) = pathlib.Path(programs).parent.parent.glob("src/*/tapectl")
    read = pathlib.Path(folder) / "read.db"
    subprocess.run([tapectl, "replay", *files.values(), "--db", read], check=True, stdout=subprocess.DEVNULL)
    wanted = collections.defaultdict(list)
    for trades in read_stored(read).values():
        for trade in trades:
            wanted["coinbase" if "-" in trade[1] else "binance"].append(trade)
    with Place(programs, folder, [f"{name}={path}@{pace}" for name, path in files.items()], ()) as place:
        place.feeds = [f"stream/{name}/{list_symbols(path)}" for name, path in files.items()]
        place.names = {place.name(feed) for feed in place.feeds}
        began, session = time.monotonic(), place.open()
        place.wait_for(lambda: all(place.services.get_state()[name]["done"] for name in files), 3600)
        place.wait_for(place.is_stored)
        session.finish()
        stored, results = read_stored(place.database), []
        for name in files:
            result = Result(f"stream/{name}", len(wanted[name]))
            hold_against(result, stored[result.source], wanted[name])
            result.stored = len(stored[result.source])
            results.append(result)
    print(f"at {pace} times its own pace: {time.monotonic() - began:.0f} s")
    print_results(results)
    return all(result.is_good() for result in results)


# --- The table. ---

STREAM_FAULTS = (
    "refuse-401 refuse-403 refuse-404 refuse-418 refuse-429 refuse-451 refuse-500 refuse-503 reset close silent stall trickle garbage "
    "binary fragmented large endless bomb duplicate skip shutdown rest-429 rest-500 rest-reset rest-garbage"
).split()
POLL_FAULTS = "401 403 404 408 418 429 451 500 503 reset short silent late trickle chunked garbage page large squeezed moved inside".split()
KAFKA_FAULTS = "kafka-down kafka-leader kafka-refuse kafka-slow kafka-garbage".split()
EVERYWHERE = ("unreachable", "certificate")

# At the n-th trade or question; the first of those are about the past.
AT_TRADE, AT_QUESTION = 100, 20


def make_words(fault, name, kind):
    if kind == "poll":
        return [f"{name}-poll:{fault}@{AT_QUESTION}"]
    words = [f"{name}:{fault}@{AT_TRADE}"]
    return words + [f"{name}:close@{AT_TRADE + 20}"] if fault.startswith("rest-") else words


def list_feeds(fault):
    if fault in EVERYWHERE:
        return [f"stream/{name}" for name in STREAMS] + [f"poll/{name}" for name in POLLS]
    if fault.startswith("kafka-"):
        return ["kafka"]
    feeds = [f"stream/{name}" for name in STREAMS] if fault in STREAM_FAULTS else []
    if fault.startswith("rest-"):
        feeds.remove("stream/finnhub")
    return feeds + ([f"poll/{name}" for name in POLLS] if fault in POLL_FAULTS else [])


def needs_market(fault):
    """Binance trades for those that stream only; who asks sees what they do."""
    return "stream/binance" not in list_feeds(fault) and "poll/binance" in list_feeds(fault)


def have_it_happen(place, session, fault):
    """Runs until what the fault does is over, and some time after."""
    if fault in EVERYWHERE:
        place.wait_for(lambda: all(len(session.said[name]) > 1 for name in place.names), 20)
    elif fault.startswith("kafka-"):
        kafka, (_, _, what) = place.kafka, fault.partition("-")
        place.wait_for(lambda: session.last.get("kafka") == "Running", 20)
        kafka.put(500)
        if what == "garbage":
            kafka.put_garbage(10)
        else:
            kafka.tell(*{"down": ("down",), "leader": ("leader", 2), "refuse": ("refuse", 50), "slow": ("slow", 2000)}[what])
            time.sleep(4)
            kafka.tell(*{"down": ("up",), "slow": ("slow", 0)}.get(what, ("leader", 1)))
        kafka.put(500)
    else:

        def is_over(name, state):
            kind, _, service = name.partition("/")
            if session.last.get(name) == "Failed":
                return True
            if kind == "stream":
                return state[service]["done"]
            # Longer than any question may take: it was told to wait.
            waits = time.monotonic() - session.changed.get(name, began) > 25
            return state[service + "-poll"]["questions"] > AT_QUESTION + (0 if waits else 10)

        def are_over():
            state = place.services.get_state()
            return all(is_over(name, state) for name in place.names)

        began = time.monotonic()
        place.wait_for(are_over, 90)


def print_row(fault, result, session):
    said, sentences = [], set()
    for word, sentence in session.said[result.source]:
        # That it connects again, saying why, is nothing new.
        if word != "Starting" and not (word == "Connecting" and sentence in sentences):
            said.append(f"{word}: {sentence}" if sentence else word)
            sentences.add(sentence)
    if said and not said[-1].startswith(session.last[result.source]):
        said.append(session.last[result.source])
    rejected = session.ends.get(result.source, (0, 0))[1]
    if result.note != "":
        said.append(f"({result.note})")
    print(f"| {fault} | {result.source} | {' → '.join(said)} | {result.sent} | {result.stored} | {result.missing} | "
          f"{result.doubled} | {result.different} | {rejected} |", flush=True)


def try_fault(programs, fault):
    with tempfile.TemporaryDirectory(prefix="tapeline-fault-") as folder:
        feeds = list_feeds(fault)
        words = [f"{name}=600@1" for name in STREAMS]
        certificate = "trusted.pem"
        if fault == "certificate":
            words.append("certificate=other")
        for feed in feeds:
            kind, _, name = feed.partition("/")
            if fault not in EVERYWHERE and kind != "kafka":
                words += make_words(fault, name, kind)
        beside = ["stream/binance"] if needs_market(fault) else []
        with Place(programs, folder, words, feeds + beside, fault != "unreachable", certificate) as place:
            session = place.open()
            have_it_happen(place, session, fault)
            if fault not in EVERYWHERE:
                # A feed that has ended stores no more.
                place.wait_for(lambda: place.is_stored() or "Failed" in session.last.values(), 30)
            session.finish()
            results = compare(place.database, place.services, place.kafka, place.names)
            for result in results:
                if any(word == "Failed" for word, _ in session.said[result.source]):
                    # What was traded after its end is not for it.
                    result.missing, result.note = 0, ""
                if fault == "duplicate" and result.source == "stream/finnhub":
                    result.doubled = 0
                    result.note = "has no ids: what it says twice counts twice"
                if result.source in feeds:
                    print_row(fault, result, session)
            return all(result.is_good() for result in results)


def try_faults(programs, chosen):
    faults = [*EVERYWHERE, *dict.fromkeys(STREAM_FAULTS + POLL_FAULTS), *KAFKA_FAULTS]
    print("| fault | source | the window said | sent | stored | missing | doubled | different | rejected |")
    print("|---|---|---|---|---|---|---|---|---|")
    good = True
    for fault in chosen or faults:
        good = try_fault(programs, fault) and good
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs")
    parser.add_argument("what", choices=("run", "faults", "kills", "recorded"))
    parser.add_argument("values", nargs="*")
    parser.add_argument("--tap", action="store_true", help="say the result as a test does")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the database there")
    arguments = parser.parse_args()

    said = io.StringIO() if arguments.tap else sys.stdout
    with tempfile.TemporaryDirectory(prefix="tapeline-live-") as folder, contextlib.redirect_stdout(said):
        folder = arguments.keep or folder
        if arguments.what == "faults":
            good = try_faults(arguments.programs, arguments.values)
        elif arguments.what == "kills":
            good = kill_often(arguments.programs, folder, int(arguments.values[0]))
        elif arguments.what == "recorded":
            good = replay_recorded(arguments.programs, folder, float(arguments.values[0]))
        else:
            every = int(arguments.values[1]) if len(arguments.values) > 1 else 200
            good = soak(arguments.programs, folder, float(arguments.values[0]), every)
    if arguments.tap:
        print("".join(f"# {line}\n" for line in said.getvalue().splitlines()), end="")
        print("ok" if good else "not ok", f"1 - live feeds: {arguments.what}\n1..1")
    sys.exit(0 if good or arguments.tap else 1)


if __name__ == "__main__":
    main()
