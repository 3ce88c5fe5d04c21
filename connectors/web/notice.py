"""A company's legal notice, read: bytes and URL in, facts out, each checked or left out.

What a publisher must state is set by the LCEN (art. 1-1, I), by § 5 DDG in Germany and by the Company,
Limited Liability Partnership and Business (Names and Trading Disclosures) Regulations 2015 in Great
Britain. A notice that lacks it is `incomplete`: a thing to look at, no proof of anything. Nothing here
is identity until a register confirms number, name and address together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from connectors.profiles.urls import fediverse_of, profile_of
from connectors.web.freshness import Activity, activity_of
from connectors.web.notice_abroad import GB_LAW, Rejected
from connectors.web.notice_address import address_of
from connectors.web.notice_contacts import (
    MOBILE,
    Email,
    Phone,
    e164,
    email_from,
    emails_of,
    phones_of,
    registrable,
    spelled_out,
    template_phone,
)
from connectors.web.notice_names import (
    one_person,
    publication_director,
    publisher_name,
    template_text,
)
from connectors.web.notice_numbers import numbers_of
from connectors.web.notice_parts import Line, Part, lines_of
from connectors.web.opening import Opening, opening_of
from connectors.web.page_text import Page, absolute, read_page
from connectors.web.registers import registry_departement
from connectors.web.structured import Organisation, structured_of
from tracer.entities import ContactUse
from tracer.normalise.addresses import departement
from tracer.subject import PostalAddress

LITTLE_TEXT = 200
"""Characters; a page with less and with scripts is written by them."""
LEGAL = re.compile(
    r"mentions?[-_ ]?l[ée]gales?|\blegal|imprint|impressum|\bcg[uv]\b", re.IGNORECASE
)
EURL = re.compile(r"\bE\.?U\.?R\.?L\b|unipersonnelle\s+[àa]\s+responsabilit[ée]", re.IGNORECASE)
PRESIDENT = re.compile(r"\bpr[ée]sidente?\b", re.IGNORECASE)
GERMAN = re.compile(r"\bImpressum\b|§\s*5\s*(?:TMG|DDG)\b|\bUSt-Id")
TOP_LEVELS = {"de": "DE", "uk": "GB", "fr": "FR", "at": "AT", "ch": "CH", "be": "BE", "lu": "LU"}
LANGUAGES = {"de": "DE", "fr": "FR"}


class NoticeStatus(StrEnum):
    """How far the page went."""

    COMPLETE = "complete"  # a name, a checked number and an address
    INCOMPLETE = "incomplete"
    PLACEHOLDER = "placeholder"  # a template nobody filled in
    NEEDS_BROWSER = "needs_browser"  # scripts write the page
    PDF = "pdf"  # the notice is a PDF: see `pdf`


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one page says of its publisher. Absent is not said, never "none"."""

    status: NoticeStatus
    name: str | None = None
    aliases: tuple[str, ...] = ()
    """Names the page's markup gives beside the publisher's: brands."""
    siren: str | None = None
    siret: str | None = None
    vat: str | None = None
    company_number: str | None = None
    """British (eight characters) or German ("HRB 12345")."""
    register: str | None = None
    """The town of the RCS, or of the German court."""
    country: str = "FR"
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    address: PostalAddress | None = None
    publication_director: str | None = None
    profile_links: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    """Other numbers of the page, and why each is not the publisher's."""
    flags: tuple[str, ...] = ()
    pdf: str | None = None
    activity: Activity | None = None
    opening: Opening | None = None

    @property
    def needs_browser(self) -> bool:
        """Whether the page has to be drawn before it can be read."""
        return self.status is NoticeStatus.NEEDS_BROWSER


