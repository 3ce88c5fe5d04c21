"""What is proved of the packs, sentence by sentence. Each says what a permit implies.

`P` is a permit, whatever waivers are in force; where a compliance officer may set the rule aside, the
sentence says "without a waiver". `FRANCE` holds wherever the French pack applies, whatever other
packs apply beside it; `EVERYWHERE` holds under any set of packs.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import reduce

import z3

from policies.model import RuleEffect
from tests.proofs.symbolic import (
    Item,
    Truth,
    World,
    applied,
    kind_is,
    no_waiver,
    number,
    operation_is,
    symbol,
    waivable,
    waived,
)
from tracer.case import ClaimNature, MandateRole
from tracer.lawful import ChannelKind, LawfulBasis, Obligation, Operation, Purpose
from tracer.proposal import Origin, Owner
from tracer.source import Means, SourceKind, Visibility
from tracer.subject import Protection, SubjectKind

Claim = Callable[[World], z3.BoolRef]
RECORD, COLLECT, COMBINE, DISCLOSE, CONSULT = Operation
MESSAGES = (ChannelKind.EMAIL, ChannelKind.SMS, ChannelKind.CALL, ChannelKind.SOCIAL_MESSAGE)
LETTERS = (ChannelKind.LETTER, ChannelKind.REGISTERED_LETTER)
OWN = (Owner.SUBJECT_PERSONAL, Owner.SUBJECT_WORK, Owner.REPRESENTATIVE)
NATURAL = (SubjectKind.CONSUMER, SubjectKind.SOLE_TRADER, SubjectKind.DIRECTOR)
PROPERTIES: dict[str, Claim] = {}


def yes(name: str) -> z3.BoolRef:
    """The fact is known, and yes."""
    return z3.And(symbol(name).known, symbol(name).value)


def no(name: str) -> z3.BoolRef:
    """The fact is known, and no: unknown is not no."""
    return z3.And(symbol(name).known, z3.Not(symbol(name).value))


def among(name: str, *values: StrEnum) -> z3.BoolRef:
    """The fact is known, and one of these."""
    one = symbol(name)
    return z3.And(one.known, z3.Or([one.value == number(name, value) for value in values]))


def below(name: str, limit: int) -> z3.BoolRef:
    """The fact is known, and less."""
    return z3.And(symbol(name).known, symbol(name).value < limit)


def maybe(name: str, *values: StrEnum) -> z3.BoolRef:
    """The fact is one of these, or nobody knows."""
    one = symbol(name)
    return z3.Or(z3.Not(one.known), *[one.value == number(name, value) for value in values])


def waived_id(rule: str) -> z3.BoolRef:
    """Whether a waiver of that rule is in force."""
    return z3.Bool(f"waived {rule}")


def past_due() -> z3.BoolRef:
    """The day on which the person had to be told is over, or unknown."""
    due, today = symbol("notice_due_on"), symbol("today")
    return z3.Or(z3.Not(due.known), due.value < today.value)


def proved(sentence: str) -> Callable[[Claim], Claim]:
    """Take a claim as it stands."""

    def take(claim: Claim) -> Claim:
        assert sentence not in PROPERTIES
        PROPERTIES[sentence] = claim
        return claim

    return take


def everywhere(
    sentence: str, then: Callable[[], z3.BoolRef], *given: Callable[[], z3.BoolRef]
) -> None:
    """A permit, given these, implies that: under any set of packs. A consultation is about nobody

    who is sought, and has sentences of its own.
    """
    proved(sentence)(
        lambda w: z3.Implies(
            z3.And(w.permit, z3.Not(operation_is(CONSULT)), *[one() for one in given]), then()
        )
    )


def france(sentence: str, then: Callable[[], z3.BoolRef], *given: Callable[[], z3.BoolRef]) -> None:
    """The same, wherever the French pack applies."""
    everywhere(sentence, then, lambda: applied("fr"), *given)


def consulting(
    sentence: str, then: Callable[[], z3.BoolRef], *given: Callable[[], z3.BoolRef]
) -> None:
    """A permit to consult a source, given these, implies that."""
    proved(sentence)(
        lambda w: z3.Implies(
            z3.And(w.permit, operation_is(CONSULT), *[one() for one in given]), then()
        )
    )


def disclosing(*kinds: ChannelKind) -> Callable[[], z3.BoolRef]:
    """A channel is shown, and it is one of these kinds or nobody knows which."""
    return lambda: z3.And(
        operation_is(DISCLOSE), maybe("channel_kind", *kinds) if kinds else z3.BoolVal(True)
    )


def collecting() -> z3.BoolRef:
    """A source is asked."""
    return operation_is(COLLECT)


# The right to act
france("no permit without a mandate in force", lambda: yes("mandate_in_force"))
france("no permit without the power to receive", lambda: yes("mandate_power_to_receive"))
france("no permit without a licence in force", lambda: yes("licence_in_force"))
france(
    "no permit without insurance and declaration",
    lambda: z3.And(yes("insurance_in_force"), yes("declared_to_prosecutor")),
)
everywhere(
    "no permit without an approved legitimate-interest assessment", lambda: yes("lia_approved")
)
everywhere("no permit without an approved impact assessment", lambda: yes("dpia_approved"))
everywhere("no permit without a lawful basis in force", lambda: yes("basis_in_force"))
everywhere(
    "consent and legal obligation are never the basis of a permit",
    lambda: z3.Not(maybe("lawful_basis", LawfulBasis.CONSENT, LawfulBasis.LEGAL_OBLIGATION)),
)
everywhere("no permit outside the mandate's purposes", lambda: yes("purpose_within_mandate"))
everywhere(
    "a processor is never permitted anything without a processing agreement",
    lambda: yes("processing_agreement_signed"),
    lambda: maybe("mandate_role", MandateRole.PROCESSOR),
)
france(
    "nobody is searched for except to trace a debtor",
    lambda: among("case_purpose", Purpose.DEBTOR_TRACING),
    lambda: operation_is(COLLECT, COMBINE),
)

# The claim
everywhere(
    "no permit for what is not owed, not due or closed",
    lambda: z3.And(yes("claim_owed"), yes("claim_due"), no("claim_closed")),
)
france(
    "no permit for a disputed claim without a waiver",
    lambda: no("claim_disputed"),
    lambda: z3.Not(waived_id("FR-DISPUTE")),
)
france(
    "no fees are asked of the debtor without a title",
    lambda: z3.Or(no("fees_charged_to_debtor"), yes("claim_has_title")),
    disclosing(),
)
for nature, years in {
    ClaimNature.CONSUMER: 2,
    ClaimNature.CONSUMER_CREDIT: 2,
    ClaimNature.ENERGY: 2,
    ClaimNature.TELECOM: 1,
    ClaimNature.RENT: 3,
    ClaimNature.BUSINESS: 5,
    ClaimNature.CIVIL: 5,
}.items():
    france(
        f"nothing time-barred: a {nature.value.replace('_', ' ')} claim over {years} years old",
        lambda years=years: z3.Or(
            below("years_since_due", years), below("years_since_last_act", years)
        ),
        lambda nature=nature: z3.And(maybe("claim_nature", nature), z3.Not(yes("claim_has_title"))),
    )
france(
    "nothing time-barred: an enforceable title over 10 years old",
    lambda: z3.Or(below("years_since_title", 10), below("years_since_last_act", 10)),
    lambda: yes("claim_has_title"),
)


@proved("every nature of claim has its limitation period")
def _natures(w: World) -> z3.BoolRef:
    barred = z3.Not(z3.Or(below("years_since_due", 5), below("years_since_last_act", 5)))
    sought = z3.And(w.permit, applied("fr"), z3.Not(operation_is(CONSULT)))
    return z3.Implies(z3.And(sought, z3.Not(yes("claim_has_title"))), z3.Not(barred))


# Who is protected
everywhere("never a minor, as far as anybody knows", lambda: no("minority_reported"))
france(
    "no channel unless the debtor is known to be of age", lambda: no("subject_minor"), disclosing()
)
france(
    "no channel to a person under guardianship except through the representative",
    lambda: z3.Or(
        among("channel_owner", Owner.REPRESENTATIVE),
        z3.And(
            symbol("subject_protection").known,
            z3.Not(among("subject_protection", Protection.TUTELLE)),
        ),
    ),
    disclosing(),
)
france(
    "no channel to a person under curatorship without a person's decision",
    lambda: z3.Not(maybe("subject_protection", Protection.CURATELLE)),
    disclosing(),
)
france(
    "no channel to a person whose address a court has hidden except through the representative",
    lambda: z3.Or(among("channel_owner", Owner.REPRESENTATIVE), no("address_hidden")),
    disclosing(),
)
france(
    "nobody whose address a court has hidden is searched for",
    lambda: no("address_hiding_reported"),
    lambda: operation_is(COLLECT, COMBINE),
)
france(
    "no channel to a dead debtor except through the representative",
    lambda: z3.Or(among("channel_owner", Owner.REPRESENTATIVE), no("subject_deceased")),
    disclosing(),
)
france(
    "a dead debtor is not searched for",
    lambda: no("death_reported"),
    lambda: operation_is(COLLECT, COMBINE),
)
france(
    "no channel to a person in insolvency except the insolvency practitioner's",
    lambda: z3.Or(no("insolvency_open"), among("channel_owner", Owner.INSOLVENCY_PRACTITIONER)),
    disclosing(),
)
france(
    "an insolvency practitioner is written to only in the debtor's own procedure, and by letter",
    lambda: z3.And(yes("practitioner_of_debtor"), among("channel_kind", *LETTERS)),
    disclosing(),
    lambda: among("channel_owner", Owner.INSOLVENCY_PRACTITIONER),
)
france(
    "no message to an over-indebted person",
    lambda: no("subject_over_indebted"),
    disclosing(*MESSAGES),
    lambda: kind_is(*NATURAL),
)
france(
    "nobody who has a lawyer, guardian or notary is reached past them",
    lambda: z3.Or(
        no("subject_represented"),
        among("channel_owner", Owner.REPRESENTATIVE, Owner.INSOLVENCY_PRACTITIONER),
    ),
    disclosing(),
)
everywhere(
    "no search for or channel to a debtor in hardship without a waiver",
    lambda: no("vulnerability_reported"),
    lambda: z3.And(operation_is(COLLECT, COMBINE, DISCLOSE), z3.Not(waived_id("EU-9-VULNERABLE"))),
)

# Rights
everywhere("nothing while an objection is open", lambda: no("objection_open"))
everywhere("nothing under restriction", lambda: no("processing_restricted"))
everywhere("a suppressed person is never worked again", lambda: no("person_suppressed"))
everywhere(
    'whoever said "this is not me" is neither searched for, linked nor reached',
    lambda: no("wrong_person_reported"),
    lambda: operation_is(COLLECT, COMBINE, DISCLOSE),
)
everywhere(
    "nothing past the month to answer a request",
    lambda: no("oldest_request_overdue"),
)
everywhere(
    "nothing is searched or linked past due of the article 14 notice",
    lambda: z3.Or(yes("notice_sent"), z3.Not(past_due())),
    lambda: operation_is(COLLECT, COMBINE),
)
everywhere(
    "past due of the article 14 notice only a letter to the debtor's side may go, by a waiver",
    lambda: z3.Or(
        yes("notice_sent"),
        z3.Not(past_due()),
        z3.And(
            waived_id("EU-14-NOTICE-LATE"),
            among("channel_kind", ChannelKind.LETTER),
            among("channel_owner", *OWN),
        ),
    ),
    disclosing(),
)
proved("the first message to the debtor's side carries the article 14 notice")(
    lambda w: z3.Implies(
        z3.And(
            w.permit,
            operation_is(DISCLOSE),
            z3.Not(yes("notice_sent")),
            maybe("channel_owner", *OWN),
        ),
        w.owed(Obligation.ART14_NOTICE),
    )
)
proved("a channel the creditor did not give is never shown without its source to cite")(
    lambda w: z3.Implies(
        z3.And(w.permit, operation_is(DISCLOSE), z3.Not(among("channel_origin", Origin.CREDITOR))),
        z3.And(w.owed(Obligation.CITE_SOURCE), yes("source_precise")),
    )
)

# Sources
proved("no social network before a letter and a notice, whatever else is permitted")(
    lambda w: z3.Implies(
        z3.And(
            w.unwithheld,
            applied("fr"),
            collecting(),
            maybe("source_kind", SourceKind.SOCIAL_NETWORK),
        ),
        z3.And(yes("first_letter_sent"), yes("notice_sent"), yes("social_sources_opened")),
    )
)
france(
    "no social network is asked without a person's decision",
    lambda: z3.Or(
        z3.Not(maybe("source_kind", SourceKind.SOCIAL_NETWORK)),
        waived_id("FR-CP-226-18-HUMAN"),
    ),
    collecting,
)
everywhere(
    "no source of leaked, bought or tricked data",
    lambda: among("source_means", Means.PUBLISHED, Means.LICENSED),
    collecting,
)
everywhere(
    "no source that reads health, opinions or convictions",
    lambda: z3.And(no("source_reads_special"), no("source_reads_criminal")),
    collecting,
)
france("no source that reads private life", lambda: no("source_reads_private_life"), collecting)
france(
    "no source behind a login or a visibility setting",
    lambda: z3.And(no("source_login_required"), among("source_visibility", Visibility.EVERYONE)),
    collecting,
)

# Identity
everywhere(
    "nothing is linked or shown before identity is confirmed, except to the insolvency practitioner",
    lambda: yes("identity_confirmed"),
    lambda: operation_is(COMBINE, DISCLOSE),
)
france(
    "no entry the register masks is linked or shown",
    lambda: yes("candidate_named"),
    lambda: operation_is(COMBINE, DISCLOSE),
)

# Channels
everywhere(
    "no third party, ever: only the debtor, the representative or the insolvency practitioner",
    lambda: among("channel_owner", *OWN, Owner.INSOLVENCY_PRACTITIONER),
    disclosing(),
)
everywhere(
    "no inferred channel", lambda: z3.Not(maybe("channel_origin", Origin.INFERRED)), disclosing()
)
everywhere("no shared channel", lambda: z3.Not(maybe("channel_owner", Owner.SHARED)), disclosing())
france(
    "no work telephone or mail for a consumer or a director",
    lambda: z3.Not(maybe("channel_owner", Owner.SUBJECT_WORK)),
    disclosing(*MESSAGES),
    lambda: kind_is(SubjectKind.CONSUMER, SubjectKind.DIRECTOR),
)
everywhere(
    "no e-mail, text or call before the first letter",
    lambda: yes("first_letter_sent"),
    disclosing(*MESSAGES),
)
everywhere(
    "a registered letter to the debtor never goes first",
    lambda: yes("first_letter_sent"),
    disclosing(ChannelKind.REGISTERED_LETTER),
    lambda: maybe("channel_owner", *OWN),
)
everywhere("no channel the debtor refused", lambda: no("channel_refused"), disclosing())
everywhere(
    "no social message is ever permitted",
    lambda: z3.Not(maybe("channel_kind", ChannelKind.SOCIAL_MESSAGE)),
    disclosing(),
)
france(
    "no message when one went out in the last 24 hours or three in seven days",
    lambda: z3.And(below("known_attempts_24h", 1), below("known_attempts_7d", 3)),
    disclosing(*MESSAGES),
)
france(
    "no message when somebody may have tried already, unrecorded, without a waiver",
    lambda: yes("history_complete"),
    disclosing(*MESSAGES),
    lambda: z3.Not(waived_id("FR-CC-L121-7-HISTORY")),
)
everywhere(
    "no telephone or text is opened outside hours",
    lambda: yes("contact_hour_now"),
    disclosing(ChannelKind.CALL, ChannelKind.SMS),
    lambda: z3.Not(no("channel_opening")),
)
proved("a call or a text always carries the obligation to keep to hours")(
    lambda w: z3.Implies(
        z3.And(w.permit, disclosing(ChannelKind.CALL, ChannelKind.SMS)()),
        w.owed(Obligation.PERMITTED_HOURS),
    )
)
proved("a call always carries the duty to check identity before speaking of the debt")(
    lambda w: z3.Implies(
        z3.And(w.permit, applied("fr"), disclosing(ChannelKind.CALL)()),
        w.owed(Obligation.IDENTITY_CHECK),
    )
)
france(
    "no letter that looks like an act of a court",
    lambda: no("letter_looks_official"),
    disclosing(*LETTERS, ChannelKind.EMAIL),
)


# Misuse
everywhere("a locked operator is permitted nothing", lambda: no("operator_locked"))
france(
    "no message beyond the limits, counted over every case and operator",
    lambda: z3.And(below("attempts_24h_everywhere", 1), below("attempts_7d_everywhere", 3)),
    disclosing(*MESSAGES),
)
everywhere(
    "nobody works the case of a relative, neighbour or colleague without a waiver",
    lambda: no("operator_related_reported"),
    lambda: z3.Not(waived_id("X-OPERATOR-RELATED")),
)
everywhere(
    "who opened the case alone is shown no channel",
    lambda: z3.Or(no("opened_by_same_operator"), yes("second_person_approved")),
    disclosing(),
)
everywhere("no twenty-first person a day", lambda: below("subjects_today", 21), collecting)
everywhere(
    "no seventh channel opened within an hour",
    lambda: below("openings_last_hour", 6),
    disclosing(),
    lambda: z3.Not(no("channel_opening")),
)


# The shape of every decision
@proved("default forbid: nothing is permitted unless a permitting rule is known to hold")
def _default(w: World) -> z3.BoolRef:
    held = z3.Or([i.fires for i in w.items if i.rule.effect is RuleEffect.PERMIT])
    return z3.And(
        z3.Implies(w.permit, held), z3.Implies(z3.And(w.unwithheld, z3.Not(held)), w.forbid)
    )


@proved("every situation ends in exactly one of permit, refer and forbid")
def _total(w: World) -> z3.BoolRef:
    ends = (w.permit, w.refer, w.forbid)
    return z3.And(z3.Or(ends), z3.AtMost(*ends, 1))


@proved("unknown never permits: under a permit every withholding rule that applies is known false")
def _unknown(w: World) -> z3.BoolRef:
    return z3.Implies(
        z3.And(w.permit, no_waiver(w)),
        z3.And([z3.Implies(i.applies, i.truth.false) for i in w.withholding]),
    )


@proved("what is permitted with a fact unknown is permitted however the fact turns out")
def _forgetting(w: World) -> z3.BoolRef:
    claims = []
    for name in sorted({name for item in w.items for name in item.rule.facts} - {"today"}):
        known = symbol(name).known
        forgotten = z3.substitute(w.permit, (known, z3.BoolVal(False)))
        claims.append(z3.Implies(z3.And(forgotten, known), w.permit))
    return z3.And(claims)


@proved("a waiver never lifts a rule that is absolute or not said to be overridable")
def _absolute(w: World) -> z3.BoolRef:
    firm = [item for item in w.withholding if not waivable(item.rule)]
    assert any(item.rule.absolute for item in firm)
    return z3.Implies(w.permit, z3.And([z3.Implies(i.applies, i.truth.false) for i in firm]))


@proved("a waiver never turns a rule that forbids into anything but what the other rules say")
def _waiver(w: World) -> z3.BoolRef:
    pairs = [(waived(i.rule), z3.BoolVal(False)) for i in w.withholding if waivable(i.rule)]
    return z3.Implies(z3.substitute(w.permit, *pairs), w.permit)


@proved("monotony: one more rule that forbids or refers, whichever, only shrinks what is permitted")
def _monotony(w: World) -> z3.BoolRef:
    true, false = z3.Bools("extra-true extra-false")
    some = next(item for item in w.withholding if not waivable(item.rule))
    extra = Item(
        rule=some.rule, code="product", applies=z3.Bool("extra-applies"), truth=Truth(true, false)
    )
    stricter = World(w.packs, extra=(extra,))
    return z3.Implies(stricter.permit, w.permit)


@proved("one more jurisdiction only shrinks what is permitted")
def _jurisdictions(w: World) -> z3.BoolRef:
    codes = [code for code in w.packs.by_code if code not in ("product", "eu")]
    claims = [
        z3.Implies(w.permit, z3.substitute(w.permit, (applied(code), z3.BoolVal(False))))
        for code in codes
    ]
    return reduce(z3.And, claims, z3.BoolVal(True))


# Consultations: a source is asked about an organisation nobody seeks
consulting("a consultation is about a legal person alone", lambda: kind_is(SubjectKind.COMPANY))
consulting(
    "only a register, a directory or a site of an organisation is ever consulted",
    lambda: z3.Not(
        maybe(
            "source_kind",
            SourceKind.SOCIAL_NETWORK,
            SourceKind.DEFAULTERS_FILE,
            SourceKind.BANK_ACCOUNTS,
            SourceKind.DEATH_FILE,
            SourceKind.BENEFICIAL_OWNERS,
        )
    ),
)
consulting(
    "no source of leaked, bought or tricked data is consulted",
    lambda: among("source_means", Means.PUBLISHED, Means.LICENSED),
)
consulting(
    "no source that reads health, opinions or convictions is consulted",
    lambda: z3.And(no("source_reads_special"), no("source_reads_criminal")),
)
consulting(
    "no source is consulted whose fields are not declared", lambda: yes("source_fields_declared")
)
consulting(
    "no source that reads private life is consulted",
    lambda: no("source_reads_private_life"),
    lambda: applied("fr"),
)
consulting(
    "no source behind a login or a visibility setting is consulted",
    lambda: z3.And(no("source_login_required"), among("source_visibility", Visibility.EVERYONE)),
    lambda: applied("fr"),
)
consulting(
    "no source is consulted whose terms nobody read for over a year",
    lambda: z3.Or(
        waived_id("X-TERMS-REVIEW"),
        z3.And(
            symbol("source_terms_reviewed_on").known,
            symbol("today").value - symbol("source_terms_reviewed_on").value <= 366,
        ),
    ),
)
