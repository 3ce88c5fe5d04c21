"""Which addresses of the world may be reached, and a transport that reaches no other.

For requests whose address somebody else chose: a company's website, a redirect, a sub-resource. A
name is resolved once, **every** address it has is checked, and the connection is made to a checked
address, so that a second answer of the resolver is never used (DNS rebinding).

An address is public when the IANA special-purpose registries (RFC 6890) say that it is globally
reachable. Addresses that carry another one (6to4, Teredo, NAT64, IPv4-compatible) are refused
whatever they carry, except IPv4-mapped, which is judged by what it carries. Hence a network that
has only NAT64 cannot be used. A name whose last label is a number is an IPv4 address (WHATWG URL,
"ends in a number"), and only the plain dotted form of it is taken.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore
import httpx

from tracer.errors import Invalid, SourceForbidden

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_ADDRESSES = 4
KEPT_OPEN = 10  # idle connections of one client
RESOLVE_SECONDS = 5.0
NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
UNICAST = ip_network("2000::/3")
NEVER = tuple(  # what `is_global` lets through
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # the platform address of one cloud, on no public network
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo, and what newer versions of Python call global in it
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)


class EgressDenied(SourceForbidden):
    """The address is not one that may be reached. Nothing was sent; the address is not repeated."""

    code = "egress-denied"

    def __init__(self, problem: str) -> None:
        super().__init__("egress", problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be reached. Names are lower case ASCII (A-labels), without a final dot.

    `hosts` are the only names allowed, exactly as written; None stands for any public host.
    `denied_hosts` and all their subdomains are refused first. `loopback` are the addresses and
    ports of services on this machine that may be asked for by that very address, never through a
    name. Raises Invalid for an entry that could never match.
    """

    hosts: frozenset[str] | None = None
    ports: frozenset[int] = frozenset({80, 443})
    denied_hosts: frozenset[str] = frozenset()
    loopback: frozenset[tuple[str, int]] = frozenset()

    def __post_init__(self) -> None:
        for address, _ in self.loopback:
            found = literal(address)
            if found is None or not found.is_loopback or str(found) != address:
                raise Invalid("loopback", "must be an address of this machine")
        for host in (self.hosts or frozenset()) | self.denied_hosts:
            if literal(host) is None and not NAME.fullmatch(host):
                raise Invalid("hosts", "must be lower case ASCII names without a final dot")

    def admits(self, host: str) -> bool:
        """Whether a canonical host may be asked for, whatever its addresses are."""
        labels = host.split(".")
        suffixes = {".".join(labels[start:]) for start in range(len(labels))}
        return not suffixes & self.denied_hosts and (self.hosts is None or host in self.hosts)


async def system_resolver(host: str, port: int) -> list[str]:
    """Every address the system knows for a name. Raises OSError (gaierror) when it knows none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address a canonical host is, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def canonical(host: str) -> str:
    """A host in the one form in which it is judged, asked for and connected to.

    Raises EgressDenied for what is neither a plain address nor a public DNS name: encoded forms of
    an address, zone ids, user names, a single label, anything not ASCII.
    """
    text = host.removeprefix("[").removesuffix("]") if ":" in host else host
    text = text.lower().removesuffix(".")
    if not host.isascii() or "%" in host:
        raise EgressDenied("a host with a zone, an escape or a letter that is not ASCII")
    if (found := literal(text)) is not None:
        return str(found)
    if NUMBER.fullmatch(text.rpartition(".")[2]):
        raise EgressDenied("an address in an encoded form")
    if not NAME.fullmatch(text):
        raise EgressDenied("not a public name")
    return text


def is_public(text: str) -> bool:
    """Whether an address is one of the public Internet, and not a way around to another."""
    address = literal(text)
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        address = address.ipv4_mapped or address
    if address is None or address.is_multicast or not address.is_global:
        return False
    if address.version == 6 and address not in UNICAST:
        return False
    return not any(address in net for net in NEVER if net.version == address.version)


async def resolve(
    policy: Policy, host: str, port: int, resolver: Resolver = system_resolver
) -> list[str]:
    """The addresses to connect to, all checked, in the resolver's order, at most MAX_ADDRESSES.

    Raises EgressDenied if the host, the port or any one address is not allowed; OSError or
    TimeoutError if the name cannot be resolved.
    """
    name = canonical(host)
    if (name, port) in policy.loopback:
        return [name]
    if port not in policy.ports:
        raise EgressDenied("a port that is not allowed")
    if not policy.admits(name):
        raise EgressDenied("a host that is not allowed")
    if literal(name) is not None:
        found: Sequence[str] = [name]
    else:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await resolver(name, port)
    if not found:
        raise OSError("the name has no address")
    if not all(is_public(address) for address in found):
        raise EgressDenied("an address that is not public")
    return list(dict.fromkeys(found))[:MAX_ADDRESSES]


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only. TLS and Host go on using the name."""

    def __init__(
        self, policy: Policy, resolver: Resolver, network: httpcore.AsyncNetworkBackend
    ) -> None:
        self._policy = policy
        self._resolver = resolver
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The first checked address that answers. Raises EgressDenied or httpcore.ConnectError."""
        try:
            addresses = await resolve(self._policy, host, port, self._resolver)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from error
        except OSError as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Between the pool's retries, of which there are none."""
        await self._network.sleep(seconds)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over a pool of pinned connections; the environment's proxies are not looked at."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=None,  # each host has its own bound: a slow one leaves the others theirs
            max_keepalive_connections=KEPT_OPEN,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises EgressDenied, or httpx.TransportError."""
        if request.url.scheme not in ("http", "https"):
            raise EgressDenied("a scheme that is not allowed")
        assert isinstance(request.stream, httpx.AsyncByteStream)
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await self._pool.handle_async_request(asked)
        except TRANSPORT_ERRORS as error:
            raise of_httpx(error) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


class Body(httpx.AsyncByteStream):
    """The body of an answer, whose failures are httpx's."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except TRANSPORT_ERRORS as error:
            raise of_httpx(error) from error

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._answer.aclose()


TRANSPORT_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


def of_httpx(error: Exception) -> httpx.TransportError:
    """Httpx's error of the same name, with the same words."""
    kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__, httpx.TransportError)
    return kind(str(error))


def guarded_transport(
    policy: Policy,
    *,
    resolver: Resolver = system_resolver,
    network: httpcore.AsyncNetworkBackend | None = None,
) -> httpx.AsyncBaseTransport:
    """A transport for one httpx client and one event loop; each redirect is checked like a start."""
    return GuardedTransport(PinnedBackend(policy, resolver, network or httpcore.AnyIOBackend()))
