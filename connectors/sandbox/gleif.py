"""The contract of the GLEIF API v1: LEI records by number, name or LEI, and their parents by links.

One open legal unit of the world in three has an LEI. Numbers are compared letter for letter, as
their register wrote them; a few foreign companies are invented, one of them consolidated by others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.sandbox.eu_vies import is_open
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "gleif"
BASE = "https://api.gleif.org/api/v1/lei-records"
META: Payload = {"goldenCopy": {"publishDate": "2026-10-01T00:00:00Z"}}
CHILD, PARENT, ULTIMATE = (
    "TRACERTESTCHILD00029",
    "TRACERTESTPARENT0022",
    "TRACERTESTULTIMA0050",
)
PARENTS = {
    (CHILD, "direct"): PARENT,
    (CHILD, "ultimate"): ULTIMATE,
    (PARENT, "direct"): ULTIMATE,
    (PARENT, "ultimate"): ULTIMATE,
}
REASON = "NO_KNOWN_PERSON"
SIDES = ("direct", "ultimate")


def routes(world: World) -> dict[str, Answer]:
    """The search, a record, and what its links lead to."""
    french = [
        lei_record(lei_of(str(u["siren"])), str(u["nom_complet"]), str(u["siren"]), "FR", "RENNES")
        for u in world.units
        if is_open(u) and int(str(u["siren"])) % 3 == 0
    ]
    foreign = [
        lei_record(CHILD, "FJORDVERK EKSEMPEL AS", "987 654 325", "NO", "OSLO"),
        lei_record(PARENT, "NORDLYS PRÖV AB", "559999-9991", "SE", "STOCKHOLM"),
        lei_record(ULTIMATE, "EXAMPLE TIDE HOLDINGS LIMITED", "09999990", "GB", "LONDON"),
    ]
    records = {str(record["id"]): record for record in (*french, *foreign)}

    def search(asked: Mapping[str, str]) -> Reply:
        number, name = (asked.get(f"filter[entity.{f}]") for f in ("registeredAs", "legalName"))
        found: list[Json] = [
            record
            for record in records.values()
            if number in (None, entity(record)["registeredAs"]) and named(record, name)
        ]
        size = int(asked.get("page[size]", "10"))
        return Reply(status=200, body={"meta": META, "links": {}, "data": found[:size]})

    def one(asked: Mapping[str, str]) -> Reply:
        return said(records.get(asked["lei"]))

    def linked(asked: Mapping[str, str]) -> Reply:
        lei = asked["lei"]
        side, _, kind = asked["link"].partition("-parent")
        parent = PARENTS.get((lei, side))
        answers: dict[str, Callable[[], Payload | None]] = {
            "": lambda: records.get(parent or ""),
            "-relationship": lambda: relationship(lei, parent, side) if parent else None,
            "-reporting-exception": lambda: None if parent else exception(lei, side),
        }
        return said(answers.get(kind, lambda: None)() if lei in records else None)

    return {"/lei-records": search, "/lei-records/{lei}": one, "/lei-records/{lei}/{link}": linked}


def said(record: Payload | None) -> Reply:
    """A document, or the API's own 404."""
    if record is None:
        error: Payload = {"status": "404", "title": "Not Found"}
        return Reply(status=404, body={"errors": [error]})
    return Reply(status=200, body={"meta": META, "data": record})


def lei_of(siren: str) -> str:
    """An LEI nobody has: its figures from a SIREN, its check by ISO 17442."""
    body = f"TRACR0000{siren}"
    figures = "".join(str(int(character, 36)) for character in body)
    return f"{body}{98 - int(figures + '00') % 97:02d}"


def entity(record: Payload) -> Payload:
    """The entity of a record."""
    attributes = record["attributes"]
    assert isinstance(attributes, dict)
    inside = attributes["entity"]
    assert isinstance(inside, dict)
    return inside


def named(record: Payload, name: str | None) -> bool:
    """Whether a record bears every word of a name; any record does if none is asked."""
    legal = entity(record)["legalName"]
    assert isinstance(legal, dict)
    words = str(legal["name"]).casefold().split()
    return all(word in words for word in (name or "").casefold().split())


def lei_record(lei: str, name: str, number: str, country: str, city: str) -> Payload:
    """One record, with the links of its parents."""
    office: Payload = {"addressLines": ["1 RUE DES ESSAIS"], "city": city, "country": country}
    office |= {"language": "en", "postalCode": "00000", "region": None, "mailRouting": None}
    inside: Payload = {
        "legalName": {"name": name, "language": "en"},
        "otherNames": [],
        "legalAddress": office,
        "headquartersAddress": office,
        "registeredAt": {"id": "RA000585" if country == "GB" else "RA999999", "other": None},
        "registeredAs": number,
        "jurisdiction": country,
        "category": "GENERAL",
        "status": "ACTIVE",
        "expiration": {"date": None, "reason": None},
        "creationDate": "2001-02-03T00:00:00Z",
    }
    links: Payload = {f"{side}-parent": {"links": parent_links(lei, side)} for side in SIDES}
    return {
        "type": "lei-records",
        "id": lei,
        "attributes": {"lei": lei, "entity": inside, "registration": {"status": "ISSUED"}},
        "relationships": links,
        "links": {"self": f"{BASE}/{lei}"},
    }


def parent_links(lei: str, side: str) -> Payload:
    """Where a parent is told, or why it is not."""
    if (lei, side) in PARENTS:
        where = f"{BASE}/{lei}/{side}-parent"
        return {"relationship-record": f"{where}-relationship", "lei-record": where}
    return {"reporting-exception": f"{BASE}/{lei}/{side}-parent-reporting-exception"}


def relationship(lei: str, parent: str, side: str) -> Payload:
    """A relationship record."""
    kind = {"direct": "IS_DIRECTLY_CONSOLIDATED_BY", "ultimate": "IS_ULTIMATELY_CONSOLIDATED_BY"}
    period: Payload = {"startDate": "2019-01-01T00:00:00Z", "type": "RELATIONSHIP_PERIOD"}
    told: Payload = {
        "startNode": {"id": lei, "type": "LEI"},
        "endNode": {"id": parent, "type": "LEI"},
        "type": kind[side],
        "status": "ACTIVE",
        "periods": [period],
    }
    return {
        "type": "relationship-records",
        "id": f"{lei}|{side}",
        "attributes": {"relationship": told},
    }


def exception(lei: str, side: str) -> Payload:
    """A reporting exception."""
    told: Payload = {"lei": lei, "category": f"{side.upper()}_PARENT", "reason": REASON}
    return {"type": "reporting-exceptions", "id": f"{lei}|{side}", "attributes": told}
