"""Asks the planned sources concurrently, each within its permit, budget and deadline.

One failing source never stops the others; what was not asked, and why, is an answer too.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from tracer.case import Case
from tracer.entities import CONTACT_PROPERTIES, Entity, Record, Statement
from tracer.errors import BudgetExhausted, JournalUnavailable, SourceError, SourceUnsupported
from tracer.lawful import Allowance, Operation, Permit
from tracer.outcome import Answer, Outcome, SourceOutcome, settle
from tracer.plan import Step
from tracer.ports import Connector, Vault
from tracer.proposal import Refusal
from tracer.screening import Screening
from tracer.situation import Situation
from tracer.third_parties import without_third_parties

if TYPE_CHECKING:
    from tracer.trace import Toolkit

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
    except* JournalUnavailable as failed:
        raise failed.exceptions[0] from None
    return tuple(task.result() for task in tasks)


async def ask(
    step: Step, case: Case, kit: Toolkit, allowance: Allowance, screening: Screening
) -> Answer:
    """One question to one source: leave first, then the answer already known, then the source."""
    about = step.entity.id if step.entity else None
    blank = SourceOutcome(
        source=step.card.id, question=step.question, outcome=Outcome.NOT_ASKED, about=about
    )
    leave = await kit.gate.authorise(
        Situation(case=case, operation=Operation.COLLECT, screening=screening, source=step.card),
        allowance,
    )
    if isinstance(leave, Refusal):
        rules = tuple(rule.rule for rule in leave.rules)
        why = leave.rules[0].message.en if leave.rules else "no rule permits this"
        return Answer(outcome=replace(blank, why=why, rules=rules, receipt=leave.receipt.sequence))
    blank = replace(blank, receipt=leave.receipt.sequence)
    connector = kit.connectors.get(step.card.id)
    if connector is None:
        why = "Tracer has no connector for this source"
        return Answer(outcome=replace(blank, outcome=Outcome.UNSUPPORTED, why=why))
    question = fingerprint(step, case)
    known = await kit.answers.recall(case.id, question)
    if known is not None:
        return known
    answer = await put(step, case, connector, leave, blank)
    kept = without_third_parties(case.subject, answer.records, kit.matcher)
    answer = replace(answer, records=kept)
    if answer.outcome.complete and answer.outcome.outcome is not Outcome.UNAVAILABLE:
        await kit.answers.remember(case.id, question, answer, step.card.ttl_seconds)
    return answer


async def put(
    step: Step, case: Case, connector: Connector, permit: Permit, blank: SourceOutcome
) -> Answer:
    """Ask now, and turn whatever happens into one of the six outcomes."""
    records: list[Record] = []
    started, before = monotonic(), permit.allowance.calls
    outcome, why, complete = None, None, True
    try:
        async with asyncio.timeout(min(step.card.deadline_seconds, case.budget.deadline_seconds)):
            stream = (
                connector.expand(step.entity, permit)
                if step.entity
                else connector.search(case.subject, permit)
            )
            async for record in stream:
                records.append(record)  # noqa: PERF401 (kept one by one: a failure keeps what came)
    except SourceUnsupported as error:
        outcome, why = Outcome.UNSUPPORTED, error.problem
    except BudgetExhausted as error:
        asked = permit.allowance.calls > before
        outcome = None if asked else Outcome.NOT_ASKED
        why, complete = f"budget: {error}", False
    except TimeoutError:
        outcome, why, complete = Outcome.UNAVAILABLE, "deadline passed", False
    except SourceError as error:
        outcome, why, complete = Outcome.UNAVAILABLE, f"{error.code}: {error.problem}", False
    except JournalUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 (one connector's fault never stops the others)
        log.error("connector-fault", source=step.card.id, error=type(error).__name__)
        outcome, why, complete = Outcome.UNAVAILABLE, f"fault: {type(error).__name__}", False
    kept = tuple(records)
    if outcome is None or (outcome is Outcome.UNAVAILABLE and kept):
        outcome = settle(kept)
    return Answer(
        records=kept,
        outcome=replace(
            blank,
            outcome=outcome,
            records=len(kept),
            calls=permit.allowance.calls - before,
            seconds=monotonic() - started,
            complete=complete,
            why=why,
            unread_fields=tuple(sorted({f for record in kept for f in record.unread_fields})),
        ),
    )


def fingerprint(step: Step, case: Case) -> str:
    """The same question has the same fingerprint; it says nothing about whom it is asked."""
    asked = asdict(step.entity) if step.entity else asdict(case.subject)
    asked.pop("statements", None)
    said = json.dumps([step.card.id, step.question, asked], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def sealed(records: Iterable[Record], subject: str, vault: Vault) -> tuple[Record, ...]:
    """The same records with every value that reaches somebody encrypted under the subject's key."""

    def seal(entity: Entity, statement: Statement) -> Statement:
        if statement.prop not in CONTACT_PROPERTIES or not isinstance(statement.value, str):
            return statement
        context = f"{entity.id}|{statement.prop}"
        return replace(statement, value=vault.seal(subject, context, statement.value))

    return tuple(
        replace(
            record,
            entities=tuple(
                replace(entity, statements=tuple(seal(entity, s) for s in entity.statements))
                for entity in record.entities
            ),
        )
        for record in records
    )
