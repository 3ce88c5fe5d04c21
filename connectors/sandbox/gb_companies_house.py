"""The contract of Companies House over a few invented companies: profile, officers, owners, searches.

Any key is accepted. A company without cases answers 404 to insolvency, and one without owners an
empty 404 to owners, as the register does. Searches are by likeness, and by former names too.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "gb.companies_house"
OFFICE: Payload = {
    "address_line_1": "4 Example Wharf",
    "locality": "Testbridge",
    "postal_code": "ZZ99 9ZZ",
    "country": "England",
}
COMPANIES: dict[str, tuple[str, str, str | None]] = {
    "99900011": ("QUAYSTONE MERIDIAN LTD", "active", "QUAYSTONE TYRES LTD"),
    "99900037": ("LOWFOLD HARROW LTD", "liquidation", None),
    "99900053": ("THORNQUILL SAMPLE BAKES LTD", "dissolved", None),
}
CASES: dict[str, Json] = {
    "99900037": [
        {
            "number": "1",
            "type": "creditors-voluntary-liquidation",
            "dates": [{"type": "wound-up-on", "date": "2026-01-31"}],
            "practitioners": [],
        }
    ]
}
OFFICERS: dict[str, tuple[str, str, int, int, tuple[str, ...]]] = {
    "sandboxAA": ("Ottoline Maud", "THORNQUILL", 1981, 4, ("99900011", "99900053")),
    "sandboxBB": ("Lucian", "BRACKENFEATHER", 1975, 12, ("99900037",)),
}
OWNED = {"99900011": "sandboxAA"}


def routes(_world: World) -> dict[str, Answer]:
    """Every path that is asked, below the service's base."""
    return {
        "/company/{number}": profile,
        "/company/{number}/insolvency": insolvency,
        "/company/{number}/persons-with-significant-control": owners,
        "/company/{number}/officers": officers,
        "/officers/{officer}/appointments": appointments,
        "/search/companies": search_companies,
        "/search/officers": search_officers,
        "/search/disqualified-officers": search_disqualified,
        "/disqualified-officers/natural/{officer}": lambda _asked: missing("officer"),
    }


def profile(asked: Mapping[str, str]) -> Reply:
    """One company, or the register's 404."""
    found = COMPANIES.get(asked["number"])
    if found is None:
        return missing("company profile")
    name, status, former = found
    body: Payload = {
        "company_number": asked["number"],
        "company_name": name,
        "company_status": status,
        "type": "ltd",
        "jurisdiction": "england-wales",
        "date_of_creation": "2015-03-09",
        "has_charges": False,
        "has_insolvency_history": asked["number"] in CASES,
        "registered_office_address": OFFICE,
        "links": {"self": f"/company/{asked['number']}"},
    }
    if former:
        body["previous_company_names"] = [{"name": former, "ceased_on": "2018-05-02"}]
    return Reply(status=200, body=body)


def insolvency(asked: Mapping[str, str]) -> Reply:
    """The cases of a company; a 404 says nothing."""
    cases = CASES.get(asked["number"])
    if cases is None:
        return Reply(status=404, body={"status": 404, "error": "Not Found", "path": "/insolvency"})
    return Reply(status=200, body={"cases": cases, "status": ["liquidation"]})


def owners(asked: Mapping[str, str]) -> Reply:
    """The owners of a company; an empty 404 where none were declared."""
    owner = OWNED.get(asked["number"])
    if owner is None:
        return Reply(status=404, page=b"")
    given, surname, year, month, _ = OFFICERS[owner]
    item: Payload = {
        "kind": "individual-person-with-significant-control",
        "name": f"{given} {surname.title()}",
        "name_elements": {"forename": given, "surname": surname.title()},
        "date_of_birth": {"year": year, "month": month},
        "natures_of_control": ["ownership-of-shares-75-to-100-percent"],
        "notified_on": "2016-04-06",
    }
    return listed([item])


def officers(asked: Mapping[str, str]) -> Reply:
    """Who directs a company."""
    items: list[Json] = [
        {
            "name": f"{surname}, {given}",
            "officer_role": "director",
            "appointed_on": "2015-03-09",
            "date_of_birth": {"year": year, "month": month},
            "address": {**OFFICE, "premises": "4", "address_line_1": "Example Wharf"},
            "links": {"officer": {"appointments": f"/officers/{id_}/appointments"}},
        }
        for id_, (given, surname, year, month, companies) in OFFICERS.items()
        if asked["number"] in companies
    ]
    return listed(items) if items else missing("officers")


def appointments(asked: Mapping[str, str]) -> Reply:
    """Which companies an officer directs."""
    found = OFFICERS.get(asked["officer"])
    if found is None:
        return missing("officer")
    given, surname, year, month, companies = found
    items: list[Json] = [
        {
            "appointed_to": {
                "company_number": number,
                "company_name": COMPANIES[number][0],
                "company_status": COMPANIES[number][1],
            },
            "officer_role": "director",
            "appointed_on": "2015-03-09",
            "name": f"{given} {surname}",
            "name_elements": {"forename": given, "surname": surname},
        }
        for number in companies
    ]
    born: Payload = {"date_of_birth": {"year": year, "month": month}}
    return listed(items, **born)


def search_companies(asked: Mapping[str, str]) -> Reply:
    """Companies with a word of the question in their name, or in the one they bore."""
    items: list[Json] = [
        {
            "company_number": number,
            "title": name,
            "snippet": former or "",
            "company_status": status,
            "company_type": "ltd",
            "address": {**OFFICE, "premises": "4", "address_line_1": "Example Wharf"},
            "links": {"self": f"/company/{number}"},
        }
        for number, (name, status, former) in COMPANIES.items()
        if alike(asked, f"{name} {former or ''}")
    ]
    return listed(items, kind="search#companies")


def search_officers(asked: Mapping[str, str]) -> Reply:
    """Officers with a word of the question in their name."""
    items: list[Json] = [
        {
            "title": f"{given} {surname}",
            "date_of_birth": {"year": year, "month": month},
            "links": {"self": f"/officers/{id_}/appointments"},
        }
        for id_, (given, surname, year, month, _) in OFFICERS.items()
        if alike(asked, surname)
    ]
    return listed(items, kind="search#officers")


def search_disqualified(_asked: Mapping[str, str]) -> Reply:
    """Nobody here is disqualified."""
    return listed([], kind="search#disqualified-officers")


def alike(asked: Mapping[str, str], name: str) -> bool:
    """Whether a word of the question, legal forms aside, stands in a name."""
    words = {word for word in asked.get("q", "").upper().split() if len(word) > 3}
    return bool(words & set(name.upper().split()))


def listed(items: list[Json], **more: Json) -> Reply:
    """A page of a list, whole."""
    return Reply(status=200, body={"items": items, "total_results": len(items), **more})


def missing(what: str) -> Reply:
    """The register's own 404."""
    return Reply(status=404, body={"message": f'404 NOT_FOUND "Resource not found for {what}"'})
