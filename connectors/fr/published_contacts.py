"""Contacts that organisations publish, in the directories that hold them by SIREN.

A telephone or an e-mail address becomes a Contact the company is reached at, with whose it is as far
as the publication tells. Where it might be a private number, it is said to be one.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from phonenumbers import (
    Leniency,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_valid_number,
)
from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched
from connectors.base import MASK
from connectors.drawn import Drawn, company_id, opaque
from connectors.fr.french_text import folded
from connectors.session import Session
from tracer.entities import (
    SOLE_TRADER_FORM,
    ContactUse,
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Record,
)
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import SourceCard
from tracer.subject import Subject, SubjectKind

ONE_PERSON_FORMS = frozenset({SOLE_TRADER_FORM, "5498", "5720"})  # EI, EURL, SASU
FRENCH = re.compile(r"\+33(?!(\d)\1+$|123456789$)[1-9]\d{8}")  # and no example of a form
MOBILE = re.compile(r"\+33[67]")
ROLE = re.compile(
    r"(?<![a-z])(accueil|achats|administration|agence|assistance|asso|association|atelier|bonjour"
    r"|boutique|bureau|cabinet|clients?|commandes?|commercial|communication|compta|comptabilite"
    r"|contacts?|courrier|devis|direction|etablissement|facturation|factures?|garage|gestion|greffe"
    r"|hello|infos?|informations?|magasin|mairie|pharmacie|planning|reception|recouvrement"
    r"|restaurant|rh|sav|secretariat|services?|siege|standard|support|technique|tribunal|ventes?"
    r"|webmaster)(?![a-z])"
)
PRIVATE_MAILBOX = re.compile(
    r"(gmail|hotmail|live|msn|outlook|yahoo|icloud|me|aol|gmx|proton|protonmail|pm|aliceadsl|bbox|"
    r"club-internet|free|laposte|neuf|9online|numericable|orange|sfr|wanadoo)\.(com|fr|net|me)"
)
FIELDS = (
    (Property.PHONE, "phones"),
    (Property.EMAIL, "emails"),
    (Property.WEBSITE, "websites"),
)
NETWORKS = ("facebook.com", "instagram.com", "linkedin.com", "tiktok.com", "x.com", "twitter.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose contacts are asked. `one_person`: one person is the business; None if nobody tells."""

    siren: str
    one_person: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one row publishes, as it is written; a field may hold several values."""

    phones: tuple[str | None, ...] = ()
    emails: tuple[str | None, ...] = ()
    websites: tuple[str | None, ...] = ()


class Directory(ABC):
    """A directory that is asked by SIREN, over a session: what each of them has in common."""

    def __init__(self, session: Session, card: SourceCard) -> None:
        self.session = session
        self._card = card

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return self._card

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The contacts of the declared company; a person is not looked for here."""
        async for record in self.contacts(declared(subject, self.card.id), permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The contacts of a company already found."""
        async for record in self.contacts(found(entity, self.card.id), permit):
            yield record

    @abstractmethod
    def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """What the directory publishes of that SIREN; nothing where it publishes no contact."""

    async def ask(self, path: str, params: dict[str, str], permit: Permit) -> Fetched:
        """An answer, or SourceChanged when the question is refused: it was a good one before."""
        answer = await self.session.get(path, params, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(self.card.id, f"refuses the question ({answer.status})")
        return answer


def declared(subject: Subject, source: str) -> Asked:
    """What a declared company is asked by. SourceUnsupported for a person, or without a SIREN."""
    if subject.kind is not SubjectKind.COMPANY:
        raise SourceUnsupported(source, "a directory of organisations is asked about no person")
    return Asked(siren=valid_siren(subject.siren, source))


def found(entity: Entity, source: str) -> Asked:
    """What a company already found is asked by. SourceUnsupported for anything else.

    One that opposes the publication of what the register holds is not looked up elsewhere.
    """
    if entity.kind is not EntityKind.COMPANY or not entity.id.startswith(company_id("")):
        raise SourceUnsupported(source, "only a French company has a SIREN")
    if entity.text(Property.DISCLOSURE) == "partial":
        raise SourceUnsupported(source, "the register withholds who this is")
    form = entity.text(Property.LEGAL_FORM)
    return Asked(
        siren=valid_siren(entity.text(Property.REGISTRATION_NUMBER), source),
        one_person=None if form is None else form in ONE_PERSON_FORMS,
    )


def valid_siren(number: str | None, source: str) -> str:
    """The SIREN without spaces, or SourceUnsupported."""
    compact = "".join((number or "").split())
    if not siren_number.is_valid(compact):
        raise SourceUnsupported(source, "no valid SIREN to ask about")
    return compact


def record_of(
    asked: Asked,
    rows: Iterable[Said],
    fetched: Fetched,
    unread: Iterable[str] = (),
    *,
    withheld: bool = False,
) -> Record | None:
    """The contacts of a company as one record, each once; None when its rows publish none.

    `withheld`: they are not to be shown. What the source has is then said, and not its value.
    """
    drawn, rows, unread = Drawn(fetched.provenance(asked.siren)), tuple(rows), tuple(unread)
    company, by = company_id(asked.siren), fetched.source
    masks: list[tuple[Property, str | Masked | None]] = [
        (prop, Masked(by))
        for prop, field in FIELDS
        if any(
            text and (withheld or MASK.search(text)) for row in rows for text in getattr(row, field)
        )
    ]
    number = [(Property.REGISTRATION_NUMBER, asked.siren), (Property.JURISDICTION, "FR")]
    drawn.add(company, EntityKind.COMPANY, [*number, *masks])
    for row in () if withheld else rows:
        draw_said(drawn, company, row, asked.one_person)
    if len(drawn.entities) == 1 and not masks and not unread:
        return None
    withheld = len(drawn.entities) == 1 and bool(masks)
    return drawn.record(asked.siren, withheld=withheld, unread=unread)


def draw_said(drawn: Drawn, owner: EntityId, said: Said, one_person: bool | None) -> None:
    """The contacts and sites of a row, and the links of their owner to them."""
    uses = [
        (Property.PHONE, number, phone_use(number, one_person)) for number in phones(said.phones)
    ]
    uses += [(Property.EMAIL, box, email_use(box, one_person)) for box in emails(said.emails)]
    for prop, value, use in uses:
        contact = opaque("fr-contact-", owner, prop, value)
        drawn.add(contact, EntityKind.CONTACT, [(prop, value), (Property.USE, use)])
        drawn.link(owner, LinkType.REACHED_AT, contact)
    for url in websites(said.websites):
        site = opaque("website-", url)
        drawn.add(site, EntityKind.WEBSITE, [(Property.WEBSITE, url)])
        drawn.link(owner, LinkType.PUBLISHES, site)


def phones(texts: Iterable[str | None]) -> Iterator[str]:
    """Every telephone number of some fields, in E.164; one that no one can dial is none.

    A French one has its form alone checked: what is not attributed today may be tomorrow.
    """
    for text in texts:
        for match in PhoneNumberMatcher(text or "", "FR", leniency=Leniency.POSSIBLE):
            number = format_number(match.number, PhoneNumberFormat.E164)
            foreign = match.number.country_code != 33 and is_valid_number(match.number)
            if foreign or FRENCH.fullmatch(number):
                yield number


def emails(texts: Iterable[str | None]) -> Iterator[str]:
    """Every e-mail address of some fields, in lower case."""
    for text in texts:
        for part in re.split(r"[\s;,/|]+", (text or "").replace("mailto:", " ")):
            try:
                yield validate_email(part, check_deliverability=False).normalized.lower()
            except EmailNotValidError:
                continue


def websites(texts: Iterable[str | None]) -> Iterator[str]:
    """Every site of some fields as a whole URL. A page on a social network is not a website."""
    for text in texts:
        for part in re.split(r"[\s;,|]+", text or ""):
            url = part if re.match(r"https?://", part, re.IGNORECASE) else f"https://{part}"
            try:
                parts = urlsplit(url)
                host = (parts.hostname or "").removeprefix("www.")
            except ValueError:
                continue
            if parts.username or not re.fullmatch(r"([\w-]+\.)+[a-z]{2,}", host):
                continue
            if not any(host == name or host.endswith(f".{name}") for name in NETWORKS):
                yield f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def phone_use(number: str, one_person: bool | None) -> ContactUse:
    """A mobile is somebody's: private unless the company is known to be more than one person."""
    if not MOBILE.match(number):
        return ContactUse.ROLE
    return ContactUse.NOMINATIVE if one_person is False else ContactUse.PERSONAL


def email_use(address: str, one_person: bool | None) -> ContactUse:
    """A mailbox that names no function is taken to be somebody's; at a public provider, private."""
    name, _, domain = address.partition("@")
    if ROLE.search(folded(name)):
        return ContactUse.ROLE
    private = PRIVATE_MAILBOX.fullmatch(domain) and one_person is not False
    return ContactUse.PERSONAL if private else ContactUse.NOMINATIVE
