# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of their own for servers on loopback, made when they start."""

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
