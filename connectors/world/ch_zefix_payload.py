"""The shape of a company in Zefix PublicREST 2.7, short (from a search) or full (by its UID)."""

# ruff: noqa: N815 - the names are those of the register

from __future__ import annotations

from typing import ClassVar

from connectors.base import Payload


class Form(Payload):
    """The legal form, by its eCH-0097 code."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"id", "name", "shortName"})

    uid: str | None = None


class Place(Payload):
    """The registered office. Who opens the letters there is dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"careOf", "organisation"})

    street: str | None = None
    houseNumber: str | None = None
    addon: str | None = None
    poBox: str | None = None
    city: str | None = None
    swissZipCode: str | None = None


class OldName(Payload):
    """A name the company bore."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"sequenceNr"})

    name: str | None = None
    translation: list[str] | None = None


class Other(Payload):
    """A company named beside another: its head office, or who took it over."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "chid",
            "deletionDate",
            "ehraid",
            "legalForm",
            "legalSeat",
            "legalSeatId",
            "registryOfCommerceId",
            "sogcDate",
            "status",
        }
    )

    name: str
    uid: str | None = None


class Company(Payload):
    """One company. `legalSeatId` is a federal commune number, not an id of this API: dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "auditCompanies",
            "branchOffices",
            "canton",
            "cantonalExcerptWeb",
            "capitalCurrency",
            "capitalNominal",
            "chid",
            "ehraid",
            "furtherHeadOffices",
            "hasTakenOver",
            "legalSeatId",
            "purpose",
            "registryOfCommerceId",
            "sogcPub",  # free text of the gazette: it names people
            "zefixDetailWeb",
        }
    )

    name: str
    uid: str
    legalSeat: str | None = None
    legalForm: Form | None = None
    status: str | None = None
    sogcDate: str | None = None
    deletionDate: str | None = None
    translation: list[str] | None = None
    address: Place | None = None
    oldNames: list[OldName] | None = None
    headOffices: list[Other] | None = None
    wasTakenOverBy: list[Other] | None = None


class Companies(Payload):
    """An answer, which is a bare list."""

    companies: list[Company]
