"""The organisation a page describes to machines: JSON-LD and microdata, with @graph flattened.

Only what the page's publisher says of itself is kept: the first organisation that is not the creator
or the provider of something else. Broken markup is skipped, never repaired.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import extruct

ORGANISATION_TYPES = """
Organization Corporation LocalBusiness ProfessionalService Store OnlineStore OnlineBusiness LegalService
HomeAndConstructionBusiness FoodEstablishment Restaurant Bakery Hotel AutoRepair MedicalBusiness NGO
GeneralContractor Electrician Plumber RoofingContractor HVACBusiness Attorney Notary AccountingService
"""
ORGANISATIONS = frozenset(ORGANISATION_TYPES.split())
DATED_TYPES = frozenset(
    {"WebPage", "AboutPage", "ContactPage", "Article", "NewsArticle", "BlogPosting", "WebSite"}
)
CONTAINERS = ("@graph", "mainEntity", "publisher", "about", "itemListElement", "blogPost")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What an organisation's markup says; empty where it says nothing."""

    name: str | None = None
    legal_name: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    same_as: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """taxID, vatID, and identifiers, each with its label: "SIREN 911990018"."""
    opens: bool = False
    dissolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The markup of one page: its organisation, and the days its pages say they were written."""

    organisation: Organisation | None
    days: tuple[str, ...]
    """Of dateModified and datePublished, YYYY-MM-DD, as written."""


def structured_of(html: str, url: str) -> Structured:
    """The markup of the page; nothing when there is none or it cannot be read."""
    items = list(_items(_extracted(html, url)))[:MOST_ITEMS]
    found = next((item for item in items if _types(item) & ORGANISATIONS), None)
    days = [
        day[0]
        for item in items
        if _types(item) & DATED_TYPES
        for key in ("dateModified", "datePublished")
        for text in _texts(item.get(key))
        if (day := DAY.match(text))
    ]
    return Structured(
        organisation=_organisation(found) if found else None, days=tuple(dict.fromkeys(days))
    )


def _extracted(html: str, url: str) -> list[Any]:
    if "ld+json" not in html and "itemtype" not in html.lower():
        return []
    found: list[Any] = []
    for syntax in ("json-ld", "microdata"):
        try:
            data = extruct.extract(
                html, base_url=url, syntaxes=[syntax], uniform=True, errors="strict"
            )
        except (ValueError, KeyError, AttributeError, TypeError, AssertionError, RecursionError):
            found += _each_script(html) if syntax == "json-ld" else []
            continue
        found += data.get(syntax, [])
    return found


def _each_script(html: str) -> Iterator[Any]:
    """The scripts that can be read, when one on the page cannot."""
    for match in re.finditer(
        r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", html, re.IGNORECASE | re.DOTALL
    ):
        try:
            yield json.loads(match[1])
        except (ValueError, RecursionError):
            continue


def _items(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every described thing, out of the lists and the @graph it stands in."""
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data:
            yield from _items(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in CONTAINERS:
            yield from _items(data.get(key), depth + 1)


def _types(item: dict[str, Any]) -> frozenset[str]:
    return frozenset(text.rpartition("/")[2] for text in _texts(item.get("@type")))


def _texts(value: Any) -> list[str]:
    """A value, or each of several, as text; what is no text or number is left out."""
    values = value if isinstance(value, list) else [value]
    return [
        text
        for v in values
        if isinstance(v, str | int) and not isinstance(v, bool) and (text := str(v).strip())
    ]


def _first(value: Any) -> str | None:
    return next(iter(_texts(value)), None)


def _organisation(item: dict[str, Any]) -> Organisation:
    places = item.get("address")
    place = places[0] if isinstance(places, list) and places else places
    address = place if isinstance(place, dict) else {}
    points = [p for p in _listed(item.get("contactPoint")) if isinstance(p, dict)]
    country = address.get("addressCountry")
    numbers = [f"{key} {v}" for key in ("taxID", "vatID") for v in _texts(item.get(key))]
    for identifier in _listed(item.get("identifier")):
        if isinstance(identifier, dict):
            label, value = _first(identifier.get("propertyID")), _first(identifier.get("value"))
            numbers += [f"{label} {value}"] if label and value else []
    return Organisation(
        name=_first(item.get("name")),
        legal_name=_first(item.get("legalName")),
        phones=tuple(t for i in [item, *points] for t in _texts(i.get("telephone"))),
        emails=tuple(
            t.removeprefix("mailto:") for i in [item, *points] for t in _texts(i.get("email"))
        ),
        street=_first(address.get("streetAddress")),
        postcode=_first(address.get("postalCode")),
        city=_first(address.get("addressLocality")),
        country=_first(country.get("name") if isinstance(country, dict) else country),
        same_as=tuple(_texts(item.get("sameAs"))),
        numbers=tuple(numbers),
        opens=bool(item.get("openingHours") or item.get("openingHoursSpecification")),
        dissolved=bool(item.get("dissolutionDate")),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
