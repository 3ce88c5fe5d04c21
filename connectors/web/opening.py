"""Whether a page says that the business is open, closed for now or closed for good.

Only what it says of itself: "fermé le dimanche", a clause "en cas de cessation d'activité" or a sale
"avant fermeture définitive" close nothing.
"""

from __future__ import annotations

import re
from typing import Literal

Opening = Literal["open", "closed_for_good", "closed_for_now"]

FOR_GOOD = re.compile(
    r"\b(?:d[ée]finitivement\s+ferm[ée]e?s?|ferm[ée]e?s?\s+d[ée]finitivement"
    r"|(?:a|avons|ont|ai)\s+(?:d[ée]finitivement\s+)?cess[ée]\s+(?:son|ses|notre|nos|leur|toute|mon)s?"
    r"\s+activit[ée]s?|fermeture\s+d[ée]finitive|cessation\s+(?:d[ée]finitive\s+)?d['’]activit[ée]"
    r"|permanently\s+closed|closed\s+permanently|(?:has|have)\s+ceased\s+trading"
    r"|dauerhaft\s+geschlossen|gesch[äa]ftsaufgabe|gesch[äa]ftsbetrieb\s+(?:wurde\s+)?eingestellt)\b",
    re.IGNORECASE,
)
FOR_NOW = re.compile(
    r"\b(?:(?:actuellement|temporairement|provisoirement|exceptionnellement)\s+ferm[ée]e?s?"
    r"|ferm[ée]e?s?\s+(?:temporairement|provisoirement|pour\s+(?:travaux|cong[ée]s))"
    r"|fermeture\s+temporaire|temporarily\s+closed|currently\s+closed|vor[üu]bergehend\s+geschlossen"
    r"|wir\s+machen\s+betriebsferien)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"(?:en\s+cas\s+de|avant|suite\s+[àa]\s+la|si\b|lors\s+de|jusqu['’][àa]|in\s+the\s+event\s+of|before"
    r"|if\b|bei|pas|not|nicht)\s+(?:[\w'’]+\s+){0,4}$",
    re.IGNORECASE,
)
HOURS = re.compile(
    r"\b(?:horaires|heures\s+d['’]ouverture|ouvert(?:ure)?|opening\s+hours|open|[öo]ffnungszeiten|ge[öo]ffnet)\b"
    r"[^\n]{0,40}\n?[^\n]{0,40}?\b\d{1,2}\s?(?:h|:|\.|am|pm|uhr)",
    re.IGNORECASE,
)


def opening_of(text: str, *, marked_open: bool, dissolved: bool) -> Opening | None:
    """What the page says; None when it says nothing. A closing counts before opening hours."""
    if dissolved or _says(FOR_GOOD, text):
        return "closed_for_good"
    if _says(FOR_NOW, text):
        return "closed_for_now"
    return "open" if marked_open or HOURS.search(text) else None


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return any(
        not NOT_YET.search(text[max(0, match.start() - 60) : match.start()])
        for match in pattern.finditer(text)
    )
