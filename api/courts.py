"""How a court is reached: asked of the State's directory as of any organisation nobody seeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.canaries import case_of, on_sandbox
from api.services import Services
from api.wiring import wired
from connectors.canaries import Canary
from connectors.fr.annuaire_administration import CARD
from tracer.collect import put
from tracer.entities import Entity, EntityId, EntityKind, Property, Provenance, Record, Statement
from tracer.errors import Invalid, NotFound, Refused, SourceError
from tracer.lawful import Allowance, Operation
from tracer.outcome import Outcome, Question, Reason, SourceOutcome
from tracer.plan import Step
from tracer.proposal import Refusal
from tracer.screening import Screening
from tracer.settings import Settings
from tracer.situation import Situation

MOST_CALLS = 2
TOLD = (Property.NAME, Property.FULL, Property.PHONE, Property.EMAIL, Property.WEBSITE)
"""What is told of a court, in this order."""


async def told(settings: Settings, name: str) -> tuple[str, ...]:
    """The same as `court`, by a house of these settings."""
    async with wired(settings) as services:
        return await court(services, name)


async def court(services: Services, name: str) -> tuple[str, ...]:
    """A line for each thing published of the courts of a name, or of their registries.

    The name is as a notice writes it. Raises Invalid for what is no court's, Refused, NotFound, or
    SourceError when the directory does not answer.
    """
    now = services.clock.now()
    case = case_of(Canary(name=name, expect=(), about="Company"), services.settings, now.date())
    asking = Operation.COLLECT if on_sandbox(services.settings) else Operation.CONSULT
    situation = Situation(case=case, operation=asking, screening=Screening(), source=CARD)
    leave = await services.kit.gate.authorise(situation, Allowance(MOST_CALLS))
    if isinstance(leave, Refusal):
        raise Refused(leave)
    asked = Provenance(
        source="a notice", record="", url="", retrieved_at=now, body_sha256="", licence=""
    )
    named = Entity(
        id=EntityId("court"),
        kind=EntityKind.COMPANY,
        statements=(Statement(prop=Property.NAME, value=name, provenance=asked),),
    )
    step = Step(card=CARD, question=Question.THE_COMPANY, entity=named)
    blank = SourceOutcome(
        source=CARD.id,
        question=step.question,
        outcome=Outcome.NOT_ASKED,
        receipt=leave.receipt.sequence,
    )
    answer = await put(step, case.subject, services.kit, leave, blank)
    if answer.outcome.reason is Reason.CANNOT:
        raise Invalid("COURT", "not the name of a court, as a notice writes it")
    if answer.outcome.reason is not None:
        raise SourceError(CARD.id, answer.outcome.detail or str(answer.outcome.reason))
    if not answer.records:
        raise NotFound("the directory has no court of this name")
    return tuple(lines(answer.records))


def lines(records: Iterable[Record]) -> Iterator[str]:
    """What the records say, each line once, a court after the other."""
    for record in records:
        said = [
            (TOLD.index(one.prop), str(one.value))
            for entity in record.entities
            for one in entity.statements
            if one.prop in TOLD and one.value is not None
        ]
        yield from dict.fromkeys(value for _, value in sorted(said))
