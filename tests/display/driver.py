# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the window as a person with a screen reader and a keyboard does: through its accessible tree and key events.

Every wait is bounded and ends as soon as its condition holds. Run below tests/support/with-display.sh.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from tree import find_node, walk  # noqa: E402

PATIENCE = float(os.environ.get("TAPE_PATIENCE", "60"))


class Late(AssertionError):
    """A condition did not come true in time."""


def wait_for(condition, what, patience=PATIENCE, alive=lambda: None):
    """What condition() returns once it is true. Looks 20 times a second, but no more than half of the time."""
    context = GLib.MainContext.default()
    end = time.monotonic() + patience
    while True:
        begun = time.monotonic()
        try:
            result = condition()
        except GLib.Error:  # a node that went away while it was looked at
            result = None
        alive()
        if result:
            return result
        if time.monotonic() > end:
            raise Late(f"not within {patience:.0f} s: {what}")
        rested = []
        GLib.timeout_add(max(50, int((time.monotonic() - begun) * 1000)), lambda: rested.append(True))
        while not rested:
            context.iteration(True)


def own_folders(home):
    """The environment of an application that keeps everything in home."""
    return dict(os.environ, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config")


def name_of(node):
    return node.get_name() or ""


class Window:
    """One run of the application, with a folder of its own that outlives it."""

    def __init__(self, program, home, *arguments, page="feeds"):
        self.home = home
        environment = own_folders(home)
        if page is not None:
            subprocess.run(
                ["gsettings", "set", "io.github.tapeline.Tapeline", "page", page], env=environment, check=True
            )
        self.asked_for_file = False
        self.errors = open(f"{home}/stderr", "w+b")
        self.process = subprocess.Popen([program, *arguments], env=environment, stderr=self.errors)
        self.application = wait_for(self._find_application, "the application in the accessible tree")
        self.find("frame", "Tapeline")
        self.take_focus()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        running = self.process.poll() is None
        if running:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        complaints = self.complaints()
        self.errors.close()
        # What GTK's dialog of files keeps to the end is not ours, and a sanitizer tells of it.
        assert not running or status == 0 or self.asked_for_file, f"ended with {status} when it was asked to end: {complaints}"

    def _find_application(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the application ended with {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                child.set_cache_mask(Atspi.Cache.NONE)
                return child
        return None

    def _check(self):
        assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.complaints()}"

    def take_focus(self):
        found = wait_for(
            lambda: subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True
            ).stdout.split(),
            "the window on the display",
        )
        subprocess.run(["xdotool", "windowfocus", "--sync", found[0]], check=True, timeout=PATIENCE)

    def look(self, role, pattern):
        """The first node of that role whose name matches, or None."""
        return find_node(self.application, role, pattern)

    def find(self, role, pattern, patience=PATIENCE):
        return wait_for(lambda: self.look(role, pattern), f"{role or 'something'} named {pattern}", patience, self._check)

    def gone(self, role, pattern):
        wait_for(lambda: self.look(role, pattern) is None, f"no {role or 'more'} named {pattern}", PATIENCE, self._check)

    def press(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True, timeout=PATIENCE)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "5", text], check=True, timeout=PATIENCE)

    def click(self, role, pattern):
        node = self.find(role, pattern)
        assert node.get_action_iface().do_action(0), f"{pattern} cannot be clicked"

    def drag(self, what, where):
        """Moves a node with the pointer onto another; both are (role, pattern)."""
        points = []
        for role, pattern in (what, where):
            place = self.find(role, pattern).get_component_iface().get_extents(Atspi.CoordType.WINDOW)
            points.append((place.x + place.width // 3, place.y + place.height // 2))
        (x, y), (to_x, to_y) = points
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown", "1"], check=True, timeout=PATIENCE)
        # Beyond the threshold it is a drag, and gets a window of its own for its picture.
        windows = self._count_windows()
        for step in range(1, 9):
            at = (str(x + (to_x - x) * step // 8), str(y + (to_y - y) * step // 8))
            subprocess.run(["xdotool", "mousemove", *at], check=True, timeout=PATIENCE)
            if step == 4:
                wait_for(lambda: self._count_windows() > windows, "the picture of what is dragged")
        subprocess.run(["xdotool", "mouseup", "1"], check=True, timeout=PATIENCE)

    def _count_windows(self):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True
        )
        return len(found.stdout.split())

    def focus_dialog(self, title):
        """Gives it the keyboard, as without a window manager nothing else does, and returns its number."""
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid), "--name", f"^{title}$"]
        found = wait_for(
            lambda: subprocess.run(command, capture_output=True, text=True, check=False).stdout.split(),
            f"dialog {title}",
            PATIENCE,
            self._check,
        )
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], check=True, timeout=PATIENCE)
        return found[-1]

    def _length_of_name(self):
        """Of what stands in the focused entry of a dialog that asks for a file."""
        node = self.look("text", "^Name:$")
        if node is None or not node.get_state_set().contains(Atspi.StateType.FOCUSED):
            return 0
        return Atspi.Text.get_character_count(node)

    def save_as(self, title, proposed, path):
        """Types a path into the dialog that asks for a file, which begins with the proposed name."""
        self.asked_for_file = True
        self.focus_dialog(title)
        wait_for(lambda: self._length_of_name() == len(proposed), f"{proposed} to begin with", PATIENCE, self._check)
        self.press("ctrl+a")
        self.type(path)
        wait_for(lambda: self._length_of_name() == len(path), "the name that was typed", PATIENCE, self._check)
        self.press("Return")

    def _focused_text(self):
        """The entry that has the keyboard, in a dialog."""
        for i in range(self.application.get_child_count()):
            top = self.application.get_child_at_index(i)
            if top is None or name_of(top) == "Tapeline":
                continue
            for node in walk(top):
                if node.role_name == "text" and node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return node.accessible
        return None

    def open_path(self, title, path):
        """Types a path into the dialog that asks for a file to open."""
        self.asked_for_file = True
        self.focus_dialog(title)

        def entry_for_path():
            found = self._focused_text()
            if found is None:  # a slash brings it, once the dialog listens
                self.press("slash")
            return found

        entry = wait_for(entry_for_path, "an entry for the path", PATIENCE, self._check)
        self.press("ctrl+a")
        self.type(path)
        wait_for(lambda: Atspi.Text.get_character_count(entry) == len(path), path, PATIENCE, self._check)
        self.press("Return")

    def close(self):
        """Closes the window as a person does, and waits until the application has ended."""
        self.press("ctrl+q")
        assert self.process.wait(PATIENCE) == 0, f"ended with {self.process.returncode}"

    def complaints(self):
        self.errors.flush()
        with open(self.errors.name, encoding="utf-8", errors="replace") as lines:
            return [line for line in lines if re.search("CRITICAL|WARNING|ERROR", line)]


