"""A debtor may be in the file of deceased persons: contact waits for a person, and no case is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from api.account import write
from api.match.deceased_build import build_deaths
from api.schemas.report import ReportOut
from api.services import Services
from api.wiring import wired
from connectors.sandbox.scenarios import RARE_NAME
from connectors.sandbox.serve import SandboxServer
from policies.snapshot import facts_of
from tests.stories.conftest import HURRIED, case_of, traced
from tests.tracer.deceased import OPPOSITIONS, line
from tests.tracer.doubles import NOW, FixedClock
from tracer.case import Case, HumanJudgement
from tracer.evidence import Judgement
from tracer.lawful import Effect
from tracer.outcome import Outcome, Question, Reason, SourceOutcome
from tracer.report import TraceReport, TraceStatus
from tracer.screening import Finding, StopKind
from tracer.settings import Settings
from tracer.subject import PartialDate

BORN = PartialDate(year=1979, month=3, day=14)


def debtor(**changes: object) -> Case:
    """The debtor with the rare name, born to the day."""
    case = case_of(RARE_NAME)
    return replace(case, subject=replace(case.subject, birth=born(case)), **changes)  # type: ignore[arg-type]


def born(case: Case) -> PartialDate:
    birth = case.subject.birth
    assert birth is not None
    return replace(birth, month=birth.month or 3, day=birth.day or 14)


@pytest.fixture
async def house(
    registers: SandboxServer, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Services]:
    """Every service, with a file that holds the debtor, or somebody else, or an opposed debtor."""
    who, case = request.param, debtor()
    name, birth = case.subject.names[0], born(case)
    told = f"{name.surname.upper()}*{' '.join(name.given).upper()}/"
    day = f"{birth.year}{birth.month:02d}{birth.day:02d}"
    source = tmp_path / "source"
    source.mkdir()
    lines = [line(f"ARBANCOURT*LUC{at}/", act=f"4{at}") for at in range(40)]
    if who != "somebody else":
        lines.append(line(told, born=day, sex="2", act="77"))
    (source / "deces-2026-m09.txt").write_text("\n".join(lines), "utf-8")
    opposed = "29232;20260903;77\n" if who == "opposed" else ""
    (source / "fichier-opposition-deces.csv").write_text(OPPOSITIONS + opposed, "utf-8")
    build_deaths(source, tmp_path / "deaths")
    settings = Settings(
        data_dir=tmp_path / "data", sources_at=registers.url, deceased=tmp_path / "deaths"
    )
    async with wired(settings, clock=FixedClock(), patience=HURRIED) as everything:
        yield everything


def asked(report: TraceReport) -> SourceOutcome:
    return next(one for one in report.coverage if one.question is Question.DEATH)


def judged(case: Case, record: str, judgement: Judgement) -> Case:
    said = HumanJudgement(
        candidate=record,
        judgement=judgement,
        reason="certificate seen",
        decided_by="op-2",
        decided_at=NOW,
    )
    return replace(case, judgements=(said,))


def hit(report: TraceReport) -> str:
    stop = report.screening.stop(StopKind.DECEASED)
    assert stop is not None
    [record] = stop.records
    return record


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
async def test_a_hit_pauses_every_contact_and_closes_nothing(house: Services) -> None:
    report = await traced(house, debtor())
    assert report.screening.finding(StopKind.DECEASED) is Finding.POSSIBLE
    assert report.status is TraceStatus.PROPOSED  # the search went on, and nothing was closed
    assert report.offers
    assert report.ladder == ()
    for refusal in report.refusals:
        assert refusal.effect in (Effect.REFER, Effect.FORBID)
        assert "FR-DECES-FICHIER" in {rule.rule for rule in refusal.rules} or (
            refusal.effect is Effect.FORBID
        )
    assert any(refusal.effect is Effect.REFER for refusal in report.refusals)


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
async def test_leave_to_look_and_what_was_found_are_in_the_journal(house: Services) -> None:
    case = debtor()
    report = await traced(house, case)
    written = {e.receipt.sequence: e.entry.body for e in await house.journal.read(case.id)}
    sequence = asked(report).receipt
    assert sequence is not None
    assert (written[sequence]["source"], written[sequence]["effect"]) == ("fr.deces", "permit")
    facts = [
        (await facts_of(house.journal, house.kit.vault, one.receipt.sequence))["facts"]
        for one in report.refusals
    ]
    assert facts
    assert all(each["death_suspected"] is True for each in facts)
    assert all(each["subject_deceased"] is None for each in facts)


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
async def test_a_person_who_says_it_is_somebody_else_lets_contact_go_on(house: Services) -> None:
    case = debtor()
    record = hit(await traced(house, case))
    report = await traced(house, judged(case, record, Judgement.DIFFERENT))
    assert report.screening.finding(StopKind.DECEASED) is Finding.NO  # as the case file says
    assert report.ladder


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
@pytest.mark.parametrize("judgement", [Judgement.SAME, Judgement.UNSURE])
async def test_only_a_person_makes_it_a_death(house: Services, judgement: Judgement) -> None:
    case = debtor()
    record = hit(await traced(house, case))
    report = await traced(house, judged(case, record, judgement))
    same = judgement is Judgement.SAME
    expected = Finding.YES if same else Finding.POSSIBLE
    assert report.screening.finding(StopKind.DECEASED) is expected
    assert report.ladder == ()
    if same:
        rules = {rule for one in report.coverage for rule in one.rules}
        assert "FR-DECES" in rules


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
async def test_the_dead_person_never_becomes_a_candidate(house: Services) -> None:
    case = debtor()
    report = await traced(house, case)
    held = await house.kit.graph.export_subject(case.id)
    sources = {s.provenance.source for entity in held.entities for s in entity.statements}
    assert "fr.deces" not in sources
    assert report.match is not None
    assert report.match.best is not None
    assert "fr.deces" not in report.match.best.candidate.sources


@pytest.mark.parametrize("house", ["somebody else", "opposed"], indirect=True)
async def test_not_being_in_the_file_changes_nothing(house: Services) -> None:
    report = await traced(house, debtor())
    assert asked(report).outcome is Outcome.EMPTY
    assert report.screening.finding(StopKind.DECEASED) is Finding.NO
    silent = debtor()
    silent = replace(silent, subject=replace(silent.subject, deceased=None))
    report = await traced(house, silent)
    assert report.screening.finding(StopKind.DECEASED) is Finding.UNKNOWN
    assert report.ladder == ()  # unknown is not no


async def test_without_a_file_it_is_not_asked_and_said_so(services: Services) -> None:
    report = await traced(services, debtor())
    told = asked(report)
    assert (told.outcome, told.reason) == (Outcome.NOT_ASKED, Reason.NO_CONNECTOR)
    assert report.screening.finding(StopKind.DECEASED) is Finding.NO


@pytest.mark.parametrize("house", ["the debtor"], indirect=True)
@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("décès du débiteur : acte 77", "possible, à vérifier", "fr.deces")),
     ("en", ("death of the debtor: certificate 77", "possible, to be checked", "fr.deces"))],
)  # fmt: skip
async def test_the_account_tells_the_act_in_both_languages(
    house: Services, language: str, words: tuple[str, ...]
) -> None:
    paper = Console(file=StringIO(), width=200)
    write(ReportOut.of(await traced(house, debtor())), paper, language)  # type: ignore[arg-type]
    told = paper.file.getvalue()  # type: ignore[attr-defined]
    for word in words:
        assert word in told
