"""`tracer journal`: verify it, take it away as a bundle, show its key, have it cosigned and timestamped."""
# ruff: noqa: PLC0415 -- a command imports what it needs when it runs

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.exits import Exit
from tracer.errors import Invalid, NotFound
from tracer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracer.ports import Verification

Lang = Annotated[str | None, typer.Option("--lang", help="fr or en; otherwise from LANG")]
File = Annotated[
    Path | None, typer.Option("--file", help="a journal file; otherwise the one in use")
]
LogKey = Annotated[
    str | None, typer.Option("--key", help="the journal's verifier key, your own copy")
]
Bundle = Annotated[Path, typer.Argument(help="the folder of an exported journal")]

journal_app = typer.Typer(no_args_is_help=True, help="The journal of every decision.")


@journal_app.command("verify")
def journal_verify(file: File = None, key: LogKey = None, lang: Lang = None) -> None:
    """Rebuild chains, tree and root from the raw entries; exit 8 if anything does not hold."""
    from api.account import write_verification
    from api.cli import language, out

    found = asyncio.run(verified(file, key))
    write_verification(found, out(), language(lang))
    raise typer.Exit(Exit.OK if found.intact else Exit.INTEGRITY)


async def verified(file: Path | None, key: str | None) -> Verification:
    """What checking the journal found: the named file, or the one the settings say."""
    from api.journals import verify_database
    from policies.checkpoint import Verifier
    from policies.journal_file import verify_file

    settings = Settings()
    if file is None and settings.journal_url is not None:
        return await verify_database(settings)
    return await verify_file(place(file), Verifier.of(key) if key else None)


@journal_app.command("restored")
def journal_restored() -> None:
    """Accept a journal put back from a backup, shorter than was signed, and journal what is lost."""
    from api.cli import out
    from api.wiring import SystemClock
    from policies.journal_restored import accept_restored

    if Settings().journal_url is not None:
        raise Invalid("TRACER_JOURNAL_URL", "only a journal file is accepted from here")
    receipt = asyncio.run(accept_restored(place(None), SystemClock(), "command-line"))
    out().print(f"entry {receipt.sequence} says what is lost")


@journal_app.command("export")
def journal_export(
    folder: Annotated[Path, typer.Argument(help="a folder that is not there yet")],
    file: File = None,
) -> None:
    """Write what an auditor takes away: the entries, the signed checkpoint and those kept before."""
    from api.cli import out
    from policies.bundle import export_journal

    if file is None and Settings().journal_url is not None:
        raise Invalid("TRACER_JOURNAL_URL", "a journal in a database is not exported from here")
    found = export_journal(place(file), folder)
    out().print(f"{found.size} entries, root {found.root.hex()}")


@journal_app.command("key")
def journal_key() -> None:
    """Print the public key that verifies the journal's checkpoints; hand it to whoever audits."""
    from api.cli import out
    from policies.checkpoint import KEY_FILE, signing_key

    path = Settings().data_dir / KEY_FILE
    if not path.is_file():
        raise NotFound("the journal has no signing key yet: it is made with the first entry")
    out().print(str(signing_key(path).verifier), soft_wrap=True)


@journal_app.command("receipt")
def journal_receipt(sequence: Annotated[int, typer.Argument(min=1)]) -> None:
    """Print the C2SP tlog-proof of one entry, which verifies offline."""
    from api.cli import out

    out().print(asyncio.run(receipt(sequence)), end="", soft_wrap=True)


async def receipt(sequence: int) -> str:
    """The receipt of an entry of the journal in use."""
    from api.journals import open_journal
    from api.wiring import SystemClock

    settings = Settings()
    if settings.journal_url is None:
        place(None)
    async with open_journal(settings, SystemClock()) as journal:
        return await journal.receipt_text(sequence)


@journal_app.command("prepare-database")
def journal_prepare_database() -> None:
    """Lay down the journal's tables and roles in the database that TRACER_JOURNAL_URL names."""
    from api.journals import lay_down

    asyncio.run(lay_down(Settings()))


