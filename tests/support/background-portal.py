#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's portal for running in the background, as far as applications see it: answers and records.

background-portal.py grant|refuse RECORD        a JSON line for each request
"""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = """<node><interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground">
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
  <property name="version" type="u" access="read"/>
</interface></node>"""


class Portal:
    def __init__(self, answer, record):
        self.granted = answer == "grant"
        self.record = record
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        info = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.connection.register_object(PATH, info, self.on_call, lambda *_: GLib.Variant("u", 2), None)
        Gio.bus_own_name_on_connection(self.connection, NAME, Gio.BusNameOwnerFlags.NONE, None, None)

    def on_call(self, _connection, sender, _path, _interface, _method, parameters, invocation):
        window, options = parameters.unpack()
        with open(self.record, "a", encoding="utf-8") as file:
            file.write(json.dumps(dict(options, call="request", window=window)) + "\n")
        request = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}"
        invocation.return_value(GLib.Variant("(o)", (request,)))
        results = {
            "background": GLib.Variant("b", self.granted),
            "autostart": GLib.Variant("b", self.granted and options.get("autostart", False)),
        }
        response = GLib.Variant("(ua{sv})", (0 if self.granted else 1, results))
        self.connection.emit_signal(sender, request, "org.freedesktop.portal.Request", "Response", response)


if __name__ == "__main__":
    portal = Portal(*sys.argv[1:])
    GLib.MainLoop().run()
