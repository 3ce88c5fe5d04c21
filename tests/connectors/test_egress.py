"""Which addresses may be reached, and that the transport reaches no other."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from connectors.egress import (
    MAX_ADDRESSES,
    EgressDenied,
    Policy,
    canonical,
    guarded_transport,
    is_public,
    resolve,
    system_resolver,
)
from tests.connectors.outside import OTHER_PUBLIC, PUBLIC, Names, Server, Streets, page, serving
from tracer.errors import Invalid, SourceForbidden

SITE = Names(site_example=[[PUBLIC]])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("site.example", "site.example"),
        ("Site.EXAMPLE.", "site.example"),
        ("xn--socit-esab.example", "xn--socit-esab.example"),
        ("8.8.4.4", "8.8.4.4"),
        ("8.8.4.4.", "8.8.4.4"),
        ("[2606:4700:0::1111]", "2606:4700::1111"),
    ],
)
def test_a_host_has_one_form(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "localhost",
        "site..example",
        "site.example..",
        "-site.example",
        "a" * 64 + ".example",
        "a." * 127 + "example",
        "site.example@127.0.0.1",
        "site.example/",
        "site.example\\",
        "site.example ",
        "site\0.example",
        "site.example\n",
        "127.0.0.1:80",
        "%31%32%37.0.0.1",
        "fe80::1%lo",
        "１２７.０.０.１",
        "127。0。0。1",
        "société.example",
        "\u212aelvin.example",
        "8.8.1028",
        "0x8.8.4.4",
        "134743044",
        "08.8.4.4",
        "site.0x7f",
        "site.1",
    ],
)
def test_a_host_in_any_other_form_is_refused(host: str) -> None:
    with pytest.raises(EgressDenied):
        canonical(host)


@pytest.mark.parametrize("address", [PUBLIC, OTHER_PUBLIC, "9.9.9.9", "::ffff:8.8.4.4"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.9",
        "192.0.0.10",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::808:404",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:404",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::7f00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:1::1",
        "2001:20::1",
        "2001:30::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:404::",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%lo",
        "2606:4700::1111%lo",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "site.example",
        "",
    ],
)
def test_any_other_address_is_not_public(address: str) -> None:
    assert not is_public(address)


async def test_a_name_is_resolved_once_in_its_own_order_and_without_doubles() -> None:
    names = Names(site_example=[[OTHER_PUBLIC, PUBLIC, OTHER_PUBLIC]])
    assert await resolve(Policy(), "Site.Example.", 443, names) == [OTHER_PUBLIC, PUBLIC]
    assert names.asked == ["site.example"]


async def test_no_more_than_a_few_addresses_are_tried() -> None:
    names = Names(site_example=[[f"9.9.9.{last}" for last in range(1, 40)]])
    assert len(await resolve(Policy(), "site.example", 443, names)) == MAX_ADDRESSES


@pytest.mark.parametrize("position", range(6))
async def test_one_private_address_among_public_ones_refuses_the_name(position: int) -> None:
    answer = [f"9.9.9.{last}" for last in range(1, 6)]
    answer.insert(position, "10.0.0.1")
    with pytest.raises(EgressDenied):
        await resolve(Policy(), "site.example", 443, Names(site_example=[answer]))


async def test_a_name_without_an_address_is_a_failure_and_not_a_refusal() -> None:
    async def nothing(host: str, port: int) -> list[str]:
        return []

    with pytest.raises(OSError, match="no address"):
        await resolve(Policy(), "site.example", 443, nothing)


@pytest.mark.parametrize(
    ("policy", "host", "port"),
    [
        (Policy(), "site.example", 22),
        (Policy(), "site.example", 8080),
        (Policy(), "site.example", 0),
        (Policy(ports=frozenset({443})), "site.example", 80),
        (Policy(hosts=frozenset({"other.example"})), "site.example", 443),
        (Policy(hosts=frozenset()), PUBLIC, 443),
        (Policy(hosts=frozenset({"site.example"})), "a.site.example", 443),
        (Policy(hosts=frozenset({"site.example"})), "asite.example", 443),
        (Policy(denied_hosts=frozenset({"site.example"})), "site.example", 443),
        (Policy(denied_hosts=frozenset({"site.example"})), "www.SITE.example.", 443),
        (
            Policy(hosts=frozenset({"a.site.example"}), denied_hosts=frozenset({"site.example"})),
            "a.site.example",
            443,
        ),
    ],
)
async def test_what_the_policy_leaves_out_is_refused_before_the_name_is_asked(
    policy: Policy, host: str, port: int
) -> None:
    names = Names(site_example=[[PUBLIC]])
    with pytest.raises(EgressDenied):
        await resolve(policy, host, port, names)
    assert names.asked == []


@pytest.mark.parametrize("host", ["site.example", "www.site.example"])
async def test_what_only_looks_like_a_denied_host_is_not_one(host: str) -> None:
    policy = Policy(denied_hosts=frozenset({"ite.example", "e.site.example"}))
    names = Names(site_example=[[PUBLIC]], www_site_example=[[PUBLIC]])
    assert await resolve(policy, host, 443, names) == [PUBLIC]


async def test_a_service_of_this_machine_is_reached_by_its_very_address_and_port_only() -> None:
    policy = Policy(
        hosts=frozenset({"site.example"}), loopback=frozenset({("127.0.0.1", 8700), ("::1", 8700)})
    )
    names = Names(site_example=[["127.0.0.1"]])
    assert await resolve(policy, "127.0.0.1", 8700, names) == ["127.0.0.1"]
    assert await resolve(policy, "[::1]", 8700, names) == ["::1"]
    for host, port in [
        ("127.0.0.1", 80),
        ("127.0.0.1", 8701),
        ("127.0.0.2", 8700),
        ("localhost", 8700),
        ("127.1", 8700),
        ("::ffff:127.0.0.1", 8700),
        ("site.example", 8700),
        ("site.example", 443),
    ]:
        with pytest.raises(EgressDenied):
            await resolve(policy, host, port, names)


@pytest.mark.parametrize("entry", ["10.0.0.1", PUBLIC, "localhost", "0.0.0.0", "0:0:0:0:0:0:0:1"])
def test_only_an_address_of_this_machine_can_be_an_exception(entry: str) -> None:
    with pytest.raises(Invalid):
        Policy(loopback=frozenset({(entry, 80)}))


@pytest.mark.parametrize("entry", ["Site.example", "site.example.", "société.example", "example"])
@pytest.mark.parametrize("field", ["hosts", "denied_hosts"])
def test_a_host_that_could_never_match_is_an_error_of_the_policy(field: str, entry: str) -> None:
    with pytest.raises(Invalid):
        Policy(**{field: frozenset({entry})})  # type: ignore[arg-type]


async def test_the_system_resolver_says_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(host: str, port: int, *, type: int) -> list[tuple[object, ...]]:
        return [(0, type, 6, "", ("9.9.9.9", port)), (0, type, 6, "", ("::1", port, 0, 0))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    assert await system_resolver("site.example", 443) == ["9.9.9.9", "::1"]


def test_a_refusal_names_no_host_and_is_final() -> None:
    denied = EgressDenied("a port that is not allowed")
    assert isinstance(denied, SourceForbidden)
    assert str(denied) == "egress: a port that is not allowed"


@asynccontextmanager
async def client(
    server: Server | int, names: Names, policy: Policy | None = None
) -> AsyncIterator[tuple[httpx.AsyncClient, Streets]]:
    port = server if isinstance(server, int) else server.port
    streets = Streets({PUBLIC: port, OTHER_PUBLIC: port})
    transport = guarded_transport(policy or Policy(), resolver=names, network=streets)
    async with httpx.AsyncClient(transport=transport, timeout=5) as opened:
        yield opened, streets


async def test_the_connection_goes_to_the_checked_address_and_the_host_stays_the_name() -> None:
    async with (
        serving(lambda head: page("hello")) as site,
        client(site, Names(site_example=[[PUBLIC], ["127.0.0.1"]])) as (http, streets),
    ):
        answer = await http.get("http://site.example/here?a=1")
    assert answer.text == "hello"
    assert streets.dialled == [PUBLIC]
    assert b"GET /here?a=1 HTTP/1.1\r\nHost: site.example\r\n" in site.heads[0]


async def test_the_next_checked_address_is_tried_when_one_does_not_answer() -> None:
    names = Names(site_example=[["9.9.9.9", PUBLIC]])
    async with serving(lambda head: page("hello")) as site, client(site, names) as (http, streets):
        assert (await http.get("http://site.example/")).text == "hello"
    assert streets.dialled == ["9.9.9.9", PUBLIC]


async def test_a_second_request_resolves_and_checks_again_when_it_connects_again() -> None:
    names = Names(site_example=[[PUBLIC], ["127.0.0.1"]])
    async with serving(lambda head: page("hello")) as site, client(site, names) as (http, streets):
        await http.get("http://site.example/")
        with pytest.raises(EgressDenied):
            await http.get("http://site.example/")
    assert streets.dialled == [PUBLIC]
    assert len(names.asked) == 2


async def test_the_proxies_of_the_environment_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        serving(lambda head: page("proxied")) as proxy,
        serving(lambda head: page("hello")) as site,
    ):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with client(site, SITE) as (http, _):
            assert (await http.get("http://site.example/")).text == "hello"
    assert not proxy.reached


@pytest.mark.parametrize("scheme", ["ws", "wss", "ftp", "gopher"])
async def test_a_scheme_that_is_not_http_is_refused(scheme: str) -> None:
    transport = guarded_transport(Policy(), resolver=SITE, network=Streets({}))
    with pytest.raises(EgressDenied):
        await transport.handle_async_request(httpx.Request("GET", f"{scheme}://site.example/"))


async def test_a_name_that_cannot_be_resolved_is_a_failure_with_its_cause() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    transport = guarded_transport(Policy(), resolver=unknown, network=Streets({}))
    async with httpx.AsyncClient(transport=transport) as http:
        with pytest.raises(httpx.ConnectError) as caught:
            await http.get("http://site.example/")
    causes: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        causes.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    assert "gaierror" in causes
    assert "site" not in str(caught.value)


async def test_a_resolver_that_does_not_answer_is_a_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return [PUBLIC]

    monkeypatch.setattr("connectors.egress.RESOLVE_SECONDS", 0.01)
    transport = guarded_transport(Policy(), resolver=silent, network=Streets({}))
    async with httpx.AsyncClient(transport=transport) as http:
        with pytest.raises(httpx.ConnectTimeout):
            await http.get("http://site.example/")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", httpx.RemoteProtocolError),
        (b"not http\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", httpx.RemoteProtocolError),
    ],
)
async def test_a_broken_answer_is_an_error_of_httpx(
    answer: bytes, error: type[httpx.TransportError]
) -> None:
    async with serving(lambda head: answer) as site, client(site, SITE) as (http, _):
        with pytest.raises(error):
            await http.get("http://site.example/")


async def test_a_refused_connection_is_an_error_of_httpx() -> None:
    async with client(1, SITE) as (http, _):
        with pytest.raises(httpx.ConnectError):
            await http.get("http://site.example/")


def self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = folder / "site.pem"
    place.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return place


async def test_a_certificate_that_nobody_vouches_for_is_refused_and_the_name_is_what_is_sent(
    tmp_path: Path,
) -> None:
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    context.sni_callback = lambda sock, name, ctx: asked.append(name)
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0, ssl=context)
    async with server, client(server.sockets[0].getsockname()[1], SITE) as (http, streets):
        with pytest.raises(httpx.ConnectError) as caught:
            await http.get("https://site.example/")
    assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value)
    assert streets.dialled == [PUBLIC]
    assert asked == ["site.example"]
