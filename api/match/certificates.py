"""The certificate a run decides by: the one in a file, or the one that ships with the model."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tracer.errors import Invalid
from tracer.matching.certificate import Certificate, load_certificate, read_certificate, written


def certificate_of(path: Path | None) -> Certificate | None:
    """A certificate; None where the package ships without one. Raises Invalid for a file that is none."""
    if path is None:
        try:
            return load_certificate()
        except FileNotFoundError:
            return None
    try:
        return read_certificate(path.read_text("utf-8"))
    except OSError:
        raise Invalid("certificate", "there is no such file") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(
            "certificate", "not a certificate as `tracer match evaluate` writes"
        ) from None


def fingerprint(certificate: Certificate | None) -> str:
    """What names a certificate in the record of a run."""
    return sha256(written(certificate).encode()).hexdigest() if certificate else "none"
