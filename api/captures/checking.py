"""A capture held against its manifest, and its manifest against the journal."""

from __future__ import annotations

from api.captures.store import Capture, CaptureStore
from api.services import Services
from policies.evidence import TOKEN, verify
from tracer.errors import IntegrityFailure


async def verified(
    services: Services, case: str, capture: str
) -> tuple[Capture, dict[str, bytes], bytes | None]:
    """A capture, its files in clear by name, and its timestamp token, once every hash is recomputed.

    Raises NotFound, or IntegrityFailure for whatever is not what was captured.
    """
    store = CaptureStore.of(services)
    found = await store.capture(case, capture, services.clock.now())
    files = await store.files(case, capture)
    token = files.pop(TOKEN, None)
    entry = (await services.journal.prove(found.receipt)).entry
    same = entry.kind == "capture" and entry.case == case and entry.body.get("id") == capture
    if not same:
        raise IntegrityFailure("the journal does not hold this capture")
    verify(found.manifest, str(entry.body.get("manifest")), files)
    return found, files, token
