# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of their own for servers on loopback, made when they start."""

import http.server
import pathlib
import ssl
import subprocess


def make_certificate(folder, name, hosts=("DNS:localhost", "IP:127.0.0.1"), days=2):
    """Makes folder/name.pem, which vouches for itself, and its key. Returns the path of the certificate."""
    certificate = pathlib.Path(folder) / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch"]
        + ["-days", str(days), "-subj", f"/CN={name}", "-addext", f"subjectAltName={','.join(hosts)}"]
        + ["-keyout", str(certificate.with_suffix(".key")), "-out", str(certificate)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return certificate


def make_server_context(certificate):
    """What a server shows itself with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


class HttpsServer(http.server.ThreadingHTTPServer):
    """A server on a free port of loopback, which a handler of http.server answers for."""

    daemon_threads = True

    def __init__(self, certificate, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.context = make_server_context(certificate)

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """A client that goes away is none of ours."""


class HttpsHandler(http.server.BaseHTTPRequestHandler):
    """What answers: with `answer()`, and without a word of it."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, content, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *arguments):
        pass
