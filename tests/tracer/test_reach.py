"""Only the debtor's own channels, or those of whom the law puts in his place, are ever computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from graph.memory import MemoryGraphStore
from tests.tracer.doubles import NOW, FakeVault, a_case, a_subject, entity, provenance, record
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Masked, Record
from tracer.evidence import Candidate, Comparison, Match, MatchDecision, Office
from tracer.lawful import ChannelKind, Sealed
from tracer.proposal import ContactPoint, Origin, Owner
from tracer.reach import contact_points
from tracer.sealing import sealed
from tracer.subject import PostalAddress, SubjectKind

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


async def test_a_company_debtor_is_reached_at_its_own_seat_whoever_directs_it() -> None:
    company: dict[str, object] = {
        "kind": SubjectKind.COMPANY,
        "names": (),
        "company_name": "Exemple 1",
        "siren": "123456782",
        "phones": ("01 99 00 00 01",),
    }
    organ = entity("m1", EntityKind.PRACTITIONER, name="Maître Exemple", full="2 rue Fictive")
    notice = record("n1", (organ,), links=(link("m1", LinkType.APPOINTED_TO, "c1"),))
    own = Candidate(id="can", mentions=(EntityId("c1"),), offices=(office(1),))
    best = Comparison(candidate=own, prior_bits=0, evidence=(), namesakes=None)
    match = Match(decision=MatchDecision.CONFIRMED, best=best, others=(), reasons=())
    told = await points(match, registered(1, "p-one", "p-two"), notice, **company)
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK, Owner.INSOLVENCY_PRACTITIONER}
    assert {p.owner for p in told if p.origin is Origin.CREDITOR} == {Owner.SUBJECT_WORK}
    [written] = [p for p in told if p.owner is Owner.INSOLVENCY_PRACTITIONER]
    assert written.holder_name == "Maître Exemple"
    assert (written.source, written.record, written.seen_at) == ("test.register", "r1", NOW)


async def test_each_point_says_where_and_when_it_was_seen() -> None:
    told = await points(confirmed(office(1)), registered(1, DEBTOR))
    assert {(p.source, p.record, p.seen_at) for p in told} == {("test.register", "r1", NOW)}
    assert {(p.holder, p.holder_name) for p in told} == {("c1", "Exemple 1")}
    assert {p.hint for p in told} == {"…, 29200 Brest"}


async def test_a_company_whose_activity_nobody_told_may_still_be_written_to() -> None:
    assert len(await points(confirmed(office(1, active=None)), registered(1, DEBTOR))) == 2


async def test_a_company_that_is_known_to_be_clear_says_so_on_its_points() -> None:
    told = await points(confirmed(office(1)), registered(1, DEBTOR, insolvency_state="none"))
    assert {p.holder_insolvent for p in told} == {False}


async def test_an_address_or_an_organ_of_another_company_is_never_the_debtors() -> None:
    """The debtor's own company sits where another does, whose organ and directors are not his."""
    neighbour = record(
        "r2",
        (a_company(2), an_address(9), entity("m2", EntityKind.PRACTITIONER, full="9 rue Fictive")),
        links=(
            link("c2", LinkType.LOCATED_AT, "a1"),
            link("c2", LinkType.LOCATED_AT, "a9"),
            link("m2", LinkType.APPOINTED_TO, "c2"),
            link("m2", LinkType.LOCATED_AT, "a1"),
            link("p-other", LinkType.DIRECTORSHIP, "c2"),
        ),
    )
    other = record("r3", (entity("p-other", EntityKind.PERSON, last_name="X"),))
    told = await points(
        confirmed(office(1, sole_trader=True)), registered(1, DEBTOR), other, neighbour
    )
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK}
    assert {p.id for p in told} == {"a1-letter", "a1-registered_letter"}
    directed = await points(confirmed(office(1)), registered(1, DEBTOR), other, neighbour)
    assert {p.owner for p in directed} == {Owner.SUBJECT_WORK}


