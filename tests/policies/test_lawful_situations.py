from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from policies.engine import DEFAULT_FORBID, Engine
from policies.load import Packs
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
    evidence,
    lawful_case,
    linking,
    office_point,
    opening,
    own_enterprise,
    register_card,
)
from tracer.case import Attempt, Case, ClaimNature, MandateRole
from tracer.evidence import EvidenceFamily, MatchDecision, Namesakes
from tracer.lawful import ChannelKind, Effect, LawfulBasis, Obligation, Operation, Purpose
from tracer.proposal import Origin, Owner
from tracer.screening import Finding
from tracer.situation import Situation
from tracer.source import SourceKind, Visibility
from tracer.subject import PartialDate, Protection, SubjectKind

FORBID, REFER, PERMIT = Effect.FORBID, Effect.REFER, Effect.PERMIT


def rules(situation: Situation) -> tuple[Effect, set[str]]:
    decision = ENGINE.decide(situation, NOW)
    return decision.effect, {rule.rule for rule in decision.rules}


def changed(part: str, **values: object) -> Case:
    case = lawful_case()
    return replace(case, **{part: replace(getattr(case, part), **values)})  # type: ignore[arg-type]


def test_a_case_in_order_is_permitted_at_every_step():
    for situation in (opening(), collecting(), linking(), disclosing(), disclosing(office_point())):
        assert rules(situation)[0] is PERMIT


@pytest.mark.parametrize(
    ("case", "effect", "rule"),
    [
        (replace(lawful_case(), mandate=None), FORBID, "FR-CPCE-R124-3-WRITTEN"),
        (changed("mandate", expires_on=TODAY - timedelta(days=1)), FORBID, "FR-CPCE-R124-3-TERM"),
        (changed("mandate", signed_on=TODAY + timedelta(days=1)), FORBID, "FR-CPCE-R124-3-TERM"),
        (changed("mandate", power_to_receive=False), FORBID, "FR-CPCE-R124-3-RECEIVE"),
        (changed("mandate", power_to_receive=None), REFER, "FR-CPCE-R124-3-RECEIVE"),
        (changed("mandate", amounts_itemised=False), FORBID, "FR-CPCE-R124-3-ITEMISED"),
        (changed("mandate", processing_agreement=False), FORBID, "EU-28-PROC"),
        (changed("mandate", processing_agreement=None), REFER, "EU-28-PROC"),
        (changed("mandate", purposes=(Purpose.AMICABLE_RECOVERY,)), FORBID, "EU-5-1-B-PURPOSE"),
        (replace(lawful_case(), basis=None), FORBID, "EU-6-BASIS"),
        (changed("basis", expires_on=TODAY - timedelta(days=1)), FORBID, "EU-6-BASIS"),
        (changed("basis", basis=LawfulBasis.CONSENT), FORBID, "EU-6-1-A-CONSENT"),
        (changed("basis", basis=LawfulBasis.LEGAL_OBLIGATION), FORBID, "EU-6-1-C-LEGAL"),
        (changed("basis", lia=None), FORBID, "EU-6-1-F-LIA"),
        (changed("basis", dpia=None), FORBID, "EU-35-DPIA"),
        (changed("basis", licence=None), FORBID, "FR-CSI-L621-1"),
        (changed("claim", evidence=()), REFER, "EU-6-1-F-CLAIM"),
        (changed("claim", disputed=True), REFER, "FR-DISPUTE"),
        (changed("claim", disputed=None), REFER, "FR-DISPUTE"),
        (changed("claim", due_on=TODAY + timedelta(days=1)), FORBID, "X-CLAIM-NOT-DUE"),
        (changed("subject", birth=PartialDate(year=2010, month=1)), FORBID, "FR-MINEUR"),
        (changed("history", objection_open=True), FORBID, "EU-21-OBJECT"),
        (changed("history", objection_open=None), REFER, "EU-21-OBJECT"),
        (changed("history", restricted=True), FORBID, "EU-18-RESTRICT"),
    ],
)
def test_a_case_is_not_opened_without_what_the_law_asks(case: Case, effect: Effect, rule: str):
    assert rules(opening(case))[0] is effect
    assert rule in rules(opening(case))[1]


