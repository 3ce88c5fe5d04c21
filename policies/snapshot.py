"""The facts a decision was taken on, sealed beside the log under the subject's key.

The log keeps two hashes: of the facts, which proves them when they are read back, and of the sealed
bytes, which proves what lay beside the entry after the key is gone. The salt in the plain text
keeps a fact of two values from being guessed by its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from policies.canonical import canonical
from tracer.errors import IntegrityFailure, NotFound
from tracer.ports import Journal
from tracer.subject import SubjectKind

CONTEXT = "facts|2"
"""What the sealed bytes are bound to, with the case: they open as facts and as nothing else."""

SALT_BYTES = 16


class Sealer(Protocol):
    """As much of the vault as facts need; `policies.vault.Vault` satisfies it."""

    def seal_bytes(self, subject: str, context: str, value: bytes) -> bytes:
        """Encrypt under the subject's key."""
        ...

    def open_bytes(self, subject: str, context: str, sealed: bytes) -> bytes:
        """Decrypt, or raise NotFound when the key is gone, IntegrityFailure when it was changed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFacts:
    """A snapshot as it lies beside the log, with the two hashes its entry keeps, in hexadecimal."""

    sealed: bytes
    facts_hash: str  # SHA-256 of the plain snapshot
    snapshot_hash: str  # SHA-256 of the sealed bytes


def seal_facts(
    vault: Sealer,
    case: str,
    kind: SubjectKind,
    codes: Sequence[str],
    facts: Iterable[tuple[str, Any]],
) -> SealedFacts:
    """Seal the facts of one decision: the packs that applied, the kind of debtor, name and value."""
    plain = canonical(
        {
            "codes": list(codes),
            "facts": dict(facts),
            "kind": kind.value,
            "salt": secrets.token_hex(SALT_BYTES),
        }
    ).encode()
    sealed = vault.seal_bytes(case, CONTEXT, plain)
    return SealedFacts(sealed=sealed, facts_hash=sha256(plain), snapshot_hash=sha256(sealed))


def open_facts(vault: Sealer, case: str, sealed: bytes, facts_hash: str) -> Mapping[str, Any]:
    """The snapshot as it was sealed: `codes`, `facts`, `kind` and `salt`.

    Raises NotFound when the subject was forgotten, IntegrityFailure when these are not the facts
    whose hash the entry keeps.
    """
    plain = vault.open_bytes(case, CONTEXT, sealed)
    if not hmac.compare_digest(sha256(plain), facts_hash):
        raise IntegrityFailure("the facts beside the entry are not those it was decided on")
    found: Mapping[str, Any] = json.loads(plain)
    return found


async def facts_of(journal: Journal, vault: Sealer, sequence: int) -> Mapping[str, Any]:
    """The facts that the decision at a place in the journal was taken on.

    Raises NotFound when there is no such decision or its facts are gone, IntegrityFailure when what
    lies beside the entry is not what was written.
    """
    entry = (await journal.prove(sequence)).entry
    sealed = await journal.snapshot(sequence)
    if entry.kind != "decision" or entry.case is None or sealed is None:
        raise NotFound("there are no facts beside this entry")
    if not hmac.compare_digest(sha256(sealed), entry.body["snapshot_hash"]):
        raise IntegrityFailure("what lies beside the entry is not what was written")
    return open_facts(vault, entry.case, sealed, entry.body["facts_hash"])


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()
