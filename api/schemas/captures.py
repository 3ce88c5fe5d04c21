"""What whoever captures a page, or notes what she saw, sends and reads."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Base64Bytes, Field, StringConstraints

from api.bodies import Opaque
from api.captures.checklist import CHECKLIST
from api.captures.intents import Purpose, Target, takes_notes
from api.captures.notes import KeptNote
from api.captures.store import Capture, Intent
from api.captures.taking import LARGEST_UPLOAD
from api.fields import Part, Remark, Short
from api.schemas.lawful import Out, TextOut
from policies.evidence import TokenState
from policies.human_note import NOTED, LastActivity
from policies.platforms import Mode

Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z]{2,63}(/[\x21-\x7e]*)?$", max_length=500
    ),
]
"""A page on the web: a plain host name, no port, no user name."""

Upload = Annotated[Base64Bytes, Field(max_length=LARGEST_UPLOAD * 4 // 3 + 4)]


class IntentBody(Part):
    """What somebody means to look at, whose page it is, what for, and why nothing less would do."""

    url: Address = Field(examples=["https://www.atelier-fictif.example/mentions-legales"])
    target: Target
    purpose: Purpose
    necessity: Remark = Field(examples=["The register gives no way to reach the company."])


class AttestationIn(Part):
    """What the person who looked says on her honour; each must be true."""

    own_real_account_or_none: bool
    visible_without_being_accepted: bool
    no_impersonation: bool
    no_automation: bool
    no_message_sent: bool
    identity_checked: bool


class CaptureBody(Part):
    """The intent it serves. Files (PNG, PDF or MHTML in base64, 10 MB in all) and the attestation come
    with it only where the mode of the intent is `human_capture`.
    """

    intent_id: Opaque
    files: tuple[Upload, ...] = Field(default=(), max_length=3)
    attestation: AttestationIn | None = None


class FactsIn(Part):
    """What was seen; what was not seen is left out."""

    display_name: Short | None = None
    headline_company: Short | None = None
    city: Short | None = None
    last_activity_bucket: LastActivity | None = None
    link_to_official_site: bool | None = None
    accepts_messages: bool | None = None


class NoteBody(Part):
    """The intent it serves, the facts, and the attestation."""

    intent_id: Opaque
    facts: FactsIn
    attestation: AttestationIn


class IntentOut(Out):
    """Leave to look, for an hour and once: how, which facts may be noted, and what to keep to."""

    intent_id: str
    mode: Mode
    allowed_fields: tuple[str, ...]
    checklist: tuple[TextOut, ...]
    receipt: int
    expires_at: datetime

    @classmethod
    def of(cls, intent: Intent) -> IntentOut:
        """From the intent, without its address."""
        return cls(
            intent_id=intent.id,
            mode=intent.mode,
            allowed_fields=NOTED if takes_notes(intent) else (),
            checklist=tuple(TextOut.of(line) for line in CHECKLIST[intent.mode]),
            receipt=intent.receipt,
            expires_at=intent.expires_at,
        )


class CapturedOut(Out):
    """What was kept, by id and hash: the manifest is read with the list."""

    id: str
    manifest_sha256: str
    receipt: int
    captured_at: datetime
    keep_until: datetime

    @classmethod
    def of(cls, capture: Capture) -> CapturedOut:
        """From the capture."""
        return cls(
            id=capture.manifest.capture,
            manifest_sha256=capture.manifest.sha256,
            receipt=capture.receipt,
            captured_at=capture.manifest.captured_at,
            keep_until=capture.keep_until,
        )


class FileOut(Out):
    """One file of a capture."""

    name: str
    media_type: str
    size: int
    sha256: str


class CaptureOut(CapturedOut):
    """One capture with its manifest. The timestamp, if any, is stored and not verified here."""

    url: str
    intent_id: str
    operator: str
    tools: dict[str, str]
    files: tuple[FileOut, ...]
    timestamp: TokenState

    @classmethod
    def of(cls, capture: Capture) -> CaptureOut:
        """From the capture."""
        manifest = capture.manifest
        return cls(
            **CapturedOut.of(capture).model_dump(),
            url=manifest.url,
            intent_id=manifest.intent,
            operator=manifest.operator,
            tools=dict(manifest.tools),
            files=tuple(
                FileOut(name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256)
                for f in manifest.files
            ),
            timestamp=TokenState.UNVERIFIED if capture.stamped else TokenState.ABSENT,
        )


class NotedOut(Out):
    """The note that was kept, by id."""

    id: str
    receipt: int
    keep_until: datetime


class NoteOut(NotedOut):
    """One note, with the address it is about."""

    url: str
    platform: str
    operator: str
    noted_at: datetime
    facts: FactsIn

    @classmethod
    def of(cls, kept: KeptNote) -> NoteOut:
        """From the note."""
        note = kept.note
        return cls(
            id=kept.id,
            receipt=kept.receipt,
            keep_until=kept.keep_until,
            url=kept.url,
            platform=note.platform,
            operator=note.operator,
            noted_at=note.at,
            facts=FactsIn(**{name: getattr(note, name) for name in NOTED}),
        )


class CapturesOut(Out):
    """What was captured and noted in a case, oldest first."""

    items: tuple[CaptureOut, ...]
    notes: tuple[NoteOut, ...]
