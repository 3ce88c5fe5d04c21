"""`tracer operator`, `tracer protected` and `tracer canary`: for compliance, on this machine.

Names come on standard input, never in argv. The command line trusts whoever may run it: give no
shell to those who work cases.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel

from api.casefile import CaseFile
from api.reading import parse
from api.safeguards import operators
from api.safeguards.bodies import DeclarationBody, ProtectedBody
from api.safeguards.protected import alerts, protect, unprotect
from api.safeguards.seeing import plant_canary
from api.services import Services
from api.store import MAIN_DESK
from api.wiring import wired
from tracer.case import CaseId
from tracer.errors import NotFound
from tracer.settings import Settings

operator_app = typer.Typer(no_args_is_help=True, help="Who works cases: ties, locks.")
protected_app = typer.Typer(no_args_is_help=True, help="Persons nobody may find here.")
canary_app = typer.Typer(no_args_is_help=True, help="Invented cases nobody has a reason to open.")

By = Annotated[str, typer.Option("--by", help="opaque id of who acts; never a name")]
Told = TypeVar("Told", bound=BaseModel)


@operator_app.command("declare")
def operator_declare(key_id: str) -> None:
    """What may tie a key's holder to a debtor; JSON (surnames, addresses, mail_domains) on standard
    input. Only keyed hashes are kept.
    """
    body = from_input(DeclarationBody)

    async def work(services: Services) -> str:
        if key_id not in {key.id for key in await services.keys.keys()}:
            raise NotFound("there is no such key")
        await operators.declare(services.watch, key_id, body.lines())
        return key_id

    done(work)


@operator_app.command("lock")
def operator_lock(key_id: str, by: By) -> None:
    """Lock a key at once. Unlocking takes a second person, over the API."""

    async def work(services: Services) -> str:
        await operators.lock(services.watch, key_id, "by_hand", by=by)
        return key_id

    done(work)


@protected_app.command("add")
def protected_add(by: By) -> None:
    """Protect a person; JSON {"subject": …} as in a case file on standard input; prints the entry's
    id. Only keyed hashes are kept, and what was found about them before is taken back.
    """
    subject = from_input(ProtectedBody).subject.read()
    person = f"pro_{secrets.token_hex(12)}"

    async def work(services: Services) -> str:
        await protect(services.watch, services.searches, person, subject, by=by)
        return person

    done(work)


@protected_app.command("remove")
def protected_remove(person: str, by: By) -> None:
    """Take an entry off the list, by the id it was given."""

    async def work(services: Services) -> str:
        if not await unprotect(services.watch, person, by=by):
            raise NotFound("there is no such entry")
        return person

    done(work)


@protected_app.command("alerts")
def protected_alerts() -> None:
    """The searches that were about a protected person: time, case and journal entry."""

    async def work(services: Services) -> str:
        found = await alerts(services.watch)
        return "\n".join(f"{at.isoformat()}  {case}  {place}" for at, case, place in found)

    done(work)


@canary_app.command("plant")
def canary_plant(by: By) -> None:
    """Plant the invented case of a case file on standard input; prints its id, to assign or not."""
    file = parse(CaseFile, sys.stdin.buffer.read())

    async def work(services: Services) -> str:
        case = file.read(CaseId(f"cas_{secrets.token_hex(12)}"))
        planted = replace(case, opened_on=services.clock.now().date())
        await plant_canary(services.watch, planted, MAIN_DESK, by=by)
        return planted.id

    done(work)


def from_input(kind: type[Told]) -> Told:
    """The JSON on standard input, checked."""
    return parse(kind, sys.stdin.buffer.read())


def done(work: Callable[[Services], Awaitable[str]]) -> None:
    """Run it over the services of the settings and print what it answers."""

    async def run() -> str:
        async with wired(Settings(), asks=False) as services:
            return await work(services)

    if told := asyncio.run(run()):
        typer.echo(told)
