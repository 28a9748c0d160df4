#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's service for notifications: records what it receives, and can be stopped, killed and started again.

notifications.py gtk|desktop|portal RECORD        as GNOME Shell's, as the other desktops', or as a sandbox sees either; a
JSON line for each call

To RECORD it writes {"call": "add"|"remove"|"close", …}. For a desktop's, the signal USR1 invokes on the newest notification
the action that the file RECORD.action names, as a click on its button would.
"""

import json
import signal
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

GTK = """<node><interface name="org.gtk.Notifications">
  <method name="AddNotification"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="RemoveNotification"><arg type="s" direction="in"/><arg type="s" direction="in"/></method>
</interface></node>"""

DESKTOP = """<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""

PORTAL = """<node><interface name="org.freedesktop.portal.Notification">
  <method name="AddNotification"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="RemoveNotification"><arg type="s" direction="in"/></method>
</interface></node>"""

PLACES = {
    "gtk": ("org.gtk.Notifications", "/org/gtk/Notifications", GTK),
    "desktop": ("org.freedesktop.Notifications", "/org/freedesktop/Notifications", DESKTOP),
    "portal": ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", PORTAL),
}


class Service:
    def __init__(self, kind, record):
        self.name, self.path, interface = PLACES[kind]
        self.record = record
        self.last = 0
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        info = Gio.DBusNodeInfo.new_for_xml(interface).interfaces[0]
        self.connection.register_object(self.path, info, self.on_call, None, None)
        Gio.bus_own_name_on_connection(self.connection, self.name, Gio.BusNameOwnerFlags.NONE, None, None)
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGUSR1, self.invoke)

    def write(self, **what):
        with open(self.record, "a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")

    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        values = parameters.unpack()
        result = None
        if method == "AddNotification":
            self.write(call="add", id=values[-2], **values[-1], **self.name_sender(values[:-2]))
        elif method == "RemoveNotification":
            self.write(call="remove", id=values[-1], **self.name_sender(values[:-1]))
        elif method == "Notify":
            self.last = values[1] or self.last + 1
            result = GLib.Variant("(u)", (self.last,))
            self.write(
                call="add", id=self.last, replaces=values[1], title=values[3], body=values[4], actions=values[5],
                urgency=values[6].get("urgency"), desktop_entry=values[6].get("desktop-entry"),
            )  # fmt: skip
        elif method == "CloseNotification":
            self.write(call="remove", id=values[0])
        elif method == "GetCapabilities":
            result = GLib.Variant("(as)", (["body", "actions", "persistence"],))
        elif method == "GetServerInformation":
            result = GLib.Variant("(ssss)", ("recorder", "Tapeline's tests", "1", "1.2"))
        invocation.return_value(result)

    @staticmethod
    def name_sender(values):
        """The portal knows by itself whose call it is."""
        return {"application": values[0]} if values else {}

    def invoke(self):
        with open(self.record + ".action", encoding="utf-8") as file:
            action = GLib.Variant("(us)", (self.last, file.read()))
        self.connection.emit_signal(None, self.path, self.name, "ActionInvoked", action)
        return True


if __name__ == "__main__":
    service = Service(*sys.argv[1:])
    GLib.MainLoop().run()
