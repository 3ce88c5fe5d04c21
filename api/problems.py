"""Every error as a problem document (RFC 9457): a stable code, its page, and never a value."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api import errors as door
from api.captures import errors as capturing
from api.reading import InvalidFile, invalid_file
from api.schemas.lawful import RuleOut
from api.schemas.problem import FieldProblem, Problem
from tracer import errors as domain
from tracer.errors import TracerError

MEDIA_TYPE = "application/problem+json"

KNOWN: dict[str, type[TracerError]] = {
    kind.code: kind
    for module in (domain, door, capturing)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, TracerError)
}
"""Every error by its code; its docstring is what the page says."""

BY_STATUS: dict[int, type[TracerError]] = {
    400: door.MalformedRequest,
    404: domain.NotFound,
    405: door.MethodNotAllowed,
    413: door.BodyTooLarge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means: one sentence that says what happened, one that says what to do."""

    title: str
    remedy: str


def meaning(kind: type[TracerError]) -> Meaning:
    """The two parts of an error's docstring."""
    title, _, remedy = " ".join((kind.__doc__ or "").split()).partition(". ")
    return Meaning(title=title.rstrip("."), remedy=remedy)


def document(error: TracerError) -> Problem:
    """An error as it leaves. Its words name fields and rules, never a value."""
    said = meaning(KNOWN.get(error.code, type(error)))
    problem = Problem(
        type=f"/problems/{error.code}",
        title=said.title,
        status=error.status,
        code=error.code,
        detail=str(error) or None,
        remedy=said.remedy or None,
    )
    if isinstance(error, domain.Refused):
        return problem.model_copy(
            update={
                "effect": error.refusal.effect,
                "rules": tuple(RuleOut.of(rule) for rule in error.refusal.rules),
                "receipt": error.refusal.receipt.sequence,
            }
        )
    if isinstance(error, domain.Invalid):
        found = error.found if isinstance(error, InvalidFile) else ((error.field, error.problem),)
        told = tuple(FieldProblem(field=field, problem=wrong) for field, wrong in found)
        return problem.model_copy(update={"errors": told, "detail": None})
    return problem


def answer(error: TracerError) -> Response:
    """A problem document as an HTTP answer."""
    headers = {"WWW-Authenticate": 'Bearer realm="tracer"'} if error.status == 401 else None
    if isinstance(error, door.QuotaReached):
        headers = {"Retry-After": str(error.retry_after)}
    return JSONResponse(
        document(error).model_dump(mode="json", exclude_none=True),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def unreadable(error: RequestValidationError) -> TracerError:
    """A request that is not what the contract says; a missing Idempotency-Key has its own answer."""
    found = error.errors()
    if any(
        item["loc"] == ("header", "Idempotency-Key") and item["type"] == "missing" for item in found
    ):
        return door.RepeatKeyMissing()
    for item in found:
        if item["type"] == "json_invalid":
            return InvalidFile([("body", "not valid JSON")], [("body", "json_invalid")])
    return invalid_file(found)


def install(app: FastAPI) -> None:
    """Make every error of an application leave as a problem document."""

    @app.exception_handler(TracerError)
    async def known(_: Request, error: TracerError) -> Response:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return answer(unreadable(error))

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        kind = BY_STATUS.get(error.status_code, TracerError)
        left = answer(kind())
        if "Allow" in (error.headers or {}):
            left.headers["Allow"] = (error.headers or {})["Allow"]
        return left
