"""What is sent to the address file: the address, and nothing of who lives there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracer.normalise.names import name_key

LONGEST = 200  # characters; a longer question is refused (413)
SHORTEST = 3
STREET = (
    r"RUE|AVENUE|AV|BOULEVARD|BD|BLD|PLACE|PL|QUAI|COURS|ALLEES?|ALL|IMPASSE|IMP|CHEMIN|CHE|ROUTE|RTE"
    r"|SQUARE|SQ|PASSAGE|PAS|ESPLANADE|VILLA|FAUBOURG|FBG|MONTEE|PROMENADE|SENTIER|SENTE|VOIE|LIEU"
    r"|LIEUDIT|HAMEAU|RESIDENCE|RES|DOMAINE|CITE|ROND|MAIL|VENELLE|TRAVERSE|ZONE|ZA|ZI|LOTISSEMENT|LOT"
)
NUMBERED = re.compile(
    rf"\b\d+[A-Z]?(?:\s?[-/]\s?\d+)?(?:\s?(?:BIS|TER|QUATER|[A-D]))?\s*,?\s+(?=(?:[^\W\d]+\s+)?(?:{STREET})\b)",
    re.IGNORECASE,
)
UNNUMBERED = re.compile(rf"\b(?:{STREET})\b", re.IGNORECASE)
CARE_OF = re.compile(
    r"\b(?:chez|c/o|c/|aux bons soins d[eu']|à l'attention de|a l'attention de|att[ns]?\b)[^,\n\d]*",
    re.IGNORECASE,
)
CIVILITIES = frozenset({"M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE", "ET", "OU"})


def question(line: str, names: Iterable[str] = ()) -> str | None:
    """The part of an address that may be sent, or None when nothing is left to ask.

    What precedes the street (a company, a person, "chez …") is taken off, and so is any part made
    of the debtor's own names: the address file is told where, never who.
    """
    ours = {word for name in names for word in name_key(name).split()} | CIVILITIES
    parts = [part.strip() for part in re.split(r"[,\n;]", CARE_OF.sub(" ", line))]
    kept = [part for part in parts if part and not set(name_key(part).split()) <= ours]
    text = " ".join(" ".join(kept).split())
    street = NUMBERED.search(text) or UNNUMBERED.search(text)
    if street is not None:
        text = text[street.start() :]
    text = text.lstrip(" -.'\"()")
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0]
    return text if len(text) >= SHORTEST else None
