""" "This is not me": one report stops every case that may reach the same person, until it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from api.auth import Principal
from api.monitoring.asking import forget_watched
from api.rights.erasure import forget_answers, forget_captures
from api.rights.persons import channel_mark, declared_marks, mention_marks, report_marks
from api.rights.reports import (
    Outcome,
    WrongPerson,
    close,
    get,
    keep,
    marks_of,
    reaching,
    stopped_by,
)
from api.rights.requests import stop_searches
from api.services import Services
from api.store import StoredJudgement, Taken
from policies.canonical import digest
from policies.vault import Vault
from tracer.case import CaseId, HumanJudgement
from tracer.errors import Conflict, Invalid, NotFound
from tracer.evidence import Judgement
from tracer.lawful import Receipt
from tracer.ports import JournalEntry
from tracer.report import TraceReport
from tracer.subject import Subject


async def report_wrong_person(
    services: Services,
    who: Principal,
    case: str,
    report_id: str,
    *,
    channel: str | None = None,
    candidate: str | None = None,
    note: str | None = None,
) -> tuple[WrongPerson, int]:
    """Stop every case that may reach whoever says so; the report, and how many cases stopped.

    `channel` and `candidate` are ids of the last search's report; with neither, everything the case
    may reach is meant. Invalid for one that is not there.
    """
    found = await services.store.visible(CaseId(case), who.desk)
    last = await services.searches.latest_report(found.id)
    register, vault = services.rights, services.rights.vault
    mentions = mentioned(last, channel, candidate)
    marks = {*channel_marks(vault, last, channel), *mention_marks(vault, mentions)}
    if channel is None and candidate is None:
        marks = declared_marks(vault, found.subject)
        marks |= report_marks(vault, last) if last else set()
    about = WrongPerson(
        id=report_id, case=found.id, reported_at=services.clock.now(), reported_by=who.id
    )
    await noted(services, who, about, "wrong_person")
    reached = await reaching(register, marks)
    maybe = await register.sharing(found.subject, certain=False)
    stopped = sorted({found.id, *reached, *maybe})
    await keep(register, about, who.desk, marks, stopped, note)
    await stop_searches(services, stopped)
    await do_not_link(services, who, about, stopped, mentions)
    return about, len(stopped)


async def settle(
    services: Services, who: Principal, report_id: str, outcome: Outcome, reasons: str
) -> WrongPerson:
    """Settle a report, in writing, by somebody else than who wrote it down.

    Not the person: what was found about them goes, the channels the file declares of them too, and
    each case may be traced again. Should a case find them again, it stops again; settling the same
    way once more is allowed. The person after all: the cases go on, and nothing is forgotten.
    """
    about, desk = await get(services.rights, report_id)
    if desk != who.desk:
        raise NotFound("there is no such report")
    if not reasons.strip():
        raise Invalid("reasons", "say why")
    if about.reported_by == who.id:
        raise Conflict("a report is settled by somebody else than who wrote it down")
    if about.outcome not in (None, outcome):
        raise Conflict("the report was settled the other way")
    then = replace(about, outcome=outcome, settled_at=services.clock.now())
    receipt = await noted(services, who, then, "wrong_person_settled")
    marks = await marks_of(services.rights, report_id)
    touched = sorted({*await stopped_by(services.rights, report_id)})
    if outcome is Outcome.NOT_THE_PERSON:
        touched = sorted({*touched, *await reaching(services.rights, marks)})
        await do_not_link(services, who, then, touched, None, marks)
        for case in touched:
            await let_go(services, who, case, marks, receipt)
    await close(services.rights, then, who.id, touched, reasons)
    return then


async def let_go(
    services: Services, who: Principal, case: CaseId, marks: set[str], receipt: Receipt
) -> None:
    """Drop from a case what was found, and every declared channel that reaches the wrong person.

    What was captured, noted and watched of them goes too; the journal has how many of each.
    """
    found = await services.store.get(case)
    await services.searches.retire(case)
    await services.kit.graph.erase_subject(case)
    await forget_answers(services.rights.engine, case)
    gone = await forget_captures(services.rights.engine, case)
    gone["watch_events"] = await forget_watched(services, case, who.id)
    await services.journal.append(
        JournalEntry(
            kind="let_go",
            case=case,
            subject=None,
            operator=who.id,
            body={"settlement": receipt.sequence, "gone": gone},
        )
    )
    subject = without(services.rights.vault, found.subject, marks)
    version = f"ver_{digest([case, receipt.sequence])[:24]}"
    await services.rights.rectify(version, found, subject, receipt.sequence)


def without(vault: Vault, subject: Subject, marks: set[str]) -> Subject:
    """The subject less the declared channels of those marks."""

    def kept(**channel: object) -> bool:
        none = {"addresses": (), "phones": (), "emails": ()} | channel
        return not declared_marks(vault, replace(subject, **none)) & marks  # type: ignore[arg-type]

    return replace(
        subject,
        addresses=tuple(one for one in subject.addresses if kept(addresses=(one,))),
        phones=tuple(one for one in subject.phones if kept(phones=(one,))),
        emails=tuple(one for one in subject.emails if kept(emails=(one,))),
    )


async def do_not_link(
    services: Services,
    who: Principal,
    about: WrongPerson,
    cases: Sequence[CaseId],
    mentions: Iterable[str] | None,
    marks: Iterable[str] = (),
) -> None:
    """Judge the reported person to be somebody else, in each case whose last search weighed them."""
    wanted = None if mentions is None else frozenset(mentions)
    marked = frozenset(marks)
    for case in cases:
        last = await services.searches.latest_report(case)
        match = last.match if last else None
        weighed = (match.best, *match.others) if match else ()
        for one in weighed:
            if one is None:
                continue
            same = (
                wanted & set(one.candidate.mentions)
                if wanted is not None
                else mention_marks(services.rights.vault, one.candidate.mentions) & marked
            )
            if same:
                await judge(services, who, about, case, one.candidate.id)


async def judge(
    services: Services, who: Principal, about: WrongPerson, case: CaseId, candidate: str
) -> None:
    """Write down, in the journal first, that a candidate is not the person sought; once."""
    name = f"jud_{digest([about.id, case, candidate])[:24]}"
    if any(made.id == name for made in await services.store.judged(case)):
        return
    entry = JournalEntry(
        kind="judgement",
        case=case,
        subject=None,
        operator=who.id,
        body={"judgement": str(Judgement.DIFFERENT), "id": name, "report": about.id},
    )
    receipt = await services.journal.append(entry)
    judgement = HumanJudgement(
        candidate=candidate,
        judgement=Judgement.DIFFERENT,
        reason="reported: not the person sought",
        decided_by=who.id,
        decided_at=services.clock.now(),
    )
    try:
        await services.store.judge(
            case, StoredJudgement(id=name, receipt=receipt.sequence, judgement=judgement)
        )
    except Taken:
        return


def mentioned(
    last: TraceReport | None, channel: str | None, candidate: str | None
) -> frozenset[str]:
    """The mentions of the reported person: of the candidate named, or of whom the channel led to."""
    match = last.match if last else None
    if candidate is not None:
        weighed = (match.best, *match.others) if match else ()
        for one in weighed:
            if one is not None and one.candidate.id == candidate:
                return frozenset(one.candidate.mentions)
        raise Invalid("candidate", "not a candidate of the last search of this case")
    if match is None or match.best is None or not match.confirmed:
        return frozenset()
    through = channel is None or any(
        offer.point is not None and offer.point.id == channel and offer.point.source is not None
        for offer in (last.offers if last else ())
    )
    return frozenset(match.best.candidate.mentions) if through else frozenset()


def channel_marks(vault: Vault, last: TraceReport | None, channel: str | None) -> set[str]:
    """The mark of a channel of the last search; Invalid if it is not there."""
    if channel is None:
        return set()
    for offer in last.offers if last else ():
        if offer.point is not None and offer.point.id == channel:
            return {channel_mark(vault, offer.point.value.fingerprint)}
    raise Invalid("channel", "not a channel of the last search of this case")


async def noted(services: Services, who: Principal, about: WrongPerson, kind: str) -> Receipt:
    """Write a step about a report in the journal."""
    return await services.journal.append(
        JournalEntry(
            kind=kind,
            case=about.case,
            subject=None,
            operator=who.id,
            body={"report": about.id, "outcome": str(about.outcome) if about.outcome else None},
        )
    )
