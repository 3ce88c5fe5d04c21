"""The contract of FINESS behind data.gouv.fr's tabular API: filters by column, pages, `links.next`.

Some units of the world keep a dispensary: a legal entity by SIREN, an establishment by SIRET alone,
and the row that it had before.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.fr_ademe_rge import shown, telephone
from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.finess"
PATH = "/resources/796dfff7-cf54-493a-a0a7-ba3c2024c6f3/data/"
TRADES = ("47.71", "96.02")
MOST = 50


def routes(world: World) -> dict[str, Answer]:
    """The rows of the file, below the service's base."""
    rows = [row for unit in shown(world, TRADES, one_in=5) for row in rows_of(unit)]

    def data(asked: Mapping[str, str]) -> Reply:
        exact, part = asked.get("siren__exact"), asked.get("siret__contains")
        number, size = int(asked.get("page", "1")), int(asked.get("page_size", "20"))
        if size > MOST:
            return Reply(status=400, body={"errors": [{"title": "Invalid query string"}]})
        found: list[Json] = [
            row
            for row in rows
            if exact in (None, row["siren"]) and (part is None or part in str(row["siret"]))
        ]
        end = number * size
        following = f"{PATH}?page={number + 1}" if end < len(found) else None
        body: Payload = {
            "data": found[end - size : end],
            "links": {"next": following, "prev": None, "profile": "", "swagger": ""},
            "meta": {"page": number, "page_size": size, "total": len(found)},
        }
        return Reply(status=200, body=body)

    return {PATH: data}


def rows_of(unit: Payload) -> list[Payload]:
    """A legal entity, its establishment, and what the establishment was."""
    siren, phone = str(unit["siren"]), telephone(unit).replace(" ", "")
    place = siret(siren, 1)
    return [
        {"etat": "ACTUEL", "type": "EJ", "siren": siren, "siret": None, "telephone": phone},
        {"etat": "ACTUEL", "type": "ET", "siren": None, "siret": place, "telephone": phone},
        {
            "etat": "OBSOLETE",
            "type": "ET",
            "siren": None,
            "siret": place,
            "telephone": "0199000000",
        },
    ]
