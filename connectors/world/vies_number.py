"""Which VAT number may be asked of VIES: well formed, of a member state, and of a legal person.

In some states the VAT number of a person in business is or holds his national number: it is never
sent. References: Directive 2006/112/EC art. 215 (the prefixes, EL for Greece); python-stdnum.
"""

from __future__ import annotations

import re

from stdnum.eu import vat
from stdnum.fr import siren as siren_number

from tracer.entities import SOLE_TRADER_FORM, Entity, EntityKind, Property
from tracer.subject import Subject

OF_A_PERSON = {
    "BG": re.compile(r"\d{10}$"),  # EGN
    "CZ": re.compile(r"\d{9,10}$"),  # rodné číslo
    "ES": re.compile(r"[\dKLMXYZ]"),  # DNI, NIE
    "LV": re.compile(r"[0-3]"),  # personas kods
    "PT": re.compile(r"[123]|45"),  # NIF of a natural person
    "RO": re.compile(r"\d{13}$"),  # CNP
    "SE": re.compile(r"\d\d[01]"),  # personnummer
}
VIES_PREFIX = {"GR": "EL"}


def number_of_subject(subject: Subject) -> str | None:
    """The VAT number of a French company sought, from its SIREN; None for anybody else."""
    return from_siren(subject.siren) if subject.is_company and subject.siren else None


def number_of_entity(entity: Entity) -> str | None:
    """The VAT number to ask about a company: the one it states, or the one its SIREN gives."""
    forms = entity.texts(Property.LEGAL_FORM)
    if entity.kind is not EntityKind.COMPANY or SOLE_TRADER_FORM in forms:
        return None
    stated = (askable(number) for number in entity.texts(Property.VAT))
    found = next((number for number in stated if number), None)
    if found is None and entity.id.startswith("fr-siren-"):
        return from_siren(entity.id.removeprefix("fr-siren-"))
    return found


def from_siren(siren: str) -> str | None:
    """The French VAT number of a SIREN: FR, the two figures of its key, the SIREN (CGI art. 286 ter)."""
    if not siren_number.is_valid(siren):
        return None
    return "FR" + "".join(siren_number.to_tva(siren_number.compact(siren)).split())


def askable(number: str) -> str | None:
    """A VAT number as VIES wants it, prefix first, or None if it may not be asked."""
    if not vat.is_valid(number):
        return None
    compact = vat.compact(number)
    prefix, rest = compact[:2], compact[2:]
    pattern = OF_A_PERSON.get(prefix)
    if pattern and pattern.match(rest):
        return None
    return VIES_PREFIX.get(prefix, prefix) + rest
