"""A problem document (RFC 9457) as it leaves: what happened, why, and what would help."""

from __future__ import annotations

from pydantic import Field

from api.schemas.lawful import Out, RuleOut
from tracer.lawful import Effect


class FieldProblem(Out):
    """One field that is wrong, and what to do. The value is never repeated."""

    field: str
    problem: str


class Problem(Out):
    """What went wrong, by a stable `code`; `type` is the address of a page that explains it."""

    type: str = Field(examples=["/problems/not-found"])
    title: str = Field(examples=["There is no such thing, or you may not see it"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["not-found"])
    detail: str | None = None
    remedy: str | None = None
    errors: tuple[FieldProblem, ...] | None = None
    effect: Effect | None = Field(default=None, description="on a refusal: forbid, or refer")
    rules: tuple[RuleOut, ...] | None = Field(default=None, description="on a refusal")
    receipt: int | None = Field(default=None, description="journal sequence of the refusal")
