#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTPS server on loopback that stands for services (tape-service-url.h) and gives one answer each.

    service-answers.py FOLDER [HOST STATUS BODY]…

Writes its certificate to FOLDER/trusted.pem; says its port, and ends when its standard input does. A status of 0 is none: it
says nothing at all.
"""

import http.server
import pathlib
import sys
import threading

from loopback_tls import make_certificate, make_server_context


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.context, self.answers = context, answers

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """A client that goes away is none of ours."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status, body = self.server.answers[self.path.split("/")[1]]
        if status == 0:
            threading.Event().wait()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


def main():
    words = sys.argv[2:]
    answers = {host: (int(status), body.encode()) for host, status, body in zip(words[::3], words[1::3], words[2::3])}
    server = Server(make_server_context(make_certificate(pathlib.Path(sys.argv[1]), "trusted")), answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"port {server.server_address[1]}\n", flush=True)
    sys.stdin.read()


main()
