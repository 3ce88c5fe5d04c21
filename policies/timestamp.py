"""An RFC 3161 timestamp over a checkpoint: somebody else's word that it existed at a time.

Nothing is sent from here. A request is made as a file, taken to a timestamping authority by whatever
means the house allows, and its answer is read back as a file. Needs the extra `timestamp`.
What is stamped is the text that is signed, so that a cosignature added later changes nothing:
`openssl ts -verify` agrees when given the first three lines of the checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client._rust import parse_timestamp_request

from policies.checkpoint import parts, unsigned
from tracer.errors import IntegrityFailure, Invalid


def request_for(note: str) -> bytes:
    """A timestamp request in DER over a signed checkpoint, with a nonce: SHA-256, certificate asked.

    Raises IntegrityFailure when the note is no checkpoint.
    """
    builder = TimestampRequestBuilder(
        data=stamped(note), hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True
    )
    return builder.build().as_bytes()


def stamped_at(
    note: str, response: bytes, trusted: Sequence[Certificate], request: bytes | None = None
) -> datetime:
    """When an authority says the checkpoint existed, in UTC.

    `trusted` are the roots whose authorities are believed, and the authority's own certificate where
    its answer does not carry it; with the request, the answer must be the answer to it. Raises
    IntegrityFailure when the answer is not granted, not over this checkpoint or not theirs.
    """
    said = stamped(note)
    try:
        answer = decode_timestamp_response(response)
        builder = VerifierBuilder(
            roots=[one for one in trusted if one.issuer == one.subject],
            intermediates=[one for one in trusted if one.issuer != one.subject],
        )
        if request is not None:
            builder = builder.nonce(parse_timestamp_request(request).nonce or 0)
        builder.build().verify_message(answer, said)
        at: datetime = answer.tst_info.gen_time
    except (VerificationError, ValueError, TypeError):
        raise IntegrityFailure("the timestamp is not over this checkpoint, or not theirs") from None
    return at.astimezone(UTC)


def certificates(pem: bytes) -> list[Certificate]:
    """Certificates as an authority publishes them, in PEM. Raises Invalid."""
    try:
        return load_pem_x509_certificates(pem)
    except ValueError:
        raise Invalid("certificates", "not certificates in PEM") from None


def stamped(note: str) -> bytes:
    """The bytes a timestamp of a checkpoint is over."""
    body, _ = parts(note)
    unsigned(body)
    return body.encode()
