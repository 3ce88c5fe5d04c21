"""A company's own website, read for its legal notice: by robots.txt's leave, a few pages, once.

Nothing a page says is believed before the SIREN in its notice is the one the register gave. Plain
HTTP first; a browser only where scripts write the page. One feed or sitemap tells when a proven site
last published.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from connectors.answer import Declined, Page
from connectors.session import Session
from connectors.web.freshness import feed_activity, feed_named, sitemap_activity
from connectors.web.notice import LEGAL, Notice, NoticeStatus, read_notice
from connectors.web.notice_contacts import registrable
from connectors.web.own_number import is_of
from connectors.web.page_text import absolute, read_page
from connectors.web.robots import LONGEST_DELAY, Robots
from connectors.web.site_record import records_of
from connectors.web_session import WebSession
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import SourceChanged, SourceError, SourceForbidden, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

MOST_SITES = 2
MOST_PAGES = 6  # of one site, robots.txt aside
CONTACT = re.compile(r"contact|a[-_ ]?propos|qui[-_ ]?sommes[-_ ]?nous|about", re.IGNORECASE)

CARD = SourceCard(
    id="web.company",
    title="The company's own website",
    publisher="the company itself",
    kind=SourceKind.COMPANY_WEBSITE,
    country="FR",
    base_url="https://company.invalid",
    licence="none: facts read and cited, no page is republished",
    attribution="the page cited with each value",
    terms_url="https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000801164",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "legal notice: name, SIREN, telephone, e-mail, postal address, publication director",
        "links to the company's profiles",
        "opening state",
        "day of the last publication",
    ),
    fields_dropped=("everything else on the page",),
    personal_parameters=(),
    rate_per_second=1.0,
    ttl_seconds=3600,
    intrusiveness=2,
    expected_yield=0.4,
    lag_days=90.0,
    deadline_seconds=30.0,
    expands=frozenset({EntityKind.COMPANY}),
    open_hosts=True,
    legal_notes=(
        "A professional publisher must state who he is and how to reach him (loi n° 2004-575, LCEN, "
        "art. 1-1 and 19). A non-professional may stay anonymous behind the host, and nobody here "
        "tries to find out. robots.txt is honoured (RFC 9309; unreachable means no), so are "
        "tdm-reservation and every refusal. Of the host's and the agency's details nothing is kept."
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page and what its notice says."""

    page: Page
    notice: Notice


class Visit:
    """One reading of one site: the permit, and what the robots.txt of each host it touches allows."""

    def __init__(self, session: WebSession, permit: Permit) -> None:
        self.session = session
        self.permit = permit
        self._known: dict[str, Robots] = {}

    async def may_read(self, url: str) -> bool:
        """Whether the host of a page lets us read it."""
        return (await self.robots(url)).allow(url)

    async def robots(self, url: str) -> Robots:
        """The rules of the page's host. 4xx allows everything; a failure allows nothing."""
        place = urljoin(url, "/robots.txt")
        if place not in self._known:
            self._known[place] = await self._ask(place)
        return self._known[place]

    async def _ask(self, place: str) -> Robots:
        try:
            answer = await self.session.page(place, self.permit)
        except SourceForbidden as refused:
            if refused.problem in ("answers 401", "answers 403"):  # as if there were no file
                return Robots()
            raise
        return Robots() if isinstance(answer, Declined) else Robots.read(answer.body)


