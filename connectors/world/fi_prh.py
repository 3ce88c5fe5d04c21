"""The Finnish Business Information System (YTJ), open data v3 of the PRH: companies, no persons.

Contract: https://avoindata.prh.fi/opendata-ytj-api/v3. Law: yritys- ja yhteisötietolaki 244/2001.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from stdnum.fi import ytunnus

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read
from connectors.session import Session
from connectors.world.fi_prh_payload import Companies, Company, Place
from connectors.world.fi_prh_record import COUNTRY, record_of
from connectors.world.national_register import NationalRegister
from tracer.entities import EntityKind, Record
from tracer.errors import BudgetExhausted, SourceChanged
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import Means, SourceCard, SourceKind, Visibility

NAME_PAGES = 3  # of a hundred companies: a name that fills them says nothing

CARD = SourceCard(
    id="fi.prh",
    title="YTJ, Yritys- ja yhteisötietojärjestelmä, avoin data v3",
    publisher="Patentti- ja rekisterihallitus (PRH)",
    kind=SourceKind.COMPANY_REGISTER,
    country=COUNTRY,
    base_url="https://avoindata.prh.fi/opendata-ytj-api/v3",
    licence="CC BY 4.0",
    attribution="Patentti- ja rekisterihallitus, YTJ avoin data (CC BY 4.0)",
    terms_url="https://avoindata.prh.fi/en",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        *sorted(set(Company.model_fields) - {"addresses"}),
        *(f"addresses.{name}" for name in sorted(Place.model_fields)),
    ),
    fields_dropped=dropped_by(Companies),
    personal_parameters=("businessId", "name"),
    rate_per_second=2.0,  # 300 a minute are shared by everybody who asks
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Published register without persons in office. The c/o line is dropped because it may name somebody; "
        "tax and employer registrations, line of business and the European identifier, which "
        "repeats the number, neither identify nor locate the debtor (GDPR art. 5(1)(c)). The terms "
        "forbid what looks like a service of the PRH."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.9,
)


class Prh(NationalRegister):
    """The register over a session."""

    async def by_number(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """The company of that number; an answer about another is no answer."""
        page, answer = await self._page({"businessId": number}, permit)
        for company in page.companies:
            if number_of(company.businessId.value) != number:
                raise SourceChanged(CARD.id, "answers about another number than was asked")
            yield record_of(company, number, answer)

    async def by_name(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """Companies that bear or bore the name: the register finds it anywhere in a name."""
        asked, seen = company_key(name), 0
        for page_number in range(1, NAME_PAGES + 1):
            page, answer = await self._page({"name": name, "page": str(page_number)}, permit)
            for company in page.companies:
                number = number_of(company.businessId.value)
                if number and any(company_key(said.name) == asked for said in company.names):
                    yield record_of(company, number, answer)
            seen += len(page.companies)
            if not page.companies or seen >= page.totalResults:
                return
        raise BudgetExhausted("more companies bear this name than may be read")

    async def _page(self, asked: dict[str, str], permit: Permit) -> tuple[Companies, Fetched]:
        """One page of companies."""
        answer = await self.session.get("/companies", asked, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        return read(Companies, answer.body, CARD.id), answer


def number_of(text: str | None) -> str | None:
    """A valid Y-tunnus as NNNNNNN-C, or None; old ones of six digits get their zero."""
    digits = ytunnus.compact(text or "")
    digits = digits.zfill(8) if len(digits) == 7 else digits
    return str(ytunnus.format(digits)) if ytunnus.is_valid(digits) else None


def connect(session: Session) -> Prh:
    """The connector over a session."""
    return Prh(session, CARD, number_of)
