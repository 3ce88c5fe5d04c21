"""Asks each source a question whose answer is known, and tells what is no longer as it was known.

A canary is no debtor, and the gate knows: it is asked for leave to consult a source about an
organisation nobody seeks (X-CHECK-SOURCE), never about a person, never at a network. On a sandbox
of this machine the whole case is invented, like that of the demonstration. Nothing is kept but the
journal's entries.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from api.casefile import CaseFile
from api.demo import case_file
from api.reading import parse
from api.services import Services
from api.tables import searches
from api.wiring import key_encryption_key
from connectors.canaries import Canary, canaries
from connectors.sandbox.scenarios import RARE_NAME
from connectors.wire import LOOPBACK
from graph.sqlite import open_sqlite
from policies.keys import SqlKeys
from policies.vault import Vault
from tracer.case import Case, CaseId, Claim, ClaimNature, ContactHistory
from tracer.collect import put
from tracer.entities import Property
from tracer.errors import IntegrityFailure, NotFound
from tracer.lawful import Allowance, Operation
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome
from tracer.plan import Step
from tracer.ports import JournalEntry
from tracer.proposal import Refusal
from tracer.screening import Screening
from tracer.settings import Settings
from tracer.situation import Situation
from tracer.source import SourceCard

REFERENCE = "source check"
OPERATOR = "command-line"
MOST_CALLS = 12


class State(StrEnum):
    """How a check of one source ended."""

    OK = "ok"
    DRIFT = "drift"  # an answer came and it is not as known
    UNREACHABLE = "unreachable"
    NOT_CONFIGURED = "not_configured"
    REFUSED = "refused"  # by a rule, before anything left, or by the source
    CLOSED = "closed"


STATES = {
    Reason.CHANGED: State.DRIFT,
    Reason.FAULT: State.DRIFT,
    Reason.CANNOT: State.DRIFT,
    Reason.FORBIDDEN: State.REFUSED,
    Reason.NOT_CONFIGURED: State.NOT_CONFIGURED,
}
"""What a failed question says of its source; any other failure is that it does not answer."""
SPENT = (Reason.BUDGET, Reason.COST)  # there was more to read than a check reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one source made of its canary: unknown fields by name, and properties that did not come."""

    source: str
    state: State
    unread: Counter[str] = field(default_factory=Counter)
    missing: tuple[Property, ...] = ()
    seconds: float = 0.0
    rules: tuple[str, ...] = ()
    detail: str | None = None


async def check_all(services: Services, only: str | None = None) -> AsyncIterator[Check]:
    """One check after the other, of every source or of one; a failing source stops no other.

    Raises JournalUnavailable: without a journal nothing is asked.
    """
    known = canaries("sandbox" if on_sandbox(services.settings) else "real")
    connected = {name: there.card for name, there in services.kit.connectors.items()}
    for name in sorted(connected.keys() | known.keys() | {c.id for c in services.kit.closed}):
        if only in (None, name):
            card, canary = connected.get(name), known.get(name)
            if card is None or canary is None:
                yield Check(source=name, state=State.CLOSED)
            else:
                yield await check(card, canary, services)


async def check(card: SourceCard, canary: Canary, services: Services) -> Check:
    """Ask one source its canary, with the gate's leave, and write down how it ended."""
    if card.credential is not None and card.id not in services.settings.credentials:
        return Check(source=card.id, state=State.NOT_CONFIGURED)
    now = services.clock.now()
    case = case_of(canary, services.settings, now.date())
    # An organisation nobody seeks is consulted; the invented debtor of a sandbox is sought.
    asking = Operation.COLLECT if on_sandbox(services.settings) else Operation.CONSULT
    situation = Situation(case=case, operation=asking, screening=Screening(), source=card)
    leave = await services.kit.gate.authorise(situation, Allowance(MOST_CALLS))
    if isinstance(leave, Refusal):
        rules = tuple(rule.rule for rule in leave.rules)
        return Check(source=card.id, state=State.REFUSED, rules=rules)
    step = Step(card=card, question=Question.THE_COMPANY, entity=canary.entity(now))
    blank = SourceOutcome(
        source=card.id,
        question=step.question,
        outcome=Outcome.NOT_ASKED,
        receipt=leave.receipt.sequence,
    )
    answer = await put(step, case.subject, services.kit, leave, blank)
    done = judged(answer, canary)
    await services.journal.append(entry_of(done, case))
    return done


