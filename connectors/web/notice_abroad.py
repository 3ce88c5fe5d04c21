"""British and German numbers of a legal notice, and the shape every country's numbers come in.

A British company number has eight characters; pages drop its leading zero. A German one is a book
and a number (HRB 12345) and means nothing without its court.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stdnum.de import vat as german_vat
from stdnum.gb import vat as british_vat

from connectors.web.registers import example_number

VAT_DE = re.compile(r"(?<![A-Za-z])DE\s?(?P<number>\d(?:[ .]?\d){8})(?!\d)")
HRB = re.compile(
    r"\b(?P<book>HR\s?[AB])[\s:.|-]*(?:(?i:nr|nummer)\.?[\s:]*)?(?P<number>\d{1,6}(?:\s[A-Z]\b)?)(?!\d)"
)
COURT = re.compile(
    r"(?:\b(?i:amtsgericht|registergericht)\b[\s:|]*(?:(?i:amtsgericht)\s+)?|\bAG\s+)"
    r"(?P<city>[A-ZÄÖÜ][\wäöüß.-]+(?: (?!HR)(?:am|an|der|im|ob|[A-ZÄÖÜ(][\wäöüß.)-]+))*)"
)
VAT_GB = re.compile(
    r"(?:(?<![A-Za-z])GB\s?|\bVAT\b(?:\s+(?i:registration|reg\.?|number|no\.?|id))*[\s:|.]{0,4}(?:GB\s?)?)"
    r"(?P<number>\d{3}\s?\d{4}\s?\d{2})(?!\d)"
)
GB_NUMBER = re.compile(
    r"(?i:compan(?:y|ies)(?:\s+(?:house|registration|reg\.?|registered))*\s+(?:number|no\b\.?|n[°º])"
    r"|registration\s+(?:number|no\b\.?)|registered\s+(?:number|no\b\.?)|\bno\.)"
    r"[\s:|.]*(?:is\s+)?(?P<number>(?:SC|NI|OC|SO|NC|R0|LP|SL|NL|FC|SF|NF|IP|RC|CE)\s?\d{4,6}|\d{6,8})(?!\d)"
)
GB_LAW = re.compile(
    r"(?i:registered|incorporated)\s+in[^.\n]{0,40}?\b(?:England|Wales|Scotland|(?:Northern\s)Ireland"
    r"|United\s+Kingdom|UK)\b|\b(?i:companies\s+house)\b"
)


COMPANY_NUMBER = re.compile(
    r"\bcompany\s+(?:registration\s+)?(?:number|no\b\.?)[\s:|.]*(?:is\s+)?(?P<number>(?:[A-Z]{2})?\d{6,8})(?!\d)",
    re.IGNORECASE,
)
"""A company's number wherever it is registered."""


class Rejected(NamedTuple):
    """A number that is on the page and is not the publisher's."""

    number: str
    reason: str
    """host, agency, data_protection, third_party, placeholder, bad_check, foreign_vat, disagrees, or
    unplaced: of a register that the page does not name."""


class Numbers(NamedTuple):
    """The publisher's numbers, checked; what was rejected; what looks odd."""

    siren: str | None = None
    siret: str | None = None
    vat: str | None = None
    company_number: str | None = None
    register: str | None = None
    rejected: tuple[Rejected, ...] = ()
    flags: tuple[str, ...] = ()
    country: str | None = None
    """Whose register the numbers are of."""


def unplaced(text: str) -> Iterator[Rejected]:
    """Numbers of companies in a text that does not tell in which register they stand."""
    for match in HRB.finditer(text):
        yield Rejected(f"{match['book']} {match['number']}", "unplaced")
    for match in COMPANY_NUMBER.finditer(text):
        yield Rejected(match["number"], "unplaced")


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    return re.sub(r"[^0-9]", "", text)


def german(text: str) -> Numbers:
    """The register entry with its court, and the VAT number when its check digit is right."""
    book = HRB.search(text)
    court = _nearest(COURT.finditer(text), book) if book else None
    vats = (digits(match["number"]) for match in VAT_DE.finditer(text))
    vat = next((f"DE{n}" for n in vats if german_vat.is_valid(n) and not example_number(n)), None)
    number = None
    if book and court and not example_number(digits(book["number"]).ljust(9, "0")):
        number = f"{book['book'].replace(' ', '')} {' '.join(book['number'].split())}"
    return Numbers(
        vat=vat,
        company_number=number,
        register=court["city"].rstrip(".") if court and book else None,
        country="DE" if number or vat else None,
    )


def _nearest(courts: Iterable[re.Match[str]], book: re.Match[str]) -> re.Match[str] | None:
    return min(
        courts,
        key=lambda c: min(abs(c.start() - book.end()), abs(book.start() - c.end())),
        default=None,
    )


def british(text: str) -> Numbers:
    """The company number, zeros restored, on a page that says where the company is registered."""
    found = GB_NUMBER.search(text) if GB_LAW.search(text) else None
    vats = (digits(match["number"]) for match in VAT_GB.finditer(text))
    vat = next((f"GB{n}" for n in vats if british_vat.is_valid(n)), None)
    number = found["number"].replace(" ", "") if found else None
    if number is None or number in {"12345678", "01234567", "1234567", "00000000"}:
        return Numbers(vat=vat, country="GB" if vat else None)
    letters = number[:2] if number[:2].isalpha() else ""
    return Numbers(
        vat=vat,
        company_number=letters + number.removeprefix(letters).zfill(8 - len(letters)),
        country="GB",
    )
