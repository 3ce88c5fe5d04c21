"""The journal, the sources and the rules: what an auditor reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Principal, Scope
from api.deps import OpaqueId, ServicesDep, holding
from api.opening import proof_of
from api.routes.responses import KEYED, ONE
from api.schemas.proof import (
    ConsultationOut,
    ConsultationsOut,
    EntriesOut,
    EntryOut,
    FactsOut,
    PoliciesOut,
    PolicyOut,
    SourceOut,
    SourcesOut,
    TextReceiptOut,
    VerificationOut,
)
from policies.snapshot import facts_of
from tracer.errors import NotFound
from tracer.ports import JournalEntry, StoredEntry

router = APIRouter(prefix="/v1", tags=["proof"])

OpaqueCase = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]
AfterEntry = Annotated[int, Query(ge=-1, le=2**53)]
PageSize = Annotated[int, Query(ge=1, le=1000)]
Sequence = Annotated[int, Path(ge=1, le=2**53)]
Auditor = Annotated[Principal, holding(Scope.AUDIT_READ)]
CONSULTING = frozenset({"look", "opening"})
"""Kinds of entries that say somebody saw something of a person."""
READ_AT_ONCE = 1000
AUDIT = [holding(Scope.AUDIT_READ)]
POLICY = [holding(Scope.POLICY_READ)]
SOURCES = [holding(Scope.SOURCES_READ)]


@router.get("/journal/entries", responses=KEYED)
async def list_entries(
    who: Auditor,
    services: ServicesDep,
    case: OpaqueCase = None,
    after: AfterEntry = -1,
    limit: PageSize = 200,
) -> EntriesOut:
    """Entries of the journal, all or those of one case, in the order they were written.

    That they were read is journalled too.
    """
    found = await services.journal.read(case, after=after, limit=limit + 1)
    page = found[:limit]
    await services.watch.note("journal_read", who.id, about_case=case)  # after: not among its own
    return EntriesOut(
        items=tuple(EntryOut.of(entry) for entry in page),
        next=page[-1].receipt.sequence if len(found) > limit else None,
    )


@router.get("/journal/consultations", responses=KEYED)
async def list_consultations(
    who: Auditor,
    services: ServicesDep,
    case: Annotated[str, Query(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")],
    after: AfterEntry = -1,
    limit: PageSize = 200,
) -> ConsultationsOut:
    """Who looked at a case, and who opened which channel, in the order it happened.

    That it was read is journalled first.
    """
    await services.watch.note("journal_read", who.id, about_case=case)
    found: list[StoredEntry] = []
    place, over = after, False
    while len(found) <= limit and not over:
        page = await services.journal.read(case, after=place, limit=READ_AT_ONCE)
        found += [stored for stored in page if stored.entry.kind in CONSULTING]
        over = len(page) < READ_AT_ONCE
        place = page[-1].receipt.sequence if page else place
    return ConsultationsOut(
        items=tuple(ConsultationOut.of(stored) for stored in found[:limit]),
        next=found[limit - 1].receipt.sequence if len(found) > limit else None,
    )


@router.get("/journal/entries/{sequence}/facts", responses=ONE)
async def read_facts(sequence: Sequence, who: Auditor, services: ServicesDep) -> FactsOut:
    """The facts a decision was taken on. That they were read is in the journal before they are shown."""
    facts = await facts_of(services.journal, services.watch.vault, sequence)
    decided = await services.journal.prove(sequence)
    await services.journal.append(
        JournalEntry(
            kind="look",
            case=decided.entry.case,
            subject=decided.entry.subject,
            operator=who.id,
            body={"what": "facts", "decision": sequence},
        )
    )
    return FactsOut.of(sequence, facts)


@router.get("/journal/entries/{sequence}/receipt", responses=ONE, dependencies=AUDIT)
async def read_receipt(sequence: Sequence, services: ServicesDep) -> TextReceiptOut:
    """The C2SP tlog-proof of an entry: anybody with the journal's public key verifies it offline."""
    proof = await proof_of(services.journal, sequence)
    if proof is None:
        raise NotFound("there is no such entry in the journal's tree")
    return TextReceiptOut(sequence=sequence, proof=proof)


@router.get("/journal/verify", responses=KEYED, dependencies=AUDIT)
async def verify_journal(services: ServicesDep) -> VerificationOut:
    """Rebuild the whole chain from the raw entries and say whether it holds."""
    return VerificationOut.of(await services.journal.verify())


@router.get("/sources", responses=KEYED, dependencies=SOURCES)
async def list_sources(services: ServicesDep) -> SourcesOut:
    """Every source, with its terms, its licence and what is read and dropped."""
    kit = services.kit
    return SourcesOut(
        items=tuple(SourceOut.of(c, connected=c.id in kit.connectors) for c in kit.cards)
    )


@router.get("/policies", responses=KEYED, dependencies=POLICY)
async def list_policies(services: ServicesDep) -> PoliciesOut:
    """Every rule in force."""
    return PoliciesOut(items=tuple(PolicyOut.of(rule) for rule in services.rules))


@router.get("/policies/{rule_id}", responses=ONE, dependencies=POLICY)
async def read_policy(rule_id: OpaqueId, services: ServicesDep) -> PolicyOut:
    """One rule in force."""
    rule = services.rule(rule_id)
    if rule is None:
        raise NotFound("there is no such rule in force")
    return PolicyOut.of(rule)
