from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from policies.journal_memory import MemoryJournal
from policies.snapshot import open_facts, sha256
from policies.term import LONGEST, LONGEST_GRANT, LONGEST_INSISTENT
from policies.vault import Vault
from tests.policies.situations import (
    NOW,
    Bench,
    after_first_letter,
    bench,
    collecting,
    declared_point,
    disclosing,
    lawful_case,
    office_point,
    opening,
)
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound, Refused
from tracer.lawful import (
    Allowance,
    ChannelKind,
    Effect,
    Grant,
    Obligation,
    Operation,
    Permit,
    Receipt,
)
from tracer.ports import JournalEntry
from tracer.proposal import ContactPoint, ContactProposal, Refusal
from tracer.situation import Situation

ADDRESS = "1 rue Imaginaire, 99999 Nullepart"


class BrokenJournal(MemoryJournal):
    """A journal that fails from its n-th entry on."""

    def __init__(self, clock: Any, works: int) -> None:
        super().__init__(clock)
        self.works = works

    async def append(self, entry: JournalEntry, **beside: Any) -> Receipt:
        self.wear()
        return await super().append(entry, **beside)

    async def use(self, grant: Grant, entry: JournalEntry) -> Receipt:
        self.wear()
        return await super().use(grant, entry)

    def wear(self) -> None:
        if self.works == 0:
            raise JournalUnavailable("the disk is full")
        self.works -= 1


def words_in(value: object) -> set[str]:
    """Every text in a journal body."""
    if isinstance(value, Mapping):
        return {word for item in value.items() for part in item for word in words_in(part)}
    if isinstance(value, list | tuple):
        return {word for part in value for word in words_in(part)}
    return {str(value)}


async def proposed(desk: Bench) -> ContactProposal:
    offer = await desk.gate.propose(disclosing(declared_point(vault=desk.vault)))
    assert isinstance(offer, ContactProposal)
    return offer


async def granted(
    desk: Bench, situation: Situation | None = None, until: datetime | None = None
) -> tuple[Grant, ContactPoint]:
    situation = situation or disclosing(declared_point(vault=desk.vault))
    grant = await desk.gate.grant(situation, "operator-2", until=until)
    assert isinstance(grant, Grant), [rule.rule for rule in grant.rules]
    assert situation.point is not None
    return grant, situation.point


async def kinds(desk: Bench) -> list[str]:
    return [stored.entry.kind for stored in await desk.journal.read()]


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


async def test_a_grant_opens_to_the_value_that_was_decided_on():
    desk = bench()
    grant, point = await granted(desk)
    assert await desk.gate.open(grant, point) == ADDRESS
    decided, opened = await desk.journal.read("case-1")
    assert (decided.entry.kind, opened.entry.kind) == ("decision", "opening")
    assert decided.receipt.sequence == grant.decision == opened.entry.body["decision"]
    assert decided.entry.operator == opened.entry.operator == "operator-2"
    assert decided.entry.body["grant"] == opened.entry.body["grant"] == grant.id
    assert decided.entry.body["opening"] is True


async def test_a_grant_opens_once():
    desk = bench()
    grant, point = await granted(desk)
    await desk.gate.open(grant, point)
    with pytest.raises(Conflict):
        await desk.gate.open(grant, point)
    assert await kinds(desk) == ["decision", "opening"]


async def test_of_many_that_open_at_once_one_does():
    desk = bench()
    grant, point = await granted(desk)
    tries = (desk.gate.open(grant, point) for _ in range(20))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert found.count(ADDRESS) == 1
    assert sum(isinstance(each, Conflict) for each in found) == 19
    assert await kinds(desk) == ["decision", "opening"]


