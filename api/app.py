"""The HTTP application, as a list of what it has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import openapi, problems
from api.console import pages, problem_pages, second_person, seen_pages, session_pages
from api.console.proof import JournalCheck
from api.monitoring.sweep import watch_companies
from api.rights.retention import every_day
from api.routes import (
    captures,
    cases,
    contact,
    health,
    identity,
    monitoring,
    papers,
    profiles,
    proof,
    rights,
    safeguards,
    wrong_person,
)
from api.services import Services
from api.sweeping import sweep_grants
from api.threshold import Threshold

STATIC = Path(__file__).parent / "console" / "static"


def create_app(services: Services) -> FastAPI:
    """The API and the pages over one set of services. Searches that were not over are run again."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await services.runner.resume()
        sweeps = [
            asyncio.create_task(every_day(services)),
            asyncio.create_task(sweep_grants(services.kit.gate)),
            asyncio.create_task(watch_companies(services)),
        ]
        yield
        for task in sweeps:
            task.cancel()
        await asyncio.wait(sweeps, timeout=5)
        await services.runner.aclose()

    app = FastAPI(
        title=openapi.TITLE,
        version=version("tracer"),
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the stock pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.services = services
    app.state.journal_check = JournalCheck(services.journal, services.clock)
    app.include_router(health.router)
    app.include_router(papers.router)
    app.include_router(cases.router)
    app.include_router(identity.router)
    app.include_router(contact.router)
    app.include_router(proof.router)
    app.include_router(rights.router)
    app.include_router(wrong_person.router)
    app.include_router(safeguards.router)
    app.include_router(captures.router)
    app.include_router(profiles.router)
    app.include_router(monitoring.router)
    app.include_router(problem_pages.router)
    app.include_router(session_pages.router)
    app.include_router(pages.router)
    app.include_router(second_person.router)
    app.include_router(seen_pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Threshold)
    problems.install(app)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app
