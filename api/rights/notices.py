"""The notice of one case, ready to print: when it is due, and its text in the person's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.auth import Principal
from api.rights.held import held
from api.services import Services
from policies.notice import Datum, NoticeFacts, Section, notice_due_on, notice_text
from tracer.case import Case, CaseId, ContactHistory, MandateRole
from tracer.errors import Conflict, Invalid
from tracer.ports import JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The text, when it is due, and whether the file says that it was sent."""

    language: str
    due_on: date | None
    sent_on: date | None
    overdue: bool
    data: tuple[tuple[Datum, date], ...]  # each with its own last day
    sections: tuple[Section, ...]


async def notice(services: Services, who: Principal, case: str) -> Notice:
    """The notice a case owes. That it was made is in the journal first.

    Raises Conflict when there is no text in the person's language, or no mandate and basis to tell;
    Invalid when the settings do not say who runs the service.
    """
    found = await services.store.visible(CaseId(case), who.desk)
    await services.journal.append(
        JournalEntry(
            kind="notice",
            case=found.id,
            subject=None,
            operator=who.id,
            body={"language": found.subject.language},
        )
    )
    report = await services.searches.latest_report(found.id)
    data = (await held(services, found, report)).data
    contact = first_contact(found.history)
    due = notice_due_on(data, contact, None)
    sent = found.history.notice_sent_on
    today = services.clock.now().date()
    return Notice(
        language=found.subject.language,
        due_on=due,
        sent_on=sent,
        overdue=sent is None and due is not None and today > due,
        data=tuple((datum, datum.due_on(contact, None)) for datum in data),
        sections=notice_text(facts(services, found, data)),
    )


def facts(services: Services, case: Case, data: tuple[Datum, ...]) -> NoticeFacts:
    """What the text is made of. The creditor is the controller of a processor's case (art. 4(7))."""
    agency, dpo = services.settings.agency, services.settings.dpo
    if not agency:
        raise Invalid("TRACER_AGENCY", "say who runs this service, with the postal address")
    if not dpo:
        raise Invalid("TRACER_DPO", "say where to write about personal data")
    if case.mandate is None or case.basis is None:
        raise Conflict("there is no mandate or no basis to tell the person of")
    creditor = case.mandate.creditor.name
    processor = case.mandate.role is MandateRole.PROCESSOR
    return NoticeFacts(
        language=case.subject.language,
        controller=creditor if processor else agency,
        on_behalf=agency if processor else None,
        dpo=dpo,
        creditor=creditor,
        purpose=case.basis.purpose,
        basis=case.basis.basis,
        data=data,
    )


def first_contact(history: ContactHistory) -> date | None:
    """The first day anybody tried to reach the person."""
    days = [attempt.at.date() for attempt in history.attempts]
    if history.first_letter_on is not None:
        days.append(history.first_letter_on)
    return min(days, default=None)
