"""The API's own document: FastAPI's, with problem documents and header rules said in full."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas.problem import Problem

TITLE = "Tracer"
SUMMARY = "Finds a reachable, lawful way to contact a debtor who no longer answers, and proves it."
DESCRIPTION = """\
Every route needs an API key with the scope its security requirement names. Every request that
creates something carries an `Idempotency-Key`. Errors are problem documents (RFC 9457) whose
`type` is the address of a page that explains them. No personal data is in any path or query.
"""


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document, made once."""
    if app.openapi_schema is None:
        told = get_openapi(
            title=app.title,
            version=app.version,
            summary=SUMMARY,
            description=DESCRIPTION,
            routes=app.routes,
        )
        schemas = told.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        app.openapi_schema = told
    return app.openapi_schema
