"""A manifest tells every changed byte; a token is kept whatever it is worth."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies.evidence import (
    Manifest,
    TokenState,
    host_only,
    manifest_of,
    piece,
    timestamp_request,
    token_state,
    verify,
)
from policies.timestamp import certificates
from tests.policies.test_timestamp import Authority
from tracer.errors import IntegrityFailure

FILES = {"page.png": b"\x89PNG\r\n\x1a\n picture", "page.mhtml": b"MIME-Version: 1.0"}


def a_manifest(**changes: object) -> Manifest:
    made = Manifest(
        capture="cap_1",
        case="cas_1",
        intent="cai_1",
        operator="op_1",
        url="https://atelier-fictif.example/",
        captured_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        tools={"tracer": "0"},
        files=tuple(piece(name, "image/png", body) for name, body in FILES.items()),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_capture_verifies() -> None:
    manifest = a_manifest()
    verify(manifest, manifest.sha256, FILES)
    assert manifest_of(manifest.text) == manifest


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_byte_fails_and_names_the_file(name: str) -> None:
    manifest = a_manifest()
    for at in range(len(FILES[name])):
        changed = bytearray(FILES[name])
        changed[at] ^= 1
        with pytest.raises(IntegrityFailure, match=name):
            verify(manifest, manifest.sha256, FILES | {name: bytes(changed)})


@pytest.mark.parametrize("files", [{}, {"page.png": FILES["page.png"]}, FILES | {"more.pdf": b""}])
def test_a_file_too_few_or_too_many_fails(files: dict[str, bytes]) -> None:
    manifest = a_manifest()
    with pytest.raises(IntegrityFailure, match="exactly the files"):
        verify(manifest, manifest.sha256, files)


@pytest.mark.parametrize(
    "changes",
    [
        {"capture": "cap_2"},
        {"case": "cas_2"},
        {"intent": "cai_2"},
        {"operator": "op_2"},
        {"url": "https://other.example/"},
        {"captured_at": datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC)},
        {"tools": {"tracer": "1"}},
    ],
)
def test_a_manifest_that_tells_otherwise_is_not_the_journals(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityFailure, match="journal"):
        verify(a_manifest(**changes), a_manifest().sha256, FILES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        a_manifest().text + " ",
        json.dumps(json.loads(a_manifest().text)),
        a_manifest().text.replace("cap_1", "c\\u0061p_1"),
    ],
)
def test_only_the_canonical_text_is_read_back(text: str) -> None:
    with pytest.raises(IntegrityFailure):
        manifest_of(text)


def test_a_timestamp_over_the_manifest_is_verified(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "tsa")
    manifest = a_manifest()
    token = authority.answer(timestamp_request(manifest))
    roots = certificates(authority.root)
    assert token_state(manifest, token, roots) is TokenState.VERIFIED
    assert token_state(a_manifest(case="cas_2"), token, roots) is TokenState.UNVERIFIED
    assert token_state(manifest, token) is TokenState.UNVERIFIED


@pytest.mark.parametrize("token", [b"", b"not a token", b"\x30\x03\x02\x01\x00"])
def test_a_token_that_cannot_be_read_is_unverified_and_no_failure(token: bytes) -> None:
    assert token_state(a_manifest(), token) is TokenState.UNVERIFIED


def test_no_token_is_not_an_unverified_one() -> None:
    assert token_state(a_manifest(), None) is TokenState.ABSENT


def test_of_a_profiles_address_only_the_host_is_told() -> None:
    assert host_only("https://social.example/@invented?tab=1") == "https://social.example/"