def test_an_expired_assessment_or_insurance_is_none():
    case = lawful_case()
    assert case.basis is not None
    assert case.basis.lia is not None
    assert case.basis.licence is not None
    past = TODAY - timedelta(days=1)
    expired = replace(case.basis, lia=replace(case.basis.lia, expires_on=past))
    assert "EU-6-1-F-LIA" in rules(opening(replace(case, basis=expired)))[1]
    for insured, effect in ((past, FORBID), (None, REFER)):
        licence = replace(case.basis.licence, insured_until=insured)
        uninsured = replace(case, basis=replace(case.basis, licence=licence))
        assert rules(opening(uninsured)) == (effect, {"FR-CPCE-R124-2-INSURANCE"})


def test_a_controller_needs_no_processing_agreement():
    alone = changed("mandate", role=MandateRole.CONTROLLER, processing_agreement=None)
    assert rules(opening(alone))[0] is PERMIT


@pytest.mark.parametrize(
    ("nature", "years", "rule"),
    [
        (ClaimNature.CONSUMER, 2, "FR-PRESC-B2C"),
        (ClaimNature.CONSUMER_CREDIT, 2, "FR-PRESC-CREDIT"),
        (ClaimNature.BUSINESS, 5, "FR-PRESC-5Y"),
        (ClaimNature.CIVIL, 5, "FR-PRESC-5Y"),
        (ClaimNature.RENT, 3, "FR-PRESC-RENT-3Y"),
        (ClaimNature.TELECOM, 1, "FR-PRESC-TELECOM"),
        (ClaimNature.ENERGY, 2, "FR-PRESC-ENERGY"),
    ],
)
def test_a_claim_lapses_the_day_after_its_period(nature: ClaimNature, years: int, rule: str):
    last_day = TODAY.replace(year=TODAY.year - years)
    before = last_day - timedelta(days=1)

    def owed(due: date, act: date | None = None) -> Case:
        case = changed("claim", nature=nature, due_on=due, last_interruption_on=act)
        kind = SubjectKind.SOLE_TRADER if nature is ClaimNature.BUSINESS else SubjectKind.CONSUMER
        return replace(case, subject=replace(case.subject, kind=kind))

    inside = rules(opening(owed(last_day, act=TODAY if nature is ClaimNature.CIVIL else None)))
    assert inside[0] is PERMIT
    unknown = rules(opening(owed(before)))
    assert unknown[0] is REFER
    assert rule in unknown[1]
    assert rules(opening(owed(before, act=before))) == (FORBID, {rule})


def test_an_interruption_saves_a_claim_except_in_consumer_credit():
    old = date(2024, 3, 1)
    kept = changed("claim", due_on=old, last_interruption_on=date(2026, 1, 1))
    assert rules(opening(kept))[0] is PERMIT
    credit = replace(kept, claim=replace(kept.claim, nature=ClaimNature.CONSUMER_CREDIT))
    assert rules(opening(credit)) == (REFER, {"FR-PRESC-CREDIT-ACT"})


def test_a_title_carries_a_claim_for_ten_years():
    old = date(2010, 1, 1)
    titled = changed("claim", due_on=old, title_on=date(2016, 6, 15))
    assert rules(opening(titled))[0] is PERMIT
    lapsed = changed("claim", due_on=old, title_on=date(2016, 6, 14), last_interruption_on=old)
    assert rules(opening(lapsed)) == (FORBID, {"FR-PRESC-TITLE"})


def test_a_leap_day_period_ends_on_the_last_day_of_february():
    born = changed("claim", due_on=date(2024, 2, 29))
    day = NOW.replace(year=2026, month=3, day=1)
    assert "FR-PRESC-B2C" in {rule.rule for rule in ENGINE.decide(opening(born), day).rules}
    assert ENGINE.decide(opening(born), day - timedelta(days=1)).effect is PERMIT


