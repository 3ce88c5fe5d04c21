"""INSEE's API Sirene 3.11: a legal unit by its number, the names it bore and the places it was at.

The history of its addresses is that of its establishments, which are asked for page by page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import TypeVar

from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched
from connectors.base import Payload, dropped_by, fields_of, read, unread_fields
from connectors.fr.insee_sirene_payload import (
    Establishment,
    EstablishmentPage,
    Unit,
    UnitAnswer,
)
from connectors.fr.insee_sirene_record import establishment_record, is_withheld, unit_record
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import (
    Credential,
    CredentialKind,
    Means,
    SourceCard,
    SourceKind,
    Visibility,
)
from tracer.subject import Subject

PER_PAGE = 200  # the API gives up to 1000; a fifth of it stays a small body
MOST_PAGES = 5
FIRST = "*"
UNIT_READ = fields_of(Unit, "uniteLegale.")[0]
PLACE_READ = fields_of(Establishment, "etablissements.")[0]

CARD = SourceCard(
    id="fr.insee_sirene",
    title="API Sirene 3.11",
    publisher="Institut national de la statistique et des études économiques (INSEE)",
    kind=SourceKind.COMPANY_REGISTER,
    country="FR",
    base_url="https://api.insee.fr/api-sirene/3.11",
    licence="Licence Ouverte 2.0",
    attribution="INSEE, base Sirene",
    terms_url="https://portail-api.insee.fr/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    credential=Credential(
        kind=CredentialKind.HEADER,
        header="X-INSEE-Api-Key-Integration",
        obtained_at="https://portail-api.insee.fr/",
    ),
    fields_read=(*UNIT_READ, *PLACE_READ),
    fields_dropped=dropped_by(UnitAnswer, EstablishmentPage),
    personal_parameters=("siren", "q", "curseur"),  # a cursor is the last number read, in base 64
    rate_per_second=0.4,  # the limit is 30 a minute
    limits=((25, 60.0),),
    ttl_seconds=3600,
    intrusiveness=1,
    expected_yield=0.9,
    legal_notes=(
        "A published register. The latest diffusion status is honoured (Licence Ouverte 2.0; C. com. "
        "art. A123-96): a unit of status P or N is kept as withheld, without names or addresses, and "
        "an establishment likewise. Sex, workforce, activity and size are dropped: they neither "
        "identify nor locate the debtor (GDPR art. 5(1)(c)). It names no director of a legal person. "
        "The access for authorised bodies is never used."
    ),
    expands=frozenset({EntityKind.COMPANY}),
)

M = TypeVar("M", bound=Payload)


class InseeSirene:
    """The register over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor's own unit, by its declared number: a search by name is not asked here."""
        async for record in self._unit(compact(subject.siren), permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The unit of a company already found, by its SIREN."""
        french = entity.text(Property.JURISDICTION) in (None, "FR")
        if entity.kind is not EntityKind.COMPANY or not french:
            raise SourceUnsupported(CARD.id, "only a French company can be looked up")
        async for record in self._unit(compact(entity.text(Property.REGISTRATION_NUMBER)), permit):
            yield record

    async def _unit(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """The unit, then its establishments; nothing of either before its status is known from both.

        Raises BudgetExhausted, after what was read, when there are more establishments than are read.
        """
        if not siren_number.is_valid(number):
            raise SourceUnsupported(CARD.id, "no valid SIREN to look up")
        answer = await self._ask("/siren/{siren}", {"siren": number}, UnitAnswer, permit)
        if answer is None:
            return
        said, fetched = answer
        if said.unit.siren != number:
            raise SourceChanged(CARD.id, "answers about another unit")
        pages: list[tuple[EstablishmentPage, Fetched]] = []
        whole = True
        if not is_withheld(said.unit):
            whole = await self._establishments(number, pages, permit)
        found = [
            (place, told)
            for page, told in pages
            for place in page.establishments
            if place.siren == number
        ]
        withheld = is_withheld(said.unit, [place for place, _ in found])
        unread = {
            name for page in (said, *(page for page, _ in pages)) for name in unread_fields(page)
        }
        yield unit_record(said.unit, fetched, withheld=withheld, unread=unread)
        if not withheld:
            for place, told in found:
                yield establishment_record(place, told)
        if not whole:
            raise BudgetExhausted("more establishments than are read")

    async def _establishments(
        self, number: str, pages: list[tuple[EstablishmentPage, Fetched]], permit: Permit
    ) -> bool:
        """The pages of a unit's establishments; whether the last was reached.

        The last page is the one whose next cursor is its own.
        """
        cursor = FIRST
        for _ in range(MOST_PAGES):
            asked = {"q": f"siren:{number}", "nombre": str(PER_PAGE), "curseur": cursor}
            answer = await self._ask("/siret", asked, EstablishmentPage, permit)
            if answer is None:
                return True
            pages.append(answer)
            following = answer[0].header.following
            if following is None or following == cursor:
                return True
            cursor = following
        return False

    async def _ask(
        self, path: str, params: Mapping[str, str], model: type[M], permit: Permit
    ) -> tuple[M, Fetched] | None:
        """One answer, or None: the API says 404 both for a unit and for a list that it has not."""
        answer = await self.session.get(path, {**params, "masquerValeursNulles": "true"}, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return None
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        return read(model, answer.body, CARD.id), answer


def compact(number: str | None) -> str:
    """A number without its spaces; empty where none is said."""
    return "".join((number or "").split())


def connect(session: Session) -> InseeSirene:
    """The connector over a session."""
    return InseeSirene(session)
