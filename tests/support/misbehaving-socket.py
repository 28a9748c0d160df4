#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket server on loopback that does what its path says, mostly harm.

    misbehaving-socket.py FOLDER

Writes certificates to FOLDER and, on standard output, a line each of `name value`: ports and the file of certificates that are
to be believed; then an empty line. Ends when its standard input does.
"""

import asyncio
import base64
import hashlib
import pathlib
import random
import socket
import struct
import sys
import urllib.parse
import zlib

from loopback_tls import make_certificate, make_server_context

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def make_frame(kind, payload=b"", fin=True, reserved=0):
    n = len(payload)
    length = bytes([n]) if n < 126 else struct.pack("!BH", 126, n) if n < 65536 else struct.pack("!BQ", 127, n)
    return bytes([(0x80 if fin else 0) | reserved << 4 | kind]) + length + payload


class Conversation:
    """One connection, and what it is to suffer."""

    def __init__(self, reader, writer, request):
        self.reader = reader
        self.writer = writer
        first, *self.headers = request.strip().split("\r\n")
        url = urllib.parse.urlsplit(first.split()[1])
        self.words = [urllib.parse.unquote(word) for word in url.path.strip("/").split("/")]
        self.query = dict(urllib.parse.parse_qsl(url.query))

    def number(self, i):
        return int(self.words[i])

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()
        await asyncio.sleep(0)  # else a loop of these never learns that the connection is gone

    async def say(self, *frames):
        await self.send(b"".join(frames))

    def reset(self):
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def make_answer(self, *more):
        key = next(header.split(": ")[1] for header in self.headers if header.startswith("Sec-WebSocket-Key: "))
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        lines = ["HTTP/1.1 101 So", "upgrade: WebSocket", "Connection: keep-alive, Upgrade"]
        return "\r\n".join([*lines, f"Sec-WebSocket-Accept: {accept}", *more, "", ""]).encode()

    async def receive(self):
        """The next frame of the client, which has to be masked and whole."""
        first, second = await self.reader.readexactly(2)
        assert first & 0xF0 == 0x80 and second & 0x80
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        mask = await self.reader.readexactly(4)
        payload = await self.reader.readexactly(length)
        return first & 0xF, bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))

    async def converse(self):
        early = getattr(self, "ask_" + self.words[0], None)
        if early:
            await early()
            return
        await self.send(self.make_answer())
        await getattr(self, "do_" + self.words[0])()
        while (await self.receive())[0] != CLOSE:
            pass

    # Before there is a WebSocket.

    async def ask_status(self):
        lines = [f"HTTP/1.1 {self.words[1]} No", *(f"{name}: {value}" for name, value in self.query.items())]
        await self.send("\r\n".join([*lines, "Content-Length: 2", "", "no"]).encode())

    async def ask_answer(self):
        """A good answer but for what the path says."""
        answer = self.make_answer(*self.words[3:4])
        await self.send(answer.replace(self.words[1].encode(), self.words[2].encode()))

    async def ask_nothing(self):
        await asyncio.sleep(3600)

    async def ask_drip(self):
        while True:
            await self.send(b"HTTP/1.1 101 So\r\n" if self.number(1) == 0 else b"X: y\r\n")
            self.words[1] = "1"
            await asyncio.sleep(0.01)

    async def ask_endless(self):
        await self.send(b"HTTP/1.1 101 So\r\n")
        while True:
            await self.send(b"X-More: and more\r\n" * 1000)

    async def ask_garbage(self):
        await self.send(bytes(range(256)) * 20)

    async def ask_reset(self):
        self.reset()

    async def ask_end(self):
        pass

    async def ask_together(self):
        """The answer and what follows in one piece."""
        await self.send(self.make_answer() + make_frame(TEXT, b"at once") + make_frame(CLOSE, b"\x03\xe8"))

    # After.

    async def do_headers(self):
        await self.say(make_frame(TEXT, "\n".join(self.headers).encode()), make_frame(CLOSE))

    async def do_echo(self):
        kind = TEXT
        while kind != CLOSE:
            kind, payload = await self.receive()
            if kind == TEXT:
                await self.say(make_frame(kind, payload))
        self.writer.close()

    async def do_numbers(self):
        """Texts 0, 1, … in pieces that begin and end anywhere."""
        chance = random.Random(self.number(2))
        data = b"".join(make_frame(TEXT, str(i).encode()) for i in range(self.number(1))) + make_frame(CLOSE, b"\x03\xe8")
        while data:
            n = chance.choice((1, 2, 3, 7, 1000, 20000))
            await self.send(data[:n])
            data = data[n:]
            await asyncio.sleep(0)

    async def do_fragments(self):
        await self.say(make_frame(TEXT, b"Hel", fin=False), make_frame(PING, b"?"), make_frame(CONTINUATION, b"", fin=False))
        await self.say(make_frame(CONTINUATION, b"lo"), make_frame(BINARY, b"\x00\xff"), make_frame(TEXT), make_frame(CLOSE))

    async def do_size(self):
        await self.say(make_frame(TEXT, b"x" * self.number(1)), make_frame(CLOSE))

    async def do_pieces(self):
        """A text of so many bytes in fragments of so many."""
        left, kind = self.number(1), TEXT
        while left > 0:
            n = min(left, self.number(2))
            left -= n
            await self.say(make_frame(kind, b"x" * n, fin=left == 0))
            kind = CONTINUATION
        await self.say(make_frame(CLOSE))

    async def do_raw(self):
        await self.send(bytes.fromhex(self.words[1]))

    async def do_bomb(self):
        compressor = zlib.compressobj(wbits=-15)
        bomb = compressor.compress(bytes(64 * 1024 * 1024)) + compressor.flush(zlib.Z_SYNC_FLUSH)
        await self.say(make_frame(TEXT, bomb[:-4], reserved=4))

    async def do_close(self):
        await self.say(make_frame(CLOSE, struct.pack("!H", self.number(1)) + self.query.get("reason", "").encode()))
        kind, payload = await self.receive()
        assert kind == CLOSE and payload == struct.pack("!H", self.number(1))

    async def do_break(self):
        await self.send(make_frame(TEXT, b"x" * 1000)[:500])
        await self.receive()
        self.reset()

    async def do_leave(self):
        if self.words[1] == "middle":
            await self.send(make_frame(TEXT, b"x" * 1000)[:500])
        self.writer.close()

    async def do_silence(self):
        await asyncio.sleep(3600)

    async def do_trickle(self):
        await self.send(make_frame(TEXT, b"x" * 100000)[:10])
        while True:
            await self.send(b"x")
            await asyncio.sleep(0.01)

    async def do_pinged(self):
        """Answers pings, and says so after some."""
        for _ in range(self.number(1)):
            kind, payload = await self.receive()
            assert kind == PING
            await self.say(make_frame(PONG, payload))
        await self.say(make_frame(TEXT, b"enough"), make_frame(CLOSE))

    async def do_pings(self):
        for i in range(self.number(1)):
            await self.say(make_frame(PING, bytes([i]) * i))
        for i in range(self.number(1)):
            assert await self.receive() == (PONG, bytes([i]) * i)
        await self.say(make_frame(TEXT, b"all answered"), make_frame(CLOSE))

    async def do_deaf(self):
        """Pings without end, and reads no answer."""
        self.writer.transport.pause_reading()
        while True:
            await self.send(make_frame(PING, b"?" * 125) * 100)

    async def do_flood(self):
        """So many messages of so many bytes, as fast as it goes."""
        piece = make_frame(TEXT, b"x" * self.number(2)) * 1000
        for _ in range(self.number(1) // 1000):
            await self.send(piece)
        await self.say(make_frame(CLOSE))


async def on_connection(reader, writer):
    try:
        request = await reader.readuntil(b"\r\n\r\n")
        await Conversation(reader, writer, request.decode()).converse()
    except (OSError, EOFError):
        pass
    finally:
        writer.close()


async def listen(ports, name, certificate=None):
    context = make_server_context(certificate) if certificate else None
    server = await asyncio.start_server(on_connection, "127.0.0.1", 0, ssl=context)
    ports[name] = server.sockets[0].getsockname()[1]


async def main(folder):
    folder = pathlib.Path(folder)
    ports = {}
    good = make_certificate(folder, "good")
    other = make_certificate(folder, "other-name", hosts=("DNS:elsewhere.example",))
    await listen(ports, "port", good)
    await listen(ports, "other", other)
    await listen(ports, "unknown", make_certificate(folder, "unknown"))
    await listen(ports, "plain")
    with socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))
        ports["refused"] = refusing.getsockname()[1]
        trusted = folder / "trusted.pem"
        trusted.write_bytes(good.read_bytes() + other.read_bytes())
        for name, port in ports.items():
            print(name, port)
        print("trusted", trusted, end="\n\n", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
