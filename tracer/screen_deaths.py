"""Asks the local file of deceased persons about the debtor: a hit pauses contact until a person judged it.

It never closes a case, and not being in the file never shows that somebody is alive.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from tracer.case import Case, HumanJudgement, LetterOutcome
from tracer.deaths import DeathAnswer, DeathHit, DeathOutcome
from tracer.evidence import Judgement
from tracer.lawful import Operation, Text
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome
from tracer.proposal import Refusal
from tracer.screening import Finding, Screening, Stop, StopKind
from tracer.situation import Situation

if TYPE_CHECKING:
    from tracer.trace import Toolkit

OUTCOMES = {
    DeathOutcome.FOUND: Outcome.FOUND,
    DeathOutcome.POSSIBLE: Outcome.FOUND,
    DeathOutcome.NOT_FOUND: Outcome.EMPTY,
    DeathOutcome.NOT_ASKED: Outcome.NOT_ASKED,
}

log = structlog.get_logger(__name__)


async def screen_deaths(
    case: Case, kit: Toolkit, said: Screening
) -> tuple[Screening, tuple[Answer, ...]]:
    """What the file of deceased persons adds to a screening, and how it answered.

    Leave comes first, as for any source. Without a file it is not asked, and the coverage says so.
    """
    file = kit.deaths
    if file is None or case.subject.is_company:
        return said, ()
    blank = SourceOutcome(source=file.card.id, question=Question.DEATH, outcome=Outcome.NOT_ASKED)
    leave = await kit.gate.authorise(
        Situation(case=case, operation=Operation.COLLECT, screening=said, source=file.card)
    )
    if isinstance(leave, Refusal):
        rules = tuple(rule.rule for rule in leave.rules)
        refused = replace(
            blank, reason=Reason.RULE, rules=rules, receipt=leave.receipt.sequence,
            said=leave.rules[0].message if leave.rules else None,
        )  # fmt: skip
        return said, (Answer(outcome=refused),)
    blank = replace(blank, receipt=leave.receipt.sequence)
    if not file.installed:
        return said, (Answer(outcome=replace(blank, reason=Reason.NO_CONNECTOR)),)
    started = monotonic()
    try:
        answer = await asyncio.to_thread(
            file.look_up, case.subject, kit.clock.now().date(), lived_on(case)
        )
    except Exception as error:  # noqa: BLE001 (a broken file never stops the other sources)
        log.error("death-file-fault", source=file.card.id, error=type(error).__name__)
        broken = replace(blank, outcome=Outcome.UNAVAILABLE, reason=Reason.FAULT, complete=False)
        return said, (Answer(outcome=broken),)
    outcome = replace(
        blank,
        outcome=OUTCOMES[answer.outcome],
        records=len(answer.hits),
        seconds=monotonic() - started,
        said=answer.text,
        reason=Reason.CANNOT if answer.outcome is DeathOutcome.NOT_ASKED else None,
        detail=answer.text.en if answer.outcome is DeathOutcome.NOT_ASKED else None,
    )
    return with_hits(said, case, answer, file.card.id), (Answer(outcome=outcome),)


def with_hits(said: Screening, case: Case, answer: DeathAnswer, source: str) -> Screening:
    """The screening with the hits nobody ruled out. A hit somebody said is the debtor is a death."""
    latest: dict[str, HumanJudgement] = {
        one.candidate: one for one in sorted(case.judgements, key=lambda one: one.decided_at)
    }
    judged = {hit.id: latest[hit.id].judgement for hit in answer.hits if hit.id in latest}
    same = [hit for hit in answer.hits if judged.get(hit.id) is Judgement.SAME]
    waiting = [hit for hit in answer.hits if judged.get(hit.id) is not Judgement.DIFFERENT]
    if not waiting or said.finding(StopKind.DECEASED) is Finding.YES:
        return said
    shown = same or waiting
    return said.including(
        Stop(
            kind=StopKind.DECEASED,
            finding=Finding.YES if same else Finding.POSSIBLE,
            source=source,
            text=hit_text(shown[0], len(shown) - 1),
            records=(shown[0].id,),  # the next is asked about once this one is judged
        )
    )


def hit_text(hit: DeathHit, more: int) -> Text:
    """Which act a town hall is asked for: its number, day and commune."""
    day = str(hit.died) if hit.died else None
    others = Text(fr=f" ; {more} autres à vérifier", en=f"; {more} more to be checked")
    return Text(
        fr=f"décès du débiteur : acte {hit.act or 'sans numéro'} du {day or 'jour inconnu'}, "
        f"commune {hit.place or 'inconnue'}" + (others.fr if more else ""),
        en=f"death of the debtor: certificate {hit.act or 'without number'} of "
        f"{day or 'an unknown day'}, commune {hit.place or 'unknown'}"
        + (others.en if more else ""),
    )


def lived_on(case: Case) -> date | None:
    """A day on which the debtor is known to have lived: that of a letter he answered."""
    history = case.history
    answered = history.first_letter_outcome is LetterOutcome.ANSWERED
    return history.first_letter_on if answered else None
