"""What a source says of people who cannot be the debtor is dropped before anything is kept."""

from __future__ import annotations

import pytest

from tests.tracer.doubles import a_subject, entity, record
from tracer.entities import Entity, EntityId, EntityKind, Masked, Property, Statement
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import SubjectKind
from tracer.third_parties import without_third_parties

MATCHER = FellegiSunter(load_population())


def person(last: str, given: str | None, born: str | None = None) -> Entity:
    said = {"last_name": last}
    said |= {"first_name": given} if given else {}
    said |= {"birth_date": born} if born else {}
    return entity("p", EntityKind.PERSON, **said)


def kept(one: Entity, kind: SubjectKind = SubjectKind.CONSUMER) -> bool:
    subject = a_subject(kind=kind)
    if kind is SubjectKind.COMPANY:
        subject = a_subject(kind=kind, names=(), birth=None, company_name="Exemple")
    [told] = without_third_parties(subject, [record("r", (one,))], MATCHER)
    [after] = told.entities
    assert (after.id, after.kind) == (one.id, one.kind)
    return after.statements == one.statements


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (person("QUERVALEC", "MAELLE"), True),
        (person("QUERVALEC", "MAELLE", "1961-11"), True),  # a namesake is weighed, not dropped
        (person("QUERVALEC", None), True),
        (person("QUERVALEC", "M."), True),
        (person("QUERVALEC", "SOLENE"), False),  # a sister
        (person("OSTRELLAN", "MAELLE"), False),
        (person("OSTRELLAN", "YANNIC"), False),
    ],
    ids=["debtor", "namesake", "no-given", "initial", "relative", "first-name-only", "stranger"],
)
def test_only_who_may_bear_the_debtors_name_is_kept(one: Entity, expected: bool) -> None:
    assert kept(one) is expected


def test_what_is_not_a_person_or_names_nobody_is_left_as_it_is() -> None:
    assert kept(entity("c", EntityKind.COMPANY, name="Ostrellan Frères", last_name="OSTRELLAN"))
    masked = Statement(
        prop=Property.LAST_NAME, value=Masked(by="x"), provenance=record("r").provenance
    )
    assert kept(Entity(id=EntityId("m"), kind=EntityKind.PERSON, statements=(masked,)))
    assert kept(entity("g", EntityKind.PERSON, first_name="YANNIC"))


def test_the_directors_of_a_debtor_company_are_whom_its_letters_are_for() -> None:
    assert kept(person("OSTRELLAN", "YANNIC"), SubjectKind.COMPANY)
