"""One contract for every answer store: fresh answers are recalled whole, old ones are gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.answers import MemoryAnswers, SqlAnswers
from api.tables import metadata
from graph.sqlite import open_sqlite
from policies.keys import MemoryKeys
from policies.vault import Vault
from tests.api.house import SIREN, MovingClock, company
from tracer.case import CaseId
from tracer.outcome import Answer, Outcome, Question, SourceOutcome

CASE, OTHER = CaseId("cas_1"), CaseId("cas_2")
Store = MemoryAnswers | SqlAnswers


def answer(question: Question = Question.COMPANIES_OF_THE_PERSON) -> Answer:
    return Answer(
        outcome=SourceOutcome(
            source="fr.registre_exemple", question=question, outcome=Outcome.FOUND, records=1
        ),
        records=(company(SIREN, "Atelier Fictif", "1979-03", "r1"),),
    )


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture(params=["memory", "sql"])
async def store(
    request: pytest.FixtureRequest, clock: MovingClock, tmp_path: Path
) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryAnswers(clock)
        return
    engine = open_sqlite(tmp_path / "answers.sqlite")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield SqlAnswers(engine, Vault(b"k" * 32, MemoryKeys()), clock)
    await engine.dispose()


async def test_what_was_remembered_is_recalled_whole(store: Store):
    await store.remember(CASE, "q1", answer(), 60)
    assert await store.recall(CASE, "q1") == answer()


async def test_what_was_not_asked_is_not_known(store: Store):
    await store.remember(CASE, "q1", answer(), 60)
    assert await store.recall(CASE, "q2") is None


async def test_one_case_never_reads_the_answers_of_another(store: Store):
    await store.remember(CASE, "q1", answer(), 60)
    assert await store.recall(OTHER, "q1") is None


async def test_an_answer_is_gone_once_its_time_is_over(store: Store, clock: MovingClock):
    await store.remember(CASE, "q1", answer(), 60)
    clock.move(seconds=59)
    assert await store.recall(CASE, "q1") is not None
    clock.move(seconds=1)
    assert await store.recall(CASE, "q1") is None


async def test_an_answer_that_may_not_be_kept_is_not(store: Store):
    await store.remember(CASE, "q1", answer(), 0)
    assert await store.recall(CASE, "q1") is None


async def test_a_newer_answer_takes_the_place_of_the_older(store: Store, clock: MovingClock):
    await store.remember(CASE, "q1", answer(Question.DEATH), 60)
    clock.move(seconds=30)
    await store.remember(CASE, "q1", answer(Question.AN_ADDRESS), 60)
    clock.move(seconds=45)
    assert await store.recall(CASE, "q1") == answer(Question.AN_ADDRESS)


async def test_purging_removes_only_what_is_over(store: Store, clock: MovingClock):
    await store.remember(CASE, "q1", answer(), 60)
    await store.remember(CASE, "q2", answer(), 600)
    clock.move(seconds=60)
    assert await store.purge() == 1
    assert await store.recall(CASE, "q2") is not None
