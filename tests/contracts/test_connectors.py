"""One suite over every source that is discovered, replaying its invented recordings."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote_plus

import httpx
import pytest
from structlog.testing import capture_logs

from connectors.base import Payload, base_urls, sources
from connectors.sandbox.app import served
from connectors.sandbox.world import World
from tests.connectors.doubles import FAST, NOW, SECRET, Wire, connector, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import (
    BudgetExhausted,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.lawful import Allowance, Operation, Permit
from tracer.normalise.dates import parse_partial
from tracer.outcome import settle
from tracer.ports import Connector
from tracer.source import CredentialKind, SourceKind
from tracer.subject import PersonName, PostalAddress, Subject, SubjectKind

RECORDINGS = Path(__file__).parents[1] / "recordings"
CARDS = {module.CARD.id: module.CARD for module in sources()}
SOURCES = list(CARDS)
SPEAK_JSON = [s for s in SOURCES if CARDS[s].kind is not SourceKind.COMPANY_WEBSITE]
MASK = "[NON-DIFFUSIBLE]"
MAY_BE_EMPTY = {
    "expands",
    "credential",
    "limits",
    "country",
    "fields_dropped",
    "personal_parameters",
}


def recordings(source: str) -> list[dict]:
    return [json.loads(p.read_text("utf-8")) for p in sorted((RECORDINGS / source).glob("*.json"))]


def bodies(recording: dict) -> list[dict]:
    """Every JSON body of a recording, to be changed in place."""
    by_path = recording.get("by_path", {})
    said = [answer["body"] for answer in by_path.values() if "body" in answer]
    return [*recording.get("answers", []), *said]


def replay(recording: dict) -> Wire:
    by_path, answers = recording.get("by_path"), recording.get("answers")

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        if by_path is None:
            return httpx.Response(200, json=answers[min(n, len(answers) - 1)])
        said = next((by_path[path] for path in by_path if asked_for(request, path)), None)
        if said is None:
            return httpx.Response(404)
        told = {"html": said["html"]} if "html" in said else {"json": said["body"]}
        return httpx.Response(said.get("status", 200), **told)

    return Wire(respond)


def asked_for(request: httpx.Request, path: str) -> bool:
    """Whether a request is for a recorded path, with its query if the recording gives one."""
    where, _, query = path.partition("?")
    if request.url.path != where and not (where != "/" and request.url.path.endswith(where)):
        return False
    return all(
        request.url.params.get(name) == value for name, value in httpx.QueryParams(query).items()
    )


def subject_of(recording: dict) -> Subject:
    asks = recording["asks"]
    address, company = asks.get("address"), asks["kind"] == "company"
    born = asks.get("birth")
    name = PersonName(
        surname=asks.get("surname") or "Arbancourt", given=tuple((asks.get("given") or "").split())
    )
    return Subject(
        kind=SubjectKind(asks["kind"]),
        siren=asks.get("siren"),
        registration=asks.get("registration"),
        country=asks.get("country") or "FR",
        company_name=asks.get("company_name"),
        names=() if company else (name,),
        birth=parse_partial(born) if born else None,
        addresses=(PostalAddress(**address),) if address else (),
    )


def entity_of(recording: dict) -> Entity | None:
    """The entity an expansion is about."""
    told = recording["asks"].get("expand")
    if told is None:
        return None
    known = {
        "number": Property.REGISTRATION_NUMBER,
        "name": Property.NAME,
        "jurisdiction": Property.JURISDICTION,
        **{str(prop): prop for prop in Property},
    }
    elsewhere = Provenance(
        source="elsewhere",
        record="1",
        url="https://elsewhere.example",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="none",
    )
    return Entity(
        id=EntityId(told["id"]),
        kind=EntityKind(told["kind"]),
        statements=tuple(
            Statement(prop=known[name], value=value, provenance=elsewhere)
            for name, value in told.items()
            if name in known and value is not None
        ),
    )


async def ask(
    source: str, recording: dict, wire: Wire, leave: Permit | None = None
) -> list[Record]:
    return [
        record
        async for record in stream(connector(source, wire), recording, leave or permit(source))
    ]


def stream(there: Connector, recording: dict, leave: Permit) -> AsyncIterator[Record]:
    """What the recording asks: more about an entity, or a search for a debtor."""
    entity = entity_of(recording)
    return there.expand(entity, leave) if entity else there.search(subject_of(recording), leave)


def test_the_three_french_sources_are_discovered_without_being_registered():
    assert {"fr.recherche_entreprises", "fr.bodacc", "fr.ban"} <= set(SOURCES)


def test_the_sandbox_serves_every_source():
    assert {source for source, _, _ in served(World(units=()))} == set(SOURCES)
    assert set(base_urls("http://127.0.0.1:1")) == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_recordings(source):
    assert recordings(source)


@pytest.mark.parametrize("source", SOURCES)
def test_every_card_is_complete(source):
    card = next(module.CARD for module in sources() if module.CARD.id == source)
    empty = [
        field.name
        for field in fields(card)
        if getattr(card, field.name) in ("", (), None) and field.name not in MAY_BE_EMPTY
    ]
    assert empty == []
    assert card.base_url.startswith("https://")
    assert not set(card.fields_read) & set(card.fields_dropped)
    assert card.rate_per_second > 0
    assert 0 < card.ttl_seconds <= 7 * 86_400
    assert card.intrusiveness == 0 or card.ttl_seconds <= 3600  # people are asked about anew
    assert card.country == "" or (len(card.country) == 2 and card.country.isupper())
    assert 0 < card.expected_yield <= 1
    if card.credential is not None:
        assert card.credential.obtained_at.startswith("https://")
        assert (card.credential.header is not None) == (
            card.credential.kind is CredentialKind.HEADER
        )


def payloads(parent: type[Payload] = Payload) -> Iterator[type[Payload]]:
    """Every payload model there is."""
    for model in parent.__subclasses__():
        yield model
        yield from payloads(model)


@pytest.mark.parametrize("module", list(sources()), ids=lambda module: module.CARD.id)
def test_every_field_a_source_drops_is_declared_on_its_card(module):
    stem = module.__name__
    dropped = {
        name
        for model in payloads()
        if model.__module__ == stem or model.__module__.startswith(f"{stem}_")
        for name in model.DROPPED
    }
    declared = module.CARD.fields_dropped
    silent = {
        name for name in dropped if not any(f".{said}".endswith(f".{name}") for said in declared)
    }
    assert silent == set()


@pytest.mark.parametrize("source", SOURCES)
async def test_recordings_replay_to_records_with_provenance(source):
    for recording in recordings(source):
        wire = replay(recording)
        records = await ask(source, recording, wire)
        assert settle(tuple(records)).value == recording["shape"]
        for record in records:
            assert record.unread_fields == ()
            said = [s for entity in record.entities for s in entity.statements]
            assert said or record.withheld
            for place in [record.provenance, *(s.provenance for s in said)]:
                assert (place.source, place.retrieved_at) == (source, NOW)
                assert len(place.body_sha256) == 64
                assert place.url.startswith("https://")
                assert place.licence
                assert place.record


def words_of(said: object) -> set[str]:
    """Every word of three letters or more that a recording asks, in lower case."""
    if isinstance(said, dict):
        return {word for part in said.values() for word in words_of(part)}
    return set(re.findall(r"\w{3,}", said.lower())) if isinstance(said, str) else set()


def repeated(asked: set[str], place: str) -> set[str]:
    """The words asked that stand in a text as words of it."""
    return asked & set(re.findall(r"\w{3,}", unquote_plus(place).lower()))


@pytest.mark.parametrize("source", SOURCES)
async def test_no_provenance_url_nor_log_repeats_what_was_asked(source):
    card = CARDS[source]
    for recording in recordings(source):
        asks = {k: v for k, v in recording["asks"].items() if k not in ("kind", "country")}
        told = {k: v for k, v in (asks.pop("expand", None) or {}).items() if k != "kind"}
        told["id"] = told.get("id", "").rpartition("-")[2]  # its prefix names a register
        asked = words_of(asks) | words_of(told)
        if card.open_hosts:  # what is asked there is the address itself
            asked -= words_of(told)
        with capture_logs() as logs:
            records = await ask(source, recording, replay(recording))
        places = [record.provenance for record in records]
        places += [s.provenance for r in records for e in r.entities for s in e.statements]
        places += [link.provenance for record in records for link in record.links]
        for place in {place.url for place in places}:
            assert repeated(asked, place) - words_of(card.base_url) == set()
        for event in logs:
            said = " ".join(str(value) for name, value in event.items() if name != "source")
            assert repeated(asked, said) == set()


@pytest.mark.parametrize("source", SPEAK_JSON)
async def test_an_unknown_field_is_reported_by_name_and_never_by_value(source):
    recording = next(r for r in recordings(source) if r["shape"] == "found")
    changed = copy.deepcopy(recording)
    for body in bodies(changed):
        sow(body)
    records = await ask(source, changed, replay(changed))
    names = [name for record in records for name in record.unread_fields]
    assert any(name.endswith("field_nobody_knows") for name in names)
    assert "value nobody may see" not in repr(records)


def sow(said: object) -> None:
    """A field nobody knows, in every object at any depth."""
    if isinstance(said, list):
        for part in said:
            sow(part)
    elif isinstance(said, dict):
        for part in said.values():
            sow(part)
        said["field_nobody_knows"] = "value nobody may see"


@pytest.mark.parametrize("source", SOURCES)
async def test_a_masked_value_is_never_a_clear_statement(source):
    for recording in recordings(source):
        for record in await ask(source, recording, replay(recording)):
            for entity in record.entities:
                assert MASK not in entity.id
                for prop in Property:
                    assert not any(MASK in text for text in entity.texts(prop))


@pytest.mark.parametrize("source", SOURCES)
async def test_without_a_permit_nothing_leaves(source):
    recording = recordings(source)[0]
    wire = replay(recording)
    asking = stream(connector(source, wire), recording, None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        [record async for record in asking]
    assert wire.left == []


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("wrong", ["another source", "another operation"])
async def test_a_permit_for_something_else_lets_nothing_leave(source, wrong):
    recording = recordings(source)[0]
    wire = replay(recording)
    other = permit("another.source" if wrong == "another source" else source)
    if wrong == "another operation":
        other = Permit(
            receipt=other.receipt,
            case=other.case,
            operation=Operation.DISCLOSE,
            source=source,
            obligations=(),
            rules=(),
            allowance=Allowance(10),
        )
    with pytest.raises(SourceForbidden):
        await ask(source, recording, wire, other)
    assert wire.left == []


@pytest.mark.parametrize("source", SOURCES)
async def test_a_spent_permit_lets_nothing_leave(source):
    recording = recordings(source)[0]
    wire = replay(recording)
    with pytest.raises(BudgetExhausted):
        await ask(source, recording, wire, permit(source, calls=0))
    assert wire.left == []


@pytest.mark.parametrize("source", SOURCES)
async def test_a_retry_is_a_call_like_another(source):
    recording = recordings(source)[0]
    leave = permit(source)
    wire = Wire(lambda request, n: httpx.Response(503))
    with pytest.raises(SourceError):
        await ask(source, recording, wire, leave)
    assert leave.allowance.calls == len(wire.left) == FAST.attempts
    assert leave.allowance.cost == CARDS[source].cost_per_call * FAST.attempts


JSON = {"content-type": "application/json"}
BAD_DAYS = {
    "429": (httpx.Response(429), SourceBusy),
    "429 with a delay": (httpx.Response(429, headers={"retry-after": "3600"}), SourceBusy),
    "500": (httpx.Response(500, json={"erreur": "inattendue"}), SourceError),
    "503": (httpx.Response(503, text="later"), SourceError),
    "401": (httpx.Response(401), SourceForbidden),
    "403": (httpx.Response(403), SourceForbidden),
    "a page": (httpx.Response(200, html="<html></html>"), SourceChanged),
    "not JSON": (httpx.Response(200, text="{", headers=JSON), SourceChanged),
    "not UTF-8": (httpx.Response(200, content=b'{"a":"\xe9"}', headers=JSON), SourceChanged),
    "twice the same key": (
        httpx.Response(200, text='{"results":[],"results":[]}', headers=JSON),
        SourceChanged,
    ),
    "a character no store can keep": (
        httpx.Response(200, text='{"results":[],"features":[],"x":"\\u0000"}', headers=JSON),
        SourceChanged,
    ),
    "a code of a proxy": (httpx.Response(522, text="later"), SourceError),
    "another shape": (httpx.Response(200, json={"hits": []}), SourceChanged),
    "a list": (httpx.Response(200, json=[1]), SourceChanged),
    "huge": (httpx.Response(200, text=f'"{"x" * 60_000}"', headers=JSON), SourceChanged),
    "moved": (httpx.Response(302, headers={"location": "/new"}), SourceChanged),
    "moved away": (
        httpx.Response(302, headers={"location": "https://other.example/"}),
        SourceForbidden,
    ),
}


@pytest.mark.parametrize("source", SPEAK_JSON)
@pytest.mark.parametrize("day", BAD_DAYS)
async def test_every_bad_day_is_a_typed_answer(source, day):
    response, expected = BAD_DAYS[day]
    again = (response.status_code, response.headers, response.content)
    wire = Wire(lambda request, n: httpx.Response(again[0], headers=again[1], content=again[2]))
    recording = recordings(source)[0]
    with pytest.raises(expected) as raised:
        await ask(source, recording, wire)
    assert raised.value.source == source
    asks = recording["asks"]
    for asked in (asks.get("siren"), asks.get("registration"), asks.get("surname"), "Tanneurs"):
        assert not asked or asked not in str(raised.value)


@pytest.mark.parametrize("source", SPEAK_JSON)
async def test_null_everywhere_is_a_typed_answer_and_never_a_name(source):
    for recording in recordings(source):
        hollow = copy.deepcopy(recording)
        hollow["answers"] = emptied(hollow.get("answers"))
        for answer in hollow.get("by_path", {}).values():
            answer["body"] = emptied(answer["body"])
        try:
            records = await ask(source, hollow, replay(hollow))
        except (SourceError, BudgetExhausted):
            continue
        said = [text for r in records for e in r.entities for p in Property for text in e.texts(p)]
        assert not {"None", "null", ""} & set(said)


def emptied(said: object) -> object:
    """The same shape with null for every value."""
    if isinstance(said, list):
        return [emptied(part) for part in said]
    if isinstance(said, dict):
        return {name: emptied(value) for name, value in said.items()}
    return None


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("failure", [httpx.ReadTimeout, httpx.ConnectError, httpx.ReadError])
async def test_a_failing_line_is_a_typed_answer(source, failure):
    def fail(request: httpx.Request, n: int) -> httpx.Response:
        raise failure("down")

    with pytest.raises(SourceError):
        await ask(source, recordings(source)[0], Wire(fail))


@pytest.mark.parametrize("source", SOURCES)
async def test_one_failure_is_forgiven(source):
    recording = recordings(source)[0]
    plain = replay(recording)
    expected = await ask(source, recording, plain)
    wire = Wire(
        lambda request, n: httpx.Response(500) if n == 0 else plain.respond(request, min(n - 1, 10))
    )
    assert await ask(source, recording, wire) == expected


@pytest.mark.parametrize("source", SOURCES)
async def test_a_subject_it_cannot_ask_about_is_unsupported(source):
    wire = Wire(lambda request, n: httpx.Response(500))
    nobody = Subject(kind=SubjectKind.CONSUMER)
    with pytest.raises(SourceUnsupported):
        [record async for record in connector(source, wire).search(nobody, permit(source))]
    assert wire.left == []


@pytest.mark.parametrize("source", [s for s in SOURCES if CARDS[s].credential])
async def test_a_source_without_its_key_is_not_configured_and_nothing_leaves(source):
    recording = recordings(source)[0]
    wire = replay(recording)
    asking = stream(connector(source, wire, secrets={}), recording, permit(source))
    with pytest.raises(SourceNotConfigured):
        [record async for record in asking]
    assert wire.left == []


@pytest.mark.parametrize("source", SOURCES)
async def test_no_key_is_kept_in_what_was_found(source):
    for recording in recordings(source):
        assert SECRET.partition(":")[2] not in repr(await ask(source, recording, replay(recording)))
