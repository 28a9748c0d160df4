#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays into places that fail: a disk that is full, a folder that cannot be written, a log that is cut off or gone. Each
ends in a sentence, and what is run again afterwards comes to the same as an undisturbed run.

    test-tapectl-faults.py TAPECTL         prints TAP

Disks are small file systems, mounted where nobody else sees them. Without the right to do so a limit of what a file may
hold stands for them, and a user who owns nothing for a folder that cannot be written.
"""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TIME_LIMIT = 120
TABLES = ("instruments", "sources", "trades", "blocks", "bars", "rejected", "state", "totals", "dropped")


NAMESPACE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]


class Place:
    """The program, a file of trades, and what an undisturbed run makes of it."""

    def __init__(self, tapectl, folder):
        self.tapectl = tapectl
        self.folder = folder
        self.trades = self.path("trades.csv")
        with open(self.trades, "wb") as file:
            subprocess.run([tapectl, "simulate", "--trades", "60000", "--symbols", "40", "--late", "0.01"], check=True, stdout=file)
        wanted = self.path("wanted.db")
        self.replay(wanted)
        self.wanted = self.read(wanted)

    def path(self, name):
        return os.path.join(self.folder, name)

    def arguments(self, database):
        return [self.tapectl, "replay", self.trades, "--delay", "1s", "--db", database]

    def replay(self, database, status=0):
        process = subprocess.run(self.arguments(database), capture_output=True, text=True, timeout=TIME_LIMIT)
        assert process.returncode == status, (process.returncode, process.stderr)
        return process.stderr

    def read(self, database):
        with contextlib.closing(sqlite3.connect(database)) as db:
            return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}

    def assert_same(self, database):
        got = self.read(database)
        different = [table for table in TABLES if got[table] != self.wanted[table]]
        assert not different, different

    def run_script(self, script, **names):
        """What a shell says, in a mount namespace of its own where there may be one."""
        command = [*(NAMESPACE if self.may_mount() else []), "sh", "-c", script]
        process = subprocess.run(command, env={**os.environ, "REPLAY": self.tapectl, **names}, capture_output=True, text=True, timeout=TIME_LIMIT)
        return process.stdout + process.stderr

    def may_mount(self):
        return subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0

    def kill_while_writing(self, database):
        """Leaves a log with commits in it."""
        process = subprocess.Popen([*self.arguments(database), "--speed", "200"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + TIME_LIMIT
        while time.monotonic() < end:
            with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
                if db.execute("SELECT count (*) FROM trades").fetchone()[0] > 1000:
                    break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert os.path.getsize(database + "-wal") > 0


def assert_sentence(text, part, path):
    lines = [line for line in text.splitlines() if line]
    assert len(lines) == 1 and part in lines[0] and path in lines[0] and lines[0].endswith("."), text


def full_disk(place):
    """A sentence; what is stored is sound and can be read; with more room it goes on to the end."""
    disk = place.path("disk")
    os.mkdir(disk)
    if place.may_mount():
        small, large = 'mount -t tmpfs -o size=1500k none "$DISK" || exit 9', 'mount -o remount,size=100m "$DISK"'
        part = "the disk is full"
    else:
        small, large, part = 'trap "" XFSZ; ulimit -S -f 3000', "ulimit -S -f unlimited", "cannot grow"
    script = f"""
        {small}
        "$REPLAY" replay "$TRADES" --delay 1s --db "$DISK/x.db" >"$OUT/replay" 2>&1; echo "replay $?"
        {large}
        "$REPLAY" check --db "$DISK/x.db" >"$OUT/check" 2>&1; echo "check $?"
        "$REPLAY" replay "$TRADES" --delay 1s --db "$DISK/x.db" >"$OUT/again" 2>&1; echo "again $?"
        cp "$DISK/x.db" "$OUT/full.db"
    """
    said = place.run_script(script, DISK=disk, TRADES=place.trades, OUT=place.folder)
    with open(place.path("replay"), encoding="utf-8") as file:
        assert_sentence(file.read(), part, os.path.join(disk, "x.db"))
    assert said.split() == ["replay", "1", "check", "0", "again", "0"], said
    place.assert_same(place.path("full.db"))


def full_disk_from_the_start(place):
    disk = place.path("no-room")
    os.mkdir(disk)
    full = 'mount -t tmpfs -o size=8k none "$DISK" && dd if=/dev/zero of="$DISK/full" bs=4k count=2 2>/dev/null'
    script = f"""
        {full if place.may_mount() else 'trap "" XFSZ; ulimit -f 0'}
        "$REPLAY" replay "$TRADES" --db "$DISK/x.db"; echo "replay $?"
    """
    said = place.run_script(script, DISK=disk, TRADES=place.trades)
    assert said.splitlines()[0] == "replay 1", said
    assert len(said.splitlines()) == 2 and os.path.join(disk, "x.db") in said and said.splitlines()[1].endswith("."), said


def read_only_folder(place):
    """Nothing is written, not by root either; reading goes on."""
    folder = place.path("read-only")
    os.mkdir(folder)
    shutil.copy(place.path("wanted.db"), os.path.join(folder, "x.db"))
    if place.may_mount():
        prepare, run = 'mount --bind "$DISK" "$DISK" && mount -o remount,bind,ro "$DISK"', ""
    else:
        os.chmod(place.folder, 0o755)
        prepare = 'chmod a+r "$DISK/x.db" && chmod a-w,a+rx "$DISK"'
        run = "setpriv --reuid=65534 --regid=65534 --clear-groups" if os.geteuid() == 0 else ""
    script = f"""
        {prepare}
        {run} "$REPLAY" sql "SELECT count(*) FROM trades" --db "$DISK/x.db" --format csv; {run} "$REPLAY" check --db "$DISK/x.db" >/dev/null; echo "check $?"
        {run} "$REPLAY" replay "$TRADES" --again --db "$DISK/x.db"; echo "replay $?"
        {run} "$REPLAY" replay "$TRADES" --db "$DISK/new.db"; echo "replay $?"
        chmod u+w "$DISK" 2>/dev/null
    """
    lines = place.run_script(script, DISK=folder, TRADES=place.trades).splitlines()
    assert lines[1:5] == [str(len(place.wanted["trades"])), "check 0", "replay 1", "replay 1"], lines
    for line, name in zip(lines[5:], ("x.db", "new.db")):
        assert os.path.join(folder, name) in line and line.endswith("."), lines
    assert len(lines) == 7, lines


def cut_off_log(place):
    """At any place: what is behind it was not committed, and is read again."""
    database = place.path("cut.db")
    place.kill_while_writing(database)
    length = os.path.getsize(database + "-wal")
    for cut in (0, 1, 31, 32, 100, length - 1, *(random.randrange(length) for _ in range(4))):
        copy = place.path("cut-copy.db")
        with contextlib.suppress(FileNotFoundError):
            os.remove(copy + "-shm")
        shutil.copy(database, copy)
        shutil.copy(database + "-wal", copy + "-wal")
        os.truncate(copy + "-wal", cut)
        place.replay(copy)
        place.assert_same(copy)


def damaged_log(place):
    """Noise in it ends it; noise in its index means nothing."""
    database = place.path("noise.db")
    place.kill_while_writing(database)
    length = os.path.getsize(database + "-wal")
    for _ in range(5):
        copy = place.path("noise-copy.db")
        shutil.copy(database, copy)
        shutil.copy(database + "-wal", copy + "-wal")
        with open(copy + "-wal", "r+b") as file:
            file.seek(random.randrange(length))
            file.write(b"\xa5" * 5000)
        with open(copy + "-shm", "wb") as file:
            file.write(os.urandom(32768))
        place.replay(copy)
        place.assert_same(copy)


def no_log(place):
    database = place.path("gone.db")
    place.kill_while_writing(database)
    os.remove(database + "-wal")
    place.replay(database)
    place.assert_same(database)


def empty_file(place):
    database = place.path("empty.db")
    open(database, "wb").close()
    process = subprocess.run([place.tapectl, "check", "--db", database], capture_output=True, text=True, timeout=TIME_LIMIT)
    assert process.returncode == 1, process
    assert_sentence(process.stderr.split(" If Tapeline")[0], "empty", database)
    place.replay(database)
    place.assert_same(database)


TESTS = [full_disk, full_disk_from_the_start, read_only_folder, cut_off_log, damaged_log, no_log, empty_file]


def main():
    random.seed(int(os.environ.get("TAPE_SEED", random.randrange(1 << 30))))
    print(f"1..{len(TESTS)}")
    with tempfile.TemporaryDirectory(prefix="tapeline-test-") as folder:
        place = Place(os.path.abspath(sys.argv[1]), folder)
        for number, test in enumerate(TESTS, 1):
            name = "faults: " + test.__name__.replace("_", " ")
            try:
                test(place)
                print(f"ok {number} - {name}", flush=True)
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} - {name}\n# {type(problem).__name__}: {str(problem)[:2000]!r}", flush=True)


if __name__ == "__main__":
    main()
