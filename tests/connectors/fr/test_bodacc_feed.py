"""The gazette day by day: each notice once, by number or by person, with what it cancels."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import httpx
import pytest

from connectors.base import Sessions
from connectors.courtesy import Courtesy
from connectors.fr.bodacc import CARD
from connectors.fr.bodacc_feed import notices_since
from connectors.sandbox.app import create_app
from connectors.sandbox.identifiers import fictive_siren, wrong_siren
from connectors.sandbox.world import World
from tests.connectors.doubles import FAST, IDS, StoppedClock, Wire, permit
from tests.connectors.fr.test_bodacc import LIQUIDATION, before, judged, notice, spaced
from tracer.errors import SourceChanged, SourceError, SourceUnsupported
from tracer.screening import InsolvencyState

A, B, C = (fictive_siren(95_420 + n) for n in range(3))
DAY = date(2026, 3, 10)
CRAFTSMAN = {"personne": {"inscriptionRM": {"numeroIdentificationRM": spaced(C), "codeRM": "RM"}}}


def page(*rows, total=None):
    return {"total_count": len(rows) if total is None else total, "results": list(rows)}


def session(transport, patience=FAST):
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=patience, rates=dict.fromkeys(IDS, 10_000.0)),
        transport=transport,
        base_urls={CARD.id: "http://127.0.0.1/fr.bodacc"},
    )
    return sessions.open(CARD)


def by_number(*rows, persons=()):
    """The rows for the question by register number, and those for the question by person."""

    def respond(request, n):
        there = persons if "search(" in request.url.params["where"] else rows
        export = request.url.path.endswith("/exports/json")
        return httpx.Response(200, json=list(there) if export else page(*there))

    return Wire(respond)


async def feed(wire, sirens=(A, B), day=DAY):
    there = session(httpx.MockTransport(wire))
    return [found async for found in notices_since(there, day, permit(CARD.id), sirens)]


async def test_what_is_new_about_a_company_says_what_it_is():
    (found,) = await feed(by_number(judged(LIQUIDATION)), sirens=[fictive_siren(95_300)])
    assert (found.kind, found.cancels, found.sirens) == ("annonce", None, {fictive_siren(95_300)})
    assert found.notice.ruling.state is InsolvencyState.LIQUIDATION
    assert found.notice.published == DAY


@pytest.mark.parametrize("kind", ["rectificatif", "annulation"])
async def test_a_correction_and_a_cancellation_name_the_notice_they_undo(kind):
    first = notice("2025-01-02", number=7, siren=A)
    second = notice(
        number=8, siren=A, typeavis=kind, parutionavisprecedent=before(first), jugement=None
    )
    (found,) = await feed(by_number(second))
    assert (found.id, found.kind, found.cancels) == (second["id"], kind, first["id"])


async def test_an_announcement_that_quotes_an_earlier_notice_cancels_nothing():
    first = notice("2025-01-02", number=7, siren=A)
    second = notice(number=8, siren=A, parutionavisprecedent=before(first))
    (found,) = await feed(by_number(second))
    assert found.cancels is None


async def test_a_kind_of_notice_nobody_knows_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await feed(by_number(notice(siren=A, typeavis="autre")))


async def test_a_duplicate_comes_once():
    row = notice(siren=A)
    assert len(await feed(by_number(row, row, persons=[row]))) == 1


async def test_a_craftsman_is_found_by_the_number_of_the_person():
    row = notice(siren=A, registre=None, listepersonnes=json.dumps(CRAFTSMAN))
    (found,) = await feed(by_number(persons=[row]), sirens=[C])
    assert found.sirens == {C}


async def test_a_search_that_brings_others_brings_nothing():
    other = notice(siren=fictive_siren(95_300))
    assert await feed(by_number(persons=[other])) == []


async def test_a_sale_names_the_watched_companies_only():
    row = notice(registre=[A, spaced(A), fictive_siren(95_300)])
    (found,) = await feed(by_number(row))
    assert found.sirens == {A}


async def test_earlier_notices_are_not_new():
    assert await feed(by_number(notice("2026-03-09", siren=A))) == []
    assert len(await feed(by_number(notice("2026-03-10", siren=A)))) == 1


async def test_the_question_says_since_when_and_about_whom():
    wire = by_number()
    await feed(wire)
    first, second = (request.url.params["where"] for request in wire.left)
    since, families = "dateparution >= date'2026-03-10' AND (", ") AND familleavis in ("
    assert first.startswith(f'{since}registre="{A}" OR registre="{B}"{families}')
    persons = f'search(listepersonnes, "{spaced(A)}") OR search(listepersonnes, "{spaced(B)}")'
    assert second.startswith(f"{since}{persons}{families}")


async def test_many_companies_are_asked_about_in_several_questions():
    many = [fictive_siren(number) for number in range(95_500, 95_595)]
    wire = by_number()
    await feed(wire, sirens=[*many, *many])
    asked = [re.findall(r'registre="(\d{9})"', r.url.params["where"]) for r in wire.left]
    assert [len(each) for each in asked] == [40, 40, 15, 0, 0, 0]
    assert [number for each in asked for number in each] == many
    assert all(len(str(request.url)) < 4_000 for request in wire.left)


async def test_beyond_ten_thousand_the_export_is_asked_for():
    row = notice(siren=A)
    rows = [row | {"id": f"A2026004{n:05d}"} for n in range(20_000, 30_001)]

    def respond(request, n):
        if request.url.path.endswith("/exports/json"):
            return httpx.Response(200, json=rows)
        among_persons = "search(" in request.url.params["where"]
        return httpx.Response(200, json=page() if among_persons else page(row, total=10_001))

    patience = replace(FAST, max_body_bytes=50_000_000, attempt_seconds=30.0)
    there = session(httpx.MockTransport(Wire(respond)), patience)
    found = [each.id async for each in notices_since(there, DAY, permit(CARD.id), [A])]
    assert sorted(found) == [each["id"] for each in rows]


async def test_paging_goes_on_by_offset():
    rows = [notice(siren=A, number=n) for n in range(1, 151)]

    def respond(request, n):
        if "search(" in request.url.params["where"]:
            return httpx.Response(200, json=page())
        start = int(request.url.params["offset"])
        return httpx.Response(200, json=page(*rows[start : start + 100], total=150))

    assert len(await feed(Wire(respond))) == 150


async def test_what_was_found_before_a_failure_is_kept():
    def respond(request, n):
        if "search(" in request.url.params["where"]:
            return httpx.Response(503)
        return httpx.Response(200, json=page(notice(siren=A)))

    found = notices_since(session(httpx.MockTransport(Wire(respond))), DAY, permit(CARD.id), [A])
    assert (await anext(found)).sirens == {A}
    with pytest.raises(SourceError):
        await anext(found)


async def test_a_number_that_is_none_is_refused_before_anything_leaves():
    wire = by_number()
    with pytest.raises(SourceUnsupported):
        await feed(wire, sirens=[A, wrong_siren(A)])
    assert wire.left == []


async def test_nobody_watched_is_nothing_asked():
    wire = by_number()
    assert await feed(wire, sirens=[]) == []
    assert wire.left == []


async def test_the_sandbox_understands_both_questions():
    rows = (
        notice(siren=A),
        notice(number=2, registre=None, listepersonnes=json.dumps(CRAFTSMAN)),
        notice("2026-03-09", number=3, siren=A),
    )
    there = session(httpx.ASGITransport(create_app(World(units=(), notices=rows))))
    found = [each async for each in notices_since(there, DAY, permit(CARD.id), [A, C])]
    assert [(each.id, each.sirens) for each in found] == [
        (rows[0]["id"], {A}),
        (rows[1]["id"], {C}),
    ]
