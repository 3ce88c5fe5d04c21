"""Enhetsregisteret: a Norwegian company by number or name, and who acts for it.

Contract: open API of Brønnøysundregistrene, `/enheter/{number}`, on 404 `/underenheter/{number}`,
`/enheter?navn=`, `/enheter/{number}/roller`. A deleted unit answers 200 with `slettedato`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from stdnum.no import orgnr

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read, unread_fields
from connectors.session import Session
from connectors.world.no_brreg_payload import Roles, SearchPage, Unit
from connectors.world.no_brreg_record import NOT_ACTING, roles_record, unit_record
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

PER_PAGE = 100

CARD = SourceCard(
    id="no.brreg",
    title="Enhetsregisteret",
    publisher="Brønnøysundregistrene",
    kind=SourceKind.COMPANY_REGISTER,
    country="NO",
    base_url="https://data.brreg.no/enhetsregisteret/api",
    licence="Norsk lisens for offentlige data (NLOD) 2.0",
    attribution="Brønnøysundregistrene, Enhetsregisteret",
    terms_url="https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        *sorted(set(Unit.model_fields)),
        "roller.type",
        "roller.person.navn",
        "roller.person.fodselsdato (month)",
        "roller.person.erDoed",
        "roller.enhet",
        "roller.bostyrer.navn",
        "roller.bostyrer.postadresse",
        "roller.fratraadt",
        "roller.avregistrert",
    ),
    fields_dropped=(
        *dropped_by(SearchPage, Roles),
        "roller.person.fodselsdato (day)",
        *(f"roller ({code})" for code in sorted(NOT_ACTING)),
    ),
    personal_parameters=("orgnr", "navn"),
    rate_per_second=5.0,
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Enhetsregisterloven § 22: open to everyone. `konkurs` and a trustee (BOBE) in office are "
        "told as liquidation_judiciaire: the estate is in the trustee's hands and no creditor may "
        "be paid alone (konkursloven); compulsory dissolution and voluntary winding-up are signals. "
        "That `konkurs` is false is not told as the absence of a procedure. The name, address and "
        "telephones of a sole trader (ENK) are a private person's: kept only where he was "
        "sought by his number, never when met on the way, and never searched by name. Birth "
        "dates are cut to the month while read. Only those who act for a unit, and its partners, "
        "are drawn: deputies, observers, contact persons, auditors, accountants and units that stand "
        "above it are dropped. So are staff numbers, capital, activity, shares of liability and c/o "
        "lines (GDPR art. 5(1)(c)). The closed interface that gives national identity numbers is "
        "never asked; nor is any list of the companies of a person made."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.9,
)


class Brreg:
    """The register over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor's unit: by the declared number, else, for a company, by its whole name."""
        number = valid(subject.registration) if subject.country == CARD.country else None
        name = subject.company_name if subject.is_company else None
        if subject.country != CARD.country or not (number or name):
            raise SourceUnsupported(CARD.id, "neither a Norwegian number nor a company name")
        if number:
            async for record in self._number(number, permit, own=True):
                yield record
        elif name:
            async for record in self._name(name, permit):
                yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The unit of a Norwegian company already found, and who acts for it."""
        norwegian = entity.text(Property.JURISDICTION) == CARD.country or entity.id.startswith(
            "no-orgnr-"
        )
        stated = entity.text(Property.REGISTRATION_NUMBER) or entity.id.removeprefix("no-orgnr-")
        number = valid(stated) if norwegian and entity.kind is EntityKind.COMPANY else None
        if number is None:
            raise SourceUnsupported(CARD.id, "only a Norwegian company with a number")
        async for record in self._number(number, permit, own=False):
            yield record

    async def _number(self, number: str, permit: Permit, *, own: bool) -> AsyncIterator[Record]:
        """The unit of a number; of a sub-unit, the unit it belongs to as well."""
        found = await self._unit("/enheter/{orgnr}", number, permit)
        if found is None:
            found = await self._unit("/underenheter/{orgnr}", number, permit)
        if found is None:
            return
        unit, fetched = found
        yield unit_record(unit, fetched, unread_fields(unit), own=own)
        if unit.overordnetEnhet:
            above = await self._unit("/enheter/{orgnr}", unit.overordnetEnhet, permit)
            if above is None:
                return
            unit, fetched = above
            yield unit_record(unit, fetched, unread_fields(unit), own=own)
        async for record in self._roles(unit, permit, own=own):
            yield record

    async def _name(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """The companies of that very name; who acts for it where there is only one."""
        asked = {"navn": name, "size": str(PER_PAGE)}
        answer = await self.session.get("/enheter", asked, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        page = read(SearchPage, answer.body, CARD.id)
        units = page.embedded.enheter if page.embedded else []
        key = company_key(name)
        same = [u for u in units if not u.is_sole_trader and key and company_key(u.navn) == key]
        for unit in same:
            yield unit_record(unit, answer, unread_fields(page), own=True)
        if len(same) == 1:
            async for record in self._roles(same[0], permit, own=True):
                yield record
        if page.page.totalElements > len(units):
            raise BudgetExhausted("the name is too common: only the first page was read")

    async def _unit(self, path: str, number: str, permit: Permit) -> tuple[Unit, Fetched] | None:
        """One unit; None where the register has none of that number (404, without a body)."""
        answer = await self.session.get(path, {"orgnr": number}, permit)
        if isinstance(answer, Declined):
            if answer.status == 410:
                raise SourceUnsupported(CARD.id, "the unit was removed from the open register")
            absent(answer)
            return None
        unit = read(Unit, answer.body, CARD.id)
        if unit.organisasjonsnummer != number:
            raise SourceChanged(CARD.id, "answers about another number")
        return unit, answer

    async def _roles(self, unit: Unit, permit: Permit, *, own: bool) -> AsyncIterator[Record]:
        """Who acts for a unit that exists; the owner of a business met on the way is not asked for."""
        if unit.is_deleted or (unit.is_sole_trader and not own):
            return
        asked = {"orgnr": unit.organisasjonsnummer}
        answer = await self.session.get("/enheter/{orgnr}/roller", asked, permit)
        if isinstance(answer, Declined):
            absent(answer)
            return
        roles = read(Roles, answer.body, CARD.id)
        yield roles_record(roles, unit.organisasjonsnummer, answer)


def absent(declined: Declined) -> None:
    """Nothing, where the register says that there is nothing; SourceChanged where it refuses."""
    if declined.status not in (404, 410):
        raise SourceChanged(CARD.id, f"refuses the question ({declined.status})")


def valid(number: str | None) -> str | None:
    """An organisation number without its spaces, if it passes its check."""
    if not number or not orgnr.is_valid(number):
        return None
    return str(orgnr.compact(number))


def connect(session: Session) -> Brreg:
    """The connector over a session."""
    return Brreg(session)
