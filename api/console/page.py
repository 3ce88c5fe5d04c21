"""What every page has: a reader, a language, a layout, and errors that are pages too."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.auth import Scope, Session
from api.console.locale import COOKIE, chosen, sentences
from api.console.problem_words import IN_FRENCH
from api.deps import ServicesDep
from api.errors import FormExpired, KeyRequired, ScopeMissing
from api.problems import document, unreadable
from api.words import (
    Language,
    born,
    born_on,
    contradiction,
    counted,
    day,
    label,
    meanings,
    money,
    signed,
)
from tracer.errors import TracerError

SESSION_COOKIE = "tracer_session"
YEAR = 365 * 24 * 3600

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(
    request: Request,
    template: str,
    *,
    session: Session | None = None,
    status: int = 200,
    **told: object,
) -> HTMLResponse:
    """A page in the reader's language."""
    language = chosen(request)
    text = templates.get_template(template).render(
        **told,
        language=language,
        t=sentences(language),
        label=lambda value: label(value, language),
        said=lambda text: text.fr if language == "fr" else text.en,
        french_problem=(IN_FRENCH if language == "fr" else {}).get,
        moment=lambda at: moment(at, french=language == "fr"),
        **written(language),
        session=session,
        may=lambda scope: session is not None and Scope(scope) in session.principal.scopes,
        here=request.url.path if request.method == "GET" else None,
    )
    return HTMLResponse(text, status_code=status, headers={"Content-Language": language})


def written(language: Language) -> dict[str, Callable[..., object]]:
    """How numbers, days, births and evidence are told in a language, by the names templates use."""
    return {
        "n": lambda number, what: counted(number, what, language),
        "bits": lambda number: signed(number, language),
        "money": lambda amount, currency: money(amount, currency, language),
        "day": lambda on: day(on, language),
        "born": lambda when: born(when, language),
        "born_on": lambda when: born_on(when, language),
        "contradiction": lambda veto: contradiction(veto, language),
        "meanings": lambda codes: meanings(codes, language),
    }


def moment(at: datetime, *, french: bool) -> str:
    """An instant as a person reads it. Always UTC, and it says so."""
    return at.strftime("%d/%m/%Y %H:%M UTC" if french else "%Y-%m-%d %H:%M UTC")


class PageRoute(APIRoute):
    """A route that answers with pages: an error is a page, no session leads to the sign-in page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with errors turned into pages and the chosen language kept."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response: Response
            try:
                response = await inner(request)
            except KeyRequired:
                response = RedirectResponse("/login", status_code=303)
            except TracerError as error:
                response = broken(request, error)
            except RequestValidationError as error:
                response = broken(request, unreadable(error))
            if request.query_params.get("lang") in ("fr", "en"):
                keep(request, response, COOKIE, chosen(request), YEAR)
            return response

        return handle


def broken(request: Request, error: TracerError) -> Response:
    """An error as a page."""
    return show(request, "problem.html", status=error.status, problem=document(error), known=None)


def keep(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie no script and no other site can use."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


async def reader(request: Request, services: ServicesDep) -> Session:
    """The session of whoever reads the page; KeyRequired when there is none."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        raise KeyRequired("no session")
    return await services.sessions.find(cookie)


ReaderDep = Annotated[Session, Depends(reader)]


async def writer(session: ReaderDep, form_token: Annotated[str, Form()] = "") -> Session:
    """The session of whoever sent a form that this session's pages made."""
    if not hmac.compare_digest(session.form_token.encode(), form_token.encode()):
        raise FormExpired("the form is not of this session")
    return session


WriterDep = Annotated[Session, Depends(writer)]


def need(session: Session, scope: Scope) -> None:
    """ScopeMissing unless the key behind the session may do this."""
    if scope not in session.principal.scopes:
        raise ScopeMissing(scope)


def fresh_id(prefix: str) -> str:
    """An opaque id for what a form makes."""
    return f"{prefix}_{secrets.token_hex(12)}"
