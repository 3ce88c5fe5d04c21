"""Zefix, the Swiss central business name index: companies by UID or by the beginning of the name.

Contract: OpenAPI 2.7 at https://www.zefix.admin.ch/ZefixPublicREST. Law: CO art. 928b, 936 (the
register is public; persons are not searched here). A user name is asked for by e-mail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from stdnum.ch import uid

from connectors.answer import Declined, Fetched, Json
from connectors.base import dropped_by, read
from connectors.session import Session
from connectors.world.ch_zefix_payload import Companies, Company, Place
from connectors.world.ch_zefix_record import COUNTRY, record_of
from connectors.world.national_register import NationalRegister
from tracer.entities import EntityKind, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import (
    Credential,
    CredentialKind,
    Means,
    SourceCard,
    SourceKind,
    Visibility,
)
from tracer.subject import Subject

SHORTEST = 3
MOST = 5  # companies of one name; Swiss law gives a name to one company (CO art. 951)

CARD = SourceCard(
    id="ch.zefix",
    title="Zefix PublicREST, index central des raisons de commerce",
    publisher="Office fédéral du registre du commerce (OFRC)",
    kind=SourceKind.COMPANY_REGISTER,
    country=COUNTRY,
    base_url="https://www.zefix.admin.ch/ZefixPublicREST/api/v1",
    licence="OGD Suisse, utilisation libre, source obligatoire",
    attribution="Zefix, Office fédéral du registre du commerce",
    terms_url="https://opendata.swiss/en/terms-of-use#terms_by",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        *sorted(set(Company.model_fields) - {"address"}),
        *(f"address.{name}" for name in sorted(Place.model_fields)),
    ),
    fields_dropped=dropped_by(Companies),
    personal_parameters=("uid",),
    rate_per_second=1.0,  # the limit is not published
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Open government data; the source must be named. Gazette texts and care-of lines are "
        "dropped because they name people; auditors, branches, capital and purpose neither identify "
        "nor locate the debtor. Only companies are asked about, never persons."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    credential=Credential(
        kind=CredentialKind.BASIC,
        obtained_at="https://www.zefix.admin.ch/ZefixPublicREST/swagger-ui/index.html",
    ),
    expected_yield=0.9,
)


class Zefix(NationalRegister):
    """The index over a session."""

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """A debtor that is a company, by the declared UID, else by its name."""
        if not subject.is_company:
            raise SourceUnsupported(CARD.id, "persons are not searched here")
        async for record in super().search(subject, permit):
            yield record

    def searchable(self, name: str) -> str | None:
        """A name of three letters at least, without what the index takes for any ending."""
        said = " ".join(name.replace("*", " ").split())
        return super().searchable(said) if len(said) >= SHORTEST else None

    async def by_number(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """The company of that UID. No company is a 404, which is an empty answer."""
        answer = await self.session.get("/company/uid/{uid}", {"uid": number}, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return
            raise SourceChanged(CARD.id, f"refuses a valid number ({answer.status})")
        for company in companies_of(answer):
            if number_of(company.uid) != number:
                raise SourceChanged(CARD.id, "answers about another number than was asked")
            yield record_of(company, number, answer)

    async def by_name(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """Companies that bear the name, deleted ones too, each read whole by its UID."""
        asked: Json = {"name": name, "activeOnly": False}
        answer = await self.session.post("/company/search", asked, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return
            raise SourceUnsupported(CARD.id, "refuses the name: too many begin so, or no words")
        alike = [c for c in companies_of(answer) if company_key(c.name) == company_key(name)]
        numbers = list(dict.fromkeys(filter(None, (number_of(c.uid) for c in alike))))
        for number in numbers[:MOST]:
            async for record in self.by_number(number, permit):
                yield record
        if len(numbers) > MOST:
            raise BudgetExhausted("more companies bear this name than may be read")


def companies_of(answer: Fetched) -> list[Company]:
    """The companies of an answer, which is a bare list."""
    return read(Companies, {"companies": answer.body}, CARD.id).companies


def number_of(text: str | None) -> str | None:
    """A valid UID as CHE and nine digits, or None. The ending MWST, TVA or IVA is not part of it."""
    written = (text or "").upper().strip()
    for ending in ("MWST", "TVA", "IVA"):
        written = written.removesuffix(ending).strip()
    return str(uid.compact(written)) if uid.is_valid(written) else None


def connect(session: Session) -> Zefix:
    """The connector over a session."""
    return Zefix(session, CARD, number_of)
