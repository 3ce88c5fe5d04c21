from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from policies.gate import LONGEST, LONGEST_INSISTENT
from policies.journal_memory import MemoryJournal
from tests.policies.situations import (
    NOW,
    after_first_letter,
    bench,
    collecting,
    declared_point,
    disclosing,
    lawful_case,
    office_point,
    opening,
)
from tracer.errors import IntegrityFailure, JournalUnavailable, NotFound, Refused
from tracer.lawful import Allowance, ChannelKind, Effect, Obligation, Operation, Permit, Receipt
from tracer.ports import JournalEntry
from tracer.proposal import ContactProposal, Refusal

ADDRESS = "1 rue Imaginaire, 99999 Nullepart"


class BrokenJournal(MemoryJournal):
    """A journal that fails from its n-th entry on."""

    def __init__(self, clock: Any, works: int) -> None:
        super().__init__(clock)
        self.works = works

    async def append(self, entry: JournalEntry) -> Receipt:
        if self.works == 0:
            raise JournalUnavailable("the disk is full")
        self.works -= 1
        return await super().append(entry)


def words_in(value: object) -> set[str]:
    """Every text in a journal body."""
    if isinstance(value, Mapping):
        return {word for item in value.items() for part in item for word in words_in(part)}
    if isinstance(value, list | tuple):
        return {word for part in value for word in words_in(part)}
    return {str(value)}


async def proposed(desk) -> ContactProposal:
    offer = await desk.gate.propose(disclosing(declared_point(vault=desk.vault)))
    assert isinstance(offer, ContactProposal)
    return offer


async def test_a_permit_carries_the_receipt_of_the_entry_that_allows_it():
    desk = bench()
    permit = await desk.gate.authorise(collecting(), Allowance(3))
    assert isinstance(permit, Permit)
    stored = await desk.journal.prove(permit.receipt.sequence)
    assert stored.receipt == permit.receipt
    assert stored.entry.body["effect"] == "permit"
    assert stored.entry.body["source"] == permit.source == "invented.register"
    assert permit.allowance.max_calls == 3
    assert permit.obligations == (Obligation.DATA_MINIMUM,)


async def test_a_permit_without_allowance_covers_no_call():
    permit = await bench().gate.authorise(opening())
    assert isinstance(permit, Permit)
    assert permit.allowance.max_calls == 0


async def test_a_refusal_is_journalled_too_and_says_why_and_what_helps():
    desk = bench()
    refusal = await desk.gate.authorise(opening(replace(lawful_case(), mandate=None)))
    assert isinstance(refusal, Refusal)
    assert refusal.effect is Effect.FORBID
    (rule,) = (rule for rule in refusal.rules if rule.rule == "FR-CPCE-R124-3-WRITTEN")
    assert rule.remedy is not None
    assert rule.message.fr
    assert rule.citation.article == "R124-3"
    stored = await desk.journal.prove(refusal.receipt.sequence)
    assert stored.entry.body["effect"] == "forbid"
    assert "FR-CPCE-R124-3-WRITTEN" in words_in(stored.entry.body)


async def test_a_message_before_the_letter_is_refused_with_its_remedy():
    desk = bench()
    refusal = await desk.gate.propose(disclosing(declared_point(ChannelKind.SMS, vault=desk.vault)))
    assert isinstance(refusal, Refusal)
    assert refusal.rules[0].rule == "FR-CPCE-R124-4"
    assert refusal.point is not None
    assert refusal.operation is Operation.DISCLOSE


async def test_a_proposal_opens_to_the_value_that_was_decided_on():
    desk = bench()
    offer = await proposed(desk)
    assert await desk.gate.open(offer) == ADDRESS
    kinds = [stored.entry.kind for stored in await desk.journal.read("case-1")]
    assert kinds == ["decision", "opening"]
    last = (await desk.journal.read())[-1].entry
    assert last.body["decision"] == offer.receipt.sequence
    assert last.operator == "operator-1"


async def test_the_journal_names_nobody():
    desk = bench()
    await desk.gate.open(await proposed(desk))
    await desk.gate.propose(disclosing(office_point(desk.vault)))
    for stored in await desk.journal.read():
        said = " ".join(words_in(stored.entry.body)) + repr(stored.entry)
        for secret in ("Inventé", "Camille", "Imaginaire", "99999", "1980", "Atelier", "record-1"):
            assert secret not in said


