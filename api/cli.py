"""The command line. Data goes to standard output, talk to standard error, and nobody's name to argv."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.command_groups import Commands
from api.exits import Exit, of_error
from api.journal_commands import journal_app
from api.match.commands import match_app
from api.policy_commands import policy_app
from api.reading import InvalidFile
from api.source_commands import sources_app
from api.words import Language, said
from tracer import logs
from tracer.errors import Invalid, NotFound, Refused, TracerError
from tracer.settings import Settings

EXITS = (
    "Exit codes: 0 ok, 1 a fault in the program, 2 usage, 3 not found, 4 refused, 5 conflict, 6 budget, "
    "7 partial, 8 integrity failure."
)

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=f"Lawful skip tracing. {EXITS}",
)
sandbox = typer.Typer(no_args_is_help=True, help="Pretend registers on loopback.")
key = typer.Typer(no_args_is_help=True, help="Local keys for the HTTP API and the pages.")
for name, group in (
    ("sandbox", sandbox),
    ("journal", journal_app),
    ("policy", policy_app),
    ("sources", sources_app),
    ("key", key),
    ("match", match_app),
):
    app.add_typer(group, name=name)

Lang = Annotated[str | None, typer.Option("--lang", help="fr or en; otherwise from LANG")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON instead of text")]


def main() -> NoReturn:
    """Run the command line and exit with one of the stable codes."""
    try:
        logs.configure(os.environ.get("TRACER_LOG_LEVEL", "ERROR"))
        app()
    except TracerError as error:
        explain(error, language(None))
        sys.exit(of_error(error))
    sys.exit(Exit.OK)


def explain(error: TracerError, spoken: Language) -> None:
    """Say in one clear line each what is wrong, where, and what to do; rules in the reader's words."""
    talk = Console(stderr=True, highlight=False, soft_wrap=True)
    if isinstance(error, InvalidFile):
        for field, problem in error.found:
            talk.print(f"{field}: {problem}", markup=False)
    elif isinstance(error, Invalid):
        talk.print(f"{error.field}: {error.problem}", markup=False)
    elif isinstance(error, Refused):
        receipt = f"{'reçu' if spoken == 'fr' else 'receipt'} {error.refusal.receipt.sequence}"
        for rule in error.refusal.rules:
            remedy = f" {said(rule.remedy, spoken)}" if rule.remedy else ""
            where = f"{', '.join(rule.fields)}: " if rule.fields else ""
            message = f"{where}{said(rule.message, spoken)}{remedy}"
            talk.print(f"{message} [{rule.rule}, {receipt}]", markup=False)
    elif isinstance(error, NotFound):
        talk.print(f"{error.code}: {error}", markup=False)
    else:
        doc = (type(error).__doc__ or "").strip().partition("\n")[0]
        talk.print(f"{error.code}: {error}. {doc}", markup=False)


def language(asked: str | None) -> Language:
    """The language asked for, or that of the environment; English otherwise."""
    found = (asked or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2]
    if asked is not None and found not in ("fr", "en"):
        raise typer.BadParameter("say fr or en", param_hint="--lang")
    return "fr" if found == "fr" else "en"


def out() -> Console:
    """Standard output, where what is told is never taken for markup; 120 columns off a terminal."""
    plain = Console(highlight=False, markup=False, emoji=False)
    if plain.is_terminal:
        return plain
    return Console(highlight=False, markup=False, emoji=False, width=120)


@app.command()
def demo(lang: Lang = None) -> None:
    """Trace an invented debtor against invented registers and print the account."""
    from api.demo import run

    asyncio.run(run(out(), language(lang)))


@app.command("trace")
def trace_file(
    file: Annotated[Path, typer.Option("--file", help="the case file, or - for standard input")],
    sources_at: Annotated[
        str | None, typer.Option("--sources-at", help="root URL of a sandbox to ask instead")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Trace the case in a file and print the account, or the report as JSON."""
    from api.trace_file import run_file

    if str(file) == "-":
        text = sys.stdin.buffer.read()
    elif file.is_file():
        text = file.read_bytes()
    else:
        raise typer.BadParameter("there is no such file", param_hint="--file")
    settings = Settings(sources_at=sources_at) if sources_at else Settings()
    spoken = language(lang)
    try:
        code = asyncio.run(run_file(text, settings, out(), spoken, as_json=as_json))
    except Refused as refusal:
        explain(refusal, spoken)
        code = Exit.REFUSED
    raise typer.Exit(code)


@app.command()
def serve(
    sources_at: Annotated[
        str | None, typer.Option("--sources-at", help="root URL of a sandbox to ask instead")
    ] = None,
    port: Annotated[int | None, typer.Option(help="loopback port; otherwise TRACER_PORT")] = None,
) -> None:
    """Serve the HTTP API and the pages on loopback, with everything inside one process."""
    from api.serve import run

    told = Settings()
    changes = {"sources_at": sources_at, "port": port}
    run(
        told.model_copy(
            update={name: value for name, value in changes.items() if value is not None}
        )
    )


@sandbox.command("serve")
def sandbox_serve(
    companies: Annotated[
        Path | None, typer.Option(help="JSON lines of real company records instead of the world")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free one")] = 8899,
    misbehave: Annotated[float, typer.Option(min=0, max=1, help="share of calls that fail")] = 0.0,
    seed: Annotated[int, typer.Option(help="decides which calls fail")] = 0,
) -> None:
    """Serve the registers' contracts on loopback until interrupted."""
    from connectors.sandbox.serve import run

    run(
        companies=companies,
        port=port,
        misbehave=misbehave,
        seed=seed,
        announce=lambda url: print(url, file=sys.stderr),
    )


@key.command("create")
def key_create(
    name: Annotated[str, typer.Option(help="what the key is for; not a person's name")],
    scope: Annotated[
        list[str] | None, typer.Option(help="repeat for each; none gives all of them")
    ] = None,
) -> None:
    """Make a key and print it once; only its hash is kept."""
    from api.keys import create

    asyncio.run(create(Settings(), name, tuple(scope or ()), out()))


@key.command("list")
def key_list(lang: Lang = None) -> None:
    """Every key: its id, what it is for, what it may do. The secrets are nowhere."""
    from api.keys import show

    asyncio.run(show(Settings(), out(), language(lang)))


@key.command("revoke")
def key_revoke(key_id: str, lang: Lang = None) -> None:
    """End a key and the page sessions that stand for it."""
    from api.keys import revoke

    asyncio.run(revoke(Settings(), key_id, out(), language(lang)))