@pytest.mark.parametrize(
    ("card", "effect", "rule"),
    [
        ({"kind": SourceKind.SOCIAL_NETWORK}, FORBID, "EU-25-DEFAULT"),
        ({"kind": SourceKind.SOCIAL_NETWORK}, FORBID, "FR-CP-226-18-COVERT"),
        ({"kind": SourceKind.BENEFICIAL_OWNERS}, FORBID, "FR-RBE"),
        ({"login_required": True}, FORBID, "FR-CNIL-VISIB"),
        ({"visibility": Visibility.REGISTERED_USERS}, FORBID, "FR-CNIL-VISIB"),
        ({"fields_read": ()}, FORBID, "EU-5-1-C-MINIM"),
        ({"fields_read": ("nom", "healthStatus")}, FORBID, "EU-9-SPECIAL"),
        ({"fields_read": ("criminal_record",)}, FORBID, "EU-10-CRIM"),
        ({"fields_read": ("profile.photos",)}, FORBID, "FR-CP-226-18-PRIVATE"),
        ({"terms_reviewed_on": date(2024, 1, 1)}, REFER, "X-TERMS-REVIEW"),
    ],
)
def test_a_source_that_should_not_be_asked_is_not(card: dict, effect: Effect, rule: str):
    found = rules(collecting(card=replace(register_card(), **card)))
    assert found[0] is effect
    assert rule in found[1]


def test_an_opened_social_network_still_goes_to_a_person():
    case = after_first_letter()
    assert case.basis is not None
    case = replace(case, basis=replace(case.basis, social_sources=True))
    card = replace(register_card(), kind=SourceKind.SOCIAL_NETWORK)
    assert rules(collecting(case, card)) == (REFER, {"FR-CP-226-18-HUMAN"})


def test_a_contract_does_not_cover_asking_other_sources():
    case = changed("basis", basis=LawfulBasis.CONTRACT)
    assert rules(opening(case))[0] is PERMIT
    assert rules(collecting(case)) == (FORBID, {"EU-6-1-B-CONTRACT"})


@pytest.mark.parametrize(
    ("values", "collect", "disclose"),
    [
        ({"deceased": True}, FORBID, FORBID),
        ({"deceased": None}, PERMIT, REFER),
        ({"hidden_address": True}, FORBID, FORBID),
        ({"hidden_address": None}, PERMIT, REFER),
        ({"over_indebted": True}, REFER, REFER),
        ({"over_indebted": None}, PERMIT, REFER),
        ({"protection": Protection.TUTELLE}, PERMIT, FORBID),
        ({"protection": Protection.CURATELLE}, PERMIT, REFER),
        ({"protection": None}, PERMIT, REFER),
        ({"represented_by": "Maître Inventé"}, PERMIT, REFER),
    ],
)
def test_who_is_protected_is_not_reached(values: dict, collect: Effect, disclose: Effect):
    case = changed("subject", **values)
    unsaid = clear_screening(
        **dict.fromkeys(("deceased", "hidden_address", "over_indebted"), Finding.UNKNOWN)
    )
    assert rules(replace(collecting(case), screening=unsaid))[0] is collect
    assert rules(replace(disclosing(case=case), screening=unsaid))[0] is disclose


def test_a_company_is_never_asked_whether_it_is_alive():
    subject = replace(lawful_case().subject, kind=SubjectKind.COMPANY, siren="999999990",
                      deceased=None, protection=None, over_indebted=None, hidden_address=None)  # fmt: skip
    case = replace(lawful_case(), subject=subject)
    match = confirmed_match(
        siren="999999990", company_name="Atelier", offices=(own_enterprise(sole_trader=False),)
    )
    point = replace(declared_point(), owner=Owner.SUBJECT_WORK)
    found = replace(disclosing(point, case), match=match, screening=clear_screening())
    assert rules(found)[0] is PERMIT
    assert Obligation.PERSONAL_AND_CONFIDENTIAL not in ENGINE.decide(found, NOW).obligations


