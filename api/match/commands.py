"""`tracer match`: two people, a file of people, and how far the answers can be trusted.

Only what a command needs is imported, when it runs. People come in files, never in arguments.
"""
# ruff: noqa: PLC0415 -- the command line starts without numpy and Arrow

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.match.deceased_commands import deceased_app

if TYPE_CHECKING:
    from rich.console import Console

Lang = Annotated[str | None, typer.Option("--lang", help="fr or en; otherwise from LANG")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON instead of text")]
Queries = Annotated[Path, typer.Argument(help="the people sought: Parquet or CSV")]
Map = Annotated[
    Path | None, typer.Option("--map", help='TOML: [columns] nom = "their column", ...')
]
OfCertificate = Annotated[
    Path | None, typer.Option("--certificate", help="otherwise the one shipped with the model")
]
OfRegister = Annotated[
    Path | None, typer.Option("--register", help="the folder the register is kept in")
]

match_app = typer.Typer(
    no_args_is_help=True, help="Who is who: two people, or a file of them against a register."
)
match_app.add_typer(deceased_app, name="deceased")


@match_app.command("pair")
def pair(
    files: Annotated[
        list[Path] | None, typer.Argument(help="two JSON files, one person in each")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="one JSON file with a list of two people")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Explain whether two people are one: every field, for and against, in bits that add up."""
    from api.cli import language, out
    from api.match.pair import compare_pair, pair_json, read_pair, write_pair

    given = tuple(files or ()) if file is None else (file,)
    if len(given) != (2 if file is None else 1) or (file and files):
        raise typer.BadParameter("give two files, or one with --file", param_hint="FILES")
    told = compare_pair(*read_pair(given))
    for side, one in told.left_out:
        talk().print(f"{side}.{one.field}: {one.problem}", markup=False)
    if as_json:
        sys.stdout.write(pair_json(told) + "\n")
    else:
        write_pair(told, out(), language(lang))


@match_app.command("screen")
def screen(
    queries: Queries,
    against: Annotated[
        Path, typer.Argument(help="the register: Parquet, CSV, or a folder built before")
    ],
    out: Annotated[Path, typer.Option("--out", help="the answers: .parquet or .csv")],
    map_: Map = None,
    register: OfRegister = None,
    certificate: OfCertificate = None,
    best: Annotated[int, typer.Option(min=1, max=100, help="candidates a query, at most")] = 10,
    share: Annotated[
        int, typer.Option(min=1, max=100_000, help="queries answered at a time")
    ] = 10_000,
    lang: Lang = None,
) -> None:
    """Find every person of a file in a register; stopped, the same command goes on where it was."""
    from api.cli import language
    from api.cli import out as standard_output
    from api.match.column_map import read_map
    from api.match.screen import Screening
    from api.match.screen import screen as run
    from api.match.screen_account import progress_bar, write_summary, write_warnings

    asked = Screening(
        queries=queries,
        against=against,
        out=out,
        mapped=read_map(map_),
        register=register,
        certificate=certificate,
        best=best,
        share=share,
    )
    spoken = language(lang)
    with progress_bar(talk(), spoken) as progress:
        summary = run(asked, progress)
    write_warnings(summary, asked, talk(), spoken)
    write_summary(summary, asked, standard_output(), spoken)


@match_app.command("build")
def build(
    against: Annotated[Path, typer.Argument(help="the register: Parquet or CSV")],
    folder: Annotated[Path, typer.Argument(help="the folder to build; it appears when whole")],
    map_: Map = None,
    lang: Lang = None,
) -> None:
    """Build the register of a file once, to be searched by `screen` where it lies."""
    from api.cli import language, out
    from api.match.column_map import read_map
    from api.match.people_files import open_people
    from api.match.register_folder import build_folder
    from api.match.screen_account import progress_bar, write_built

    file = open_people(against, "against", read_map(map_))
    spoken = language(lang)
    with progress_bar(talk(), spoken) as progress:
        rejects = build_folder(file, folder, progress)
    write_built(file, rejects, folder, out(), talk(), spoken)


@match_app.command("evaluate")
def evaluate(
    queries: Queries,
    against: Annotated[Path, typer.Argument(help="the register: Parquet or CSV")],
    gold: Annotated[
        str, typer.Option("--gold", help="the column that says who is who, in both files")
    ] = "entity",
    certify: Annotated[
        Path | None, typer.Option("--certify", help="write the certificate these files bear out")
    ] = None,
    certificate: OfCertificate = None,
    map_: Map = None,
    register: OfRegister = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Screen labelled files and print the validation report."""
    from api.cli import language, out
    from api.match.column_map import read_map
    from api.match.evaluate import Evaluation
    from api.match.evaluate import evaluate as run
    from api.match.screen_account import progress_bar
    from api.match.validation_account import write_validation
    from api.match.whole_files import write_whole
    from api.wiring import SystemClock
    from tracer.errors import Invalid
    from tracer.matching.certificate import written

    asked = Evaluation(
        queries=queries,
        against=against,
        gold=gold,
        mapped=read_map(map_),
        register=register,
        certificate=certificate,
    )
    if certify is not None:
        if certify.resolve() in {path.resolve() for path in (queries, against)}:
            raise Invalid("certify", "would replace a file that is read")
        if not certify.parent.is_dir():
            raise Invalid("certify", "its folder does not exist")
    spoken = language(lang)
    with progress_bar(talk(), spoken) as progress:
        found = run(asked, SystemClock().now().date(), progress)
    if certify is not None:
        write_whole(certify, written(found.measured))
    if as_json:
        told = asdict(found) | {"measured": json.loads(written(found.measured))}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        write_validation(found, out(), spoken)


def talk() -> Console:
    """Standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)
