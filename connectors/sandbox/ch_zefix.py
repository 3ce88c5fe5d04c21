"""A few invented Swiss companies, answered as Zefix PublicREST does: bare lists, 404 for none."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "ch.zefix"
COMPANIES = {
    "CHE000000017": ("Muster Backwaren AG", "ACTIVE"),
    "CHE000000052": ("Muster Backwaren Nord AG", "BEING_CANCELLED"),
    "CHE000000046": ("Altmuster AG", "CANCELLED"),
}
SUCCESSOR = "CHE000000017"
NOT_FOUND = Reply(status=404, body={"error": {"type": "NOT_FOUND", "message": "Not found"}})
WRONG = Reply(status=400, body={"error": {"type": "INVALID_REQUEST_DATA", "message": "name"}})


def short(number: str) -> Payload:
    """A company as a search lists it."""
    name, state = COMPANIES[number]
    return {
        "name": name,
        "ehraid": int(number[-3:]),
        "uid": number,
        "legalSeatId": 623,
        "legalSeat": "Musterlingen",
        "registryOfCommerceId": 36,
        "legalForm": {"id": 3, "uid": "0106", "name": {"de": "Aktiengesellschaft"}},
        "status": state,
        "sogcDate": "2025-03-04",
        "deletionDate": "2024-01-31" if state == "CANCELLED" else None,
    }


def full(number: str) -> Payload:
    """A company as its own answer shows it; the deleted one was taken over."""
    taken: list[Json] = [short(SUCCESSOR)] if COMPANIES[number][1] == "CANCELLED" else []
    return {
        **short(number),
        "translation": [],
        "purpose": "Backen",
        "canton": "BE",
        "address": {
            "careOf": "c/o Erika Niemand",
            "street": "Erfundene Gasse",
            "houseNumber": "5a",
            "city": "Musterlingen",
            "swissZipCode": "3113",
        },
        "sogcPub": [{"sogcDate": "2025-03-04", "message": "Niemand, Erika, von Musterlingen"}],
        "oldNames": [],
        "wasTakenOverBy": taken,
    }


def by_number(parameters: Mapping[str, str]) -> Reply:
    """The company of a UID, in a list of one."""
    number = parameters["uid"]
    return Reply(status=200, body=[full(number)]) if number in COMPANIES else NOT_FOUND


def search(parameters: Mapping[str, str]) -> Reply:
    """Companies whose names begin as asked; fewer than three letters are a wrong question."""
    name = parameters.get("name", "").casefold()
    if len(name) < 3:
        return WRONG
    found: list[Json] = [
        short(number) for number, (held, _) in COMPANIES.items() if held.casefold().startswith(name)
    ]
    return Reply(status=200, body=found) if found else NOT_FOUND


def routes(_world: World) -> dict[str, Answer]:
    """The two paths, below the service's base."""
    return {"/company/search": search, "/company/uid/{uid}": by_number}
