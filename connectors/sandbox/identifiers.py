"""Fictive SIREN and SIRET numbers: Luhn-valid, and recognisable at a glance as nobody's.

INSEE keeps no range for fiction. Series 2 belongs to local public bodies, so no company bears a
number of the 299 block: every company of the invented world does.
"""

from __future__ import annotations

FICTIVE_BLOCK = "299"
SCENARIO_NUMBERS = 90_000  # 0 to 89 999 are for the generated world, from here on for the stories


def fictive_siren(number: int) -> str:
    """The `number`-th SIREN of the fictive block, with its check digit."""
    if not 0 <= number < 100_000:
        raise ValueError("the fictive block holds 100 000 numbers")
    stem = f"{FICTIVE_BLOCK}{number:05d}"
    return stem + _check_digit(stem)


def siret(siren: str, establishment: int) -> str:
    """The SIRET of the `establishment`-th establishment of a unit."""
    stem = f"{siren}{establishment:04d}"
    return stem + _check_digit(stem)


def wrong_siren(siren: str) -> str:
    """The same number with its first digit mistyped: it fails its check, as some registers publish."""
    return str((int(siren[0]) + 3) % 10) + siren[1:]


def passes_luhn(number: str) -> bool:
    """Whether a number passes the Luhn check."""
    return number.isdigit() and _luhn_sum(number) % 10 == 0


def _check_digit(stem: str) -> str:
    return str(-_luhn_sum(stem + "0") % 10)


def _luhn_sum(number: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total
