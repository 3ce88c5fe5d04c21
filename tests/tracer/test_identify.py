"""Mentions become candidates: one a person, however unequally the registers name him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tests.tracer.doubles import a_subject, entity, provenance
from tracer.case import HumanJudgement
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Masked,
    Property,
    Statement,
    Subgraph,
)
from tracer.evidence import Candidate, Comparison, Judgement
from tracer.identify import candidate_id, candidates, identify
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import DeclaredRole, NameRole, PersonName, Subject, SubjectKind

MATCHER = FellegiSunter(load_population())


def person(n: str, last: str, given: str, born: str | None = "1979-03", **said: str) -> Entity:
    dated = {"birth_date": born} if born else {}
    return entity(n, EntityKind.PERSON, last_name=last, first_name=given, **dated, **said)


def count(*people: Entity) -> int:
    return len(candidates(a_subject(), Subgraph(entities=people), MATCHER))


def test_unequal_given_names_in_two_companies_are_one_candidate() -> None:
    assert count(person("a", "Quervalec", "MAELLE"), person("b", "QUERVALEC", "Maëlle Anne")) == 1


def test_usage_name_here_and_birth_name_there_are_one_candidate() -> None:
    both = person("a", "Tramezan", "Maëlle", birth_name="Quervalec")
    assert count(person("b", "Quervalec", "Maëlle"), both) == 1
    assert count(person("b", "Quervalec", "Maëlle"), both, person("c", "Tramezan", "Maëlle")) == 1


def test_another_birth_month_is_another_candidate() -> None:
    assert (
        count(person("a", "Quervalec", "Maëlle"), person("b", "Quervalec", "Maëlle", "1979-04"))
        == 2
    )


def test_another_first_given_name_is_another_candidate() -> None:
    assert count(person("a", "Quervalec", "Maëlle"), person("b", "Quervalec", "Anne Maëlle")) == 2


def test_two_mentions_without_a_birth_date_are_never_taken_for_one() -> None:
    assert count(*(person(n, "Quervalec", "Maëlle", None) for n in "ab")) == 2


def test_a_masked_person_is_no_candidate() -> None:
    masked = Entity(
        id=EntityId("m"),
        kind=EntityKind.PERSON,
        statements=(
            Statement(prop=Property.LAST_NAME, value=Masked(by="x"), provenance=provenance()),
        ),
    )
    assert count(masked, masked) == 0


def test_a_candidate_gathers_the_offices_of_all_its_mentions() -> None:
    companies = tuple(
        entity(f"c{n}", EntityKind.COMPANY, name=f"Exemple {n}", status=status)
        for n, status in ((1, "active"), (2, "closed"))
    )
    people = (person("a", "Quervalec", "Maëlle"), person("b", "Quervalec", "Maëlle"))
    links = tuple(
        Link(
            source=EntityId(who),
            type=LinkType.DIRECTORSHIP,
            target=EntityId(what),
            provenance=provenance(),
            role="gérante",
        )
        for who, what in (("a", "c1"), ("b", "c2"))
    )
    [one] = candidates(a_subject(), Subgraph(entities=(*companies, *people), links=links), MATCHER)
    assert [(o.company_name, o.active) for o in one.offices] == [
        ("Exemple 1", True),
        ("Exemple 2", False),
    ]
    assert one.id == candidates(a_subject(), Subgraph(entities=people), MATCHER)[0].id


def test_a_company_subject_is_looked_for_among_companies_only() -> None:
    company = a_subject(kind=SubjectKind.COMPANY, names=(), birth=None, company_name="Exemple")
    found = Subgraph(
        entities=(
            entity("c1", EntityKind.COMPANY, name="Exemple", registration_number="000000000"),
            person("a", "Quervalec", "Maëlle"),
        )
    )
    assert [c.company_name for c in candidates(company, found, MATCHER)] == ["Exemple"]


def test_mentions_of_a_common_name_and_month_are_not_taken_for_one_person() -> None:
    common = a_subject(names=(PersonName(surname="Martin", given=("Nathalie",)),))
    people = tuple(person(n, "MARTIN", "NATHALIE") for n in "abc")
    assert len(candidates(common, Subgraph(entities=people), MATCHER)) == 3


def place(n: str, city: str, country: str | None = None) -> Entity:
    said = {"postal_code": "29200", "city": city} | ({"country": country} if country else {})
    return entity(n, EntityKind.ADDRESS, **said)


def link(source: str, kind: LinkType, target: str, role: str | None = None) -> Link:
    return Link(
        source=EntityId(source),
        type=kind,
        target=EntityId(target),
        provenance=provenance(),
        role=role,
    )


def business(n: str, **said: str) -> Entity:
    return entity(n, EntityKind.COMPANY, name=f"Exemple {n}", **said)


def held(
    *links: tuple[str, LinkType, str], people: tuple[Entity, ...], **companies: str
) -> Subgraph:
    forms = {n: {"legal_form": form} for n, form in companies.items()}
    return Subgraph(
        entities=(
            *people,
            *(business(n, **said) for n, said in forms.items()),
            place("a1", "Brest"),
            place("a2", "Ixelles", "BE"),
        ),
        links=tuple(link(*one) for one in links),
    )


DIRECTS, AT = LinkType.DIRECTORSHIP, LinkType.LOCATED_AT


def test_only_a_sole_traders_seat_is_a_place_of_his_own() -> None:
    found = held(
        ("p", DIRECTS, "c1"),
        ("c1", AT, "a1"),
        ("p", DIRECTS, "c2"),
        ("c2", AT, "a2"),
        people=(person("p", "Quervalec", "Maëlle"),),
        c1="5710",
        c2="1000",
    )
    [one] = candidates(a_subject(), found, MATCHER)
    assert [(o.sole_trader, o.place and o.place.city) for o in one.offices] == [
        (False, "Brest"),
        (True, "Ixelles"),
    ]
    assert [(p.city, p.country) for p in one.places] == [("Ixelles", "BE")]
    assert one.offices[0].place is not None
    assert one.offices[0].place.country == "FR"


def test_an_office_is_held_by_who_directs_and_by_nobody_else() -> None:
    found = held(
        ("p", DIRECTS, "c1"),
        ("q", DIRECTS, "c2"),
        ("p", LinkType.SAME_AS, "c2"),
        ("c1", LinkType.APPOINTED_TO, "a2"),
        ("c1", AT, "a1"),
        people=(person("p", "Quervalec", "Maëlle"), person("q", "Quervalec", "Anne")),
        c1="5710",
        c2="1000",
    )
    one = next(c for c in candidates(a_subject(), found, MATCHER) if c.mentions == ("p",))
    [office] = one.offices
    assert office.company == "c1"
    assert office.place is not None
    assert office.place.city == "Brest"
    assert office.active is None  # nobody said


def test_surnames_keep_their_roles_and_the_fullest_birth_date() -> None:
    people = (
        person("a", "Tramezan", "Maëlle", "1979-03", birth_name="Quervalec"),
        person("b", "Tramezan", "Maëlle", "1979-03-14"),
        person("c", "Tramezan", "Maëlle", "1979-03"),
    )
    for order in (people, people[::-1]):
        [one] = candidates(a_subject(), Subgraph(entities=order), MATCHER)
        assert {(name.surname, name.role) for name in one.names} == {
            ("Quervalec", NameRole.BIRTH),
            ("Tramezan", NameRole.USAGE),
        }
        assert str(one.birth) == "1979-03-14"
        assert one.sources == ("test.register",)
        assert one.mentions == ("a", "b", "c")


def test_a_surname_that_is_written_in_no_letter_groups_nobody() -> None:
    unreadable = [person(n, "🙂", given) for n, given in (("a", "Maëlle"), ("b", "Maëlle"))]
    assert count(*unreadable) == 0
    assert (
        count(person("a", "Quervalec", "🙂", birth_name="🙂"), person("b", "Ostrellan", "🙂")) == 2
    )


def test_a_company_without_a_name_is_no_candidate() -> None:
    company = a_subject(kind=SubjectKind.COMPANY, names=(), birth=None, company_name="Exemple")
    found = Subgraph(entities=(entity("c1", EntityKind.COMPANY, status="active"),))
    assert candidates(company, found, MATCHER) == ()


def test_whether_a_name_is_common_does_not_depend_on_the_companies_in_question() -> None:
    common = a_subject(
        names=(PersonName(surname="Martin", given=("Nathalie",)),),
        roles=(DeclaredRole(siren="123456782"),),
    )
    companies = tuple(
        business(n, registration_number=siren)
        for n, siren in (("c1", "123456782"), ("c2", "987654324"))
    )
    people = (person("a", "MARTIN", "NATHALIE"), person("b", "MARTIN", "NATHALIE"))
    links = (link("a", DIRECTS, "c1"), link("b", DIRECTS, "c2"))
    found = Subgraph(entities=(*companies, *people), links=links)
    assert len(candidates(common, found, MATCHER)) == 2


def said(candidate: str, judgement: Judgement, day: int, by: str = "op-1") -> HumanJudgement:
    return HumanJudgement(
        candidate=candidate,
        judgement=judgement,
        reason="seen",
        decided_by=by,
        decided_at=datetime(2026, 1, day, tzinfo=UTC),
    )


COMMON = a_subject(names=(PersonName(surname="Martin", given=("Nathalie",)),))
THREE = Subgraph(entities=tuple(person(n, "MARTIN", "NATHALIE") for n in "abc"))


def ids() -> dict[str, str]:
    return {c.mentions[0]: c.id for c in candidates(COMMON, THREE, MATCHER)}


def test_two_yeses_are_one_person_and_the_later_one_is_who_decided() -> None:
    a, b = ids()["a"], ids()["b"]
    yeses = (said(a, Judgement.SAME, 2, "op-late"), said(b, Judgement.SAME, 1, "op-early"))
    for given in (yeses, yeses[::-1]):
        match = identify(COMMON, THREE, MATCHER, given)
        assert match.confirmed
        assert match.best is not None
        assert match.best.candidate.mentions == ("a", "b")
        assert match.decided_by == "op-late"
        assert [other.candidate.mentions for other in match.others] == [("c",)]


def test_a_no_said_of_the_two_together_holds_against_the_yeses_they_came_from() -> None:
    a, b = ids()["a"], ids()["b"]
    yeses = (said(a, Judgement.SAME, 1), said(b, Judgement.SAME, 2))
    together = identify(COMMON, THREE, MATCHER, yeses).best
    assert together is not None
    no = said(together.candidate.id, Judgement.DIFFERENT, 3)
    match = identify(COMMON, THREE, MATCHER, (*yeses, no))
    assert not match.confirmed


def test_a_candidate_has_the_same_id_in_whichever_order_its_mentions_came() -> None:
    there = [EntityId("a"), EntityId("b")]
    assert candidate_id(there) == candidate_id(there[::-1])
    assert candidate_id(there) != candidate_id(there[:1])


def test_a_matcher_that_counts_no_namesakes_takes_no_two_mentions_for_one() -> None:
    class Silent:
        def compare(self, subject: Subject, candidate: Candidate) -> Comparison:
            return replace(MATCHER.compare(subject, candidate), namesakes=None)

        def compare_all(
            self, subject: Subject, candidates: Sequence[Candidate]
        ) -> tuple[Comparison, ...]:
            return tuple(self.compare(subject, one) for one in candidates)

    people = tuple(person(n, "Quervalec", "Maëlle") for n in "ab")
    assert len(candidates(a_subject(), Subgraph(entities=people), Silent())) == 2


def test_two_mentions_a_person_took_for_one_have_the_fullest_birth_that_is_known() -> None:
    people = (person("a", "MARTIN", "NATHALIE"), person("b", "MARTIN", "NATHALIE", "1980"))
    found = Subgraph(entities=people)
    yeses = [said(c.id, Judgement.SAME, 1) for c in candidates(COMMON, found, MATCHER)]
    best = identify(COMMON, found, MATCHER, yeses).best
    assert best is not None
    assert best.candidate.mentions == ("a", "b")
    assert str(best.candidate.birth) == "1979-03"
