# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a comparison: besides times what was equal, and what could not be had."""

import agree
import packages
from rows import Rows


class PeerRows(Rows):
    def skip(self, reason):
        self.figures.setdefault("skipped", []).append(reason)
        print(reason, flush=True)

    def same(self, words):
        self.figures.setdefault("same", []).append(words)
        print(f"same numbers: {words}", flush=True)

    def equal(self, what, compare, *arguments, **figures):
        """Ends the program if compare, which gives how many rows are equal, raises agree.Differ."""
        try:
            n_rows = compare(*arguments, **figures)
        except agree.Differ as difference:
            raise SystemExit(f"{what}: {difference}") from None
        self.same(f"{what}: {n_rows:,} row{'s' * (n_rows != 1)}")

    def have(self, make, *arguments):
        """What make returns, or None, with a sentence, where it cannot be had."""
        try:
            return make(*arguments)
        except packages.Missing as missing:
            self.skip(str(missing))
            return None
