"""What each kind of evidence means, in French and English: the docstrings of the functions that weigh it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import getdoc

from tracer.lawful import Text
from tracer.matching.chances import (
    birth_chances,
    contact_chances,
    given_chances,
    place_chances,
    sex_chances,
    surname_chances,
)
from tracer.matching.corporate import company_name_evidence, office_evidence, siren_evidence
from tracer.matching.model import relative_bar
from tracer.matching.surname_roles import other_surname

FUNCTIONS: dict[str, Callable[..., object]] = {
    "surname": surname_chances,
    "surname_roles": other_surname,
    "given": given_chances,
    "sex": sex_chances,
    "birth": birth_chances,
    "place": place_chances,
    "contact": contact_chances,
    "office": office_evidence,
    "siren": siren_evidence,
    "company_name": company_name_evidence,
    "relative": relative_bar,
}
"""What weighs each field; evidence codes begin with the field, but for `CODES`."""
CODES = {
    "other_surname_equal": "surname_roles",
    "birth_surname_different": "surname_roles",
    "surname_crossed": "surname_roles",
    "order_inverted": "sex",
}


@cache
def published() -> dict[str, Text]:
    """The published text of every kind of evidence, in the order it is shown."""
    return {name: text_of(function) for name, function in FUNCTIONS.items()}


def meaning(code: str) -> Text:
    """What the evidence of a code is, by its kind."""
    names = sorted(FUNCTIONS, key=len, reverse=True)
    kind = CODES.get(code) or next(name for name in names if code.startswith(name))
    return published()[kind]


def text_of(function: Callable[..., object]) -> Text:
    """The first paragraph of a docstring, and the one that begins with FR."""
    paragraphs = [" ".join(part.split()) for part in (getdoc(function) or "").split("\n\n")]
    french = next(part for part in paragraphs if part.startswith("FR: "))
    return Text(fr=french.removeprefix("FR: "), en=paragraphs[0])