# Below them is nothing that is looked for in a dialog.
DIALOG_LEAVES = ("combo box", "label", "page tab", "scroll bar")


class Dialogs:
    """The windows that stand over the main one, looked into to the last row."""

    def __init__(self, window):
        self.window = window

    def look(self, role, pattern):
        application = self.window.application
        for i in reversed(range(application.get_child_count())):
            top = application.get_child_at_index(i)
            if top is None or name_of(top) == "Tapeline":
                continue
            found = find_node(top, role, pattern, DIALOG_LEAVES)
            if found is not None:
                return found
        return None

    def find(self, role, pattern):
        what = f"{role or 'something'} named {pattern}"
        return wait_for(lambda: self.look(role, pattern), what, PATIENCE, self.window._check)

    def gone(self, role, pattern):
        wait_for(lambda: self.look(role, pattern) is None, f"no {role or 'more'} named {pattern}")

    def is_sensitive(self, role, pattern):
        node = self.look(role, pattern)
        return node is not None and node.get_state_set().contains(Atspi.StateType.SENSITIVE)

    def click(self, role, pattern):
        wait_for(lambda: self.is_sensitive(role, pattern), f"{pattern} that can be clicked")
        assert self.find(role, pattern).get_action_iface().do_action(0), f"{pattern} cannot be clicked"

    def place(self, role, pattern):
        node = self.look(role, pattern)
        found = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW) if node is not None else None
        return found if found is not None and found.width > 1 and found.height > 1 else None

    def point(self, role, pattern):
        """With the pointer, in the middle; nothing places windows but at the display's corner."""
        place = wait_for(lambda: self.place(role, pattern), f"{pattern} in a place of its own")
        at = (str(place.x + place.width // 2), str(place.y + place.height // 2))
        subprocess.run(["xdotool", "mousemove", *at, "click", "1"], check=True, timeout=PATIENCE)

    def choose(self, name, *keys):
        """Moves by keys in the drop-down."""
        self.point("combo box", f"^{name}$")
        self.window.press(*keys, "Return")


def run(tests, program):
    """Runs tests, functions of the program and a folder, and prints TAP."""
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, start=1):
        name = "/window/" + test.__name__.replace("_", "-")
        with tempfile.TemporaryDirectory(prefix="tapeline-test-") as home:
            try:
                started = time.monotonic()
                test(program, home)
                print(f"ok {number} {name} # {time.monotonic() - started:.1f} s", flush=True)
            except Exception:  # noqa: BLE001, whatever it is, it is a failure
                failed += 1
                print(f"not ok {number} {name}", flush=True)
                traceback.print_exc()  # meson passes on of a failed test what is no TAP
    sys.exit(1 if failed else 0)
