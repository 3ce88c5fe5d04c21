"""The shapes of Companies House: profile, officers, appointments, insolvency, owners.

Contract: developer-specs.company-information.service.gov.uk, as it answers rather than as it is
written (an insolvency `status` is a list, an address a single object). What identifies nobody, or
belongs to third persons, is dropped before anything else.
"""

from __future__ import annotations

from typing import ClassVar

from connectors.base import Payload

NOT_KEPT = frozenset({"etag", "kind", "links"})
PERSONAL = frozenset(
    {
        "address",  # for service; it is often where the person lives
        "contact_details",
        "contribution_currency_type",
        "contribution_currency_value",
        "contribution_sub_types",
        "country_of_residence",
        "former_names",
        "identity_verification_details",
        "is_sanctioned",
        "nationality",
        "occupation",
        "principal_office_address",
        "responsibilities",
    }
)


class Address(Payload):
    """An address in parts. `premises` stands apart in searches and is folded in line 1 in a profile."""

    care_of: str | None = None
    po_box: str | None = None
    premises: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None  # free text: "England", "United Kingdom", "Wales"


class PreviousName(Payload):
    """A name the company bore."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"ceased_on", "effective_from"})

    name: str


class Profile(Payload):
    """`/company/{number}`. `company_status` is absent for bodies other registrars keep."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | {
        "accounts",
        "annual_return",
        "branch_company_details",
        "can_file",
        "company_status_detail",
        "confirmation_statement",
        "corporate_annotation",
        "external_registration_number",
        "foreign_company_details",
        "has_been_liquidated",  # said false of companies in liquidation: the status decides
        "has_charges",  # said false of companies with charges
        "has_super_secure_pscs",
        "is_community_interest_company",
        "last_full_members_list_date",
        "partial_data_available",
        "service_address",
        "sic_codes",
        "status",  # as some mirrors repeat it
        "subtype",
    }

    company_number: str
    company_name: str
    company_status: str | None = None
    type: str | None = None
    jurisdiction: str | None = None
    date_of_creation: str | None = None
    date_of_cessation: str | None = None
    registered_office_address: Address | None = None
    registered_office_is_in_dispute: bool | None = None
    undeliverable_registered_office_address: bool | None = None
    has_insolvency_history: bool | None = None
    previous_company_names: list[PreviousName] | None = None


class BirthMonth(Payload):
    """A birth date as it is shown: month and year. A day, if one comes, is dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"day"})

    month: int | None = None
    year: int


class Names(Payload):
    """A name in parts: `other_forenames` in appointments, `middle_name` among owners."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"title", "honours"})

    surname: str | None = None
    forename: str | None = None
    other_forenames: str | None = None
    middle_name: str | None = None


class Identification(Payload):
    """Where a legal person is registered, as it declared it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"legal_authority", "legal_form", "register_location"}
    )

    identification_type: str | None = None
    place_registered: str | None = None
    country_registered: str | None = None
    registration_number: str | None = None


class Officer(Payload):
    """An officer of one company. The name is "SURNAME, First Middle", a legal person's as it is."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | PERSONAL | {"is_pre_1992_appointment"}

    name: str
    officer_role: str
    appointed_on: str | None = None
    appointed_before: str | None = None  # before 1992: the day itself was not recorded
    resigned_on: str | None = None
    date_of_birth: BirthMonth | None = None
    person_number: str | None = None
    identification: Identification | None = None


class OfficerPage(Payload):
    """`/company/{number}/officers`."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | {"items_per_page", "start_index"}

    items: list[Officer]
    total_results: int
    active_count: int | None = None
    inactive_count: int | None = None
    resigned_count: int | None = None


class AppointedTo(Payload):
    """The company of an appointment."""

    company_number: str
    company_name: str | None = None
    company_status: str | None = None


class Appointment(Payload):
    """One office of one officer. The name is "First Middle SURNAME", and in parts."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | PERSONAL | {"is_pre_1992_appointment"}

    appointed_to: AppointedTo
    officer_role: str
    name: str | None = None
    name_elements: Names | None = None
    appointed_on: str | None = None
    appointed_before: str | None = None
    resigned_on: str | None = None
    identification: Identification | None = None


class AppointmentPage(Payload):
    """`/officers/{id}/appointments`."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | {
        "active_count",
        "inactive_count",
        "items_per_page",
        "resigned_count",
        "start_index",
    }

    items: list[Appointment]
    total_results: int
    name: str | None = None
    is_corporate_officer: bool | None = None
    date_of_birth: BirthMonth | None = None


class CaseDate(Payload):
    """One date of a case and what happened then."""

    date: str
    type: str


class Case(Payload):
    """One insolvency case. Its `number` is its place in the list, not a court's."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"links", "notes", "practitioners"})

    number: str
    type: str
    dates: list[CaseDate] | None = None


class Insolvency(Payload):
    """`/company/{number}/insolvency`. `status` is a list that keeps what is over: it decides nothing."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"etag", "status"})

    cases: list[Case]


class Owner(Payload):
    """A person with significant control, of any kind; a super-secure one has a kind and no name."""

    DROPPED: ClassVar[frozenset[str]] = (NOT_KEPT - {"kind"}) | PERSONAL | {"description"}

    kind: str
    name: str | None = None
    name_elements: Names | None = None
    date_of_birth: BirthMonth | None = None
    identification: Identification | None = None
    natures_of_control: list[str] | None = None
    notified_on: str | None = None
    ceased_on: str | None = None
    ceased: bool | None = None


class OwnerPage(Payload):
    """`/company/{number}/persons-with-significant-control`. Empty for an exempt company."""

    DROPPED: ClassVar[frozenset[str]] = NOT_KEPT | {
        "active_count",
        "ceased_count",
        "items_per_page",
        "start_index",
    }

    items: list[Owner]
    total_results: int
