"""The shape of a company as the Finnish YTJ open data v3 returns it. Unknown values are left out."""

# ruff: noqa: N815 - the names are those of the register

from __future__ import annotations

from typing import ClassVar

from connectors.base import Payload


class BusinessId(Payload):
    """The Y-tunnus, NNNNNNN-C."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"registrationDate", "source"})

    value: str


class Name(Payload):
    """A name: type 1 of the company, 2 in another language, 3 auxiliary; an ended one is history."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"registrationDate", "source"})

    name: str
    type: str | None = None
    version: int | None = None
    endDate: str | None = None


class Wording(Payload):
    """A text in one language: 1 Finnish, 2 Swedish, 3 English."""

    languageCode: str | None = None
    description: str | None = None


class Form(Payload):
    """A legal form, in use or past."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"registrationDate", "source", "version"})

    type: str | None = None
    descriptions: list[Wording] | None = None
    endDate: str | None = None


class Situation(Payload):
    """Restructuring (SANE), liquidation (SELTILA) or bankruptcy (KONK)."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"source", "descriptions"})

    type: str | None = None
    registrationDate: str | None = None
    endDate: str | None = None


class PostOffice(Payload):
    """The town, once in each language."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"municipalityCode"})

    city: str | None = None
    languageCode: str | None = None


class Place(Payload):
    """An address: type 1 to visit, 2 for letters. `freeAddressLine` has underscores for spaces."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"co", "registrationDate", "source"})

    type: str | None = None
    street: str | None = None
    buildingNumber: str | None = None
    entrance: str | None = None
    apartmentNumber: str | None = None
    apartmentIdSuffix: str | None = None
    postOfficeBox: str | None = None
    freeAddressLine: str | None = None
    postCode: str | None = None
    postOffices: list[PostOffice] | None = None
    country: str | None = None


class Website(Payload):
    """The website the company registered, mostly without a scheme."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"registrationDate", "source"})

    url: str | None = None


class Company(Payload):
    """One company. Codes are texts: `status` "2" is a business id in force."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"euId", "lastModified", "mainBusinessLine", "registeredEntries", "tradeRegisterStatus"}
    )

    businessId: BusinessId
    names: list[Name]
    companyForms: list[Form] | None = None
    companySituations: list[Situation] | None = None
    addresses: list[Place] | None = None
    website: Website | None = None
    status: str | None = None
    registrationDate: str | None = None
    endDate: str | None = None


class Companies(Payload):
    """One page of at most a hundred companies."""

    companies: list[Company]
    totalResults: int
