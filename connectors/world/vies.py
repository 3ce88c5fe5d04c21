"""VIES: whether a VAT number is valid for trade within the European Union, and whose it is.

Contract: `GET /ms/{state}/vat/{number}` of the European Commission always answers 200; what it
means is in `userError`. Only INVALID is a negative: with any other code the answer is not known.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from connectors.answer import Declined, Fetched
from connectors.base import Payload, read, unread_fields, value_or_masked
from connectors.drawn import Drawn, company_id
from connectors.session import Session
from connectors.world.vies_number import number_of_entity, number_of_subject
from tracer.entities import Entity, EntityId, EntityKind, LinkType, Property, Record
from tracer.errors import SourceBusy, SourceChanged, SourceError, SourceForbidden, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

NOT_VALID = "vat_not_valid"
LATER = frozenset(
    {
        "GLOBAL_MAX_CONCURRENT_REQ",
        "GLOBAL_MAX_CONCURRENT_REQ_TIME",
        "MS_MAX_CONCURRENT_REQ",
        "MS_MAX_CONCURRENT_REQ_TIME",
        "MS_UNAVAILABLE",
        "SERVICE_UNAVAILABLE",
        "TIMEOUT",
    }
)
REFUSED = frozenset({"IP_BLOCKED", "VAT_BLOCKED"})
TOWN = re.compile(r"(?P<postcode>\d[\d -]*\d) +(?P<city>\D+)")

CARD = SourceCard(
    id="eu.vies",
    title="VIES, VAT number validation",
    publisher="European Commission, DG TAXUD",
    kind=SourceKind.IDENTIFIER_REGISTER,
    country="BE",
    base_url="https://ec.europa.eu/taxation_customs/vies/rest-api",
    licence="European Commission reuse notice (Decision 2011/833/EU)",
    attribution="European Commission, VIES",
    terms_url="https://ec.europa.eu/taxation_customs/vies/#/disclaimer",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=("isValid", "userError", "name", "address"),
    fields_dropped=(
        "originalVatNumber",
        "requestDate",
        "requestIdentifier",
        "vatNumber",
        "viesApproximate",
    ),
    personal_parameters=("vat",),
    rate_per_second=1.0,  # each state limits its own questions, all share this pace
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Regulation (EU) 904/2010 art. 31: anybody may check the VAT number of a trading partner. "
        "Asked only about legal persons; numbers that may be a person's national number, and "
        "those of sole traders, are not sent. A number that is not valid says that the company "
        "does not trade under it within the Union (small-business exemption, other number, "
        "ceased): it is something to look at, never proof of an end. Dropped: the echo of the "
        "question, its time, and the comparison with details we never send."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.8,
)


class Check(Payload):
    """One answer. Whether it is known at all is in `userError`."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(CARD.fields_dropped)

    isValid: bool  # noqa: N815 - the service's own name
    userError: str  # noqa: N815 - the service's own name
    name: str | None = None
    address: str | None = None


class Vies:
    """The validation service over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The VAT number that the SIREN of a French company gives; nothing else can be asked."""
        number = number_of_subject(subject)
        if number is None:
            raise SourceUnsupported(CARD.id, "only a company with a valid SIREN can be checked")
        yield await self._check(number, company_id(number[4:]), permit)

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The VAT number of a company already found: stated by a source, or from its SIREN."""
        number = number_of_entity(entity)
        if number is None:
            raise SourceUnsupported(CARD.id, "no VAT number of a legal person to check")
        yield await self._check(number, entity.id, permit)

    async def _check(self, number: str, company: EntityId, permit: Permit) -> Record:
        """The answer about one number, said of one company."""
        state, rest = number[:2], number[2:]
        asked = {"state": state, "vat": rest}
        answer = await self.session.get("/ms/{state}/vat/{vat}", asked, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        check = read(Check, answer.body, CARD.id)
        return record_of(check, number, company, answer)


def record_of(check: Check, number: str, company: EntityId, fetched: Fetched) -> Record:
    """What the answer says. SourceBusy, SourceForbidden or SourceError where it says nothing."""
    valid = known(check)
    drawn = Drawn(fetched.provenance(number))
    name = stated(check.name) if valid else None
    drawn.add(
        company,
        EntityKind.COMPANY,
        [(Property.VAT, number), (Property.NAME, name)]
        if valid
        else [(Property.SIGNAL, NOT_VALID)],
    )
    address = stated(check.address, join=", ") if valid else None
    if address is not None:
        draw_address(address, number, company, drawn)
    return drawn.record(number, unread=unread_fields(check))


def known(check: Check) -> bool:
    """Whether the number is valid; raises where the answer does not tell."""
    code = check.userError
    if (check.isValid, code) in ((True, "VALID"), (False, "INVALID")):
        return check.isValid
    if code in LATER:
        raise SourceBusy(CARD.id, "the state asked does not answer now")
    if code in REFUSED:
        raise SourceForbidden(CARD.id, "the service blocks us or this number")
    if code == "INVALID_INPUT":
        raise SourceError(CARD.id, "the service does not read the number")
    raise SourceChanged(CARD.id, "field userError is not as known")


def stated(text: str | None, *, join: str = " ") -> str | None:
    """A name or an address on one line. "---" is how Germany and Spain say nothing."""
    lines = [value_or_masked(line, CARD.id) for line in (text or "").splitlines()]
    said = [line for line in lines if isinstance(line, str) and line.strip("- ")]
    return join.join(said) or None


def draw_address(full: str, number: str, company: EntityId, drawn: Drawn) -> None:
    """The address the state gives, its last line taken apart where it is a postcode and a town."""
    state = number[:2]
    town = TOWN.fullmatch(full.rpartition(", ")[2])
    place = drawn.add(
        EntityId(f"vies-{number}"),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, town and town["postcode"]),
            (Property.CITY, town and town["city"]),
            (Property.COUNTRY, {"EL": "GR", "XI": "GB"}.get(state, state)),
        ],
    )
    drawn.link(company, LinkType.LOCATED_AT, place)


def connect(session: Session) -> Vies:
    """The connector over a session."""
    return Vies(session)
