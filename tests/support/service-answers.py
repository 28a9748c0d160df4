#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTPS server on loopback that stands for services (tape-service-url.h) and gives one answer each.

    service-answers.py FOLDER [HOST STATUS BODY]…

Writes its certificate to FOLDER/trusted.pem; says its port, and ends when its standard input does. A status of 0 is none: it
says nothing at all.
"""

import pathlib
import sys
import threading

from loopback_tls import HttpsHandler, HttpsServer, make_certificate


class Handler(HttpsHandler):
    def do_GET(self):
        status, body = self.server.answers[self.path.split("/")[1]]
        if status == 0:
            threading.Event().wait()
        self.answer(status, body)


def main():
    words = sys.argv[2:]
    answers = {host: (int(status), body.encode()) for host, status, body in zip(words[::3], words[1::3], words[2::3])}
    server = HttpsServer(make_certificate(pathlib.Path(sys.argv[1]), "trusted"), Handler)
    server.answers = answers
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"port {server.server_address[1]}\n", flush=True)
    sys.stdin.read()


main()
