"""How many people live where: the share of residents in a town or a département."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.matching.tables import TOTALS, SortedLines
from tracer.normalise.addresses import ARRONDISSEMENTS, departement, place_key, postcode_key
from tracer.subject import PostalAddress

RESIDENTS = 68_000_000
"""People living in France (INSEE, Bilan démographique 2024: 68.6 million, rounded down)."""
SMALL_TOWN = 5_000
"""Towns below this are not listed; all are taken to be this large."""


@dataclass(frozen=True, slots=True)
class Towns:
    """Residents by département and by town, from INSEE's legal populations."""

    lines: SortedLines

    def town_share(self, address: PostalAddress) -> float:
        """The share of residents who live in the town, or in the arrondissement if it is known."""
        code, town = place_key(address)
        postcode = postcode_key(address.postcode)
        people = 0
        if code and town in ARRONDISSEMENTS and postcode:
            people = self.residents(code, f"{town} {postcode}")
        if code and not people:
            people = self.residents(code, town)
        return max(people, SMALL_TOWN) / RESIDENTS

    def departement_share(self, address: PostalAddress) -> float:
        """The share of residents who live in the département; 1 when it is not known."""
        code = departement(address.postcode)
        return (self.residents(code, TOTALS) / RESIDENTS if code else 0.0) or 1.0

    def residents(self, code: str, town: str) -> int:
        """Residents of a listed place; 0 when it is not listed."""
        row = self.lines.row(code, town)
        return int(row[0]) if row else 0
