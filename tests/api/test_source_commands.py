"""`tracer sources`: what is checked, what drifted, what it cost, and the files brought to this disk."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import structlog

from api import canaries, cli
from api.canaries import State, case_of, judged, unread_so_far
from api.downloads import CATALOGUE, HOSTS, bring_deaths, published
from api.match import local_deaths
from api.source_commands import exit_of
from api.sourcelist import connected_cards
from api.trace_file import read_case
from api.wiring import wired
from connectors.base import sources
from connectors.buckets import Buckets
from connectors.canaries import Canary
from connectors.canaries import canaries as known
from connectors.download import Downloads
from connectors.fr import osm_extract
from connectors.sandbox.misbehave import Kind, Misbehaviour
from connectors.sandbox.serve import SandboxServer
from connectors.sandbox.world import build_world
from connectors.world import be_kbo
from tests.connectors.fr.test_osm_extract import SHOP, feature
from tests.connectors.world.test_be_kbo import folder as kbo_folder
from tests.tracer.doubles import provenance
from tracer.entities import Entity, EntityId, EntityKind, Property, Record, Statement
from tracer.errors import SourceChanged
from tracer.lawful import Allowance, Operation, Permit
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome
from tracer.report import TraceReport, TraceStatus
from tracer.settings import Settings
from tracer.situation import Situation

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
REGISTER = "fr.recherche_entreprises"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path / "data"))
    for name in ("TRACER_CONTACT", "TRACER_SOURCES_AT", "TRACER_CREDENTIALS", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path / "data"
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(misbehaviour=Misbehaviour()) as server:
        yield server


@pytest.fixture
def tame(sandbox: SandboxServer) -> Iterator[SandboxServer]:
    sandbox.forget_calls()
    yield sandbox
    sandbox.misbehaviour.clear()


def tracer(*words: str) -> int:
    """The exit code of a command line."""
    before, sys.argv = sys.argv, ["tracer", *words]
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before


def lines(said: str) -> dict[str, str]:
    """What a table says of each source."""
    return {line.split(" ")[0]: line for line in said.splitlines() if "." in line.split(" ")[0]}


async def journalled(settings: Settings) -> list[tuple[str, dict]]:
    async with wired(settings) as services:
        return [(told.entry.kind, dict(told.entry.body)) for told in await services.journal.read()]


def test_the_group_alone_lists_the_sources_as_its_list_does(capsys: pytest.CaptureFixture[str]):
    assert tracer("sources") == 0
    alone = capsys.readouterr().out
    assert tracer("sources", "list") == 0
    assert alone == capsys.readouterr().out
    assert "FICOBA" in alone


@pytest.mark.parametrize(("language", "fine"), [("fr", "conforme"), ("en", "ok")])
def test_every_source_is_checked_and_told_as_it_ends(
    language: str, fine: str, tame: SandboxServer, capsys: pytest.CaptureFixture[str]
):
    assert tracer("sources", "check", "--sources-at", tame.url, "--lang", language) == 0
    said = capsys.readouterr()
    told = lines(said.out)
    assert {module.CARD.id for module in sources()} - {"gleif"} <= told.keys()
    assert fine in told[REGISTER]
    assert f"{REGISTER}: {fine}" in said.err


def test_one_failing_source_stops_no_other_and_says_so_by_the_exit_code(
    tame: SandboxServer, capsys: pytest.CaptureFixture[str]
):
    tame.misbehaviour.force(Kind.SERVER_ERROR, route="fr.ban", times=50)
    tame.misbehaviour.force(Kind.NOT_JSON, route="fr.bodacc", times=50)
    assert tracer("sources", "check", "--sources-at", tame.url) == 7
    told = lines(capsys.readouterr().out)
    assert "unreachable" in told["fr.ban"]
    assert "drift" in told["fr.bodacc"]
    assert " ok " in told[REGISTER]
    assert " ok " in told["web.company"]


def test_one_source_is_checked_alone(tame: SandboxServer, capsys: pytest.CaptureFixture[str]):
    assert tracer("sources", "check", "--sources-at", tame.url, "--source", REGISTER) == 0
    assert list(lines(capsys.readouterr().out)) == [REGISTER]
    assert set(tame.calls) == {REGISTER}


def test_a_source_nobody_knows_is_said_to_be_none(tame: SandboxServer):
    assert tracer("sources", "check", "--sources-at", tame.url, "--source", "fr.nulle") == 3


def test_a_source_without_its_key_is_not_configured_and_is_not_asked(
    tame: SandboxServer, capsys: pytest.CaptureFixture[str]
):
    asked = ("sources", "check", "--sources-at", tame.url, "--source", "gb.companies_house")
    assert tracer(*asked) == 0
    assert "not configured" in capsys.readouterr().out
    assert tame.calls == {}


def test_a_closed_source_is_said_to_be_closed(
    tame: SandboxServer, capsys: pytest.CaptureFixture[str]
):
    assert tracer("sources", "check", "--sources-at", tame.url, "--source", "fr.rbe") == 0
    assert "closed" in capsys.readouterr().out


def test_a_check_is_journalled_under_a_permit_of_the_gate_and_names_nobody(
    tame: SandboxServer, own_folder: Path
):
    assert tracer("sources", "check", "--sources-at", tame.url, "--source", REGISTER) == 0
    told = asyncio.run(journalled(Settings(sources_at=tame.url)))
    kinds = [kind for kind, _ in told]
    assert kinds[-2:] == ["decision", "canary_check"]
    canary = known("sandbox")[REGISTER]
    assert told[-2][1]["effect"] == "permit"
    assert told[-1][1] == {"source": REGISTER, "state": "ok", "unread": {}, "missing": []}
    for value in (canary.name, canary.number):
        assert value not in json.dumps(told)


def test_of_a_real_organisation_no_debt_is_invented_and_the_gate_decides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_folder: Path
):
    monkeypatch.setenv("TRACER_CONTACT", "contact@tracer.example")
    monkeypatch.setenv("TRACER_PROFILES", "LIA-2026-1")
    assert tracer("sources", "check", "--source", "profiles.bluesky") == 4  # a network: never
    said = capsys.readouterr().out
    assert "refused" in said
    assert "X-DEFAULT-FORBID" in said
    assert Buckets(own_folder / "courtesy.sqlite").spent() == ()
    (kind, body), *_ = asyncio.run(journalled(Settings()))
    assert (kind, body["effect"]) == ("decision", "forbid")


async def test_the_gate_lets_a_source_be_consulted_about_an_organisation(own_folder: Path):
    settings = Settings(contact="contact@tracer.example")
    async with wired(settings) as services:
        card = services.kit.connectors["gleif"].card
        case = case_of(known("real")["gleif"], settings, DAY)
        asked = Situation(case=case, operation=Operation.CONSULT, source=card)
        leave = await services.kit.gate.authorise(asked, Allowance(1))
    assert isinstance(leave, Permit)
    assert (leave.operation, leave.source) == (Operation.CONSULT, "gleif")


@pytest.mark.parametrize("root", [None, "https://registers.example"])
@pytest.mark.parametrize("source", known("real"))
def test_a_check_away_from_this_machine_claims_nothing_from_anybody(source, root):
    case = case_of(known("real")[source], Settings(sources_at=root), DAY)
    assert case.claim.amount == Decimal(0)
    assert (case.mandate, case.basis) == (None, None)
    assert case.subject.company_name == known("real")[source].name


def answer(*props: Property, unread: tuple[str, ...] = (), reason: Reason | None = None) -> Answer:
    basis = provenance("fr.registre_exemple", "r1")
    entity = Entity(
        id=EntityId("fr-siren-299950014"),
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=prop, value="x", provenance=basis) for prop in props),
    )
    record = Record(
        key="r1",
        provenance=basis,
        entities=(entity,),
        links=(),
        unread_fields=unread,
    )
    outcome = SourceOutcome(
        source="fr.registre_exemple",
        question=Question.THE_COMPANY,
        outcome=Outcome.FOUND,
        reason=reason,
        unread_fields=unread,
    )
    return Answer(outcome=outcome, records=(record, record) if props else ())


CANARY = Canary(name="Atelier Fictif", expect=(Property.NAME, Property.STATUS))
NAMED, WHOLE = (Property.NAME,), (Property.NAME, Property.STATUS)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (answer(*WHOLE), State.OK),
        (answer(*NAMED), State.DRIFT),
        (answer(), State.DRIFT),
        (answer(*WHOLE, unread=("siege.nouveau",)), State.DRIFT),
        (answer(*WHOLE, reason=Reason.BUDGET), State.OK),
        (answer(*WHOLE, reason=Reason.UNREACHABLE), State.UNREACHABLE),
        (answer(reason=Reason.BUDGET), State.UNREACHABLE),
        (answer(reason=Reason.BUSY), State.UNREACHABLE),
        (answer(reason=Reason.DEADLINE), State.UNREACHABLE),
        (answer(reason=Reason.CHANGED), State.DRIFT),
        (answer(reason=Reason.FAULT), State.DRIFT),
        (answer(reason=Reason.CANNOT), State.DRIFT),
        (answer(reason=Reason.FORBIDDEN), State.REFUSED),
        (answer(reason=Reason.NOT_CONFIGURED), State.NOT_CONFIGURED),
    ],
)
def test_what_an_answer_says_of_its_source(told: Answer, state: State):
    assert judged(told, CANARY).state is state


def test_unknown_fields_are_counted_by_name_and_missing_facts_are_named():
    done = judged(answer(*NAMED, unread=("siege.nouveau",)), CANARY)
    assert done.unread == Counter({"siege.nouveau": 2})
    assert done.missing == (Property.STATUS,)


def test_a_source_that_does_not_answer_is_not_said_to_lack_facts():
    assert judged(answer(reason=Reason.UNREACHABLE), CANARY).missing == ()


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (("ok", "not_configured", "closed"), 0),
        (("not_configured",), 0),
        (("ok", "refused"), 0),
        (("refused", "closed"), 4),
        (("ok", "drift"), 7),
        (("refused", "unreachable"), 7),
    ],
)
def test_the_exit_code_of_a_check(states, code):
    assert exit_of([canaries.Check(source="x", state=State(state)) for state in states]) == code


async def kept_report(settings: Settings, *fields: tuple[str, str]) -> str:
    """A finished search whose sources sent fields nobody reads; the id of its case."""
    async with wired(settings) as services:
        file = json.dumps(canaries.case_file(canaries.RARE_NAME, DAY)).encode()
        case = await read_case(file, services)
        base = answer().outcome
        answers = tuple(
            Answer(outcome=replace(base, source=source, unread_fields=(name,)))
            for source, name in fields
        )
        report = TraceReport(
            case=case,
            started_at=services.clock.now(),
            status=TraceStatus.NO_MATCH,
            answers=answers,
        )
        await services.store.add(case)
        await services.searches.add(f"sea_{case.id}", case.id, "command-line")
        await services.searches.finish(f"sea_{case.id}", report)
    return case.id


async def test_unread_fields_of_real_traces_are_counted_by_source(own_folder: Path):
    settings = Settings(sources_at="http://127.0.0.1:9")
    await kept_report(settings, ("fr.bodacc", "a.b"), ("fr.ban", "c"))
    await kept_report(settings, ("fr.bodacc", "a.b"))
    assert await unread_so_far(settings) == {("fr.bodacc", "a.b"): 2, ("fr.ban", "c"): 1}


async def test_the_report_of_a_person_who_was_forgotten_is_not_read(own_folder: Path):
    settings = Settings(sources_at="http://127.0.0.1:9")
    case = await kept_report(settings, ("fr.bodacc", "a.b"))
    async with wired(settings) as services:
        services.kit.vault.forget(case)
    assert await unread_so_far(settings) == {}


def test_drift_says_the_name_of_a_field_and_nothing_of_the_debtor(
    capsys: pytest.CaptureFixture[str],
):
    asyncio.run(kept_report(Settings(sources_at="http://127.0.0.1:9"), ("fr.bodacc", "a.b")))
    assert tracer("sources", "drift", "--lang", "fr") == 0
    said = capsys.readouterr().out
    assert "a.b" in said
    sought = canaries.RARE_NAME.subject.names[0]
    for value in (sought.surname, *sought.given):
        assert value.lower() not in said.lower()


def test_without_any_case_drift_says_that_there_is_none():
    assert tracer("sources", "drift") == 3


@pytest.fixture
def ledger(own_folder: Path) -> Path:
    own_folder.mkdir()
    early, late = 1_793_000_000.0, 1_796_000_000.0
    at = iter((early, late, late))  # 2026-10-26, and 2026-11-30 twice
    buckets = Buckets(own_folder / "courtesy.sqlite", now=lambda: next(at))
    buckets.enter("fr.bodacc", "cas_1", Decimal(0))
    buckets.enter("fr.payante", "cas_1", Decimal("0.15"))
    buckets.enter("fr.payante", "cas_2", Decimal("0.15"))
    buckets.close()
    return own_folder


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), ["fr.bodacc 1 0.00", "fr.payante 2 0.30", "total 3 0.30"]),
        (("--case", "cas_1"), ["fr.bodacc 1 0.00", "fr.payante 1 0.15", "total 2 0.15"]),
        (("--since", "2026-11-01"), ["fr.payante 2 0.30", "total 2 0.30"]),
        (("--case", "cas_2", "--since", "2026-12-01"), ["total 0 0.00"]),
    ],
)
def test_calls_and_euros_are_told_by_source(
    asked: tuple[str, ...], told: list[str], ledger: Path, capsys: pytest.CaptureFixture[str]
):
    assert tracer("sources", "costs", *asked) == 0
    table = [" ".join(line.split()[:3]) for line in capsys.readouterr().out.splitlines()[1:]]
    assert [line.removesuffix("\u00a0EUR") for line in table] == told


def test_the_costs_of_a_case_nobody_knows_are_not_said_to_be_nothing(
    ledger: Path, capsys: pytest.CaptureFixture[str]
):
    assert tracer("sources", "costs", "--case", "cas_9") == 3
    assert capsys.readouterr().out == ""
    case = asyncio.run(kept_report(Settings(sources_at="http://127.0.0.1:9")))
    assert tracer("sources", "costs", "--case", case) == 0
    assert tracer("sources", "costs", "--case", "cas_9") == 3


def test_a_day_that_is_none_is_not_repeated(ledger: Path, capsys: pytest.CaptureFixture[str]):
    for wrong in ("Zzyxcanari", "2026-13-01", ""):
        assert tracer("sources", "costs", "--since", wrong) == 2
        said = capsys.readouterr().err
        assert "--since" in said
        assert wrong == "" or wrong not in said


def test_before_any_call_costs_say_that_there_was_none():
    assert tracer("sources", "costs") == 3
    assert tracer("sources", "costs", "--since", "yesterday") == 2


def test_a_court_is_told_by_the_name_a_notice_gives_it(
    tame: SandboxServer, capsys: pytest.CaptureFixture[str]
):
    notice = next(one for one in build_world().notices if "tribunal" in one)
    name = str(notice["tribunal"])
    assert tracer("sources", "court", name, "--sources-at", tame.url) == 0
    said = capsys.readouterr().out
    assert "+33199" in said
    assert "@tribunal-" in said
    assert tracer("sources", "court", "Tribunal de Nulle-Part", "--sources-at", tame.url) == 3
    assert tracer("sources", "court", "Maëlle Quervalec", "--sources-at", tame.url) == 2
    kinds = [kind for kind, _ in asyncio.run(journalled(Settings(sources_at=tame.url)))]
    assert kinds.count("decision") == 3


def test_the_belgian_files_become_an_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    index = tmp_path / "kbo.sqlite"
    asked = ("sources", "kbo", "--files", str(kbo_folder(tmp_path)), "--index", str(index))
    assert tracer(*asked) == 0
    said = capsys.readouterr().err
    assert "full file 140 of 2026-10-04" in said
    assert "1 lines rejected" in said
    assert index.is_file()


def test_belgian_files_that_are_not_there_are_a_wrong_use(tmp_path: Path):
    asked = ("sources", "kbo", "--files", str(tmp_path / "none"), "--index", str(tmp_path / "i"))
    assert tracer(*asked) == 2


def test_an_extract_of_openstreetmap_becomes_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    extract, index = tmp_path / "places.geojsonseq", tmp_path / "osm.sqlite"
    extract.write_text(f"\x1e{feature(SHOP)}\n{feature({})}\nnot a line of it\n", "utf-8")
    asked = ("sources", "osm", "--extract", str(extract), "--index", str(index))
    assert tracer(*asked) == 0
    said = capsys.readouterr().err
    assert "1 places kept, 1 without a SIRET, 1 lines unreadable" in said
    assert index.is_file()
    extract.unlink()
    assert tracer(*asked) == 2


FILES = {
    "deces-2025.txt": b"a year",
    "deces-2025-m12.txt": b"its last month",
    "deces-2025-T4.txt": b"its last quarter",
    "deces-2026-m01.txt": b"a month",
    "fichier-opposition-deces-2026.csv.gz": b"oppositions",
}


def catalogue(**changed: object) -> dict:
    described = [
        {
            "id": name,
            "title": name,
            "url": f"https://{HOSTS[1]}/resources/{name}",
            "filesize": len(data),
            "checksum": {
                "type": "sha1",
                "value": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            },
        }
        | changed
        for name, data in FILES.items()
    ]
    guide = {"url": "https://www.insee.fr/notice.pdf", "filesize": None, "checksum": None}
    return {"id": "1", "resources": [*described, guide]}


class Publisher:
    """The publisher's hosts without a network. `cut` ends each answer after some bytes."""

    def __init__(self) -> None:
        self.cut: int | None = None
        self.asked: list[tuple[str, int]] = []

    async def catalogue(self, url: str) -> object:
        assert url == CATALOGUE
        return catalogue()

    async def fetch(self, url: str, offset: int) -> AsyncIterator[bytes]:
        name = url.rpartition("/")[2]
        self.asked.append((name, offset))
        yield FILES[name][offset:][: self.cut]

    async def aclose(self) -> None:
        pass