async def test_leave_to_open_is_decided_afresh_and_withheld_like_any_other():
    desk = bench()
    await proposed(desk)
    point = declared_point(ChannelKind.SMS, vault=desk.vault)
    refusal = await desk.gate.grant(disclosing(point), "operator-2")
    assert isinstance(refusal, Refusal)
    assert refusal.rules[0].rule == "FR-CPCE-R124-4"
    stored = await desk.journal.prove(refusal.receipt.sequence)
    assert stored.entry.operator == "operator-2"
    assert "grant" not in stored.entry.body
    assert await desk.journal.unused(NOW + timedelta(days=1)) == ()


async def test_the_facts_of_a_decision_lie_sealed_beside_the_log_and_nowhere_in_it():
    desk = bench()
    permit = await desk.gate.authorise(opening())
    body = (await desk.journal.prove(permit.receipt.sequence)).entry.body
    assert "facts" not in body
    sealed = await desk.journal.snapshot(permit.receipt.sequence)
    assert sealed is not None
    assert sha256(sealed) == body["snapshot_hash"]
    found = open_facts(desk.vault, "case-1", sealed, body["facts_hash"])
    assert found["kind"] == "consumer"
    assert "fr" in found["codes"]
    assert found["facts"] == dict(desk.gate._engine.decide(opening(), NOW).facts)


async def test_the_journal_names_nobody():
    desk = bench()
    await proposed(desk)
    await desk.gate.open(*await granted(desk))
    await desk.gate.propose(disclosing(office_point(desk.vault)))
    await granted(desk)
    desk.clock.time += timedelta(hours=1)
    assert await desk.gate.sweep() == 1
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


async def test_past_its_term_a_proposal_is_granted_no_opening_and_the_journal_says_so():
    desk = bench()
    offer = await proposed(desk)
    desk.clock.time = offer.expires_at
    situation = disclosing(offer.point)
    refusal = await desk.gate.grant(situation, "operator-2", until=offer.expires_at)
    assert isinstance(refusal, Refusal)
    assert refusal.rules[0].rule == "X-PROPOSAL-EXPIRED"
    last = (await desk.journal.read())[-1]
    assert (last.entry.kind, last.receipt) == ("opening_refused", refusal.receipt)


async def test_a_grant_lasts_ten_minutes_and_no_longer_than_its_proposal():
    desk = bench()
    grant, _ = await granted(desk)
    assert grant.expires_at == NOW + LONGEST_GRANT == NOW + timedelta(minutes=10)
    soon = NOW + timedelta(minutes=3)
    grant, _ = await granted(desk, until=soon)
    assert grant.expires_at == soon


async def test_a_grant_ends_with_the_papers_it_rests_on():
    """Two minutes before the last instant of the mandate, a grant lasts two minutes."""
    desk = bench()
    case = lawful_case()
    assert case.mandate is not None
    ends = datetime.combine(NOW.date(), time.max, tzinfo=UTC)
    mandate = replace(case.mandate, expires_on=NOW.date())
    desk.clock.time = ends - timedelta(minutes=2)
    situation = disclosing(declared_point(vault=desk.vault))
    grant, _ = await granted(desk, replace(situation, case=replace(case, mandate=mandate)))
    assert grant.expires_at == ends


async def test_past_its_term_a_grant_opens_nothing_and_the_journal_says_so():
    desk = bench()
    grant, point = await granted(desk)
    desk.clock.time = grant.expires_at
    with pytest.raises(Refused) as refused:
        await desk.gate.open(grant, point)
    assert refused.value.refusal.rules[0].rule == "X-GRANT-EXPIRED"
    last = (await desk.journal.read())[-1]
    assert (last.entry.kind, last.receipt) == ("opening_refused", refused.value.refusal.receipt)
    desk.clock.time -= timedelta(seconds=1)
    assert await desk.gate.open(grant, point) == ADDRESS  # refused is not used