async def test_the_debtor_mentioned_twice_in_his_company_shares_its_letter_box_with_nobody() -> (
    None
):
    match = confirmed(office(1))
    assert match.best is not None
    twice = replace(match.best.candidate, mentions=(DEBTOR, EntityId("p-again")))
    match = replace(match, best=replace(match.best, candidate=twice))
    told = await points(match, registered(1, DEBTOR, "p-again"))
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK}


async def test_the_address_seen_last_is_the_one_written_to() -> None:
    later = provenance()
    later = replace(later, retrieved_at=NOW + timedelta(days=1))
    moved = replace(
        an_address(1), statements=(replace(an_address(7).statements[0], provenance=later),)
    )
    told = await points(
        confirmed(office(1)), registered(1, DEBTOR), record("later", (moved,), provenance=later)
    )
    assert {p.value.ciphertext for p in told} == {b"7 rue Fictive 29200 Brest"[::-1]}


async def test_what_is_shown_of_a_declared_channel_is_its_last_two_digits_or_first_letter() -> None:
    told = await points(
        confirmed(),
        addresses=(PostalAddress(line="3 rue Fictive", postcode="29200", city="Brest"),),
        phones=("06 39 98 00 01",),
        emails=("maelle@exemple.example",),
    )
    assert {p.hint for p in told} == {"…, 29200 Brest", "•• •• •• 01", "m…@exemple.example"}
    letters = [p for p in told if p.channel is ChannelKind.LETTER]
    assert letters[0].value.ciphertext == "3 rue Fictive, 29200 Brest"[::-1].encode()
    assert letters[0].precision is None


async def test_a_declared_address_is_as_precise_as_the_address_file_found_it() -> None:
    checked = record(
        "b1", (entity("declared-address-0", EntityKind.ADDRESS, precision="municipality"),)
    )
    told = await points(
        confirmed(), checked, addresses=(PostalAddress(line="3 rue Fictive", city="Brest"),)
    )
    assert {p.precision for p in told} == {"municipality"}


async def test_a_sole_traders_letter_box_is_his_own_though_another_is_named_there() -> None:
    told = await points(confirmed(office(1, sole_trader=True)), registered(1, DEBTOR, "p-spouse"))
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK}


async def test_a_company_that_directs_another_shares_its_letter_box_with_nobody() -> None:
    holding = record("r2", (a_company(2),), links=(link("c1", LinkType.DIRECTORSHIP, "c2"),))
    told = await points(confirmed(office(1)), registered(1, DEBTOR), holding)
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK}


async def test_a_masked_whole_address_is_no_channel() -> None:
    bare = registered(1, DEBTOR)
    full, *others = bare.entities[1].statements
    hidden = replace(
        bare.entities[1], statements=(replace(full, value=Masked(by="register")), *others)
    )
    masked = replace(bare, entities=(bare.entities[0], hidden, bare.entities[2]))
    assert await points(confirmed(office(1)), masked) == ()


async def test_a_point_cites_the_record_of_the_debtors_company_and_of_no_neighbour() -> None:
    def elsewhere(source: str, kind: LinkType, target: str) -> Link:
        return replace(link(source, kind, target), provenance=provenance(record="r-neighbour"))

    organ = entity("m1", EntityKind.PRACTITIONER, name="Maître Exemple", full="2 rue Fictive")
    notice = record("n1", (organ,), links=(link("m1", LinkType.APPOINTED_TO, "c1"),))
    neighbour = record(
        "r2",
        (a_company(2),),
        links=(
            elsewhere("c2", LinkType.LOCATED_AT, "a1"),
            elsewhere("m1", LinkType.APPOINTED_TO, "c2"),
        ),
    )
    told = await points(
        confirmed(office(1, sole_trader=True)), registered(1, DEBTOR), notice, neighbour
    )
    assert {p.owner for p in told} == {Owner.SUBJECT_WORK, Owner.INSOLVENCY_PRACTITIONER}
    assert {p.record for p in told} == {"r1"}
