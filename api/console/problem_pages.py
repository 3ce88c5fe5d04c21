"""What each problem code means, for whoever follows the `type` of a problem document."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.console.page import PageRoute, show
from api.problems import KNOWN, meaning
from api.schemas.problem import Problem
from tracer.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/problems")
async def list_problems(request: Request) -> Response:
    """Every code."""
    known = [(code, meaning(kind)) for code, kind in sorted(KNOWN.items())]
    return show(request, "problem.html", problem=None, known=known)


@router.get("/problems/{code}")
async def explain_problem(request: Request, code: str) -> Response:
    """One code: what it means and what to do."""
    kind = KNOWN.get(code)
    if kind is None:
        raise NotFound("there is no such problem")
    said = meaning(kind)
    told = Problem(
        type=f"/problems/{code}",
        title=said.title,
        status=kind.status,
        code=code,
        remedy=said.remedy or None,
    )
    return show(request, "problem.html", problem=told, known=None)
