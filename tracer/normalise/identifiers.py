"""Checks of French company numbers."""

from __future__ import annotations

import re

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

LA_POSTE_SIRET = re.compile(r"356000000\d{5}", re.ASCII)


def siren_valid(text: str) -> bool:
    """Whether this is a SIREN: nine digits, spaces allowed, with a right check digit."""
    return bool(stdnum_siren.is_valid("".join(text.split())))


def siret_valid(text: str) -> bool:
    """Whether this is a SIRET: fourteen digits that check.

    Those of La Poste do not follow Luhn except at its seat; their digits add up to a multiple of 5.
    """
    digits = "".join(text.split())
    if LA_POSTE_SIRET.fullmatch(digits) and sum(int(digit) for digit in digits) % 5 == 0:
        return True
    return bool(stdnum_siret.is_valid(digits))


def siren_key(text: str | None) -> str | None:
    """The nine digits of a valid SIREN or of the SIRET that contains it; None otherwise."""
    digits = "".join((text or "").split())
    if siren_valid(digits):
        return digits
    return digits[:9] if siret_valid(digits) else None
