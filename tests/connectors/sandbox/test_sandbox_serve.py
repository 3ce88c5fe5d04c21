"""The server: loopback only, quick to start, silent about what it was asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

from connectors.sandbox.app import CALLS
from connectors.sandbox.serve import SandboxServer, listen
from connectors.sandbox.world import World, build_world

SEARCH = "/fr.recherche_entreprises/search"


def test_it_listens_on_loopback_only(sandbox: SandboxServer) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")
    with listen(0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"


def test_calls_are_counted_by_route_and_tell_nothing_more(
    http: httpx.Client, sandbox: SandboxServer
) -> None:
    http.get(SEARCH, params={"nom_personne": "Brevalaire"})
    http.get(SEARCH, params={"q": "ab"})
    http.get("/fr.ban/search", params={"q": "Paris"})
    assert sandbox.calls == {"fr.recherche_entreprises": 2, "fr.ban": 1}
    assert http.get(CALLS).json() == {"fr.recherche_entreprises": 2, "fr.ban": 1}
    sandbox.forget_calls()
    assert sandbox.calls == {}


def test_three_contracts_answer_over_http(http: httpx.Client) -> None:
    records = "/fr.bodacc/api/explore/v2.1/catalog/datasets/annonces-commerciales"
    found = http.get(f"{records}/records", params={"where": 'familleavis="collective"'})
    assert found.headers["X-RateLimit-Limit"] == "5000000"
    assert found.json()["total_count"] > 100
    assert isinstance(http.get(f"{records}/exports/json").json(), list)
    assert http.get(SEARCH, params={"q": "299900019"}).json()["total_results"] == 1
    assert http.head(SEARCH, params={"q": "299900019"}).status_code == 200
    assert http.get("/fr.ban/search", params={"q": "Paris"}).json()["features"]


def test_an_unknown_route_is_refused_in_the_apis_words(http: httpx.Client) -> None:
    answer = http.get("/recherche-entreprises/recherche")
    assert (answer.status_code, answer.json()) == (404, {"erreur": "Ressource non trouvée."})


def test_several_servers_live_side_by_side(world: World) -> None:
    with SandboxServer(world) as one, SandboxServer(world) as two:
        assert one.url != two.url
        assert httpx.get(f"{two.url}{SEARCH}", params={"q": "299900019"}).status_code == 200
        assert one.calls == {}


def test_a_stopped_server_answers_no_more(world: World) -> None:
    with SandboxServer(world) as server:
        url = server.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.url


def test_a_taken_port_is_an_error(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with (
            pytest.raises(OSError, match="in use"),
            SandboxServer(world, port=taken.getsockname()[1]),
        ):
            pass


def test_the_world_is_ready_quickly() -> None:
    began = time.process_time()
    build_world()
    assert time.process_time() - began < 2, "0.3 s of processor time on the machine it was made on"


def test_serving_from_the_command_line_starts_and_stops() -> None:
    code = (
        "from connectors.sandbox.serve import run\n"
        "run(port=0, announce=lambda url: print(url, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            for _ in range(50):
                try:
                    answer = httpx.get(f"{url}/fr.ban/search", params={"q": "Paris"}, timeout=5)
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            assert answer.status_code == 200
        finally:
            process.terminate()
