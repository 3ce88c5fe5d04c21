"""Checkpoints are C2SP notes: others' notes and keys are read, and there is one way of writing ours."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from policies.checkpoint import (
    WITNESS,
    Signer,
    Verifier,
    cosigned_at,
    parts,
    read_checkpoint,
    signer_of,
    signing_key,
    witness_key,
)
from tests.policies import verifier
from tracer.errors import IntegrityFailure, Invalid

SIGNER = signer_of("5a" * 32)
NOTE = SIGNER.note(7, bytes(range(32)))

# The example of Go's sumdb/note package, where the format comes from.
OTHERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
OTHERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6Ry"
    "yBwJnAM=\n"
)


def test_others_keys_and_notes_are_read():
    verifier = Verifier.of(OTHERS_KEY)
    assert str(verifier) == OTHERS_KEY
    body, [(name, raw)] = parts(OTHERS_NOTE)
    assert (name, raw[:4]) == ("PeterNeumann", verifier.key_id)
    assert verifier.signed(raw[4:], body.encode())
    assert not verifier.signed(raw[4:], body.encode() + b"\n")


def test_a_checkpoint_is_as_the_specification_says():
    """Parsed here from the specification alone: three lines, an empty one, a signature line."""
    origin, size, root, gap, signature, end = NOTE.split("\n")
    assert (size, gap, end) == ("7", "", "")
    assert base64.b64decode(root) == bytes(range(32))
    dash, name, told = signature.split(" ")
    assert (dash, name) == ("\u2014", origin)
    vkey_name, vkey_id, vkey = str(SIGNER.verifier).split("+", 2)
    public, raw = base64.b64decode(vkey), base64.b64decode(told)
    assert (vkey_name, public[0]) == (origin, 1)
    assert raw[:4].hex() == vkey_id
    assert raw[:4] == hashlib.sha256(origin.encode() + b"\n" + public).digest()[:4]
    said = NOTE.partition("\n\n")[0].encode() + b"\n"
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], said)


def test_a_cosignature_is_as_the_specification_says():
    witness = Signer("witness.example/main", b"\x01" * 32, WITNESS)
    note = witness.cosign(NOTE, 1_790_000_000)
    line = note.splitlines()[-1]
    raw = base64.b64decode(line.rpartition(" ")[2])
    public = witness.verifier.key
    said = NOTE.partition("\n\n")[0] + "\n"
    assert line.startswith("\u2014 witness.example/main ")
    assert raw[:4] == hashlib.sha256(b"witness.example/main\n\x04" + public).digest()[:4]
    assert int.from_bytes(raw[4:12], "big") == 1_790_000_000
    message = f"cosignature/v1\ntime 1790000000\n{said}".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], message)
    assert read_checkpoint(note, SIGNER.verifier) == read_checkpoint(NOTE, SIGNER.verifier)
    assert cosigned_at(note, witness.verifier) == 1_790_000_000
    assert cosigned_at(NOTE, witness.verifier) is None


def test_no_byte_of_a_checkpoint_may_change():
    raw = NOTE.encode()
    for place in range(len(raw)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            with pytest.raises(IntegrityFailure):
                read_checkpoint(changed.decode("utf-8", errors="replace"), SIGNER.verifier)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n+7\n"),
        ("\n7\n", "\n7 \n"),
        ("\n7\n", "\n٧\n"),
        ("Hh8=\n\n", "Hh9=\n\n"),
        ("Hh8=\n\n", "Hh8\n\n"),
        ("Hh8=\n\n", "Hh8=\nmore\n\n"),
        ("\n\n", "\n"),
        ("\n\n", "\n\n\n"),
        ("\u2014 ", "- "),
    ],
)
def test_a_checkpoint_is_written_one_way_only(before: str, after: str):
    assert before in NOTE
    with pytest.raises(IntegrityFailure):
        read_checkpoint(NOTE.replace(before, after, 1), SIGNER.verifier)
    for more in ("\n", " ", "x"):
        with pytest.raises(IntegrityFailure):
            read_checkpoint(NOTE + more, SIGNER.verifier)


def test_another_journal_of_the_same_key_is_another():
    other = Signer("another-journal", b"\x5a" * 32)
    with pytest.raises(IntegrityFailure):
        read_checkpoint(other.note(7, bytes(32)), SIGNER.verifier)


def test_a_key_is_made_once_and_is_its_owner_s(tmp_path: Path):
    place = tmp_path / "journal-signing-key"
    made = signing_key(place)
    assert os.stat(place).st_mode & 0o777 == 0o600
    assert signing_key(place).verifier == made.verifier
    place.write_text("hello")
    with pytest.raises(IntegrityFailure):
        signing_key(place)


def test_a_witness_has_a_key_and_a_name_of_its_own(tmp_path: Path):
    witness = witness_key(tmp_path / "witness", "witness.example/main")
    assert witness.verifier.algorithm == WITNESS
    assert witness_key(tmp_path / "witness", "witness.example/main").verifier == witness.verifier
    for name in ("", "with space", "a+b"):
        with pytest.raises(Invalid):
            witness_key(tmp_path / "witness", name)


def test_a_key_signs_for_the_journal_of_its_own_name_only():
    signer = signer_of("5b" * 32)
    signer.origin = "another-journal"
    note = signer.note(7, bytes(range(32)))
    with pytest.raises(IntegrityFailure, match="another journal"):
        read_checkpoint(note, signer.verifier)
    program = verifier.load()
    with pytest.raises(program.NotIntact, match="another journal"):
        program.Note(note).check(program.Key(str(signer.verifier)))
