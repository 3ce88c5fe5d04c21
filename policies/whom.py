"""Which person a case is about, in one line that is the same in every case about that person.

Only its keyed hash is ever kept: it lets one person's consultations be found without a name.
"""

from __future__ import annotations

import unicodedata

from tracer.subject import NameRole, PersonName, Subject


def whom(subject: Subject) -> str:
    """The registration number if there is one; else surname, first given name and birth date."""
    if subject.siren:
        return f"siren {subject.siren}"
    if subject.is_company:
        return f"company {plain(subject.company_name or '')}"
    names = sorted(subject.names, key=order)
    surname = plain(names[0].surname) if names else ""
    given = plain(names[0].given[0]) if names and names[0].given else ""
    return f"person {surname} {given} {subject.birth or ''}"


def order(name: PersonName) -> tuple[int, str]:
    """The birth surname first: it does not change with marriage."""
    return (list(NameRole).index(name.role), plain(name.surname))


LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that no normal form takes apart, as people type them who lack the key."""


def plain(text: str) -> str:
    """Letters only, without case, accents or ligatures."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    return "".join(letter for letter in letters if letter.isalnum())
