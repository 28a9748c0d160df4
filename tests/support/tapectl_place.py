# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of tapectl share: a folder with the program in it, what it is held to say, cases printed as TAP."""

import csv
import io
import os
import sqlite3
import subprocess
import tempfile

TIME_LIMIT = 120
SHARED = os.environ.get("TAPE_SHARED_DATA", "")


class Skip(Exception):
    pass


def shared(*names):
    """A file of real data, which need not be there."""
    return os.path.join(SHARED, *names)


def need(path):
    if not os.path.exists(path):
        raise Skip("../shared/data is not there")
    return path


class Place:
    """A folder and the program in it."""

    def __init__(self, tapectl, folder):
        self.tapectl = tapectl
        self.folder = folder
        home = os.path.join(folder, "home")
        os.mkdir(home)
        self.environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def start(self, *arguments, **options):
        return subprocess.Popen(
            [self.tapectl, *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **options
        )

    def run(self, *arguments, status=0):
        """Standard output and standard error of a call that ends with this exit status."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == status, (arguments, process.returncode, errors)
        return output.decode(), errors.decode()

    def rows(self, *arguments):
        output, _ = self.run(*arguments, "--format", "csv")
        reader = csv.DictReader(io.StringIO(output))
        rows = list(reader)
        return reader.fieldnames, rows

    def refuses(self, *arguments, status=1, naming=""):
        """One clear line, nothing on standard output; a second where it was called wrongly."""
        output, errors = self.run(*arguments, status=status)
        lines = errors.splitlines()
        assert output == "", (arguments, output)
        assert len(lines) == status, (arguments, errors)
        assert lines[0].startswith(f"tapectl {arguments[0]}: ") and lines[0].endswith("."), (arguments, errors)
        assert naming in lines[0], (arguments, errors)
        return lines


def query(database, sql):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def run_cases(title, cases, tapectl, *names, place=Place):
    """The cases of these names, or all; each in a folder of its own. Returns the exit status."""
    cases = [case for case in cases if not names or case.__name__ in names]
    print(f"1..{len(cases)}", flush=True)
    failed = False
    for number, case in enumerate(cases, 1):
        name = f"/{title}/" + case.__name__.replace("_", "-")
        with tempfile.TemporaryDirectory(prefix="tapeline-test-") as folder:
            try:
                case(place(tapectl, folder))
                print(f"ok {number} {name}", flush=True)
            except Skip as reason:
                print(f"ok {number} {name} # SKIP {reason}", flush=True)
            except (AssertionError, KeyError, OSError, ValueError, subprocess.SubprocessError, sqlite3.Error) as error:
                failed = True
                print(f"not ok {number} {name}\n# {type(error).__name__}: {str(error)[:2000]!r}", flush=True)
    return 1 if failed else 0
