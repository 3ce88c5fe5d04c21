"""Which sources are asked, what, and in which order: the least intrusive first, namesakes never."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.tracer.doubles import a_case, a_subject, card, entity, provenance, record
from tests.tracer.people import TOWN
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Property, Record
from tracer.evidence import Candidate, Comparison, Match, MatchDecision, Office
from tracer.outcome import Answer, Outcome, Question, SourceOutcome
from tracer.plan import Step, expansions, plan, screening_steps
from tracer.source import SourceKind
from tracer.subject import SubjectKind

REGISTER = card("b.register")
NOTICES = card(
    "a.notices",
    kind=SourceKind.INSOLVENCY_NOTICES,
    intrusiveness=0,
    expands=frozenset({EntityKind.COMPANY}),
)
ADDRESSES = card(
    "a.addresses", kind=SourceKind.ADDRESS_FILE, expands=frozenset({EntityKind.ADDRESS})
)
DEATHS = card("d.deaths", kind=SourceKind.DEATH_FILE)
SOCIAL = card("a.social", kind=SourceKind.SOCIAL_NETWORK, intrusiveness=5)
OWNERS = card("a.owners", kind=SourceKind.BENEFICIAL_OWNERS, intrusiveness=4)
EVERY = (SOCIAL, OWNERS, DEATHS, NOTICES, ADDRESSES, REGISTER)


def asked(steps: tuple[Step, ...]) -> list[tuple[str, Question, str | None]]:
    return [(s.card.id, s.question, s.entity.id if s.entity else None) for s in steps]


def test_a_person_is_sought_by_his_companies_and_closed_sources_are_thought_of_last() -> None:
    assert asked(plan(a_case(), EVERY)) == [
        ("b.register", Question.COMPANIES_OF_THE_PERSON, None),
        ("a.owners", Question.BENEFICIAL_OWNERS, None),
        ("a.social", Question.PUBLIC_PROFILES, None),
    ]


def test_a_company_is_sought_as_itself() -> None:
    company = a_subject(kind=SubjectKind.COMPANY, names=(), birth=None, company_name="Exemple")
    [step] = plan(a_case(subject=company), [REGISTER])
    assert step.question is Question.THE_COMPANY


def test_death_and_insolvency_are_what_is_asked_first() -> None:
    assert asked(screening_steps(a_case(), EVERY)) == [
        ("a.notices", Question.OWN_INSOLVENCY, None),
        ("d.deaths", Question.DEATH, None),
    ]


def test_the_least_intrusive_then_the_cheapest_then_the_first_by_name_is_asked_first() -> None:
    quiet_and_dear = card("z", intrusiveness=0, cost_per_call=Decimal(9))
    dear, cheap, also_cheap = (
        card("a", cost_per_call=Decimal(1)),
        card("y"),
        card("x"),
    )
    steps = plan(a_case(), [dear, cheap, quiet_and_dear, also_cheap])
    assert [step.card.id for step in steps] == ["z", "x", "y", "a"]


def located(company: str, address: str, *directors: str) -> Record:
    def link(source: str, kind: LinkType, target: str) -> Link:
        return Link(
            source=EntityId(source), type=kind, target=EntityId(target), provenance=provenance()
        )

    entities: tuple[Entity, ...] = (
        entity(company, EntityKind.COMPANY, name=company),
        entity(address, EntityKind.ADDRESS, city="Brest"),
        *(entity(one, EntityKind.PERSON, last_name="X") for one in directors),
    )
    return record(
        company,
        entities,
        links=(
            link(company, LinkType.LOCATED_AT, address),
            *(link(one, LinkType.DIRECTORSHIP, company) for one in directors),
        ),
    )


def answered(*records: Record) -> Answer:
    told = SourceOutcome(
        source="b.register", question=Question.COMPANIES_OF_THE_PERSON, outcome=Outcome.FOUND
    )
    return Answer(outcome=told, records=records)


def matched(*companies: str, mentions: tuple[str, ...] = ("p",)) -> Match:
    offices = tuple(
        Office(
            company=EntityId(company),
            siren=None,
            company_name=None,
            role=None,
            legal_form=None,
            place=None,
            active=True,
        )
        for company in companies
    )
    found = Candidate(id="can", mentions=tuple(map(EntityId, mentions)), offices=offices)
    best = Comparison(candidate=found, prior_bits=0, evidence=(), namesakes=None)
    return Match(decision=MatchDecision.CONFIRMED, best=best, others=(), reasons=())


def test_only_what_is_the_debtors_own_is_asked_about_again() -> None:
    told = answered(located("own", "at-own", "p", "o"), located("other", "at-other", "o"))
    steps = expansions(a_case(), matched("own"), [told], EVERY)
    assert asked(steps) == [
        ("a.notices", Question.STANDING_OF_A_COMPANY, "own"),
        ("a.addresses", Question.AN_ADDRESS, "at-own"),
    ]


def test_a_debtor_company_is_asked_about_though_it_holds_no_office() -> None:
    company = matched(mentions=("own",))
    steps = expansions(a_case(), company, [answered(located("own", "at-own"))], [NOTICES])
    assert asked(steps) == [("a.notices", Question.STANDING_OF_A_COMPANY, "own")]


def test_a_source_is_asked_only_about_what_it_says_it_knows() -> None:
    told = answered(located("own", "at-own", "p"))
    assert expansions(a_case(), matched("own"), [told], [REGISTER]) == ()


def test_the_address_file_alone_is_asked_about_the_declared_addresses() -> None:
    case = a_case(subject=a_subject(addresses=(TOWN,)))
    assert asked(expansions(case, matched(), [], EVERY)) == [
        ("a.addresses", Question.DECLARED_ADDRESSES, None)
    ]


def test_nothing_more_is_asked_when_nobody_was_found() -> None:
    nobody = Match(decision=MatchDecision.NO_CANDIDATE, best=None, others=(), reasons=())
    told = answered(located("own", "at-own", "p"))
    assert expansions(a_case(subject=a_subject(addresses=(TOWN,))), nobody, [told], EVERY) == ()


def company_of(debtor: str, address: str) -> Answer:
    return answered(located(debtor, address))


DIRECTORY = card(
    "c.directory",
    kind=SourceKind.CONTACT_DIRECTORY,
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.5,
)
OTHER_DIRECTORY = replace(DIRECTORY, id="b.directory", expected_yield=0.9)
WEBSITES = card(
    "a.web",
    kind=SourceKind.COMPANY_WEBSITE,
    intrusiveness=2,
    expands=frozenset({EntityKind.COMPANY}),
)


def test_more_ways_to_reach_him_have_a_wave_each_the_likeliest_first() -> None:
    steps = expansions(
        a_case(),
        matched(mentions=("own",)),
        [company_of("own", "at")],
        [WEBSITES, DIRECTORY, NOTICES, OTHER_DIRECTORY],
    )
    assert [(step.wave, step.card.id) for step in steps] == [
        (0, "a.notices"),
        (1, "b.directory"),
        (2, "c.directory"),
        (3, "a.web"),
    ]


def test_a_company_he_only_directs_is_not_asked_how_it_is_reached() -> None:
    steps = expansions(
        a_case(), matched("own"), [company_of("own", "at")], [WEBSITES, DIRECTORY, NOTICES]
    )
    assert [step.card.id for step in steps] == ["a.notices"]


def test_every_step_says_why_it_stands_where_it_does_in_both_languages() -> None:
    dear = replace(REGISTER, cost_per_call=Decimal("0.025"), expected_yield=0.3, lag_days=7.0)
    [step] = plan(a_case(), [dear])
    assert (
        step.why.en == "intrusiveness 1 of 5, expected yield 30%, €0.025 a call, up to 7 day(s) old"
    )
    assert "0.025 € l'appel" in step.why.fr


def test_a_register_of_another_country_is_not_in_the_plan() -> None:
    assert plan(a_case(), [replace(REGISTER, country="NO")]) == ()


def test_the_likelier_then_the_cheaper_then_the_fresher_of_equals_is_asked_first() -> None:
    cards = [
        card("old", lag_days=30.0),
        card("dear", cost_per_call=Decimal(1)),
        card("likely", expected_yield=0.9, cost_per_call=Decimal(9)),
        card("fresh", lag_days=1.0),
    ]
    assert [s.card.id for s in plan(a_case(), cards)] == ["likely", "fresh", "old", "dear"]


def test_a_profile_is_asked_about_only_when_its_link_was_given() -> None:
    network = card(
        "n.network", kind=SourceKind.SOCIAL_NETWORK, expands=frozenset({EntityKind.PROFILE})
    )
    known = [answered(located("own", "at-own", "p"))]
    assert expansions(a_case(), matched("own"), known, [network]) == ()
    link = "https://network.example/@atelier"
    case = a_case(subject=a_subject(profiles=(link,)))
    [step] = expansions(case, matched("own"), known, [network])
    assert step.entity is not None
    assert step.entity.texts(Property.WEBSITE) == (link,)
    assert step.question is Question.PROFILES_OF_A_COMPANY
