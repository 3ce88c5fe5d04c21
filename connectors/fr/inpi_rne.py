"""INPI's Registre national des entreprises: a company by its SIREN, and who directs it or did.

It is asked by number only: the register offers no search by a person's name. The house logs in to the
interface with its own account, which INPI gives for that; the token lasts an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched, Json
from connectors.base import dropped_by, fields_of, read, unread_fields
from connectors.fr.inpi_rne_payload import Body, Company, Creation, Login
from connectors.fr.inpi_rne_record import record_of
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import (
    SourceChanged,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
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

TOKEN_LIFE = timedelta(minutes=55)  # of the hour that INPI gives it
BODY_READ = fields_of(Body, "personneMorale.")[0]
CREATION_READ = fields_of(Creation, "natureCreation.")[0]

CARD = SourceCard(
    id="fr.inpi_rne",
    title="Registre national des entreprises (RNE)",
    publisher="Institut national de la propriété industrielle (INPI)",
    kind=SourceKind.COMPANY_REGISTER,
    country="FR",
    base_url="https://registre-national-entreprises.inpi.fr",
    licence="Licence de réutilisation des données du RNE (INPI)",
    attribution="INPI, Registre national des entreprises",
    terms_url="https://data.inpi.fr/content/editorial/Acces_API_Entreprises",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    credential=Credential(
        kind=CredentialKind.EXCHANGED,
        obtained_at="https://data.inpi.fr/content/editorial/Acces_API_Entreprises",
    ),
    fields_read=(
        "siren",
        "formality.formeJuridique",
        "formality.diffusionCommerciale",
        "formality.diffusionINSEE",
        *CREATION_READ,
        *BODY_READ,  # personnePhysique and exploitation have the same fields
    ),
    fields_dropped=dropped_by(Login, Company),
    personal_parameters=("siren",),
    rate_per_second=8 / 60,  # the terms say 10 a minute
    limits=((8, 60.0), (8000, 86_400.0)),  # and INPI 10 000 a day
    ttl_seconds=3600,
    intrusiveness=2,
    expected_yield=0.8,
    deadline_seconds=40.0,
    legal_notes=(
        "Everybody may consult the register on data.inpi.fr; its interface wants to know which house "
        "asks, and the login of that house is the only one any source makes. A company that opposed the "
        "use of its data (diffusionCommerciale, diffusionINSEE), or may have by a status nobody knows, "
        "is kept as withheld: the register sends it all the same, and the filter is ours. Beneficial "
        "owners are dropped before anything else (access restricted: CJEU C-37/20, CMF art. L561-46). "
        "Homes of directors are dropped whether hidden or not (décret 2025-840), with nationality, marital "
        "status and sex; birth dates are cut to the month. Representatives of legal persons are "
        "third persons. Observations are free text: only their number and kind are kept. "
        "Auditors direct nothing and are left out."
    ),
    expands=frozenset({EntityKind.COMPANY}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What the login gave, when, and the names of fields in its answer that nobody knows."""

    text: str
    since: datetime
    unread: tuple[str, ...]


class InpiRne:
    """The register over a session. Holds one token for every question of the process."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._token: Token | None = None
        self._login = asyncio.Lock()

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor's own company, by its declared number."""
        async for record in self._company(compact(subject.siren), permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """A company already found, by its SIREN; a company that directs it is expanded in its turn."""
        french = entity.text(Property.JURISDICTION) in (None, "FR")
        if entity.kind is not EntityKind.COMPANY or not french:
            raise SourceUnsupported(CARD.id, "only a French company can be looked up")
        async for record in self._company(
            compact(entity.text(Property.REGISTRATION_NUMBER)), permit
        ):
            yield record

    async def _company(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """One company; 404 is one that the register has not."""
        if not siren_number.is_valid(number):
            raise SourceUnsupported(CARD.id, "no valid SIREN to look up")
        answer, unread = await self._ask(number, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        company = read(Company, answer.body, CARD.id)
        if company.siren != number:
            raise SourceChanged(CARD.id, "answers about another company")
        yield record_of(company, answer, (*unread, *unread_fields(company)))

    async def _ask(self, number: str, permit: Permit) -> tuple[Fetched | Declined, tuple[str, ...]]:
        """The answer about one number. A token refused before its hour is forgotten, and one more
        question is asked with a new one; a new one that is refused is a refusal.
        """
        for is_last in (False, True):
            held = self._token
            token = await self._fresh(permit)
            try:
                answer = await self.session.get(
                    "/api/companies/{siren}",
                    {"siren": number},
                    permit,
                    headers={"Authorization": f"Bearer {token.text}"},
                )
            except SourceForbidden:
                if self._token is token:  # another question may have got a good one meanwhile
                    self._token = None
                if is_last or token is not held:
                    raise
            else:
                return answer, token.unread
        raise AssertionError("the last attempt returns or raises")

    async def _fresh(self, permit: Permit) -> Token:
        """The token, asked for when there is none or when it is about to end."""
        async with self._login:
            now = self.session.clock.now()
            if self._token is None or now - self._token.since >= TOKEN_LIFE:
                self._token = None
                user, colon, password = self.session.secret().partition(":")
                if not colon:
                    raise SourceNotConfigured(CARD.id, "its key must be written user:password")
                said: Json = {"username": user, "password": password}
                answer = await self.session.post("/api/sso/login", said, permit)
                if isinstance(answer, Declined):
                    raise SourceChanged(CARD.id, f"refuses the login ({answer.status})")
                login = read(Login, answer.body, CARD.id)
                self._token = Token(text=login.token, since=now, unread=unread_fields(login))
            return self._token


def compact(number: str | None) -> str:
    """A number without its spaces; empty where none is said."""
    return "".join((number or "").split())


def connect(session: Session) -> InpiRne:
    """The connector over a session."""
    return InpiRne(session)
