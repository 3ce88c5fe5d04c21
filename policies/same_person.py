"""When two declared debtors are taken for one person: lines that two files about him would share.

Only their keyed hashes are kept. A line rests on a registration number, on a name with a birth
date, or on a name with a channel; a name alone is shared only by files that say nothing else.
"""

from __future__ import annotations

import re

from policies.whom import plain
from tracer.subject import PartialDate, Subject


def kept_lines(subject: Subject) -> frozenset[str]:
    """The lines to keep of a person: what he will be known by later."""
    born = subject.birth
    dates = [] if born is None else [f"={born}", *(f"<{coarser}" for coarser in coarsened(born))]
    return frozenset({*certain_lines(subject), *with_spellings(subject, dates), *bare(subject)})


def asked_lines(subject: Subject) -> frozenset[str]:
    """The lines to look for: a date kept more or less exactly than this file has it still agrees."""
    born = subject.birth
    dates = (
        []
        if born is None
        else [f"={born}", f"<{born}", *(f"={coarser}" for coarser in coarsened(born))]
    )
    return frozenset({*certain_lines(subject), *with_spellings(subject, dates), *bare(subject)})


def certain_lines(subject: Subject) -> frozenset[str]:
    """The lines two different people do not share, for showing one file to the person of another."""
    said = [f"siren {subject.siren}"] if subject.siren else []
    if subject.is_company:
        return frozenset(said or [f"company {plain(subject.company_name or '')}"])
    born = subject.birth
    exact = [f"={born}"] if born is not None and born.day is not None else []
    reached = [f"phone {national(phone)}" for phone in subject.phones]
    reached += [f"email {email.casefold()}" for email in subject.emails]
    reached += [
        f"address {plain(address.line)} {address.postcode or ''}"
        for address in subject.addresses
        if address.line
    ]
    return frozenset({*said, *with_names(subject, [*exact, *reached])})


def one_person(ours: Subject, theirs: Subject) -> bool:
    """Whether two files surely tell of one person: a certain line in common, and births that agree."""
    return bool(certain_lines(ours) & certain_lines(theirs)) and agree(ours.birth, theirs.birth)


def agree(ours: PartialDate | None, theirs: PartialDate | None) -> bool:
    """Whether two dates may be one day; a date that is not stated contradicts nothing."""
    if ours is None or theirs is None:
        return True
    return ours.earliest <= theirs.latest and theirs.earliest <= ours.latest


def coarsened(born: PartialDate) -> tuple[PartialDate, ...]:
    """The same date known less exactly."""
    if born.month is None:
        return ()
    year = PartialDate(year=born.year)
    return (year,) if born.day is None else (PartialDate(year=born.year, month=born.month), year)


def with_names(subject: Subject, details: list[str]) -> frozenset[str]:
    """Each of the person's names with each detail."""
    return frozenset(f"{name} {detail}" for name in named(subject) for detail in details)


def with_spellings(subject: Subject, dates: list[str]) -> frozenset[str]:
    """Each date with each way the person's names may be split or put: Jean-Pierre is one given name
    in one file and two in another, and who fills in a form may take the surname for the given name.
    """
    if subject.is_company:
        return frozenset()
    pairs = {
        pair
        for name in subject.names
        for given in {*name.given[:1], "".join(name.given[:2]), *first_word(name.given)}
        for pair in ((name.surname, given), (given, name.surname))
    }
    pairs |= {(name.surname, "") for name in subject.names if not name.given}
    return frozenset(
        f"person {plain(surname)} {plain(given)} {date}"
        for surname, given in pairs
        for date in dates
    )


def first_word(given: tuple[str, ...]) -> tuple[str, ...]:
    """The first of the given names, without what a hyphen or a space ties to it."""
    return tuple(re.split(r"[\s-]+", given[0].strip())[:1]) if given else ()


def bare(subject: Subject) -> frozenset[str]:
    """The names alone, for a file that says nothing else."""
    known = subject.birth or subject.siren or subject.phones or subject.emails
    alone = not (known or subject.is_company or any(a.line for a in subject.addresses))
    return with_names(subject, ["alone"]) if alone else frozenset()


def named(subject: Subject) -> frozenset[str]:
    """Surname and first given name, each way the person is named."""
    return frozenset(
        f"person {plain(name.surname)} {plain(name.given[0]) if name.given else ''}"
        for name in subject.names
    )


def national(phone: str) -> str:
    """The last nine digits: the same number with and without its country's prefix."""
    return "".join(digit for digit in phone if digit.isdigit())[-9:]
