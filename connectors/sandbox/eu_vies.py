"""The contract of VIES: always 200, what it means in `userError`, "---" for what is not said.

French numbers are those of the world's open legal units; a few of other states are invented. A
number whose last two figures are 96 or 97 finds its state unavailable or busy, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "eu.vies"
UNSAID = "---"
BAD_DAYS = {"96": "MS_UNAVAILABLE", "97": "MS_MAX_CONCURRENT_REQ"}
FOREIGN = {
    ("DE", "811111113"): (UNSAID, UNSAID),
    ("IT", "99999990155"): ("VELOMARE ESEMPIO S.P.A.", "VIA DELLE PROVE 3 \n41122 MODENA MO\n"),
    ("PL", "9999999999"): ("PRZYKŁAD SPÓŁKA AKCYJNA", "PRZYKŁADOWA 7\n09-411 PŁOCK"),
}


def routes(world: World) -> dict[str, Answer]:
    """The one path, below the service's base."""
    french = {str(unit["siren"]): unit for unit in world.units if is_open(unit)}

    def check(asked: Mapping[str, str]) -> Reply:
        state, number = asked["state"].upper(), asked["vat"]
        said = FOREIGN.get((state, number))
        if state == "FR" and number[2:] in french:
            unit = french[number[2:]]
            said = (text(unit["nom_complet"]), address_of(unit))
        code = BAD_DAYS.get(number[-2:]) or ("VALID" if said else "INVALID")
        return Reply(status=200, body=answer(number, code, *(said or (UNSAID, UNSAID))))

    return {"/ms/{state}/vat/{vat}": check}


def is_open(unit: Payload) -> bool:
    """Whether a unit is a legal person in business that shows its name."""
    return (unit["etat_administratif"], unit["statut_diffusion"]) == ("A", "O") and unit[
        "nature_juridique"
    ] != "1000"


def address_of(unit: Payload) -> str:
    """The registered office on one line, as the unit has it."""
    seat = unit["siege"]
    return text(seat.get("adresse")) if isinstance(seat, dict) else UNSAID


def text(said: Json) -> str:
    """A text, or what the service writes in its place."""
    return said if isinstance(said, str) and said else UNSAID


def answer(number: str, code: str, name: str, address: str) -> Payload:
    """One whole answer."""
    known = code == "VALID"
    approximate: Payload = {
        **dict.fromkeys(("name", "street", "postalCode", "city", "companyType"), UNSAID),
        **dict.fromkeys(
            ("matchName", "matchStreet", "matchPostalCode", "matchCity", "matchCompanyType"), 3
        ),
    }
    return {
        "isValid": known,
        "requestDate": "2026-10-01T08:00:00.000Z",
        "userError": code,
        "name": name if known else UNSAID,
        "address": address if known else UNSAID,
        "requestIdentifier": "",
        "originalVatNumber": number,
        "vatNumber": number,
        "viesApproximate": approximate,
    }
