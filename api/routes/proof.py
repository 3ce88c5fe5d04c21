"""The journal, the sources and the rules: what an auditor reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Scope
from api.deps import OpaqueId, ServicesDep, holding
from api.routes.responses import KEYED, ONE
from api.schemas.proof import (
    EntriesOut,
    EntryOut,
    PoliciesOut,
    PolicyOut,
    SourceOut,
    SourcesOut,
    VerificationOut,
)
from tracer.errors import NotFound

router = APIRouter(prefix="/v1", tags=["proof"])

OpaqueCase = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]
AfterEntry = Annotated[int, Query(ge=-1, le=2**53)]
PageSize = Annotated[int, Query(ge=1, le=1000)]
AUDIT = [holding(Scope.AUDIT_READ)]
POLICY = [holding(Scope.POLICY_READ)]
SOURCES = [holding(Scope.SOURCES_READ)]


@router.get("/journal/entries", responses=KEYED, dependencies=AUDIT)
async def list_entries(
    services: ServicesDep,
    case: OpaqueCase = None,
    after: AfterEntry = -1,
    limit: PageSize = 200,
) -> EntriesOut:
    """Entries of the journal, all or those of one case, in the order they were written."""
    found = [e for e in await services.journal.read(case) if e.receipt.sequence > after]
    page = found[:limit]
    return EntriesOut(
        items=tuple(EntryOut.of(entry) for entry in page),
        next=page[-1].receipt.sequence if len(found) > limit else None,
    )


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