def test_trap_a_whole_year_replaces_its_months_and_quarters():
    assert {file.name for file in published(catalogue())} == {
        "deces-2025.txt",
        "deces-2026-m01.txt",
        "fichier-opposition-deces-2026.csv.gz",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"filesize": None},
        {"checksum": None},
        {"filesize": 0},
        {"checksum": {"type": "md5", "value": "0"}},
    ],
)
def test_a_file_that_cannot_be_checked_is_not_taken(changed):
    with pytest.raises(SourceChanged):
        published(catalogue(**changed))


@pytest.mark.parametrize("body", [{"resources": []}, {}, [], "no"])
def test_trap_an_empty_catalogue_is_a_changed_one(body):
    with pytest.raises(SourceChanged):
        published(body)


async def test_a_download_that_was_stopped_goes_on_and_says_how_far_it_is(tmp_path: Path):
    publisher, seen = Publisher(), []
    publisher.cut = 4
    told = tmp_path / "deaths"
    for _ in range(12):
        try:
            await bring_deaths(told, publisher, lambda *at: seen.append(at))  # type: ignore[arg-type]
            break
        except Exception as early:  # noqa: BLE001
            assert "ended early" in str(early)  # noqa: PT017
    assert {path.name: path.read_bytes() for path in told.iterdir()} == {
        name: FILES[name]
        for name in ("deces-2025.txt", "deces-2026-m01.txt", "fichier-opposition-deces-2026.csv.gz")
    }
    assert publisher.asked[:3] == [
        ("fichier-opposition-deces-2026.csv.gz", 0),
        ("fichier-opposition-deces-2026.csv.gz", 4),
        ("fichier-opposition-deces-2026.csv.gz", 8),
    ]
    assert ("deces-2025.txt", 6, 6) in seen


