"""Two people from files beside one another: the whole explanation of whether they are one person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from rich.console import Console

from api.match.column_map import KNOWN
from api.match.people_columns import as_text
from api.match.people_files import GOLD
from api.reading import InvalidFile, refuse_twins
from api.words import Language, said, signed
from tracer.errors import Invalid
from tracer.lawful import Text
from tracer.matching.answers import Answers, weighed
from tracer.matching.candidates import Candidates
from tracer.matching.explanation import Explanation, explain
from tracer.matching.frequencies import Frequencies
from tracer.matching.national import national_frequencies
from tracer.matching.parameters import Parameters, load_parameters
from tracer.matching.population import load_population
from tracer.matching.reading import Read, Reject, read_table
from tracer.matching.records import Pairing, Records
from tracer.matching.register import Register
from tracer.matching.sentences import FAMILIES, NOT_STATED

SIDES = ("A", "B")
WIDEST, BITS_A_BLOCK = 20, 2.0
VALUES = 34
LABELS = {
    "prior": Text(fr="a priori", en="prior"),
    "surname": Text(fr="nom", en="surname"),
    "given": Text(fr="prénoms", en="given names"),
    "sex": Text(fr="sexe", en="sex"),
    "birth": Text(fr="naissance", en="birth"),
    "place": Text(fr="lieu", en="place"),
    "contact": Text(fr="coordonnées", en="contact"),
    "relative": Text(fr="parent", en="relative"),
    "rivals": Text(fr="rivaux", en="rivals"),
}
ONE_PAIR = "a certificate covers files, not one pair"
TOTAL = Text(fr="total", en="total")
PROBABILITY = Text(fr="probabilité", en="probability")
DECISION = Text(fr="décision", en="decision")
DECIDED = {
    "confirmed": Text(fr="confirmé", en="confirmed"),
    "review": Text(fr="à examiner", en="review"),
    "rejected": Text(fr="rejeté", en="rejected"),
}
NAMESAKES = Text(fr="homonymes attendus", en="namesakes expected")
ASK = Text(fr="à demander", en="ask for")


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTold:
    """The explanation of one pair, and the fields that could not be read and were left out."""

    explanation: Explanation
    left_out: tuple[tuple[str, Reject], ...]


def read_pair(files: tuple[Path, ...]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Two people: one JSON object in each of two files, or a list of two in one."""
    told = [read_json(path, name) for path, name in zip(files, SIDES, strict=False)]
    if len(files) == 1:
        [both] = told
        if isinstance(both, dict) and set(both) == {"a", "b"}:
            both = [both["a"], both["b"]]
        if not isinstance(both, list) or len(both) != 2:
            raise Invalid("file", "must hold a list of two people")
        told = both
    for side, one in zip(SIDES, told, strict=True):
        if not isinstance(one, dict):
            raise Invalid(side, "not a JSON object of fields")
    return told[0], told[1]


def read_json(path: Path, side: str) -> Any:
    """The JSON of a file. Raises Invalid naming the side."""
    try:
        text = path.read_bytes()
        refuse_twins(text)
        return json.loads(text)
    except OSError:
        raise Invalid(side, "there is no such file") from None
    except (ValueError, RecursionError):
        raise Invalid(side, "not valid JSON") from None


def compare_pair(left: Mapping[str, Any], right: Mapping[str, Any]) -> PairTold:
    """Both as records, weighed against each other among the whole population.

    A certificate covers files, so that a pair alone is at most for review.
    """
    by = load_parameters()
    ours, theirs = read_one(left, "A"), read_one(right, "B")
    known = reference(theirs.records)
    register = replace(Register.of(theirs.records), known=known)
    answers = the_answer(register, ours, by)
    left_out = [("A", one) for one in ours.rejects] + [("B", one) for one in theirs.rejects]
    return PairTold(explanation=explain(answers, 0, by), left_out=tuple(left_out))


def reference(records: Records) -> Frequencies:
    """The population namesakes are counted in."""
    return national_frequencies(records, load_population())


def the_answer(register: Register, ours: Read, by: Parameters) -> Answers:
    """The one pair there is."""
    pairing = Pairing.of(ours.records, register.records)
    only = Candidates(np.zeros(1, np.int64), np.zeros(1, np.int64))
    return weighed(register, pairing, ours, only, by, None, (ONE_PAIR,))


