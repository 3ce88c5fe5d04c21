"""The lines of Companies House's streams: which company or officer changed, and from where to go on.

Contract: developer-specs.company-information.service.gov.uk/streaming-api. One JSON object a line,
an empty line as a heartbeat. What changed is not read here: it is asked for again, under a permit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from connectors.answer import read_json
from connectors.base import Payload, read
from connectors.gb.companies_house_card import CARD
from connectors.gb.companies_house_names import company_number
from tracer.errors import SourceBusy, SourceChanged

OF_COMPANY = re.compile(r"^/company/([A-Za-z0-9]{1,8})(?:/|$)")
BUSY_SECONDS = 60.0  # at least, before a refused connection is tried again


class Stamp(Payload):
    """Where an event stands in its stream, and what happened: "changed" or "deleted"."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"fields_changed"})

    timepoint: int
    type: str
    published_at: str | None = None


class Line(Payload):
    """One line. `data` is the whole resource, people and all: it is dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"data"})

    resource_kind: str
    resource_uri: str
    event: Stamp
    resource_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEvent:
    """One change. `number` is the company's, None for what belongs to none.

    `timepoint` is where to go on from after a cut: the stream then gives the next event.
    """

    kind: str
    uri: str
    number: str | None
    timepoint: int
    deleted: bool


def events(lines: Iterable[bytes], status: int = 200) -> Iterator[StreamEvent]:
    """The changes that the lines of an answer tell of, heartbeats left out.

    A last line that a lost connection cut short is left: it comes again. Raises SourceChanged on a
    timepoint too old to go on from (416: what changed since must be asked for anew), on another
    status, and on a line that is not as known; SourceBusy when a connection too many was opened.
    """
    if status == 416:
        raise SourceChanged(CARD.id, "the timepoint is too old: reload")
    if status == 429:
        raise SourceBusy(CARD.id, "has too many streams open", retry_after=BUSY_SECONDS)
    if status != 200:
        raise SourceChanged(CARD.id, f"answers {status}")
    broken: SourceChanged | None = None
    for line in lines:
        if broken is not None:
            raise broken
        if not line.strip():
            continue
        try:
            said = read_json(CARD.id, line)
        except SourceChanged as error:
            broken = error
            continue
        yield event_of(read(Line, said, CARD.id))


def event_of(line: Line) -> StreamEvent:
    """The change one line tells of."""
    found = OF_COMPANY.match(line.resource_uri)
    return StreamEvent(
        kind=line.resource_kind,
        uri=line.resource_uri,
        number=company_number(found[1]) if found else None,
        timepoint=line.event.timepoint,
        deleted=line.event.type == "deleted",
    )
