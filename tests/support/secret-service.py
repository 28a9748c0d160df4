#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret service on the session bus, as far as keys need one, that does as it is told.

secret-service.py       begins open and empty; the interface io.github.tapeline.Tests at the service's path sets its mood
                        and tells what it holds, without the secrets
"""

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
COLLECTION = f"{ROOT}/collection/login"
DEFAULT = f"{ROOT}/aliases/default"
NOTHING = "/"
INTERFACES = """<node>
<interface name="org.freedesktop.Secret.Service">
  <method name="OpenSession">
    <arg type="s" direction="in"/><arg type="v" direction="in"/><arg type="v" direction="out"/><arg type="o" direction="out"/>
  </method>
  <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/><arg type="ao" direction="out"/></method>
  <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
  <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
  <property name="Collections" type="ao" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Collection">
  <method name="CreateItem">
    <arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/><arg type="b" direction="in"/>
    <arg type="o" direction="out"/><arg type="o" direction="out"/>
  </method>
  <property name="Items" type="ao" access="read"/>
  <property name="Label" type="s" access="read"/>
  <property name="Locked" type="b" access="read"/>
  <property name="Created" type="t" access="read"/>
  <property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Item">
  <method name="Delete"><arg type="o" direction="out"/></method>
  <method name="GetSecret"><arg type="o" direction="in"/><arg type="(oayays)" direction="out"/></method>
  <property name="Locked" type="b" access="read"/>
  <property name="Attributes" type="a{ss}" access="read"/>
  <property name="Label" type="s" access="read"/>
  <property name="Created" type="t" access="read"/>
  <property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Prompt">
  <method name="Prompt"><arg type="s" direction="in"/></method>
  <method name="Dismiss"/>
  <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
</interface>
<interface name="io.github.tapeline.Tests">
  <method name="SetMood"><arg type="s" direction="in"/></method>
  <method name="Describe"><arg type="s" direction="out"/></method>