class CompanySite:
    """Websites over a session."""

    def __init__(self, session: WebSession) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, _subject: Subject, _permit: Permit, /) -> AsyncIterator[Record]:
        """Nothing: a site is read only once the company is known, to check whose it is."""
        nothing: tuple[Record, ...] = ()
        for record in nothing:
            yield record
        raise SourceUnsupported(CARD.id, "a site is read for a company already found")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What the sites given for a company say of it, each with whether it proves to be its own.

        Raises SourceUnsupported when no site or no registration number is known, SourceForbidden
        when robots.txt or the site itself refuses.
        """
        number = entity.text(Property.REGISTRATION_NUMBER)
        sites = entity.texts(Property.WEBSITE)
        if entity.kind is not EntityKind.COMPANY or not number or not sites:
            raise SourceUnsupported(CARD.id, "no website of a registered company is known")
        failed: SourceError | None = None
        for site in sites[:MOST_SITES]:
            try:
                visit = Visit(self.session, permit)
                readings = await self._read(site, visit)
                if any(is_of(reading.notice, entity, number) for reading in readings):
                    readings += await self._dated(readings, visit)
            except SourceError as error:
                failed = failed or error
                continue
            if readings:
                for record in records_of(entity, site, number, readings):
                    yield record
        if failed is not None:
            raise failed

    async def _read(self, site: str, visit: Visit) -> list[Reading]:
        """The pages of one site that may hold its notice, the home page first."""
        if not await visit.may_read(site):
            raise SourceForbidden(CARD.id, "robots.txt does not let us read it")
        home = await self._page(site, visit)
        if home is None:
            return []
        readings = [await self._reading(home, visit.permit)]
        delay = (await visit.robots(home.url)).delay
        if delay > LONGEST_DELAY:
            return readings
        for url in self._candidates(readings[0].page):
            if len(readings) == MOST_PAGES or is_whole(readings):
                break
            if await visit.may_read(url):
                await asyncio.sleep(delay)
                page = await self._page(url, visit)
                if page is not None:
                    readings.append(await self._reading(page, visit.permit))
        return readings

    async def _dated(self, readings: list[Reading], visit: Visit) -> list[Reading]:
        """The site's feed, else its sitemap where no page tells a day, if there is a page left.

        A feed that cannot be read takes nothing from what the pages say.
        """
        home = readings[0].page
        robots = await visit.robots(home.url)
        feed = feed_named(read_page(home.body, home.url, home.content_type).html)
        told = any(reading.notice.activity for reading in readings)
        named = feed or (None if told else robots.sitemap)
        url = absolute(home.url, named) if named else None
        if url is None or len(readings) >= MOST_PAGES or robots.delay > LONGEST_DELAY:
            return []
        if not same_domain(url, home.url) or not await visit.may_read(url):
            return []
        await asyncio.sleep(robots.delay)
        try:
            page = await self._page(url, visit)
        except SourceError:
            return []
        if page is None:
            return []
        today = self.session.clock.now().date()
        found = feed_activity if feed else sitemap_activity
        activity = await asyncio.to_thread(found, page.body, today)
        return [Reading(page, Notice(status=NoticeStatus.INCOMPLETE, activity=activity))]

    async def _page(self, url: str, visit: Visit) -> Page | None:
        """One page, or None where there is none; SourceForbidden if it reserves its use."""
        answer = await self.session.page(url, visit.permit, visit.may_read)
        if isinstance(answer, Declined):
            return None
        if answer.headers.get("tdm-reservation", "").strip() == "1":
            raise SourceForbidden(CARD.id, "reserves its pages from being mined")
        return answer

    async def _reading(self, page: Page, permit: Permit) -> Reading:
        """The page read, drawn by a browser first where its scripts write it."""
        notice = await self._notice(page)
        if notice.needs_browser:
            with suppress(SourceError):  # what the plain page says stays
                drawn = await self.session.drawn(page, permit)
                if drawn is not None:
                    page, notice = drawn, await self._notice(drawn)
        return Reading(page, notice)

    async def _notice(self, page: Page) -> Notice:
        """What the page says, read beside the loop: a hostile page takes seconds."""
        today = self.session.clock.now().date()
        return await asyncio.to_thread(
            read_notice, page.body, page.url, page.content_type, today=today
        )

    def _candidates(self, home: Page) -> Iterator[str]:
        """Links that may lead to the notice, then to contacts, of the same registrable domain."""
        links = read_page(home.body, home.url, home.content_type).links
        seen = {without_fragment(home.url)}
        for wanted in (LEGAL, CONTACT):
            for link in links:
                url = without_fragment(urljoin(home.url, link.href))
                same = same_domain(url, home.url)
                if url not in seen and same and (wanted.search(link.text) or wanted.search(url)):
                    seen.add(url)
                    yield url


def is_whole(readings: list[Reading]) -> bool:
    """Whether a notice with a number and a way to reach the publisher was read."""
    return any(r.notice.siren and (r.notice.phones or r.notice.emails) for r in readings)


def same_domain(url: str, other: str) -> bool:
    """Whether two addresses are of one registrable domain."""
    first, second = (registrable(urlsplit(one).hostname or "") for one in (url, other))
    return first == second


def without_fragment(url: str) -> str:
    """The URL of the page itself."""
    return url.partition("#")[0]


def connect(session: Session) -> CompanySite:
    """The connector over a session of websites."""
    if not isinstance(session, WebSession):
        raise SourceChanged(CARD.id, "needs a session of websites")
    return CompanySite(session)