@pytest.mark.parametrize(
    "forge",
    [
        lambda grant, other: replace(grant, id=other.id),
        lambda grant, other: replace(grant, id="0" * 32),
        lambda grant, other: replace(grant, decision=99),
        lambda grant, other: replace(grant, decision=other.decision),
        lambda grant, other: replace(grant, case="case-2"),
        lambda grant, other: replace(grant, subject="0" * 64),
        lambda grant, other: replace(grant, operator="operator-1"),
        lambda grant, other: replace(grant, point=other.point),
        lambda grant, other: replace(grant, expires_at=grant.expires_at + timedelta(days=1)),
        lambda grant, other: other,
    ],
)
async def test_a_grant_that_is_not_the_journals_opens_nothing(forge):
    desk = bench()
    grant, point = await granted(desk)
    other, _ = await granted(desk, disclosing(office_point(desk.vault)))
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(forge(grant, other), point)
    assert await kinds(desk) == ["decision", "decision"]


@pytest.mark.parametrize(
    "change",
    [
        lambda point, other: other,
        lambda point, other: replace(point, channel=ChannelKind.REGISTERED_LETTER),
        lambda point, other: replace(point, value=replace(point.value, subject="case-2")),
    ],
)
async def test_a_grant_opens_the_point_it_was_made_for_only(change):
    desk = bench()
    grant, point = await granted(desk)
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(grant, change(point, office_point(desk.vault)))
    assert await kinds(desk) == ["decision"]


async def test_a_decision_without_a_grant_opens_nothing():
    desk = bench()
    grant, point = await granted(desk)
    offer = await proposed(desk)
    for receipt in (offer.receipt, (await desk.gate.authorise(opening())).receipt):
        with pytest.raises(IntegrityFailure):
            await desk.gate.open(replace(grant, decision=receipt.sequence), point)


async def test_a_grant_the_log_does_not_name_opens_nothing():
    """Whoever writes a grant beside the log, without its decision, gains nothing."""
    desk = bench()
    grant, point = await granted(desk)
    planted = replace(grant, id="f" * 32)
    entry = JournalEntry(kind="note", case="case-1", subject=None, operator=None, body={})
    receipt = await desk.journal.append(entry, grant=replace(planted, decision=0))
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(replace(planted, decision=receipt.sequence), point)
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(planted, point)


async def test_a_value_that_cannot_be_decrypted_is_written_down_and_the_grant_is_gone():
    desk = bench()
    grant, point = await granted(desk)
    spoilt = replace(point, value=replace(point.value, ciphertext=b"spoilt" * 8))
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(grant, spoilt)
    failed = (await desk.journal.read())[-1].entry
    assert (failed.kind, failed.body["error"]) == ("opening_failed", "integrity-failure")
    assert failed.body["grant"] == grant.id
    with pytest.raises(Conflict):
        await desk.gate.open(grant, point)


async def test_a_forgotten_subject_is_not_opened():
    desk = bench()
    grant, point = await granted(desk)
    desk.vault.forget("case-1")
    with pytest.raises(NotFound):
        await desk.gate.open(grant, point)
    assert await kinds(desk) == ["decision", "opening", "opening_failed"]
    with pytest.raises(NotFound):
        await desk.gate.grant(disclosing(point), "operator-2")


