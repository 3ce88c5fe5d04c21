"""Debtors of other countries: their register's number identifies them, and what it says stops the case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.doubles import FakeConnector, a_case, a_subject, card, entity, record, trader
from tests.tracer.test_trace import register, toolkit
from tracer.entities import EntityKind
from tracer.evidence import Candidate, MatchDecision
from tracer.matching.corporate import siren_evidence
from tracer.normalise.identifiers import registration_key
from tracer.outcome import Outcome
from tracer.screening import Finding, StopKind
from tracer.source import SourceKind
from tracer.subject import SubjectKind
from tracer.trace import trace

BRITISH = a_subject(
    kind=SubjectKind.COMPANY,
    names=(),
    birth=None,
    company_name="Fictive Mills Limited",
    registration="00012345",
    country="GB",
    addresses=(),
)
HOUSE = card("gb.register", country="GB")


def mills(number: str, name: str = "FICTIVE MILLS LIMITED", id_: str = "gb-crn-00012345"):
    said = {"name": name, "registration_number": number, "jurisdiction": id_[:2].upper()}
    return record(number, (entity(id_, EntityKind.COMPANY, status="active", **said),))


def coded(subject, **candidate: object) -> list[str]:
    found = siren_evidence(subject, Candidate(id="c", mentions=(), **candidate))
    return [one.evidence.code if hasattr(one, "evidence") else one.code for one in found]


@pytest.mark.parametrize(
    ("number", "country", "codes"),
    [
        ("00012345", "GB", ["siren_equal"]),
        ("12345", "GB", ["siren_equal"]),
        ("00012346", "GB", ["siren_differs"]),
        ("00012345", "NO", []),  # the same digits in another register are another company's
        ("00012345", None, []),
        (None, "GB", []),
    ],
)
def test_a_number_is_compared_within_its_own_register_alone(number, country, codes):
    assert coded(BRITISH, siren=number, country=country) == codes


def test_a_french_number_is_compared_as_before():
    french = replace(BRITISH, siren="299900019", registration=None, country="FR")
    assert coded(french, siren="299900019") == ["siren_equal"]
    assert coded(french, siren="299950014") == ["siren_differs"]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("00445790", "445790"),
        ("SC 123 456", "SC123456"),
        ("CHE-123.456.788", "CHE123456788"),
        ("", None),
        (None, None),
    ],
)
def test_a_registration_number_compares_however_it_is_written(written, key):
    assert registration_key(written) == key


async def test_a_british_company_is_confirmed_by_its_own_number_and_name():
    report = await trace(
        a_case(subject=BRITISH), toolkit(FakeConnector(HOUSE, (mills("00012345"),)))
    )
    assert report.match is not None
    assert report.match.decision is MatchDecision.CONFIRMED


async def test_a_company_of_that_name_in_another_register_is_not_confirmed():
    norse = card("no.register", country="NO")
    found = mills("00012345", id_="no-orgnr-00012345")
    report = await trace(
        a_case(subject=replace(BRITISH, addresses=())), toolkit(FakeConnector(norse, (found,)))
    )
    assert not any(one.source == "no.register" for one in report.coverage)


async def test_an_insolvency_abroad_is_a_stop_before_anything_is_asked():
    notices = card("gb.notices", country="GB", kind=SourceKind.INSOLVENCY_NOTICES, intrusiveness=0)
    told = record(
        "n1",
        (
            entity(
                "gb-crn-00012345",
                EntityKind.COMPANY,
                registration_number="00012345",
                jurisdiction="GB",
                insolvency_state="liquidation_judiciaire",
            ),
        ),
    )
    report = await trace(a_case(subject=BRITISH), toolkit(FakeConnector(notices, (told,))))
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.YES


async def test_an_empty_gazette_abroad_never_clears_a_french_company():
    notices = card("gb.notices", country="GB", kind=SourceKind.INSOLVENCY_NOTICES, intrusiveness=0)
    subject = a_subject(
        kind=SubjectKind.COMPANY,
        names=(),
        birth=None,
        company_name="X",
        siren="299900019",
        country="GB",
    )
    report = await trace(a_case(subject=subject), toolkit(FakeConnector(notices)))
    assert report.coverage[0].outcome is Outcome.EMPTY
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN


async def test_an_officer_the_register_says_is_dead_is_dead():
    [known] = [trader()]
    person = next(one for one in known.entities if one.kind is EntityKind.PERSON)
    dead = entity(person.id, EntityKind.PERSON, deceased="yes")
    merged = replace(person, statements=(*person.statements, *dead.statements))
    told = replace(
        known, entities=tuple(merged if one is person else one for one in known.entities)
    )
    report = await trace(a_case(), toolkit(register(told)))
    assert report.screening.finding(StopKind.DECEASED) is Finding.YES


async def test_what_one_source_knows_outweighs_what_another_does_not():
    knows = card("gb.a", country="GB", kind=SourceKind.INSOLVENCY_NOTICES, intrusiveness=0)
    unsure = replace(knows, id="gb.b")
    own = {"registration_number": "00012345", "jurisdiction": "GB"}
    yes = record(
        "n1",
        (
            entity(
                "gb-crn-00012345",
                EntityKind.COMPANY,
                insolvency_state="liquidation_judiciaire",
                **own,
            ),
        ),
    )
    no_state = record("n2", (entity("gb-crn-00012345", EntityKind.COMPANY, **own),))
    for first, second in ((yes, no_state), (no_state, yes)):
        kit = toolkit(FakeConnector(knows, (first,)), FakeConnector(unsure, (second,)))
        report = await trace(a_case(subject=BRITISH), kit)
        assert report.screening.finding(StopKind.INSOLVENCY) is Finding.YES


@pytest.mark.parametrize(("country", "finding"), [("FR", Finding.NO), ("GB", Finding.UNKNOWN)])
async def test_only_in_france_does_having_no_business_rule_a_collective_procedure_out(
    country, finding
):
    director = a_subject(country=country)
    [told] = [trader(legal_form="5710")]
    report = await trace(a_case(subject=director), toolkit(register(told)))
    assert report.match is not None
    assert report.match.confirmed
    assert report.screening.finding(StopKind.INSOLVENCY) is finding


async def test_a_notice_about_a_person_of_that_name_leaves_it_open():
    notices = card("fr.notices", kind=SourceKind.INSOLVENCY_NOTICES, intrusiveness=0)
    named = entity("fr-pp-9", EntityKind.PERSON, last_name="QUERVALEC", insolvency_notice="2026-1")
    [told] = [trader(legal_form="5710")]
    kit = toolkit(register(told), FakeConnector(notices, (record("n", (named,)),)))
    report = await trace(a_case(subject=a_subject()), kit)
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN
