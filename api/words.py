"""The product's words in French and English: one label for every value a reader may meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from api.coverage_words import COVERAGE
from policies.describe import AUTHORITY
from policies.model import RuleEffect
from tracer.evidence import EvidenceFamily, Judgement, MatchDecision
from tracer.lawful import (
    ChannelKind,
    Effect,
    LawfulBasis,
    Obligation,
    Operation,
    Purpose,
    Text,
)
from tracer.matching.decision import VETOES
from tracer.matching.published import meaning
from tracer.matching.wording import MONTHS
from tracer.proposal import Origin, Owner
from tracer.report import TraceStatus
from tracer.screening import Finding, InsolvencyState
from tracer.subject import SubjectKind

Language = Literal["fr", "en"]

TABLE: tuple[tuple[StrEnum, str, str], ...] = (
    *COVERAGE,
    (Finding.YES, "oui", "yes"),
    (Finding.POSSIBLE, "possible, à vérifier", "possible, to be checked"),
    (Finding.NO, "non", "no"),
    (Finding.UNKNOWN, "inconnu", "unknown"),
    (InsolvencyState.NONE, "aucune procédure", "no procedure"),
    (InsolvencyState.SAUVEGARDE, "sauvegarde", "safeguard"),
    (InsolvencyState.REDRESSEMENT, "redressement judiciaire", "receivership"),
    (InsolvencyState.LIQUIDATION, "liquidation judiciaire", "liquidation"),
    (MatchDecision.CONFIRMED, "confirmé", "confirmed"),
    (MatchDecision.REVIEW, "à décider par une personne", "for a person to decide"),
    (MatchDecision.REJECTED, "écarté", "rejected"),
    (MatchDecision.NO_CANDIDATE, "aucun candidat", "no candidate"),
    (Judgement.SAME, "c'est la même personne", "the same person"),
    (Judgement.DIFFERENT, "c'est une autre personne", "a different person"),
    (Judgement.UNSURE, "je ne sais pas", "unsure"),
    (EvidenceFamily.NAME, "nom", "name"),
    (EvidenceFamily.BIRTH, "naissance", "birth"),
    (EvidenceFamily.PLACE, "lieu", "place"),
    (EvidenceFamily.CONTACT, "coordonnées", "contact"),
    (EvidenceFamily.CORPORATE, "mandats", "offices"),
    (EvidenceFamily.DIGITAL, "en ligne", "online"),
    (EvidenceFamily.RELATIVE, "parents", "relatives"),
    (Effect.PERMIT, "permis", "permitted"),
    (Effect.REFER, "à décider par une personne", "for a person to decide"),
    (Effect.FORBID, "interdit", "forbidden"),
    *((authority, text.fr, text.en) for authority, text in AUTHORITY.items()),
    (Operation.RECORD, "ouvrir le dossier", "open the case"),
    (Operation.COLLECT, "interroger une source", "ask a source"),
    (Operation.CONSULT, "vérifier une source", "check a source"),
    (Operation.COMBINE, "rattacher au débiteur", "link to the debtor"),
    (Operation.DISCLOSE, "montrer une coordonnée", "show a channel"),
    (Purpose.DEBTOR_TRACING, "recherche de débiteur", "debtor tracing"),
    (Purpose.AMICABLE_RECOVERY, "recouvrement amiable", "amicable recovery"),
    (SubjectKind.CONSUMER, "particulier", "consumer"),
    (SubjectKind.SOLE_TRADER, "entrepreneur individuel", "sole trader"),
    (SubjectKind.DIRECTOR, "dirigeant", "director"),
    (SubjectKind.COMPANY, "société", "company"),
    (LawfulBasis.CONSENT, "consentement, RGPD art. 6(1)(a)", "consent, GDPR art. 6(1)(a)"),
    (LawfulBasis.CONTRACT, "contrat, RGPD art. 6(1)(b)", "contract, GDPR art. 6(1)(b)"),
    (
        LawfulBasis.LEGAL_OBLIGATION,
        "obligation légale, RGPD art. 6(1)(c)",
        "legal obligation, GDPR art. 6(1)(c)",
    ),
    (
        LawfulBasis.LEGITIMATE_INTEREST,
        "intérêt légitime du responsable du traitement, RGPD art. 6(1)(f)",
        "legitimate interest of the controller, GDPR art. 6(1)(f)",
    ),
    (
        LawfulBasis.LEGITIMATE_INTEREST_OF_THIRD_PARTY,
        "intérêt légitime d'un tiers, le créancier, RGPD art. 6(1)(f)",
        "legitimate interest of a third party, the creditor, GDPR art. 6(1)(f)",
    ),
    (RuleEffect.FORBID, "interdit", "forbids"),
    (RuleEffect.REFER, "fait décider", "refers"),
    (RuleEffect.PERMIT, "permet", "permits"),
    (RuleEffect.OBLIGE, "oblige", "obliges"),
    (ChannelKind.LETTER, "lettre simple", "letter"),
    (ChannelKind.REGISTERED_LETTER, "lettre recommandée", "registered letter"),
    (ChannelKind.EMAIL, "courriel", "e-mail"),
    (ChannelKind.SMS, "SMS", "text message"),
    (ChannelKind.CALL, "appel", "call"),
    (ChannelKind.SOCIAL_MESSAGE, "message privé", "private message"),
    (Owner.SUBJECT_PERSONAL, "le débiteur", "the debtor"),
    (Owner.SUBJECT_WORK, "l'entreprise du débiteur", "the debtor's own enterprise"),
    (Owner.INSOLVENCY_PRACTITIONER, "l'organe de la procédure", "the insolvency practitioner"),
    (Owner.REPRESENTATIVE, "le représentant", "the representative"),
    (Owner.SHARED, "boîte partagée avec d'autres", "shared with others"),
    (Owner.THIRD_PARTY, "un tiers", "a third party"),
    (Owner.UNKNOWN, "inconnu", "unknown"),
    (Origin.CREDITOR, "donné par le créancier", "given by the creditor"),
    (Origin.PUBLIC_REGISTER, "registre public", "public register"),
    (Origin.PUBLIC_PROFILE, "profil public", "public profile"),
    (Origin.INFERRED, "déduit", "inferred"),
    (TraceStatus.RUNNING, "en cours", "running"),
    (TraceStatus.REFUSED, "refusé par la règle", "refused by policy"),
    (TraceStatus.WITHHELD, "non diffusé par le registre", "withheld by the register"),
    (TraceStatus.NO_MATCH, "personne ne correspond", "nobody matches"),
    (TraceStatus.NEEDS_REVIEW, "à décider par une personne", "for a person to decide"),
    (TraceStatus.PROPOSED, "personne confirmée", "person confirmed"),
    (TraceStatus.INCOMPLETE, "sources sans réponse", "sources did not answer"),
    (
        Obligation.ART14_NOTICE,
        "joindre l'information de l'article 14 du RGPD au premier message",
        "put the GDPR art. 14 notice in the first message",
    ),
    (Obligation.CITE_SOURCE, "citer la source exacte", "cite the exact source"),
    (
        Obligation.SAY_HOW_FOUND,
        "dire comment l'adresse a été trouvée et comment contester",
        "say how the address was found and how to contest it",
    ),
    (
        Obligation.LETTER_MENTIONS,
        "porter les mentions de l'article R124-4",
        "carry the mentions of art. R124-4",
    ),
    (
        Obligation.RECALL_FIRST_LETTER,
        "rappeler la référence et la date de la première lettre",
        "recall the reference and date of the first letter",
    ),
    (Obligation.NEUTRAL_ENVELOPE, "enveloppe neutre", "neutral envelope"),
    (
        Obligation.PERSONAL_AND_CONFIDENTIAL,
        "adresser à la personne, « personnel et confidentiel »",
        "address it to the person, marked personal and confidential",
    ),
    (
        Obligation.NO_DEBT_MENTION,
        "ne pas parler de la dette avant d'avoir vérifié l'identité",
        "do not mention the debt before identity is checked",
    ),
    (
        Obligation.IDENTITY_CHECK,
        "vérifier l'identité avant de parler de la dette",
        "check identity before speaking of the debt",
    ),
    (Obligation.PERMITTED_HOURS, "dans les heures convenables", "within decent hours"),
    (
        Obligation.OPT_OUT,
        "offrir de refuser ce moyen de contact",
        "offer a way to refuse this channel",
    ),
    (
        Obligation.DECLARE_CLAIM,
        "déclarer la créance avant l'échéance",
        "declare the claim before the deadline",
    ),
    (
        Obligation.TELL_CREDITOR,
        "dire au créancier paiements et offres",
        "report payments and offers",
    ),
    (Obligation.INTEREST_IN_TIME, "aucun intérêt prescrit", "no interest that has lapsed"),
    (
        Obligation.DATA_MINIMUM,
        "ne garder que ce qui identifie, localise ou joint",
        "keep only what identifies, locates or reaches",
    ),
)

LABELS = {(type(value), value): (french, english) for value, french, english in TABLE}
"""By class as well as by value: two vocabularies may share a string and not its meaning."""


def label(value: StrEnum, language: Language) -> str:
    """The label of a value in a language. Every value that reaches a reader has one."""
    french, english = LABELS[type(value), value]
    return english if language == "en" else french


def said(text: Text, language: Language) -> str:
    """One of the two sentences."""
    return text.en if language == "en" else text.fr


# what is counted: ((French for one, for many), (English for one, for many))
COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "call": (("appel", "appels"), ("call", "calls")),
    "record": (("enregistrement", "enregistrements"), ("record", "records")),
    "phone": (("téléphone", "téléphones"), ("telephone", "telephones")),
    "email": (("courriel", "courriels"), ("e-mail", "e-mails")),
    "entry": (("écriture", "écritures"), ("entry", "entries")),
    "decision": (("décision", "décisions"), ("decision", "decisions")),
    "rule": (("règle", "règles"), ("rule", "rules")),
    "permitted": (
        ("moyen de contact permis", "moyens de contact permis"),
        ("channel permitted", "channels permitted"),
    ),
    "withheld": (
        ("moyen refusé ou à décider", "moyens refusés ou à décider"),
        ("channel withheld or referred", "channels withheld or referred"),
    ),
    "unknown": (
        ("circonstance inconnue", "circonstances inconnues"),
        ("circumstance unknown", "circumstances unknown"),
    ),
    "unanswered": (
        ("question sans réponse utile", "questions sans réponse utile"),
        ("question without a usable answer", "questions without a usable answer"),
    ),
}


def counted(number: int, what: str, language: Language) -> str:
    """A number with its noun: "3 calls". French counts none as one."""
    french, english = COUNTED[what]
    if language == "en":
        return f"{number:,} {english[number != 1]}"
    return f"{number:,}".replace(",", "\u202f") + f" {french[number > 1]}"


def signed(bits: float, language: Language) -> str:
    """Bits with their sign and one decimal, as the language writes it."""
    plain = f"{bits:+.1f}"
    return plain if language == "en" else plain.replace(".", ",")


def money(amount: Decimal, currency: str, language: Language) -> str:
    """An amount as the language writes it, with the ISO code of its currency."""
    plain = f"{amount:,.2f}"
    if language == "fr":
        plain = plain.replace(",", "\u202f").replace(".", ",")
    return f"{plain}\u00a0{currency}"


def day(on: date, language: Language) -> str:
    """A calendar day as a person reads it."""
    return on.strftime("%Y-%m-%d" if language == "en" else "%d/%m/%Y")


def born(when: str, language: Language) -> str:
    """A birth date known to the year, the month or the day, in words; anything else as it is."""
    parts = when.split("-")
    if len(parts) == 1 or not all(p.isdecimal() for p in parts) or not 1 <= int(parts[1]) <= 12:
        return when
    month = said(MONTHS[int(parts[1]) - 1], language)
    return " ".join([*(str(int(part)) for part in parts[2:]), month, parts[0]])


def born_on(when: str, language: Language) -> str:
    """A birth date as it stands after a name: "born May 1979"."""
    before = "born" if language == "en" else "né(e) le" if when.count("-") > 1 else "né(e) en"
    return f"{before} {born(when, language)}"


def contradiction(veto: str, language: Language) -> str:
    """The sentence of a contradiction that no agreement outweighs."""
    return said(VETOES[veto], language)


def meanings(codes: Iterable[str], language: Language) -> tuple[str, ...]:
    """What each kind of evidence among some codes is, as its functions publish it; each once."""
    return tuple(dict.fromkeys(said(meaning(code), language) for code in codes))
