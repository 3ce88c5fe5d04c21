"""ARES, the Czech registers of economic subjects: by IČO with those in office, or by name.

Contract: OpenAPI 1.3.0 at https://ares.gov.cz/swagger-ui/. Law: zákon č. 304/2013 Sb. (public
registers are open to everybody).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from stdnum.cz import dic

from connectors.answer import Declined, Fetched, Json
from connectors.base import dropped_by, read
from connectors.session import Session
from connectors.world.cz_ares_payload import Place, Unit, Units
from connectors.world.cz_ares_record import COUNTRY, register_record, unit_record
from connectors.world.cz_ares_register import (
    Entry,
    LegalPerson,
    Member,
    NaturalPerson,
    RegisterPage,
)
from connectors.world.national_register import NationalRegister
from tracer.entities import EntityKind, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import Means, SourceCard, SourceKind, Visibility

PER_PAGE = 100
IN_NO_REGISTER = "NEEXISTUJICI"

CARD = SourceCard(
    id="cz.ares",
    title="ARES, registr ekonomických subjektů",
    publisher="Ministerstvo financí ČR",
    kind=SourceKind.COMPANY_REGISTER,
    country=COUNTRY,
    base_url="https://ares.gov.cz/ekonomicke-subjekty-v-be/rest",
    licence="ARES, podmínky provozu (open data)",
    attribution="ARES, Ministerstvo financí ČR",
    terms_url="https://ares.gov.cz/stranky/podminky-provozu",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        *sorted(set(Unit.model_fields) - {"sidlo"}),
        *(f"sidlo.{name}" for name in sorted(Place.model_fields)),
        *(f"zaznamy.{name}" for name in sorted(Entry.model_fields)),
        *(f"clenoveOrganu.{name}" for name in sorted(Member.model_fields)),
        *(f"fyzickaOsoba.{name}" for name in sorted(NaturalPerson.model_fields)),
        *(f"pravnickaOsoba.{name}" for name in sorted(LegalPerson.model_fields)),
    ),
    fields_dropped=(
        *dropped_by(Units, RegisterPage),
        "spolecnici.fyzickaOsoba",
    ),
    personal_parameters=("ico", "obchodniJmeno"),
    rate_per_second=5.0,  # the limit is 500 a minute, and a block follows
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Public registers (zákon č. 304/2013 Sb.). Home addresses, citizenship, titles, supervisors, "
        "natural persons who hold shares, and whoever represents a company in an organ are dropped; "
        "birth days are cut to the month; the tax number of a natural person, which is the birth "
        "number, is not kept (GDPR art. 5(1)(c)). The filter by a person's birth number is not used."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.9,
)


class Ares(NationalRegister):
    """The registers over a session."""

    async def by_number(self, ico: str, permit: Permit) -> AsyncIterator[Record]:
        """The subject, then its entry in the public registers where ARES says that it has one."""
        answer = await self._at("/ekonomicke-subjekty/{ico}", ico, permit)
        if answer is None:
            return
        unit = read(Unit, answer.body, CARD.id)
        if unit.ico not in (None, ico):
            raise SourceChanged(CARD.id, "answers about another number than was asked")
        yield unit_record(unit, ico, answer)
        standing = unit.seznamRegistraci
        if standing and standing.stavZdrojeVr in (None, IN_NO_REGISTER):
            return
        answer = await self._at("/ekonomicke-subjekty-vr/{ico}", ico, permit)
        if answer is None:
            return
        record = register_record(read(RegisterPage, answer.body, CARD.id), ico, answer)
        if record is not None:
            yield record

    async def _at(self, path: str, ico: str, permit: Permit) -> Fetched | None:
        """The answer about one number; None where there is no such subject."""
        answer = await self.session.get(path, {"ico": ico}, permit)
        if isinstance(answer, Fetched):
            return answer
        if answer.status == 404:
            return None
        raise SourceChanged(CARD.id, f"refuses a valid number ({answer.status})")

    async def by_name(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """Subjects that bear the name. ARES finds whole words only, and refuses a thousand hits."""
        asked: Json = {"obchodniJmeno": name, "start": 0, "pocet": PER_PAGE}
        answer = await self.session.post("/ekonomicke-subjekty/vyhledat", asked, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return
            raise SourceUnsupported(
                CARD.id, "refuses the name: too many bear it, or it is too short"
            )
        page = read(Units, answer.body, CARD.id)
        for unit in page.ekonomickeSubjekty:
            if unit.ico and company_key(unit.obchodniJmeno or "") == company_key(name):
                yield unit_record(unit, unit.ico, answer)
        if page.pocetCelkem > len(page.ekonomickeSubjekty):
            raise BudgetExhausted("more subjects bear this name than one answer gives")


def ico_of(number: str | None) -> str | None:
    """A valid IČO in eight digits, or None. A tax number of ten digits is a birth number."""
    digits = dic.compact(number or "").zfill(8) if number else ""
    return digits if len(digits) == 8 and dic.is_valid(digits) else None


def connect(session: Session) -> Ares:
    """The connector over a session."""
    return Ares(session, CARD, ico_of)
