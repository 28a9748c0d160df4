# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock by which the services of live-services.py live, which can be another than the machine's."""

import time

_clock = {"offset": 0}


def set_offset(seconds):
    _clock["offset"] = seconds


def is_set():
    return _clock["offset"] != 0


def now():
    return time.time() + _clock["offset"]
