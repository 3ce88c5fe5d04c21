"""Whole situations that a careless or hostile operator would produce, and how each must end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.policies.situations import (
    ENGINE,
    NOW,
    TODAY,
    after_first_letter,
    clear_screening,
    collecting,
    confirmed_match,
    declared_point,
    disclosing,
    lawful_case,
    office_point,
    opening,
    own_enterprise,
    register_card,
)
from tracer.case import ApprovalStatus, Attempt, Case, ClaimNature, HumanJudgement
from tracer.evidence import Judgement
from tracer.lawful import ChannelKind, Effect
from tracer.proposal import ContactPoint, Origin, Owner
from tracer.screening import Finding
from tracer.situation import Situation
from tracer.source import SourceKind
from tracer.subject import PartialDate, Protection, SubjectKind

FORBID, REFER, PERMIT = Effect.FORBID, Effect.REFER, Effect.PERMIT
DAY = timedelta(days=1)
TOMORROW, YESTERDAY = TODAY + DAY, TODAY - DAY
CASE = lawful_case()
AFTER = after_first_letter()


def ends(situation: Situation) -> tuple[Effect, set[str]]:
    decision = ENGINE.decide(situation, NOW)
    return decision.effect, {rule.rule for rule in decision.rules}


def claim(**values: Any) -> Case:
    return replace(CASE, claim=replace(CASE.claim, **values))


def person(case: Case = CASE, **values: Any) -> Case:
    return replace(case, subject=replace(case.subject, **values))


def history(case: Case = CASE, **values: Any) -> Case:
    return replace(case, history=replace(case.history, **values))


def basis(**values: Any) -> Case:
    assert CASE.basis is not None
    return replace(CASE, basis=replace(CASE.basis, **values))


def licence(**values: Any) -> Case:
    assert CASE.basis is not None
    assert CASE.basis.licence is not None
    return basis(licence=replace(CASE.basis.licence, **values))


def assessment(**values: Any) -> Any:
    assert CASE.basis is not None
    assert CASE.basis.lia is not None
    return replace(CASE.basis.lia, **values)


def point(channel: ChannelKind = ChannelKind.LETTER, **values: Any) -> ContactPoint:
    return replace(declared_point(channel), **values)


def tried(number: int, channel: ChannelKind = ChannelKind.CALL) -> Case:
    """So many contacts in the last seven days, none of them in the last twenty-four hours."""
    times = (NOW - timedelta(hours=30 + 20 * back) for back in range(number))
    return history(AFTER, attempts=tuple(Attempt(channel=channel, at=at) for at in times))


def company(*, sole_trader: bool) -> Situation:
    """A letter to what the file calls a company, found in the register by its number."""
    case = person(
        claim(nature=ClaimNature.BUSINESS), kind=SubjectKind.COMPANY, names=(), birth=None,
        siren="999999990", company_name="Atelier", deceased=None, protection=None,
        over_indebted=None, hidden_address=None,
    )  # fmt: skip
    match = confirmed_match(
        names=(), birth=None, siren="999999990", company_name="Atelier",
        offices=(own_enterprise(sole_trader=sole_trader),),
    )  # fmt: skip
    return replace(disclosing(point(owner=Owner.SUBJECT_WORK), case), match=match)


def opened_social(case: Case) -> Situation:
    assert case.basis is not None
    case = replace(case, basis=replace(case.basis, social_sources=True))
    return collecting(case, replace(register_card(), kind=SourceKind.SOCIAL_NETWORK))


CLAIMS = {
    "two years to the day": (claim(due_on=date(2024, 6, 15)), PERMIT, None),
    "two years and a day, no act known": (claim(due_on=date(2024, 6, 14)), REFER, "FR-PRESC-B2C"),
    "an act within the two years": (
        claim(due_on=date(2024, 6, 14), last_interruption_on=date(2026, 6, 14)), PERMIT, None,
    ),
    "an act on the last day of the two years": (
        claim(due_on=date(2024, 6, 1), last_interruption_on=date(2026, 6, 1)), PERMIT, None,
    ),
    "an act a day after the two years": (
        claim(due_on=date(2024, 6, 1), last_interruption_on=date(2026, 6, 2)),
        REFER, "FR-PRESC-LATE-ACT",
    ),
    "an act years after the claim lapsed": (
        claim(due_on=date(2018, 1, 1), last_interruption_on=date(2026, 1, 1)),
        REFER, "FR-PRESC-LATE-ACT",
    ),
    "a business claim revived after sixteen years": (
        person(claim(nature=ClaimNature.BUSINESS, due_on=date(2010, 1, 1),
                     last_interruption_on=date(2026, 1, 1)), kind=SubjectKind.SOLE_TRADER),
        REFER, "FR-PRESC-LATE-ACT",
    ),
    "a title revived after twenty years": (
        claim(due_on=date(2004, 1, 1), title_on=date(2005, 1, 1),
              last_interruption_on=date(2026, 1, 1)),
        REFER, "FR-PRESC-LATE-ACT",
    ),
    "an act that has not happened yet": (
        claim(due_on=date(2023, 1, 1), last_interruption_on=TOMORROW), REFER, "FR-PRESC-B2C",
    ),
    "an act before the debt was due": (
        claim(due_on=date(2024, 6, 1), last_interruption_on=date(2024, 5, 1)),
        FORBID, "FR-PRESC-B2C",
    ),
    "a title that has not been given yet": (
        claim(due_on=date(2023, 1, 1), title_on=TOMORROW), REFER, "FR-PRESC-B2C",
    ),
    "a consumer's debt called a business claim": (
        claim(nature=ClaimNature.BUSINESS, due_on=date(2022, 7, 1)), REFER, "FR-PRESC-NATURE",
    ),
    "a civil claim that may be rent": (
        claim(nature=ClaimNature.CIVIL, due_on=date(2022, 7, 1)), REFER, "FR-PRESC-RENT",
    ),
    "nothing owed": (claim(amount=Decimal(0)), FORBID, "X-CLAIM-NOTHING-OWED"),
    "due tomorrow": (claim(due_on=TOMORROW), FORBID, "X-CLAIM-NOT-DUE"),
    "due today": (claim(due_on=TODAY), PERMIT, None),
}  # fmt: skip


@pytest.mark.parametrize(("case", "effect", "rule"), CLAIMS.values(), ids=CLAIMS)
def test_what_is_owed(case: Case, effect: Effect, rule: str | None):
    found = ends(opening(case))
    assert found[0] is effect
    assert rule is None or rule in found[1]


PAPERS = {
    "the licence ended yesterday": (licence(valid_until=YESTERDAY), FORBID, "FR-CSI-L621-1"),
    "the licence ends today": (licence(valid_until=TODAY), PERMIT, None),
    "insurance not stated": (licence(insured_until=None), REFER, "FR-CPCE-R124-2-INSURANCE"),
    "declaration not stated": (
        licence(declared_to_prosecutor=None), REFER, "FR-CPCE-R124-2-DECLARATION",
    ),
    "declaration not made": (
        licence(declared_to_prosecutor=False), FORBID, "FR-CPCE-R124-2-DECLARATION",
    ),
    "the assessment ended yesterday": (
        basis(lia=assessment(expires_on=YESTERDAY)), FORBID, "EU-6-1-F-LIA",
    ),
    "the assessment was refused": (
        basis(lia=assessment(status=ApprovalStatus.REFUSED)), FORBID, "EU-6-1-F-LIA",
    ),
    "the impact assessment ended yesterday": (
        basis(dpia=assessment(expires_on=YESTERDAY)), FORBID, "EU-35-DPIA",
    ),
    "the basis is recorded tomorrow": (basis(recorded_on=TOMORROW), FORBID, "EU-6-BASIS"),
    "the debtor lives abroad": (person(country="SE"), REFER, "X-NO-PACK"),
    "the debtor lives overseas, in France": (person(country="RE"), PERMIT, None),
    "born in the future": (person(birth=PartialDate(year=2030)), FORBID, "FR-MINEUR"),
    "eighteen tomorrow": (
        person(birth=PartialDate(year=2008, month=6, day=16)), FORBID, "FR-MINEUR",
    ),
    "eighteen today": (person(birth=PartialDate(year=2008, month=6, day=15)), PERMIT, None),
}  # fmt: skip


@pytest.mark.parametrize(("case", "effect", "rule"), PAPERS.values(), ids=PAPERS)
def test_who_may_act_and_on_whom(case: Case, effect: Effect, rule: str | None):
    found = ends(opening(case))
    assert found[0] is effect
    assert rule is None or rule in found[1]


CALL, SMS, EMAIL = ChannelKind.CALL, ChannelKind.SMS, ChannelKind.EMAIL
CHANNELS = {
    "an SMS before any letter": (disclosing(point(SMS)), FORBID, "FR-CPCE-R124-4"),
    "an SMS before the letter of tomorrow": (
        disclosing(point(SMS), history(first_letter_on=TOMORROW)), FORBID, "FR-CPCE-R124-4",
    ),
    "a registered letter before the letter of next year": (
        disclosing(
            point(ChannelKind.REGISTERED_LETTER),
            history(first_letter_on=TODAY + 365 * DAY),
        ),
        FORBID, "X-REGISTERED-LAST",
    ),
    "a notice to be sent later": (
        collecting(history(first_letter_on=TODAY - 40 * DAY, notice_sent_on=TOMORROW)),
        FORBID, "EU-14-NOTICE",
    ),
    "an e-mail the debtor refused": (
        disclosing(point(EMAIL), history(AFTER, refused_channels=(EMAIL,))),
        FORBID, "FR-CC-L121-7-REFUSED",
    ),
    "an e-mail a director refused": (
        disclosing(
            point(EMAIL), person(history(AFTER, refused_channels=(EMAIL,)), kind=SubjectKind.DIRECTOR)
        ),
        FORBID, "X-CHANNEL-REFUSED",
    ),
    "a third contact in seven days": (disclosing(point(CALL), tried(2)), PERMIT, None),
    "a fourth contact in seven days": (
        disclosing(point(CALL), tried(3)), FORBID, "FR-CC-L121-7-FREQUENCY",
    ),
    "a fourth contact, by another channel": (
        disclosing(point(EMAIL), tried(3, SMS)), FORBID, "FR-CC-L121-7-FREQUENCY",
    ),
    "contacts written down in advance": (
        disclosing(point(CALL), history(AFTER, attempts=(Attempt(channel=CALL, at=NOW + DAY),))),
        FORBID, "FR-CC-L121-7-FREQUENCY",
    ),
    "a call, history not complete": (
        disclosing(point(CALL), history(AFTER, complete=None)), REFER, "FR-CC-L121-7-HISTORY",
    ),
    "a letter to a shared office": (
        disclosing(replace(office_point(), owner=Owner.SHARED)), REFER, "FR-CONF-SHARED",
    ),
    "an e-mail to a shared box": (
        disclosing(point(EMAIL, owner=Owner.SHARED), AFTER), FORBID, "FR-CONF-SHARED-MESSAGE",
    ),
    "a letter to a neighbour": (
        disclosing(point(owner=Owner.THIRD_PARTY)), FORBID, "FR-CNIL-ENTOURAGE",
    ),
    "a letter to nobody knows whom": (
        disclosing(point(owner=Owner.UNKNOWN)), REFER, "FR-CNIL-ENTOURAGE",
    ),
    "a guessed e-mail": (
        disclosing(point(EMAIL, origin=Origin.INFERRED), AFTER), FORBID, "EU-5-1-D-INFERRED",
    ),
    "a telephone from a profile": (
        disclosing(point(CALL, origin=Origin.PUBLIC_PROFILE, source="s", record="r"), AFTER),
        REFER, "X-CHANNEL-ORIGIN",
    ),
    "a private message": (
        disclosing(point(ChannelKind.SOCIAL_MESSAGE), AFTER), REFER, "FR-SOCIAL-DM",
    ),
    "a call at work": (
        disclosing(point(CALL, owner=Owner.SUBJECT_WORK), AFTER), FORBID, "FR-WORK",
    ),
    "a register seen tomorrow": (
        disclosing(replace(office_point(), seen_at=NOW + 2 * DAY), AFTER),
        REFER, "FR-RNE-DOMICILE",
    ),
    "an entry the register masks": (
        replace(disclosing(), match=confirmed_match(names=())), FORBID, "FR-SIRENE-P",
    ),
    "a debtor with a lawyer, by telephone": (
        disclosing(point(CALL), person(AFTER, represented_by="Maître Inventé")),
        REFER, "FR-REPRESENTED",
    ),
    "a guardian, by letter": (
        disclosing(point(owner=Owner.REPRESENTATIVE), person(protection=Protection.TUTELLE)),
        PERMIT, None,
    ),
    "a sole trader nobody looked up in the insolvency notices": (
        replace(
            disclosing(office_point()),
            match=confirmed_match(offices=(own_enterprise(),)),
            screening=clear_screening(insolvency=Finding.UNKNOWN),
        ),
        REFER, "FR-PROC-COLL",
    ),
    "an age left open by the birth year": (
        replace(
            disclosing(case=person(birth=PartialDate(year=2008))),
            match=confirmed_match(birth=None),
            screening=clear_screening(minor=Finding.UNKNOWN),
        ),
        REFER, "FR-MINEUR-CONTACT",
    ),
    "restriction not stated": (
        replace(
            disclosing(case=history(restricted=None)),
            screening=clear_screening(restriction=Finding.UNKNOWN),
        ),
        REFER, "EU-18-RESTRICT",
    ),
    "fees on the strength of a title to come": (
        disclosing(case=claim(fees_charged_to_debtor=Decimal(20), title_on=TOMORROW)),
        FORBID, "FR-CPCE-L111-8",
    ),
    "a company": (company(sole_trader=False), PERMIT, None),
    "a sole trader passed off as a company": (company(sole_trader=True), FORBID, "FR-EI-PERSON"),
    "social networks, on a letter to be sent": (
        opened_social(history(first_letter_on=TOMORROW, notice_sent_on=TOMORROW)),
        FORBID, "FR-CP-226-18-COVERT",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("situation", "effect", "rule"), CHANNELS.values(), ids=CHANNELS)
def test_how_the_debtor_may_be_reached(situation: Situation, effect: Effect, rule: str | None):
    found = ends(situation)
    assert found[0] is effect
    assert rule is None or rule in found[1]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("EU-9-SPECIAL", "état_santé arretMaladie opinion_politique religieuse syndicat medical "
                         "origine_ethnique sexualité biométrie handicap healthStatus"),
        ("EU-10-CRIM", "casier condamnations infraction_penale criminal_record"),
        ("FR-CP-226-18-PRIVATE", "conjoint enfants situationFamiliale divorce salaire patrimoine "
                                 "voyages photographie loisirs véhicule employeur nir maritalStatus"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_recovery_is_not_read_in_either_language(rule: str, fields: str):
    for field in fields.split():
        card = replace(register_card(), fields_read=("nom", field))
        assert ends(collecting(card=card)) == (FORBID, {rule}), field


def test_a_judgement_shows_that_data_is_held():
    judged = HumanJudgement(
        candidate="can_1", judgement=Judgement.UNSURE, reason="invented",
        decided_by="reviewer-1", decided_at=NOW - 40 * DAY,
    )  # fmt: skip
    assert ends(collecting(replace(CASE, judgements=(judged,)))) == (FORBID, {"EU-14-NOTICE"})
