"""What a file of deceased persons says of a debtor. A hit is a question for a person, never an answer.

Absence proves nothing: deaths are registered late, abroad or never, and under the birth surname only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracer.lawful import Text
from tracer.subject import PartialDate

DEATH_BEFORE_THE_FACTS = "death_before_the_facts"


class DeathOutcome(StrEnum):
    """The four answers of a file of deceased persons. Only FOUND and POSSIBLE say something."""

    FOUND = "found"  # somebody who is very likely the debtor is in it
    POSSIBLE = "possible"  # somebody who may be: unknown is not no
    NOT_FOUND = "not_found"  # nobody there agrees; it proves nothing
    NOT_ASKED = "not_asked"  # no file, too old a file, or too little known of the debtor


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathHit:
    """One deceased person who may be the debtor, and what speaks for it.

    `id` is stable from one file to the next and names nobody: a person's judgement holds on to it.
    `bars` are bits by what was compared; they add up to the log2 odds that it is the debtor, no
    other candidate considered. `namesakes` is how many other people, living or in the file, are
    expected to agree as well. `place` is the code of the commune of death and `act` the number of
    the certificate: with the day they are what a town hall is asked for.
    """

    id: str
    outcome: DeathOutcome
    surname: str
    given: tuple[str, ...]
    birth: PartialDate | None
    birth_place: str | None
    died: PartialDate | None
    place: str
    act: str
    bars: tuple[tuple[str, float], ...]
    probability: float
    namesakes: float
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathAnswer:
    """What the file says, in words too; hits best first. `until` is the last day of death it holds."""

    outcome: DeathOutcome
    text: Text
    hits: tuple[DeathHit, ...] = ()
    until: date | None = None


def death_before_the_facts(died: PartialDate | None, facts_on: date | None) -> str | None:
    """The veto on a candidate who was dead before the facts: he cannot be who did them.

    A death known to the month or year counts from its last possible day. None when either day is
    not known, and on the very day: then nothing is excluded.
    """
    if died is None or facts_on is None or died.latest >= facts_on:
        return None
    return DEATH_BEFORE_THE_FACTS
