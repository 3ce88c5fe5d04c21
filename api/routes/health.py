"""Whether the process lives, and whether it can work. Neither needs a key."""

from __future__ import annotations

from typing import Literal

import structlog
from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.deps import ServicesDep
from api.routes.responses import may_fail
from api.schemas.lawful import Out
from tracer.errors import JournalUnavailable

router = APIRouter(tags=["health"])
log = structlog.get_logger(__name__)


class HealthOut(Out):
    """The process answers."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def live() -> HealthOut:
    """The process lives."""
    return HealthOut()


@router.get("/readyz", responses=may_fail(503))
async def ready(services: ServicesDep) -> HealthOut:
    """The process can read its store and its journal."""
    try:
        await services.store.ping()
        await services.journal.read(limit=1)
    except SQLAlchemyError as error:
        log.error("not-ready", error=type(error).__name__)
        raise JournalUnavailable("the store does not answer") from None
    return HealthOut()
