"""`tracer evidence`: verify a capture, and have its manifest timestamped by way of files.

Nothing is sent: the request is taken to an authority, and its answer brought back, by whatever means
the house allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from api.captures.checking import stamped, verified
from api.captures.intents import noted
from api.captures.store import CaptureStore
from api.rights.commands import run
from api.services import Services
from policies.evidence import hashed, timestamp_request, token_state
from tracer.errors import Invalid

evidence_app = typer.Typer(no_args_is_help=True, help="Captured pages as evidence.")

Case = Annotated[str, typer.Option("--case", help="id of the case")]
Capture = Annotated[str, typer.Option("--capture", help="id of the capture")]
LARGEST_TOKEN = 100_000


@evidence_app.command("verify")
def evidence_verify(
    case: Case,
    capture: Capture,
    roots: Annotated[
        Path | None, typer.Option(help="PEM of the timestamping authorities that are believed")
    ] = None,
) -> None:
    """Recompute every hash against the manifest, and the manifest against the journal."""

    async def work(services: Services) -> str:
        found, files, tokens = await verified(services, case, capture)
        await services.journal.append(noted("capture_verified", case, None, {"id": capture}))
        state, token = stamped(found.manifest, tokens, trusted(roots))
        named = f"\t{hashed(token)}" if token else ""
        return f"{found.manifest.sha256}\t{len(files)} files\ttimestamp: {state}{named}"

    typer.echo(run(work))


@evidence_app.command("request")
def evidence_request(case: Case, capture: Capture, out: Path) -> None:
    """Write a timestamp request (RFC 3161) over the manifest to a file."""

    async def work(services: Services) -> bytes:
        found, _, _ = await verified(services, case, capture)
        return timestamp_request(found.manifest)

    out.write_bytes(run(work))


@evidence_app.command("stamp")
def evidence_stamp(case: Case, capture: Capture, token: Path) -> None:
    """Keep an authority's answer as it is, beside earlier ones, whether it can be verified or not."""
    body = token.read_bytes() if token.is_file() else b""
    if not 0 < len(body) <= LARGEST_TOKEN:
        raise Invalid("token", "no file of a timestamp answer")

    async def work(services: Services) -> str:
        found, _, _ = await verified(services, case, capture)
        told: dict[str, object] = {"id": capture, "token": hashed(body)}
        receipt = await services.journal.append(noted("capture_stamped", case, None, told))
        await CaptureStore.of(services).stamp(case, capture, body, receipt.sequence)
        return f"timestamp: {token_state(found.manifest, body)}"

    typer.echo(run(work))


def trusted(roots: Path | None) -> list[Certificate]:
    """The certificates of a PEM file; none without one."""
    if roots is None:
        return []
    try:
        return load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError):
        raise Invalid("--roots", "not certificates in PEM") from None
