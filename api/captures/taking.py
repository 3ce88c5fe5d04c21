"""Captures: by Tracer itself where a program may read, or brought by the person who looked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from typing import Protocol

from api.auth import Principal
from api.book_pdf import chromium
from api.captures.errors import CaptureRefused, CaptureUnavailable
from api.captures.intents import Target, noted
from api.captures.store import Capture, CaptureStore, Intent
from api.safeguards.seeing import seen
from api.services import Services
from connectors.capture import MEDIA_TYPES, Captured, PageCapturer
from connectors.egress import Policy
from policies.evidence import Manifest, host_only, piece
from policies.human_note import attestation
from policies.platforms import PERMITS, Act, Mode, load_platforms, mode_of
from tracer.errors import Invalid, NotFound, SourceError, SourceForbidden

LARGEST_UPLOAD = 10_000_000
MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I
)


class Capturer(Protocol):
    """Whatever makes the files of a page; see `connectors.capture`."""

    async def capture(self, url: str, at: datetime) -> Captured:
        """The page at an address."""
        ...


def page_capturer(services: Services) -> PageCapturer | None:
    """A capturer that reaches no closed network; None without a Chromium or the extra `browser`."""
    if not all(map(find_spec, ("playwright", "warcio"))):
        return None
    try:
        place = chromium()
    except NotFound:
        return None
    platforms, today = load_platforms(), services.clock.now().date()
    closed = frozenset(
        host
        for one in platforms.platform
        if mode_of(platforms, one.code, today) is not Mode.API_OPEN
        for host in one.hosts
    )
    pretend = services.settings.sources_at is not None
    policy = Policy(hosts=frozenset() if pretend else None, denied_hosts=closed)
    return PageCapturer(executable=place, policy=policy)


async def take_capture(
    services: Services,
    who: Principal,
    case: str,
    capture_id: str,
    *,
    intent_id: str,
    uploads: tuple[bytes, ...],
    attested: Mapping[str, object] | None,
    capturer: Capturer | None,
) -> Capture:
    """Make or receive one capture for an open intent, used up by it, and seal it under the case's key.

    Raises NoCaptureIntent, CaptureRefused where the mode or the page does not let it be kept,
    CaptureUnavailable, Invalid for an upload that is none of PNG, PDF and MHTML.
    """
    found = await seen(services, who, case)
    store, now = CaptureStore.of(services), services.clock.now()
    intent = await store.intent(found.id, intent_id, who.id, now)
    if intent.mode not in PERMITS[Act.CAPTURE]:
        raise CaptureRefused("the terms of the place forbid a copy; a note is allowed")
    by_program = intent.mode is Mode.API_OPEN
    checked = {} if by_program else received(uploads)
    if by_program and (uploads or attested):
        raise Invalid("body.files", "Tracer captures this page itself")
    if not by_program:
        attestation(attested or {})
    until = await store.term(found.id, intent.url, now)
    intent = await store.take(intent, capture_id)
    for made in await store.captures(found.id, now):
        if made.manifest.capture == capture_id:  # the process died after keeping it
            return made
    begun: dict[str, object] = {"id": capture_id, "intent": intent.id}
    await services.journal.append(noted("capture_begun", found.id, who.id, begun))
    if by_program:
        captured = await photographed(services, intent, who.id, begun, capturer)
    else:
        captured = Captured(files=checked, tools={"tracer": version("tracer")})
    person = intent.target == Target.NATURAL_PERSON
    manifest = Manifest(
        capture=capture_id,
        case=found.id,
        intent=intent.id,
        operator=who.id,
        url=host_only(intent.url) if person else intent.url,
        captured_at=now,
        tools=captured.tools,
        files=tuple(
            piece(name, media_type(name), body) for name, body in sorted(captured.files.items())
        ),
    )
    kept = {**begun, "manifest": manifest.sha256, "attested": not by_program}
    receipt = await services.journal.append(noted("capture", found.id, who.id, kept))
    capture = Capture(manifest=manifest, receipt=receipt.sequence, keep_until=until, stamped=False)
    await store.add(capture, intent.url, captured.files)
    return capture


async def photographed(
    services: Services,
    intent: Intent,
    operator: str,
    begun: dict[str, object],
    capturer: Capturer | None,
) -> Captured:
    """The page as Tracer itself sees it; what goes wrong is in the journal too."""
    if capturer is None:
        raise CaptureUnavailable("there is no browser here")
    try:
        return await capturer.capture(intent.url, services.clock.now())
    except SourceError as error:
        failed = {**begun, "error": error.code}
        await services.journal.append(noted("capture_failed", intent.case, operator, failed))
        if isinstance(error, SourceForbidden):
            raise CaptureRefused(error.problem) from None
        raise CaptureUnavailable(error.problem) from None


def received(uploads: tuple[bytes, ...]) -> dict[str, bytes]:
    """Uploaded files by a name of ours, their kind told by their bytes; they are never rendered."""
    if not uploads:
        raise Invalid("body.files", "bring the page as PNG, PDF or MHTML")
    if sum(map(len, uploads)) > LARGEST_UPLOAD:
        raise Invalid("body.files", "more than 10 MB")
    files: dict[str, bytes] = {}
    for count, body in enumerate(uploads, 1):
        files[f"upload-{count}.{kind_of(body)}"] = body
    return files


def kind_of(body: bytes) -> str:
    """png, pdf or mhtml by how the bytes begin. Raises Invalid for anything else."""
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body.startswith(b"%PDF-"):
        return "pdf"
    if MHTML.match(body[:4096].replace(b"\r\n", b"\n")):
        return "mhtml"
    raise Invalid("body.files", "a file is none of PNG, PDF and MHTML")


def media_type(name: str) -> str:
    """The media type of a file by the name given to it here."""
    by_kind = {"png": "image/png", "pdf": "application/pdf", "mhtml": "multipart/related"}
    return MEDIA_TYPES.get(name) or by_kind[name.rpartition(".")[2]]