def test_majority_may_be_learnt_from_the_person_found():
    case = changed("subject", birth=None)
    screening = clear_screening(minor=Finding.UNKNOWN)
    found = replace(disclosing(case=case), screening=screening)
    assert rules(found)[0] is PERMIT
    unborn = replace(found, match=confirmed_match(birth=None))
    assert rules(unborn) == (REFER, {"FR-MINEUR-CONTACT"})
    young = replace(found, match=confirmed_match(birth=PartialDate(year=2012)))
    assert rules(young) == (FORBID, {"EU-6-1-F-CHILD", "FR-MINEUR-CONTACT"})


def test_in_insolvency_only_the_debtors_own_practitioner_is_written_to():
    screening = clear_screening(insolvency=Finding.YES)
    own = replace(disclosing(), screening=screening)
    assert rules(own) == (FORBID, {"FR-PROC-COLL"})
    organ = replace(
        declared_point(),
        owner=Owner.INSOLVENCY_PRACTITIONER,
        origin=Origin.PUBLIC_REGISTER,
        source="invented.notices",
        record="n-1",
        seen_at=NOW,
    )
    sole = confirmed_match(offices=(own_enterprise(),))
    written = replace(disclosing(organ), screening=screening, match=sole)
    assert rules(written)[0] is PERMIT
    owed = ENGINE.decide(written, NOW).obligations
    assert Obligation.DECLARE_CLAIM in owed
    assert Obligation.LETTER_MENTIONS not in owed
    mixed = confirmed_match(
        offices=(own_enterprise(), own_enterprise(sole_trader=False, siren="999999991"))
    )
    assert rules(replace(written, match=mixed)) == (REFER, {"FR-PROC-COLL-OTHER"})
    director = confirmed_match(offices=(own_enterprise(sole_trader=False),))
    assert rules(replace(written, match=director)) == (FORBID, {"FR-PROC-COLL-OTHER"})
    calm = replace(written, screening=clear_screening())
    assert rules(calm) == (FORBID, {"FR-PROC-COLL-OTHER"})
    unknown = replace(disclosing(), screening=clear_screening(insolvency=Finding.UNKNOWN))
    assert rules(unknown) == (REFER, {"FR-PROC-COLL"})


@pytest.mark.parametrize(
    ("point", "effect", "rule"),
    [
        ({"owner": Owner.THIRD_PARTY}, FORBID, "FR-CNIL-ENTOURAGE"),
        ({"owner": Owner.SHARED}, REFER, "FR-CONF-SHARED"),
        ({"owner": Owner.UNKNOWN}, REFER, "FR-CNIL-ENTOURAGE"),
        ({"origin": Origin.INFERRED}, FORBID, "EU-5-1-D-INFERRED"),
        (
            {"origin": Origin.PUBLIC_PROFILE, "source": "s", "record": "r"},
            REFER,
            "X-CHANNEL-ORIGIN",
        ),
        ({"origin": Origin.PUBLIC_REGISTER}, FORBID, "EU-14-SOURCE"),
        ({"precision": "municipality"}, REFER, "X-ADDRESS-AREA"),
        ({"channel": ChannelKind.REGISTERED_LETTER}, FORBID, "X-REGISTERED-LAST"),
        ({"channel": ChannelKind.SMS}, FORBID, "FR-CPCE-R124-4"),
        ({"channel": ChannelKind.CALL}, FORBID, "FR-CPCE-R124-4"),
        ({"channel": ChannelKind.EMAIL}, FORBID, "FR-CPCE-R124-4"),
        ({"channel": ChannelKind.SOCIAL_MESSAGE}, FORBID, "FR-CPCE-R124-4"),
    ],
)
def test_a_channel_that_should_not_be_shown_is_not(point: dict, effect: Effect, rule: str):
    found = rules(disclosing(replace(declared_point(), **point)))
    assert found[0] is effect
    assert rule in found[1]


def test_an_old_copy_of_a_register_goes_to_a_person():
    stale = replace(office_point(), seen_at=NOW - timedelta(days=31))
    case = after_first_letter()
    assert rules(disclosing(stale, case)) == (REFER, {"FR-RNE-DOMICILE"})
    fresh = replace(office_point(), seen_at=NOW - timedelta(days=30))
    assert rules(disclosing(fresh, case))[0] is PERMIT