def test_the_deaths_are_brought_by_a_house_that_says_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked = ("sources", "deaths", "--folder", str(tmp_path / "deaths"))
    monkeypatch.setenv("TRACER_SOURCES_AT", "http://127.0.0.1:9")
    assert tracer(*asked) == 2
    monkeypatch.setenv("TRACER_CONTACT", "contact@tracer.example")
    publisher = Publisher()
    monkeypatch.setattr(Downloads, "catalogue", lambda _, url: publisher.catalogue(url))
    monkeypatch.setattr(Downloads, "fetch", lambda _, url, offset: publisher.fetch(url, offset))
    assert tracer(*asked) == 0
    assert "3 new files" in capsys.readouterr().err


def test_every_source_stands_in_the_page_about_sources():
    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text()
    for module in sources():
        assert f"| `{module.CARD.id}` |" in page, module.CARD.id
    for kept_here in (be_kbo.CARD, osm_extract.CARD, local_deaths.CARD):
        assert f"| `{kept_here.id}` |" in page


def test_the_list_and_the_page_have_the_same_sources(capsys: pytest.CaptureFixture[str]):
    assert tracer("sources", "list") == 0
    printed = re.findall(r"^([a-z][a-z0-9_.]+)  .*  connected$", capsys.readouterr().out, re.M)
    table, _, _ = (ROOT / "docs" / "sources.md").read_text().partition("\nA source is asked only")
    assert sorted(printed) == sorted(re.findall(r"^\| `([a-z0-9_.]+)` \|", table, re.M))


def test_the_readme_counts_the_french_sources_as_they_are():
    french = [card.id for card in connected_cards() if card.id.startswith("fr.")]
    words = dict(enumerate(("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"), 10))
    assert f" {words[len(french)]} French ones" in (ROOT / "README.md").read_text()


def test_no_table_of_the_documentation_is_cut_in_two():
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for block in page.read_text().split("\n\n"):
            first, *rest = block.strip().split("\n")
            if first.startswith("|"):
                assert rest[:1], (page.name, first[:60])
                assert set(rest[0]) <= set("|-: "), (page.name, first[:60])
