#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache Kafka itself for tests: a cluster of brokers in KRaft mode, of Maven Central's packages, on loopback.

As a module: Cluster. As a program, a single broker until the standard input ends:

    kafka-broker.py          prints "brokers HOST:PORT" once it is there

What it needs and is missing, or cannot be fetched, is a Missing with the reason: tests that want a broker are skipped then.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

VERSION = "3.9.1"
PATIENCE = 180

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tapeline</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""

LOGGING = "log4j.rootLogger=WARN, stderr\nlog4j.appender.stderr=org.apache.log4j.ConsoleAppender\n" \
          "log4j.appender.stderr.layout=org.apache.log4j.PatternLayout\n"


class Missing(Exception):
    """There is no broker to be had here."""


def find_ports(n):
    """Ports that are free now."""
    sockets = [socket.socket() for _ in range(n)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def find_classes(folder):
    """Fetches the broker's packages, unless Maven has them already; returns the class path."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise Missing(f"there is no {program}")
    project = os.path.join(folder, "maven")
    os.makedirs(project, exist_ok=True)
    with open(os.path.join(project, "pom.xml"), "w", encoding="utf-8") as pom:
        pom.write(POM)
    run = subprocess.run(
        ["mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classes"],
        cwd=project, capture_output=True, text=True, timeout=600, check=False,
    )
    if run.returncode != 0:
        raise Missing("Apache Kafka cannot be fetched: " + next(iter(run.stdout.splitlines()), run.stderr)[:200])
    with open(os.path.join(project, "classes"), encoding="utf-8") as classes:
        return classes.read().strip()


class Broker:
    """One broker of a cluster. The first is its controller too, so that the others may come and go."""

    def __init__(self, cluster, number):
        self.cluster = cluster
        self.number = number
        self.port, self.control_port = find_ports(2)
        self.folder = os.path.join(cluster.folder, f"broker{number}")
        self.process = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def configure(self):
        os.makedirs(self.folder, exist_ok=True)
        first = self.cluster.all[0]
        controls = self is first
        copies = min(len(self.cluster.all), 3)
        settings = {
            "process.roles": "broker,controller" if controls else "broker",
            "node.id": self.number,
            "controller.quorum.voters": f"{first.number}@127.0.0.1:{first.control_port}",
            "controller.listener.names": "CONTROL",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port}" + (f",CONTROL://127.0.0.1:{self.control_port}" if controls else ""),
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROL:PLAINTEXT",
            "log.dirs": os.path.join(self.folder, "log"),
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": 1,
            "default.replication.factor": copies,
            "min.insync.replicas": 1,
            "auto.create.topics.enable": "false",
            "controlled.shutdown.enable": "true",
            "broker.session.timeout.ms": 6000,
        }
        with open(os.path.join(self.folder, "server.properties"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in settings.items())
        self.cluster.java("kafka.tools.StorageTool", "format", "-t", self.cluster.id, "-c", self.settings, "--ignore-formatted")

    @property
    def settings(self):
        return os.path.join(self.folder, "server.properties")

    def start(self):
        log = open(os.path.join(self.folder, "output"), "ab")  # pylint: disable=consider-using-with
        self.process = subprocess.Popen(self.cluster.command("kafka.Kafka", self.settings), stdout=log, stderr=log)  # pylint: disable=consider-using-with
        log.close()

    def wait(self):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    with open(os.path.join(self.folder, "output"), encoding="utf-8", errors="replace") as output:
                        raise RuntimeError("the broker did not start:\n" + output.read()[-2000:]) from None
                time.sleep(0.1)

    def end(self, with_signal=signal.SIGTERM):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(with_signal)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


class Cluster:
    """Brokers in a folder of their own; with Cluster(1) as cluster: …"""

    def __init__(self, n=1, memory="384m"):
        self.folder = tempfile.mkdtemp(prefix="tapeline-kafka-")
        self.memory = memory
        self.id = "VGFwZWxpbmVUZXN0Q2x1c3"
        self.all = [Broker(self, number + 1) for number in range(n)]
        self.classes = None

    def __enter__(self):
        try:
            self.classes = find_classes(self.folder)
            with open(os.path.join(self.folder, "log4j.properties"), "w", encoding="utf-8") as file:
                file.write(LOGGING)
            for broker in self.all:
                broker.configure()
            for broker in self.all:
                broker.start()
            for broker in self.all:
                broker.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind, value, trace):
        for broker in self.all:
            broker.end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def brokers(self):
        return ",".join(broker.address for broker in self.all)

    def command(self, *arguments):
        return [
            "java", f"-Xmx{self.memory}", "-XX:+UseSerialGC", f"-Dlog4j.configuration=file:{self.folder}/log4j.properties",
            "-cp", self.classes, *arguments,
        ]

    def java(self, *arguments):
        run = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=PATIENCE, check=False)
        if run.returncode != 0:
            raise RuntimeError(f"{arguments}: {run.stdout[-1000:]} {run.stderr[-1000:]}")
        return run.stdout

    def topics(self, *arguments):
        return self.java("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", self.brokers, *arguments)

    def add_topic(self, topic, partitions, copies=1):
        self.topics("--create", "--topic", topic, "--partitions", str(partitions), "--replication-factor", str(copies))

    def grow_topic(self, topic, partitions):
        self.topics("--alter", "--topic", topic, "--partitions", str(partitions))

    def leaders(self, topic):
        """Number of the broker that leads each partition."""
        lines = self.topics("--describe", "--topic", topic).splitlines()
        parts = [line.split() for line in lines if "Partition:" in line]
        return {int(part[part.index("Partition:") + 1]): int(part[part.index("Leader:") + 1]) for part in parts}


def main():
    with Cluster() as cluster:
        print("brokers", cluster.brokers, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    try:
        main()
    except Missing as missing:
        sys.exit(f"{missing}")