def test_the_office_of_an_insolvent_company_goes_to_a_person():
    for state in (True, None):
        point = replace(office_point(), holder_insolvent=state)
        assert rules(disclosing(point)) == (REFER, {"FR-PROC-COLL-HOLDER"})


def test_letters_carry_their_obligations():
    first = ENGINE.decide(disclosing(), NOW).obligations
    assert set(first) == {
        Obligation.ART14_NOTICE,
        Obligation.LETTER_MENTIONS,
        Obligation.NEUTRAL_ENVELOPE,
    }
    later = ENGINE.decide(disclosing(case=after_first_letter()), NOW).obligations
    assert set(later) == {Obligation.RECALL_FIRST_LETTER, Obligation.NEUTRAL_ENVELOPE}
    office = ENGINE.decide(disclosing(office_point()), NOW).obligations
    assert set(office) == set(first) | {
        Obligation.CITE_SOURCE,
        Obligation.SAY_HOW_FOUND,
        Obligation.PERSONAL_AND_CONFIDENTIAL,
    }


@pytest.mark.parametrize(
    ("channel", "owed"),
    [
        (ChannelKind.EMAIL, {Obligation.OPT_OUT}),
        (ChannelKind.SMS, {Obligation.OPT_OUT, Obligation.PERMITTED_HOURS, Obligation.NO_DEBT_MENTION}),
        (
            ChannelKind.CALL,
            {Obligation.PERMITTED_HOURS, Obligation.IDENTITY_CHECK, Obligation.NO_DEBT_MENTION},
        ),
        (ChannelKind.REGISTERED_LETTER, {Obligation.NEUTRAL_ENVELOPE}),
    ],
)  # fmt: skip
def test_after_the_first_letter_a_channel_opens_with_its_obligations(channel, owed):
    decision = ENGINE.decide(disclosing(declared_point(channel), after_first_letter()), NOW)
    assert decision.effect is PERMIT
    assert set(decision.obligations) == owed | {Obligation.RECALL_FIRST_LETTER}


def test_a_registered_letter_waits_fifteen_days():
    point = declared_point(ChannelKind.REGISTERED_LETTER)
    assert rules(disclosing(point, after_first_letter(days=14)))[0] is FORBID
    assert rules(disclosing(point, after_first_letter(days=15)))[0] is PERMIT


def test_nobody_is_pressed():
    case = after_first_letter()
    call = declared_point(ChannelKind.CALL)

    def tried(*hours: int, complete: bool | None = True) -> Case:
        attempts = tuple(
            Attempt(channel=ChannelKind.SMS, at=NOW - timedelta(hours=back)) for back in hours
        )
        return replace(case, history=replace(case.history, attempts=attempts, complete=complete))

    assert rules(disclosing(call, tried(23))) == (FORBID, {"FR-CC-L121-7-FREQUENCY", "FR-CP-222"})
    assert rules(disclosing(call, tried(24, 160)))[0] is PERMIT
    assert rules(disclosing(call, tried(30, 60, 160)))[0] is FORBID
    assert rules(disclosing(call, tried(30, 60, 168)))[0] is PERMIT
    for complete in (False, None):
        assert rules(disclosing(call, tried(complete=complete))) == (
            REFER,
            {"FR-CC-L121-7-HISTORY"},
        )
        assert rules(disclosing(case=tried(complete=complete)))[0] is PERMIT
    refused = replace(case, history=replace(case.history, refused_channels=(ChannelKind.CALL,)))
    assert rules(disclosing(call, refused)) == (FORBID, {"EU-UCPD", "FR-CC-L121-7-REFUSED"})


def test_fees_are_not_asked_of_the_debtor():
    case = changed("claim", fees_charged_to_debtor=Decimal(25))
    assert rules(disclosing(case=case)) == (FORBID, {"FR-CPCE-L111-8"})
    titled = replace(case, claim=replace(case.claim, title_on=date(2026, 2, 1)))
    assert rules(disclosing(case=titled))[0] is PERMIT


