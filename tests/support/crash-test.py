#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a program that stores trades at random moments, and holds what it leaves to what an undisturbed run leaves.

    crash-test.py [--kills N] [--rows N] [--seed S] [--only NAME] [--tap] TAPECTL [SIMULATE]

`tapectl replay` reads files into a database and is killed with SIGKILL, again and again, until it comes to its end; SIMULATE
(tests/support/store-simulation.c) does the same with the simulator. After each kill the file must be sound, hold all that it held
before and nothing half; at the end every table must equal that of a run that nobody disturbed, to the last bit. Alert rules
run along: what they find is logged once, and what SIMULATE told and could not mark as told before it was killed it tells again
when it goes on, under the same number.

Prints a line for each run and a summary; ends with status 1 when anything was lost, stored twice, damaged or different.
"""

import argparse
import collections
import contextlib
import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

TIME_LIMIT = 300
HERE = os.path.dirname(os.path.realpath(__file__))
OLDER = os.path.join(HERE, "..", "unit", "databases", "schema-1.sql")
SAMPLE = os.path.join(os.environ.get("TAPE_SHARED_DATA", ""), "trades", "us-equities-sample.csv")
RULES = (
    "everything moves ±0.2 % against last firing, cooldown 1m",
    "everything rises 0.1 % against price 1m ago, cooldown 10s",
    "everything moves ±0.3 % against the open, once a day",
    "everything volume of 1m at least 1.5 times average",
    "everything ema 2 crosses ema 4 on 1m, cooldown 1m",
    "everything 2 falling bars of 1m then rises 0.1 % against price 1m ago within 5m",
    "industry Energy growth ±0.05 % with at least 1 fresh, cooldown 1m",
)
PHASES = ["start", "migrating", "before a commit", "in a commit", "copying the log", "between commits", "ending"]

# --- What is read. ---


def simulate(tapectl, rows, seed):
    """Lines of a CSV in trouble: late, out of order, twice, not valid."""
    output = subprocess.run(
        [tapectl, "simulate", "--trades", str(rows), "--seed", str(seed), "--symbols", "40", "--late", "0.01", "--duplicates", "0.01", "--out-of-order", "0.05"],
        check=True,
        capture_output=True,
    ).stdout
    lines = output.splitlines(keepends=True)
    for i in range(100, len(lines), 997):
        lines[i] = (b",,,,,\n", b"2024-06-03T13:30:00Z,IBM,-1,10,buy,\n", b"not a trade\n")[i % 3]
    return lines


def as_json_lines(lines):
    names = lines[0].decode().strip().split(",")
    rows = (dict(zip(names, line.decode().strip().split(","))) for line in lines[1:])
    return [json.dumps({**row, "symbol": "X" + row.get("symbol", "")}).encode() + b"\n" for row in rows]


class Files:
    """The files of all kinds of runs, written once."""

    def __init__(self, tapectl, folder, rows):
        self.folder = folder
        lines = simulate(tapectl, rows, 1)
        self.plain = self.write("plain.csv", lines)
        self.second = self.write("second.jsonl.gz", as_json_lines(simulate(tapectl, rows // 4, 2)))
        third = len(lines) // 3
        self.stages = [b"".join(lines[: third + 1]), b"".join(lines[: 2 * third]), b"".join(lines)]

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        with gzip.open(path, "wb", 1) if name.endswith(".gz") else open(path, "wb") as file:
            file.writelines(lines)
        return path


class Kind:
    """A kind of run: what is called, one call for each stage, on a database that may be there before."""

    def __init__(self, name, call, stages=None, older=False, told=None):
        self.name = name
        self.told = told  # the file in which it says what it told
        self.call = call
        self.stages = stages or [None]
        self.older = older
        self.wanted = {}
        self.kept = None
        self.seconds = [0.1] * len(self.stages)

    def prepare(self, database):
        if self.told is not None:
            open(self.told, "wb").close()
        for end in ("", "-wal", "-shm", "-journal", ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(database + end)
        if self.older:
            with contextlib.closing(sqlite3.connect(database)) as db, open(OLDER, encoding="utf-8") as file:
                db.executescript(file.read())
                for table in tables_of(db):
                    db.execute(f"DELETE FROM {table}")
                db.commit()

    def enter(self, stage):
        if self.stages[stage] is not None:
            path, content = self.stages[stage]
            with open(path, "wb") as file:
                file.write(content)

    def start(self, database):
        with open(self.told or os.devnull, "ab") as output:
            return subprocess.Popen([*self.call, database], stdout=output, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def read_told(self):
        """Lines as SIMULATE says them, in order; what a kill cut off is no line."""
        if self.told is None:
            return []
        with open(self.told, encoding="utf-8") as file:
            return [line.rstrip("\n") for line in file if line.endswith("\n")]


def make_kinds(tapectl, program, files, rows):
    alerts = [argument for rule in RULES for argument in ("--alert", rule)]

    def replay(*arguments):
        return [tapectl, "replay", *arguments, *alerts, "--db"]

    growing = os.path.join(files.folder, "growing.csv")
    kinds = [
        Kind("one file", replay(files.plain, "--delay", "5s")),
        Kind("delay found, older schema", replay(files.plain), older=True),
        Kind("two files, sides estimated", replay(files.plain, files.second, "--delay", "5s", "--tick-rule")),
        Kind("a file that grows", replay(growing, "--delay", "5s"), [(growing, content) for content in files.stages]),
    ]
    if os.path.exists(SAMPLE):
        kinds.append(Kind("recorded trades", replay(SAMPLE)))
    if program is not None:
        kinds.append(Kind("simulator", [program, str(rows)], told=os.path.join(files.folder, "told")))
    return kinds


# --- What is stored. ---


@contextlib.contextmanager
def opened(database):
    """A reader's connection: what is left of a log is not copied, so that the next run has to."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        yield db
    finally:
        db.close()


