"""On real register data, read in place: every company of a director is found, and only those; what
the register masks is neither stored nor shown. No real name is written here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.schemas.report import ReportOut
from api.services import Services
from api.wiring import wired
from connectors.sandbox.serve import SandboxServer
from connectors.sandbox.world import World
from tests.stories.conftest import HURRIED, traced
from tests.tracer.doubles import FixedClock, a_case, a_subject
from tracer.case import CaseId
from tracer.entities import EntityKind
from tracer.normalise.dates import parse_partial
from tracer.normalise.names import name_key
from tracer.outcome import Outcome
from tracer.screen import age
from tracer.settings import Settings
from tracer.subject import PersonName, SubjectKind

MASK = "[NON-DIFFUSIBLE]"
Person = tuple[frozenset[str], str, str]

pytestmark = pytest.mark.payloads


@pytest.fixture(scope="module")
def companies(payloads: Path) -> list[dict[str, Any]]:
    path = payloads / "fr" / "recherche_entreprises" / "companies.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def real_registers(payloads: Path) -> Iterator[SandboxServer]:
    path = payloads / "fr" / "recherche_entreprises" / "companies.jsonl"
    with SandboxServer(World.from_file(path)) as server:
        yield server


@pytest.fixture
async def real(real_registers: SandboxServer, tmp_path: Path) -> AsyncIterator[Services]:
    settings = Settings(data_dir=tmp_path, sources_at=real_registers.url)
    async with wired(settings, clock=FixedClock(), patience=HURRIED) as everything:
        yield everything


def people(companies: list[dict[str, Any]]) -> dict[Person, tuple[str, set[str]]]:
    """Each dated director by surnames, first given name and month: a surname, and the companies."""
    held: dict[Person, tuple[str, set[str]]] = {}
    for company in companies:
        for director in company.get("dirigeants") or []:
            born, name = director.get("date_de_naissance"), director.get("nom")
            if not name or not born or MASK in (born, name):
                continue
            said = [part.strip() for part in name.rstrip(")").split("(")]
            given = (director.get("prenoms") or "").split(" ")[0]
            who = (frozenset(map(name_key, said)), name_key(given), born)
            held.setdefault(who, (said[-1], set()))[1].add(company["siren"])
    return held


async def test_a_director_of_several_companies_is_found_in_all_of_them_and_only_those(
    companies: list[dict[str, Any]], real: Services
) -> None:
    several = {who: told for who, told in people(companies).items() if len(told[1]) > 1}
    assert several, "the recorded companies hold nobody to try this on"
    for n, ((_, given, born), (surname, expected)) in enumerate(several.items()):
        subject = a_subject(
            kind=SubjectKind.DIRECTOR,
            names=(PersonName(surname=surname, given=(given,)),),
            birth=parse_partial(born),
        )
        report = await traced(real, a_case(id=CaseId(f"cas_{n}"), subject=subject))
        assert report.match is not None
        assert report.match.best is not None
        found = {office.siren for office in report.match.best.candidate.offices}
        assert found == expected
        assert report.match.others == ()


async def test_every_dated_director_is_found_in_exactly_his_companies_and_minors_are_refused(
    companies: list[dict[str, Any]], real: Services
) -> None:
    everybody = people(companies)
    wrong, total, minors = defaultdict(int), 0, 0
    for n, ((_, given, born), (surname, expected)) in enumerate(everybody.items()):
        if not given:
            continue  # a record that names nobody by given name cannot be asked for by one
        subject = a_subject(
            kind=SubjectKind.DIRECTOR,
            names=(PersonName(surname=surname, given=(given,)),),
            birth=parse_partial(born),
        )
        report = await traced(real, a_case(id=CaseId(f"cas_all_{n}"), subject=subject))
        if report.refusal is not None:
            refused_by = {rule.rule for rule in report.refusal.rules}
            assert refused_by == {"EU-6-1-F-CHILD", "FR-MINEUR"}
            assert age(parse_partial(born).earliest, real.clock.now().date()) < 18
            minors += 1
            continue
        best = report.match.best if report.match else None
        found = {office.siren for office in best.candidate.offices} if best else set()
        total += 1
        if not expected <= found:
            wrong["missed"] += 1
        elif found - expected:
            wrong["too many"] += 1
    assert total > 100
    assert minors < 5
    assert not wrong, f"of {total} directors: {dict(wrong)}"


async def test_what_the_register_masks_is_neither_stored_nor_shown(
    companies: list[dict[str, Any]], real: Services
) -> None:
    masked = [company for company in companies if company.get("statut_diffusion") == "P"]
    assert masked
    for company in masked:
        subject = a_subject(
            kind=SubjectKind.SOLE_TRADER,
            names=(PersonName(surname="Quervalec", given=("Maëlle",)),),
            siren=company["siren"],
        )
        case = a_case(id=CaseId(f"cas_{company['siren']}"), subject=subject)
        report = await traced(real, case)
        register = next(o for o in report.coverage if o.source == "fr.recherche_entreprises")
        assert register.outcome is Outcome.WITHHELD
        held = await real.kit.graph.export_subject(case.id)
        assert {entity.kind for entity in held.entities} <= {EntityKind.COMPANY}
        assert report.offers == ()
        for shown in (repr(held), ReportOut.of(report).model_dump_json()):
            assert MASK.strip("[]") not in shown
            seat = company["siege"]
            for field in ("libelle_commune", "siret"):
                assert seat[field] not in shown