def test_past_due_only_the_letter_that_tells_the_debtor_is_left_and_a_person_decides_on_it():
    case = after_first_letter(days=40)
    untold = replace(case, history=replace(case.history, notice_sent_on=None))
    for situation in (collecting(untold), linking(untold)):
        assert rules(situation) == (FORBID, {"EU-14-NOTICE"})
    for channel in ChannelKind:
        reached = rules(disclosing(declared_point(channel), untold))
        if channel is ChannelKind.LETTER:
            assert reached == (REFER, {"EU-14-NOTICE-LATE"})
        else:
            assert (reached[0], "EU-14-NOTICE-CONTACT" in reached[1]) == (FORBID, True)
    assert rules(disclosing(office_point(), untold)) == (REFER, {"EU-14-NOTICE-LATE"})
    for owner in (Owner.SHARED, Owner.THIRD_PARTY, Owner.INSOLVENCY_PRACTITIONER):
        elsewhere = disclosing(replace(declared_point(), owner=owner), untold)
        assert "EU-14-NOTICE-CONTACT" in rules(elsewhere)[1]
    assert rules(disclosing(case=case))[0] is PERMIT


def test_nobody_unconfirmed_is_reached():
    match = replace(confirmed_match(), decision=MatchDecision.REVIEW)
    for situation in (linking(), disclosing()):
        assert rules(replace(situation, match=match)) == (FORBID, {"EU-5-1-D-ACCUR"})
    unnamed = confirmed_match(names=())
    assert rules(replace(disclosing(), match=unnamed)) == (FORBID, {"FR-SIRENE-P"})


def test_one_family_of_evidence_is_not_enough_unless_a_person_or_a_number_says_so():
    match = confirmed_match(offices=(own_enterprise(),))
    assert match.best is not None
    alone = replace(match, best=replace(match.best, evidence=(evidence(EvidenceFamily.NAME),)))
    assert rules(replace(linking(), match=alone)) == (REFER, {"X-IDENTITY-FAMILIES"})
    assert rules(replace(linking(), match=replace(alone, decided_by="reviewer-1")))[0] is PERMIT
    numbered = changed("subject", siren="999999990")
    assert rules(replace(linking(numbered), match=alone))[0] is PERMIT


def test_likely_namesakes_need_more_than_name_and_birth():
    match = confirmed_match()
    assert match.best is not None
    assert match.best.namesakes is not None
    likely: Namesakes = replace(match.best.namesakes, expected=0.5)
    pair = (evidence(EvidenceFamily.NAME), evidence(EvidenceFamily.BIRTH))
    weak = replace(match, best=replace(match.best, evidence=pair, namesakes=likely))
    assert rules(replace(linking(), match=weak)) == (REFER, {"X-IDENTITY-NAMESAKES"})
    rare = replace(match, best=replace(match.best, evidence=pair))
    assert rules(replace(linking(), match=rare))[0] is PERMIT


def test_no_rule_at_all_forbids_and_says_so():
    decision = Engine(Packs.of(())).decide(opening(), NOW)
    assert decision.effect is FORBID
    assert decision.rules == (DEFAULT_FORBID,)
    third = replace(disclosing(), operation=Operation.DISCLOSE, point=None)
    assert ENGINE.decide(third, NOW).effect is not PERMIT


def test_a_rule_counts_only_while_it_is_law():
    card = replace(register_card(), kind=SourceKind.BENEFICIAL_OWNERS)
    early = NOW.replace(year=2024, month=7, day=30)
    named = {rule.rule for rule in ENGINE.decide(collecting(card=card), early).rules}
    assert "FR-RBE" not in named
    later = {
        rule.rule for rule in ENGINE.decide(collecting(card=card), early + timedelta(days=1)).rules
    }
    assert "FR-RBE" in later


def test_the_same_situation_gives_the_same_decision():
    one, other = (Engine(ENGINE.packs).decide(disclosing(), NOW) for _ in range(2))
    assert one == other
    assert len(one.pack_hash) == 64
    assert one.law_on == TODAY
    moved = ENGINE.decide(disclosing(case=after_first_letter()), NOW)
    assert moved.facts != one.facts
    assert not {"Inventé", "Camille"} & {value for _, value in one.facts}
