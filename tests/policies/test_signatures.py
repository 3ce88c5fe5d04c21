"""A signature covers exactly the rules, the capacity and the day it was given for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from policies.signatures import approved, keep, kept, private_key, sign
from tracer.errors import IntegrityFailure, Invalid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DAY = date(2026, 11, 26)
RULES, OTHERS = "a" * 64, "b" * 64


def pem(key: object) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]


def test_a_signature_verifies_and_no_part_of_it_can_change():
    signature = sign(private_key(pem(KEY)), RULES, "data protection officer", DAY)
    assert signature.valid
    for changed in (
        {"pack_hash": OTHERS},
        {"capacity": "counsel"},
        {"signed_on": "2026-11-27"},
        {"key": "00" * 32},
        {"key": "zz"},
        {"signature": signature.signature[:-2] + "00"},
    ):
        assert not replace(signature, **changed).valid


def test_rules_are_approved_or_not_and_nothing_signed_is_neither(tmp_path: Path):
    folder = tmp_path / "signatures"
    assert approved(folder, RULES) is None
    keep(folder, sign(KEY, RULES, "counsel", DAY))
    assert approved(folder, RULES) is True
    assert approved(folder, OTHERS) is False
    [found] = kept(folder)
    keep(folder, replace(found, pack_hash=OTHERS))  # moved to other rules by hand
    assert approved(folder, OTHERS) is False


def test_where_approvers_are_named_no_other_key_approves(tmp_path: Path):
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    named = [KEY.public_key().public_bytes_raw().hex().upper()]
    keep(tmp_path, sign(other, RULES, "counsel", DAY))
    assert approved(tmp_path, RULES) is True
    assert approved(tmp_path, RULES, named) is False
    keep(tmp_path, sign(KEY, RULES, "counsel", DAY))
    assert approved(tmp_path, RULES, named) is True


def test_what_is_no_signature_and_no_key_is_refused(tmp_path: Path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(IntegrityFailure):
        kept(tmp_path)
    for wrong in (b"nothing", pem(generate_private_key(SECP256R1()))):
        with pytest.raises(Invalid, match="--key"):
            private_key(wrong)
    with pytest.raises(Invalid, match="--capacity"):
        sign(KEY, RULES, "x", DAY)
