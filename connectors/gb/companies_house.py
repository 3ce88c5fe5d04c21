"""Companies House: a company by number or name, with who directs and controls it and how it stands;

a person's appointments by name and birth month, and whether he is disqualified from directing.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import TypeVar

from connectors.answer import Declined, Fetched
from connectors.base import Payload, read, unread_fields
from connectors.gb.companies_house_card import CARD
from connectors.gb.companies_house_found import (
    CompanyHit,
    CompanySearch,
    Disqualified,
    DisqualifiedHit,
    DisqualifiedSearch,
    OfficerHit,
    OfficerSearch,
)
from connectors.gb.companies_house_insolvency import standing
from connectors.gb.companies_house_names import company_number
from connectors.gb.companies_house_officers import (
    appointments_record,
    disqualified_record,
    officers_record,
)
from connectors.gb.companies_house_owners import owners_record
from connectors.gb.companies_house_payload import (
    AppointmentPage,
    Insolvency,
    OfficerPage,
    OwnerPage,
    Profile,
)
from connectors.gb.companies_house_record import (
    COUNTRY,
    hit_record,
    insolvency_record,
    profile_record,
)
from connectors.gb.companies_house_sought import (
    TITLE,
    is_cut,
    is_sought,
    questions,
    unread_names,
)
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported, TracerError
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import SourceCard
from tracer.subject import Subject

PER_PAGE = 100  # the most it gives: more is asked in vain, without an error
APPOINTMENTS_PER_PAGE = 50
MOST_PAGES = 6  # of officers, owners or appointments
MOST_OFFICERS = 5  # followed of one name: beyond, the name says nothing about anyone
SELF = re.compile(
    r"^/(?:officers|disqualified-officers/natural)/([A-Za-z0-9_-]+)(?:/appointments)?$"
)
NOT_TOLD_APART = "the surname of somebody who may be the person cannot be told apart"
CORPORATE = "/disqualified-officers/corporate/"

Page = TypeVar("Page", OfficerPage, AppointmentPage, OwnerPage)
Answered = TypeVar("Answered", bound=Payload)


class CompaniesHouse:
    """The register over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor's company by its number, else by its name; a person's appointments by name.

        Raises BudgetExhausted, after what was read, when more officers bear the name than are
        followed or found, or a list is longer than is read; SourceUnsupported when the only person
        found is named in a way that cannot be told apart.
        """
        own = subject.registration if subject.country == COUNTRY else None
        number = company_number(own) if own else None
        if not number and not (subject.company_name if subject.is_company else subject.names):
            raise SourceUnsupported(CARD.id, "neither a number of this register nor a name")
        known = False
        if number:
            async for record in self._company(number, permit):
                known = True
                yield record
        if subject.is_company:
            if not known and subject.company_name:
                async for record in self._named(subject.company_name, permit):
                    yield record
            return
        spent: TracerError | None = None
        if subject.birth:
            try:
                async for record in self._disqualified(subject, permit):
                    yield record
            except (BudgetExhausted, SourceUnsupported) as cut:
                spent = cut  # his appointments are asked for all the same
        async for record in self._appointments(subject, permit):
            yield record
        if spent is not None:
            raise spent

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """A company of this register already found: its profile, standing, owners and officers."""
        said = entity.text(Property.REGISTRATION_NUMBER) or ""
        number = company_number(said)
        here = entity.text(Property.JURISDICTION) == COUNTRY
        if entity.kind is not EntityKind.COMPANY or not here or number is None:
            raise SourceUnsupported(CARD.id, "only a company of this register can be looked up")
        async for record in self._company(number, permit):
            yield record

    async def _company(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """Everything about one company. What stops a pursuit is asked before who directs it."""
        path = {"number": number}
        answer = await self._ask("/company/{number}", path, permit)
        if answer is None:
            return
        profile = read(Profile, answer.body, CARD.id)
        if company_number(profile.company_number) != number:
            raise SourceChanged(CARD.id, "answers about another company")
        yield profile_record(profile, number, answer)
        cases = await self._ask("/company/{number}/insolvency", path, permit)
        insolvency = read(Insolvency, cases.body, CARD.id) if cases else None
        found = standing(profile, insolvency)
        if cases or found.state is not None:
            yield insolvency_record(found, number, insolvency, cases or answer)
        status = profile.company_status
        owned = "/company/{number}/persons-with-significant-control"
        async for owners, start, fetched in self._pages(owned, path, OwnerPage, permit):
            record = owners_record(owners, number, status, fetched, start)
            if record is not None:
                yield record
        directed = "/company/{number}/officers"
        async for officers, start, fetched in self._pages(directed, path, OfficerPage, permit):
            yield officers_record(officers, number, status, fetched, start)

    async def _named(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """The companies that bear, or bore, this very name; one that bears it alone is read whole."""
        asked = company_key(name)
        if not asked:
            raise SourceUnsupported(CARD.id, "the name has nothing to search by")
        page, fetched = await self._find("/search/companies", name, CompanySearch, permit)
        unread = unread_fields(page)
        hits: dict[str, tuple[CompanyHit, str | None]] = {}
        for hit in page.items:
            number = company_number(hit.company_number)
            if number and company_key(hit.title or "") == asked:
                hits[number] = (hit, None)
            elif number and company_key(hit.snippet or "") == asked:
                hits[number] = (hit, hit.snippet)
        for number, (hit, alias) in hits.items():
            yield hit_record(hit, number, alias, fetched, unread)
        if len(hits) == 1:
            async for record in self._company(next(iter(hits)), permit):
                yield record

    async def _appointments(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The appointments of the officers whose name and birth month can be the debtor's."""
        officers: dict[str, None] = {}
        unread: set[str] = set()
        cut = False
        for asked in questions(subject):
            page, _ = await self._find("/search/officers", asked, OfficerSearch, permit)
            cut = cut or is_cut(page.items, subject, PER_PAGE)
            unread.update(unread_fields(page), unread_names(page.items, subject))
            officers |= {officer_id(hit): None for hit in page.items if is_sought(hit, subject)}
        path = "/officers/{officer}/appointments"
        for officer in list(officers)[:MOST_OFFICERS]:
            asked_of = {"officer": officer}
            pages = self._pages(path, asked_of, AppointmentPage, permit, APPOINTMENTS_PER_PAGE)
            async for held, start, fetched in pages:
                yield appointments_record(held, officer, fetched, start, unread)
        if cut or len(officers) > MOST_OFFICERS:
            raise BudgetExhausted("more officers bear the name than are followed")
        if TITLE in unread and not officers:
            raise SourceUnsupported(CARD.id, NOT_TOLD_APART)

    async def _disqualified(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Disqualifications in force, of somebody of the debtor's name and birth month.

        The index lists some that were withdrawn: their page is gone, and so are they.
        """
        today = self.session.clock.now().date().isoformat()
        followed: dict[str, None] = {}
        unread: set[str] = set()
        cut = False
        for asked in questions(subject):
            page, _ = await self._find(
                "/search/disqualified-officers", asked, DisqualifiedSearch, permit
            )
            cut = cut or is_cut(page.items, subject, PER_PAGE)
            persons = [
                hit for hit in page.items if hit.month and not hit.links.path.startswith(CORPORATE)
            ]
            unread.update(unread_fields(page), unread_names(persons, subject))
            followed |= {officer_id(hit): None for hit in persons if is_sought(hit, subject)}
        for officer in list(followed)[:MOST_OFFICERS]:
            path = "/disqualified-officers/natural/{officer}"
            answer = await self._ask(path, {"officer": officer}, permit)
            if answer is None:
                continue
            found = read(Disqualified, answer.body, CARD.id)
            until = max((d.disqualified_until or "" for d in found.disqualifications), default="")
            if until >= today:
                yield disqualified_record(found, officer, until, answer, unread)
        if cut or len(followed) > MOST_OFFICERS:
            raise BudgetExhausted("more disqualified officers bear the name than are followed")
        if TITLE in unread and not followed:
            raise SourceUnsupported(CARD.id, NOT_TOLD_APART)

    async def _pages(
        self,
        path: str,
        of: dict[str, str],
        model: type[Page],
        permit: Permit,
        per_page: int = PER_PAGE,
    ) -> AsyncIterator[tuple[Page, int, Fetched]]:
        """Every page of a list, with where it starts; nothing when the register has no such list."""
        start = 0
        for _ in range(MOST_PAGES):
            asked = {**of, "items_per_page": str(per_page), "start_index": str(start)}
            answer = await self._ask(path, asked, permit)
            if answer is None:
                return
            page = read(model, answer.body, CARD.id)
            yield page, start, answer
            start += len(page.items)
            if start >= page.total_results:
                return
            if not page.items:
                raise SourceChanged(CARD.id, "a list ends before what it counts")
        raise BudgetExhausted("a list is longer than is read")

    async def _find(
        self, path: str, name: str, model: type[Answered], permit: Permit
    ) -> tuple[Answered, Fetched]:
        """The first page of a search by name: what bears the very name ranks first."""
        asked = {"q": name, "items_per_page": str(PER_PAGE)}
        answer = await self._ask(path, asked, permit)
        if answer is None:
            raise SourceChanged(CARD.id, "refuses the question (404)")
        return read(model, answer.body, CARD.id), answer

    async def _ask(self, path: str, params: dict[str, str], permit: Permit) -> Fetched | None:
        """One answer; None for a 404, of which there are three shapes and no reason to read any."""
        answer = await self.session.get(path, params, permit)
        if isinstance(answer, Declined):
            if answer.status == 404:
                return None
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        return answer


def officer_id(hit: OfficerHit | DisqualifiedHit) -> str:
    """The id of an officer in the link of a search result."""
    found = SELF.match(hit.links.path)
    if found is None:
        raise SourceChanged(CARD.id, "field items.links.self is not as known")
    return found[1]


def connect(session: Session) -> CompaniesHouse:
    """The connector over a session."""
    return CompaniesHouse(session)
