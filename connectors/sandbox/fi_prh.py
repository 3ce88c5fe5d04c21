"""A few invented Finnish companies, answered as the open data v3 of the PRH does."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fi.prh"
PER_PAGE = 100
COMPANIES = {
    "0000012-3": "Keksitty Leipomo Oy",
    "0000011-5": "Pohjolan Keksitty Leipomo Oy",
    "0000010-7": "Kaatunut Keksitty Oy",
}
BANKRUPT = "0000010-7"


def company(number: str) -> Payload:
    """One company; the names mix languages and history, and one company is bankrupt."""
    situations: list[Json] = [{"type": "KONK", "registrationDate": "2026-02-02", "source": "1"}]
    return {
        "businessId": {"value": number, "registrationDate": "2010-05-14", "source": "3"},
        "euId": {"value": f"FIFPRO.{number}", "source": "1"},
        "names": [
            {"name": f"Vanha {COMPANIES[number]}", "type": "1", "version": 2,
             "registrationDate": "2010-07-16", "endDate": "2015-07-15", "source": "1"},
            {"name": COMPANIES[number], "type": "1", "version": 1,
             "registrationDate": "2015-07-16", "source": "1"},
        ],
        "companyForms": [
            {"type": "16", "registrationDate": "2010-07-16", "version": 1, "source": "1",
             "descriptions": [{"languageCode": "1", "description": "Osakeyhtiö"}]},
        ],
        "companySituations": situations if number == BANKRUPT else [],
        "addresses": [
            {"type": 1, "street": "Keksitty katu", "buildingNumber": "7", "postCode": "02610",
             "postOffices": [{"city": "ESBO", "languageCode": "2", "municipalityCode": "049"},
                             {"city": "ESPOO", "languageCode": "1", "municipalityCode": "049"}],
             "co": "", "registrationDate": "2019-07-01", "source": "0"},
        ],
        "tradeRegisterStatus": "1",
        "status": "2",
        "registrationDate": "2010-07-16",
        "lastModified": "2026-05-20T16:12:24",
    }  # fmt: skip


def companies(parameters: Mapping[str, str]) -> Reply:
    """The answer to `/companies`: by number, or by any part of a name; none is an empty list."""
    number, name = parameters.get("businessId"), parameters.get("name", "").casefold()
    numbers = [
        each for each, held in COMPANIES.items()
        if (each == number if number else bool(name) and name in held.casefold())
    ]  # fmt: skip
    page = int(parameters.get("page", "1"))
    shown: list[Json] = [company(each) for each in numbers[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return Reply(status=200, body={"totalResults": len(numbers), "companies": shown})


def routes(_world: World) -> dict[str, Answer]:
    """The one path, below the service's base."""
    return {"/companies": companies}
