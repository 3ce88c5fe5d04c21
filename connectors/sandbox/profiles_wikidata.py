"""Wikidata of the pretend internet: items of a few companies of the world, by their SIREN."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "profiles.wikidata"
FIRST = 999_900_000  # no item of Wikidata has such a number
HAVE_AN_ITEM = 20


def routes(world: World) -> dict[str, Answer]:
    """The one path of the API."""
    companies = [
        unit
        for unit in world.units
        if unit.get("nature_juridique") != "1000" and unit.get("statut_diffusion") == "O"
    ]
    items = {
        f"Q{FIRST + n}": item(f"Q{FIRST + n}", str(unit["siren"]), str(unit["nom_complet"]))
        for n, unit in enumerate(companies[:HAVE_AN_ITEM])
    }
    numbers = {str(unit["siren"]): qid for unit, qid in zip(companies, items, strict=False)}

    def answer(told: Mapping[str, str]) -> Reply:
        if told.get("action") == "query":
            return search(numbers, told.get("srsearch", ""))
        return entities(items, told.get("ids", "").split("|"))

    return {"/w/api.php": answer}


def search(numbers: Mapping[str, str], asked: str) -> Reply:
    """`action=query&list=search` with `haswbstatement`."""
    wanted = re.fullmatch(r"haswbstatement:P1616=(\d{9})", asked)
    found = numbers.get(wanted[1]) if wanted else None
    hits: list[Json] = [{"ns": 0, "title": found, "pageid": 1}] if found else []
    query: Payload = {"searchinfo": {"totalhits": len(hits)}, "search": hits}
    return Reply(status=200, body={"batchcomplete": "", "query": query})


def entities(items: Mapping[str, Payload], ids: list[str]) -> Reply:
    """`action=wbgetentities`."""
    found: Payload = {qid: items.get(qid, {"id": qid, "missing": ""}) for qid in ids}
    return Reply(status=200, body={"entities": found, "success": 1})


def item(qid: str, siren: str, name: str) -> Payload:
    """An item with the number, a website and an account that a reference supports."""
    slug = f"entreprise-{siren}"
    return {
        "type": "item",
        "id": qid,
        "labels": {"fr": {"language": "fr", "value": name}},
        "claims": {
            "P31": [claim({"entity-type": "item", "id": "Q4830453"})],
            "P1616": [claim(siren)],
            "P856": [claim(f"https://{slug}.example")],
            "P12361": [claim(f"{slug}.example", supported=True)],
        },
    }


def claim(value: Json, *, supported: bool = False) -> Payload:
    """A claim of normal rank."""
    said: Payload = {"mainsnak": {"snaktype": "value", "datavalue": {"value": value}}}
    said |= {"type": "statement", "rank": "normal"}
    if supported:
        said["references"] = [{"snaks": {"P854": []}}]
    return said
