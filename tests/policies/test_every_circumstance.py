"""What each further circumstance of a case changes, one at a time, in a case that is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.policies.situations import (
    ENGINE,
    NOW,
    TODAY,
    after_first_letter,
    collecting,
    declared_point,
    disclosing,
    lawful_case,
    linking,
    office_point,
    opening,
    register_card,
)
from tracer.case import Attempt, Case, ClaimNature, LetterOutcome
from tracer.lawful import ChannelKind, Effect, Obligation, Purpose
from tracer.situation import Situation
from tracer.source import Means, SourceKind
from tracer.standing import Standing

FORBID, REFER, PERMIT = Effect.FORBID, Effect.REFER, Effect.PERMIT
DAY = timedelta(days=1)
CASE, AFTER = lawful_case(), after_first_letter()
EMAIL, SMS, CALL, LETTER = (
    ChannelKind.EMAIL,
    ChannelKind.SMS,
    ChannelKind.CALL,
    ChannelKind.LETTER,
)


def ends(situation: Situation) -> tuple[Effect, set[str]]:
    decision = ENGINE.decide(situation, NOW)
    return decision.effect, {rule.rule for rule in decision.rules}


def owed(case: Case, channel: ChannelKind = LETTER) -> set[Obligation]:
    decision = ENGINE.decide(disclosing(declared_point(channel), case), NOW)
    assert decision.effect is PERMIT
    return set(decision.obligations)


def told(case: Case = CASE, **parts: dict[str, Any]) -> Case:
    """The case with some fields of its parts changed."""
    changed = {name: replace(getattr(case, name), **values) for name, values in parts.items()}
    return replace(case, **changed)


def licensed(**values: Any) -> Case:
    assert CASE.basis is not None
    assert CASE.basis.licence is not None
    return told(basis={"licence": replace(CASE.basis.licence, **values)})


def everywhere(case: Case) -> list[Situation]:
    return [opening(case), collecting(case), linking(case), disclosing(case=case)]


WHOLE = {
    "closed today": (told(claim={"closed_on": TODAY}), FORBID, "EU-5-1-E-STORE"),
    "to be closed tomorrow": (told(claim={"closed_on": TODAY + DAY}), PERMIT, None),
    "missing from the register": (told(basis={"in_register": False}), FORBID, "EU-30-ROPA"),
    "in the register": (told(basis={"in_register": True}), PERMIT, None),
    "no dedicated account": (licensed(dedicated_account=False), FORBID, "FR-CPCE-R124-2-ACCOUNT"),
    "account not stated": (licensed(dedicated_account=None), REFER, "FR-CPCE-R124-2-ACCOUNT"),
    "erased before": (replace(CASE, standing=Standing(suppressed=True)), FORBID, "EU-17-ERASE"),
    "by somebody who is locked": (replace(CASE, standing=Standing(locked=True)), FORBID, "EU-32-SECURITY"),
    "unanswered for over a month": (
        replace(CASE, standing=Standing(oldest_open_request_on=TODAY - 32 * DAY)),
        FORBID, "EU-12-RIGHTS",
    ),
    "a social security number among the evidence": (
        told(claim={"evidence": ("fiche 2 95 10 99 126 111 93",)}), FORBID, "FR-CNIL-NIR",
    ),
    "a number with a wrong key is another number": (
        told(claim={"evidence": ("colis 2 95 10 99 126 111 94",)}), PERMIT, None,
    ),
    "a transferred credit, servicer not licensed": (
        told(licensed(credit_servicer_until=TODAY - DAY),
             claim={"assigned": True, "transfer_notice_on": TODAY, "nature": ClaimNature.CONSUMER_CREDIT}),
        FORBID, "FR-54-11",
    ),
    "a transferred credit, licence not stated": (
        told(claim={"assigned": True, "transfer_notice_on": TODAY, "nature": ClaimNature.CONSUMER_CREDIT}),
        REFER, "FR-54-11",
    ),
    "a transferred credit, licensed and told": (
        told(licensed(credit_servicer_until=TODAY),
             claim={"assigned": True, "transfer_notice_on": TODAY, "nature": ClaimNature.CONSUMER_CREDIT}),
        PERMIT, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "effect", "rule"), WHOLE.values(), ids=WHOLE)
def test_what_stops_a_case_stops_it_at_every_step(case: Case, effect: Effect, rule: str | None):
    for situation in everywhere(case):
        found = ends(situation)
        assert found[0] is effect
        assert rule is None or rule in found[1]


def source(**values: Any) -> Situation:
    return collecting(card=replace(register_card(), **values))


SOURCES = {
    "bought": (source(means=Means.BOUGHT), FORBID, {"EU-5-1-A-FAIR", "FR-DB-LEAK"}),
    "leaked": (source(means=Means.LEAKED), FORBID, {"EU-5-1-A-FAIR", "FR-DB-LEAK"}),
    "by pretext": (source(means=Means.PRETEXT), FORBID, {"EU-5-1-A-FAIR", "FR-CNIL-PRETEXT"}),
    "by a false account": (
        source(means=Means.FALSE_ACCOUNT), FORBID, {"EU-5-1-A-FAIR", "FR-CNIL-PRETEXT"},
    ),
    "under a contract": (source(means=Means.LICENSED), PERMIT, set()),
    "bank accounts": (source(kind=SourceKind.BANK_ACCOUNTS), FORBID, {"FR-FICOBA"}),
    "a list of defaulters": (
        source(kind=SourceKind.DEFAULTERS_FILE), FORBID, {"FR-CNIL-REF-IMPAYES"},
    ),
    "in Germany": (source(country="DE"), PERMIT, set()),
    "in the United States, nothing said": (source(country="US"), REFER, {"EU-44-TRANSFER"}),
    "in the United States, no safeguards": (
        collecting(told(basis={"transfer_safeguards": False}), replace(register_card(), country="US")),
        FORBID, {"EU-44-TRANSFER"},
    ),
    "in the United States, safeguarded": (
        collecting(told(basis={"transfer_safeguards": True}), replace(register_card(), country="US")),
        PERMIT, set(),
    ),
    "in a case that is not for tracing": (
        collecting(told(basis={"purpose": Purpose.AMICABLE_RECOVERY})), FORBID, {"FR-CP-226-21"},
    ),
    "about a debtor who answered": (
        collecting(told(AFTER, history={"first_letter_outcome": LetterOutcome.ANSWERED})),
        REFER, {"EU-6-1-F-NECESSARY"},
    ),
    "about a debtor whose letter came back": (
        collecting(told(AFTER, history={"first_letter_outcome": LetterOutcome.RETURNED})),
        PERMIT, set(),
    ),
    "about a debtor who may have had a hardship": (
        collecting(told(subject={"vulnerable": True})), REFER, {"EU-9-VULNERABLE"},
    ),
    "on a promise not to tell the debtor": (
        collecting(told(history={"notice_exemption_claimed": True})), REFER, {"EU-14-5-EXEMPT"},
    ),
    "a request of 26 days waits": (
        collecting(replace(CASE, standing=Standing(oldest_open_request_on=TODAY - 26 * DAY))),
        REFER, {"EU-12-RIGHTS-SOON"},
    ),
    "a request of 25 days waits": (
        collecting(replace(CASE, standing=Standing(oldest_open_request_on=TODAY - 25 * DAY))),
        PERMIT, set(),
    ),
    "an objection waits": (
        collecting(told(history={"objection_open": True})), FORBID, {"FR-CP-226-18-OBJECT"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("situation", "effect", "named"), SOURCES.values(), ids=SOURCES)
def test_what_a_source_is_and_how_it_is_obtained(
    situation: Situation, effect: Effect, named: set[str]
):
    found = ends(situation)
    assert found[0] is effect
    assert named <= found[1]


def network(case: Case) -> Situation:
    assert case.basis is not None
    case = told(case, basis={"social_sources": True})
    return collecting(case, replace(register_card(), kind=SourceKind.SOCIAL_NETWORK))


def test_a_network_waits_until_the_letter_came_back_or_was_left_unanswered():
    young = after_first_letter(days=14)
    assert ends(network(young)) == (FORBID, {"FR-CP-226-18-WAIT"})
    returned = told(young, history={"first_letter_outcome": LetterOutcome.RETURNED})
    assert ends(network(returned)) == (REFER, {"FR-CP-226-18-HUMAN"})
    assert ends(network(after_first_letter(days=15))) == (REFER, {"FR-CP-226-18-HUMAN"})


CREDIT = told(
    licensed(credit_servicer_until=TODAY),
    claim={"assigned": True, "nature": ClaimNature.CONSUMER_CREDIT},
)
PHONE_BILL = told(AFTER, claim={"assigned": True})
CHANNELS = {
    "a letter about a credit somebody else bought": (LETTER, CREDIT, REFER, "EU-2167-10-LETTER"),
    "an e-mail about it": (EMAIL, told(CREDIT, history={"first_letter_on": TODAY - 20 * DAY}),
                           FORBID, "EU-2167-10"),
    "a letter about another claim somebody bought": (LETTER, PHONE_BILL, REFER, "FR-CIV-1324"),
    "the same, once the debtor was told": (
        LETTER, told(PHONE_BILL, claim={"transfer_notice_on": TODAY}), PERMIT, None,
    ),
    "a letter headed like a bailiff's": (
        LETTER, told(mandate={"letter_heading": "COMMANDEMENT DE PAYER"}), FORBID, "FR-CP-433-13",
    ),
    "a letter headed République française": (
        LETTER, told(mandate={"letter_heading": "Republique   Française"}), FORBID, "FR-CP-433-13",
    ),
    "a letter with a plain heading": (
        LETTER, told(mandate={"letter_heading": "Rappel de paiement"}), PERMIT, None,
    ),
    "an offer of credit in a text": (
        SMS, told(AFTER, mandate={"promotes_an_offer": True}), FORBID, "FR-L34-5",
    ),
    "an offer of credit in a letter": (
        LETTER, told(AFTER, mandate={"promotes_an_offer": True}), FORBID, "EU-21-2-MKT",
    ),
    "an answer nobody reads": (
        LETTER, told(basis={"automated_follow_up": True}), FORBID, "EU-22-ADM",
    ),
    "a second private message": (
        ChannelKind.SOCIAL_MESSAGE,
        told(AFTER, history={"attempts": (
            Attempt(channel=ChannelKind.SOCIAL_MESSAGE, at=NOW - 200 * DAY),)}),
        FORBID, "FR-SOCIAL-DM-ONCE",
    ),
    "an e-mail after a notice in another language": (
        EMAIL, told(AFTER, history={"notice_language": "en"}), FORBID, "EU-14-LANG",
    ),
    "an e-mail after a notice in French": (
        EMAIL, told(AFTER, history={"notice_language": "fr"}), PERMIT, None,
    ),
    "a correction nobody was told of": (
        LETTER, told(history={"correction_untold": True}), REFER, "EU-19-RECIPIENTS",
    ),
    "somebody said: not me": (
        LETTER, replace(CASE, standing=Standing(wrong_person_reported=True)), FORBID, "EU-16-RECTIFY",
    ),
    "a call after a colleague's in another case": (
        CALL, replace(AFTER, standing=Standing(attempts_24h=1, attempts_7d=1)), FORBID, "FR-CP-222",
    ),
    "a fourth contact, whoever made the three": (
        EMAIL, replace(AFTER, standing=Standing(attempts_7d=3)), FORBID, "FR-CP-222",
    ),
    "a third contact, whoever made the two": (
        EMAIL, replace(AFTER, standing=Standing(attempts_7d=2)), PERMIT, None,
    ),
    "a letter, whatever was tried": (
        LETTER, replace(AFTER, standing=Standing(attempts_24h=9, attempts_7d=9)), PERMIT, None,
    ),
    "a debtor who had a hardship": (
        LETTER, told(subject={"vulnerable": True}), REFER, "EU-9-VULNERABLE",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("channel", "case", "effect", "rule"), CHANNELS.values(), ids=CHANNELS)
def test_what_a_message_may_be(channel: ChannelKind, case: Case, effect: Effect, rule: str | None):
    found = ends(disclosing(declared_point(channel), case))
    assert found[0] is effect
    assert rule is None or rule in found[1]


def test_a_letter_carries_the_notice_again_when_the_first_was_in_another_language():
    case = told(AFTER, history={"notice_language": "en"})
    assert Obligation.ART14_NOTICE in owed(case)
    spoken = told(case, subject={"language": "en"})
    assert Obligation.ART14_NOTICE not in owed(spoken)


def test_the_creditor_is_told_once_the_debtor_answered():
    answered = told(AFTER, history={"first_letter_outcome": LetterOutcome.ANSWERED})
    assert Obligation.TELL_CREDITOR in owed(answered)
    assert Obligation.TELL_CREDITOR not in owed(AFTER)


@pytest.mark.parametrize(
    ("nature", "years", "lapsed"),
    [
        (ClaimNature.CONSUMER, 2, True),
        (ClaimNature.CONSUMER, 1, False),
        (ClaimNature.RENT, 5, True),
        (ClaimNature.RENT, 4, False),
    ],
)
def test_old_interest_on_a_title_is_not_asked_for(nature: ClaimNature, years: int, lapsed: bool):
    day = date(TODAY.year - years, TODAY.month, TODAY.day) - DAY
    titled = told(AFTER, claim={"nature": nature, "due_on": day - DAY, "title_on": day})
    assert (Obligation.INTEREST_IN_TIME in owed(titled)) is lapsed


def test_an_office_letter_is_checked_like_any_other():
    headed = told(mandate={"letter_heading": "Sommation de payer"})
    assert ends(disclosing(office_point(), headed)) == (FORBID, {"FR-CP-433-13"})
