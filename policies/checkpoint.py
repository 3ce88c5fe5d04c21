"""Signed checkpoints: the size and root of the journal's tree, as a note anybody can verify.

Formats: C2SP tlog-checkpoint in a C2SP signed-note, Ed25519. Keep one elsewhere and nobody can rewrite
what it covers without its being seen. A witness adds a cosignature of its own (C2SP tlog-cosignature).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from policies.key_file import key_digits
from tracer.errors import IntegrityFailure, Invalid

LOG = 0x01
"""The signed-note type of a log's own Ed25519 signature."""

WITNESS = 0x04
"""The signed-note type of a witness's timestamped Ed25519 cosignature."""

DASH = "\N{EM DASH} "
KEY_FILE = "journal-signing-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What the journal was at one moment."""

    origin: str  # which journal
    size: int  # entries in the tree
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """The public half of a key, under a name: it tells signatures that are its own."""

    name: str
    algorithm: int
    key: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes that name the key in a signature line."""
        said = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key
        return hashlib.sha256(said).digest()[:4]

    def __str__(self) -> str:
        """As C2SP writes a verifier key: name+id+key."""
        return f"{self.name}+{self.key_id.hex()}+{encoded(bytes([self.algorithm]) + self.key)}"

    @classmethod
    def of(cls, text: str) -> Verifier:
        """A verifier key as it is written. Raises IntegrityFailure."""
        try:
            name, key_id, told = text.strip().split("+", 2)
            raw = decoded(told)
            found = cls(name=name, algorithm=raw[0], key=raw[1:])
        except (ValueError, IndexError):
            raise IntegrityFailure("the verifier key cannot be read") from None
        if len(found.key) != 32 or found.key_id.hex() != key_id:
            raise IntegrityFailure("the verifier key does not bear its own id")
        return found

    def signed(self, signature: bytes, said: bytes) -> bool:
        """Whether a signature over some bytes is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, said)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key under a name. The journal's signs checkpoints; a witness's cosigns them."""

    def __init__(self, name: str, private: bytes, algorithm: int = LOG) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self.verifier = Verifier(
            name=name, algorithm=algorithm, key=self._private.public_key().public_bytes_raw()
        )
        self.origin = name

    def note(self, size: int, root: bytes) -> str:
        """A signed checkpoint of the tree."""
        body = Checkpoint(origin=self.origin, size=size, root=root).body()
        return f"{body}\n{self._line(self._private.sign(body.encode()))}"

    def cosign(self, note: str, at: int) -> str:
        """The note with this witness's cosignature, at a POSIX time in seconds.

        Whoever calls has checked that the tree grew from the last one this witness signed.
        """
        body, _ = parts(note)
        said = f"cosignature/v1\ntime {at}\n{body}".encode()
        return note + self._line(at.to_bytes(8, "big") + self._private.sign(said))

    def _line(self, signature: bytes) -> str:
        told = encoded(self.verifier.key_id + signature)
        return f"{DASH}{self.verifier.name} {told}\n"


def parts(note: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The text of a note and its signatures by name. Raises IntegrityFailure when it is not one."""
    body, gap, signatures = note.partition("\n\n")
    lines = signatures.split("\n")
    if not gap or lines[-1] != "" or not lines[:-1]:
        raise IntegrityFailure("the checkpoint is not a signed note")
    found = []
    for line in lines[:-1]:
        name, space, told = line.removeprefix(DASH).partition(" ")
        try:
            raw = decoded(told)
        except ValueError:
            raw = b""
        if not line.startswith(DASH) or not space or not name or len(raw) <= 4:
            raise IntegrityFailure("a signature of the checkpoint cannot be read")
        found.append((name, raw))
    return body + "\n", tuple(found)


def read_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """A checkpoint that this key signed, of the journal of its name. Raises IntegrityFailure."""
    body, signatures = parts(note)
    found = unsigned(body)
    said = body.encode()
    mine = [
        raw[4:] for name, raw in signatures if name == verifier.name and raw[:4] == verifier.key_id
    ]
    if not mine or not all(verifier.signed(signature, said) for signature in mine):
        raise IntegrityFailure("the checkpoint is not signed by the journal's key")
    if found.origin != verifier.name:
        raise IntegrityFailure("the checkpoint is of another journal")
    return found


def cosigned_at(note: str, witness: Verifier) -> int | None:
    """When a witness cosigned the checkpoint, in POSIX seconds; None when it did not."""
    body, signatures = parts(note)
    for name, raw in signatures:
        if name == witness.name and raw[:4] == witness.key_id and len(raw) == 76:
            at = int.from_bytes(raw[4:12], "big")
            if witness.signed(raw[12:], f"cosignature/v1\ntime {at}\n{body}".encode()):
                return at
    return None


def unsigned(body: str) -> Checkpoint:
    """The text of a checkpoint. Raises IntegrityFailure; exactly one way of writing it is read."""
    try:
        origin, size, root, *more = body.split("\n")
        found = Checkpoint(origin=origin, size=int(size), root=decoded(root))
    except ValueError:
        raise IntegrityFailure("the checkpoint cannot be read") from None
    if more != [""] or not origin or len(found.root) != 32 or found.body() != body:
        raise IntegrityFailure("the checkpoint cannot be read")
    return found


def signing_key(path: Path) -> Signer:
    """The journal's signing key, made on first use, readable by its owner only.

    Raises IntegrityFailure if the file is there and holds no key of 32 bytes.
    """
    return signer_of(key_digits(path))


def witness_key(path: Path, name: str) -> Signer:
    """A witness's key, made on first use. Raises IntegrityFailure, or Invalid for a name."""
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Invalid("name", "a witness's name has neither space nor plus sign")
    return Signer(name, key_bytes(key_digits(path)), WITNESS)


def key_bytes(text: str) -> bytes:
    """A private key from its digits. Raises IntegrityFailure."""
    try:
        private = bytes.fromhex(text.strip())
        Ed25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise IntegrityFailure("the signing key is not 64 hexadecimal digits") from None
    return private


def signer_of(text: str) -> Signer:
    """The key of some hexadecimal digits; the journal is named after its public half."""
    private = key_bytes(text)
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return Signer(f"tracer-journal/{hashlib.sha256(public).hexdigest()[:16]}", private)


def encoded(raw: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(raw).decode()


def decoded(text: str) -> bytes:
    """Standard base64, written the one right way. Raises ValueError otherwise."""
    raw = base64.b64decode(text, validate=True)
    if encoded(raw) != text:
        raise ValueError("base64 with stray bits")
    return raw
