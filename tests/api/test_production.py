"""Refusing to start: every missing thing named at once, by its setting and never by its value."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from api.journals import open_journal
from api.production import NotReady, check
from api.wiring import SystemClock, wired
from policies.load import load_packs
from policies.signatures import keep, sign
from tracer.ports import JournalEntry
from tracer.settings import Settings
from tracer.source import SourceKind

STRONG = "9f2c4e81b7d03a65f18e27c9405bd6ae73f0128c5b9ed46a1378c2f5e0496bd3"


COUNSEL = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def approve(folder: Path, pack_hash: str | None = None, key: Ed25519PrivateKey = COUNSEL) -> None:
    """Sign the rules in force, or those of a hash."""
    rules = pack_hash or load_packs().hash
    keep(folder / "signatures", sign(key, rules, "counsel", date(2026, 11, 26)))


def ready(folder: Path, **changes: object) -> Settings:
    """A complete production profile, its rules approved."""
    approve(folder)
    told = Settings(
        data_dir=folder,
        profile="production",
        mandate_registry="reg-1",
        operator_licence="lic-1",
        lia="lia-1",
        dpia="dpia-1",
        agency="Agence Invention",
        dpo="dpo@agency.example",
        contact="someone@agency.example",
        key_encryption_key=SecretStr(STRONG),
    )
    return told.model_copy(update=changes)


async def named(settings: Settings) -> set[str]:
    with pytest.raises(NotReady) as refused:
        await check(settings, SystemClock())
    return {name for name, _ in refused.value.found}


async def test_a_complete_profile_starts_and_an_empty_one_names_everything(tmp_path: Path):
    await check(ready(tmp_path), SystemClock())
    assert await named(Settings(data_dir=tmp_path / "empty", profile="production")) == {
        "TRACER_MANDATE_REGISTRY",
        "TRACER_OPERATOR_LICENCE",
        "TRACER_LIA",
        "TRACER_DPIA",
        "TRACER_AGENCY",
        "TRACER_DPO",
        "TRACER_CONTACT",
        "TRACER_KEY_ENCRYPTION_KEY",
        "tracer policy sign",
    }


@pytest.mark.parametrize("key", ["00" * 32, "6b" * 32, bytes(range(32)).hex(), "short"])
async def test_a_key_that_is_no_secret_refuses_and_is_not_repeated(tmp_path: Path, key: str):
    settings = ready(tmp_path, key_encryption_key=SecretStr(key))
    with pytest.raises(NotReady) as refused:
        await check(settings, SystemClock())
    assert [name for name, _ in refused.value.found] == ["TRACER_KEY_ENCRYPTION_KEY"]
    assert key not in str(refused.value)


async def test_a_key_file_lies_outside_the_data_and_is_the_owners_alone(tmp_path: Path):
    data, file = tmp_path / "data", tmp_path / "key"
    file.write_text(STRONG)
    file.chmod(0o600)
    told = {"key_encryption_key": None, "key_encryption_key_file": file}
    await check(ready(data, **told), SystemClock())
    file.chmod(0o644)
    assert await named(ready(data, **told)) == {"TRACER_KEY_ENCRYPTION_KEY_FILE"}
    file.chmod(0o600)
    assert await named(ready(tmp_path, **told)) == {"TRACER_KEY_ENCRYPTION_KEY_FILE"}


async def test_rules_that_nobody_approved_or_that_changed_since_refuse(tmp_path: Path):
    settings = ready(tmp_path)
    shutil.rmtree(tmp_path / "signatures")
    with pytest.raises(NotReady) as refused:
        await check(settings, SystemClock())
    [(name, problem)] = refused.value.found
    assert name == "tracer policy sign"
    assert problem.startswith("nobody approved the rules")
    approve(tmp_path, "0" * 64)
    assert await named(settings) == {"tracer policy sign"}
    approve(tmp_path)
    await check(settings, SystemClock())


async def test_a_key_that_is_none_of_the_approvers_approves_nothing(tmp_path: Path):
    counsel = COUNSEL.public_key().public_bytes_raw().hex()
    settings = ready(tmp_path, approvers=(counsel,))
    await check(settings, SystemClock())
    shutil.rmtree(tmp_path / "signatures")
    approve(tmp_path, key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert await named(settings) == {"TRACER_APPROVERS"}


async def test_development_asks_for_no_approval(tmp_path: Path):
    await check(Settings(data_dir=tmp_path), SystemClock())


async def test_a_journal_that_was_deleted_refuses_and_says_so(tmp_path: Path):
    settings = ready(tmp_path)
    async with open_journal(settings, SystemClock()) as journal:
        await journal.append(
            JournalEntry(kind="k", case=None, subject=None, operator=None, body={})
        )
    await check(settings, SystemClock())
    for file in tmp_path.glob("journal.sqlite*"):
        file.unlink()
    with pytest.raises(NotReady, match="1 entries were signed, 0 are here"):
        await check(settings, SystemClock())


async def test_a_journal_that_is_none_refuses(tmp_path: Path):
    (tmp_path / "journal.sqlite").write_bytes(b"not a journal" * 1000)
    assert await named(ready(tmp_path)) == {"TRACER_DATA_DIR"}


async def test_a_fresh_install_has_no_social_source_and_has_permitted_nothing(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, sources_at="http://127.0.0.1:9")
    async with wired(settings) as services:
        kinds = [connector.card.kind for connector in services.kit.connectors.values()]
        assert kinds
        assert SourceKind.SOCIAL_NETWORK not in kinds
        assert await services.journal.read() == ()
