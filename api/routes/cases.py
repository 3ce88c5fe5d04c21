"""Cases and their searches."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.bodies import CaseBody
from api.casefile import HistoryIn
from api.casework import open_case, run_search, tell_history
from api.deps import (
    CaseReader,
    CaseWriter,
    IdentityReader,
    OnceDep,
    OpaqueId,
    SearchRunner,
    ServicesDep,
    look,
)
from api.repeats import Claim
from api.routes.responses import CREATES, CREATES_IN, KEYED, ONE
from api.safeguards.operators import admit
from api.schemas.cases import (
    CaseLineOut,
    CaseOut,
    CasesOut,
    HistoryToldOut,
    OpenedCaseOut,
    SearchOut,
)

router = APIRouter(prefix="/v1", tags=["cases"])

PageSize = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]


@router.post("/cases", status_code=201, response_model=OpenedCaseOut, responses=CREATES)
async def write_case(
    body: CaseBody, who: CaseWriter, services: ServicesDep, request: OnceDep
) -> Response:
    """Open a case on a mandate and a basis record. The policy decides first; a refusal keeps nothing."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        case, permit = await open_case(services, who, body, claim.mint("cas"))
        return 201, f"/v1/cases/{case.id}", OpenedCaseOut.of(case, permit)

    return await request.answer(who, make)


@router.get("/cases", responses=KEYED)
async def list_cases(
    who: CaseReader, services: ServicesDep, after: After = None, limit: PageSize = 50
) -> CasesOut:
    """The cases assigned to you, newest first, without a word about whom they are."""
    await admit(services.watch, who.id)
    found = await services.store.lines(who.desk, who.id, after=after, limit=limit + 1)
    page = found[:limit]
    return CasesOut(
        items=tuple(CaseLineOut.of(line) for line in page),
        next=page[-1].id if len(found) > limit else None,
    )


@router.get("/cases/{case_id}", responses=ONE)
async def read_case(case_id: OpaqueId, who: CaseReader, services: ServicesDep) -> CaseOut:
    """One case. That it was looked at is journalled."""
    case = await look(services, case_id, who, "case")
    return CaseOut.of(case, await services.searches.of_case(case.id))


@router.post(
    "/cases/{case_id}/history",
    status_code=201,
    response_model=HistoryToldOut,
    responses=CREATES_IN,
)
async def write_history(
    case_id: OpaqueId, body: HistoryIn, who: CaseWriter, services: ServicesDep, request: OnceDep
) -> Response:
    """Tell the whole history again: letters, attempts, refusals, an objection. None is removed."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        told = await tell_history(services, who, case_id, body, claim.mint("his"))
        return 201, f"/v1/cases/{case_id}", HistoryToldOut.of(told)

    return await request.answer(who, make)


@router.post(
    "/cases/{case_id}/searches", status_code=202, response_model=SearchOut, responses=CREATES_IN
)
async def start_search(
    case_id: OpaqueId, who: SearchRunner, services: ServicesDep, request: OnceDep
) -> Response:
    """Run the trace in the background; read the search at `Location` until it is over."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        search = await run_search(services, who, case_id, claim.mint("sea"))
        return 202, f"/v1/searches/{search.id}", SearchOut.of(search)

    return await request.answer(who, make)


@router.get("/searches/{search_id}", responses=ONE)
async def read_search(search_id: OpaqueId, who: IdentityReader, services: ServicesDep) -> SearchOut:
    """Where a search stands, with its report once it is finished. No value in it is opened."""
    search = await services.searches.visible(search_id, who.desk, who.id)
    await look(services, search.case, who, "search")
    return SearchOut.of(search, await services.searches.report(search_id))
