"""Asks the planned sources concurrently, each within its permit, budget and deadline.

One failing source never stops the others; what was not asked, and why, is an answer too.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from tracer.case import Case
from tracer.entities import (
    EntityId,
    LinkType,
    Property,
    Record,
)
from tracer.errors import (
    BudgetExhausted,
    CostExhausted,
    JournalUnavailable,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
    TimeExhausted,
    TracerError,
)
from tracer.evidence import Match
from tracer.lawful import Allowance, Operation, Permit
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome, settle
from tracer.plan import Step, enterprise_of, expansions
from tracer.private_life import without_private_life
from tracer.proposal import Refusal
from tracer.screening import Screening
from tracer.situation import Situation
from tracer.subject import Subject
from tracer.third_parties import without_third_parties

if TYPE_CHECKING:
    from tracer.trace import Toolkit

REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (SourceUnsupported, Reason.CANNOT),
    (SourceNotConfigured, Reason.NOT_CONFIGURED),
    (SourceBusy, Reason.BUSY),
    (SourceChanged, Reason.CHANGED),
    (SourceForbidden, Reason.FORBIDDEN),
    (SourceError, Reason.UNREACHABLE),
    (TimeExhausted, Reason.DEADLINE),
    (CostExhausted, Reason.COST),
    (BudgetExhausted, Reason.BUDGET),
    (TimeoutError, Reason.DEADLINE),
    (TracerError, Reason.FAULT),
)
"""Why an answer is less than whole, by the first kind of error that fits."""

LASTING = (Outcome.FOUND, Outcome.EMPTY, Outcome.WITHHELD, Outcome.UNSUPPORTED)
"""Answers that need not be asked for again within their time; a failure or a missing key may pass."""
LATE = (Reason.BUDGET, Reason.COST, Reason.DEADLINE)

log = structlog.get_logger(__name__)


async def collect(
    steps: Sequence[Step], case: Case, kit: Toolkit, purse: Allowance, screening: Screening
) -> tuple[Answer, ...]:
    """The answer to every step, in the order of the steps.

    `purse` is what the whole search may still spend; each source has its own share of it.
    Raises JournalUnavailable: without a journal nothing is asked.
    """
    shares = {
        step.card.id: Allowance(case.budget.max_calls_per_source, within=purse) for step in steps
    }
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(
                    ask(
                        step,
                        case,
                        kit,
                        Allowance(case.budget.max_calls_per_source, within=shares[step.card.id]),
                        screening,
                    )
                )
                for step in steps
            ]
    except* TracerError as failed:
        raise failed.exceptions[0] from None
    return tuple(task.result() for task in tasks)


async def waterfall(
    case: Case,
    kit: Toolkit,
    purse: Allowance,
    screening: Screening,
    match: Match,
    known: Sequence[Answer],
) -> tuple[Answer, ...]:
    """What more there is to know of the confirmed debtor, wave after wave.

    Each wave is planned with what the ones before found. What comes after enough is known is not
    asked, and says so.
    """
    answers: list[Answer] = []
    enterprise = enterprise_of(match)
    done: set[tuple[str, Question, EntityId | None]] = set()
    while True:
        steps = [
            step
            for step in expansions(case, match, (*known, *answers), kit.cards)
            if key_of(step) not in done
        ]
        if not steps:
            return tuple(answers)
        wave = min(step.wave for step in steps)
        now = [step for step in steps if step.wave == wave]
        done |= {key_of(step) for step in now}
        if wave and is_enough((*known, *answers), enterprise):
            answers += [
                Answer(outcome=replace(blank_of(step), reason=Reason.ENOUGH)) for step in now
            ]
        else:
            answers += await collect(now, case, kit, purse, screening)


def key_of(step: Step) -> tuple[str, Question, EntityId | None]:
    """What makes two steps one: the same question about the same thing to the same source."""
    return step.card.id, step.question, step.entity.id if step.entity else None


def is_enough(answers: Iterable[Answer], enterprise: set[EntityId]) -> bool:
    """Whether a published way to reach the debtor's own enterprise was found."""
    return any(
        link.type is LinkType.REACHED_AT and link.source in enterprise
        for answer in answers
        for record in answer.records
        for link in record.links
    )


