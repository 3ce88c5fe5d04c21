"""Opens and ends a watch, and writes events down: each in the journal before it takes effect.

The journal has opaque ids and words of closed lists: no company, no notice, nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from api.auth import Principal
from api.confirmed import confirmed
from api.monitoring.store import (
    StoredEvent,
    StoredWatch,
    WatchEnd,
    WatchState,
    WatchStore,
    watch_store,
)
from api.rights.erasure import forget_answers
from api.safeguards.seeing import seen
from api.services import Services
from tracer.case import CaseId
from tracer.errors import Conflict, Invalid, NotFound
from tracer.monitoring import (
    CompanyWatch,
    EventKind,
    WatchedCompany,
    WatchEvent,
    WatchPurpose,
    checked_term,
    own_companies,
)
from tracer.ports import JournalEntry


async def open_watch(
    services: Services,
    who: Principal,
    case: str,
    numbers: Sequence[str],
    purposes: Sequence[WatchPurpose],
    until: date,
    watch_id: str,
) -> StoredWatch:
    """Watch companies of the confirmed debtor, to a day. Nothing is asked of a source yet.

    Conflict when the last search confirmed nobody, or not any more, or the claim is closed; Invalid
    when a company is not the debtor's own, or the day is too far.
    """
    found = await seen(services, who, case)
    store, now = watch_store(services), services.clock.now()
    if found.claim.closed_on is not None:
        raise Conflict("the claim is closed: there is nothing left to watch for")
    own = own_companies(await confirmed(services, found))
    state = WatchState(
        watch=CompanyWatch(
            id=watch_id,
            case=found.id,
            companies=named(numbers, own),
            purposes=tuple(dict.fromkeys(purposes)),
            until=checked_term(found, until, now.date()),
            created_by=who.id,
            created_at=now,
        ),
        seen_to=now.date(),
    )
    entry = JournalEntry(
        kind="watch",
        case=found.id,
        subject=None,
        operator=who.id,
        body={
            "id": watch_id,
            "companies": len(state.watch.companies),
            "purposes": [str(purpose) for purpose in state.watch.purposes],
            "until": until.isoformat(),
        },
    )
    receipt = await services.journal.append(entry)
    return await store.add(state, receipt.sequence)


def named(numbers: Iterable[str], own: Iterable[WatchedCompany]) -> tuple[WatchedCompany, ...]:
    """The debtor's own companies of those numbers, each once; Invalid when one is not his."""
    by_number = {company.number: company for company in own}
    asked = dict.fromkeys("".join(number.split()).upper() for number in numbers)
    if any(number not in by_number for number in asked):
        problem = "not a company of the confirmed debtor in a register that can be watched"
        raise Invalid("body.companies", problem)
    return tuple(by_number[number] for number in asked)


async def stop_watch(services: Services, who: Principal, case: CaseId, watch: str) -> None:
    """End a watch by hand. Ended before, it stays as it ended; NotFound when it is of another case."""
    found = await watch_store(services).get(watch)
    if found.watch.case != case:
        raise NotFound("there is no such watch")
    if found.ended_at is None:
        await end_watch(services, found.watch, WatchEnd.ASKED, who.id)


async def end_watch(
    services: Services, watch: CompanyWatch, why: WatchEnd, operator: str | None
) -> None:
    """End a watch, in the journal first."""
    body = {"id": watch.id, "end": str(why)}
    entry = JournalEntry(
        kind="watch-end", case=watch.case, subject=None, operator=operator, body=body
    )
    await services.journal.append(entry)
    await watch_store(services).end(watch.id, why)


async def forget_watched(services: Services, case: CaseId, operator: str | None) -> int:
    """End the watches of a case on somebody who is not the person sought, in the journal first.

    Their companies and their events go; how many events went.
    """
    store = watch_store(services)
    for found in await store.of_case(case):
        if found.ended_at is None:
            await end_watch(services, found.watch, WatchEnd.NOT_THE_PERSON, operator)
    return await store.forget(case, WatchEnd.NOT_THE_PERSON)


async def write_down(
    services: Services, store: WatchStore, state: WatchState, events: Sequence[WatchEvent]
) -> tuple[WatchEvent, ...]:
    """Keep what a poll brought and where it stands; the events that are new.

    An event that the journal has and the store has not was written just before a stop: it is not
    written again. What happened makes the answers kept in the case old: the next search asks again.
    """
    known = await store.known(state.watch.id)
    new = tuple({one.id: one for one in events if one.id not in known}.values())
    before = await written(services, state.watch.case) if new else {}
    kept = []
    for event in new:
        receipt = before.get(event.id)
        if receipt is None:
            body = {"id": event.id, "watch": state.watch.id, "kind": str(event.kind)}
            entry = JournalEntry(
                kind="watch-event",
                case=state.watch.case,
                subject=None,
                operator=None,
                body={**body, "source": event.source},
            )
            receipt = (await services.journal.append(entry)).sequence
        kept.append(
            StoredEvent(
                event=event, watch=state.watch.id, found_at=services.clock.now(), receipt=receipt
            )
        )
    if any(event.kind is not EventKind.WITHHELD for event in new):
        await forget_answers(services.rights.engine, state.watch.case)
    await store.polled(state, kept)
    return new


async def written(services: Services, case: CaseId) -> dict[str, int]:
    """The events the journal has of a case, by id, with the place of each."""
    entries = await services.journal.read(case)
    return {
        one.entry.body["id"]: one.receipt.sequence
        for one in entries
        if one.entry.kind == "watch-event"
    }
