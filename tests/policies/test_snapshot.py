from __future__ import annotations

import pytest

from policies.canonical import canonical
from policies.keys import MemoryKeys
from policies.snapshot import open_facts, seal_facts, sha256
from policies.vault import Vault
from tracer.errors import IntegrityFailure, NotFound
from tracer.subject import SubjectKind

FACTS = (("mandate_written", True), ("age", None), ("channel", "letter"))
CODES = ("product", "eu", "fr")


@pytest.fixture
def vault() -> Vault:
    return Vault(b"\x07" * 32, MemoryKeys())


def test_facts_come_back_as_they_were_sealed(vault: Vault):
    kept = seal_facts(vault, "case-1", SubjectKind.COMPANY, CODES, FACTS)
    found = open_facts(vault, "case-1", kept.sealed, kept.facts_hash)
    assert found["facts"] == dict(FACTS)
    assert found["codes"] == list(CODES)
    assert found["kind"] == "company"
    assert sha256(kept.sealed) == kept.snapshot_hash
    assert sha256(canonical(found).encode()) == kept.facts_hash


def test_the_same_facts_never_have_the_same_hash_twice(vault: Vault):
    one, other = (seal_facts(vault, "case-1", SubjectKind.COMPANY, CODES, FACTS) for _ in range(2))
    assert one.facts_hash != other.facts_hash


def test_facts_of_another_entry_another_case_or_changed_are_not_believed(vault: Vault):
    one, other = (seal_facts(vault, "case-1", SubjectKind.COMPANY, CODES, FACTS) for _ in range(2))
    vault.seal_bytes("case-2", "file", b"")
    for case, sealed in (
        ("case-1", other.sealed),
        ("case-2", one.sealed),
        ("case-1", one.sealed[:-1] + bytes([one.sealed[-1] ^ 1])),
        ("case-1", vault.seal_bytes("case-1", "file", b"{}")),
    ):
        with pytest.raises(IntegrityFailure):
            open_facts(vault, case, sealed, one.facts_hash)


def test_facts_of_a_forgotten_subject_are_gone(vault: Vault):
    kept = seal_facts(vault, "case-1", SubjectKind.COMPANY, CODES, FACTS)
    vault.forget("case-1")
    with pytest.raises(NotFound):
        open_facts(vault, "case-1", kept.sealed, kept.facts_hash)
