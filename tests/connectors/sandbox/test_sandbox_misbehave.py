"""Every way of misbehaving, seen with a plain client, and misbehaviour that reproduces."""

from __future__ import annotations

import json
import time
from collections import Counter

import httpx
import pytest

from connectors.sandbox.app import CONTROL, FORCE_HEADER
from connectors.sandbox.misbehave import USUAL, Kind, Misbehaviour
from connectors.sandbox.serve import SandboxServer

SEARCH = "/fr.recherche_entreprises/search"
ASKED = {"q": "Lescazier Patrimoine"}


def spoilt(http: httpx.Client, kind: Kind) -> httpx.Response:
    return http.get(SEARCH, params=ASKED, headers={FORCE_HEADER: kind})


def test_without_misbehaviour_the_answer_is_right(http: httpx.Client) -> None:
    assert http.get(SEARCH, params=ASKED).json()["results"][0]["siren"].startswith("299")


def test_too_many_requests_with_and_without_a_delay(http: httpx.Client) -> None:
    told = spoilt(http, Kind.RATE_LIMITED)
    silent = spoilt(http, Kind.RATE_LIMITED_SILENTLY)
    assert (told.status_code, told.headers["Retry-After"]) == (429, "1")
    assert silent.status_code == 429
    assert "Retry-After" not in silent.headers


def test_server_errors(http: httpx.Client) -> None:
    assert spoilt(http, Kind.SERVER_ERROR).status_code == 500
    assert "erreur" in spoilt(http, Kind.SERVER_ERROR).json()
    assert spoilt(http, Kind.UNAVAILABLE).status_code == 503


def test_a_page_that_is_not_json(http: httpx.Client) -> None:
    page = spoilt(http, Kind.NOT_JSON)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    with pytest.raises(json.JSONDecodeError):
        page.json()


def test_truncated_json_has_a_length_that_matches(http: httpx.Client) -> None:
    half = spoilt(http, Kind.TRUNCATED)
    assert half.status_code == 200
    assert int(half.headers["Content-Length"]) == len(half.content)
    with pytest.raises(json.JSONDecodeError):
        half.json()


def test_a_renamed_and_a_missing_field(http: httpx.Client) -> None:
    renamed = spoilt(http, Kind.RENAMED_FIELD).json()["results"][0]
    missing = spoilt(http, Kind.MISSING_FIELD).json()["results"][0]
    assert "siren" not in renamed
    assert renamed["siren_v2"].startswith("299")
    assert not {"siren", "siren_v2"} & set(missing)
    assert "nom_complet" in missing


def test_an_empty_answer_loses_its_list(http: httpx.Client) -> None:
    empty = {"q": "zzyzxqq"}
    headers = {FORCE_HEADER: Kind.MISSING_FIELD}
    assert http.get(SEARCH, params=empty).json()["results"] == []
    assert "results" not in http.get(SEARCH, params=empty, headers=headers).json()


@pytest.mark.parametrize(
    ("path", "parameters", "lost"),
    [
        (
            "/fr.bodacc/api/explore/v2.1/catalog/datasets/annonces-commerciales/records",
            {"limit": "1"},
            "familleavis",
        ),
        ("/fr.ban/search", {"q": "Clermont-Ferrand"}, "properties"),
    ],
)
def test_every_source_can_lose_a_field(
    http: httpx.Client, path: str, parameters: dict[str, str], lost: str
) -> None:
    def first(headers: dict[str, str]) -> dict[str, object]:
        body = http.get(path, params=parameters, headers=headers).json()
        records: list[dict[str, object]] = body.get("results") or body["features"]
        return records[0]

    assert lost in first({})
    assert lost not in first({FORCE_HEADER: Kind.MISSING_FIELD})


def test_hanging_outlasts_the_callers_patience(http: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        http.get(SEARCH, params=ASKED, headers={FORCE_HEADER: Kind.HANG}, timeout=0.2)
    assert http.get(SEARCH, params=ASKED).status_code == 200, "others are still served"


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.DRIP])
def test_a_late_answer_is_still_right(http: httpx.Client, kind: Kind) -> None:
    began = time.monotonic()
    late = spoilt(http, kind)
    assert time.monotonic() - began > 0.3
    assert late.json() == http.get(SEARCH, params=ASKED).json()


