"""How a source is told which house asks: by its card's credential, never by a person's account."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from tracer.errors import Invalid
from tracer.source import CredentialKind, SourceCard


def sendable(card: SourceCard, secret: str | None) -> str | None:
    """The credential as the settings give it. Raises Invalid for a key that no header can carry.

    Printable ASCII without spaces around it (RFC 9110, 5.5); the others travel encoded.
    """
    if secret is None or card.credential is None:
        return secret
    if card.credential.kind is CredentialKind.HEADER and not (
        secret.isascii() and secret.isprintable() and secret == secret.strip()
    ):
        raise Invalid("TRACER_CREDENTIALS", f"the key of {card.id} is not plain printable ASCII")
    return secret


def authorisation(card: SourceCard, secret: str | None) -> Mapping[str, str]:
    """The headers that carry the credential; none for a source without one, or with a token."""
    credential = card.credential
    if credential is None or secret is None or credential.kind is CredentialKind.EXCHANGED:
        return {}
    if credential.kind is CredentialKind.HEADER:
        assert credential.header is not None
        return {credential.header: secret}
    pair = f"{secret}:" if credential.kind is CredentialKind.BASIC_KEY else secret
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def lane_of(card: SourceCard, secret: str | None, host: str | None = None) -> str:
    """Whose limit is used up and whose failures count: publishers count by credential where they

    give one; each host that was not known in advance stands for itself. Neither is kept in clear.
    """
    apart = host or (secret if card.credential else None)
    return f"{card.id} {hashlib.sha256(apart.encode()).hexdigest()[:12]}" if apart else card.id
