"""The shapes of what Companies House finds by name: companies, officers, disqualified officers.

A search is by likeness and never whole: `total_results` decides nothing, and a company is found by
a former name too. What it finds is compared again with what was asked.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from connectors.base import Payload
from connectors.gb.companies_house_names import birth_month, known_month
from connectors.gb.companies_house_payload import NOT_KEPT, Address, BirthMonth


class SelfLink(Payload):
    """Where a search result leads."""

    path: str = Field(alias="self")


FOUND_NOT_KEPT = frozenset(
    {
        "address_snippet",
        "description",
        "description_identifier",
        "description_identifiers",
        "kind",
        "matches",
    }
)


class CompanyHit(Payload):
    """A company a search found. `snippet` is a former name when that is what matched."""

    DROPPED: ClassVar[frozenset[str]] = FOUND_NOT_KEPT | {
        "external_registration_number",
        "links",
    }

    company_number: str
    title: str | None = None
    snippet: str | None = None
    company_status: str | None = None
    company_type: str | None = None
    date_of_creation: str | None = None
    date_of_cessation: str | None = None
    address: Address | None = None


class OfficerHit(Payload):
    """An officer a search found: "First Middle SURNAME". His id is not a person's: one has several."""

    DROPPED: ClassVar[frozenset[str]] = FOUND_NOT_KEPT | {"address", "appointment_count", "snippet"}

    title: str
    links: SelfLink
    date_of_birth: BirthMonth | None = None

    @property
    def month(self) -> str | None:
        """The birth month, where there is one."""
        return birth_month(self.date_of_birth)


class DisqualifiedHit(Payload):
    """A disqualified officer a search found. `date_of_birth` is "1971-10-02T00:00:00"."""

    DROPPED: ClassVar[frozenset[str]] = FOUND_NOT_KEPT | {"address", "snippet"}

    title: str
    links: SelfLink
    date_of_birth: str | None = None

    @property
    def month(self) -> str | None:
        """The birth month, where there is one; never the day."""
        return known_month(self.date_of_birth)


SEARCHED_NOT_KEPT = frozenset(
    {"items_per_page", "kind", "page_number", "start_index", "total_results"}
)


class CompanySearch(Payload):
    """`/search/companies`. `total_results` counts what is alike, and stops at 10 000."""

    DROPPED: ClassVar[frozenset[str]] = SEARCHED_NOT_KEPT

    items: list[CompanyHit]


class OfficerSearch(Payload):
    """`/search/officers`."""

    DROPPED: ClassVar[frozenset[str]] = SEARCHED_NOT_KEPT

    items: list[OfficerHit]


class DisqualifiedSearch(Payload):
    """`/search/disqualified-officers`."""

    DROPPED: ClassVar[frozenset[str]] = SEARCHED_NOT_KEPT

    items: list[DisqualifiedHit]


class Disqualification(Payload):
    """One disqualification: until when. Why, and by which court, is not kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "address",
            "case_identifier",
            "company_names",
            "court_name",
            "disqualification_type",
            "heard_on",
            "last_variation",
            "reason",
            "undertaken_on",
        }
    )

    disqualified_from: str | None = None
    disqualified_until: str | None = None


class Disqualified(Payload):
    """`/disqualified-officers/natural/{id}`. The birth date is whole here: the day is not kept."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | {
        "honours",
        "nationality",
        "permissions_to_act",
        "person_number",
        "title",
    }

    surname: str
    disqualifications: list[Disqualification]
    forename: str | None = None
    other_forenames: str | None = None
    date_of_birth: str | None = None
