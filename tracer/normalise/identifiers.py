"""Checks of company numbers: French ones by their digits, others as far as they can be compared."""

from __future__ import annotations

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret


def siren_valid(text: str) -> bool:
    """Whether this is a SIREN: nine digits, spaces allowed, with a right check digit."""
    return bool(stdnum_siren.is_valid("".join(text.split())))


def siret_valid(text: str) -> bool:
    """Whether this is a SIRET: fourteen digits that check.

    Those of La Poste need not follow Luhn; then their digits add up to a multiple of 5.
    """
    return bool(stdnum_siret.is_valid("".join(text.split())))


def siren_key(text: str | None) -> str | None:
    """The nine digits of a valid SIREN or of the SIRET that contains it; None otherwise."""
    digits = "".join((text or "").split())
    if siren_valid(digits):
        return digits
    return digits[:9] if siret_valid(digits) else None


def registration_key(text: str | None) -> str | None:
    """A number of another country's register as it compares: letters and digits, without the zeros that

    some write in front and others do not ("00445790" and "445790"); None for an empty one.
    """
    bare = "".join(c for c in (text or "").upper() if c.isalnum()).lstrip("0")
    return bare or None
