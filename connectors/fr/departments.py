"""The department of a French postcode, as the registers' filters want it."""

from __future__ import annotations

OVERSEAS = frozenset({"971", "972", "973", "974", "976"})


def department(postcode: str | None) -> str | None:
    """The department of a postcode: Corsica is 2A or 2B, overseas departments have three digits.

    None where the registers have no such department (other overseas territories, not a postcode).
    """
    code = "".join((postcode or "").split())
    if len(code) != 5 or not code.isascii() or not code.isdigit():
        return None
    if code.startswith(("97", "98")):
        return code[:3] if code[:3] in OVERSEAS else None
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    return code[:2] if "01" <= code[:2] <= "95" else None