@journal_app.command("witness-key")
def witness_key_made(
    key_file: Annotated[Path, typer.Argument(help="where the witness keeps its private key")],
    name: Annotated[str, typer.Option(help="the witness's name: a host and path, no space")],
) -> None:
    """Make a witness's key, elsewhere than the journal's; print the public key that verifies it."""
    from api.cli import out
    from policies.checkpoint import witness_key

    out().print(str(witness_key(key_file, name).verifier), soft_wrap=True)


@journal_app.command("cosign")
def journal_cosign(
    folder: Bundle,
    key: Annotated[str, typer.Option("--key", help="the journal's verifier key, your own copy")],
    key_file: Annotated[Path, typer.Option("--key-file", help="the witness's private key")],
    name: Annotated[str, typer.Option(help="the witness's name")],
    state: Annotated[Path, typer.Option(help="where the witness keeps what it signed last")],
) -> None:
    """As a witness: sign a bundle's checkpoint if the journal grew from the last one signed."""
    from api.cli import out
    from api.wiring import SystemClock
    from policies.bundle import cosign_bundle
    from policies.checkpoint import Verifier, witness_key

    if not key_file.is_file():
        raise NotFound("the witness has no key yet: tracer journal witness-key makes one")
    log, witness = Verifier.of(key), witness_key(key_file, name)
    at = int(SystemClock().now().timestamp())
    found = cosign_bundle(folder, log, witness, state, at)
    out().print(f"{found.size} entries cosigned by {witness.verifier}", soft_wrap=True)


@journal_app.command("stamp-request")
def journal_stamp_request(folder: Bundle) -> None:
    """Write `timestamp.tsq` into a bundle: what a timestamping authority is to be asked (RFC 3161)."""
    from policies.bundle import CHECKPOINT

    with stamping():
        from policies.timestamp import request_for
    (folder / "timestamp.tsq").write_bytes(request_for(text_of(folder / CHECKPOINT)))


@journal_app.command("stamp")
def journal_stamp(
    folder: Bundle,
    response: Annotated[Path, typer.Option("--response", help="the authority's answer, DER")],
    trusted: Annotated[Path, typer.Option("--trusted", help="the authority's root, PEM")],
) -> None:
    """Check an authority's answer and keep it in the bundle; print when the checkpoint existed."""
    from api.cli import out
    from policies.bundle import CHECKPOINT

    with stamping():
        from policies.timestamp import certificates, stamped_at
    asked = folder / "timestamp.tsq"
    request = bytes_of(asked) if asked.is_file() else None
    answer, note = bytes_of(response), text_of(folder / CHECKPOINT)
    at = stamped_at(note, answer, certificates(bytes_of(trusted)), request)
    (folder / "timestamp.tsr").write_bytes(answer)
    out().print(at.isoformat())


@contextmanager
def stamping() -> Iterator[None]:
    """Say which extra is wanted when it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "rfc3161_client":
            raise
        raise Invalid(
            "timestamp", "needs an extra, from the checkout: pip install '.[timestamp]'"
        ) from None


def bytes_of(path: Path) -> bytes:
    """A file named on the command line. Raises NotFound."""
    try:
        return path.read_bytes()
    except OSError:
        raise NotFound(f"{path.name} cannot be read") from None


def text_of(path: Path) -> str:
    """A checkpoint as it lies there. Raises NotFound; what is not text is no checkpoint."""
    return bytes_of(path).decode("utf-8", errors="replace")


def place(file: Path | None) -> Path:
    """The journal file that is meant. Raises NotFound, or a usage error for a named one."""
    path = file or Settings().data_dir / "journal.sqlite"
    if not path.is_file():
        if file:
            raise typer.BadParameter("there is no such file", param_hint="--file")
        raise NotFound(f"there is no journal at {path}; TRACER_DATA_DIR says where to look")
    return path
