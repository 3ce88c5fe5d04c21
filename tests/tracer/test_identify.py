"""Mentions become candidates: one a person, however unequally the registers name him."""

from __future__ import annotations

from tests.tracer.doubles import a_subject, entity, provenance
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
from tracer.identify import candidates
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import PersonName, SubjectKind

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
