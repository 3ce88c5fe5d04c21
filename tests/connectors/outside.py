"""A world outside that is all on loopback: a secret server, a public site, and the way to each.

No connection goes beyond loopback. Public addresses are looked up in a table and led to a server on
this machine; loopback ones are really dialled, so that a leak is seen by the server it reaches; any
other is noted in `beyond` and fails.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Any

import httpcore

from connectors.egress_proxy import Streams

PUBLIC, OTHER_PUBLIC = "8.8.4.4", "2606:4700::1111"  # globally reachable, and never dialled
SECRET = "what only this machine may read"
Respond = Callable[[bytes], bytes]


class Server:
    """Answers each request on each of its addresses, and counts who came."""

    def __init__(self, port: int, respond: Respond) -> None:
        self.port = port
        self.connections = 0
        self.heads: list[bytes] = []
        self.datagrams = 0
        self._respond = respond

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            writer.write(self._respond(head))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    @property
    def reached(self) -> bool:
        return bool(self.connections or self.datagrams)

    def paths(self) -> set[str]:
        return {head.split(b" ")[1].decode() for head in self.heads}


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: Server) -> None:
        self.server = server

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.server.datagrams += 1


def page(text: str, *headers: str, status: str = "200 OK") -> bytes:
    body = text.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join([*lines, "", ""]).encode() + body


def secret(head: bytes) -> bytes:
    return page(SECRET, "Access-Control-Allow-Origin: *")


@asynccontextmanager
async def serving(
    respond: Respond, addresses: Iterable[str] = ("127.0.0.1",)
) -> AsyncIterator[Server]:
    """One server on the same free port of each address, for TCP and UDP."""
    sockets = listening(list(addresses))
    server = Server(sockets[0].getsockname()[1], respond)
    loop = asyncio.get_running_loop()
    running = [await asyncio.start_server(server.serve, sock=each) for each in sockets]
    udp, _ = await loop.create_datagram_endpoint(
        lambda: Datagrams(server), local_addr=("127.0.0.1", server.port)
    )
    try:
        yield server
    finally:
        udp.close()
        for each in running:
            each.close()


def listening(addresses: list[str]) -> list[socket.socket]:
    for _ in range(20):
        opened: list[socket.socket] = []
        try:
            for address in addresses:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                port = opened[0].getsockname()[1] if opened else 0
                opened.append(socket.create_server((address, port), family=family))
            return opened
        except OSError:
            for each in opened:
                each.close()
    raise OSError("no port is free on every address")


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


class Names:
    """A resolver that answers from a table, each answer in turn and the last one repeated."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(turns) for name, turns in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if turns := self.answers.get(host):
            return turns.pop(0) if len(turns) > 1 else turns[0]
        flags = 0 if host == "localhost" else socket.AI_NUMERICHOST  # no question leaves
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
        return [str(address[0]) for *_, address in found]


class Streets(httpcore.AsyncNetworkBackend):
    """The network: public addresses lead to `public`, loopback to itself, no other anywhere."""

    def __init__(self, public: dict[str, int]) -> None:
        self.public = public
        self.dialled: list[str] = []
        self.beyond: list[str] = []

    def way(self, address: str, port: int) -> tuple[str, int]:
        self.dialled.append(address)
        if address in self.public:
            return "127.0.0.1", self.public[address]
        found = ip_address(address)
        if (getattr(found, "ipv4_mapped", None) or found).is_loopback or found.is_unspecified:
            return address, port
        self.beyond.append(address)
        raise OSError("beyond loopback")

    async def connect(self, address: str, port: int) -> Streams:
        return await asyncio.open_connection(*self.way(address, port))

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            host, port = self.way(host, port)
        except OSError as error:
            raise httpcore.ConnectError("beyond loopback") from error
        return await httpcore.AnyIOBackend().connect_tcp(host, port, timeout)
