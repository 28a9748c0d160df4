# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two sides computed the same. A table is a dictionary: what a row is about, and its figures by name."""

import math
import types

NEAR = 1e-9  # relative, of what is added up in another order


class Differ(Exception):
    """Says in a sentence which row differs first, and how."""


def near(mine, theirs, inputs=0.0):
    """Equal, relative to the larger of the values and of what they were made of; nothing is near nothing only."""
    if mine is None or theirs is None or not math.isfinite(mine) or not math.isfinite(theirs):
        return mine == theirs
    return abs(mine - theirs) <= NEAR * max(abs(mine), abs(theirs), abs(inputs))


def readable(value):
    return "nothing" if value is None else str(value)


def same_rows(ours, theirs):
    for missing, kept, side in ((theirs, ours, "only ours has"), (ours, theirs, "ours lacks")):
        lone = kept.keys() - missing.keys()
        if lone:
            raise Differ(f"{side} {' '.join(map(str, min(lone)))} ({len(lone)} of {len(kept)} rows)")
    if not ours:
        raise Differ("there is nothing to compare")


def check(ours, theirs, exact=(), rounded=(), inputs=types.MappingProxyType({})):
    """Raises Differ unless both have the same rows with the same figures: `exact` ones equal, `rounded` ones near. How
    large the inputs of a figure are `inputs` says, by a number or the name of another. Gives the number of rows."""
    same_rows(ours, theirs)
    for key in sorted(ours):
        mine, other = ours[key], theirs[key]
        wrong = [figure for figure in exact if mine[figure] != other[figure]]
        for figure in rounded:
            size = inputs.get(figure, 0.0)
            if not near(mine[figure], other[figure], mine.get(size, size)):
                wrong.append(figure)
        if wrong:
            pairs = (f"{figure} {readable(mine[figure])}, not {readable(other[figure])}" for figure in wrong)
            raise Differ(f"{' '.join(map(str, key))} differs: {', '.join(pairs)}")
    return len(ours)
