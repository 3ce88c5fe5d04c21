"""Every source gets its own answer: six outcomes, a budget, a deadline, and never a silent gap."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

import pytest

from tests.tracer.doubles import (
    FakeAnswers,
    FakeConnector,
    FakeGate,
    FakeVault,
    a_budget,
    a_case,
    card,
    entity,
    record,
)
from tracer.collect import collect, sealed
from tracer.entities import EntityKind, Masked, Property
from tracer.errors import (
    JournalUnavailable,
    SourceBusy,
    SourceChanged,
    SourceForbidden,
    SourceUnsupported,
)
from tracer.lawful import Allowance, Sealed
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.outcome import Answer, Outcome, Question, Reason
from tracer.plan import Step
from tracer.screening import Screening


class Kit:
    """The parts of a toolkit that collecting uses."""

    def __init__(self, *connectors: FakeConnector, gate: FakeGate | None = None) -> None:
        self.gate = gate or FakeGate()
        self.connectors = {c.card.id: c for c in connectors}
        self.answers = FakeAnswers()
        self.vault = FakeVault()
        self.matcher = FellegiSunter(load_population())


async def answers(
    kit: Kit, *cards: Any, calls: int = 60, seconds: float = 60.0, **budget: Any
) -> list[Answer]:
    case = a_case(budget=a_budget(**budget))
    steps = [Step(card=c, question=Question.COMPANIES_OF_THE_PERSON) for c in cards]
    purse = Allowance(calls, until=monotonic() + seconds)
    return list(await collect(steps, case, kit, purse, Screening()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("connector", "expected"),
    [
        ({"records": (record("1"),)}, Outcome.FOUND),
        ({}, Outcome.EMPTY),
        ({"records": (record("1", withheld=True),)}, Outcome.WITHHELD),
        ({"failure": SourceBusy("s", "429", retry_after=3)}, Outcome.UNAVAILABLE),
        ({"failure": SourceChanged("s", "field gone")}, Outcome.UNAVAILABLE),
        ({"failure": SourceForbidden("s", "403")}, Outcome.UNAVAILABLE),
        ({"failure": ZeroDivisionError()}, Outcome.UNAVAILABLE),
        ({"failure": SourceUnsupported("s", "needs a number")}, Outcome.UNSUPPORTED),
    ],
)
async def test_each_way_a_source_ends_has_its_own_outcome(
    connector: dict[str, Any], expected: Outcome
) -> None:
    one = card()
    [answer] = await answers(Kit(FakeConnector(one, **connector)), one)
    assert answer.outcome.outcome is expected
    assert answer.outcome.complete is (expected is not Outcome.UNAVAILABLE)


async def test_one_failing_source_never_stops_the_others() -> None:
    bad, good = card("bad"), card("good")
    kit = Kit(FakeConnector(bad, failure=RuntimeError()), FakeConnector(good, (record("1"),)))
    outcomes = [a.outcome.outcome for a in await answers(kit, bad, good)]
    assert outcomes == [Outcome.UNAVAILABLE, Outcome.FOUND]


async def test_what_came_before_a_failure_is_kept_and_marked_incomplete() -> None:
    one = card()
    kit = Kit(FakeConnector(one, (record("1"),), failure=SourceBusy("s", "429")))
    [answer] = await answers(kit, one)
    assert answer.outcome.outcome is Outcome.FOUND
    assert not answer.outcome.complete
    assert len(answer.records) == 1


async def test_a_source_past_its_deadline_is_unavailable_and_the_trace_goes_on() -> None:
    slow, quick = card("slow", deadline_seconds=0.05), card("quick")
    kit = Kit(FakeConnector(slow, (record("1"),), wait=5.0), FakeConnector(quick, (record("2"),)))
    first, second = await answers(kit, slow, quick)
    assert first.outcome.outcome is Outcome.UNAVAILABLE
    assert first.outcome.reason is Reason.DEADLINE
    assert first.outcome.seconds < 1
    assert second.outcome.outcome is Outcome.FOUND


async def test_a_refused_source_is_not_asked_and_the_rule_is_named() -> None:
    one = card()
    connector = FakeConnector(one, (record("1"),))
    kit = Kit(connector, gate=FakeGate(refused=lambda s: s.source is not None))
    [answer] = await answers(kit, one)
    assert answer.outcome.outcome is Outcome.NOT_ASKED
    assert answer.outcome.rules == ("T-RULE",)
    assert answer.outcome.receipt == 1
    assert connector.searched == 0


async def test_a_source_without_connector_is_not_supported() -> None:
    [answer] = await answers(Kit(), card())
    assert answer.outcome.outcome is Outcome.UNSUPPORTED


async def test_the_budget_of_the_search_is_never_exceeded() -> None:
    cards = [card(f"s{n}") for n in range(4)]
    kit = Kit(*(FakeConnector(c, tuple(record(str(n)) for n in range(3))) for c in cards))
    told = await answers(kit, *cards, calls=5)
    assert sum(a.outcome.calls for a in told) == 5
    stopped = [a.outcome for a in told if not a.outcome.complete]
    assert stopped
    assert all(o.reason is Reason.BUDGET for o in stopped)


async def test_a_source_has_its_own_share_of_the_budget() -> None:
    one = card()
    kit = Kit(FakeConnector(one, tuple(record(str(n)) for n in range(9))))
    [answer] = await answers(kit, one, max_calls_per_source=4)
    assert answer.outcome.calls == 4
    assert len(answer.records) == 4


async def test_nothing_left_in_the_budget_is_not_asked_rather_than_empty() -> None:
    one = card()
    [answer] = await answers(Kit(FakeConnector(one)), one, calls=0)
    assert answer.outcome.outcome is Outcome.NOT_ASKED


async def test_without_a_journal_nothing_is_asked() -> None:
    one = card()
    connector = FakeConnector(one, (record("1"),))
    with pytest.raises(JournalUnavailable):
        await answers(Kit(connector, gate=FakeGate(broken=True)), one)
    assert connector.searched == 0


async def test_the_same_question_is_asked_once() -> None:
    one = card()
    connector = FakeConnector(one, (record("1"),))
    kit = Kit(connector)
    first = await answers(kit, one)
    assert await answers(kit, one) == first
    assert connector.searched == 1


async def test_a_failed_question_is_asked_again() -> None:
    one = card()
    connector = FakeConnector(one, failure=SourceBusy("s", "429"))
    kit = Kit(connector)
    await answers(kit, one)
    await answers(kit, one)
    assert connector.searched == 2


def test_contact_values_are_sealed_and_masked_ones_stay_masked() -> None:
    address = entity("a", EntityKind.ADDRESS, full="1 rue Fictive", city="Brest")
    masked = replace(address.statements[0], value=Masked(by="test"))
    whole = replace(address, statements=(*address.statements, masked))
    [kept] = sealed([record("1", (whole,))], "cas_test", FakeVault())
    values = [s.value for s in kept.entities[0].statements]
    assert isinstance(values[0], Sealed)
    assert kept.entities[0].text(Property.CITY) == "Brest"
    assert isinstance(values[2], Masked)


async def test_a_co_director_is_kept_as_a_node_that_says_nothing() -> None:
    one = card()
    people = (
        entity("d", EntityKind.PERSON, last_name="QUERVALEC", first_name="MAELLE"),
        entity("o", EntityKind.PERSON, last_name="OSTRELLAN", first_name="YANNIC"),
        entity("s", EntityKind.PERSON, last_name="QUERVALEC", first_name="SOLENE"),
    )
    kit = Kit(FakeConnector(one, (record("1", people),)))
    [answer] = await answers(kit, one)
    assert [len(e.statements) for e in answer.records[0].entities] == [2, 0, 0]
    [(_, remembered)] = kit.answers.kept.items()
    assert remembered == answer
