#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command on a virtual display of its own, with a session bus, accessibility bus, home and settings of its own,
# so that any number can run side by side and none sees the desktop it was started on. Standard output is the command's.
#
#   with-display.sh COMMAND [ARGUMENT…]
set -euo pipefail

(( $# )) || { echo 'with-display.sh: which command?' >&2; exit 2; }

private=$(mktemp -d "${TMPDIR:-/tmp}/tapeline-display-XXXXXX")
server=
session=
# Asks processes to end until they have: in a trap that ends bash's wait, another wait may miss what ended meanwhile.
# shellcheck disable=SC2317 # called by the trap
end ()
{
  while kill -- "$1" 2>/dev/null; do
    sleep 0.05
  done
}

# shellcheck disable=SC2317 # called by the trap
finish ()
{
  [[ -z $session ]] || end "-$session"
  [[ -z $server ]] || end "$server"
  rm -rf "$private" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

mkdir -m 0700 "$private"/{home,config,data,cache,state,runtime}
export HOME=$private/home
export XDG_CONFIG_HOME=$private/config XDG_DATA_HOME=$private/data XDG_CACHE_HOME=$private/cache
export XDG_STATE_HOME=$private/state XDG_RUNTIME_DIR=$private/runtime
export GSETTINGS_BACKEND=keyfile GIO_USE_VFS=local GDK_BACKEND=x11 GSK_RENDERER=cairo ADW_DISABLE_PORTAL=1
export GDK_DEBUG=gl-disable GTK_A11Y=atspi
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS GTK_THEME DESKTOP_STARTUP_ID

# As on GNOME's desktop, but that nothing moves by itself.
mkdir "$XDG_CONFIG_HOME/gtk-4.0"
cat >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<'END'
[Settings]
gtk-font-name=Cantarell 11
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
gtk-xft-rgba=none
gtk-enable-animations=0
END

# The server picks a free display number and writes it once it takes connections.
mkfifo "$private/display"
Xvfb -displayfd 3 -screen 0 "${TAPE_SCREEN:-1920x1200x24}" -nolisten tcp -noreset 3>"$private/display" \
  >"$private/server.log" 2>&1 </dev/null &
server=$!
if ! read -r -t 30 number <"$private/display"; then
  echo 'with-display.sh: Xvfb did not start:' >&2
  cat "$private/server.log" >&2
  exit 1
fi
export DISPLAY=:$number

# The bus starts what makes windows accessible, and what a test puts into its own folder of services: nothing else that
# happens to be installed, such as a service for notifications.
mkdir -p "$private/services" "$XDG_DATA_HOME/dbus-1/services"
ln -s /usr/share/dbus-1/services/org.a11y.Bus.service "$private/services/"
cat >"$private/bus.conf" <<END
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:tmpdir=$private</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$private/services</servicedir>
  <servicedir>$XDG_DATA_HOME/dbus-1/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

# What the bus starts talks to standard error. In a group of processes of its own, so that all of it ends together.
# shellcheck disable=SC2016 # expanded by the inner shell
setsid dbus-run-session --config-file="$private/bus.conf" -- sh -c 'exec "$@" >&4 4>&-' sh "$@" 4>&1 >&2 <&0 &
session=$!
status=0
wait "$session" || status=$?
session=
exit "$status"
