from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from policies.load import read_pack
from policies.manifest import MANIFEST, untouched
from policies.model import PackRefused

RULE = """
[[rule]]
id = "X-INVENTED"
version = 1
title = { fr = "Inventée", en = "Invented" }
message = { fr = "Non.", en = "No." }
remedy = { fr = "Attendre.", en = "Wait." }
authority = "product_default"
citation = { instrument = "Tracer", article = "default", checked = false }
valid = { from = 2020-01-01 }
operations = ["collection"]
effect = "forbid"
when.all = [{ is = "claim_due" }, { ge = ["years_since_due", 2] }]
examples = [
  { expect = "fires", given = { claim_due = true, years_since_due = 2 } },
  { expect = "silent", given = { claim_due = false } },
  { expect = "unknown", given = { claim_due = true } },
]
"""


def test_the_specimen_loads():
    (rule,) = read_pack("invented.toml", RULE)
    assert rule.facts == ("claim_due", "years_since_due")


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ('is = "claim_due"', 'is = "claim_dew"', "there is no fact 'claim_dew'"),
        ('is = "claim_due"', 'is = "years_since_due"', "years_since_due is not a bool"),
        ('["years_since_due", 2]', '["years_since_due", "2"]', "compared with a int"),
        ('ge = ["years_since_due", 2]', 'eq = ["claim_nature", "gift"]', "never 'gift'"),
        ('ge = ["years_since_due", 2]', 'ge = ["claim_nature", "civil"]', "has no order"),
        ('ge = ["years_since_due", 2]', 'like = ["years_since_due", 2]', "operator 'like'"),
        ('{ fr = "Non.", en = "No." }', '{ fr = "Non." }', "message.en"),
        ('{ fr = "Non.", en = "No." }', '{ fr = "Non.", en = " " }', "message.en"),
        ('  { expect = "unknown", given = { claim_due = true } },\n', "", "examples"),
        ('"unknown", given = { claim_due = true }', '"silent", given = { claim_due = false }', "unknown"),
        (
            '"unknown", given = { claim_due = true',
            '"unknown", given = { claim_due = false',
            "expected unknown, ended silent",
        ),
        ('given = { claim_due = false }', "given = { today = 2020-01-01 }", "today is not read"),
        (
            "{ from = 2020-01-01 }",
            "{ from = 2020-01-01, to = 2019-12-31 }",
            "before valid.from",
        ),
        ("checked = false", "checked = true", "on which day"),
        ("version = 1", 'version = "1"', "version"),
        ("version = 1", "version = 1\nweight = 3", "weight"),
        ('remedy = { fr = "Attendre.", en = "Wait." }', "", "what would make it lawful"),
        ('effect = "forbid"', 'effect = "oblige"', "says to what"),
        ('effect = "forbid"', 'effect = "forbid"\nobligations = ["neutral_envelope"]', "withholds leave"),
        ('effect = "forbid"', 'effect = "forbid"\nabsolute = true\noverridable = true', "not both"),
        ('operations = ["collection"]', 'operations = ["selling"]', "operations"),
        ('operations = ["collection"]', "operations = []", "operations"),
    ],
)  # fmt: skip
def test_a_faulty_rule_refuses_to_load_naming_file_rule_and_reason(written, instead, reason):
    assert written in RULE
    with pytest.raises(PackRefused) as refused:
        read_pack("invented.toml", RULE.replace(written, instead, 1))
    assert refused.value.file == "invented.toml"
    assert refused.value.rule == "X-INVENTED"
    assert reason in refused.value.reason


def test_one_id_for_the_same_days_refuses_to_load():
    with pytest.raises(PackRefused, match="already used"):
        read_pack("invented.toml", RULE + RULE.replace("version = 1", "version = 2"))


def test_one_id_for_other_days_is_another_version():
    earlier = RULE.replace("version = 1", "version = 2").replace(
        "{ from = 2020-01-01 }", "{ from = 2019-01-01, to = 2019-12-31 }"
    )
    assert len(read_pack("invented.toml", RULE + earlier)) == 2


def test_text_that_is_not_toml_refuses_to_load():
    with pytest.raises(PackRefused, match=r"invented\.toml: not TOML"):
        read_pack("invented.toml", "[[rule")


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ('is = "claim_due"', 'is = "claim_dew"', 13),
        ('{ fr = "Non.", en = "No." }', '{ fr = "Non." }', 6),
        ("{ from = 2020-01-01 }", "{ from = 2020-01-01, to = 2019-12-31 }", 10),
        ("version = 1", 'version = "1"', 4),
        ('  { expect = "unknown", given = { claim_due = true } },\n', "", 14),
        ('authority = "product_default"', 'authority = = "x"', 8),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 1], ids=["first rule", "second rule"])
def test_the_line_of_what_is_wrong_is_named(written: str, instead: str, line: int, before: int):
    first = RULE.replace("X-INVENTED", "X-BEFORE") * before
    with pytest.raises(PackRefused) as refused:
        read_pack("invented.toml", first + RULE.replace(written, instead, 1))
    assert refused.value.line == line + RULE.count("\n") * before
    assert str(refused.value).startswith(f"invented.toml:{refused.value.line}: ")


def test_a_misspelt_fact_is_told_what_was_perhaps_meant():
    with pytest.raises(PackRefused, match="perhaps 'claim_due'"):
        read_pack("invented.toml", RULE.replace('is = "claim_due"', 'is = "claim_dew"'))


def test_the_second_of_two_ids_is_named_by_its_line():
    with pytest.raises(PackRefused) as refused:
        read_pack("invented.toml", RULE + RULE)
    assert refused.value.line == RULE.count("\n") + 3


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    shutil.copytree(str(files("policies") / "packs"), tmp_path / "packs")
    return tmp_path / "packs"


def test_the_packs_are_those_of_the_manifest(shipped: Path):
    untouched(shipped)  # fails after a change: read it, then make packs


@pytest.mark.parametrize("touch", ["a byte", "a file more", "a file less", "no manifest"])
def test_a_pack_that_was_touched_refuses_to_load(shipped: Path, touch: str):
    file = shipped / "fr" / "contact.toml"
    match touch:
        case "a byte":
            file.write_bytes(file.read_bytes().replace(b"forbid", b"permit", 1))
        case "a file more":
            (shipped / "fr" / "more.toml").write_text(RULE)
        case "a file less":
            file.unlink()
        case _:
            (shipped / MANIFEST).unlink()
    with pytest.raises(PackRefused):
        untouched(shipped)
