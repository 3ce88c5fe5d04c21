"""Signing in with a key, and out."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import SESSION_LASTS
from api.console.page import SESSION_COOKIE, PageRoute, WriterDep, keep, show
from api.deps import ServicesDep
from api.errors import FormExpired, KeyRequired

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FORM_COOKIE = "tracer_form"


@router.get("/")
async def start() -> Response:
    """The cases are the start."""
    return RedirectResponse("/cases", status_code=303)


@router.get("/login")
async def sign_in_page(request: Request) -> Response:
    """The form that asks for a key."""
    return sign_in_form(request, wrong=False)


@router.post("/login")
async def sign_in(
    request: Request,
    services: ServicesDep,
    key: Annotated[str, Form(max_length=200)] = "",
    form_token: Annotated[str, Form()] = "",
) -> Response:
    """A session for whoever holds the key."""
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not hmac.compare_digest(expected.encode(), form_token.encode()):
        raise FormExpired("the form is not of this browser")
    try:
        cookie = await services.sessions.begin(key.strip())
    except KeyRequired:
        return sign_in_form(request, wrong=True)
    response = RedirectResponse("/cases", status_code=303)
    keep(request, response, SESSION_COOKIE, cookie, int(SESSION_LASTS.total_seconds()))
    response.delete_cookie(FORM_COOKIE)
    return response


@router.post("/logout")
async def sign_out(request: Request, services: ServicesDep, _: WriterDep) -> Response:
    """The session is over."""
    await services.sessions.end(request.cookies[SESSION_COOKIE])
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def sign_in_form(request: Request, *, wrong: bool) -> Response:
    """The form, bound to this browser by a cookie so that nobody else can send it for him."""
    token = secrets.token_urlsafe(32)
    status = 401 if wrong else 200
    response = show(request, "login.html", status=status, wrong=wrong, form_token=token)
    keep(request, response, FORM_COOKIE, token, 3600)
    return response
