"""`tracer policy`: the rules in words, past decisions evaluated again, and the book counsel signs."""
# ruff: noqa: PLC0415 -- a command imports what it needs when it runs

from __future__ import annotations

import asyncio
import json
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

    write_rules(out(), language(lang))


@policy_app.command("explain")
def policy_explain(rule: str, lang: Lang = None) -> None:
    """One rule: what it says, where it comes from, when it fires, what would make it lawful."""
    from api.cli import language, out
    from api.rules import write_rule

    write_rule(rule, out(), language(lang))


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


@policy_app.command("book")
def policy_book(
    file: Annotated[Path, typer.Option("--out", help="the HTML file to write")],
    pdf: Annotated[Path | None, typer.Option("--pdf", help="print it as PDF as well")] = None,
    lang: Lang = None,
) -> None:
    """Write the book of rules: a page a rule, with its source, when it applies and examples."""
    from api.book import book
    from api.book_pdf import print_pdf
    from api.cli import language
    from api.match.whole_files import whole, write_whole
    from api.wiring import SystemClock
    from policies.load import load_packs

    packs = load_packs()
    html = book(packs, language(lang), SystemClock().now().date())
    try:
        write_whole(file, html)
    except OSError:
        raise typer.BadParameter("it cannot be written", param_hint="--out") from None
    if pdf is not None:
        with whole(pdf) as unfinished:
            print_pdf(html, unfinished)


@policy_app.command("sign")
def policy_sign(
    key: Annotated[Path, typer.Option("--key", help="an Ed25519 private key in PEM")],
    capacity: Annotated[str, typer.Option("--capacity", help="as what; not a person's name")],
    lang: Lang = None,
) -> None:
    """Approve the rules in force: keep a signature over their hash, and show it."""
    from api.cli import language, out
    from api.wiring import SystemClock
    from policies.load import load_packs
    from policies.signatures import keep, private_key, sign

    if not key.is_file():
        raise typer.BadParameter("there is no such file", param_hint="--key")
    settings = Settings()
    packs = load_packs()
    day = SystemClock().now().date()
    signature = sign(private_key(key.read_bytes()), packs.hash, capacity, day)
    keep(settings.data_dir / "signatures", signature)
    word = "signé" if language(lang) == "fr" else "signed"
    out().print(f"{word}  {packs.hash}  {signature.key}", soft_wrap=True)


@policy_app.command("signatures")
def policy_signatures(lang: Lang = None) -> None:
    """Every approval, and whether it is of the rules in force; exit 8 if one does not verify."""
    from api.cli import language, out
    from policies.load import load_packs
    from policies.signatures import kept

    settings, fr = Settings(), language(lang) == "fr"
    found = kept(settings.data_dir / "signatures")
    in_force = load_packs().hash
    if not found:
        out().print("Aucune signature." if fr else "No signature.")
    for one in found:
        if not one.valid:
            state = "signature fausse" if fr else "signature does not verify"
        elif one.pack_hash == in_force:
            state = "règles en vigueur" if fr else "rules in force"
        else:
            state = "d'autres règles" if fr else "other rules"
        out().print(f"{one.signed_on}  {one.capacity}  {state}  {one.key}", soft_wrap=True)
    raise typer.Exit(Exit.OK if all(one.valid for one in found) else Exit.INTEGRITY)


@policy_app.command("odrl")
def policy_odrl(
    file: Annotated[Path, typer.Option("--file", help="a case file; only its mandate is told")],
) -> None:
    """Print a mandate's permissions as ODRL 2.2, with the identifiers of the W3C vocabulary."""
    from api.casefile import CaseFile
    from api.cli import out
    from api.reading import parse
    from policies.odrl import agreement
    from tracer.case import CaseId

    if not file.is_file():
        raise typer.BadParameter("there is no such file", param_hint="--file")
    case = parse(CaseFile, file.read_bytes()).read(CaseId("odrl"))
    if case.mandate is None:
        raise typer.BadParameter("the case file has no mandate", param_hint="--file")
    told = agreement(case.mandate, case.basis)
    out().print(json.dumps(told, ensure_ascii=False, indent=1), soft_wrap=True)


@policy_app.command("lint")
def policy_lint(
    file: Annotated[Path, typer.Option("--file", help="a text in UTF-8, as it would be sent")],
) -> None:
    """Look for false authority, pretexts and a missing sender in a text; exit 4 if there is any.

    It finds words, not meaning: nothing found does not make a text lawful. Only places are printed.
    """
    from api.cli import out
    from policies.pretext import findings

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter("not a file of UTF-8 text", param_hint="--file") from None
    found = findings(text)
    for one in found:
        place = f"line {one.line}, characters {one.start}-{one.end}"
        out().print(f"{one.rule}  {one.fault.value}  {place}", soft_wrap=True)
    raise typer.Exit(Exit.REFUSED if found else Exit.OK)
