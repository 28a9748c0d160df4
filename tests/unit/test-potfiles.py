#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds po/POTFILES.in against the sources: a file that is missing there is never translated.

    test-potfiles.py SOURCE-ROOT        prints TAP
"""

import pathlib
import re
import sys

CALLS = re.compile(r"\b(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2?)\s*\(")
COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
TRANSLATABLE = re.compile(r"translatable=[\"'](?:yes|true|1)[\"']")


def speaks(path):
    """Whether people read what the file says."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        return bool(CALLS.search(COMMENTS.sub("", text)))
    if path.suffix in (".ui", ".blp"):
        return bool(TRANSLATABLE.search(text))
    return path.name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml"))


def main(root):
    root = pathlib.Path(root)
    lines = (root / "po/POTFILES.in").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    found = sorted(
        str(path.relative_to(root))
        for folder in ("data", "src", "ui")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix in (".c", ".h", ".ui", ".in", ".xml") and speaks(path)
    )
    cases = (
        ("/po/potfiles/lists-every-file-that-speaks", [name for name in found if name not in listed]),
        ("/po/potfiles/lists-no-other-file", [name for name in listed if name not in found]),
        ("/po/potfiles/is-sorted", [] if listed == sorted(set(listed)) else listed),
    )
    print(f"1..{len(cases)}")
    for number, (name, wrong) in enumerate(cases, start=1):
        print(f"{'not ok' if wrong else 'ok'} {number} {name}")
        for entry in wrong:
            print(f"# {entry}")
    return any(wrong for _, wrong in cases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
