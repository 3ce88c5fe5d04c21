"""What the watches on the debtor's own enterprise tell of his insolvency, as one circumstance.

Pure. A watch hears what was published since it began, and nothing before: it tells that a procedure
is open, or that a person must read a judgment, and never that there is no procedure.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from tracer.case import Case
from tracer.evidence import Candidate
from tracer.lawful import Text
from tracer.monitoring import EventKind, WatchedCompany, WatchEvent, company_of
from tracer.screening import Finding, InsolvencyState, Stop, StopKind

OPEN = frozenset(InsolvencyState) - {InsolvencyState.NONE}
OVER = frozenset({"ends", "none"})
"""What closes a procedure: a judgment, or a register that tells of none."""

FORMALITIES = frozenset({"nothing", "excluded"})
"""Judgments after which things stand as they did."""

DOUBTS = frozenset({"unclear", "unknown"})
"""Judgments that leave an open procedure open; without one, a person must read them."""


def enterprise(case: Case, debtor: Candidate) -> frozenset[WatchedCompany]:
    """The watchable companies that owe: the debtor company, or the businesses of a sole trader.

    A company that the debtor only directs owes its own debts.
    """
    return frozenset(
        own
        for office in debtor.offices
        if (case.subject.is_company or office.sole_trader) and (own := company_of(office.company))
    )


def insolvency_told(events: Iterable[WatchEvent], own: frozenset[WatchedCompany]) -> Stop | None:
    """The insolvency of an enterprise from the live events about it; None when they tell of none.

    Each source is followed by itself, in the order of publication: what one closes, another may
    still hold open.
    """
    last: dict[tuple[str, WatchedCompany], Stop | None] = {}
    for event in sorted(events, key=attrgetter("on")):
        if event.kind is not EventKind.INSOLVENCY or event.after in FORMALITIES:
            continue
        for company in own.intersection(event.companies):
            of = event.source, company
            known = last.get(of)
            if known is None or known.finding is not Finding.YES or event.after not in DOUBTS:
                last[of] = told_by(event)
    told = [stop for stop in last.values() if stop is not None]
    return next((stop for stop in told if stop.finding is Finding.YES), told[0] if told else None)


def told_by(event: WatchEvent) -> Stop | None:
    """What one event says by itself: open, over (None), or for a person to read."""
    if event.after in OVER:
        return None
    state = InsolvencyState(event.after) if event.after in OPEN else None
    return Stop(
        kind=StopKind.INSOLVENCY,
        finding=Finding.UNKNOWN if state is None else Finding.YES,
        source=event.source,
        text=Text(fr="procédure collective du débiteur", en="insolvency of the debtor"),
        state=state,
        since=event.on if state else None,
    )
