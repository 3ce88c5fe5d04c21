"""No connector asks a closed network, tries whether an account exists, or sends a form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.platforms import Mode, load_platforms

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "connectors"

RECOGNISE = {
    "connectors/profiles/urls.py": "tells profiles from other links; it asks nobody",
    "connectors/profiles/wikidata_record.py": "writes the address of a handle that Wikidata gives",
    "connectors/profiles/impostor.py": "tells payment links and mirrors in a text it does not keep",
    "connectors/fr/published_contacts.py": "tells that a page on a network is no company website",
}
"""Where a closed network's host may stand, with what for."""

POSTS = {
    "cz_ares": "ARES takes its search as a JSON body and offers no other way",
    "ch_zefix": "Zefix takes its search as a JSON body and offers no other way",
    "inpi_rne": "the INPI's own official API exchanges the house's credential for a token",
}
"""Which connectors may send a body, with why. A form of a website is never one."""

LOGINS = {"connectors/fr/inpi_rne.py": "the INPI's official API, with the house's own credential"}

PROBE = re.compile(
    r"log[-_]?in|sign[-_]?(?:in|up)|regist(?:er|ration)(?=$|[/?_-])|reset|recover|forgot|passw(?:or)?d"
    r"|createsession|(?:^|/)sessions?(?:$|/)|oauth",
    re.IGNORECASE,
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(CONNECTORS.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not name.startswith("connectors/sandbox/"):
            yield name, ast.parse(path.read_text("utf-8"))


def said(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that is not a docstring."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documented:
            yield from [node.value] if isinstance(node.value, str) else []


def closed_hosts() -> set[str]:
    """Hosts that no program may ask."""
    closed = {Mode.FORBIDDEN, Mode.HUMAN_NOTE, Mode.HUMAN_CAPTURE}
    return {host for one in load_platforms().platform if one.mode in closed for host in one.hosts}


def names(text: str, host: str) -> bool:
    return re.search(rf"(?<![\w.-])(?:[\w-]+\.)*{re.escape(host)}(?![\w-]|\.\w)", text) is not None


def paths(tree: ast.AST) -> Iterator[str]:
    """Every text that is shaped like a path or an address on a network."""
    for text in said(tree):
        if re.fullmatch(r"(?:https?://\S+|/[\w.\-{}/~?=&%]+)", text.strip()):
            yield text.strip()


def called(node: ast.Call) -> str | None:
    return node.func.attr if isinstance(node.func, ast.Attribute) else None


def posting(tree: ast.AST) -> bool:
    """Whether a module sends a body, by a method of that name or by naming the verb."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(
        called(node) in {"post", "put", "patch"}
        or (
            called(node) in {"request", "stream"}
            and any(isinstance(a, ast.Constant) and a.value == "POST" for a in node.args)
        )
        for node in calls
    )


def test_no_host_of_a_closed_network_stands_in_a_connector() -> None:
    found = {
        (name, host)
        for name, tree in modules()
        for text in said(tree)
        for host in closed_hosts()
        if names(text, host)
    }
    assert {entry for entry in found if entry[0] not in RECOGNISE} == set()


def test_a_host_that_is_recognised_is_never_what_a_request_is_given() -> None:
    given = {
        (name, argument.value)
        for name, tree in modules()
        if name in RECOGNISE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in {"get", "post", "page", "place"}
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert {g for g in given if any(names(g[1], host) for host in closed_hosts())} == set()


def test_no_path_of_a_connector_signs_in_registers_or_resets_anything() -> None:
    found = {
        (name, text)
        for name, tree in modules()
        if name not in LOGINS
        for text in paths(tree)
        if not is_page(name, text) and PROBE.search(text)
    }
    assert found == set()


def is_page(name: str, text: str) -> bool:
    """Whether an address is only shown to a reader: the terms of a card, where a house registers."""
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    return any(
        isinstance(node, ast.keyword)
        and node.arg in {"terms_url", "obtained_at"}
        and isinstance(node.value, ast.Constant)
        and node.value.value == text
        for node in ast.walk(tree)
    )


def test_only_named_connectors_send_a_body() -> None:
    senders = {name for name, tree in modules() if posting(tree)}
    allowed = {name for name in senders if Path(name).stem in POSTS}
    assert senders - allowed == set()


def test_each_exception_says_why() -> None:
    for reasons in (RECOGNISE, POSTS, LOGINS):
        assert all(len(reason.split()) > 5 for reason in reasons.values())


@pytest.mark.parametrize(
    ("text", "host", "found"),
    [
        ("https://www.linkedin.com/in/x", "linkedin.com", True),
        ("linkedin.com", "linkedin.com", True),
        ("notlinkedin.com", "linkedin.com", False),
        ("linkedin.com.evil.example", "linkedin.com", False),
        ("https://bsky.app", "linkedin.com", False),
        ("https://t.me/x", "t.me", True),
        ("https://lat.me", "t.me", False),
    ],
)
def test_a_host_is_told_from_one_that_looks_like_it(text: str, host: str, found: bool) -> None:
    assert names(text, host) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/login", True),
        ("/api/sso/login", True),
        ("/account/signup", True),
        ("/users/register", True),
        ("/password/forgot", True),
        ("/xrpc/com.atproto.server.createSession", True),
        ("/sessions", True),
        ("/company/{number}", False),
        ("/registered-office", False),
        ("/v1/registers/company", False),
    ],
)
def test_a_probe_is_told_from_a_register(text: str, found: bool) -> None:
    assert (PROBE.search(text) is not None) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("await session.post('/x', {}, permit)", True),
        ("client.request('POST', url)", True),
        ("client.put(url)", True),
        ("await session.get('/x', {}, permit)", False),
    ],
)
def test_a_body_that_is_sent_is_seen(text: str, found: bool) -> None:
    assert posting(ast.parse(f"async def f():\n    {text}")) is found