def test_drops_arrive_one_by_one(http: httpx.Client) -> None:
    with http.stream("GET", SEARCH, params=ASKED, headers={FORCE_HEADER: Kind.DRIP}) as answer:
        assert len(list(answer.iter_raw())) > 8


def test_a_broken_connection(http: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        spoilt(http, Kind.CUT)


def test_a_huge_body_need_not_be_read_to_the_end(
    http: httpx.Client, sandbox: SandboxServer
) -> None:
    with http.stream("GET", SEARCH, params=ASKED, headers={FORCE_HEADER: Kind.HUGE}) as answer:
        read = 0
        for block in answer.iter_raw():
            read += len(block)
            if read > 5_000_000:
                break
    assert read > 5_000_000
    assert sandbox.misbehaviour.huge_bytes > read


def test_a_gzip_bomb_is_small_on_the_wire(http: httpx.Client) -> None:
    with http.stream("GET", SEARCH, params=ASKED, headers={FORCE_HEADER: Kind.GZIP_BOMB}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        wire = int(answer.headers["Content-Length"])
        unpacked = 0
        for block in answer.iter_bytes():
            unpacked += len(block)
            if unpacked > 20 * wire:
                break
    assert unpacked > 20 * wire


def test_forcing_lasts_as_many_requests_as_said(http: httpx.Client) -> None:
    ordered = {"kind": "unavailable", "route": "fr.recherche_entreprises", "times": 2}
    assert http.post(CONTROL, json=ordered).status_code == 204
    assert http.get("/fr.ban/search", params={"q": "Paris"}).status_code == 200
    statuses = [http.get(SEARCH, params=ASKED).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_forcing_for_ever_ends_when_cleared(http: httpx.Client) -> None:
    http.post(CONTROL, json={"kind": "server_error", "times": None})
    assert [http.get(SEARCH, params=ASKED).status_code for _ in range(3)] == [500] * 3
    assert http.delete(CONTROL).status_code == 204
    assert http.get(SEARCH, params=ASKED).status_code == 200


def test_an_unknown_kind_is_refused(http: httpx.Client) -> None:
    assert http.post(CONTROL, json={"kind": "explode"}).status_code == 422
    assert http.get(SEARCH, params=ASKED, headers={FORCE_HEADER: "explode"}).status_code == 422


def test_the_same_seed_misbehaves_the_same_whatever_the_order() -> None:
    asked = [f"q={number}" for number in range(300)] * 2

    def drawn(order: list[str], seed: int) -> Counter[tuple[str, Kind | None]]:
        behaviour = Misbehaviour(rate=0.3, seed=seed)
        return Counter((request, behaviour.decide("fr.ban", request)) for request in order)

    assert drawn(asked, 5) == drawn(asked[::-1], 5)
    assert drawn(asked, 5) != drawn(asked, 6)


def test_the_rate_is_kept_and_every_usual_kind_occurs() -> None:
    behaviour = Misbehaviour(rate=0.05, seed=1)
    drawn = Counter(behaviour.decide("fr.ban", f"q={number}") for number in range(10_000))
    wrong = sum(count for kind, count in drawn.items() if kind)
    assert 400 < wrong < 600
    assert set(drawn) == {None, *USUAL}


def test_a_repeated_request_is_drawn_again() -> None:
    behaviour = Misbehaviour(rate=0.5, seed=1)
    assert {behaviour.decide("fr.ban", "q=1") is None for _ in range(20)} == {True, False}


def test_no_rate_means_no_chance() -> None:
    behaviour = Misbehaviour()
    assert {behaviour.decide("fr.ban", f"q={number}") for number in range(100)} == {None}
    with pytest.raises(ValueError, match="rate"):
        Misbehaviour(rate=1.5)
