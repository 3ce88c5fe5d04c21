"""Given names and the short, pet or foreign forms the same person may go by.

The table says that two names may be one person's, never that they are.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def formal_names(key: str) -> frozenset[str]:
    """The given names, as keys, that this given-name key may stand for; itself among them.

    FRED may be FREDERIC, FREDERIQUE, ALFRED or WILFRIED; FREDERIC stands for itself only. A key
    in several words also stands for the one word: ABDEL KADER, ABDELKADER. An empty key has none.
    """
    if not key:
        return frozenset()
    glued = key.replace(" ", "")
    table = formal_by_form()
    return frozenset((key, glued, *table.get(key, ()), *table.get(glued, ())))


def same_given(a: str, b: str) -> bool:
    """Whether two given-name keys may be one name: equal, one short for the other, or both short.

    FRED and FREDDY are (both may be FREDERIC), MOHAMMED and MUHAMMAD are (both are MOHAMED), JEAN
    PAUL and JEANPAUL are; FREDERIC and FREDERIQUE are not. Symmetric; false for an empty key.
    """
    return not formal_names(a).isdisjoint(formal_names(b))


def is_given_name(key: str) -> bool:
    """Whether the table knows this key as a given name, short or formal; many are surnames too."""
    return key in formal_by_form() or key in all_formal()


@cache
def all_formal() -> frozenset[str]:
    """Every name on the formal side of the table."""
    return frozenset(name for formal in formal_by_form().values() for name in formal)


@cache
def formal_by_form() -> dict[str, tuple[str, ...]]:
    """The table that ships with the package, by the short or other form."""
    text = files("tracer.normalise").joinpath("data", "diminutives.tsv").read_text("ascii")
    lines = (line.split("\t") for line in text.splitlines())
    return {form: tuple(formal.split(",")) for form, formal in lines}
