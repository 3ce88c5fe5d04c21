"""The shape of the project, held by the machine: direction, one way out, sizes, one clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("tracer", "connectors", "graph", "policies", "api")


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_imports_go_one_way_and_the_domain_does_no_io() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_only_the_session_module_can_send_a_request() -> None:
    """The guard's transport and proxy open sockets for it; two modules read what came back. Downloads
    of open data ask nothing about anybody and need no permit: they have a client of their own."""
    clients = {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "socket", "http"}
    using = {str(path) for path, tree in modules() if imported(tree) & clients}
    assert using - {"connectors/sandbox/serve.py"} == {
        "connectors/session.py",
        "connectors/download.py",
        "connectors/egress.py",
        "connectors/egress_proxy.py",
        "connectors/interpret.py",
        "connectors/wire.py",
    }
    senders = {
        str(path)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"AsyncClient", "Client"}
    }
    assert senders == {"connectors/session.py", "connectors/download.py"}


def test_no_module_is_over_three_hundred_lines() -> None:
    long = {
        str(p): n for p, _ in modules() if (n := len((ROOT / p).read_text().splitlines())) > 300
    }
    assert long == {}


def test_the_time_is_only_known_through_the_clock() -> None:
    asking = {
        str(path)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert asking == {"api/wiring.py"}


def test_each_package_says_in_one_sentence_what_it_is() -> None:
    for package in PACKAGES:
        tree = ast.parse((ROOT / package / "__init__.py").read_text())
        said = ast.get_docstring(tree)
        assert said
        assert "\n" not in said
        assert len(tree.body) == 1


def test_the_straight_line_fits_one_screen() -> None:
    tree = ast.parse((ROOT / "tracer" / "trace.py").read_text())
    line = next(n for n in tree.body if isinstance(n, ast.AsyncFunctionDef) and n.name == "trace")
    assert line.end_lineno is not None
    assert line.end_lineno - line.lineno < 60
