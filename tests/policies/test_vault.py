from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from policies.keys import KeyStore, MemoryKeys, SqlKeys
from policies.vault import Vault, key_from_hex, master_key, weak
from tests.policies.situations import NOW
from tracer.errors import IntegrityFailure, Invalid, JournalUnavailable, NotFound
from tracer.lawful import Receipt

RECEIPT = Receipt(sequence=1, entry_hash="0" * 64, at=NOW)
VALUE = "1 rue Imaginaire, 99999 Nullepart"
MASTER = b"\x01" * 32


@pytest.fixture(params=["memory", "sqlite"])
def keys(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "memory":
        yield MemoryKeys()
        return
    store = SqlKeys(tmp_path / "keys.sqlite")
    yield store
    store.close()


def test_a_value_opens_with_a_receipt_and_only_with_one(keys: KeyStore):
    vault = Vault(MASTER, keys)
    sealed = vault.seal("case-1", "address", VALUE)
    assert vault.open(sealed, RECEIPT) == VALUE
    with pytest.raises(TypeError):
        vault.open(sealed, None)  # type: ignore[arg-type]


def test_nothing_clear_is_left_in_a_sealed_value(keys: KeyStore):
    sealed = Vault(MASTER, keys).seal("case-1", "address", VALUE)
    assert VALUE.encode() not in sealed.ciphertext
    assert "Imaginaire" not in repr(sealed) + sealed.fingerprint


@pytest.mark.parametrize("change", ["subject", "context", "ciphertext", "nonce", "fingerprint"])
def test_a_changed_or_moved_value_does_not_open(keys: KeyStore, change: str):
    vault = Vault(MASTER, keys)
    sealed = vault.seal("case-1", "address", VALUE)
    other = vault.seal("case-2", "telephone", "06 39 98 00 00")
    with pytest.raises(IntegrityFailure):
        vault.open(replace(sealed, **{change: getattr(other, change)}), RECEIPT)


def test_what_was_forgotten_never_comes_back(keys: KeyStore):
    vault = Vault(MASTER, keys)
    sealed = vault.seal("case-1", "address", VALUE)
    document = vault.seal_bytes("case-1", "file", b"words")
    kept = vault.seal("case-2", "address", VALUE)
    vault.forget("case-1")
    with pytest.raises(NotFound):
        vault.open(sealed, RECEIPT)
    with pytest.raises(NotFound):
        vault.open_bytes("case-1", "file", document)
    with pytest.raises(NotFound):
        vault.seal("case-1", "address", VALUE)
    assert vault.open(kept, RECEIPT) == VALUE


def test_documents_open_in_their_own_place_only(keys: KeyStore):
    vault = Vault(MASTER, keys)
    sealed = vault.seal_bytes("case-1", "file", b"words")
    assert vault.open_bytes("case-1", "file", sealed) == b"words"
    for subject, context in (("case-1", "other"), ("case-2", "file")):
        vault.seal("case-2", "x", "y")
        with pytest.raises(IntegrityFailure):
            vault.open_bytes(subject, context, sealed)
    with pytest.raises(IntegrityFailure):
        vault.open_bytes("case-1", "file", b"short")


def test_another_master_key_opens_nothing(keys: KeyStore):
    sealed = Vault(MASTER, keys).seal("case-1", "address", VALUE)
    with pytest.raises(IntegrityFailure):
        Vault(b"\x02" * 32, keys).open(sealed, RECEIPT)


def test_the_same_channel_has_one_fingerprint_however_it_is_written():
    vault = Vault(MASTER, MemoryKeys())
    assert vault.fingerprint("1 rue de l'Été, 99999 Nullepart") == vault.fingerprint(
        "1 RUE DE L ETE 99999 NULLEPART"
    )
    assert vault.fingerprint("01 99 00 00 00") == vault.fingerprint("01.99.00.00.00")
    assert vault.fingerprint("a.b@mail.example") != vault.fingerprint("ab@mail.example")
    assert vault.fingerprint(VALUE) != Vault(b"\x02" * 32, MemoryKeys()).fingerprint(VALUE)
    assert vault.fingerprint("x") != vault.pseudonym("x")


def test_two_vaults_over_one_file_share_the_key_that_came_first(tmp_path: Path):
    one, other = (SqlKeys(tmp_path / "keys.sqlite") for _ in range(2))
    sealed = Vault(MASTER, one).seal("case-1", "address", VALUE)
    assert other.add("case-1", b"late") != b"late"
    assert Vault(MASTER, other).open(sealed, RECEIPT) == VALUE
    Vault(MASTER, other).forget("case-1")
    with pytest.raises(NotFound):
        Vault(MASTER, one).open(sealed, RECEIPT)
    one.close()
    other.close()


def test_a_destroyed_key_is_in_no_file(tmp_path: Path):
    store = SqlKeys(tmp_path / "keys.sqlite")
    vault = Vault(MASTER, store)
    vault.seal("case-1", "address", VALUE)
    wrapped = store.get("case-1")
    assert wrapped
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    vault.forget("case-1")
    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    store.close()


def test_the_master_key_is_made_once_and_for_its_owner_only(tmp_path: Path):
    path = tmp_path / "vault.key"
    key = master_key(path)
    assert len(key) == 32
    assert master_key(path) == key
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_a_key_that_is_none_is_refused(tmp_path: Path):
    (tmp_path / "vault.key").write_text("short")
    with pytest.raises(IntegrityFailure):
        master_key(tmp_path / "vault.key")
    with pytest.raises(IntegrityFailure):
        key_from_hex("zz" * 32)
    with pytest.raises(Invalid):
        Vault(b"short", MemoryKeys())


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\xff" * 32,
        MASTER,
        bytes(range(32)),
        bytes(range(31, -1, -1)),
        b"0123456789abcdef" * 2,
        bytes.fromhex("deadbeef" * 8),
        b"change-me-change-me-change-me-ok",
        b"correct horse battery staple 42!",
    ],
)
def test_a_key_people_choose_or_copy_is_weak(key: bytes):
    assert weak(key)


def test_a_random_key_is_not_weak():
    assert not any(weak(os.urandom(32)) for _ in range(2000))


def test_keys_that_cannot_be_kept_are_an_error_with_a_name(tmp_path: Path):
    with pytest.raises(JournalUnavailable):
        SqlKeys(tmp_path / "nowhere" / "keys.sqlite")
    store = SqlKeys(tmp_path / "keys.sqlite")
    store._connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(JournalUnavailable):
        store.add("case-1", os.urandom(9000))
    store.close()


def test_a_key_whose_trace_is_still_being_read_is_not_said_to_be_destroyed(tmp_path: Path):
    store = SqlKeys(tmp_path / "keys.sqlite")
    store._connection.execute("PRAGMA busy_timeout=10")
    store.add("case-1", b"w" * 60)
    reader = sqlite3.connect(tmp_path / "keys.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM subject_key").fetchall()
    with pytest.raises(JournalUnavailable):
        store.destroy("case-1")
    assert store.get("case-1") == b""
    reader.close()
    store.destroy("case-1")
    store.close()
    assert all(b"w" * 60 not in file.read_bytes() for file in tmp_path.iterdir())
