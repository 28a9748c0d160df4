#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTPS server on loopback that does what its path says, mostly harm.

    misbehaving-http.py FOLDER

Writes certificates to FOLDER, those that are to be believed as trusted.pem; and ports to standard output, a line each of
`name value`, then an empty one. Ends when its standard input does.
"""

import asyncio
import gzip
import os
import pathlib
import socket
import struct
import sys
import urllib.parse

from loopback_tls import make_certificate, make_server_context

MEBIBYTE = 1024 * 1024


class Exchange:
    """One request, and what there is to be said to it."""

    HARM = ("reset", "end", "garbage", "silence")
    turns = {}

    def __init__(self, writer, connection, target, headers, ports):
        self.writer = writer
        self.connection = connection
        url = urllib.parse.urlsplit(target)
        self.words = url.path.strip("/").split("/")
        self.query = dict(urllib.parse.parse_qsl(url.query))
        self.headers = headers
        self.ports = ports

    async def send(self, data):
        # What is written to a connection that is gone is taken without a word, and without a wait.
        if self.writer.is_closing():
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()
        await asyncio.sleep(0)

    async def answer(self, body=b"", status=200, headers=()):
        lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers, "", ""]
        await self.send("\r\n".join(lines).encode() + body)

    async def promise(self, length, begin=b""):
        """Says that so many bytes come, and sends the first of them."""
        await self.send(f"HTTP/1.1 200 So\r\nContent-Length: {length}\r\n\r\n".encode() + begin)

    def reset(self):
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    # What a path asks for.

    async def do_status(self):
        headers = [f"{name}: {value}" for name, value in self.query.items()]
        await self.answer(b'{"error":"no"}', int(self.words[1]), headers)

    async def do_body(self):
        await self.answer(b"x" * int(self.words[1]))

    async def do_chunked(self):
        left = int(self.words[1])
        await self.send(b"HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n")
        while left > 0:
            n = min(left, 60000)
            await self.send(b"%x\r\n" % n + b"x" * n + b"\r\n")
            left -= n
        await self.send(b"0\r\n\r\n")

    async def do_nul(self):
        await self.answer(b"a\0b\xff")

    async def do_headers(self):
        await self.answer("\n".join(self.headers).encode())

    async def do_connection(self):
        await self.answer(str(self.connection).encode())

    async def do_redirect(self):
        port = self.ports[self.query.get("port", "port")]
        scheme = self.query.get("scheme", "https")
        to = f"{scheme}://{self.query.get('host', '127.0.0.1')}:{port}/{self.query.get('to', 'body/3')}"
        await self.answer(b"", int(self.words[1]), [f"Location: {to}"])

    async def do_circle(self):
        await self.answer(b"", 302, ["Location: /circle"])

    async def do_reset(self):
        if self.words[1] == "middle":
            await self.promise(1000, b"half of")
        self.reset()

    async def do_end(self):
        if self.words[1] == "middle":
            await self.promise(1000, b"half of")
        self.writer.close()

    async def do_silence(self):
        if self.words[1] == "middle":
            await self.promise(1000, b"half of")
        await asyncio.sleep(3600)

    async def do_trickle(self):
        await self.promise(MEBIBYTE)
        while True:
            await self.send(b"x")
            await asyncio.sleep(0.02)

    async def do_flood(self):
        """Without end, and without a length; or headers without end."""
        await self.send(b"HTTP/1.1 200 So\r\n" + (b"\r\n" if self.words[1] == "body" else b""))
        while True:
            await self.send(b"x" * 60000 if self.words[1] == "body" else b"X-More: and more\r\n" * 1000)

    async def do_garbage(self):
        await self.send(bytes(range(256)) * 20)
        self.writer.close()

    async def do_bomb(self):
        await self.answer(gzip.compress(bytes(64 * MEBIBYTE)), headers=["Content-Encoding: gzip"])

    async def do_turn(self):
        """Of /turn/ok,500:7,reset the first request gets a number, the second a status and how long to wait, the third harm;
        those after the last word get what it says. Numbers count what was answered."""
        n, number = self.turns.get(self.words[1], (0, 1))
        script = self.words[1].split(",")
        word, _, argument = script[min(n, len(script) - 1)].partition(":")
        answered = not word.isdigit() and word not in self.HARM
        self.turns[self.words[1]] = n + 1, number + answered
        if word.isdigit():
            await self.answer(b"no", int(word), [f"Retry-After: {argument}"] if argument else [])
        elif word in self.HARM:
            self.words = [word, "begin"]
            await getattr(self, "do_" + word)()
        elif word == "key":
            key = next(line.partition(": ")[2] for line in self.headers if line.startswith("X-Key"))
            await self.answer(f"{number}, and your key is {urllib.parse.quote(key, safe='')}".encode())
        else:
            await self.answer(str(number).encode())

    async def do_promise(self):
        await self.promise(10**15)
        await asyncio.sleep(3600)


class Server:
    def __init__(self):
        self.n_connections = 0
        self.ports = {}

    async def on_connection(self, reader, writer):
        self.n_connections += 1
        connection = self.n_connections
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                first, *headers = request.decode("latin-1").strip().split("\r\n")
                exchange = Exchange(writer, connection, first.split()[1], headers, self.ports)
                await getattr(exchange, "do_" + exchange.words[0])()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    async def on_plain(self, reader, writer):
        """As servers do that are greeted in TLS and know none."""
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def listen(self, name, certificate=None):
        context = make_server_context(certificate) if certificate else None
        server = await asyncio.start_server(self.on_connection if context else self.on_plain, "127.0.0.1", 0, ssl=context)
        self.ports[name] = server.sockets[0].getsockname()[1]


async def main(folder):
    folder = pathlib.Path(folder)
    server = Server()
    good = make_certificate(folder, "good")
    other = make_certificate(folder, "other-name", hosts=("DNS:elsewhere.example",))
    await server.listen("port", good)
    await server.listen("other", other)
    await server.listen("unknown", make_certificate(folder, "unknown"))
    await server.listen("plain")
    with socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))
        server.ports["refused"] = refusing.getsockname()[1]
        (folder / "trusted.pem").write_bytes(good.read_bytes() + other.read_bytes())
        for name, port in server.ports.items():
            print(name, port)
        print(flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        os._exit(0)  # whatever is still being said


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
