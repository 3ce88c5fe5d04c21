"""The problems a route may answer with, as its document says them."""

from __future__ import annotations

from typing import Any

from api.problems import MEDIA_TYPE

WORDS = {
    400: "The request cannot be read, or has no Idempotency-Key",
    401: "No valid key came with the request",
    403: "The key lacks the scope, or the policy withheld leave",
    404: "There is no such thing, or you may not see it",
    409: "It is already there, or in another state",
    413: "The request is too large",
    422: "What came in is not what the contract says",
    429: "The key has used up what it may do in this time; `Retry-After` says how long to wait",
    503: "The journal cannot be written, so nothing is shown",
}

Responses = dict[int | str, dict[str, Any]]


def may_fail(*statuses: int) -> Responses:
    """Documentation of problem answers, by status."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": WORDS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


KEYED = may_fail(400, 401, 403, 422, 503)
CREATES = KEYED | may_fail(409, 413)
ONE = KEYED | may_fail(404, 429)
CREATES_IN = CREATES | may_fail(404, 429)
