"""How a company's number is written in its register, and the id under which sources meet on it.

GLEIF keeps the number as the register reported it, "923 609 016" or "556016-0680", and compares the
whole string. A number that may be a person's national number is written no way at all.
"""

from __future__ import annotations

import re

from stdnum.be import vat as enterprise
from stdnum.ch import uid
from stdnum.cz import dic
from stdnum.fi import ytunnus
from stdnum.fr import siren
from stdnum.no import orgnr

from connectors.drawn import company_id
from tracer.entities import EntityId

GROUPS: dict[str, tuple[tuple[int, ...], str]] = {
    "BE": ((4, 3, 3), "."),
    "FI": ((7, 1), "-"),
    "FR": ((3, 3, 3), " "),
    "NO": ((3, 3, 3), " "),
    "SE": ((6, 4), "-"),
}
"""The groups in which a register writes its numbers, and what stands between them."""
PERSONAL = {
    "BG": re.compile(r"\d{10}"),  # EGN; a company has nine or thirteen figures
    "CZ": re.compile(r"\d{9,10}"),  # rodné číslo
    "DK": re.compile(r"\d{10}"),  # CPR
    "FI": re.compile(r"\d{6}[A-Z]?\d{3}[0-9A-Z]"),  # henkilötunnus
    "IS": re.compile(r"[0-3]\d{9}"),  # kennitala; a company's begins with 4 to 7
    "LV": re.compile(r"[0-3]\d{10}"),  # personas kods
    "NO": re.compile(r"\d{11}"),  # fødselsnummer
    "RO": re.compile(r"\d{13}"),  # CNP
    "SE": re.compile(r"(?:\d\d)?\d\d[01]\d{7}"),  # personnummer: the third figure is of a month
}
CHECKED = {"FR": siren.is_valid, "NO": orgnr.is_valid}
COMPANIES_HOUSE = frozenset({"RA000585", "RA000586", "RA000587"})


def bare(number: str) -> str:
    """Letters and figures only, in upper case."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def spellings(number: str, country: str) -> tuple[str, ...]:
    """How to ask for a number, the register's own writing first.

    None if it fails the register's check, or may be a person's.
    """
    plain = bare(number)
    personal, checked = PERSONAL.get(country), CHECKED.get(country)
    if not plain or (personal and personal.fullmatch(plain)) or (checked and not checked(plain)):
        return ()
    tidy = " ".join(number.split())
    return tuple(dict.fromkeys((written(plain, country), tidy, plain)))


def written(plain: str, country: str) -> str:
    """A bare number as its register writes it; unchanged where it has no groups."""
    if country == "CH":
        return uid.format(plain) if uid.is_valid(plain) else plain
    if country == "GB" and plain.isdigit():
        return plain.zfill(8)
    sizes, between = GROUPS.get(country, ((), ""))
    if len(plain) != sum(sizes):
        return plain
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return between.join(plain[end - size : end] for size, end in zip(sizes, ends, strict=True))


def identified(
    number: str | None, country: str, authority: str | None, lei: str
) -> tuple[EntityId, str | None]:
    """The id of a company and its number: by its register where the number is one, else by its LEI.

    A fund or a branch may be registered elsewhere than in the register of companies: only a number
    that passes that register's check (in Great Britain, which has none, its authority) counts.
    """
    plain = bare(number or "")
    if country == "FR" and siren.is_valid(plain):
        return company_id(plain), plain
    if country == "GB" and authority in COMPANIES_HOUSE and len(written(plain, "GB")) == 8:
        return EntityId(f"gb-crn-{written(plain, 'GB')}"), written(plain, "GB")
    if country == "NO" and orgnr.is_valid(plain):
        return EntityId(f"no-orgnr-{plain}"), plain
    if country == "CZ" and len(plain) == 8 and dic.is_valid(plain):
        return EntityId(f"cz-ico-{plain}"), plain
    if country == "FI" and ytunnus.is_valid(plain):
        return EntityId(f"fi-ytunnus-{ytunnus.format(plain)}"), ytunnus.format(plain)
    if country == "CH" and uid.is_valid(plain):
        return EntityId(f"ch-uid-{plain}"), plain
    if country == "BE" and enterprise.is_valid(plain):
        return EntityId(f"be-kbo-{plain}"), plain
    return EntityId(f"lei-{lei}"), number
