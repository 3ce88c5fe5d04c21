"""Places written one way: a town under one key, and the département a postcode lies in."""

from __future__ import annotations

import re

from tracer.normalise.names import name_key
from tracer.normalise.streets import StreetLine, parse_street
from tracer.subject import PostalAddress

__all__ = [
    "ARRONDISSEMENTS",
    "StreetLine",
    "arrondissement",
    "city_key",
    "departement",
    "parse_street",
    "place_key",
    "postcode_key",
    "same_town",
]

ARRONDISSEMENTS = frozenset({"PARIS", "LYON", "MARSEILLE"})
CEDEX = re.compile(r"\bCEDEX(?: \d+)?\b.*")
ARRONDISSEMENT = re.compile(
    r"^(PARIS|LYON|MARSEILLE)\b(?: (\d{1,2})(?: ?(?:E|ER|EME|ND|NDE|RE))?)?(?: ARR(?:T|ONDISSEMENT)?)?$"
)
POSTCODE_BEFORE = re.compile(r"^\d{5} (?=\D)")
HIGHEST = {"PARIS": ("75", 20), "LYON": ("69", 9), "MARSEILLE": ("13", 16)}
"""The département and the number of arrondissements; postcodes end in them: 75011, 75116."""
SAINT = re.compile(r"\bST(E?)\b")
SHORT_WORDS = {"S": "SUR", "SS": "SOUS"}


def city_key(text: str) -> str:
    """The town: no cedex, no arrondissement number, SAINT and SUR written out; empty if unknown.

    A postcode before it is left out.
    """
    key = POSTCODE_BEFORE.sub("", CEDEX.sub("", name_key(text)).strip())
    key = SAINT.sub(r"SAINT\1", key)
    first, *rest = key.split(" ")
    key = " ".join([first, *(SHORT_WORDS.get(word, word) for word in rest)])
    arrondissement = ARRONDISSEMENT.match(key)
    return arrondissement.group(1) if arrondissement else key


def postcode_key(text: str | None) -> str | None:
    """Five digits, or None when it is not a French postcode."""
    digits = re.sub(r"\s", "", text or "")
    return digits if re.fullmatch(r"\d{5}", digits, re.ASCII) else None


def arrondissement(postcode: str | None, city: str) -> int | None:
    """The arrondissement of Paris, Lyon or Marseille: "Paris 11e", 75011, "LYON 03"; None elsewhere.

    The town's own number counts before the postcode's; the postcode counts only with the town.
    """
    found = ARRONDISSEMENT.match(POSTCODE_BEFORE.sub("", CEDEX.sub("", name_key(city)).strip()))
    if found is None:
        return None
    there, highest = HIGHEST[found[1]]
    code = postcode_key(postcode) or postcode_key(name_key(city)[:5]) or ""
    number = int(found[2] or (code[-2:] if code.startswith(there) else "") or 0)
    return number if 1 <= number <= highest else None


def departement(postcode: str | None) -> str | None:
    """The département of a postcode: 2A and 2B in Corsica, three digits overseas.

    A handful of towns are served from a neighbouring département; they come out there, which is
    why no decision rests on the département alone.
    """
    code = postcode_key(postcode)
    if code is None:
        return None
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def same_town(a: PostalAddress, b: PostalAddress) -> bool:
    """Whether two addresses are in one commune, or in one arrondissement where there are some.

    Postcodes alone decide when one side gives no town.
    """
    if a.country != b.country:
        return False
    (code, town), (other_code, other_town) = place_key(a), place_key(b)
    postcodes = postcode_key(a.postcode), postcode_key(b.postcode)
    if not town or not other_town or town in ARRONDISSEMENTS:
        return postcodes[0] is not None and postcodes[0] == postcodes[1]
    return code is not None and code == other_code and town == other_town


def place_key(address: PostalAddress) -> tuple[str | None, str]:
    """Département and town: two addresses with both equal are in one commune."""
    return departement(address.postcode), city_key(address.city or "")