def blank_of(step: Step) -> SourceOutcome:
    """The outcome of a question that was not asked yet."""
    return SourceOutcome(
        source=step.card.id,
        question=step.question,
        outcome=Outcome.NOT_ASKED,
        about=step.entity.id if step.entity else None,
        why=step.why,
    )


async def ask(
    step: Step, case: Case, kit: Toolkit, allowance: Allowance, screening: Screening
) -> Answer:
    """One question to one source: leave first, then the answer already known, then the source."""
    blank = blank_of(step)
    leave = await kit.gate.authorise(
        Situation(case=case, operation=Operation.COLLECT, screening=screening, source=step.card),
        allowance,
    )
    if isinstance(leave, Refusal):
        return Answer(
            outcome=replace(
                blank,
                reason=Reason.RULE,
                rules=tuple(rule.rule for rule in leave.rules),
                said=leave.rules[0].message if leave.rules else None,
                receipt=leave.receipt.sequence,
            )
        )
    blank = replace(blank, receipt=leave.receipt.sequence)
    if step.card.id not in kit.connectors:
        unconnected = replace(blank, outcome=Outcome.UNSUPPORTED, reason=Reason.NO_CONNECTOR)
        return Answer(outcome=unconnected)
    question = fingerprint(step, case)
    known = await kit.answers.recall(case.id, question)
    if known is not None:  # nothing was asked this time
        spent = replace(
            known.outcome,
            calls=0,
            cost=Decimal(0),
            seconds=0.0,
            receipt=leave.receipt.sequence,
            why=blank.why,
        )
        return replace(known, outcome=spent)
    answer = await put(step, case.subject, kit, leave, blank)
    if answer.outcome.complete and answer.outcome.outcome in LASTING:
        await kit.answers.remember(case.id, question, answer, step.card.ttl_seconds)
    return answer


async def put(
    step: Step, subject: Subject, kit: Toolkit, permit: Permit, blank: SourceOutcome
) -> Answer:
    """Ask now, and turn whatever happens into one of the six outcomes."""
    connector = kit.connectors[step.card.id]
    records: list[Record] = []
    started, before, paid = monotonic(), permit.allowance.calls, permit.allowance.cost
    reason: Reason | None = None
    detail: str | None = None
    try:
        async with asyncio.timeout(min(step.card.deadline_seconds, permit.allowance.seconds_left)):
            stream = (
                connector.expand(step.entity, permit)
                if step.entity
                else connector.search(subject, permit)
            )
            async for record in stream:
                told = without_private_life((record,))
                records += without_third_parties(subject, told, kit.matcher)
    except JournalUnavailable:
        raise
    except (TracerError, TimeoutError) as error:
        reason = next(why for kind, why in REASONS if isinstance(error, kind))
        detail = error.problem if isinstance(error, SourceError) else None
    except Exception as error:  # noqa: BLE001 (one connector's fault never stops the others)
        log.error("connector-fault", source=step.card.id, error=type(error).__name__)
        reason, detail = Reason.FAULT, type(error).__name__
    kept = tuple(records)
    calls = permit.allowance.calls - before
    if kept or reason is None:
        outcome = settle(kept)
    elif reason is Reason.CANNOT:
        outcome = Outcome.UNSUPPORTED
    elif reason is Reason.NOT_CONFIGURED or (reason in LATE and not calls):
        outcome = Outcome.NOT_ASKED
    else:
        outcome = Outcome.UNAVAILABLE
    return Answer(
        records=kept,
        outcome=replace(
            blank,
            outcome=outcome,
            records=len(kept),
            calls=calls,
            cost=permit.allowance.cost - paid,
            seconds=monotonic() - started,
            complete=reason in (None, Reason.CANNOT, Reason.NOT_CONFIGURED),
            reason=reason,
            detail=detail,
            unread_fields=tuple(sorted({f for record in kept for f in record.unread_fields})),
        ),
    )


def fingerprint(step: Step, case: Case) -> str:
    """The same question has the same fingerprint; it says nothing about whom it is asked."""
    asked = asdict(step.entity) if step.entity else asdict(case.subject)
    asked.pop("statements", None)
    if step.entity:
        asked["websites"] = step.entity.texts(Property.WEBSITE)
    said = json.dumps([step.card.id, step.question, asked], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
