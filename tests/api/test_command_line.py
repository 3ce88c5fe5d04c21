"""The commands around a trace: keys, rules, sources and the journal, in both languages."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import structlog

from api import cli
from api.casefile import CaseFile
from api.demo import case_file
from api.errors import SecondPersonNeeded
from api.exits import Exit, of_error
from api.reading import parse
from api.wiring import wired
from connectors.sandbox.scenarios import RARE_NAME
from tracer.errors import Invalid
from tracer.settings import Settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path / "data"))
    for name in ("TRACER_CONTACT", "TRACER_SOURCES_AT", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    structlog.reset_defaults()


def tracer(*words: str) -> int:
    """The exit code of a command line."""
    before, sys.argv = sys.argv, ["tracer", *words]
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before


def test_a_key_is_made_listed_and_revoked_without_naming_a_contact_for_sources(
    capsys: pytest.CaptureFixture[str],
):
    assert tracer("key", "create", "--name", "desk") == 0
    key = capsys.readouterr().out.strip()
    assert key.startswith("trk_")
    assert tracer("key", "list", "--lang", "fr") == 0
    said = capsys.readouterr().out
    assert "en usage depuis le" in said
    assert key not in said
    assert tracer("key", "revoke", key.split("_")[1], "--lang", "fr") == 0
    assert "révoquée" in capsys.readouterr().out
    assert tracer("key", "revoke", "none-such") == 3


@pytest.mark.parametrize("level", ["foo", "", "a-secret"])
def test_a_log_level_nobody_knows_is_a_wrong_use_that_names_its_variable(
    level: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TRACER_LOG_LEVEL", level)
    assert tracer("key", "list") == 2
    said = capsys.readouterr().err
    assert said.startswith("TRACER_LOG_LEVEL: ")
    assert "secret" not in said
    monkeypatch.setenv("TRACER_LOG_LEVEL", "debug")
    assert tracer("key", "list") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("key", "list"),
        ("serve", "--sources-at", "http://127.0.0.1:9"),
        ("journal", "verify"),
        ("rights", "list"),
        ("retention", "sweep"),
    ],
)
def test_a_data_folder_that_cannot_be_made_is_a_wrong_use_that_names_its_variable(
    words: tuple[str, ...],
    own_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    (own_folder / "a-file").write_text("")
    for place in ("/proc/nope", str(own_folder / "a-file"), str(own_folder / "a-file" / "in")):
        monkeypatch.setenv("TRACER_DATA_DIR", place)
        assert tracer(*words) == (3 if words[0] == "journal" else 2)
        assert "TRACER_DATA_DIR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRACER_KEY_ENCRYPTION_KEY", "a-secret"),
        ("TRACER_KEY_ENCRYPTION_KEY", "ab" * 31),
        ("TRACER_KEY_ENCRYPTION_KEY_FILE", "/proc/nope"),
    ],
)
def test_a_key_that_is_no_key_is_a_wrong_use_that_names_its_variable(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(variable, value)
    assert tracer("rights", "list") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{variable}: ")
    assert "64 hexadecimal digits" in said
    assert value not in said


@pytest.mark.parametrize(
    "words",
    [
        ("rights", "list"),
        ("protected", "alerts"),
        ("watches", "list"),
        ("evidence", "verify", "--case", "cas_1", "--capture", "cap_1"),
        ("retention", "sweep"),
    ],
)
def test_a_desk_command_that_asks_no_source_wants_no_contact(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert tracer(*words) in (0, 3)
    assert "TRACER_CONTACT" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [("watches", "poll"), ("serve",), ("sources", "check")])
def test_a_command_that_asks_sources_says_both_ways_to_name_a_contact_or_a_sandbox(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert tracer(*words) == 2
    said = capsys.readouterr().err
    assert said.startswith("TRACER_CONTACT: ")
    assert "TRACER_SOURCES_AT" in said


async def test_without_a_contact_nothing_leaves_whatever_asks(own_folder: Path):
    async with wired(Settings(data_dir=own_folder / "data"), asks=False) as services:
        gleif = services.kit.connectors["gleif"]
        with pytest.raises(Invalid) as wrong:
            await gleif.inner.session._client.get("http://127.0.0.1:9/")
    assert wrong.value.field == "TRACER_CONTACT"


def test_a_step_for_a_second_person_is_refused_like_any_other():
    assert of_error(SecondPersonNeeded("nobody assigns a case to himself")) == Exit.REFUSED


def test_every_exit_code_is_in_the_help_and_in_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "case-and-report.md").read_text()
    for code in Exit:
        assert f"| {code:d} | " in page, code
        assert f" {code:d} " in cli.EXITS, code


def test_no_message_says_to_install_a_package_that_is_not_published():
    root = Path(__file__).parents[2]
    for folder in ("api", "connectors", "graph", "policies", "tracer"):
        for path in (root / folder).rglob("*.py"):
            for told in re.findall(r"pip install\s+\S+", path.read_text()):
                assert told.startswith("pip install '.["), (path.name, told)


def test_no_journal_is_said_in_one_line_with_the_code_for_nothing_there(
    capsys: pytest.CaptureFixture[str],
):
    assert tracer("journal", "verify") == 3
    said = capsys.readouterr().err
    assert "there is no journal" in said
    assert "TRACER_DATA_DIR" in said
    assert tracer("journal", "verify", "--file", "none-such") == 2


@pytest.mark.parametrize(
    ("language", "heads"), [("fr", ("effet", "interdit")), ("en", ("effect", "forbids"))]
)
def test_every_rule_is_listed_in_the_language_asked_for(
    language: str, heads: tuple[str, str], capsys: pytest.CaptureFixture[str]
):
    assert tracer("policy", "list", "--lang", language) == 0
    said = capsys.readouterr().out
    assert all(head in said for head in heads)
    assert "FR-CPCE-R124-4 " in said


def test_a_rule_is_explained_with_its_source_its_facts_and_its_examples(
    capsys: pytest.CaptureFixture[str],
):
    assert tracer("policy", "explain", "FR-CPCE-R124-4", "--lang", "fr") == 0
    said = capsys.readouterr().out
    for piece in (
        "R124-4",
        "loi ou règlement",
        "faits lus",
        "exemples",
        "s'applique",
        "on ne sait",
    ):
        assert piece in said, piece
    assert "forbid" not in said
    assert tracer("policy", "explain", "NONE-SUCH") == 3


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sources_say_what_is_read_what_is_dropped_and_what_is_never_connected(
    language: str, capsys: pytest.CaptureFixture[str]
):
    assert tracer("sources", "list", "--lang", language) == 0
    said = capsys.readouterr().out
    for piece in ("fr.ban", "fr.rbe", "FICOBA", "siege.adresse", "https://"):
        assert piece in said, piece
    assert ("champs écartés" in said) == (language == "fr")


def test_a_refused_case_is_explained_in_the_language_asked_for_with_its_receipt(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
):
    file = own_folder / "case.json"
    told = case_file(RARE_NAME, date.today())  # noqa: DTZ011 (the command line has the real clock)
    told["subject"]["birth"] = str(date.today().year - 10)  # noqa: DTZ011
    file.write_text(json.dumps(told))
    asked = ("trace", "--file", str(file), "--sources-at", "http://127.0.0.1:9", "--lang", "fr")
    assert tracer(*asked) == 4
    said = capsys.readouterr().err
    assert said.startswith("subject.birth: ")
    assert "moins de dix-huit ans" in said
    assert re.search(r"\[FR-MINEUR, reçu [1-9][0-9]*\]\n$", said)


def test_the_case_file_in_the_documentation_is_one_that_can_be_read():
    text = (Path(__file__).parents[2] / "docs" / "case-and-report.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", text, flags=re.DOTALL)
    assert parse(CaseFile, example.encode()).subject.names[0].surname == "Brevalaire"


def test_every_link_of_the_documentation_leads_somewhere():
    root = Path(__file__).parents[2]
    for page in (root / "README.md", *(root / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert link.startswith("https://") or (page.parent / link).exists(), (page.name, link)
