"""The insolvency that the watches of a case found, for the decisions about its debtor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.confirmed import confirmed_by
from api.monitoring.store import StoredEvent, WatchStore
from api.safeguards.watch import Watch
from api.searches import SqlSearches
from tracer.case import Case
from tracer.entities import Property
from tracer.errors import Conflict
from tracer.monitoring import EventState, node_id, states
from tracer.report import TraceReport
from tracer.screening import Stop
from tracer.watched import enterprise, insolvency_told


async def watched_insolvency(watch: Watch, case: Case) -> Stop | None:
    """What live events tell of the confirmed debtor's own enterprise; None when they tell nothing.

    An event that the same source was read again after, by the last search, is in its answer.
    """
    stored = await WatchStore(watch.engine, watch.vault, watch.clock).events(case.id)
    if not stored:
        return None
    report = await SqlSearches(watch.engine, watch.vault, watch.clock).latest_report(case.id)
    if report is None:
        return None
    try:
        debtor = confirmed_by(report, case)
    except Conflict:
        return None
    newer = [one.event for one in live(stored) if not read_since(report, one)]
    return insolvency_told(newer, enterprise(case, debtor))


def live(stored: Sequence[StoredEvent]) -> Iterable[StoredEvent]:
    """The events that still hold, as all the events of their watch give it."""
    for watch in dict.fromkeys(one.watch for one in stored):
        of_watch = [one for one in stored if one.watch == watch]
        told = states(one.event for one in of_watch)
        yield from (one for one in of_watch if told[one.event.id] is EventState.LIVE)


def read_since(report: TraceReport, stored: StoredEvent) -> bool:
    """Whether the source of an event told a search how its companies stand, after it was found."""
    companies = {node_id(company) for company in stored.event.companies}
    return any(
        entity.id in companies
        and statement.prop is Property.INSOLVENCY_STATE
        and statement.provenance.source == stored.event.source
        and statement.provenance.retrieved_at > stored.found_at
        for answer in report.answers
        for record in answer.records
        for entity in record.entities
        for statement in entity.statements
    )
