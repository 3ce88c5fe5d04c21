"""Whether the number in a notice is a company's own: in its register, in its country, at its court.

A number proves a site only within its register. A German one counts from one at every court, so it
needs its court too, or where the register gives none the company's name and postcode.
"""

from __future__ import annotations

import re

from stdnum.fr import siren as siren_number

from connectors.web.notice import Notice
from connectors.web.notice_abroad import COURT, HRB
from tracer.entities import Entity, Property
from tracer.normalise.companies import company_key
from tracer.normalise.names import name_key

REGISTER = re.compile(r"(?P<country>[a-z]{2})-")
"""How the id of a company begins that its national register knows."""
OTHERS = frozenset({"disagrees", "foreign_vat", "unplaced"})
"""Why a number was rejected that some other company may have."""


def is_of(notice: Notice, company: Entity, number: str) -> bool:
    """Whether a notice states this company's registration number, checked as it is written."""
    country = country_of(company)
    if notice.siren is not None:
        return country == "FR" and same_digits(notice.siren, number)
    if notice.company_number is None or notice.country != country:
        return False
    if country == "DE":
        return same_entry(notice.company_number, number) and same_court(notice, company, number)
    return same_digits(notice.company_number, number)


def says_no_other(notice: Notice, proven: Notice) -> bool:
    """Whether a page carries no number but the VAT number of the notice that proved the site."""
    stated = notice.siren or notice.company_number
    other = any(rejected.reason in OTHERS for rejected in notice.rejected)
    return not stated and notice.vat in (None, proven.vat) and not other


def country_of(company: Entity) -> str | None:
    """The country of the company's register, ISO 3166-1 alpha-2; None where it is not known."""
    register = REGISTER.match(company.id)
    if register is not None:
        return register["country"].upper()
    return (company.text(Property.JURISDICTION) or "")[:2].upper() or None


def same_digits(said: str, number: str) -> bool:
    """Whether two spellings are one number of one register."""
    ours, theirs = siren_number.compact(number), siren_number.compact(said)
    return ours.upper().lstrip("0") == theirs.upper().lstrip("0")


def same_entry(said: str, number: str) -> bool:
    """Whether two German entries have one book and one number."""
    ours, theirs = (HRB.search(text) for text in (number, said))
    return ours is not None and theirs is not None and _entry(ours) == _entry(theirs)


def same_court(notice: Notice, company: Entity, number: str) -> bool:
    """Whether the court is the register's; where it gives none, whether name and postcode agree."""
    court = COURT.search(number)
    if court is not None:
        return name_key(court["city"]) == name_key(notice.register or "")
    names = {
        company_key(name)
        for prop in (Property.NAME, Property.ALIAS)
        for name in company.texts(prop)
    }
    place = notice.address.postcode if notice.address else None
    return company_key(notice.name or "") in names and place in company.texts(Property.POSTAL_CODE)


def _entry(match: re.Match[str]) -> tuple[str, str]:
    return re.sub(r"\s", "", match["book"]), re.sub(r"\s", "", match["number"])
