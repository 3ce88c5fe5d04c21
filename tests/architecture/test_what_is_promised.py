"""What the project says of itself is there: the README's order, the documents, the decision records."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_opens_with_what_it_is_what_it_refuses_the_flow_and_two_commands() -> None:
    title, what, refuses, picture, commands_say, commands = README.split("\n\n")[:6]
    assert title == "# Tracer"
    assert what.count(". ") == 0
    assert what.endswith(".")
    assert refuses.startswith("It is not")
    assert "\n" not in refuses
    assert picture.startswith("```")
    assert "journal" in picture
    assert commands_say.startswith("Two commands")
    assert re.findall(r"^make (\w+)", commands, flags=re.MULTILINE) == ["demo", "test"]


def test_the_gate_runs_everything_that_is_promised() -> None:
    gate = (ROOT / ".ci" / "run").read_text()
    assert set(re.findall(r"^make ([\w-]+)", gate, flags=re.MULTILINE)) >= {
        "lint",
        "lock-check",
        "licences",
        "demo",
        "test",
    }
    makefile = (ROOT / "Makefile").read_text()
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert f"$(BIN)/{tool}" in makefile


def test_the_licence_is_apache_and_the_project_is_never_published() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["license"] == "Apache-2.0"
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]
    assert project["tool"]["mypy"]["strict"] is True
    assert "Apache License" in (ROOT / "LICENSE").read_text()[:200]


@pytest.mark.parametrize(
    "page", ["lawful-use", "glossary", "add-a-source", "add-a-jurisdiction", "verify-the-journal"]
)
def test_each_promised_page_is_written(page: str) -> None:
    assert len((ROOT / "docs" / f"{page}.md").read_text().split()) > 200


def test_every_decision_record_says_what_was_decided_and_in_which_circumstances() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, path in enumerate(records, start=1):
        assert path.name.startswith(f"{number:04d}-")
        text = path.read_text()
        assert re.match(rf"# {number:04d}[.: ]", text), path.name
        for part in ("**Context.**", "**Decision.**"):
            assert part in text, (path.name, part)
    titles = " ".join(path.name for path in records)
    for decided in ("packaging", "sqlite", "httpx", "toml-rules", "own-matcher"):
        assert decided in titles


def test_the_figures_the_benchmarks_wrote_have_one_shape() -> None:
    makefile = (ROOT / "Makefile").read_text()
    commands = set(re.findall(r"^bench-([\w-]+):", makefile, flags=re.MULTILINE))
    assert "trace" in commands
    for path in (ROOT / "benchmarks" / "results").glob("*.json"):
        assert path.stem in commands
        for row in json.loads(path.read_text()):
            assert list(row) == ["metric", "value", "unit", "goal", "peer", "met", "how"]
            if row["met"] is False:  # a goal that was missed says why, in its own words
                assert "missed:" in row["how"], row["metric"]


def test_no_module_is_deeper_than_two_folders() -> None:
    for package in ("tracer", "connectors", "graph", "policies", "api"):
        for path in (ROOT / package).rglob("*.py"):
            assert len(path.relative_to(ROOT).parts) <= 3, path


def test_the_image_has_every_extra_a_deployment_needs_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lock = (ROOT / "requirements-deploy.lock").read_text()
    locked = set(re.findall(r"^([a-z0-9_.-]+==\S+)", lock, re.MULTILINE))
    names = {pin.partition("==")[0] for pin in locked}
    for extra, wanted in project["project"]["optional-dependencies"].items():
        if extra != "neo4j":
            assert {re.split(r"[>=<\[]", one)[0] for one in wanted} <= names, extra
    runtime = (ROOT / "requirements.lock").read_text()
    assert set(re.findall(r"^([a-z0-9_.-]+==\S+)", runtime, re.MULTILINE)) <= locked
    assert "--require-hashes -r requirements-deploy.lock" in (ROOT / "Dockerfile").read_text()


def test_the_compose_file_asks_for_what_a_notice_needs() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    for name in ("TRACER_CONTACT", "TRACER_KEY_ENCRYPTION_KEY", "TRACER_AGENCY", "TRACER_DPO"):
        assert f"{name}: ${{{name}:?" in compose, name
