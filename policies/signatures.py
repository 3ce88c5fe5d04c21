"""Who read the packs and approved them: an Ed25519 signature over the pack hash, kept with the data.

A signature says that the holder of a key approved exactly these rules on a day. Once one is kept,
rules that changed since stand out: nobody has approved them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tracer.errors import IntegrityFailure, Invalid

CAPACITY = re.compile(r"[A-Za-zÀ-ÿ0-9' .,()/-]{2,80}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One approval: which rules, in which capacity, on which day, by which public key."""

    pack_hash: str
    capacity: str
    signed_on: str  # ISO 8601 day
    key: str  # Ed25519 public key, in hexadecimal
    signature: str  # in hexadecimal

    def statement(self) -> bytes:
        """What was signed."""
        said = ("tracer-pack-signature/v1", self.pack_hash, self.capacity, self.signed_on)
        return "\n".join(said).encode()

    @property
    def valid(self) -> bool:
        """Whether the key signed exactly this."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            public.verify(bytes.fromhex(self.signature), self.statement())
        except (InvalidSignature, ValueError):
            return False
        return True


def private_key(pem: bytes) -> Ed25519PrivateKey:
    """The key of a PEM file without password. Raises Invalid for anything but Ed25519."""
    try:
        found = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise Invalid("--key", "not a private key in PEM without password") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise Invalid(
            "--key", "not an Ed25519 key; make one with openssl genpkey -algorithm ed25519"
        )
    return found


def sign(key: Ed25519PrivateKey, pack_hash: str, capacity: str, day: date) -> Signature:
    """Approve rules in a capacity ("counsel", "data protection officer"), never by a name.

    Raises Invalid for a capacity that is none.
    """
    if not CAPACITY.fullmatch(capacity):
        raise Invalid("--capacity", "two to eighty letters, such as: data protection officer")
    blank = Signature(
        pack_hash=pack_hash,
        capacity=capacity,
        signed_on=day.isoformat(),
        key=key.public_key().public_bytes_raw().hex(),
        signature="",
    )
    return Signature(**{**asdict(blank), "signature": key.sign(blank.statement()).hex()})


def keep(folder: Path, signature: Signature) -> Path:
    """Keep a signature, whole or not at all; the same key signs the same rules once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{signature.pack_hash}-{signature.key[:16]}.json"
    unfinished = place.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(signature), ensure_ascii=False), "utf-8")
    unfinished.replace(place)
    return place


def kept(folder: Path) -> tuple[Signature, ...]:
    """Every signature, oldest day first. Raises IntegrityFailure for a file that is none."""
    found = []
    for place in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found.append(Signature(**json.loads(place.read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            raise IntegrityFailure("a kept signature of the rules cannot be read") from None
    return tuple(sorted(found, key=lambda one: (one.signed_on, one.pack_hash, one.key)))


def approved(folder: Path, pack_hash: str, approvers: Collection[str] = ()) -> bool | None:
    """Whether a valid signature covers these rules; None when nothing was ever signed here.

    With `approvers`, public keys in hexadecimal, only a signature by one of them counts.
    """
    every = kept(folder)
    if not every:
        return None
    keys = {key.strip().lower() for key in approvers}
    return any(
        one.valid and one.pack_hash == pack_hash and (not keys or one.key.lower() in keys)
        for one in every
    )
