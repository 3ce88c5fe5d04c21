"""Wikidata: of a company, by its SIREN, the website and the accounts an item of it names.

Contract: https://www.mediawiki.org/wiki/Wikibase/API (action=query with haswbstatement, and
wbgetentities). Anybody may edit it: an account becomes a proof only where the item carries the number
and a reference supports the account.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched, Json
from connectors.base import dropped_by, read, unread_fields
from connectors.profiles.wikidata_payload import ITEM, ItemPage, SearchPage
from connectors.profiles.wikidata_record import is_of, record_of
from connectors.session import Session
from tracer.entities import SOLE_TRADER_FORM, Entity, EntityKind, Property, Record
from tracer.errors import SourceBusy, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject, SubjectKind

API = "/w/api.php"
LATER = frozenset({"maxlag", "ratelimited", "readonly"})
MOST = 3  # items with one number: more are a sign of vandalism, and none would be a proof

CARD = SourceCard(
    id="profiles.wikidata",
    title="Wikidata",
    publisher="Wikimedia Foundation",
    kind=SourceKind.IDENTIFIER_REGISTER,
    country="US",
    base_url="https://www.wikidata.org",
    licence="CC0-1.0",
    attribution="Wikidata",
    terms_url="https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "P1616 SIREN",
        "P1278 LEI",
        "P856 website",
        "P2002, P2013, P2003, P2397, P2037, P4264, P4033, P12361 accounts",
        "P31 nature of the item",
        "French and English label",
    ),
    fields_dropped=(
        *dropped_by(SearchPage, ItemPage),
        "every other property",
    ),
    personal_parameters=("srsearch",),
    rate_per_second=1.0,
    ttl_seconds=3_600,
    intrusiveness=1,
    legal_notes=(
        "Organisations only: an item that is a person is withheld whole, and the other properties of "
        "an item are not needed to reach a company (GDPR art. 5(1)(c))."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.05,
)


class Wikidata:
    """Wikidata over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The items of a company by its declared SIREN."""
        company = subject.kind is SubjectKind.COMPANY
        async for record in self._items(subject.siren if company else None, permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The items of a French company already found."""
        french = entity.id.startswith("fr-siren-") and entity.kind is EntityKind.COMPANY
        person = entity.text(Property.LEGAL_FORM) == SOLE_TRADER_FORM
        siren = entity.text(Property.REGISTRATION_NUMBER) if french and not person else None
        async for record in self._items(siren, permit):
            yield record

    async def _items(self, siren: str | None, permit: Permit) -> AsyncIterator[Record]:
        """Every item that carries the number, each as a record."""
        if siren is None or not siren_number.is_valid(siren):
            raise SourceUnsupported(CARD.id, "only a company with a valid SIREN can be asked")
        asked = {
            "action": "query",
            "list": "search",
            "srsearch": f"haswbstatement:P1616={siren}",
            "srlimit": str(MOST),
            "format": "json",
        }
        answer = await self._get(asked, permit)
        page = read(SearchPage, answer.body, CARD.id)
        titles = [hit.title for hit in page.query.search if ITEM.fullmatch(hit.title)]
        if not titles:
            return
        wanted = {
            "action": "wbgetentities",
            "ids": "|".join(titles),
            "props": "claims|labels",
            "languages": "fr|en",
            "format": "json",
        }
        answer = await self._get(wanted, permit)
        got = read(ItemPage, answer.body, CARD.id)
        stray = [
            *unread_fields(page),
            *(name for name in unread_fields(got) if not name.startswith("entities.items.")),
        ]
        items = {item.id: item for item in got.entities.items if is_of(item, siren)}.values()
        for item in items:
            yield record_of(item, siren, answer, alone=len(items) == 1, stray=stray)

    async def _get(self, params: dict[str, str], permit: Permit) -> Fetched:
        """An answer; to wait is told with status 200, and any other error there is no known shape."""
        answer = await self.session.get(API, params, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, "declines a question it has always understood")
        if error_code(answer.body) in LATER:
            raise SourceBusy(CARD.id, "asks us to come back later")
        return answer


def error_code(body: Json) -> str | None:
    """The code of an error that came with status 200, or None."""
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("code")) if isinstance(error, dict) else None


def connect(session: Session) -> Wikidata:
    """The connector over a session."""
    return Wikidata(session)
