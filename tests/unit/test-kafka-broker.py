#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the feed and publishing to what they promise, with Apache Kafka itself.

    test-kafka-broker.py TAPECTL KAFKA-STORE [NAME…]         prints TAP

Trades have no ids, so that nothing but the positions keeps them single; the quantity is the number of each.
"""

import functools
import importlib.util
import json
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

SUPPORT = pathlib.Path(__file__).parents[1] / "support"
sys.path.insert(0, str(SUPPORT))
from tapectl_place import Place, query, run_cases  # noqa: E402

PATIENCE = 240
START = 1_700_000_000
MILLION = 1_000_000
N_KILLS = 8


def load_broker():
    spec = importlib.util.spec_from_file_location("kafka_broker", SUPPORT / "kafka-broker.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wait_for(condition, what):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


class BrokerPlace(Place):
    def __init__(self, tapectl, folder, cluster, store):
        super().__init__(tapectl, folder)
        self.cluster = cluster
        self.store = store
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
        self.database = self.path("database")

    def trades(self, first, end):
        """A file of the trades with these numbers."""
        rows = (f"{(START * 1000 + i) * 1000},S{i % 50},{100 + i % 7},{i}\n" for i in range(first, end))
        return self.write(f"{first}.csv", "event_time,symbol,price,quantity\n" + "".join(rows))

    def start_publishing(self, topic, first, end, *options):
        return self.start("publish", self.trades(first, end), "--brokers", self.cluster.brokers, "--topic", topic, "--format", "csv", *options)

    def publish(self, topic, first, end, *options):
        check_published(self.start_publishing(topic, first, end, *options), end - first)

    def settings(self, topic, **more):
        return {"brokers": self.cluster.brokers, "topics": [topic], "properties": ["topic.metadata.refresh.interval.ms=500"], **more}

    def start_reading(self, topic):
        """A process with a session that stores the topic."""
        return subprocess.Popen([self.store, json.dumps(self.settings(topic)), "store", self.database], env=self.environment)

    def read_until(self, process, n):
        """How many messages are stored, once it is so many."""

        def get():
            assert process.poll() is None, "the session has ended"
            try:
                return query(self.database, "SELECT ifnull (sum (offset), 0) FROM sources")[0][0]
            except sqlite3.OperationalError:  # not made yet
                return 0

        wait_for(lambda: get() >= n, f"{n} messages stored")

    def find_leaders(self, topic):
        output = subprocess.run([self.store, json.dumps(self.settings(topic)), "leaders"], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        return set(map(int, output.split()))

    def holds_each_once(self, n, partitions):
        found = query(self.database, "SELECT count (*), count (DISTINCT quantity), min (quantity), max (quantity) FROM trades")[0]
        assert found == (n, n, 0, n - 1), found
        names = [name for name, in query(self.database, "SELECT name FROM sources WHERE kind = 'kafka' ORDER BY name")]
        assert [int(name.split("/")[1]) for name in names] == list(range(partitions)), names


def check_published(process, n):
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert output.decode().splitlines()[1].startswith(f"{n},{n},0,"), output


def end(process):
    process.kill()
    process.wait()


def goes_on_whatever_becomes_of_the_brokers(place):
    first, second = place.cluster.all
    place.publish("stocks", 0, 20000)
    assert place.find_leaders("stocks") == {1, 2}, "each broker leads a partition"
    reader = place.start_reading("stocks")
    try:
        place.read_until(reader, 20000)

        second.end()
        wait_for(lambda: place.find_leaders("stocks") == {1}, "another leader")
        place.publish("stocks", 20000, 40000)
        place.read_until(reader, 40000)
        second.start()
        second.wait()

        place.cluster.grow_topic("stocks", 4)
        place.publish("stocks", 40000, 60000)
        place.read_until(reader, 60000)

        publisher = place.start_publishing("stocks", 60000, 260000)
        place.read_until(reader, 60001)
        first.end(signal.SIGKILL)
        first.start()
        first.wait()
        check_published(publisher, 200000)
        place.read_until(reader, 260000)
    finally:
        end(reader)
    place.holds_each_once(260000, 4)


def reads_a_million_through_kills(place):
    place.publish("million", 0, MILLION, "--tuning", "throughput")
    for i in range(N_KILLS):
        reader = place.start_reading("million")
        try:
            place.read_until(reader, i * MILLION // N_KILLS + 1)
        finally:
            end(reader)
    reader = place.start_reading("million")
    try:
        place.read_until(reader, MILLION)
    finally:
        end(reader)
    place.holds_each_once(MILLION, 2)


class Secrets:
    """A feed that is set up, and who signs in."""

    def __init__(self, place, broker):
        self.place = place
        self.broker = broker
        self.user = place.path("user.db")
        place.run("sql", "--saved", "--user", self.user)

    def sign_in(self, password):
        self.place.environment["TAPELINE_KEY_KAFKA"] = self.broker.USER
        self.place.environment["TAPELINE_SECRET_KAFKA"] = password

    def set_up(self, **settings):
        text = json.dumps({"topics": ["secret"], "ca": self.place.cluster.authority, **settings})
        connection = sqlite3.connect(self.user)
        with connection:
            connection.execute("REPLACE INTO feeds VALUES (1, 'Ours', 'kafka', 'kafka', 'main', ?, 0, 1)", (text,))
        connection.close()

    def reads(self, **settings):
        self.set_up(**settings)
        _, rows = self.place.rows("tail", "Ours", "--user", self.user, "--count", "1")
        assert rows[0]["was"] == "read" and rows[0]["parsed"].startswith("S"), rows

    def is_refused(self, naming, password="", **settings):
        self.set_up(**settings)
        output, errors = self.place.run("tail", "Ours", "--user", self.user, status=1)
        assert len(output.splitlines()) <= 1 and naming in errors, (output, errors)
        assert not password or password not in errors, errors


def reads_and_writes_in_secret(place, broker):
    secrets = Secrets(place, broker)
    cluster = place.cluster
    signed = {"brokers": cluster.signed_brokers, "security": "sasl-tls"}
    to_publish = ["--brokers", cluster.signed_brokers, "--security", "sasl-tls", "--ca", cluster.authority]
    secrets.sign_in(broker.PASSWORD)
    place.publish("secret", 0, 100, *to_publish, "--mechanism", "SCRAM-SHA-512")
    place.publish("secret", 100, 200, "--brokers", cluster.secure_brokers, "--security", "tls", "--ca", cluster.authority)
    for mechanism in ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"):
        secrets.reads(**signed, mechanism=mechanism)
    secrets.reads(brokers=cluster.secure_brokers, security="tls")

    # Not the host that the certificate is for, and nobody who is trusted.
    secrets.is_refused("not who it should be", brokers=cluster.secure_brokers.replace("localhost", "127.0.0.1"), security="tls")
    secrets.is_refused("not who it should be", brokers=cluster.secure_brokers, security="tls", ca="")

    secrets.sign_in("not-the-password")
    for mechanism in ("SCRAM-SHA-512", "PLAIN"):
        secrets.is_refused("did not let us sign in", "not-the-password", **signed, mechanism=mechanism)
    output, errors = place.run("publish", place.trades(200, 300), *to_publish, "--topic", "secret", status=1)
    assert "did not let us sign in" in errors and "not-the-password" not in output + errors, errors


def main(tapectl, store, *names):
    broker = load_broker()
    cases = [reads_a_million_through_kills, goes_on_whatever_becomes_of_the_brokers]
    secret = functools.partial(reads_and_writes_in_secret, broker=broker)
    functools.update_wrapper(secret, reads_and_writes_in_secret)
    try:
        with broker.Cluster(2, secure=True) as cluster:
            return run_cases("kafka/broker", [secret, *cases], tapectl, *names, place=lambda program, folder: BrokerPlace(program, folder, cluster, store))
    except broker.Missing as missing:
        print(f"1..0 # SKIP Apache Kafka cannot be had here: {missing}")
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
