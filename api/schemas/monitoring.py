"""Watches and their events: what is sent and read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.fields import Part
from api.monitoring.store import Heard, StoredEvent, StoredWatch, WatchEnd
from api.schemas.lawful import Out
from tracer.monitoring import EventKind, EventState, WatchedCompany, WatchPurpose, states

Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z ]{1,20}$"),
]


class WatchBody(Part):
    """Which of the confirmed debtor's own companies to watch, for what, and to which day."""

    companies: tuple[Number, ...] = Field(min_length=1, max_length=20, examples=[["123456782"]])
    purposes: tuple[WatchPurpose, ...] = Field(min_length=1, max_length=len(WatchPurpose))
    until: date = Field(
        description="The last day: at most 180 days ahead, not past the mandate or the basis."
    )


class CompanyOut(Out):
    """A company in the register of its country."""

    country: str
    number: str

    @classmethod
    def of(cls, company: WatchedCompany) -> CompanyOut:
        """From the domain."""
        return cls(country=company.country, number=company.number)


class HeardOut(Out):
    """How the last question to a source ended. One that did not answer says nothing of a company."""

    source: str
    heard: Heard


class WatchOut(Out):
    """A watch. `polled_at` is null until it was polled; `end` says why it is over, null while it runs."""

    id: str
    companies: tuple[CompanyOut, ...]
    purposes: tuple[WatchPurpose, ...]
    until: date
    created_at: datetime
    polled_at: datetime | None
    heard: tuple[HeardOut, ...]
    ended_at: datetime | None
    end: WatchEnd | None
    receipt: int

    @classmethod
    def of(cls, stored: StoredWatch) -> WatchOut:
        """From the store."""
        watch = stored.watch
        return cls(
            id=watch.id,
            companies=tuple(CompanyOut.of(company) for company in watch.companies),
            purposes=watch.purposes,
            until=watch.until,
            created_at=watch.created_at,
            polled_at=stored.polled_at,
            heard=tuple(HeardOut(source=name, heard=how) for name, how in stored.state.heard),
            ended_at=stored.ended_at,
            end=stored.end,
            receipt=stored.receipt,
        )


class WatchMadeOut(Out):
    """A watch that was written down; it is polled from now on."""

    id: str
    until: date
    receipt: int


class WatchesOut(Out):
    """The watches of a case, oldest first."""

    items: tuple[WatchOut, ...]


class EventOut(Out):
    """One thing that happened. What is `cancelled` or `replaced` stays, and no longer holds.

    `on` is the day of publication, or the day a changed fact was seen. `correction` says that the
    notice replaces another one. `rules` withheld leave to ask.
    """

    id: str
    watch: str
    kind: EventKind
    state: EventState
    companies: tuple[CompanyOut, ...]
    on: date
    source: str
    record: str
    url: str | None
    before: str | None
    after: str | None
    correction: bool
    cancels: str | None
    rules: tuple[str, ...]
    found_at: datetime
    receipt: int


class EventsOut(Out):
    """The events of a case, in the order they were found."""

    items: tuple[EventOut, ...]

    @classmethod
    def of(cls, stored: Sequence[StoredEvent]) -> EventsOut:
        """From the store, each in the state that all of its watch give it."""
        told: dict[str, EventState] = {}
        for watch in {one.watch for one in stored}:
            told |= states(one.event for one in stored if one.watch == watch)
        return cls(items=tuple(event_out(one, told[one.event.id]) for one in stored))


def event_out(stored: StoredEvent, state: EventState) -> EventOut:
    """One event as it leaves."""
    event = stored.event
    return EventOut(
        id=event.id,
        watch=stored.watch,
        kind=event.kind,
        state=state,
        companies=tuple(CompanyOut.of(company) for company in event.companies),
        on=event.on,
        source=event.source,
        record=event.record,
        url=event.url,
        before=event.before,
        after=event.after,
        correction=event.correction,
        cancels=event.cancels,
        rules=event.rules,
        found_at=stored.found_at,
        receipt=stored.receipt,
    )
