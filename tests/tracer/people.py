"""Invented subjects and candidates for the tests of matching."""

from __future__ import annotations

from datetime import UTC, datetime

from tracer.case import HumanJudgement
from tracer.entities import EntityId
from tracer.evidence import Candidate, Judgement, Office
from tracer.normalise.dates import parse_partial
from tracer.subject import DeclaredRole, NameRole, PersonName, PostalAddress, Subject, SubjectKind

SIREN = "123456782"
OTHER_SIREN = "987654324"
TOWN = PostalAddress(postcode="29900", city="Trévignac-l'Exemple")
FAR = PostalAddress(postcode="06000", city="Nice")


def subject(
    surname: str = "Kervazic",
    given: tuple[str, ...] = ("Jean",),
    birth: str | None = "1950-05",
    *,
    born: str | None = None,
    sex: str | None = None,
    sirens: tuple[str, ...] = (),
    addresses: tuple[PostalAddress, ...] = (),
) -> Subject:
    """A debtor; with `born`, that birth surname beside the usage surname."""
    role = NameRole.USAGE if born else NameRole.UNSTATED
    names = [PersonName(surname=surname, given=given, role=role)]
    if born:
        names.append(PersonName(surname=born, given=given, role=NameRole.BIRTH))
    return Subject(
        kind=SubjectKind.DIRECTOR,
        names=tuple(names),
        birth=parse_partial(birth) if birth else None,
        sex=sex,
        roles=tuple(DeclaredRole(siren=siren) for siren in sirens),
        addresses=addresses,
    )


def candidate(
    surname: str = "KERVAZIC",
    given: tuple[str, ...] = ("JEAN",),
    birth: str | None = "1950-05",
    *,
    id: str = "can_a",
    born: str | None = None,
    sirens: tuple[str, ...] = (SIREN,),
    place: PostalAddress | None = None,
) -> Candidate:
    """Somebody a register mentions as director of some companies."""
    names = [PersonName(surname=surname, given=given, role=NameRole.USAGE)]
    if born:
        names.append(PersonName(surname=born, given=given, role=NameRole.BIRTH))
    return Candidate(
        id=id,
        mentions=(EntityId(f"mention-{id}"),),
        names=tuple(names),
        birth=parse_partial(birth) if birth else None,
        offices=tuple(office(siren, place) for siren in sirens),
    )


def office(siren: str, place: PostalAddress | None = None) -> Office:
    """One role in one company."""
    return Office(
        company=EntityId(f"company-{siren}"),
        siren=siren,
        company_name=None,
        role=None,
        legal_form=None,
        place=place,
        active=True,
    )


def company(name: str | None, siren: str | None, *, id: str = "can_c") -> Candidate:
    """A legal unit a register mentions."""
    return Candidate(id=id, mentions=(EntityId("unit"),), company_name=name, siren=siren)


def judged(id: str, judgement: Judgement, day: int = 1) -> HumanJudgement:
    """A person's decision about one candidate."""
    return HumanJudgement(
        candidate=id,
        judgement=judgement,
        reason="seen on file",
        decided_by="operator-7",
        decided_at=datetime(2026, 1, day, tzinfo=UTC),
    )
