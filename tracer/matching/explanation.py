"""One comparison told in full: bars that add up, namesakes, rivals, and the fact that would settle it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text
from tracer.matching.answers import Answers
from tracer.matching.chances import DECIMALS
from tracer.matching.levels import Birth, Contact, Given, Place, Sex, Surname
from tracer.matching.parameters import Parameters
from tracer.matching.records import BIRTH, NUMBER, POSTCODE, STREET, TOWN, Records
from tracer.matching.sentences import (
    FAMILIES,
    INVERTED,
    PRIOR,
    REASON_TEXTS,
    RELATIVE,
    RIVALS,
    SENTENCES,
)
from tracer.matching.settling import Ask, ask
from tracer.matching.verdicts import DECISIONS, REASONS
from tracer.matching.vocabulary import Vocabulary
from tracer.matching.wording import namesakes_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One field compared: the two values, and the bits for (positive), against, or none at all."""

    field: str
    family: EvidenceFamily | None  # None for the prior, the relative and the rivals
    code: str
    ours: str | None
    theirs: str | None
    bits: float
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a pair was decided so. The bars add up to `total`; `probability` has the rivals in it."""

    bars: tuple[Bar, ...]
    total: float
    probability: float
    namesakes: float
    namesakes_text: Text
    decision: str
    reasons: tuple[str, ...]
    reason_texts: tuple[Text, ...]
    alternatives: tuple[tuple[str, float], ...]  # the next candidates and their bits
    ask: Ask | None  # for a pair in review


def explain(answers: Answers, at: int, by: Parameters) -> Explanation:
    """The explanation of one pair of the answers."""
    levels, weights = answers.levels, answers.weights
    left, right = answers.pairing.left, answers.pairing.right
    place, row = int(answers.query[at]), int(answers.row[at])
    level = {
        "surname": Surname(levels.surname[at]),
        "given": Given(levels.given[at]),
        "sex": Sex(levels.sex[at]),
        "birth": Birth(levels.birth[at]),
        "place": Place(levels.place[at]),
        "contact": Contact(levels.contact[at]),
    }
    ours, theirs = told(left, place), told(right, row)
    bars = [bar("prior", None, "prior", None, None, weights.prior, PRIOR)]
    for field, family in FAMILIES.items():
        bits = float(getattr(weights, field)[at])
        found = level[field]
        if found == 0 and bits == 0.0:
            continue
        code = f"{field}_{found.name.lower()}"
        if field == "contact" and found == 0:  # the place of birth speaks, not a contact
            code = f"birth_place_{Contact(levels.birth_place[at]).name.lower()}"
        text = INVERTED if field == "sex" and levels.inverted[at] else SENTENCES[code]
        bars.append(bar(field, family, code, ours.get(field), theirs.get(field), bits, text))
    relative = float(weights.relative[at])
    bars.append(bar("relative", None, "relative", None, None, relative, RELATIVE))
    total = float(np.round(answers.odds[at], DECIMALS))
    rivals = total - float(weights.total[at])
    bars.append(bar("rivals", None, "rivals", None, None, rivals, RIVALS))
    reasons = reasons_of(int(answers.verdicts.reasons[at]))
    decision = DECISIONS[answers.verdicts.decision[at]]
    namesakes = float(weights.namesakes[at])
    whole = level["surname"] is Surname.EQUAL and level["given"] is Given.EQUAL
    first = (ours["given"] or "").split(" ")[0]
    who = f"{first} {ours['surname']}" if whole else None
    return Explanation(
        bars=tuple(bars),
        total=total,
        probability=float(answers.probability[at]),
        namesakes=namesakes,
        namesakes_text=namesakes_text(namesakes, who),
        decision=decision,
        reasons=reasons,
        reason_texts=tuple(REASON_TEXTS[reason] for reason in reasons),
        alternatives=alternatives(answers, at),
        ask=ask(answers, at, by) if decision == "review" else None,
    )


def bar(
    field: str,
    family: EvidenceFamily | None,
    code: str,
    ours: str | None,
    theirs: str | None,
    bits: float,
    text: Text,
) -> Bar:
    """A bar in one line."""
    return Bar(
        field=field, family=family, code=code, ours=ours, theirs=theirs, bits=bits, text=text
    )


def reasons_of(bits: int) -> tuple[str, ...]:
    """The names of the reasons."""
    return tuple(name for place, name in enumerate(REASONS) if bits >> place & 1)


def alternatives(answers: Answers, at: int, most: int = 3) -> tuple[tuple[str, float], ...]:
    """The other candidates of the same query, best first."""
    query = answers.query[at]
    start = at
    while start > 0 and answers.query[start - 1] == query:
        start -= 1
    found: list[tuple[str, float]] = []
    place = start
    while place < len(answers) and answers.query[place] == query and len(found) < most:
        if place != at:
            name = answers.pairing.right.ids[int(answers.row[place])].as_py()
            found.append((name, round(float(answers.odds[place]), DECIMALS)))
        place += 1
    return tuple(found)


TOLD = ("email", "phone", "birth_place")
"""The extra columns a contact bar rests on."""


def told(records: Records, at: int) -> dict[str, str | None]:
    """The values of one record as keys, for display."""
    row = records.rows[at].tolist()
    surnames = [spelled(records.names, number) for number in row[0:2]]
    given = [spelled(records.names, number) for number in row[2:6]]
    year, month, day = row[BIRTH] >> 9, row[BIRTH] >> 5 & 15, row[BIRTH] & 31
    born = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    address = [
        str(row[NUMBER]) if row[NUMBER] >= 0 else None,
        spelled(records.streets, row[STREET]),
        f"{row[POSTCODE]:05d}" if 0 <= row[POSTCODE] < 100_000 else None,
        spelled(records.towns, row[TOWN]),
    ]
    contacts = [
        spelled(records.terms, int(column[at]))
        for name, column in records.extras.items()
        if name in TOLD
    ]
    return {
        "surname": " / ".join(name for name in surnames if name) or None,
        "given": " ".join(name for name in given if name) or None,
        "sex": (None, "M", "F")[row[7]],
        "birth": born if year else None,
        "place": " ".join(part for part in address if part) or None,
        "contact": " ".join(term for term in contacts if term) or None,
    }


def spelled(names: Vocabulary, number: int) -> str | None:
    """A key by its number."""
    return names.keys[number].as_py() if number >= 0 else None
