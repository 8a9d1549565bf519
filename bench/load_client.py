"""Load on an HTTP server, as a process of its own.

``python -m bench.load_client HOST PORT SECONDS CONNECTIONS PATH...``

Keep-alive connections, one request under way on each, no other work than counting. Prints one JSON line.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator, Sequence

import msgspec

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Load(msgspec.Struct, frozen=True):
    """Requests answered with 200 within ``seconds``; any other answer is an error."""

    requests: int
    errors: int
    seconds: float
    body_bytes: int


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], closed: asyncio.Event) -> None:
        self._requests = requests
        self._closed = closed
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self.answered = 0
        self.errors = 0
        self.body_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(HEAD_END)
        if end < 0 or self._transport is None:
            return
        head = bytes(self._buffer[:end])
        at = head.lower().find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + len(HEAD_END) + length:
            return
        self._buffer.clear()
        if head.startswith(b"HTTP/1.1 200"):
            self.answered += 1
            self.body_bytes += length
        else:
            self.errors += 1
        self._transport.write(next(self._requests))

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed.set()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def load(host: str, port: int, seconds: float, connections: int, paths: Sequence[str]) -> Load:
    """Blocks for ``seconds``. Raises ConnectionError when a connection was lost in between."""
    lines = [f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: application/json\r\n\r\n" for path in paths]
    requests = itertools.cycle([line.encode() for line in lines])
    lost = asyncio.Event()
    loop = asyncio.get_running_loop()
    open_connections = [
        (await loop.create_connection(lambda: _Connection(requests, lost), host, port))[1] for _ in range(connections)
    ]
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - started
    found = Load(
        requests=sum(one.answered for one in open_connections),
        errors=sum(one.errors for one in open_connections),
        seconds=took,
        body_bytes=sum(one.body_bytes for one in open_connections),
    )
    if lost.is_set():
        raise ConnectionError("the server closed a connection")
    for one in open_connections:
        one.close()
    return found


if __name__ == "__main__":
    host_argument, port_argument, seconds_argument, connections_argument, *path_arguments = sys.argv[1:]
    result = asyncio.run(
        load(host_argument, int(port_argument), float(seconds_argument), int(connections_argument), path_arguments)
    )
    print(msgspec.json.encode(result).decode())