async def test_one_person_has_one_pseudonym_in_every_case():
    desk = bench()
    case = lawful_case()
    shouted = replace(case.subject.names[0], surname="INVENTE")
    same = replace(case, id="case-2", subject=replace(case.subject, names=(shouted,)))
    other = replace(case, id="case-3", subject=replace(case.subject, birth=None))
    for each in (case, same, other):
        await desk.gate.authorise(opening(each))
    first, second, third = (stored.entry.subject for stored in await desk.journal.read())
    assert first == second != third


async def test_leave_to_write_lasts_thirty_days():
    desk = bench()
    assert (await proposed(desk)).expires_at == NOW + LONGEST


async def test_past_its_term_a_proposal_opens_nothing_and_the_journal_says_so():
    desk = bench()
    offer = await proposed(desk)
    desk.clock.time = offer.expires_at
    with pytest.raises(Refused) as refused:
        await desk.gate.open(offer)
    assert refused.value.refusal.rules[0].rule == "X-PROPOSAL-EXPIRED"
    assert (await desk.journal.read())[-1].entry.kind == "opening_refused"
    assert (await desk.journal.read())[-1].receipt == refused.value.refusal.receipt


@pytest.mark.parametrize(
    "forge",
    [
        lambda offer, other: replace(offer, point=other.point),
        lambda offer, other: replace(offer, case="case-2"),
        lambda offer, other: replace(offer, expires_at=offer.expires_at + timedelta(days=1)),
        lambda offer, other: replace(offer, obligations=()),
        lambda offer, other: replace(offer, receipt=replace(offer.receipt, sequence=99)),
        lambda offer, other: replace(offer, receipt=replace(offer.receipt, entry_hash="0" * 64)),
        lambda offer, other: replace(offer, receipt=other.receipt),
        lambda offer, other: replace(
            offer, point=replace(offer.point, channel=ChannelKind.REGISTERED_LETTER)
        ),
        lambda offer, other: replace(
            offer, point=replace(offer.point, value=replace(offer.point.value, subject="case-2"))
        ),
        lambda offer, other: replace(
            offer,
            point=replace(
                offer.point,
                value=replace(other.point.value, fingerprint=offer.point.value.fingerprint),
            ),
        ),
    ],
)
async def test_a_proposal_that_is_not_the_journals_opens_nothing(forge):
    desk = bench()
    offer = await proposed(desk)
    other = await desk.gate.propose(disclosing(office_point(desk.vault)))
    assert isinstance(other, ContactProposal)
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(forge(offer, other))


async def test_a_refusals_receipt_opens_nothing():
    desk = bench()
    offer = await proposed(desk)
    refusal = await desk.gate.propose(disclosing(declared_point(ChannelKind.SMS, vault=desk.vault)))
    assert refusal.point is not None
    forged = replace(offer, receipt=refusal.receipt, point=refusal.point)
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(forged)


async def test_a_forgotten_subject_is_not_opened():
    desk = bench()
    offer = await proposed(desk)
    desk.vault.forget("case-1")
    with pytest.raises(NotFound):
        await desk.gate.open(offer)


async def test_without_a_journal_nothing_is_granted_and_nothing_is_shown():
    desk = bench()
    broken = bench(BrokenJournal(desk.clock, works=0))
    with pytest.raises(JournalUnavailable):
        await broken.gate.authorise(opening())
    with pytest.raises(JournalUnavailable):
        await broken.gate.propose(disclosing(declared_point(vault=broken.vault)))
    once = bench(BrokenJournal(desk.clock, works=1))
    offer = await proposed(once)
    with pytest.raises(JournalUnavailable):
        await once.gate.open(offer)
    assert len(await once.journal.read()) == 1


async def test_a_channel_is_never_disclosed_by_a_permit_or_for_another_case():
    desk = bench()
    with pytest.raises(ValueError, match="proposal"):
        await desk.gate.authorise(disclosing())
    with pytest.raises(ValueError, match="one contact point"):
        await desk.gate.propose(replace(disclosing(), point=None))
    with pytest.raises(ValueError, match="another case"):
        await desk.gate.propose(disclosing(declared_point(case="case-2", vault=desk.vault)))
    assert await desk.journal.read() == ()


