"""Looks, before anything else, for what stops a case: death, minority, insolvency, objection, protection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracer.case import Case
from tracer.collect import collect
from tracer.entities import Entity, EntityKind, Property, Subgraph
from tracer.evidence import Match
from tracer.lawful import Allowance, Text
from tracer.outcome import Answer, Outcome
from tracer.plan import screening_steps
from tracer.relevance import HOME, is_declared
from tracer.screen_deaths import screen_deaths
from tracer.screening import Finding, InsolvencyState, Screening, Stop, StopKind
from tracer.source import SourceKind
from tracer.subject import Protection

if TYPE_CHECKING:
    from tracer.trace import Toolkit

CASE_FILE = "case file"


async def screen(
    case: Case, kit: Toolkit, purse: Allowance
) -> tuple[Screening, tuple[Answer, ...]]:
    """What the case file and the screening sources say, and how each source answered."""
    said = declared(case, kit.clock.now().date())
    said, deaths = await screen_deaths(case, kit, said)
    cards = [connector.card for connector in kit.connectors.values()]
    answers = await collect(screening_steps(case, cards), case, kit, purse, said)
    found = [
        (answer.outcome, entity)
        for answer in answers
        for record in answer.records
        for entity in record.entities
    ]
    own = [
        stop_of(entity, outcome.source)
        for outcome, entity in found
        if entity.kind is EntityKind.COMPANY and is_declared(entity, case.subject)
    ]
    if own:
        said = said.including(gravest(own))
    usable = (Outcome.EMPTY, Outcome.FOUND)
    of_the_register = {
        card.id
        for card in cards
        if card.country == HOME and card.kind is SourceKind.INSOLVENCY_NOTICES
    }
    asked = [
        answer.outcome
        for answer in answers
        if answer.outcome.source in of_the_register
        and answer.outcome.outcome in usable
        and answer.outcome.complete
    ]
    if case.subject.siren and asked and not own:
        said = said.including(clear(asked[0].source))
    return said, (*deaths, *answers)


def gravest(stops: Sequence[Stop]) -> Stop:
    """What several sources say of one circumstance, taken together: a yes outweighs what nobody

    knows, and that outweighs a no.
    """
    return min(
        stops,
        key=lambda stop: (
            (Finding.YES, Finding.UNKNOWN).index(stop.finding)
            if stop.finding in (Finding.YES, Finding.UNKNOWN)
            else 2
        ),
    )


def declared(case: Case, today: date) -> Screening:
    """What the case file itself says. What it does not say is unknown, and is shown as unknown."""
    subject, history = case.subject, case.history
    protected = None if subject.protection is None else subject.protection is not Protection.NONE
    said = {
        StopKind.DECEASED: (
            subject.deceased,
            Text(fr="décès du débiteur", en="death of the debtor"),
        ),
        StopKind.MINOR: (
            minor(case, today),
            Text(fr="débiteur mineur", en="debtor under age"),
        ),
        StopKind.INSOLVENCY: (
            None,
            Text(fr="procédure collective du débiteur", en="insolvency of the debtor"),
        ),
        StopKind.OVER_INDEBTED: (
            False if subject.is_company else subject.over_indebted,
            Text(fr="surendettement des particuliers", en="personal over-indebtedness"),
        ),
        StopKind.OBJECTION: (
            history.objection_open,
            Text(fr="opposition au traitement", en="objection to processing"),
        ),
        StopKind.RESTRICTION: (
            history.restricted,
            Text(fr="limitation du traitement", en="restriction of processing"),
        ),
        StopKind.PROTECTED_ADULT: (
            False if subject.is_company else protected,
            Text(fr="mesure de protection d'un majeur", en="protective measure over an adult"),
        ),
        StopKind.HIDDEN_ADDRESS: (
            False if subject.is_company else subject.hidden_address,
            Text(fr="adresse dissimulée par décision de justice", en="address hidden by a court"),
        ),
    }
    known = Screening(
        stops=tuple(
            Stop(kind=kind, finding=finding(answer), source=CASE_FILE, text=text)
            for kind, (answer, text) in said.items()
        )
    )
    return known.including(vulnerability(CASE_FILE)) if subject.vulnerable else known


def retold(screening: Screening, case: Case, today: date) -> Screening:
    """The screening of an earlier search, for the case as it is told now.

    What a source said stays, unless the file or a watch now says that the circumstance is there.
    """
    for stop in declared(case, today).stops:
        kept = screening.stop(stop.kind)
        if kept is None or kept.source == CASE_FILE or stop.finding is Finding.YES:
            screening = screening.including(stop)
    return watched(screening, case)


def watched(screening: Screening, case: Case) -> Screening:
    """The screening with what the watches told: it makes an insolvency graver, never lighter."""
    told, known = case.standing.insolvency, screening.stop(StopKind.INSOLVENCY)
    if told is None:
        return screening
    return screening.including(gravest([known, told]) if known else told)


def watchful(screening: Screening, answers: Iterable[Answer]) -> Screening:
    """The screening again, once the sources were read: one that told of sickness calls a person."""
    told = [a.outcome.source for a in answers if any(r.vulnerable for r in a.records)]
    return screening.including(vulnerability(told[0])) if told else screening


def death(source: str) -> Stop:
    """That a company register says of one of its officers, the confirmed debtor, that he is dead."""
    return Stop(
        kind=StopKind.DECEASED,
        finding=Finding.YES,
        source=source,
        text=Text(fr="décès du débiteur", en="death of the debtor"),
    )


def vulnerability(source: str) -> Stop:
    """That somebody met a hardship of the debtor; which one is written nowhere."""
    return Stop(
        kind=StopKind.VULNERABLE,
        finding=Finding.YES,
        source=source,
        text=Text(fr="vulnérabilité signalée, sans motif", en="vulnerability reported, no reason"),
    )


def restate(screening: Screening, case: Case, match: Match, found: Subgraph) -> Screening:
    """The screening again, once it is known who the debtor is and how his own enterprise stands."""
    return watched(enterprise_stands(screening, case, match, found), case)


def enterprise_stands(screening: Screening, case: Case, match: Match, found: Subgraph) -> Screening:
    """The screening with what the sources say of the debtor's own enterprise.

    Only the debtor's own enterprise counts: a company of which he is a director owes its own debts.
    A sole trader of the same name and unknown birth date may be the debtor, and nobody asked how he
    stands: then insolvency stays unknown, and a person decides.
    """
    if match.best is None or case.subject.is_company:
        return screening
    dead = [
        statement
        for mention in match.best.candidate.mentions
        if (person := found.entity(mention)) is not None
        for statement in person.statements
        if statement.prop is Property.DECEASED and statement.value == "yes"
    ]
    if dead and screening.finding(StopKind.DECEASED) is not Finding.YES:
        screening = screening.including(death(dead[0].provenance.source))
    offices = match.best.candidate.offices
    own = [office.company for office in offices if office.sole_trader]
    stops = [
        stop_of(entity, standing_source(entity))
        for entity in found.entities
        if entity.id in own and entity.text(Property.INSOLVENCY_STATE) is not None
    ]
    open_stops = [stop for stop in stops if stop.finding is Finding.YES]
    if open_stops:
        return screening.including(open_stops[0])
    doubtful = any(
        office.sole_trader
        for other in match.others
        if other.veto is None and other.candidate.birth is None
        for office in other.candidate.offices
    )
    named = any(
        entity.kind is EntityKind.PERSON and entity.text(Property.INSOLVENCY_NOTICE) is not None
        for entity in found.entities
    )
    unknown = screening.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN
    if not unknown or doubtful or named or len(stops) != len(own):
        return screening
    if stops:
        return screening.including(clear(stops[0].source))
    # In France only who trades can be in a collective procedure (C. com. art. L631-2, L640-2).
    if case.subject.country == HOME:
        return screening.including(clear(match.best.candidate.sources[0]))
    return screening


def stop_of(company: Entity, source: str) -> Stop:
    """The insolvency of one company as its statements tell it; not stated is unknown."""
    said = company.text(Property.INSOLVENCY_STATE)
    state = InsolvencyState(said) if said in set(InsolvencyState) else None
    known = state is not None
    since = company.text(Property.INSOLVENCY_SINCE)
    deadline = company.text(Property.CLAIM_DEADLINE)
    return Stop(
        kind=StopKind.INSOLVENCY,
        finding=finding(state is not InsolvencyState.NONE if known else None),
        source=source,
        text=Text(fr="procédure collective du débiteur", en="insolvency of the debtor"),
        state=state,
        since=date.fromisoformat(since) if since else None,
        claim_deadline=date.fromisoformat(deadline) if deadline else None,
    )


def standing_source(company: Entity) -> str:
    """The source that says how a company stands."""
    said = [s for s in company.statements if s.prop is Property.INSOLVENCY_STATE]
    return max(said, key=lambda s: s.provenance.retrieved_at).provenance.source


def clear(source: str) -> Stop:
    """No open procedure, said by a source that was asked and answered."""
    return Stop(
        kind=StopKind.INSOLVENCY,
        finding=Finding.NO,
        source=source,
        text=Text(fr="procédure collective du débiteur", en="insolvency of the debtor"),
        state=InsolvencyState.NONE,
    )


def minor(case: Case, today: date) -> bool | None:
    """Whether the debtor is under eighteen on a day; None when the birth date leaves it open."""
    if case.subject.is_company:
        return False
    born = case.subject.birth
    if born is None:
        return None
    if age(born.earliest, today) < 18:
        return True
    return None if age(born.latest, today) < 18 else False


def age(born: date, today: date) -> int:
    """Completed years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def finding(answer: bool | None) -> Finding:
    """Yes, no, or unknown."""
    if answer is None:
        return Finding.UNKNOWN
    return Finding.YES if answer else Finding.NO
