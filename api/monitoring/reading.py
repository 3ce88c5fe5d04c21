"""Asks the sources of a watch, under permits, and puts what they say in the words of the watch.

The gazette tells what was published since a day. A register is read again and compared with what it
last told. A source that does not answer says nothing, and its failure is told with the watch.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import structlog

from api.monitoring.store import Heard
from api.safeguards.protected import Paced
from connectors.fr.bodacc import Bodacc
from connectors.fr.bodacc_feed import Published, notices_since
from connectors.fr.bodacc_notices import Notice
from connectors.fr.bodacc_standing import TRANSFER, UNDONE
from connectors.gb.companies_house_stream import events as changes_of
from tracer.entities import Entity, EntityKind, Property, Provenance, Record, Statement
from tracer.errors import (
    JournalUnavailable,
    SourceNotConfigured,
    SourceUnsupported,
    TracerError,
)
from tracer.lawful import Permit
from tracer.monitoring import EventKind, WatchedCompany, node_id
from tracer.ports import Connector
from tracer.source import SourceCard
from tracer.trace import Toolkit

log = structlog.get_logger(__name__)

GAZETTE = "fr.bodacc"
REGISTERS = {"FR": "fr.recherche_entreprises", "GB": "gb.companies_house"}
FAMILIES = {
    "collective": EventKind.INSOLVENCY,
    "radiation": EventKind.STRIKING_OFF,
    "creation": EventKind.REGISTRATION,
    "immatriculation": EventKind.REGISTRATION,
    "modification": EventKind.REGISTRATION,
}
STRIKE_OFFS = {TRANSFER: "transferred", UNDONE: "undone"}
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """A notice in the words of a watch. `about` is what a correction or cancellation is about."""

    kind: EventKind
    about: EventKind
    companies: tuple[WatchedCompany, ...]
    on: date
    record: str
    url: str
    after: str | None
    correction: bool
    cancels: str | None


def gazette_of(kit: Toolkit) -> Bodacc | None:
    """The gazette, if it is connected."""
    found = kit.connectors.get(GAZETTE)
    inner = found.inner if isinstance(found, Paced) else found
    return inner if isinstance(inner, Bodacc) else None


async def published_since(
    gazette: Bodacc, since: date, permit: Permit, companies: Iterable[WatchedCompany]
) -> tuple[list[Notified], Heard]:
    """What the gazette published about companies since a day, and whether that is all of it."""
    numbers = [company.number for company in companies]
    stream = notices_since(gazette.session, since, permit, numbers)
    said, heard = await gathered(stream, gazette.card)
    return [notified(one) for one in said], heard


async def registered(
    register: Connector, company: WatchedCompany, permit: Permit, at: datetime
) -> tuple[list[Record], Heard]:
    """What a register says of a company now; an answer cut short is none."""
    node = node_of(company, register.card, at)
    records, heard = await gathered(register.expand(node, permit), register.card)
    if heard is Heard.ANSWERED and any(record.withheld for record in records):
        return records, Heard.WITHHELD
    return records, heard


async def gathered(stream: AsyncIterator[Said], card: SourceCard) -> tuple[list[Said], Heard]:
    """Everything a source says before its deadline, and how that ended."""
    said: list[Said] = []
    try:
        async with asyncio.timeout(card.deadline_seconds):
            async for one in stream:
                said.append(one)  # noqa: PERF401 - what came before a failure is kept
    except JournalUnavailable:
        raise
    except (SourceUnsupported, SourceNotConfigured):
        return said, Heard.NOT_ASKED
    except (TracerError, TimeoutError) as error:
        code = error.code if isinstance(error, TracerError) else "deadline"
        log.warning("watched-source-failed", source=card.id, error=code)
        return said, Heard.UNAVAILABLE
    except Exception as error:  # noqa: BLE001 - one connector's fault ends no other watch
        log.error("connector-fault", source=card.id, error=type(error).__name__)
        return said, Heard.UNAVAILABLE
    return said, Heard.ANSWERED


def notified(found: Published) -> Notified:
    """A notice of the gazette as it concerns a watch: nobody is named in it."""
    notice = found.notice
    cancels = found.kind == "annulation"
    about = FAMILIES.get(notice.family, EventKind.REGISTRATION)
    return Notified(
        kind=EventKind.CANCELLATION if cancels else about,
        about=about,
        companies=tuple(WatchedCompany(country="FR", number=n) for n in sorted(found.sirens)),
        on=notice.published,
        record=found.id,
        url=notice.fetched.provenance(found.id).url,
        after=None if cancels else says(notice, about),
        correction=found.kind == "rectificatif",
        cancels=found.cancels,
    )


def says(notice: Notice, kind: EventKind) -> str | None:
    """What a notice says of the company: the state of its procedure, or what a strike-off is."""
    if kind is EventKind.INSOLVENCY and notice.ruling is not None:
        return (notice.ruling.state or notice.ruling.then).value
    if kind is EventKind.STRIKING_OFF:
        return STRIKE_OFFS.get(notice.comment, "struck_off")
    return None


def node_of(company: WatchedCompany, card: SourceCard, at: datetime) -> Entity:
    """The company as a node of the graph, to ask its register about."""
    where = Provenance(
        source=card.id,
        record=company.number,
        url=card.base_url,
        retrieved_at=at,
        body_sha256="",
        licence=card.licence,
    )
    said = (
        (Property.REGISTRATION_NUMBER, company.number),
        (Property.JURISDICTION, company.country),
    )
    return Entity(
        id=node_id(company),
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=p, value=v, provenance=where) for p, v in said),
    )


def stirred(lines: Iterable[bytes], watched: Iterable[WatchedCompany]) -> list[WatchedCompany]:
    """The watched British companies that lines of a stream tell a change of, each once.

    What changed is not in the lines as they are read: the register is asked again.
    """
    numbers = {event.number for event in changes_of(lines)}
    return sorted({c for c in watched if c.country == "GB" and c.number in numbers})
