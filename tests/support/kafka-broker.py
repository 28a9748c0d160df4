#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache Kafka itself for tests: a cluster of brokers in KRaft mode, of Maven Central's packages, on loopback.

As a module: Cluster. As a program:

    kafka-broker.py          a single broker until the standard input ends; prints "brokers HOST:PORT" once it is there
    kafka-broker.py classes  fetches the packages and prints the class path, which TAPE_KAFKA_CLASSES hands on to later runs

What it needs and is missing, or cannot be fetched, is a Missing with the reason: tests that want a broker are skipped then.
"""

import concurrent.futures
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
FETCH_PATIENCE = 120

# Who may sign in where the cluster is secure.
USER, PASSWORD = "desk", "tape-and-line"

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
    known = os.environ.get("TAPE_KAFKA_CLASSES")
    if known:
        return known
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise Missing(f"there is no {program}")
    project = os.path.join(folder, "maven")
    os.makedirs(project, exist_ok=True)
    with open(os.path.join(project, "pom.xml"), "w", encoding="utf-8") as pom:
        pom.write(POM)
    try:
        run = subprocess.run(
            ["mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classes"],
            cwd=project, capture_output=True, text=True, timeout=FETCH_PATIENCE, check=False,
        )
    except subprocess.TimeoutExpired:
        raise Missing("Apache Kafka is too slow to fetch") from None
    if run.returncode != 0:
        raise Missing("Apache Kafka cannot be fetched: " + next(iter(run.stdout.splitlines()), run.stderr)[:200])
    with open(os.path.join(project, "classes"), encoding="utf-8") as classes:
        return classes.read().strip()


class Broker:
    """One broker of a cluster. The first is its controller too, so that the others may come and go."""

    def __init__(self, cluster, number):
        self.cluster = cluster
        self.number = number
        self.port, self.control_port, self.tls_port, self.signed_port = find_ports(4)
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
            "listeners": self.listeners("127.0.0.1") + (f",CONTROL://127.0.0.1:{self.control_port}" if controls else ""),
            "advertised.listeners": self.listeners("localhost"),
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROL:PLAINTEXT,TLS:SSL,SIGNED:SASL_SSL",
            "log.dirs": os.path.join(self.folder, "log"),
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": 1,
            "default.replication.factor": copies,
            "min.insync.replicas": 1,
            "num.partitions": 2,
            "controlled.shutdown.enable": "true",
            "broker.session.timeout.ms": 6000,
        }
        scram = []
        if self.cluster.secure:
            settings |= self.security()
            scram = [word for name in ("SCRAM-SHA-256", "SCRAM-SHA-512") for word in ("--add-scram", f"{name}=[name={USER},password={PASSWORD}]")]
        with open(os.path.join(self.folder, "server.properties"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in settings.items())
        self.cluster.java("kafka.tools.StorageTool", "format", "-t", self.cluster.id, "-c", self.settings, *scram)

    def listeners(self, host):
        """For all who come; the certificate is that of localhost."""
        secure = f",TLS://{host}:{self.tls_port},SIGNED://{host}:{self.signed_port}" if self.cluster.secure else ""
        return f"PLAINTEXT://127.0.0.1:{self.port}" + secure

    def security(self):
        modules = "org.apache.kafka.common.security"
        return {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.cluster.certificate,
            "listener.name.signed.sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN",
            "listener.name.signed.scram-sha-512.sasl.jaas.config": f"{modules}.scram.ScramLoginModule required;",
            "listener.name.signed.scram-sha-256.sasl.jaas.config": f"{modules}.scram.ScramLoginModule required;",
            "listener.name.signed.plain.sasl.jaas.config": f'{modules}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";',
        }

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
    """Brokers in a folder of their own; with Cluster(1) as cluster: … A secure one has listeners for TLS, without and with signing
    in, too."""

    def __init__(self, n=1, memory="384m", secure=False):
        self.folder = tempfile.mkdtemp(prefix="tapeline-kafka-")
        self.memory = memory
        self.secure = secure
        self.authority = os.path.join(self.folder, "authority.pem")
        self.certificate = os.path.join(self.folder, "certificate.pem")
        self.id = "VGFwZWxpbmVUZXN0Q2x1c3"
        self.all = [Broker(self, number + 1) for number in range(n)]
        self.classes = None

    def __enter__(self):
        try:
            self.classes = find_classes(self.folder)
            with open(os.path.join(self.folder, "log4j.properties"), "w", encoding="utf-8") as file:
                file.write(LOGGING)
            if self.secure:
                self.make_certificate()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                list(pool.map(Broker.configure, self.all))
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

    @property
    def secure_brokers(self):
        return ",".join(f"localhost:{broker.tls_port}" for broker in self.all)

    @property
    def signed_brokers(self):
        return ",".join(f"localhost:{broker.signed_port}" for broker in self.all)

    def make_certificate(self):
        """One for localhost that vouches for itself, with its key, and without."""
        run = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", self.certificate, "-out", self.authority],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )
        if run.returncode != 0:
            raise RuntimeError(f"openssl: {run.stderr[-1000:]}")
        with open(self.certificate, "a", encoding="utf-8") as both, open(self.authority, encoding="utf-8") as certificate:
            both.write(certificate.read())

    def command(self, *arguments):
        return [
            "java", f"-Xmx{self.memory}", "-XX:+UseSerialGC", f"-Dlog4j.configuration=file:{self.folder}/log4j.properties",
            "-cp", self.classes, *arguments,
        ]

    def java(self, *arguments):
        """A tool, which ends before what is compiled well would pay."""
        command = self.command(*arguments)
        run = subprocess.run([command[0], "-XX:TieredStopAtLevel=1", *command[1:]], capture_output=True, text=True, timeout=PATIENCE, check=False)
        if run.returncode != 0:
            raise RuntimeError(f"{arguments}: {run.stdout[-1000:]} {run.stderr[-1000:]}")
        return run.stdout

    def topics(self, *arguments):
        return self.java("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", self.brokers, *arguments)

    def add_topic(self, topic, partitions, copies=1):
        self.topics("--create", "--topic", topic, "--partitions", str(partitions), "--replication-factor", str(copies))

    def grow_topic(self, topic, partitions):
        self.topics("--alter", "--topic", topic, "--partitions", str(partitions))


def main(*words):
    if words == ("classes",):
        with tempfile.TemporaryDirectory(prefix="tapeline-kafka-") as folder:
            print(find_classes(folder))
        return
    with Cluster() as cluster:
        print("brokers", cluster.brokers, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Missing as missing:
        sys.exit(f"{missing}")