</interface>
</node>"""


class Refused(Exception):
    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


class Service:
    """Moods: open; locked (a prompt unlocks it); stays-locked (the person dismisses the prompt); hangs (the person does not
    look at the prompt); refuses (to keep and to tell, and repeats the secret as it does); forgets (says that it keeps, and does not)."""

    def __init__(self):
        self.mood = "open"
        self.items = {}
        self.sessions = set()
        self.prompts = {}
        self.numbers = 0
        self.registered = {}
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.interfaces = {info.name: info for info in Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces}
        for path, interface in (
            (ROOT, "org.freedesktop.Secret.Service"),
            (ROOT, "io.github.tapeline.Tests"),
            (COLLECTION, "org.freedesktop.Secret.Collection"),
            (DEFAULT, "org.freedesktop.Secret.Collection"),
        ):
            self.register(path, interface)
        Gio.bus_own_name_on_connection(self.connection, NAME, Gio.BusNameOwnerFlags.NONE, None, None)

    def register(self, path, interface):
        info = self.interfaces[interface]
        self.registered[path] = self.connection.register_object(path, info, self.on_call, self.on_property, None)

    def next_path(self, kind):
        self.numbers += 1
        return f"{ROOT}/{kind}/n{self.numbers}"

    def is_locked(self):
        return self.mood in ("locked", "stays-locked", "hangs")

    def on_property(self, _connection, _sender, path, _interface, name):
        item = self.items.get(path, {"attributes": {}, "label": "Login"})
        return {
            "Collections": lambda: GLib.Variant("ao", [COLLECTION]),
            "Items": lambda: GLib.Variant("ao", list(self.items)),
            "Attributes": lambda: GLib.Variant("a{ss}", item["attributes"]),
            "Label": lambda: GLib.Variant("s", item["label"]),
            "Locked": lambda: GLib.Variant("b", self.is_locked()),
            "Created": lambda: GLib.Variant("t", 1),
            "Modified": lambda: GLib.Variant("t", 1),
        }[name]()

    def on_call(self, _connection, _sender, path, _interface, method, parameters, invocation):
        try:
            answer = getattr(self, f"call_{method}")(path, *parameters.unpack())
            invocation.return_value(answer)
        except Refused as refused:
            invocation.return_dbus_error(refused.name, str(refused))

    def call_SetMood(self, _path, mood):
        self.mood = mood

    def call_Describe(self, _path):
        texts = sorted(
            f"{item['label']}: " + " ".join(f"{k}={v}" for k, v in sorted(item["attributes"].items()))
            for item in self.items.values()
        )
        return GLib.Variant("(s)", ("; ".join(texts),))

    def call_OpenSession(self, _path, algorithm, _input):
        if algorithm != "plain":
            raise Refused("org.freedesktop.DBus.Error.NotSupported", "plain only")
        session = self.next_path("session")
        self.sessions.add(session)
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), session))

    def call_SearchItems(self, _path, attributes):
        wanted = attributes.items()
        found = [path for path, item in self.items.items() if wanted <= item["attributes"].items()]
        return GLib.Variant("(aoao)", ([], found) if self.is_locked() else (found, []))

    def call_Unlock(self, _path, objects):
        if not self.is_locked():
            return GLib.Variant("(aoo)", (objects, NOTHING))
        prompt = self.next_path("prompt")
        self.prompts[prompt] = objects
        self.register(prompt, "org.freedesktop.Secret.Prompt")
        return GLib.Variant("(aoo)", ([], prompt))

    def call_ReadAlias(self, _path, name):
        return GLib.Variant("(o)", (COLLECTION if name == "default" else NOTHING,))

    def call_Prompt(self, path, _window):
        if self.mood != "hangs":
            dismissed = self.mood == "stays-locked"
            self.mood = self.mood if dismissed else "open"
            GLib.idle_add(self.complete, path, dismissed)

    def call_Dismiss(self, path):
        GLib.idle_add(self.complete, path, True)

    def complete(self, path, dismissed):
        objects = GLib.Variant("ao", [] if dismissed else self.prompts.pop(path))
        completed = GLib.Variant("(bv)", (dismissed, objects))
        self.connection.emit_signal(None, path, "org.freedesktop.Secret.Prompt", "Completed", completed)
        return GLib.SOURCE_REMOVE

    def check_session(self, session):
        if session not in self.sessions:
            raise Refused("org.freedesktop.Secret.Error.NoSession", "no such session")
        if self.is_locked():
            raise Refused("org.freedesktop.Secret.Error.IsLocked", "locked")

    def call_CreateItem(self, _path, properties, secret, _replace):
        session, _, value, kind = secret
        self.check_session(session)
        if self.mood == "refuses":
            raise Refused("org.freedesktop.DBus.Error.AccessDenied", f"“{bytes(value).decode()}” is not kept here")
        attributes = properties["org.freedesktop.Secret.Item.Attributes"]
        same = [path for path, item in self.items.items() if item["attributes"] == attributes]
        path = same[0] if same else self.next_path("collection/login")
        if self.mood != "forgets":
            label = properties["org.freedesktop.Secret.Item.Label"]
            self.items[path] = {"attributes": attributes, "label": label, "value": value, "kind": kind}
            if not same:
                self.register(path, "org.freedesktop.Secret.Item")
        return GLib.Variant("(oo)", (path, NOTHING))

    def call_GetSecret(self, path, session):
        self.check_session(session)
        if self.mood == "refuses":
            raise Refused("org.freedesktop.DBus.Error.AccessDenied", "not for you")
        item = self.items[path]
        return GLib.Variant("((oayays))", ((session, [], item["value"], item["kind"]),))

    def call_Delete(self, path):
        if self.mood != "forgets":
            del self.items[path]
            self.connection.unregister_object(self.registered.pop(path))
        return GLib.Variant("(o)", (NOTHING,))


if __name__ == "__main__":
    service = Service()
    GLib.MainLoop().run()
