"""A capture held against its manifest, and its manifest against the journal."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.x509 import Certificate

from api.captures.store import Capture, CaptureStore, token_number
from api.services import Services
from policies.evidence import Manifest, TokenState, token_state, verify
from tracer.errors import IntegrityFailure


async def verified(
    services: Services, case: str, capture: str
) -> tuple[Capture, dict[str, bytes], tuple[bytes, ...]]:
    """A capture, its files in clear by name, and its timestamp tokens, the newest first, once every
    hash is recomputed.

    Raises NotFound, or IntegrityFailure for whatever is not what was captured.
    """
    store = CaptureStore.of(services)
    found = await store.capture(case, capture, services.clock.now())
    files = await store.files(case, capture)
    numbers = {name: number for name in files if (number := token_number(name)) is not None}
    newest_first = sorted(numbers, key=lambda name: numbers[name], reverse=True)
    tokens = tuple(files.pop(name) for name in newest_first)
    entry = (await services.journal.prove(found.receipt)).entry
    same = entry.kind == "capture" and entry.case == case and entry.body.get("id") == capture
    if not same:
        raise IntegrityFailure("the journal does not hold this capture")
    verify(found.manifest, str(entry.body.get("manifest")), files)
    return found, files, tokens


def stamped(
    manifest: Manifest, tokens: Sequence[bytes], trusted: Sequence[Certificate] = ()
) -> tuple[TokenState, bytes | None]:
    """What is known of the timestamp, by the newest token that verifies; else by the newest."""
    for token in tokens:
        if token_state(manifest, token, trusted) is TokenState.VERIFIED:
            return TokenState.VERIFIED, token
    newest = tokens[0] if tokens else None
    return token_state(manifest, newest, trusted), newest