def read_notice(
    body: bytes, url: str, content_type: str | None = None, *, today: date | None = None
) -> Notice:
    """The notice at `url`. Never raises on what a page holds.

    Without `today` no activity is read: a day to come could not be told from one past.
    """
    if body.startswith(b"%PDF") or "application/pdf" in (content_type or ""):
        return Notice(status=NoticeStatus.PDF, pdf=url)
    page = read_page(body, url, content_type)
    markup = structured_of(page.html, url)
    said = markup.organisation or Organisation()
    lines = lines_of(page.blocks)
    ours = tuple(line for line in lines if line.part is Part.PUBLISHER)
    filled = tuple(line for line in ours if not template_text(line.text))
    text = "\n".join(line.text for line in ours)
    stated = tuple(Line(number, Part.PUBLISHER, (), False) for number in said.numbers)
    numbers = numbers_of((*lines, *stated))
    country = numbers.country or _country(page, url, text)
    director, alone = publication_director(text), one_person(text)
    name = publisher_name(tuple(line.text for line in ours)) or said.legal_name
    address = address_of(filled, country) or _marked_address(said, country)
    phones = phones_of(ours, country, alone=alone, person=director)
    emails = emails_of(lines, url, alone=alone, name=name)
    proven = numbers.siren or numbers.company_number or numbers.vat
    template = (
        template_text(text)
        or template_phone(text, country)
        or any(rejected.reason == "placeholder" for rejected in numbers.rejected)
    )
    pdf = _pdf(page)
    return Notice(
        status=_status(
            page,
            template=template,
            proven=proven is not None,
            whole=bool(name and address),
            pdf=pdf,
        ),
        name=name,
        aliases=tuple(n for n in dict.fromkeys((said.name, said.legal_name)) if n and n != name),
        siren=numbers.siren,
        siret=numbers.siret,
        vat=numbers.vat,
        company_number=numbers.company_number,
        register=numbers.register,
        country=country,
        phones=phones or _marked_phones(said, country, alone=alone),
        emails=emails or _marked_emails(said, url, alone=alone, name=name),
        address=address,
        publication_director=director,
        profile_links=_profiles(page, ours, said, url),
        rejected=numbers.rejected,
        flags=(
            *numbers.flags,
            *_flags(text, numbers.register, address),
            *(["placeholder_left"] if template and proven else []),
        ),
        pdf=pdf,
        activity=activity_of(page.html, markup.days, today) if today else None,
        opening=opening_of(text, marked_open=said.opens, dissolved=said.dissolved),
    )


def _status(
    page: Page, *, template: bool, proven: bool, whole: bool, pdf: str | None
) -> NoticeStatus:
    if proven and whole:
        return NoticeStatus.COMPLETE
    if template and not proven:
        return NoticeStatus.PLACEHOLDER
    if not proven and pdf:
        return NoticeStatus.PDF
    if not proven and page.scripts and len(page.text) < LITTLE_TEXT:
        return NoticeStatus.NEEDS_BROWSER
    return NoticeStatus.INCOMPLETE


def _flags(text: str, register: str | None, address: PostalAddress | None) -> tuple[str, ...]:
    """What looks odd, by code. It lowers trust in the page and rejects nothing."""
    court = registry_departement(register or "")
    place = departement(address.postcode) if address else None
    flags = {
        "rcs_city_differs": court is not None and place is not None and court != place,
        "president_of_eurl": bool(EURL.search(text) and PRESIDENT.search(text)),
        "email_spelled_out": spelled_out(text),
    }
    return tuple(code for code, seen in flags.items() if seen)


def _country(page: Page, url: str, text: str) -> str:
    """The country whose rules the page follows, as far as it shows; France when it does not."""
    top = (urlsplit(url).hostname or "").rpartition(".")[2]
    if GB_LAW.search(text):
        return "GB"
    language = LANGUAGES.get(page.language) or ("DE" if GERMAN.search(text) else "FR")
    return TOP_LEVELS.get(top) or language


def _marked_address(said: Organisation, country: str) -> PostalAddress | None:
    if not (said.street and said.postcode and said.city):
        return None
    where = said.country if said.country and re.fullmatch(r"[A-Z]{2}", said.country) else country
    return PostalAddress(line=said.street, postcode=said.postcode, city=said.city, country=where)


def _marked_phones(said: Organisation, country: str, *, alone: bool) -> tuple[Phone, ...]:
    numbers = dict.fromkeys(n for text in said.phones if (n := e164(text, country)))
    return tuple(
        Phone(number=n, use=ContactUse.PERSONAL if alone and MOBILE.match(n) else ContactUse.ROLE)
        for n in numbers
    )


def _marked_emails(
    said: Organisation, url: str, *, alone: bool, name: str | None
) -> tuple[Email, ...]:
    site = registrable(urlsplit(url).hostname or "")
    found = (email_from(text, site, alone=alone, name=name) for text in said.emails)
    return tuple(dict.fromkeys(email for email in found if email))


def _profiles(page: Page, ours: tuple[Line, ...], said: Organisation, url: str) -> tuple[str, ...]:
    """Links to profiles on networks, as written; a host's or an agency's are not the publisher's.

    A server of the fediverse is known only where the page marks the link as its own.
    """
    marked = [*said.same_as, *(link.href for link in page.links if "me" in link.rel.split())]
    plain = [absolute(url, link) for line in ours for link in line.links]
    found = [link for link in marked if profile_of(link) or fediverse_of(link)]
    found += [link for link in plain if link and profile_of(link)]
    return tuple(dict.fromkeys(found))


def _pdf(page: Page) -> str | None:
    """The PDF that a link calls the legal notice."""
    return next(
        (
            link.href
            for link in page.links
            if urlsplit(link.href).path.lower().endswith(".pdf")
            and (LEGAL.search(link.text) or LEGAL.search(link.href))
        ),
        None,
    )
