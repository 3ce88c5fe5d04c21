"""What a capture is made of, so that a changed byte shows: a canonical manifest of SHA-256 hashes.

The manifest's own hash goes into the journal. The RFC 3161 token is kept beside it as it was given
and is no part of it: one that cannot be verified never spoils a capture. A token gives a date, not
the qualified status of eIDAS; which authority gave it is for the house to say.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from cryptography.x509 import Certificate

from policies.canonical import canonical
from tracer.errors import IntegrityFailure, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file: what it is called, what it was found to be, its bytes counted and hashed."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One capture. `url` is whole for an organisation's page, only the host for a person's."""

    capture: str
    case: str
    intent: str
    operator: str
    url: str
    captured_at: datetime
    tools: Mapping[str, str]
    files: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The canonical JSON, the same for the same capture always."""
        files = [asdict(one) for one in self.files]
        told = {name: getattr(self, name) for name in ("capture", "case", "intent", "operator")}
        when = self.captured_at.isoformat(timespec="microseconds")
        more = {"url": self.url, "captured_at": when, "tools": dict(self.tools), "files": files}
        return canonical({**told, **more})

    @property
    def sha256(self) -> str:
        """What the journal keeps, and what is timestamped."""
        return hashed(self.text.encode())


class TokenState(StrEnum):
    """What is known of the timestamp."""

    ABSENT = "absent"
    UNVERIFIED = "stored, unverified"
    VERIFIED = "verified"


def piece(name: str, media_type: str, body: bytes) -> Piece:
    """One file, measured."""
    return Piece(name=name, media_type=media_type, size=len(body), sha256=hashed(body))


def manifest_of(text: str) -> Manifest:
    """A manifest read back; IntegrityFailure when it is not, byte for byte, a canonical one."""
    try:
        told = json.loads(text)
        told["files"] = tuple(Piece(**one) for one in told["files"])
        told["captured_at"] = datetime.fromisoformat(told["captured_at"])
        found = Manifest(**told)
        same = found.text == text
    except (ValueError, TypeError, KeyError):
        same = False
    if not same:
        raise IntegrityFailure("the manifest of the capture is not what was written")
    return found


def verify(manifest: Manifest, expected: str, files: Mapping[str, bytes]) -> None:
    """Recompute every hash. Raises IntegrityFailure for a manifest that is not the journal's, or for
    a file that is changed, missing or added; a file is named, its content never.
    """
    if not hmac.compare_digest(manifest.sha256, expected):
        raise IntegrityFailure("the manifest of the capture is not the one in the journal")
    listed = {one.name: one for one in manifest.files}
    if listed.keys() != files.keys() or len(listed) != len(manifest.files):
        raise IntegrityFailure("the capture has not exactly the files of its manifest")
    for name, body in files.items():
        if piece(name, listed[name].media_type, body) != listed[name]:
            raise IntegrityFailure(f"{name} is not what was captured")


def token_state(
    manifest: Manifest, token: bytes | None, trusted: Sequence[Certificate] = ()
) -> TokenState:
    """Whether a token is over this manifest and of a trusted authority. It never raises: a token that
    cannot be read (an authority's answer whose certificates are not in DER order) is unverified.
    """
    if token is None:
        return TokenState.ABSENT
    try:
        from rfc3161_client import (  # noqa: PLC0415 - an extra
            VerificationError,
            VerifierBuilder,
            decode_timestamp_response,
        )
    except ImportError:
        return TokenState.UNVERIFIED
    try:
        verifier = VerifierBuilder(
            roots=[one for one in trusted if one.issuer == one.subject],
            intermediates=[one for one in trusted if one.issuer != one.subject],
        ).build()
        verifier.verify_message(decode_timestamp_response(token), manifest.text.encode())
    except (VerificationError, ValueError, TypeError):
        return TokenState.UNVERIFIED
    return TokenState.VERIFIED


def timestamp_request(manifest: Manifest) -> bytes:
    """A request in DER over a manifest: SHA-256, with a nonce, the authority's certificate asked.

    Raises Invalid without the extra `timestamp`.
    """
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - an extra
    except ImportError:
        raise Invalid("timestamp", "needs an extra: pip install '.[timestamp]'") from None
    builder = TimestampRequestBuilder(
        data=manifest.text.encode(),
        hash_algorithm=HashAlgorithm.SHA256,
        nonce=True,
        cert_req=True,
    )
    return bytes(builder.build().as_bytes())


def host_only(url: str) -> str:
    """The address of a person's profile, without what names the person."""
    return f"https://{urlsplit(url).hostname or ''}/"


def hashed(body: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()
