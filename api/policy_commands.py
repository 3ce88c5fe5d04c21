"""`tracer policy`: the rules in words, past decisions evaluated again, and the book counsel signs."""
# ruff: noqa: PLC0415 -- a command imports what it needs when it runs

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.exits import Exit
from tracer.settings import Settings

Lang = Annotated[str | None, typer.Option("--lang", help="fr or en; otherwise from LANG")]
OfCase = Annotated[str | None, typer.Option("--case", help="the decisions of one case")]

policy_app = typer.Typer(
    no_args_is_help=True, help="The rules, their sources, and what they would decide again."
)


@policy_app.command("list")
def policy_list(lang: Lang = None) -> None:
    """Every rule in force: its id, its authority and its title."""
    from api.cli import language, out
    from api.rules import write_rules

    write_rules(Settings(), out(), language(lang))


@policy_app.command("explain")
def policy_explain(rule: str, lang: Lang = None) -> None:
    """One rule: what it says, where it comes from, when it fires, what would make it lawful."""
    from api.cli import language, out
    from api.rules import write_rule

    write_rule(rule, Settings(), out(), language(lang))


@policy_app.command("replay")
def policy_replay(
    sequence: Annotated[
        int | None, typer.Argument(min=1, help="the receipt of one decision; otherwise all of them")
    ] = None,
    case: OfCase = None,
    lang: Lang = None,
) -> None:
    """Evaluate past decisions again by the rules of their day; exit 8 if one comes out different."""
    from api.cli import language, out
    from api.replaying import Asked, replay

    asked = Asked(sequence=sequence, case=case)
    same = asyncio.run(replay(Settings(), asked, out(), language(lang)))
    raise typer.Exit(Exit.OK if same else Exit.INTEGRITY)


@policy_app.command("what-if")
def policy_what_if(
    pack: Annotated[Path, typer.Option("--pack", help="a folder laid out as policies/packs")],
    case: OfCase = None,
    lang: Lang = None,
) -> None:
    """List the past decisions that other packs would change, on the facts and day they were taken."""
    from api.cli import language, out
    from api.replaying import Asked, what_if

    if not pack.is_dir():
        raise typer.BadParameter("there is no such folder", param_hint="--pack")
    asyncio.run(what_if(Settings(), pack, Asked(case=case), out(), language(lang)))
