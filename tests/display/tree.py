# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the accessible tree level by level, with all questions of a level on their way at once: asked one after the other, as
libatspi does, each takes half a millisecond, and there are thousands."""

import functools
import itertools
import os
import re
import socket
import struct

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# Their names say everything.
LEAVES = ("list item", "tree item", "table row", "table cell", "icon", "scroll bar")

ACCESSIBLE = "org.a11y.atspi.Accessible"
PATIENCE = 25


class Node:
    """A node as it was when the tree was read: its name, its role, its place among its siblings. What else is asked of it is
    asked of the accessible object itself, which stays what it is when the tree changes."""

    def __init__(self, path, parent, place):
        self.path, self.parent, self.place = path, parent, place
        self.name = self.role_name = None
        self.children = []

    def __getattr__(self, name):
        return getattr(self.accessible, name)

    @functools.cached_property
    def accessible(self):
        above = self.parent.accessible
        for place in itertools.count(self.place):
            found = above.get_child_at_index(place)
            if found is not None and found.get_name() == "GtkStackPage":  # all children at once are what is on the pages
                found = found.get_child_at_index(0)
            if found is None:
                raise GLib.Error(f"{self.role_name} {self.name} went away")
            if found.path == self.path:
                return found


# What is asked of a node: interface, member, signature and arguments.
CHILDREN = (ACCESSIBLE, "GetChildren", "", ())
ROLE = (ACCESSIBLE, "GetRole", "", ())
NAME = ("org.freedesktop.DBus.Properties", "Get", "ss", (ACCESSIBLE, "Name"))


@functools.cache
def bus_of_accessibility():
    address = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, Gio.DBusCallFlags.NONE, -1, None
    )
    return Bus(address.unpack()[0])


def pack_text(text):
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def pad(data, to):
    return data + bytes(-len(data) % to)


def unpack_text(data, at):
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + length].decode(), at + 4 + length + 1


def unpack_children(body):
    """Paths of a(so)."""
    (length,) = struct.unpack_from("<I", body)
    at, paths = 8, []
    while at < 8 + length:
        _, at = unpack_text(body, at)
        path, at = unpack_text(body, (at + 3) & ~3)
        paths.append(path)
        at = (at + 7) & ~7
    return paths


UNPACK = {
    b"a(so)": unpack_children,
    b"u": lambda body: struct.unpack_from("<I", body)[0],
    b"v": lambda body: unpack_text(body, 4)[0] if body[:3] == b"\1s\0" else None,
}


class Bus:
    """As much of D-Bus as reading the tree takes, many calls at once: with GDBus the tests would spend most of their time in it."""

    def __init__(self, address):
        options = dict(option.split("=", 1) for option in address.split(";")[0].partition(":")[2].split(","))
        path = options["path"] if "path" in options else "\0" + options["abstract"]
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(PATIENCE)
        self.socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        assert self.socket.recv(4096).startswith(b"OK ")
        self.socket.sendall(b"BEGIN\r\n")
        self.serial = 0
        self.received = bytearray()
        driver = "org.freedesktop.DBus"
        self.ask(driver, [("/org/freedesktop/DBus", (driver, "Hello", "", ()))])

    def pack(self, application, path, question):
        interface, member, signature, arguments = question
        self.serial += 1
        fields = b"\1\1o\0" + pack_text(path)
        for code, text in ((2, interface), (3, member), (6, application)):
            fields = pad(fields, 8) + bytes((code, 1)) + b"s\0" + pack_text(text)
        if signature:
            fields = pad(fields, 8) + b"\x08\1g\0" + bytes((len(signature),)) + signature.encode() + b"\0"
        body = b""
        for text in arguments:
            body = pad(body, 4) + pack_text(text)
        return pad(struct.pack("<4B3I", ord("l"), 1, 0, 1, len(body), self.serial, len(fields)) + fields, 8) + body

    def receive(self):
        """The next message: the serial that it answers, or None, and what it says, or None."""
        while len(self.received) < 16:
            self.fill()
        order, kind, _, _, length, _, fields = struct.unpack_from("<4B3I", self.received)
        assert order == ord("l"), "a bus of this machine"
        begin = (16 + fields + 7) & ~7
        while len(self.received) < begin + length:
            self.fill()
        message = bytes(self.received[: begin + length])
        del self.received[: begin + length]
        answers, signature, at = None, None, 16
        while at < 16 + fields:
            code, type_of = message[at], message[at + 2]
            at += 4
            if type_of == ord("u"):
                (value,) = struct.unpack_from("<I", message, at)
                answers, at = value if code == 5 else answers, at + 4
            elif type_of == ord("g"):
                value = message[at + 1 : at + 1 + message[at]]
                signature, at = value if code == 8 else signature, at + 2 + message[at]
            else:
                at += 4 + struct.unpack_from("<I", message, at)[0] + 1
            at = (at + 7) & ~7
        unpack = UNPACK.get(signature) if kind == 2 else None
        return answers, unpack(message[begin:]) if unpack is not None else None

    def fill(self):
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the bus of accessibility is gone")
        self.received += data

    def ask(self, application, questions):
        """The answers to (path, question); None from a node that went away, or says nothing."""
        first = self.serial + 1
        answers = [None] * len(questions)
        self.socket.sendall(b"".join([self.pack(application, path, question) for path, question in questions]))
        missing = len(questions)
        try:
            while missing > 0:
                serial, answer = self.receive()
                if serial is not None and serial >= first:
                    answers[serial - first] = answer
                    missing -= 1
        except TimeoutError:
            pass
        return answers


def read_children(application, nodes):
    """Of all nodes of a level; returns the next."""
    answers = bus_of_accessibility().ask(application, [(node.path, CHILDREN) for node in nodes])
    for node, children in zip(nodes, answers):
        node.children = [Node(path, node, place) for place, path in enumerate(children or [])]
    return [child for node in nodes for child in node.children]


def read_words(application, nodes):
    for_role = [(node.path, ROLE) for node in nodes]
    for_name = [(node.path, NAME) for node in nodes]
    answers = bus_of_accessibility().ask(application, for_role + for_name)
    for node, role, name in zip(nodes, answers, answers[len(nodes):]):
        node.role_name, node.name = role_name(role or 0), name or ""


@functools.cache
def role_name(role):
    return Atspi.role_get_name(Atspi.Role(role))


def in_order(node):
    for child in node.children:
        yield child
        yield from in_order(child)


def walk(node, leaves=LEAVES):
    """Everything below node, in the tree's order, but for what is below leaves. What is not on the screen is not in the tree:
    the window hides it there."""
    if node is None:
        return
    top = Node(node.path, None, 0)
    top.accessible = getattr(node, "accessible", node)
    application = top.accessible.app
    if application is None:  # a window that went away while it was looked at
        return
    application = application.bus_name
    level = [top]
    while level:
        level = read_children(application, level)
        read_words(application, level)
        level = [child for child in level if child.role_name not in leaves]
    yield from in_order(top)


def find_node(node, role, pattern, leaves=LEAVES):
    """The first below node of that role, if any, whose name matches, or None."""
    for found in walk(node, leaves):
        if (role is None or found.role_name == role) and re.search(pattern, found.name):
            return found.accessible
    return None
