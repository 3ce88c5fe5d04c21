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
from tracer.collect import collect
from tracer.entities import EntityKind, Masked, Property
from tracer.errors import (
    JournalUnavailable,
    NotFound,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceUnsupported,
)
from tracer.lawful import Allowance, Sealed
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.outcome import Answer, Outcome, Question, Reason
from tracer.plan import Step
from tracer.screening import Screening
from tracer.sealing import sealed


class Kit:
    """The parts of a toolkit that collecting uses."""

    def __init__(self, *connectors: FakeConnector, gate: FakeGate | None = None) -> None:
        self.gate = gate or FakeGate()
        self.connectors = {c.card.id: c for c in connectors}
        self.answers = FakeAnswers()
        self.vault = FakeVault()
        self.deaths = None
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
    [first] = await answers(kit, one)
    [again] = await answers(kit, one)
    assert again.records == first.records
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


@pytest.mark.parametrize(
    ("failure", "reason", "detail"),
    [
        (SourceBusy("s", "too many calls"), Reason.BUSY, "too many calls"),
        (SourceChanged("s", "field gone"), Reason.CHANGED, "field gone"),
        (SourceForbidden("s", "terms"), Reason.FORBIDDEN, "terms"),
        (SourceError("s", "no route"), Reason.UNREACHABLE, "no route"),
        (SourceUnsupported("s", "needs a number"), Reason.CANNOT, "needs a number"),
        (NotFound("somebody by name"), Reason.FAULT, None),
        (ValueError("somebody by name"), Reason.FAULT, "ValueError"),
        (TimeoutError("somebody by name"), Reason.DEADLINE, None),
    ],
)
async def test_why_a_source_failed_is_said_in_one_word_and_without_anybodys_name(
    failure: Exception, reason: Reason, detail: str | None
) -> None:
    one = card()
    [answer] = await answers(Kit(FakeConnector(one, failure=failure)), one)
    assert (answer.outcome.reason, answer.outcome.detail) == (reason, detail)


async def test_an_answer_says_what_it_cost_what_it_holds_and_which_fields_nobody_reads() -> None:
    one = card()
    found = (record("1", unread_fields=("b", "a")), record("2", unread_fields=("a",)))
    [answer] = await answers(Kit(FakeConnector(one, found, calls_each=2)), one)
    told = answer.outcome
    assert (told.records, told.calls, told.unread_fields) == (2, 4, ("a", "b"))
    assert told.receipt == 1


async def test_one_masked_record_among_others_is_found_and_only_masked_ones_are_withheld() -> None:
    one = card()
    masked = record("1", withheld=True)
    [both] = await answers(Kit(FakeConnector(one, (masked, record("2")))), one)
    [only] = await answers(Kit(FakeConnector(one, (masked, masked))), one)
    assert (both.outcome.outcome, only.outcome.outcome) == (Outcome.FOUND, Outcome.WITHHELD)


async def test_a_refusal_is_told_with_its_reason_and_its_receipt() -> None:
    one = card()
    kit = Kit(gate=FakeGate(refused=lambda situation: True))
    [answer] = await answers(kit, one)
    assert answer.outcome.reason is Reason.RULE
    assert answer.outcome.said is not None
    assert answer.outcome.said.en == "a rule of the tests"
    assert answer.outcome.receipt == 1


async def test_leave_is_asked_with_what_was_screened() -> None:
    kit = Kit(FakeConnector(card()))
    await answers(kit, card())
    [situation] = kit.gate.asked
    assert situation.screening == Screening()
    assert situation.source == card()


async def test_several_questions_to_one_source_share_its_calls() -> None:
    one = card(expands=frozenset({EntityKind.COMPANY}))
    kit = Kit(FakeConnector(one, (record("1"),)))
    steps = [
        Step(
            card=one,
            question=Question.STANDING_OF_A_COMPANY,
            entity=entity(f"c{n}", EntityKind.COMPANY, name=f"Exemple {n}"),
        )
        for n in range(4)
    ]
    case = a_case(budget=a_budget(max_calls_per_source=3))
    told = await collect(steps, case, kit, Allowance(60), Screening())  # type: ignore[arg-type]
    assert sum(answer.outcome.calls for answer in told) == 3
    assert [answer.outcome.about for answer in told] == ["c0", "c1", "c2", "c3"]
    spent = [answer.outcome for answer in told if answer.outcome.outcome is Outcome.NOT_ASKED]
    assert [outcome.reason for outcome in spent] == [Reason.BUDGET]


