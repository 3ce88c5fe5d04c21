"""The information a person is owed about data that did not come from them (GDPR art. 14).

When it is due is computed for each datum. The text says the exact source of each datum, in the
person's language; where there is no text in it, a person has it translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.retention import RETENTION, Category
from policies.rights import ANSWER_MONTHS, months_after
from tracer.errors import Conflict, Invalid
from tracer.lawful import LawfulBasis, Purpose, Text


class DatumKind(StrEnum):
    """What a datum is about."""

    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    OFFICE = "office"
    STANDING = "standing"
    WEBSITE = "website"
    PROFILE = "profile"
    CLAIM = "claim"


WORDS = {
    DatumKind.NAME: Text(fr="Nom et prénoms", en="Names"),
    DatumKind.BIRTH: Text(fr="Date de naissance", en="Date of birth"),
    DatumKind.ADDRESS: Text(fr="Adresse postale", en="Postal address"),
    DatumKind.PHONE: Text(fr="Téléphone", en="Telephone number"),
    DatumKind.EMAIL: Text(fr="Adresse électronique", en="E-mail address"),
    DatumKind.OFFICE: Text(
        fr="Entreprise et fonction au registre", en="Business and office in the register"
    ),
    DatumKind.STANDING: Text(
        fr="Procédure collective publiée", en="Insolvency proceedings as published"
    ),
    DatumKind.WEBSITE: Text(fr="Site internet", en="Website"),
    DatumKind.PROFILE: Text(fr="Profil sur un réseau social", en="Profile on a social network"),
    DatumKind.CLAIM: Text(fr="Créance", en="Claim"),
}

PURPOSES = {
    Purpose.DEBTOR_TRACING: Text(
        fr="retrouver un moyen licite de vous joindre au sujet d'une créance",
        en="finding a lawful way to reach you about a claim",
    ),
    Purpose.AMICABLE_RECOVERY: Text(
        fr="recouvrer une créance à l'amiable", en="recovering a claim amicably"
    ),
}

BASES = {
    LawfulBasis.CONSENT: Text(fr="votre consentement", en="your consent"),
    LawfulBasis.CONTRACT: Text(
        fr="l'exécution du contrat auquel vous êtes partie",
        en="the performance of the contract you are party to",
    ),
    LawfulBasis.LEGAL_OBLIGATION: Text(fr="une obligation légale", en="a legal obligation"),
    LawfulBasis.LEGITIMATE_INTEREST: Text(
        fr="l'intérêt légitime du responsable à recouvrer sa créance",
        en="the controller's legitimate interest in recovering the claim",
    ),
    LawfulBasis.LEGITIMATE_INTEREST_OF_THIRD_PARTY: Text(
        fr="l'intérêt légitime du créancier à recouvrer sa créance",
        en="the creditor's legitimate interest in recovering the claim",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One thing held about the person. `source` and `record` say where exactly it was read.

    `value` is given only where the person may be told it in this message.
    """

    kind: DatumKind
    source: str
    record: str | None
    collected_on: date
    public: bool  # whether the source is open to everyone (art. 14(2)(f))
    value: str | None = None

    def due_on(self, first_contact: date | None, first_disclosure: date | None) -> date:
        """The last day to tell the person of it: whichever comes first (art. 14(3)).

        One month after it was collected, the first contact with the person, or its first
        disclosure to another recipient. A contact or disclosure before it was collected does not
        count for it: it was not there yet.
        """
        ends = (first_contact, first_disclosure)
        later = [day for day in ends if day is not None and day >= self.collected_on]
        return min([months_after(self.collected_on, ANSWER_MONTHS), *later])


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What a notice is made of. `controller` and `dpo` are a name and where to write."""

    language: str
    controller: str
    on_behalf: str | None  # who works the case, when the controller is the creditor
    dpo: str
    creditor: str
    purpose: Purpose
    basis: LawfulBasis
    data: tuple[Datum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    title: str
    lines: tuple[str, ...]


TITLES = {
    "who": Text(fr="Qui traite vos données", en="Who processes your data"),
    "why": Text(fr="Pourquoi", en="Why"),
    "what": Text(
        fr="Quelles données, et d'où elles viennent", en="Which data, and where it comes from"
    ),
    "to": Text(fr="À qui", en="To whom"),
    "kept": Text(fr="Combien de temps", en="For how long"),
    "rights": Text(fr="Vos droits", en="Your rights"),
    "wrong": Text(fr="Si ce n'est pas vous", en="If this is not you"),
}

RIGHTS = Text(
    fr="Vous pouvez demander l'accès à vos données, leur rectification, leur effacement et la "
    "limitation du traitement, et vous opposer à celui-ci à tout moment, sans frais, en écrivant à "
    "{dpo}. Une réponse vous est due dans le mois. Vous pouvez saisir la CNIL, 3 place de "
    "Fontenoy, 75007 Paris, www.cnil.fr.",
    en="You may ask for access to your data, its rectification, its erasure and the restriction of "
    "processing, and object to the processing at any time, free of charge, by writing to {dpo}. "
    "You are owed an answer within a month. You may complain to the CNIL, 3 place de Fontenoy, "
    "75007 Paris, France, www.cnil.fr.",
)
NO_MACHINE = Text(
    fr="Aucune décision n'est prise par une machine seule.",
    en="No decision is made by a machine alone.",
)
WRONG = Text(
    fr="Nous avons trouvé cette adresse dans {where}. Si vous n'êtes pas la personne nommée, "
    "dites-le à {dpo} : toute démarche cesse aussitôt et vos données sont retirées.",
    en="We found this address in {where}. If you are not this person, tell {dpo}: everything stops "
    "at once and your data is taken out.",
)
WRONG_DECLARED = Text(
    fr="Cette adresse nous a été donnée par {where}. Si vous n'êtes pas la personne nommée, "
    "dites-le à {dpo} : toute démarche cesse aussitôt.",
    en="This address was given to us by {where}. If you are not this person, tell {dpo}: "
    "everything stops at once.",
)


def notice_due_on(
    data: Sequence[Datum], first_contact: date | None, first_disclosure: date | None
) -> date | None:
    """The earliest day on which some datum must have been told; None when nothing is held."""
    return min((d.due_on(first_contact, first_disclosure) for d in data), default=None)


def notice_text(facts: NoticeFacts) -> tuple[Section, ...]:
    """The notice, in the person's language, section by section.

    Raises Conflict for a language there is no text in, Invalid for a datum without exact source.
    """
    if facts.language not in ("fr", "en"):
        raise Conflict("there is no notice in this person's language; have a person translate it")
    if any(not d.source.strip() for d in facts.data):
        raise Invalid("source", "each datum has its exact source (GDPR art. 14(2)(f))")

    def said(text: Text) -> str:
        return text.fr if facts.language == "fr" else text.en

    def section(name: str, *lines: str) -> Section:
        return Section(title=said(TITLES[name]), lines=lines)

    french = facts.language == "fr"
    who = [facts.controller]
    if facts.on_behalf:
        who.append(f"{'Par l’intermédiaire de' if french else 'Through'} {facts.on_behalf}")
    who.append(
        f"{'Délégué à la protection des données' if french else 'Data protection officer'}"
        f"{' : ' if french else ': '}{facts.dpo}"
    )
    purpose, basis = said(PURPOSES[facts.purpose]), said(BASES[facts.basis])
    why = (
        f"Finalité : {purpose}. Fondement : {basis} (RGPD, article 6)."
        if french
        else f"Purpose: {purpose}. Legal basis: {basis} (GDPR, article 6)."
    )
    recipients = (
        f"Le créancier : {facts.creditor}." if french else f"The creditor: {facts.creditor}."
    )
    kept = (Category.CASE, Category.FOUND, Category.REJECTED)
    where = [d for d in facts.data if d.kind is DatumKind.ADDRESS]
    found = next((d for d in where if d.public), where[0] if where else None)
    sections = [
        section("who", *who),
        section("why", why, said(NO_MACHINE)),
        section("what", *(datum_line(d, facts.language) for d in facts.data)),
        section("to", recipients),
        section("kept", *(said(RETENTION[one].text) for one in kept)),
        section("rights", said(RIGHTS).format(dpo=facts.dpo)),
    ]
    if found is not None:
        sentence = WRONG if found.public else WRONG_DECLARED
        place = exact_source(found, facts.language)
        sections.append(section("wrong", said(sentence).format(where=place, dpo=facts.dpo)))
    return tuple(sections)


def datum_line(datum: Datum, language: str) -> str:
    """One datum with its exact source."""
    french = language == "fr"
    name = WORDS[datum.kind].fr if french else WORDS[datum.kind].en
    value = f" ({datum.value})" if datum.value else ""
    colon = " : " if french else ": "
    if datum.public:
        access = "accessible au public" if french else "publicly accessible"
    else:
        access = "non accessible au public" if french else "not publicly accessible"
    return f"{name}{value}{colon}{exact_source(datum, language)}; {access}."


def exact_source(datum: Datum, language: str) -> str:
    """The register, the record and the day it was read."""
    french = language == "fr"
    record = ""
    if datum.record:
        record = f", fiche {datum.record}" if french else f", record {datum.record}"
    day = datum.collected_on.isoformat()
    if datum.public:
        return f"{datum.source}{record}, {'consulté le' if french else 'consulted on'} {day}"
    return f"{datum.source}{record}, {'reçu le' if french else 'received on'} {day}"


def plain_text(sections: Sequence[Section]) -> str:
    """The sections as text to read or print."""
    return "\n\n".join(
        "\n".join([section.title, *(f"- {line}" for line in section.lines)]) for section in sections
    )
