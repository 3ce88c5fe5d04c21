"""Only the debtor's own channels, or those of whom the law puts in his place, are ever computed."""

from __future__ import annotations

from dataclasses import replace

from graph.memory import MemoryGraphStore
from tests.tracer.doubles import FakeVault, a_case, a_subject, entity, provenance, record
from tracer.collect import sealed
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Record
from tracer.evidence import Candidate, Comparison, Match, MatchDecision, Office
from tracer.lawful import ChannelKind, Sealed
from tracer.proposal import ContactPoint, Origin, Owner
from tracer.reach import contact_points
from tracer.subject import PostalAddress

DEBTOR = EntityId("p-debtor")


def link(source: str, kind: LinkType, target: str) -> Link:
    return Link(
        source=EntityId(source), type=kind, target=EntityId(target), provenance=provenance()
    )


def a_company(number: int, **said: str) -> Entity:
    return entity(f"c{number}", EntityKind.COMPANY, name=f"Exemple {number}", **said)


def an_address(number: int) -> Entity:
    return entity(
        f"a{number}",
        EntityKind.ADDRESS,
        full=f"{number} rue Fictive 29200 Brest",
        postal_code="29200",
        city="Brest",
        precision="housenumber",
    )


def registered(number: int, *directors: str, **said: str) -> Record:
    people = tuple(entity(d, EntityKind.PERSON, last_name="X") for d in directors)
    return record(
        f"r{number}",
        (a_company(number, **said), an_address(number), *people),
        links=(
            link(f"c{number}", LinkType.LOCATED_AT, f"a{number}"),
            *(link(d, LinkType.DIRECTORSHIP, f"c{number}") for d in directors),
        ),
    )


def confirmed(*offices: Office) -> Match:
    candidate = Candidate(id="can", mentions=(DEBTOR,), offices=offices)
    best = Comparison(candidate=candidate, prior_bits=0, evidence=(), namesakes=None)
    return Match(decision=MatchDecision.CONFIRMED, best=best, others=(), reasons=())


def office(number: int, *, sole_trader: bool = False, active: bool | None = True) -> Office:
    return Office(
        company=EntityId(f"c{number}"),
        siren=None,
        company_name=f"Exemple {number}",
        role="gérant",
        legal_form=None,
        place=None,
        active=active,
        sole_trader=sole_trader,
    )


async def points(match: Match, *records: Record, **subject: object) -> tuple[ContactPoint, ...]:
    case = a_case(subject=a_subject(**subject))
    graph, vault = MemoryGraphStore(), FakeVault()
    await graph.merge(case.id, sealed(records, case.id, vault))
    return await contact_points(case, match, graph, vault)


async def test_the_debtors_own_company_is_reached_at_its_registered_office() -> None:
    told = await points(confirmed(office(1)), registered(1, DEBTOR))
    assert {p.channel for p in told} == {ChannelKind.LETTER, ChannelKind.REGISTERED_LETTER}
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK}
    assert {p.origin for p in told} == {Origin.PUBLIC_REGISTER}
    assert {p.precision for p in told} == {"housenumber"}


async def test_a_letter_box_that_co_directors_open_is_shared() -> None:
    told = await points(confirmed(office(1)), registered(1, DEBTOR, "p-other"))
    assert {p.owner for p in told} == {Owner.SHARED}


async def test_no_channel_of_a_co_director_or_of_his_companies_is_ever_computed() -> None:
    told = await points(
        confirmed(office(1)), registered(1, DEBTOR, "p-other"), registered(2, "p-other")
    )
    assert {p.holder for p in told} == {EntityId("c1")}


async def test_a_closed_company_is_no_way_to_reach_anyone() -> None:
    assert await points(confirmed(office(1, active=False)), registered(1, DEBTOR)) == ()


async def test_an_insolvent_company_says_so_on_its_points() -> None:
    told = await points(
        confirmed(office(1)), registered(1, DEBTOR, insolvency_state="liquidation_judiciaire")
    )
    assert {p.holder_insolvent for p in told} == {True}


async def test_an_insolvency_nobody_asked_about_stays_unknown() -> None:
    told = await points(confirmed(office(1)), registered(1, DEBTOR))
    assert {p.holder_insolvent for p in told} == {None}


async def test_the_practitioner_named_by_the_court_is_a_point_of_his_own() -> None:
    organ = entity(
        "m1", EntityKind.PRACTITIONER, name="Maître Exemple", full="2 rue Fictive", city="Brest"
    )
    notice = record("n1", (organ,), links=(link("m1", LinkType.APPOINTED_TO, "c1"),))
    own = await points(confirmed(office(1, sole_trader=True)), registered(1, DEBTOR), notice)
    organs = [p for p in own if p.owner is Owner.INSOLVENCY_PRACTITIONER]
    assert [p.channel for p in organs] == [ChannelKind.LETTER]
    directed = await points(confirmed(office(1)), registered(1, DEBTOR), notice)
    assert Owner.INSOLVENCY_PRACTITIONER not in {p.owner for p in directed}


async def test_declared_channels_come_from_the_creditor_and_stay_sealed() -> None:
    told = await points(
        confirmed(),
        addresses=(PostalAddress(line="3 rue Fictive", postcode="29200", city="Brest"),),
        phones=("06 39 98 00 01",),
        emails=("m.q@exemple.example",),
    )
    assert {p.channel for p in told} == set(ChannelKind) - {ChannelKind.SOCIAL_MESSAGE}
    assert {p.origin for p in told} == {Origin.CREDITOR}
    assert all(isinstance(p.value, Sealed) for p in told)
    shown = " ".join(p.hint for p in told)
    assert "rue Fictive" not in shown
    assert "06 39 98" not in shown
    assert "m.q@" not in shown


async def test_a_masked_address_is_no_channel() -> None:
    bare = registered(1, DEBTOR)
    hidden = replace(bare.entities[1], statements=bare.entities[1].statements[1:])
    told = await points(
        confirmed(office(1)), replace(bare, entities=(bare.entities[0], hidden, bare.entities[2]))
    )
    assert told == ()
