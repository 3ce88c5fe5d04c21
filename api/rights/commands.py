"""`tracer rights` and `tracer retention`: the rights desk from the command line. No name in argv.

What may erase runs alone: a trace of another process could write again what is being erased.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import date
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel

from api.auth import Principal, Scope
from api.reading import parse
from api.rights import requests as desk
from api.rights.access import access_bundle
from api.rights.bodies import RequestBody, RulingBody, WrongPersonBody
from api.rights.notices import notice
from api.rights.readable import bundle_sections
from api.rights.reports import Outcome
from api.rights.retention import sweep
from api.rights.wrong_person import report_wrong_person, settle
from api.schemas.rights import (
    AccessBundleOut,
    NoticeOut,
    RightsRequestOut,
    ToTellOut,
    WrongPersonOut,
)
from api.services import Services
from api.store import MAIN_DESK
from policies.notice import plain_text
from policies.rights import RightsRequest
from tracer.errors import Invalid
from tracer.settings import Settings

rights_app = typer.Typer(no_args_is_help=True, help="Requests of persons about their rights.")
retention_app = typer.Typer(no_args_is_help=True, help="What is kept, and for how long.")

By = Annotated[str, typer.Option("--by", help="opaque id of who acts; never a name")]
Readable = Annotated[bool, typer.Option("--text", help="text to read instead of JSON")]
Done = TypeVar("Done")


@rights_app.command("receive")
def rights_receive(case: str, by: By) -> None:
    """Write a request down; its JSON (kind, received_on, notes, correction) is on standard input."""
    body = from_input(RequestBody)

    async def work(services: Services) -> RightsRequest:
        return await desk.receive(services, who(by), case, body.read(), fresh("rig"))

    show_request(run(work))


@rights_app.command("list")
def rights_list(
    everything: Annotated[bool, typer.Option("--all", help="answered ones too")] = False,
) -> None:
    """Requests with their last days, then who must be told of a change, one JSON object a line."""

    async def work(services: Services) -> list[BaseModel]:
        today = services.clock.now().date()
        found = await services.rights.requests(MAIN_DESK, open_only=not everything)
        owed = await services.rights.to_tell(MAIN_DESK)
        return [
            *(RightsRequestOut.of(one, today) for one in found),
            *(ToTellOut.of(one) for one in owed if everything or one.told_at is None),
        ]

    for one in run(work):
        typer.echo(one.model_dump_json())


@rights_app.command("identified")
def rights_identified(request: str, by: By) -> None:
    """The person is who they say they are: the request is being worked on."""
    show_request(run(lambda services: desk.identified(services, who(by), request)))


@rights_app.command("doubt")
def rights_doubt(request: str, by: By) -> None:
    """There are reasonable doubts about who asks, and more was asked. The clock goes on."""
    show_request(run(lambda services: desk.doubt(services, who(by), request)))


@rights_app.command("extend")
def rights_extend(
    request: str,
    by: By,
    told_on: Annotated[str, typer.Option(help="the day the person was told, YYYY-MM-DD")],
) -> None:
    """Two months more; the reason told to the person is on standard input."""
    reason, day = sys.stdin.read(), day_of(told_on)
    show_request(run(lambda services: desk.extend(services, who(by), request, day, reason)))


@rights_app.command("decide")
def rights_decide(request: str, by: By) -> None:
    """Grant or refuse; the JSON (granted, ground, reasons) is on standard input."""
    body = from_input(RulingBody)

    async def work(services: Services) -> RightsRequest:
        if body.granted:
            return await desk.grant(services, who(by), request)
        if body.ground is None or body.reasons is None:
            raise Invalid("ground", "a refusal states its ground and its reasons")
        return await desk.refuse(services, who(by), request, body.ground, body.reasons)

    show_request(run(work, alone_here=body.granted))


@rights_app.command("lift")
def rights_lift(
    request: str,
    by: By,
    told_on: Annotated[str, typer.Option(help="the day the person was told, YYYY-MM-DD")],
) -> None:
    """Lift a restriction of which the person was told before."""
    day = day_of(told_on)
    show_request(run(lambda services: desk.lift(services, who(by), request, day)))


@rights_app.command("told")
def rights_told(request: str, mandate: str, by: By) -> None:
    """The creditor of a mandate, by its reference, was told of what the request changed."""
    run(lambda services: desk.told(services, who(by), request, mandate))


@rights_app.command("access")
def rights_access(case: str, by: By, text: Readable = False) -> None:
    """The access bundle of an identified person: everything held, and every consultation."""
    made = run(lambda services: access_bundle(services, who(by), case))
    shown = plain_text(bundle_sections(made)) if text else dumped(AccessBundleOut.of(made))
    typer.echo(shown)


@rights_app.command("notice")
def rights_notice(case: str, by: By, text: Readable = False) -> None:
    """The article 14 notice of a case, and when each datum must be told."""
    made = run(lambda services: notice(services, who(by), case))
    typer.echo(plain_text(made.sections) if text else dumped(NoticeOut.of(made)))


@rights_app.command("wrong-person")
def rights_wrong_person(case: str, by: By) -> None:
    """ "This is not me": stop every case that may reach them; the JSON is on standard input."""
    body = from_input(WrongPersonBody)

    async def work(services: Services) -> WrongPersonOut:
        about, stopped = await report_wrong_person(
            services,
            who(by),
            case,
            fresh("wrg"),
            channel=body.channel,
            candidate=body.candidate,
            note=body.note,
        )
        return WrongPersonOut.of(about, stopped)

    typer.echo(dumped(run(work)))


@rights_app.command("settle")
def rights_settle(
    report: str, by: By, outcome: Annotated[Outcome, typer.Option(help="how it is settled")]
) -> None:
    """Settle a report; the reasons are on standard input."""
    reasons = sys.stdin.read()
    made = run(lambda services: settle(services, who(by), report, outcome, reasons))
    typer.echo(dumped(WrongPersonOut.of(made)))


@retention_app.command("sweep")
def retention_sweep(by: By = "local") -> None:
    """Delete what is past its term; how many things went, by category. The journal has the proof."""
    gone = run(lambda services: sweep(services, who(by).id), alone_here=True)
    for category, count in sorted(gone.items()):
        typer.echo(f"{category}\t{count}")


def run(
    work: Callable[[Services], Awaitable[Done]], *, alone_here: bool = False, asks: bool = False
) -> Done:
    """What some work over the services makes; Conflict when it must be alone and a service runs.

    Only work that `asks` sources needs a contact in the settings.
    """
    from api.data_folder import data_folder
    from api.serve import alone
    from api.wiring import wired

    settings = Settings()

    async def within() -> Done:
        async with wired(settings, asks=asks) as services:
            return await work(services)

    with alone(data_folder(settings)) if alone_here else nullcontext():
        return asyncio.run(within())


def who(by: str) -> Principal:
    """Whoever acts, as an opaque id; usage error for anything that may be a name."""
    plain = by.isascii() and all(letter.isalnum() or letter in "_.:-" for letter in by)
    if not (plain and 1 <= len(by) <= 64):
        raise Invalid("--by", "an opaque id of letters, digits, _ . : - is needed")
    return Principal(id=by, name=by, desk=MAIN_DESK, scopes=frozenset(Scope))


def from_input(model: type[Any]) -> Any:
    """The JSON on standard input, checked."""
    return parse(model, sys.stdin.buffer.read())


def fresh(prefix: str) -> str:
    """A new opaque id."""
    return f"{prefix}_{secrets.token_hex(12)}"


def day_of(text: str) -> date:
    """A day as written; Invalid if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("--told-on", "write it as YYYY-MM-DD") from None


def show_request(request: RightsRequest) -> None:
    """One request as JSON; due on its last day."""
    typer.echo(dumped(RightsRequestOut.of(request, request.received_on)))


def dumped(model: BaseModel) -> str:
    """As indented JSON."""
    return model.model_dump_json(indent=2)
