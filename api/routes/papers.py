"""Mandates and basis records: what must be written down before a case is opened."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.deps import BasisWriter, MandatesWriter, OnceDep, OpaqueId, ServicesDep
from api.mandatefile import BasisIn, MandateIn
from api.repeats import Claim
from api.routes.responses import CREATES, KEYED, ONE
from api.schemas.cases import BasesOut, BasisOut, MandateOut, MandatesOut
from api.store import Taken

router = APIRouter(prefix="/v1", tags=["mandates and basis"])


@router.post("/mandates", status_code=201, response_model=MandateOut, responses=CREATES)
async def write_mandate(
    body: MandateIn, who: MandatesWriter, services: ServicesDep, request: OnceDep
) -> Response:
    """Write down the written agreement with a creditor (CPCE R124-3)."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = claim.mint("man")
        mandate = body.read()
        with suppress(Taken):  # the process died after keeping it and before answering
            await services.store.add_mandate(made, mandate, who.desk)
        return 201, f"/v1/mandates/{made}", MandateOut.of(made, mandate)

    return await request.answer(who, make)


@router.get("/mandates", responses=KEYED)
async def list_mandates(who: MandatesWriter, services: ServicesDep) -> MandatesOut:
    """Every mandate of the desk."""
    found = await services.store.mandates(who.desk)
    return MandatesOut(items=tuple(MandateOut.of(*paper) for paper in found))


@router.get("/mandates/{mandate_id}", responses=ONE)
async def read_mandate(
    mandate_id: OpaqueId, who: MandatesWriter, services: ServicesDep
) -> MandateOut:
    """One mandate."""
    return MandateOut.of(mandate_id, await services.store.mandate(mandate_id, who.desk))


@router.post("/basis-records", status_code=201, response_model=BasisOut, responses=CREATES)
async def write_basis(
    body: BasisIn, who: BasisWriter, services: ServicesDep, request: OnceDep
) -> Response:
    """Write down the lawful basis on which cases will be worked (GDPR art. 5(2), 6)."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = claim.mint("bas")
        basis = body.read()
        with suppress(Taken):
            await services.store.add_basis(made, basis, who.desk)
        return 201, f"/v1/basis-records/{made}", BasisOut.of(made, basis)

    return await request.answer(who, make)


@router.get("/basis-records", responses=KEYED)
async def list_bases(who: BasisWriter, services: ServicesDep) -> BasesOut:
    """Every basis record of the desk."""
    found = await services.store.bases(who.desk)
    return BasesOut(items=tuple(BasisOut.of(*paper) for paper in found))


@router.get("/basis-records/{basis_id}", responses=ONE)
async def read_basis(basis_id: OpaqueId, who: BasisWriter, services: ServicesDep) -> BasisOut:
    """One basis record."""
    return BasisOut.of(basis_id, await services.store.basis(basis_id, who.desk))