async def test_a_failure_of_the_machine_while_decrypting_is_written_down_too(monkeypatch):
    desk = bench()
    grant, point = await granted(desk)

    def broken(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr(Vault, "open", broken)
    with pytest.raises(MemoryError):
        await desk.gate.open(grant, point)
    assert (await desk.journal.read())[-1].entry.body["error"] == "internal-error"


async def test_a_grant_nobody_used_is_swept_once():
    desk = bench()
    unused, _ = await granted(desk)
    used, point = await granted(desk)
    await desk.gate.open(used, point)
    assert await desk.gate.sweep() == 0
    desk.clock.time += LONGEST_GRANT + timedelta(seconds=1)
    later, point = await granted(desk)
    both = await asyncio.gather(desk.gate.sweep(), desk.gate.sweep())
    assert sum(both) == 1
    last = (await desk.journal.read())[-1].entry
    assert (last.kind, last.body["grant"]) == ("grant_unused", unused.id)
    assert (last.case, last.operator, last.subject) == ("case-1", "operator-2", unused.subject)
    assert await desk.gate.sweep() == 0
    assert await desk.gate.open(later, point) == ADDRESS
    assert (await kinds(desk)).count("grant_unused") == 1


async def test_without_a_journal_nothing_is_granted_and_nothing_is_shown():
    desk = bench()
    broken = bench(BrokenJournal(desk.clock, works=0))
    with pytest.raises(JournalUnavailable):
        await broken.gate.authorise(opening())
    with pytest.raises(JournalUnavailable):
        await broken.gate.propose(disclosing(declared_point(vault=broken.vault)))
    with pytest.raises(JournalUnavailable):
        await broken.gate.grant(disclosing(declared_point(vault=broken.vault)), "operator-2")
    once = bench(BrokenJournal(desk.clock, works=1))
    grant, point = await granted(once)
    with pytest.raises(JournalUnavailable):
        await once.gate.open(grant, point)
    assert len(await once.journal.read()) == 1


async def test_nothing_is_decrypted_before_the_opening_is_written(monkeypatch):
    """The order itself, not only its outcome: what the vault is given is the opening's receipt."""
    desk = bench()
    grant, point = await granted(desk)
    seen: list[tuple[Receipt, int]] = []

    def spying(_: Vault, sealed: object, receipt: Receipt) -> str:
        seen.append((receipt, len(desk.journal._entries)))
        return ADDRESS

    monkeypatch.setattr(Vault, "open", spying)
    await desk.gate.open(grant, point)
    ((receipt, written),) = seen
    assert receipt == (await desk.journal.read())[-1].receipt
    assert written == receipt.sequence == 2


async def test_when_the_clock_went_back_nothing_is_granted_and_nothing_opened():
    desk = bench()
    grant, point = await granted(desk)
    desk.clock.time -= timedelta(minutes=1)
    with pytest.raises(JournalUnavailable):
        await desk.gate.open(grant, point)
    with pytest.raises(JournalUnavailable):
        await granted(desk)
    assert await kinds(desk) == ["decision"]


async def test_a_channel_is_never_disclosed_by_a_permit_or_for_another_case():
    desk = bench()
    with pytest.raises(ValueError, match="proposal"):
        await desk.gate.authorise(disclosing())
    with pytest.raises(ValueError, match="one contact point"):
        await desk.gate.propose(replace(disclosing(), point=None))
    with pytest.raises(ValueError, match="another case"):
        await desk.gate.propose(disclosing(declared_point(case="case-2", vault=desk.vault)))
    with pytest.raises(ValueError, match="one contact point"):
        await desk.gate.grant(opening(), "operator-2")
    with pytest.raises(ValueError, match="another case"):
        await desk.gate.grant(disclosing(declared_point(case="case-2", vault=desk.vault)), "o")
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
    grant, _ = await granted(desk, disclosing(sms, case))
    with pytest.raises(IntegrityFailure):
        await desk.gate.open(grant, replace(sms, channel=ChannelKind.CALL))
    assert await desk.gate.open(grant, sms) == number


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


async def test_each_opening_takes_a_grant_of_its_own():
    desk = bench()
    offer = await proposed(desk)
    for _ in range(2):
        grant, point = await granted(desk, disclosing(offer.point), offer.expires_at)
        await desk.gate.open(grant, point)
    assert await kinds(desk) == ["decision", "decision", "opening", "decision", "opening"]


async def test_the_moment_of_opening_is_the_gates_to_tell():
    """Whoever asks cannot pass a proposal's moment off as an opening's, nor the other way."""
    desk = bench()
    point = declared_point(vault=desk.vault)
    told = replace(disclosing(point), opening=True)
    await desk.gate.propose(told)
    await desk.gate.grant(replace(told, opening=False), "operator-2")
    said = [stored.entry.body["opening"] for stored in await desk.journal.read()]
    assert said == [False, True]


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
