"""One debtor asked of the file of deceased persons, and what its answer or its silence means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import numpy as np
import pyarrow as pa

from tracer.deaths import DeathAnswer, DeathHit, DeathOutcome, death_before_the_facts
from tracer.matching.deceased import (
    NOT_FOUND,
    OUTCOMES,
    DeathIndex,
    Screened,
    partial,
    screen_deaths,
    spelled,
)
from tracer.matching.deceased_words import answer_text, reasons_of
from tracer.matching.parameters import Parameters
from tracer.matching.population import Population
from tracer.matching.reading import read_table
from tracer.matching.records import BIRTH, G0, S0
from tracer.normalise.addresses import city_key
from tracer.subject import NameRole, Subject

MOST_MONTHS = 3
"""An older file cannot say that somebody is not in it; it is published every month (product
default)."""
MOST_HITS = 5


def look_up(
    index: DeathIndex | None,
    subject: Subject,
    *,
    today: date,
    by: Parameters,
    population: Population,
    alive_on: date | None = None,
) -> DeathAnswer:
    """What the file says of one debtor; without a file, that it was not asked.

    `alive_on` is a day on which the debtor is known to have lived: somebody dead before it is at
    most a possible hit. Too old a file still finds, and never says that somebody is not in it.
    """
    if index is None or subject.is_company:
        return DeathAnswer(outcome=DeathOutcome.NOT_ASKED, text=answer_text("no_file"))
    table = asked(subject)
    debtors = read_table(table) if table.num_rows else None
    if debtors is None or len(debtors.records) == 0:
        text = answer_text("no_name")
        return DeathAnswer(outcome=DeathOutcome.NOT_ASKED, text=text, until=index.until)
    screened = screen_deaths(index, debtors, by, population)
    hits: dict[int, DeathHit] = {}
    for at in np.lexsort((screened.row, -screened.probability)):
        row = int(screened.row[at])
        if screened.outcome[at] != NOT_FOUND and row not in hits and len(hits) < MOST_HITS:
            hits[row] = doubted(hit_at(index, screened, int(at)), alive_on)
    if hits:
        ranked = sorted(hits.values(), key=lambda hit: hit.outcome is not DeathOutcome.FOUND)
        outcome = ranked[0].outcome
        return DeathAnswer(
            outcome=outcome, text=answer_text(outcome), hits=tuple(ranked), until=index.until
        )
    outcome, why = silence(index, birth_known(subject), today)
    return DeathAnswer(outcome=outcome, text=answer_text(why, index.until), until=index.until)


def silence(index: DeathIndex, birth_month_known: bool, today: date) -> tuple[DeathOutcome, str]:
    """What it means that nobody agrees: not found, or that the question could not be put."""
    if not birth_month_known:
        return DeathOutcome.NOT_ASKED, "no_birth"
    if months_between(index.until, today) > MOST_MONTHS:
        return DeathOutcome.NOT_ASKED, "old_file"
    return DeathOutcome.NOT_FOUND, DeathOutcome.NOT_FOUND


def doubted(hit: DeathHit, alive_on: date | None) -> DeathHit:
    """The hit as a mere possibility when the debtor is known to have lived after that death."""
    if death_before_the_facts(hit.died, alive_on) is None:
        return hit
    return replace(
        hit,
        outcome=DeathOutcome.POSSIBLE,
        reasons=(*hit.reasons, answer_text("death_before_the_facts")),
    )


def hit_at(index: DeathIndex, screened: Screened, at: int) -> DeathHit:
    """One pair, told."""
    row = int(screened.row[at])
    theirs = index.records.rows[row]
    names, terms = index.records.names, index.records.terms
    birth_place = index.records.extras.get("birth_place")
    town = int(birth_place[row]) if birth_place is not None else -1
    place, act = index.places[row].decode(), index.acts[row].decode()
    died = partial(int(index.died[row]))
    surname = spelled(names, int(theirs[S0])) or ""
    given = tuple(name for one in theirs[G0 : G0 + 4] if (name := spelled(names, int(one))))
    birth = partial(int(theirs[BIRTH]))
    return DeathHit(
        id=hit_id(place, str(died), act, surname, str(birth)),
        outcome=OUTCOMES[screened.outcome[at]],
        surname=surname,
        given=given,
        birth=birth,
        birth_place=spelled(terms, town),
        died=died,
        place=place,
        act=act,
        bars=tuple((name, float(bits[at])) for name, bits in screened.bars.items()),
        probability=float(screened.probability[at]),
        namesakes=float(screened.namesakes[at]),
        reasons=reasons_of(screened.levels, at, float(screened.namesakes[at])),
    )


def asked(subject: Subject) -> pa.Table:
    """The debtor as rows to compare, one for each way he is named; the birth surname comes first.

    The file knows people by their birth surname: a usage surname stands beside it.
    """
    names = sorted(subject.names, key=lambda name: name.role is not NameRole.BIRTH)
    surnames = list(dict.fromkeys(name.surname for name in names))
    given = list(dict.fromkeys(" ".join(name.given) for name in names if name.given)) or [""]
    rows = [
        (surname, surnames[at - 1] if at else (surnames[1] if len(surnames) > 1 else None), said)
        for said in given
        for at, surname in enumerate(surnames)
    ]
    size = len(rows)
    return pa.table(
        {
            "id": pa.array([str(at) for at in range(size)], pa.string()),
            "nom": pa.array([row[0] for row in rows], pa.string()),
            "nom_usage": pa.array([row[1] for row in rows], pa.string()),
            "prenoms": pa.array([row[2] for row in rows], pa.string()),
            "dob": pa.array([str(subject.birth) if subject.birth else None] * size, pa.string()),
            "sexe": pa.array([subject.sex] * size, pa.string()),
            "lieu_naissance": pa.array([city_key(subject.birth_place or "")] * size, pa.string()),
        }
    )


def hit_id(*told: str) -> str:
    """Stable for the same act and person, and says nothing about whom it is about."""
    return "dec_" + sha256("|".join(told).encode()).hexdigest()[:16]


def months_between(earlier: date, later: date) -> int:
    """Whole calendar months from one day's month to another's."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def birth_known(subject: Subject) -> bool:
    """Whether the month of birth is stated: without it a silence says nothing."""
    return subject.birth is not None and subject.birth.month is not None
