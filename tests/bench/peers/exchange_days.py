# SPDX-License-Identifier: GPL-3.0-or-later
"""Days of exchanges from the project's tables: where each begins and ends, and its regular session, if it has one."""

import csv
import datetime
import zoneinfo

from recordings import CHECKOUT, EPOCH, MICROSECOND

DAY = datetime.timedelta(days=1)


def read(name):
    with open(CHECKOUT / "data" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Calendar:
    def __init__(self):
        self.zones = {row["mic"]: zoneinfo.ZoneInfo(row["zone"]) for row in read("exchanges.csv")}
        self.sessions = {}
        for row in read("sessions.csv"):
            self.sessions.setdefault(row["exchange"], []).append(row)
        self.holidays = {
            (exchange, day): row
            for row in read("holidays.csv")
            for exchange in row["exchanges"].split(";")
            for day in row["dates"].split()
        }

    def hours(self, exchange, date):
        """The regular session's open and close as texts, or None."""
        latest = max(
            (row for row in self.sessions[exchange] if row["from"] <= date.isoformat()), key=lambda row: row["from"]
        )
        other = self.holidays.get((exchange, date.isoformat()), {"open": None, "close": None})
        if other["open"] == other["close"] == "":
            return None
        if str(date.isoweekday()) not in latest["weekdays"] and not (other["open"] and other["close"]):
            return None
        return other["open"] or latest["open"], other["close"] or latest["close"]

    def time(self, exchange, date, clock):
        """In µs; of two times the first, and one that does not exist is moved on by the gap."""
        hour, minute = map(int, clock.split(":"))
        at = datetime.datetime.combine(date + hour // 24 * DAY, datetime.time(hour % 24, minute))
        return (at.replace(tzinfo=self.zones[exchange]).astimezone(datetime.timezone.utc) - EPOCH) // MICROSECOND

    def day(self, exchange, date):
        """Date, start, and the regular session's open and close, which are equal on a day without one."""
        start, session = self.time(exchange, date, "00:00"), self.hours(exchange, date)
        if session is None:
            return date, start, start, start
        return date, start, *(self.time(exchange, date, clock) for clock in session)

    def days(self, exchanges, first, last):
        """All that touch a span of dates in UTC, with their exchange before them."""
        dates = [first + number * DAY for number in range(-1, (last - first).days + 2)]
        return [(exchange, *self.day(exchange, date)) for exchange in exchanges for date in dates]
