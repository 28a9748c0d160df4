# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring for the window: a secret service of the tests on the session bus, that keys are put into as the window does."""

import os
import subprocess
import sys

from driver import PATIENCE, GLib, wait_for
from gi.repository import Gio

SUPPORT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support")
ROOT = "/org/freedesktop/secrets"
NAME = "org.freedesktop.secrets"


class Keyring:
    """A secret service on the bus."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, f"{SUPPORT}/secret-service.py"])
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        wait_for(lambda: self.call("OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", "")))), "a keyring")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def call(self, method, parameters, path=ROOT, interface="org.freedesktop.Secret.Service"):
        flags = Gio.DBusCallFlags.NO_AUTO_START
        return self.bus.call_sync(NAME, path, interface, method, parameters, None, flags, -1, None).unpack()

    def describe(self):
        return self.call("Describe", None, interface="io.github.tapeline.Tests")[0]

    def keep(self, service, text):
        """As tape-keys.c does."""
        _, session = self.call("OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
        attributes = {"xdg:schema": "io.github.tapeline.Tapeline", "service": service, "account": "default"}
        properties = {
            "org.freedesktop.Secret.Item.Attributes": GLib.Variant("a{ss}", attributes),
            "org.freedesktop.Secret.Item.Label": GLib.Variant("s", service),
        }
        item = GLib.Variant("(a{sv}(oayays)b)", (properties, (session, b"", text.encode(), "text/plain"), True))
        self.call("CreateItem", item, f"{ROOT}/aliases/default", "org.freedesktop.Secret.Collection")
