"""Real recorded answers of Companies House, read in place: each maps, no field is left unread."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.gb.companies_house_found import (
    CompanySearch,
    Disqualified,
    DisqualifiedSearch,
    OfficerSearch,
)
from connectors.gb.companies_house_insolvency import standing
from connectors.gb.companies_house_names import company_number, spoken_name
from connectors.gb.companies_house_officers import (
    appointments_record,
    disqualified_record,
    officers_record,
)
from connectors.gb.companies_house_owners import owners_record
from connectors.gb.companies_house_payload import (
    AppointmentPage,
    Insolvency,
    Officer,
    OfficerPage,
    Owner,
    OwnerPage,
    Profile,
)
from connectors.gb.companies_house_record import hit_record, profile_record
from tracer.entities import EntityKind, LinkType, Property

pytestmark = pytest.mark.payloads

SOURCE = "gb.companies_house"
FETCHED = Fetched(
    source=SOURCE,
    body=None,
    url="https://register.example/company",
    retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
    sha256="0" * 64,
    licence="none",
)
OF_THE_RECORDER = frozenset({"title_will_be_null"})  # a field renamed by whoever recorded it
NOT_ASKED = {
    "advanced-search": "search by register criteria, not by name",
    "advancedsearch": "search by register criteria, not by name",
    "alphabetical": "an index of names by letter",
    "appointments_undjhr": "one appointment alone: the list says the same",
    "corporate_disq": "only persons are asked about",
    "disqualified_corporate": "only persons are asked about",
    "charges": "secured debts locate nobody",
    "dissolved": "dissolved companies by letter: the company search has them",
    "dissolved-search": "dissolved companies by letter: the company search has them",
    "exemptions": "why a company names no owner",
    "establishments": "branches of a foreign company",
    "filing": "documents",
    "genericsearch": "the mixed search: each kind is searched by itself",
    "registered-office-address": "the profile says it",
    "statements": "why a company names no owner",
    "psc_exemptions": "not an owner",
    "psc_statement": "not an owner",
    "full_record": "an internal interface with home addresses: never asked",
    "officer_appointment": "not JSON",
}


def recorded(payloads: Path) -> Iterator[tuple[Path, dict]]:
    """Every recorded 200 body, out of the envelopes of those who recorded them."""
    for path in sorted((payloads / "gb").rglob("*.json")):
        try:
            said = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        if said.get("status_code", said.get("status")) in (401, 404):
            continue
        for inner in ("content", "json", "body", "companyInsolvency"):
            said = said.get(inner, said) if isinstance(said, dict) else said
        yield path, said


def of_kind(payloads: Path, kind: str) -> list[dict]:
    return [body for _, body in recorded(payloads) if kind_of(body) == kind]


def kind_of(body: dict) -> str | None:
    """Which answer a body is, by what only that one has."""
    kind = str(body.get("kind", ""))
    if "cases" in body:
        return "insolvency"
    if kind == "officer-list":
        return "officers"
    if kind == "personal-appointment":
        return "appointments"
    if kind in ("search#companies", "search#officers", "search#disqualified-officers"):
        return kind
    if "company_name" in body and "registered_office_address" in body:
        return "profile"
    if "disqualifications" in body and "surname" in body:
        return "disqualified"
    if "persons-with-significant-control" in str(body.get("links")) and "items" in body:
        return None if any("statement" in item for item in body["items"]) else "owners"
    return None


def owners(payloads: Path) -> Iterator[dict]:
    """Owners recorded one by one."""
    for _, body in recorded(payloads):
        said = body.get("data", body)
        if str(said.get("kind", "")).endswith(
            ("person-with-significant-control", "beneficial-owner")
        ):
            yield said


def test_every_recorded_answer_is_read_or_left_for_a_reason(payloads):
    left = []
    for path, body in recorded(payloads):
        single = body.get("data", body)
        read_alone = "significant-control" in str(single.get("kind")) or "beneficial-owner" in str(
            single.get("kind")
        )
        if kind_of(body) is None and not read_alone:
            left.append(path.name.lower())
    unexplained = [name for name in left if not any(part in name for part in NOT_ASKED)]
    assert unexplained == []
    assert [part for part in NOT_ASKED if not any(part in name for name in left)] == []


def test_every_recorded_profile_maps(payloads):
    profiles = of_kind(payloads, "profile")
    assert len(profiles) >= 4
    for body in profiles:
        profile = read(Profile, body, SOURCE)
        record = profile_record(profile, profile.company_number, FETCHED)
        assert record.unread_fields == ()
        assert {e.kind for e in record.entities} == {EntityKind.COMPANY, EntityKind.ADDRESS}
        assert record.entities[0].text(Property.STATUS) == "active"


def test_the_current_officers_are_as_many_as_the_register_counts(payloads, capsys):
    pages = of_kind(payloads, "officers")
    counted = []
    for body in pages:
        page = read(OfficerPage, body, SOURCE)
        record = officers_record(page, "00000001", "active", FETCHED)
        assert record.unread_fields == ()
        held = [link for link in record.links if link.type is LinkType.DIRECTORSHIP]
        assert len(held) == len(page.items)
        if page.total_results == len(page.items):  # the whole list was recorded
            counted.append(page.total_results)
            assert sum(link.current is True for link in held) == page.active_count
            gone = sum(link.current is not True for link in held)
            assert gone == page.resigned_count + page.inactive_count
    with capsys.disabled():
        print(f"\nCompanies House: {len(pages)} officer lists, whole ones of {counted}")
    assert len(counted) >= 2


def test_every_recorded_appointment_maps(payloads):
    pages = of_kind(payloads, "appointments")
    assert len(pages) >= 2
    for body in pages:
        page = read(AppointmentPage, body, SOURCE)
        record = appointments_record(page, "an-officer", FETCHED)
        assert record.unread_fields == ()
        assert len(record.links) == len(page.items)
        people = [e for e in record.entities if e.kind is EntityKind.PERSON]
        assert len(people) == 1
        if "active_count" in body:
            assert sum(link.current is True for link in record.links) == body["active_count"]


def test_every_recorded_insolvency_maps(payloads):
    answers = of_kind(payloads, "insolvency")
    assert len(answers) >= 5
    active = {"company_number": "00000001", "company_name": "X", "company_status": "active"}
    for body in answers:
        assert unread_fields(read(Insolvency, body, SOURCE)) == ()
        standing(read(Profile, active, SOURCE), read(Insolvency, body, SOURCE))


def test_every_recorded_owner_maps(payloads):
    pages = [read(OwnerPage, body, SOURCE) for body in of_kind(payloads, "owners")]
    alone = [read(Owner, body, SOURCE) for body in owners(payloads)]
    pages.append(OwnerPage(items=alone, total_results=len(alone)))
    assert len(pages) >= 4
    assert len(alone) >= 8
    for page in pages:
        record = owners_record(page, "00000001", "active", FETCHED)
        assert (record is None) == (page.items == [])
        if record is not None:
            kinds = {o.kind for o in page.items if o.name is None and o.name_elements is None}
            assert record.unread_fields == (("items.kind",) if unnamed(kinds) else ())


def unnamed(kinds: set[str]) -> bool:
    return any(not kind.startswith("super-secure") for kind in kinds)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("search#companies", CompanySearch),
        ("search#officers", OfficerSearch),
        ("search#disqualified-officers", DisqualifiedSearch),
    ],
)
def test_every_recorded_search_is_read(payloads, kind, model):
    unread: Counter[str] = Counter()
    bodies = of_kind(payloads, kind)
    assert bodies
    for body in bodies:
        page = read(model, body, SOURCE)
        unread.update(unread_fields(page))
    assert set(unread) <= {f"items.{name}" for name in OF_THE_RECORDER}


def test_every_recorded_hit_has_a_number_and_an_office(payloads):
    hits = 0
    for body in of_kind(payloads, "search#companies"):
        for hit in read(CompanySearch, body, SOURCE).items:
            number = company_number(hit.company_number)
            assert number == hit.company_number
            hit_record(hit, number, None, FETCHED)
            hits += 1
    assert hits > 300


def test_recorded_officers_found_by_name_have_a_surname_and_a_given_name(payloads, capsys):
    titles = [
        hit.title
        for body in of_kind(payloads, "search#officers")
        for hit in read(OfficerSearch, body, SOURCE).items
        if hit.date_of_birth
    ]
    told = [title for title in titles if spoken_name(title)]
    with capsys.disabled():
        print(f"\nCompanies House: {len(told)} of {len(titles)} officers found are named apart")
    assert len(told) / len(titles) > 0.95


def test_every_recorded_disqualification_maps(payloads):
    bodies = of_kind(payloads, "disqualified")
    assert bodies
    for body in bodies:
        found = read(Disqualified, body, SOURCE)
        record = disqualified_record(found, "an-officer", "2033-01-26", FETCHED)
        assert record.unread_fields == ()
        month = record.entities[0].text(Property.BIRTH_DATE)
        assert month == body["date_of_birth"][:7]
        assert body["date_of_birth"] not in repr(record)


def test_an_officer_alone_is_an_officer_of_a_list(payloads):
    body = next(
        body for path, body in recorded(payloads) if "appointments_undjhr" in path.name.lower()
    )
    assert unread_fields(read(Officer, body, SOURCE)) == ()
