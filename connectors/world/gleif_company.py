"""Whether a record is of the company meant: by its number, by its name, or by both.

A number alone never joins two companies: registers of one country may count each for itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.world.gleif_number import bare
from connectors.world.gleif_payload import LeiRecord
from connectors.world.gleif_record import Told, country_of
from tracer.normalise.companies import company_key

NUMBERED_APART = frozenset({"CA", "DE", "US"})
"""Countries whose courts, provinces or states count each for itself: two companies, one number."""
NO_REGISTER = frozenset({"RA888888", "RA999999"})  # GLEIF's codes for "not listed" and "none"


def is_number(lei_record: LeiRecord, asked: tuple[str, ...], country: str) -> bool:
    """Whether a record is of that number, in any spelling, in a register of that country."""
    entity = lei_record.attributes.entity
    same = bare(entity.registeredAs or "") in {bare(spelling) for spelling in asked}
    return same and country_of(entity) == country


def is_named(lei_record: LeiRecord, name: str, country: str) -> bool:
    """Whether a record bears that name, its legal form aside, in that country."""
    entity = lei_record.attributes.entity
    names = [entity.legalName, *(entity.otherNames or [])]
    keys = {company_key(said.name) for said in names if said.name}
    return company_key(name) in keys - {""} and country_of(entity) == country


def of_one_company(
    found: Sequence[Told[LeiRecord]], names: Sequence[str], country: str
) -> list[Told[LeiRecord]]:
    """The records of a number that are of one company; none where it cannot be told which.

    A register gives a number once: several records of one register are of one company. Where
    registers count apart, or several gave the number, only a record that bears one of `names` counts.
    """
    apart = country in NUMBERED_APART or len(registers(found)) > 1
    named = [hit for hit in found if any(is_named(hit.part, name, country) for name in names)]
    kept = named if apart else list(found)
    return kept if len(registers(kept)) == 1 else []


def registers(found: Sequence[Told[LeiRecord]]) -> set[str]:
    """The registers that gave the number; where none is said, a record stands for itself."""
    said = [(hit.part.attributes.entity.registeredAt, hit.part.attributes.lei) for hit in found]
    return {at.id if at and at.id and at.id not in NO_REGISTER else lei for at, lei in said}
