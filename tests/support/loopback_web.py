# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of HTTP and WebSocket as a server of the tests needs, so that it can also do them wrong."""

import asyncio
import base64
import hashlib
import os
import socket
import struct
import urllib.parse

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Gone(Exception):
    """There is nobody any more."""


class Request:
    """What was asked for. Its path begins with the host that this server stands for."""

    def __init__(self, head):
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        url = urllib.parse.urlsplit(first.split()[1])
        host, _, path = url.path.lstrip("/").partition("/")
        self.host = host
        self.words = path.split("/")
        self.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def is_upgrade(self):
        return self.headers.get("upgrade", "").lower() == "websocket"


class Peer:
    """Who is connected: bytes, answers, frames."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.deaf = False  # takes what comes and answers nothing, pings neither
        self.closing = False  # has said that it closes
        self.on_pong = None
        self.speaking = asyncio.Lock()

    async def send(self, *pieces, pause=0.0):
        """Sends what belongs together: nothing else is said between its pieces."""
        async with self.speaking:
            for data in pieces:
                await self.write(data)
                if pause > 0:
                    await asyncio.sleep(pause)

    async def write(self, data):
        if self.closing or self.writer.is_closing():
            raise Gone
        self.writer.write(data)
        try:
            await self.writer.drain()
        except OSError as error:
            raise Gone from error

    def reset(self):
        raw = self.writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def answer(self, status, body=b"", headers=()):
        lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers, "", ""]
        await self.send("\r\n".join(lines).encode() + body)

    async def upgrade(self, request):
        key = request.headers.get("sec-websocket-key", "")
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        lines = ["HTTP/1.1 101 So", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}", "", ""]
        await self.send("\r\n".join(lines).encode())

    @staticmethod
    def frame(data, kind=TEXT, last=True, squeezed=False):
        head = bytes([kind | (0x80 if last else 0) | (0x40 if squeezed else 0)])
        if len(data) < 126:
            return head + bytes([len(data)]) + data
        if len(data) < 65536:
            return head + struct.pack(">BH", 126, len(data)) + data
        return head + struct.pack(">BQ", 127, len(data)) + data

    async def say(self, text):
        await self.send(self.frame(text.encode()))

    async def close(self, code, reason=""):
        await self.send(self.frame(struct.pack(">H", code) + reason.encode(), CLOSE))
        self.closing = True

    async def read_frame(self):
        """Returns kind and content of a frame; pings are answered on the way."""
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                length = second & 0x7F
                if length == 126:
                    (length,) = struct.unpack(">H", await self.reader.readexactly(2))
                elif length == 127:
                    (length,) = struct.unpack(">Q", await self.reader.readexactly(8))
                mask = await self.reader.readexactly(4) if second & 0x80 else bytes(4)
                data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(await self.reader.readexactly(length)))
                kind = first & 0x0F
                if self.deaf:
                    continue
                if kind == PING:
                    await self.send(self.frame(data, PONG))
                elif kind != PONG:
                    return kind, data
                elif self.on_pong is not None:
                    self.on_pong(data)
        except (OSError, EOFError) as error:
            raise Gone from error

    async def read_text(self):
        kind, data = await self.read_frame()
        if kind == CLOSE:
            raise Gone
        return data.decode()


async def serve(context, on_request):
    """Listens on loopback. Returns the port."""

    async def on_connection(reader, writer):
        peer = Peer(reader, writer)
        try:
            while True:
                await on_request(peer, Request(await reader.readuntil(b"\r\n\r\n")))
        except (Gone, OSError, EOFError, ValueError, KeyError, asyncio.TimeoutError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0, ssl=context)
    return server.sockets[0].getsockname()[1]


async def end_with_input(read):
    """Waits until whoever started this has gone, then ends at once, whatever is still being said."""
    await asyncio.get_running_loop().run_in_executor(None, read)
    os._exit(0)
