"""The Gazette: insolvency notices about a company by its number or name, or under a person's name.

A stop signal, and never an address: what a notice prints about people is not kept.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read, unread_fields
from connectors.gb.companies_house_names import (
    Written,
    company_number,
    listed_name,
    overlaps,
    spoken_name,
)
from connectors.gb.companies_house_record import COUNTRY
from connectors.gb.gazette_notices import KNOWN, Notice, notice_of, numbers_in, standing
from connectors.gb.gazette_payload import Entry, Feed
from connectors.gb.gazette_record import (
    UNKNOWN_CODE,
    company_record,
    namesake_record,
    person_record,
)
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.normalise.dates import parse_date
from tracer.normalise.names import name_key
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import PersonName, Subject

PER_PAGE = 100
MOST_PAGES = 3
CORPORATE, PERSONAL = "24", "25"
ANY_FORMAT = {"Accept": "*/*"}  # the path names the format; asking for it again fails with a 500
BORN = re.compile(r"(?:birth details|date of birth|born)\s*:?\s*(\d{1,2} [A-Za-z]+ \d{4})", re.I)

CARD = SourceCard(
    id="gb.gazette",
    title="The Gazette, insolvency notices",
    publisher="The National Archives, The Stationery Office (TSO)",
    kind=SourceKind.INSOLVENCY_NOTICES,
    country=COUNTRY,
    base_url="https://www.thegazette.co.uk",
    licence="Open Government Licence v3.0, personal data excepted",
    attribution="The Gazette, © Crown copyright",
    terms_url="https://www.thegazette.co.uk/data",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=tuple(
        sorted(f"entry.{field.alias or name}" for name, field in Entry.model_fields.items())
    ),
    fields_dropped=dropped_by(Feed),
    personal_parameters=("text",),
    rate_per_second=0.5,  # fair use: five requests in ten seconds
    ttl_seconds=3600,
    intrusiveness=1,
    expected_yield=0.1,
    expands=frozenset({EntityKind.COMPANY}),
    legal_notes=(
        "Official public record (Insolvency Rules 2016: notices are gazetted by law). The licence "
        "excepts personal data: a notice is cited by its id, code and day, and its text, with the "
        "addresses, courts and practitioners it names, is read for a company number or a birth "
        "month and dropped. Personal notices are asked for only under the debtor's full name, and "
        "may be a namesake's. A bankrupt's creditor proves in the bankruptcy (Insolvency Act 1986 "
        "s. 285): a stop signal, never a lead."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry of the feed with its notice, the answer that brought it, and the fields unread."""

    entry: Entry
    notice: Notice
    fetched: Fetched
    unread: tuple[str, ...]