def read_one(person: Mapping[str, Any], side: str) -> Read:
    """One person. Raises InvalidFile naming every field that is wrong, and never a value."""
    wrong = [(f"{side}.{name}", problem) for name, problem in field_problems(person)]
    if wrong:
        raise InvalidFile(wrong, [(name, "invalid") for name, _ in wrong])
    told = {name: person[name] for name in KNOWN if person.get(name) is not None}
    told.setdefault("id", side)
    table = pa.table(
        {name: as_text(name, pa.array([value]), f"{side}.{name}") for name, value in told.items()}
    )
    read = read_table(table)
    if not len(read.records):
        wrong = [(f"{side}.{one.field}", one.problem) for one in read.rejects]
        raise InvalidFile(wrong, [(name, "invalid") for name, _ in wrong])
    return read


def field_problems(person: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields that are unknown, or hold no text or number."""
    found = []
    for name, value in person.items():
        if name not in KNOWN:
            if name not in GOLD:
                found.append((name, "unknown field; remove it or correct its name"))
        elif isinstance(value, bool) or not isinstance(value, str | int | float | None):
            found.append((name, "not a text or a number"))
        elif isinstance(value, str) and not value.isascii() and not encodable(value):
            found.append((name, "holds a broken character"))
        elif isinstance(value, int) and abs(value) >= 1 << 63:
            found.append((name, "too large a number"))
    return found


def write_pair(told: PairTold, console: Console, language: Language) -> None:
    """The bars, what they add up to, and what follows."""
    found = told.explanation
    for field, values, bits, sentence in lines_of(found, language):
        bar = "█" * min(round(abs(bits) / BITS_A_BLOCK), WIDEST)
        sign = signed(round(bits, 1) + 0.0, language)
        console.print(f"{field:<12} {sign:>7}  {bar:<{WIDEST}} {sentence}")
        if values:
            console.print(f"{'':<22} {values}")
    console.print(f"{said(TOTAL, language):<12} {signed(found.total, language):>7} bits")
    told_of = {
        PROBABILITY: chance(found.probability, language),
        NAMESAKES: said(found.namesakes_text, language),
        DECISION: said(DECIDED[found.decision], language),
    }
    colon = " :" if language == "fr" else ":"
    for label, text in told_of.items():
        console.print(f"{said(label, language)}{colon} {text}")
    for reason, why in zip(found.reasons, found.reason_texts, strict=True):
        console.print(f"  {said(why, language)} [{reason}]")
    if found.ask is not None:
        console.print(f"{said(ASK, language)}{colon} {said(found.ask.text, language)}")


def lines_of(found: Explanation, language: Language) -> list[tuple[str, str, float, str]]:
    """One line for each bar and for each family nothing is known of: field, values, bits, sentence."""
    told = [(bar.field, values_of(bar.ours, bar.theirs), bar.bits, bar.text) for bar in found.bars]
    there = {bar.field for bar in found.bars}
    absent = [(field, "", 0.0, NOT_STATED) for field in FAMILIES if field not in there]
    told[-1:-1] = absent
    return [
        (said(LABELS[field], language), values, bits, said(text, language))
        for field, values, bits, text in told
    ]


def values_of(ours: str | None, theirs: str | None) -> str:
    """The two values compared, long ones cut."""
    if ours is None and theirs is None:
        return ""
    return " | ".join((one or "–")[:VALUES] for one in (ours, theirs))


def chance(probability: float, language: Language) -> str:
    """A probability in per cent, never rounded up to certainty."""
    percent = min(probability, 0.999999) * 100
    plain = f"{percent:.4f} %" if percent > 99 or percent < 1 else f"{percent:.1f} %"
    return plain.replace(".", ",") if language == "fr" else plain


def pair_json(told: PairTold) -> str:
    """The same as JSON."""
    raw = asdict(told.explanation)
    raw["left_out"] = [
        {"field": f"{side}.{one.field}", "problem": one.problem} for side, one in told.left_out
    ]
    return json.dumps(raw, ensure_ascii=False, indent=1)


def encodable(text: str) -> bool:
    """Whether a text is whole characters only."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