async def test_a_source_stopped_by_its_budget_before_any_record_has_not_said_that_it_has_none() -> (
    None
):
    one = card()
    kit = Kit(FakeConnector(one, (record("1"),), calls_each=3))
    [answer] = await answers(kit, one, max_calls_per_source=2)
    told = answer.outcome
    assert (told.outcome, told.calls, told.complete) == (Outcome.UNAVAILABLE, 2, False)
    assert told.reason is Reason.BUDGET


async def test_a_source_that_ran_out_of_time_after_a_call_was_asked() -> None:
    one = card()
    kit = Kit(FakeConnector(one, wait=5.0))
    [answer] = await answers(kit, one, seconds=0.05)
    told = answer.outcome
    assert (told.outcome, told.calls) == (Outcome.UNAVAILABLE, 1)
    assert told.reason is Reason.DEADLINE


async def test_an_answer_cut_short_is_asked_again_whole() -> None:
    one = card()
    cut = FakeConnector(one, (record("1"),), failure=SourceBusy("s", "429"))
    kit = Kit(cut)
    await answers(kit, one)
    assert kit.answers.kept == {}
    cut.failure = None
    [whole] = await answers(kit, one)
    assert whole.outcome.complete
    assert cut.searched == 2


async def test_two_sources_two_questions_or_two_entities_never_share_an_answer() -> None:
    a, b = card("a"), card("b")
    kit = Kit(FakeConnector(a, (record("1"),)), FakeConnector(b))
    companies = [entity(f"c{n}", EntityKind.COMPANY, name="Exemple") for n in (1, 2)]
    steps = [
        Step(card=a, question=Question.COMPANIES_OF_THE_PERSON),
        Step(card=b, question=Question.COMPANIES_OF_THE_PERSON),
        Step(card=a, question=Question.DECLARED_ADDRESSES),
        *(Step(card=a, question=Question.AN_ADDRESS, entity=one) for one in companies),
    ]
    await collect(steps, a_case(), kit, Allowance(60), Screening())  # type: ignore[arg-type]
    assert len(kit.answers.kept) == len(steps)
    assert not any("Quervalec" in question for _, question in kit.answers.kept)


async def test_what_is_known_of_an_entity_by_now_does_not_make_it_another_question() -> None:
    one = card()
    kit = Kit(FakeConnector(one, (record("1"),)))
    for said in ({"name": "Exemple"}, {"name": "Exemple", "status": "active"}):
        step = Step(
            card=one, question=Question.AN_ADDRESS, entity=entity("c", EntityKind.COMPANY, **said)
        )
        await collect([step], a_case(), kit, Allowance(60), Screening())  # type: ignore[arg-type]
    assert len(kit.answers.kept) == 1


def test_a_seal_is_bound_to_its_entity_and_its_property() -> None:
    both = tuple(
        entity(n, EntityKind.ADDRESS, full="1 rue Fictive", street="1 rue Fictive") for n in "ab"
    )
    [kept] = sealed([record("1", both)], "cas_test", FakeVault())
    contexts = {s.value.context for e in kept.entities for s in e.statements if s.value}  # type: ignore[union-attr]
    assert contexts == {"a|full", "a|street", "b|full", "b|street"}


async def test_an_answer_recalled_costs_nothing_and_carries_its_own_receipt() -> None:
    one = card()
    kit = Kit(FakeConnector(one, (record("1"),)))
    [first] = await answers(kit, one)
    [again] = await answers(kit, one, calls=0)
    assert again.records == first.records
    assert (first.outcome.calls, again.outcome.calls) == (1, 0)
    assert again.outcome.receipt != first.outcome.receipt


async def test_a_value_that_cannot_be_read_is_that_sources_fault_only() -> None:
    odd, good = card("odd"), card("good")
    person = entity("p", EntityKind.PERSON, last_name="QUERVALEC", birth_date="9999-12")
    kit = Kit(FakeConnector(odd, (record("1", (person,)),)), FakeConnector(good, (record("2"),)))
    first, second = await answers(kit, odd, good)
    assert first.outcome.reason is Reason.FAULT
    assert second.outcome.outcome is Outcome.FOUND