class Gazette:
    """The gazette over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Notices about the debtor's company, or personal ones under the debtor's full name.

        Nothing found says nothing: "none" never comes from here. Raises BudgetExhausted, after
        what was read, when there are more notices than are read.
        """
        number = company_number(subject.registration) if subject.registration else None
        people = [name for name in subject.names if name.given and name_key(name.surname)]
        company = bool(number or subject.company_name)
        if subject.country != COUNTRY or not (company or people):
            raise SourceUnsupported(
                CARD.id, "neither a British company nor a full name is declared"
            )
        if company:
            async for record in self._company(number, subject.company_name, permit):
                yield record
        for name in people:
            async for record in self._person(name, subject, permit):
                yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """Notices about a British company already found."""
        number = company_number(entity.text(Property.REGISTRATION_NUMBER) or "")
        here = entity.text(Property.JURISDICTION) == COUNTRY
        if entity.kind is not EntityKind.COMPANY or not here or number is None:
            raise SourceUnsupported(CARD.id, "only a British company has corporate notices")
        async for record in self._company(number, entity.text(Property.NAME), permit):
            yield record

    async def _company(
        self, number: str | None, name: str | None, permit: Permit
    ) -> AsyncIterator[Record]:
        """The standing by the notices that state the number, then those that bear the name alone.

        Half of the notices state no number, or their text is cut before it. A notice that states
        another number is another company's.
        """
        key, found, cut = company_key(name or ""), {}, False
        for text in filter(None, (number, f'"{name}"' if key else None)):
            async for one in self._entries(text, CORPORATE, permit):
                if one is None:
                    cut = True
                else:
                    found[one.notice.id] = one
        own: dict[str, list[Found]] = {}
        alone: list[Found] = []
        for one in found.values():
            stated = numbers_in(one.entry.content)
            named = bool(key) and company_key(one.entry.title) == key
            if number in stated or (number is None and named and len(stated) == 1):
                own.setdefault(number or stated[0], []).append(one)
            elif named and not stated:
                alone.append(one)
        today = self.session.clock.now().date()
        for of, notices in own.items():
            stands = standing([one.notice for one in notices], today)
            if stands is not None:
                last = next(one for one in notices if one.notice is stands.last)
                unread = {field for one in notices for field in one.unread}
                if any(one.notice.code not in KNOWN for one in notices):
                    unread.add(UNKNOWN_CODE)
                yield company_record(of, stands, last.fetched, unread)
        for one in alone:
            yield namesake_record(one.entry.title, one.notice, one.fetched, one.unread)
        if cut:
            raise BudgetExhausted("there are more notices than are read")

    async def _person(
        self, name: PersonName, subject: Subject, permit: Permit
    ) -> AsyncIterator[Record]:
        """Personal notices whose title is this name, and whose birth date, if stated, can be his."""
        cut = False
        async for one in self._entries(f'"{name.given[0]} {name.surname}"', PERSONAL, permit):
            if one is None:
                cut = True
                continue
            month = birth_month(one.entry.content)
            against = subject.birth and month and not overlaps(subject.birth, month)
            if bears(one.entry.title, name) and not against:
                written = titled(one.entry.title, name)
                yield person_record(written, month, one.notice, one.fetched, one.unread)
        if cut:
            raise BudgetExhausted("there are more notices than are read")

    async def _entries(
        self, text: str, category: str, permit: Permit
    ) -> AsyncIterator[Found | None]:
        """The notices of a question, latest first; a last None says that there were more.

        `text` is what the site itself searches by; the documentation leaves it out.
        """
        for number in range(1, MOST_PAGES + 1):
            asked = {
                "text": text,
                "categorycode": category,
                "results-page": str(number),
                "results-page-size": str(PER_PAGE),
                "sort-by": "latest-date",
            }
            answer = await self.session.get(
                "/insolvency/notice/data.json", asked, permit, headers=ANY_FORMAT
            )
            if isinstance(answer, Declined):
                raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
            feed = read(Feed, answer.body, CARD.id)
            if feed.total and not feed.entry and number == 1:
                raise SourceChanged(CARD.id, "counts notices that it does not give")
            unread = unread_fields(feed)
            for entry in feed.entry:
                notice = notice_of(entry)
                if notice is not None and entry.status in (None, "published"):
                    yield Found(entry=entry, notice=notice, fetched=answer, unread=unread)
            if not feed.has_next or not feed.entry:
                return
        yield None


def bears(title: str, name: PersonName) -> bool:
    """Whether a title is a person's name, in either order; other given names may stand in it."""
    words = name_key(title).split()
    sought = [*name_key(name.surname).split(), *name_key(name.given[0]).split()]
    return bool(sought) and all(words.count(word) >= sought.count(word) for word in sought)


def titled(title: str, name: PersonName) -> Written:
    """The name as a title that bears it says it; nothing that the title does not say."""
    first = set(name_key(name.given[0]).split())
    written = listed_name(title) if "," in title else spoken_name(title)
    if written and first <= set(name_key(written.given or "").split()):
        return written
    surname, given = name_key(name.surname).split(), name_key(" ".join(name.given)).split()
    words = [(word.strip(",;()"), name_key(word).split()) for word in title.split()]
    return Written(
        surname=" ".join(word for word, keys in words if set(keys) & set(surname)),
        given=" ".join(
            word for word, keys in words if set(keys) & set(given) and not set(keys) & set(surname)
        ),
    )


def birth_month(content: str) -> str | None:
    """The month of the birth date a personal notice states, never the day."""
    found = BORN.search(content)
    try:
        return str(parse_date(found[1]))[:7] if found else None
    except ValueError:
        return None


def connect(session: Session) -> Gazette:
    """The connector over a session."""
    return Gazette(session)
