# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the accessible tree level by level, with all questions of a level on their way at once: asked one after the other, as
libatspi does, each takes half a millisecond, and there are thousands."""

import functools
import itertools
import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# Their names say everything.
LEAVES = ("list item", "tree item", "table row", "table cell", "icon", "scroll bar")

ACCESSIBLE = "org.a11y.atspi.Accessible"


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


@functools.cache
def bus_of_accessibility():
    address = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, Gio.DBusCallFlags.NONE, -1, None
    )
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address.unpack()[0], flags, None, None)


def ask(application, questions):
    """The answers to (path, interface, method, parameters); None from a node that went away."""
    bus, answers = bus_of_accessibility(), {}

    def take(bus, result, number):
        try:
            answers[number] = bus.call_finish(result).unpack()[0]
        except GLib.Error:
            answers[number] = None

    for number, (path, interface, method, parameters) in enumerate(questions):
        bus.call(application, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, -1, None, take, number)
    while len(answers) < len(questions):
        GLib.MainContext.default().iteration(True)
    return [answers[number] for number in range(len(questions))]


def read_children(application, nodes):
    """Of all nodes of a level; returns the next."""
    questions = [(node.path, ACCESSIBLE, "GetChildren", None) for node in nodes]
    for node, children in zip(nodes, ask(application, questions)):
        node.children = [Node(path, node, place) for place, (_, path) in enumerate(children or [])]
    return [child for node in nodes for child in node.children]


def read_words(application, nodes):
    name = GLib.Variant("(ss)", (ACCESSIBLE, "Name"))
    for_role = [(node.path, ACCESSIBLE, "GetRole", None) for node in nodes]
    for_name = [(node.path, "org.freedesktop.DBus.Properties", "Get", name) for node in nodes]
    answers = ask(application, for_role + for_name)
    for node, role, name in zip(nodes, answers, answers[len(nodes):]):
        node.role_name, node.name = Atspi.role_get_name(Atspi.Role(role or 0)), name or ""


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
    level = [top]
    application = top.accessible.app.bus_name
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
