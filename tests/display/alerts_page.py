# SPDX-License-Identifier: GPL-3.0-or-later
"""The Alerts page and the editor of rules, as tests drive them."""

import contextlib
import re
import subprocess

from driver import PATIENCE, Atspi, Late, find_node, name_of, wait_for, walk

# Looked into to the last label.
LEAVES = ("combo box", "label", "page tab", "scroll bar")


class Page:
    """The window and what stands over it, looked into deeper than the driver does."""

    def __init__(self, window):
        self.window = window
        self.window.find("list", "^Rules$")

    def look(self, role, pattern, top=None):
        application = self.window.application
        for i in reversed(range(application.get_child_count())):
            root = application.get_child_at_index(i)
            if root is None or (top is not None and name_of(root) != top):
                continue
            found = find_node(root, role, pattern, LEAVES)
            if found is not None:
                return found
        return None

    def find(self, role, pattern, top=None, patience=PATIENCE):
        return wait_for(
            lambda: self.look(role, pattern, top), f"{role or 'something'} named {pattern}", patience, self.window._check
        )

    def gone(self, role, pattern, top=None):
        wait_for(lambda: self.look(role, pattern, top) is None, f"no {role or 'more'} named {pattern}")

    def point(self, node, x=None):
        place = wait_for(lambda: self.place(node), "a place of its own")
        at = (place.x + (place.width // 2 if x is None else x), place.y + min(place.height // 2, 18))
        subprocess.run(["xdotool", "mousemove", str(at[0]), str(at[1]), "click", "1"], check=True, timeout=PATIENCE)

    @staticmethod
    def place(node):
        place = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return place if place.width > 1 and place.height > 1 else None

    def click(self, role, pattern, top=None):
        node = self.find(role, pattern, top)
        assert node.get_action_iface().do_action(0), f"{pattern} cannot be clicked"

    def new_rule(self):
        self.click("push button", "New Rule$", "Tapeline")
        return self.editor("New Rule")

    def editor(self, title):
        self.find(None, "^The rule in one line$", title)
        wait_for(lambda: is_own(self.window, title), f"{title} on the display")
        self.window.focus_dialog(title)
        return title

    def type(self, title, text):
        """Into the line of the editor of that title, and Enter."""
        # Without a window manager the keyboard may still be on its way to the editor.
        for _ in range(8):
            self.window.focus_dialog(title)
            self.window.press("ctrl+a")
            self.window.type(text)
            with contextlib.suppress(Late):
                wait_for(lambda: self.line() == text, f"“{text}” in the line", PATIENCE / 12)
                break
        assert self.line() == text, f"“{self.line()}” in the line, not “{text}”"
        self.window.press("Return")

    def write(self, text):
        """A rule in one line."""
        self.type(self.new_rule(), text)
        self.gone(None, "^The rule in one line$")

    def line(self):
        node = self.look(None, "^The rule in one line$")
        return None if node is None else Atspi.Text.get_text(node, 0, -1)

    def choose(self, row, *keys):
        """Opens the choices of a row by a click, and chooses among them by keys."""
        node = self.find("combo box", f"^{row}$")
        before = count_windows(self.window)
        self.point(node)
        wait_for(lambda: count_windows(self.window) > before, f"the choices of {row}")
        self.window.press(*keys, "Return")
        wait_for(lambda: count_windows(self.window) == before, f"the choices of {row} gone")

    def can_arm(self):
        node = self.find("push button", "Arm$")
        return node.get_state_set().contains(Atspi.StateType.SENSITIVE)

    def rule(self, pattern):
        return self.window.find("list item", pattern)


def press(top, role, pattern):
    """Presses what is there of that name; a button that opens a menu has another around it, which does nothing."""

    def pressed():
        for node in walk(top, ("label", "combo box")):
            if (role is None or node.role_name == role) and re.search(pattern, node.name):
                if node.get_action_iface().get_n_actions() > 0:
                    return node.get_action_iface().do_action(0)
        return False

    wait_for(pressed, f"{pattern} that can be pressed")


def is_own(window, title):
    command = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(window.process.pid), "--name", f"^{title}$"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def count_windows(window):
    command = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(window.process.pid), "--name", ""]
    return len(subprocess.run(command, capture_output=True, text=True, check=False).stdout.split())