async def test_a_rejected_file_is_journalled_without_any_of_its_values():
    desk = bench()
    problems = [("claim.due_on", "impossible-date"), ("Camille.Inventé", "unknown_field"),
                ("subject.names[0].surname", "Inventé is too long")]  # fmt: skip
    receipt = await desk.gate.refuse_file(problems, "operator-1")
    stored = await desk.journal.prove(receipt.sequence)
    assert stored.entry.kind == "file_refused"
    assert stored.entry.body["problems"] == [
        {"field": "claim.due_on", "code": "impossible-date"},
        {"field": "unrecognised.unrecognised", "code": "unknown_field"},
        {"field": "subject.names.0.surname", "code": "unrecognised"},
    ]


async def test_after_the_letter_the_same_number_opens_as_call_only_if_that_was_decided():
    desk = bench()
    case = after_first_letter()
    number = "06 39 98 00 00"
    sms = declared_point(ChannelKind.SMS, vault=desk.vault, value=number)
    offer = await desk.gate.propose(disclosing(sms, case))
    assert isinstance(offer, ContactProposal)
    assert await desk.gate.open(offer) == number
    called = replace(offer, point=replace(offer.point, channel=ChannelKind.CALL))
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(called)


@pytest.mark.parametrize("paper", ["mandate", "basis", "lia", "dpia", "licence", "insurance"])
async def test_a_proposal_ends_with_the_first_paper_that_does(paper: str):
    desk, case = bench(), lawful_case()
    assert case.mandate is not None
    assert case.basis is not None
    assert case.basis.lia is not None
    assert case.basis.licence is not None
    soon = NOW.date() + timedelta(days=3)
    brief, licence = replace(case.basis.lia, expires_on=soon), case.basis.licence
    ending = {
        "mandate": replace(case, mandate=replace(case.mandate, expires_on=soon)),
        "basis": replace(case, basis=replace(case.basis, expires_on=soon)),
        "lia": replace(case, basis=replace(case.basis, lia=brief)),
        "dpia": replace(case, basis=replace(case.basis, dpia=brief)),
        "licence": replace(
            case, basis=replace(case.basis, licence=replace(licence, valid_until=soon))
        ),
        "insurance": replace(
            case, basis=replace(case.basis, licence=replace(licence, insured_until=soon))
        ),
    }[paper]
    offer = await desk.gate.propose(disclosing(declared_point(vault=desk.vault), ending))
    assert isinstance(offer, ContactProposal)
    assert offer.expires_at.date() == soon


async def test_a_proposal_ends_when_the_debtor_should_have_been_told():
    desk, case = bench(), lawful_case()
    written = NOW.date() - timedelta(days=25)
    untold = replace(case, history=replace(case.history, first_letter_on=written))
    offer = await desk.gate.propose(disclosing(declared_point(vault=desk.vault), untold))
    assert isinstance(offer, ContactProposal)
    assert offer.expires_at.date() == written.replace(month=written.month + 1)


async def test_leave_to_call_lasts_a_day():
    desk = bench()
    call = declared_point(ChannelKind.CALL, vault=desk.vault, value="06 39 98 00 00")
    offer = await desk.gate.propose(disclosing(call, after_first_letter()))
    assert isinstance(offer, ContactProposal)
    assert offer.expires_at == NOW + LONGEST_INSISTENT


async def test_each_opening_of_a_proposal_is_in_the_journal():
    desk = bench()
    offer = await proposed(desk)
    for _ in range(2):
        await desk.gate.open(offer)
    assert [stored.entry.kind for stored in await desk.journal.read()] == [
        "decision", "opening", "opening",
    ]  # fmt: skip


@pytest.mark.parametrize("disputed", [True, None])
async def test_what_is_referred_to_a_person_is_a_refusal_and_never_a_permit(disputed: bool | None):
    case = lawful_case()
    case = replace(case, claim=replace(case.claim, disputed=disputed))
    desk = bench()
    for situation in (opening(case), collecting(case)):
        answer = await desk.gate.authorise(situation, Allowance(3))
        assert isinstance(answer, Refusal)
        assert answer.effect is Effect.REFER
        stored = await desk.journal.prove(answer.receipt.sequence)
        assert stored.entry.body["effect"] == "refer"
    offer = await desk.gate.propose(disclosing(declared_point(vault=desk.vault), case))
    assert isinstance(offer, Refusal)