def judged(answer: Answer, canary: Canary) -> Check:
    """What an answer says of its source: fields nobody knows, and facts that should have come."""
    outcome = answer.outcome
    told = {
        said.prop
        for record in answer.records
        for entity in record.entities
        for said in entity.statements
    }
    unread = Counter(name for record in answer.records for name in record.unread_fields)
    whole = outcome.reason is None or (bool(answer.records) and outcome.reason in SPENT)
    missing = tuple(prop for prop in canary.expect if prop not in told) if whole else ()
    if not whole and outcome.reason is not None:
        state = STATES.get(outcome.reason, State.UNREACHABLE)
    else:
        state = State.DRIFT if missing or unread else State.OK
    return Check(
        source=outcome.source,
        state=state,
        unread=unread,
        missing=missing,
        seconds=outcome.seconds,
        detail=outcome.detail,
    )


def entry_of(done: Check, case: Case) -> JournalEntry:
    """What the journal keeps of a check: names of sources, fields and properties, and no value."""
    return JournalEntry(
        kind="canary_check",
        case=case.id,
        subject=None,
        operator=OPERATOR,
        body={
            "source": done.source,
            "state": done.state.value,
            "unread": dict(sorted(done.unread.items())),
            "missing": [prop.value for prop in done.missing],
        },
    )


def on_sandbox(settings: Settings) -> bool:
    """Whether sources are invented ones, on this machine."""
    return urlsplit(settings.sources_at or "").hostname in LOOPBACK


def case_of(canary: Canary, settings: Settings, today: date) -> Case:
    """The check as a case. Of a real organisation it says that nothing is owed, and rests on nothing."""
    case_id = CaseId(f"chk_{secrets.token_hex(12)}")
    if on_sandbox(settings):
        invented = parse(CaseFile, json.dumps(case_file(RARE_NAME, today)).encode()).read(case_id)
        named = replace(invented, reference=REFERENCE, operator=OPERATOR)
        if canary.about is not None:  # something the invented debtor has to do with
            return named
        claim = replace(invented.claim, nature=ClaimNature.BUSINESS)
        return replace(named, claim=claim, subject=canary.subject)
    return Case(
        id=case_id,
        reference=REFERENCE,
        operator=OPERATOR,
        mandate=None,
        basis=None,
        claim=Claim(nature=ClaimNature.BUSINESS, amount=Decimal(0), currency="EUR", due_on=today),
        subject=canary.subject,
        history=ContactHistory(),
        opened_on=today,
    )


class Ended(BaseModel):
    """How one question ended, as a kept report has it; nothing else of it is read."""

    source: str
    unread_fields: tuple[str, ...] = ()


class Asked(BaseModel):
    """One answer of a kept report, without its records."""

    outcome: Ended


class Answers(BaseModel):
    """A kept report, without whom it is about."""

    answers: tuple[Asked, ...] = ()


class Document(BaseModel):
    """A sealed report, opened."""

    value: Answers


async def unread_so_far(settings: Settings) -> Counter[tuple[str, str]]:
    """How many answers to real traces held a field nobody reads, by source and field.

    Reports are opened one by one, and only the names of fields are taken from them. Raises
    IntegrityFailure for a report that was changed, NotFound where there is no case at all.
    """
    place = settings.data_dir / "cases.sqlite"
    if not place.is_file():
        raise NotFound("there is no case yet; TRACER_DATA_DIR says where they are kept")
    seen: Counter[tuple[str, str]] = Counter()
    with closing(SqlKeys(settings.data_dir / "keys.sqlite")) as keys:
        vault, engine = Vault(key_encryption_key(settings), keys), open_sqlite(place)
        try:
            async with engine.connect() as connection:
                asked = select(searches.c.id, searches.c.case_id, searches.c.document)
                kept = await connection.stream(asked.where(searches.c.document.is_not(None)))
                async for row in kept:
                    seen.update(unread_in(opened(vault, row.case_id, row.id, row.document)))
        finally:
            await engine.dispose()
    return seen


def opened(vault: Vault, case: str, search: str, sealed: bytes) -> bytes | None:
    """A report's bytes; None when the person was forgotten, and nobody can read it any more."""
    try:
        return vault.open_bytes(case, f"report|{search}", sealed)
    except NotFound:
        return None


def unread_in(report: bytes | None) -> Iterable[tuple[str, str]]:
    """The fields nobody reads that a report names, by source."""
    if report is None:
        return ()
    try:
        answers = Document.model_validate_json(report).value.answers
    except ValidationError:
        raise IntegrityFailure("a stored report does not read back") from None
    return [(one.outcome.source, name) for one in answers for name in one.outcome.unread_fields]