def tables_of(db):
    return [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]


def digest_tables(database):
    """The number of rows and a digest of each table, in the order of its key. Turns tell of each run, so they differ."""
    digests = {}
    with opened(database) as db:
        for table in tables_of(db):
            if table == "turns":
                continue
            digest = hashlib.sha256()
            rows = 0
            for row in db.execute(f"SELECT * FROM {table}"):
                digest.update(repr(row).encode())
                rows += 1
            digests[table] = (rows, digest.hexdigest()[:16])
    return digests


def count_trades(database):
    with opened(database) as db:
        rows = db.execute("SELECT event_time, instrument, price, quantity, side, source, trade_id FROM trades")
        return collections.Counter(rows)


def check(database):
    """What is wrong with a file that a killed program left; its trades and whether its sources are finished."""
    with opened(database) as db:
        (integrity,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if integrity != "ok":
            return integrity, 0, False
        if "blocks" not in tables_of(db):
            return None, 0, False
        trades, last = db.execute("SELECT count (*), coalesce (max (arrival), 0) FROM trades").fetchone()
        (blocks,) = db.execute("SELECT coalesce (sum (last_arrival - first_arrival + 1), 0) FROM blocks").fetchone()
        (finished,) = db.execute("SELECT count (*) > 0 AND min (finished) FROM sources").fetchone()
    problem = None if trades == last == blocks else f"{trades} trades, the last is {last}, blocks hold {blocks}"
    return problem, trades, bool(finished)


def list_firings(database, where="1"):
    """As SIMULATE tells them."""
    with opened(database) as db:
        if "firings" not in tables_of(db):
            return []
        rows = db.execute(f"SELECT id, rule, subject, serial, event_time FROM firings WHERE {where} ORDER BY id")
        return [" ".join(map(str, row)) for row in rows]


# --- The moment of a kill, as the files tell it. ---


def count_uncommitted(path):
    """Pages in the log behind the last that ends a transaction."""
    with open(path, "rb") as file:
        header = file.read(32)
        if len(header) < 32:
            return 0
        page_size, salts = struct.unpack(">8xI4x8s8x", header)
        uncommitted = 0
        for place in range(32, os.fstat(file.fileno()).st_size - 24 - page_size + 1, 24 + page_size):
            file.seek(place)
            ends, frame_salts = struct.unpack(">4xI8s8x", file.read(24))
            if frame_salts != salts:
                break
            uncommitted = 0 if ends else uncommitted + 1
    return uncommitted


def find_phase(database, began, newest):
    """What the program that began at this time was at. Reads the log before a reader makes anything of it."""
    log = database + "-wal"
    sizes = {path: os.stat(path) for path in (database, log) if os.path.exists(path)}
    # A journal: it was about to begin with a log, and only a writer can undo that.
    if sum(status.st_size for status in sizes.values()) == 0 or os.path.exists(database + "-journal"):
        return "start"
    if log in sizes and count_uncommitted(log) > 0:
        return "in a commit"
    with opened(database) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    if version < newest:
        return "migrating"
    # Only a copy of the log writes the database itself.
    written = sizes[database].st_mtime_ns
    if log in sizes and written > began and written >= sizes[log].st_mtime_ns:
        return "copying the log"
    return None


# --- Runs. ---


class Failed(Exception):
    pass


class Crash:
    def __init__(self, arguments, folder):
        self.random = random.Random(arguments.seed)
        self.kills = arguments.kills
        self.killed = 0
        self.runs = 0
        self.lost = self.twice = self.damaged = self.different = 0
        self.firings = self.told_again = self.untold = 0
        self.phases = collections.Counter()
        self.newest = 0
        self.database = os.path.join(folder, "crash.db")
        kinds = make_kinds(arguments.tapectl, arguments.simulate, Files(arguments.tapectl, folder, arguments.rows), arguments.rows)
        self.kinds = [kind for kind in kinds if (arguments.only or "") in kind.name]

    def let_end(self, process, seconds):
        """Whether it came to its end in this time."""
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        if process.returncode != 0:
            raise Failed(f"ended with status {process.returncode}: {process.stderr.read().decode().strip()}")
        return True

    def run_undisturbed(self, kind):
        kind.prepare(self.database)
        for stage in range(len(kind.stages)):
            kind.enter(stage)
            began = time.monotonic()
            with kind.start(self.database) as process:
                assert self.let_end(process, TIME_LIMIT), kind.name
            kind.seconds[stage] = time.monotonic() - began
        kind.wanted = digest_tables(self.database)
        kind.kept = f"{self.database}.wanted-{len([other for other in self.kinds if other.wanted])}"
        shutil.copy(self.database, kind.kept)
        with opened(self.database) as db:
            (self.newest,) = db.execute("PRAGMA user_version").fetchone()

    def run_for_a_while(self, process, seconds):
        """Lets it run to a random moment, more often where much happens in little time. Whether it came to its end."""
        part = self.random.random()
        if part < 0.2:
            return self.let_end(process, self.random.uniform(0, 0.05))
        if part < 0.5:
            return self.let_end(process, self.random.uniform(0, seconds))
        if part < 0.6:
            return self.let_end(process, self.random.uniform(0.8, 1.05) * seconds)
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 5, 8))):
            if not self.await_write(process):
                return self.let_end(process, 0)
        return self.let_end(process, self.random.choice((0, self.random.uniform(0, 0.001), self.random.uniform(0, 0.02))))

    def await_write(self, process):
        """Waits until the log is written. Whether it was before the end of the process."""
        before = self.get_log_time()
        while process.poll() is None:
            if self.get_log_time() != before:
                return True
            time.sleep(0.0002)
        return False

    def get_log_time(self):
        try:
            status = os.stat(self.database + "-wal")
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size

    def look(self, kind, began, before):
        """After a kill: counts what is wrong. The number of trades that are there."""
        phase = find_phase(self.database, began, self.newest)
        if phase == "start":
            self.phases[phase] += 1
            return before
        problem, trades, finished = check(self.database)
        if problem is not None:
            self.damaged += 1
            print(f"  damaged ({kind.name}): {problem}")
        if trades < before:
            self.lost += before - trades
            print(f"  lost ({kind.name}): {before} trades were committed, {trades} are there")
        self.phases[phase or ("ending" if finished else "before a commit" if trades == before else "between commits")] += 1
        return trades

    def look_at_told(self, kind, wanted, from_line):
        """Whether the run after a kill began by telling, in order, what was not marked as told."""
        told = kind.read_told()[from_line:]
        if told[: len(wanted)] != wanted[: len(told)]:
            self.untold += 1
            print(f"  not told again ({kind.name}): {wanted}, but {told[:len(wanted)]}")

    def count_told(self, kind):
        """At the end: each firing of the log but those of the past was told, some more than once, and nothing else."""
        self.firings += len(list_firings(self.database))
        if kind.told is None:
            return
        logged, told = list_firings(self.database, "told <> 3"), collections.Counter(kind.read_told())
        self.untold += len(set(logged) ^ set(told))
        self.told_again += sum(n - 1 for n in told.values())

    def compare(self, kind):
        got = digest_tables(self.database)
        if got == kind.wanted:
            return "equal"
        self.different += 1
        wanted, trades = count_trades(kind.kept), count_trades(self.database)
        self.lost += (wanted - trades).total()
        self.twice += (trades - wanted).total()
        names = [name for name in sorted(got.keys() | kind.wanted.keys()) if got.get(name) != kind.wanted.get(name)]
        shutil.copy(self.database, f"{self.database}.different-{self.different}")
        return "DIFFERENT: " + ", ".join(f"{name} {got.get(name)} instead of {kind.wanted.get(name)}" for name in names)

    def run_stage(self, kind, stage, trades):
        """Kills and starts again until it comes to its end. The number of trades."""
        kind.enter(stage)
        untold, n_told = [], 0
        while True:
            began = time.time_ns()
            with kind.start(self.database) as process:
                if self.killed < self.kills:
                    ended = self.run_for_a_while(process, kind.seconds[stage])
                else:
                    ended = self.let_end(process, TIME_LIMIT)
                    assert ended, kind.name
                if not ended:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    ended = process.returncode == 0
            self.look_at_told(kind, untold, n_told)
            if ended:
                return trades
            self.killed += 1
            trades = self.look(kind, began, trades)
            if kind.told is not None and trades > 0:
                untold, n_told = list_firings(self.database, "told = 0"), len(kind.read_told())

    def run_stages(self, kind):
        """A run from an empty database on: what came of it."""
        trades = 0
        kind.prepare(self.database)
        try:
            for stage in range(len(kind.stages)):
                trades = self.run_stage(kind, stage, trades)
        except Failed as failed:
            self.damaged += 1
            return f"FAILED: it {failed}"
        self.count_told(kind)
        return f"{kind.wanted['trades'][0]} trades, {kind.wanted['firings'][0]} alerts, tables {self.compare(kind)}"

    def run(self):
        kind = self.kinds[self.runs % len(self.kinds)]
        killed = self.killed
        if not kind.wanted:
            self.run_undisturbed(kind)
        result = self.run_stages(kind)
        self.runs += 1
        print(f"run {self.runs}, {kind.name}: {self.killed - killed} kills, {result}", flush=True)

    def run_all(self):
        began = time.monotonic()
        while self.killed < self.kills:
            self.run()
        print("killed " + ", ".join(f"{phase}: {self.phases[phase]}" for phase in PHASES if self.phases[phase]))
        print(
            f"{self.killed} kills in {self.runs} runs, {time.monotonic() - began:.0f} s: {self.lost} lost, {self.twice} twice, "
            f"{self.damaged} damaged, tables {'equal' if self.different == 0 else f'of {self.different} runs different'}"
        )
        print(f"{self.firings} alerts logged, {self.told_again} told again after a kill, {self.untold} not told")
        return self.lost + self.twice + self.damaged + self.different + self.untold == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tapectl")
    parser.add_argument("simulate", nargs="?")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=400000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--only", metavar="NAME", help="only the kinds of runs whose name holds this")
    parser.add_argument("--tap", action="store_true", help="say the result as a test does")
    parser.add_argument("--keep", action="store_true", help="leave the folder")
    arguments = parser.parse_args()

    print(f"# seed {arguments.seed}")
    folder = tempfile.mkdtemp(prefix="tapeline-crash-")
    try:
        good = Crash(arguments, folder).run_all()
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)
    if arguments.tap:
        print("ok" if good else "not ok", "1 - store: killed at random moments, the same tables\n1..1")
    sys.exit(0 if good or arguments.tap else 1)


if __name__ == "__main__":
    main()
