"""Keeps contact values and case files encrypted, one key per subject. It never logs or returns a key.

Each subject's random key is wrapped by the key-encryption key and kept by a `KeyStore`. It is read
for each use and never cached, so that `forget` takes effect at once, in every process.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from itertools import pairwise
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from policies.key_file import KEY_BYTES, key_digits
from policies.keys import KeyStore
from tracer.errors import IntegrityFailure, Invalid, NotFound
from tracer.lawful import Receipt, Sealed

NONCE_BYTES = 12
FEWEST_BYTES = 16
"""Of 32 random bytes, at least so many differ from one another; a pattern repeats."""


class Vault:
    """Seals, opens and forgets. `master` is the key-encryption key, 32 bytes."""

    def __init__(self, master: bytes, keys: KeyStore) -> None:
        if len(master) != KEY_BYTES:
            raise Invalid("vault key", "it must be 32 bytes")
        self._keys = keys
        self._wrap = AESGCM(derived(master, b"tracer/wrap"))
        self._blind = derived(master, b"tracer/fingerprint")
        self._alias = derived(master, b"tracer/pseudonym")

    def seal(self, subject: str, context: str, value: str) -> Sealed:
        """Encrypt a contact value under the subject's key; `context` is bound to it."""
        nonce = os.urandom(NONCE_BYTES)
        key = self._key(subject, create=True)
        return Sealed(
            subject=subject,
            context=context,
            nonce=nonce,
            ciphertext=key.encrypt(nonce, value.encode(), bound(subject, context)),
            fingerprint=self.fingerprint(value),
        )

    def open(self, sealed: Sealed, receipt: Receipt) -> str:
        """The clear value, for whoever holds the receipt of the decision that allowed it.

        Raises NotFound if the subject was forgotten, IntegrityFailure if the value was changed.
        """
        if not isinstance(receipt, Receipt):
            raise TypeError("a sealed value is opened with a receipt")
        opened = self._decrypt(sealed.subject, sealed.context, sealed.nonce, sealed.ciphertext)
        value = opened.decode()
        if not hmac.compare_digest(self.fingerprint(value), sealed.fingerprint):
            raise IntegrityFailure("the sealed value is not the one that was decided on")
        return value

    def seal_bytes(self, subject: str, context: str, value: bytes) -> bytes:
        """Encrypt a document at rest under the subject's key."""
        nonce = os.urandom(NONCE_BYTES)
        key = self._key(subject, create=True)
        return nonce + key.encrypt(nonce, value, bound(subject, context))

    def open_bytes(self, subject: str, context: str, sealed: bytes) -> bytes:
        """A document sealed by `seal_bytes`. Raises NotFound or IntegrityFailure."""
        return self._decrypt(subject, context, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:])

    def forget(self, subject: str) -> None:
        """Destroy the subject's key: nothing sealed under it can ever be read again."""
        self._keys.destroy(subject)

    def fingerprint(self, value: str) -> str:
        """A keyed hash of the value as it reaches someone: spelling apart, the same channel."""
        return keyed(self._blind, normalised(value))

    def pseudonym(self, text: str) -> str:
        """A keyed hash that stands for a person in the journal."""
        return keyed(self._alias, text)

    def _decrypt(self, subject: str, context: str, nonce: bytes, ciphertext: bytes) -> bytes:
        key = self._key(subject, create=False)
        try:
            return key.decrypt(nonce, ciphertext, bound(subject, context))
        except (InvalidTag, ValueError):
            raise IntegrityFailure("the sealed value cannot be opened: it was changed") from None

    def _key(self, subject: str, *, create: bool) -> AESGCM:
        wrapped = self._keys.get(subject)
        if wrapped is None and create:
            wrapped = self._keys.add(subject, self._wrapped(subject, os.urandom(KEY_BYTES)))
        if not wrapped:
            raise NotFound("there is no key for this subject")
        try:
            nonce, ciphertext = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return AESGCM(self._wrap.decrypt(nonce, ciphertext, subject.encode()))
        except (InvalidTag, ValueError):
            raise IntegrityFailure("the subject's key does not belong to this vault") from None

    def _wrapped(self, subject: str, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, key, subject.encode())


def master_key(path: Path) -> bytes:
    """The key-encryption key of that file, made on first use, whole or not at all; its owner reads it.

    Raises IntegrityFailure if the file is there and holds no key of 32 bytes.
    """
    return key_from_hex(key_digits(path))


def key_from_hex(text: str) -> bytes:
    """A key written as 64 hexadecimal digits. Raises IntegrityFailure otherwise."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise IntegrityFailure("the vault key is not 64 hexadecimal digits")
    return key


def weak(key: bytes) -> bool:
    """Whether a key is one that people choose or copy: repeated, counted up or down, or readable text.

    Of random keys, fewer than one in 2**40 is refused.
    """
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(set(key)) < FEWEST_BYTES or len(steps) == 1 or all(32 <= byte < 127 for byte in key)


def derived(master: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, from the key-encryption key (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)


def bound(subject: str, context: str) -> bytes:
    """What a sealed value is tied to: taken elsewhere, it does not open."""
    return f"{len(subject)}|{subject}|{context}".encode()


def keyed(key: bytes, text: str) -> str:
    """HMAC-SHA256 in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def normalised(value: str) -> str:
    """Case, accents, spaces and punctuation apart; an e-mail keeps its punctuation."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    if "@" in plain:
        return plain.strip()
    return "".join(letter for letter in plain if letter.isalnum())
