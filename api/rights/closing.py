"""A case that is over: the day is written down, and its retention counts from it."""

from __future__ import annotations

from datetime import date

from api.auth import Principal
from api.rights.requests import stop_searches
from api.services import Services
from policies.retention import case_ends_on
from tracer.case import CaseId
from tracer.errors import Invalid
from tracer.ports import JournalEntry


async def close_case(services: Services, who: Principal, case: str, closed_on: date) -> date:
    """Write down that a claim was closed; the last day its case is kept. The journal has it first."""
    found = await services.store.visible(CaseId(case), who.desk)
    if closed_on > services.clock.now().date():
        raise Invalid("closed_on", "a closing is written down once it has come")
    receipt = await services.journal.append(
        JournalEntry(
            kind="closed",
            case=found.id,
            subject=None,
            operator=who.id,
            body={"closed_on": closed_on.isoformat()},
        )
    )
    await services.rights.close(found.id, closed_on, receipt.sequence)
    await stop_searches(services, [found.id])
    return case_ends_on(found.claim.nature, closed_on)
