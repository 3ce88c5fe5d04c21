"""The opening of one channel: decided afresh with the case as it is now, granted once, then shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from api.safeguards.standing import with_standing
from api.services import Services
from tracer.case import Case
from tracer.errors import IntegrityFailure, NotFound
from tracer.lawful import Grant, Obligation, Operation, Receipt
from tracer.ports import Journal, StoredEntry
from tracer.proposal import ContactProposal, Refusal
from tracer.report import TraceReport
from tracer.screen import retold
from tracer.situation import Situation


@runtime_checkable
class Receipts(Protocol):
    """A journal that gives receipts anybody can verify offline."""

    async def receipt_text(self, sequence: int) -> str:
        """A C2SP tlog-proof of one entry; NotFound while it is not in the tree yet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A channel in clear, on what conditions, and the journal entry that says it was opened."""

    proposal: ContactProposal
    value: str
    obligations: tuple[Obligation, ...]  # of the decision just taken
    receipt: Receipt  # of the opening
    proof: str | None  # C2SP tlog-proof of the opening, if the journal's tree has it already


async def opened(
    services: Services, case: Case, report: TraceReport, offer: ContactProposal, operator: str
) -> Opened | Refusal:
    """Open a channel that the last search proposed, for one person, once; or why not any more.

    What is found out about the debtor is the report's: screening, match and point. What is known of
    the case, of its history and across cases is what is known now.
    """
    case = await with_standing(services, case, operator)
    situation = Situation(
        case=case,
        operation=Operation.DISCLOSE,
        screening=retold(report.screening, case, services.clock.now().date()),
        match=report.match,
        point=offer.point,
    )
    gate = services.kit.gate
    grant = await gate.grant(situation, operator, until=offer.expires_at)
    if isinstance(grant, Refusal):
        return grant
    value = await gate.open(grant, offer.point)
    decided = await services.journal.prove(grant.decision)
    receipt = (await opening_of(services.journal, grant)).receipt
    return Opened(
        proposal=offer,
        value=value,
        obligations=tuple(Obligation(one) for one in decided.entry.body["obligations"]),
        receipt=receipt,
        proof=await proof_of(services.journal, receipt.sequence),
    )


async def opening_of(journal: Journal, grant: Grant) -> StoredEntry:
    """The entry that used a grant up."""
    for stored in await journal.read(grant.case, after=grant.decision):
        if stored.entry.kind == "opening" and stored.entry.body.get("grant") == grant.id:
            return stored
    raise IntegrityFailure("the journal lost the opening of a channel")


async def proof_of(journal: Journal, sequence: int) -> str | None:
    """The receipt of an entry as text; None while the journal's tree has not got it yet."""
    if not isinstance(journal, Receipts):
        return None
    try:
        return await journal.receipt_text(sequence)
    except NotFound:
        return None


def withheld_now(report: TraceReport, refusals: dict[str, Refusal]) -> TraceReport:
    """The report with what is withheld at this moment, by contact point, in place of its proposal."""
    return replace(
        report, offers=tuple(refusals.get(o.point.id, o) if o.point else o for o in report.offers)
    )
