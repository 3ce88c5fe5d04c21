"""The contract of API Recherche d'entreprises: `/search`, its limits, its errors and its traps.

`total_results` is an estimate, unknown parameters are ignored, a number as `q` ignores filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from connectors.sandbox.directory import Directory, Found
from connectors.sandbox.model import Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.search_parameters import BadRequest, Search, parse
from connectors.sandbox.units import matching_establishment
from connectors.sandbox.world import World

SOURCE = "fr.recherche_entreprises"
MOST_RESULTS = 10_000
ESTIMATED_FROM = 20  # results; below, the estimate is exact
_SECONDARY = ("siege", "dirigeants", "finances", "complements", "matching_etablissements")
_ON_REQUEST = ("tva", "score")
# Given to the official site only; `slug` is where `admin` used to be.
_ADMINISTRATIVE = {
    "etablissements": "etablissements",
    "immatriculation": "immatriculation",
    "bodacc": "bodacc",
    "admin": "admin",
    "slug": "admin",
}


class RechercheEntreprises:
    """The search API over a world."""

    def __init__(self, world: World) -> None:
        self._directory = Directory(world.units)

    def search(self, parameters: Mapping[str, str]) -> Reply:
        """The answer to `/search`."""
        try:
            search = parse(parameters)
        except BadRequest as problem:
            return Reply(status=400, body={"erreur": str(problem)})
        if search.number:
            found = self._directory.by_number(search.number)
        else:
            found = self._directory.search(search.asked)
        first = (search.page - 1) * search.per_page
        page = found[first : first + search.per_page]
        total = estimated(len(found), search)
        return Reply(
            status=200,
            body={
                "results": [_unit(each, search) for each in page],
                "total_results": total,
                "page": search.page,
                "per_page": search.per_page,
                "total_pages": -(-total // search.per_page),
            },
        )


def estimated(exact: int, search: Search) -> int:
    """What the index believes the total to be: it may differ by one from a page to the next."""
    if exact < ESTIMATED_FROM:
        return exact
    drift = crc32(f"{exact}:{search.page}".encode()) % 3 - 1
    return min(exact + drift, MOST_RESULTS)


def _unit(found: Found, search: Search) -> Payload:
    """The parts of a unit that were asked for."""
    wanted = frozenset(search.include) if search.minimal else frozenset(_SECONDARY)
    unit: Payload = {}
    for key, value in found.unit.items():
        if key in _ADMINISTRATIVE:
            if _ADMINISTRATIVE[key] in search.include_admin:
                unit[key] = value
        elif key == "matching_etablissements":
            if key in wanted:
                unit[key] = [
                    matching_establishment(each)
                    for each in found.establishments[: search.matching_limit]
                ]
        elif key not in _SECONDARY + _ON_REQUEST or key in wanted:
            unit[key] = value
    if "score" in wanted:
        unit["score"] = found.score
    return unit


def routes(world: World) -> dict[str, Answer]:
    """The one path, below the service's base."""
    return {"/search": RechercheEntreprises(world).search}
