"""Counsel prints the rules, reads them and signs; the command tells when they changed since."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from api.exits import Exit
from policies.load import load_packs
from tests.stories.test_command_line import tracer

HASH = load_packs().hash


def test_counsel_prints_signs_and_sees_what_was_signed(tmp_path: Path):
    place = tmp_path / "livret.html"
    ran = tracer(tmp_path, "policy", "book", "--out", str(place), "--lang", "fr")
    assert ran.returncode == Exit.OK, ran.stderr
    assert HASH in place.read_text()
    assert "Livret de règles" in place.read_text()
    key = tmp_path / "counsel.pem"
    made = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)]
    subprocess.run(made, check=True, capture_output=True)
    assert "No signature." in tracer(tmp_path, "policy", "signatures", "--lang", "en").stdout
    ran = tracer(tmp_path, "policy", "sign", "--key", str(key), "--capacity", "counsel")
    assert (ran.returncode, HASH in ran.stdout) == (Exit.OK, True)
    ran = tracer(tmp_path, "policy", "signatures", "--lang", "en")
    assert (ran.returncode, "rules in force" in ran.stdout) == (Exit.OK, True)
    [kept] = (tmp_path / "signatures").glob("*.json")
    told = json.loads(kept.read_text())
    kept.write_text(json.dumps({**told, "pack_hash": "0" * 64}))
    ran = tracer(tmp_path, "policy", "signatures", "--lang", "en")
    assert (ran.returncode, "does not verify" in ran.stdout) == (Exit.INTEGRITY, True)


def test_a_book_that_cannot_be_written_says_so(tmp_path: Path):
    ran = tracer(tmp_path, "policy", "book", "--out", str(tmp_path / "no" / "book.html"))
    assert ran.returncode == Exit.USAGE
    assert "--out" in ran.stderr
