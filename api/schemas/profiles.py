"""Profiles as they leave: the advice, and each reason as a sentence in French and English. No figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from api.profile_standing import Reason, Weighed
from api.schemas.lawful import Out, TextOut
from connectors.profiles.activity import Bucket
from connectors.profiles.impostor import Hint
from connectors.profiles.proof import Advice, Blocker, Proof, Support
from policies.platforms import Mode, Platform
from tracer.entities import Provenance

Sentence = tuple[str, str]

ADVICE: dict[Advice, Sentence] = {
    Advice.PROPOSE: (
        "Ce profil peut être proposé : il est prouvé, et une personne a attesté ce qu'elle a vu.",
        "This profile may be proposed: it is proved, and a person attested what she saw.",
    ),
    Advice.CANDIDATE: (
        "Simple candidat : il manque une preuve, ou l'attestation d'une personne.",
        "A candidate only: a proof is missing, or a person's attestation.",
    ),
    Advice.DO_NOT_CONTACT_REVIEW: (
        "Ne pas y écrire : quelque chose parle contre ce profil et rien ne le prouve. À examiner.",
        "Do not write there: something speaks against this profile and nothing proves it. Look into it.",
    ),
    Advice.STOP: (
        "Ne pas utiliser ce profil, quelles que soient les preuves.",
        "Do not use this profile, whatever is proved.",
    ),
}
REASONS: dict[str, Sentence] = {
    Proof.SITE_AND_BACK: (
        "Le site prouvé {} renvoie vers ce profil, et ce profil renvoie vers le site.",
        "The proven site {} links to this profile, and this profile links back.",
    ),
    Proof.REL_ME: (
        "Le réseau a vérifié que {}, site prouvé, renvoie vers ce profil (rel=me).",
        "The network checked that {}, a proven site, links to this profile (rel=me).",
    ),
    Proof.DOMAIN_HANDLE: (
        "L'identifiant {} est le domaine d'un site prouvé, ou en dépend, selon le réseau.",
        "The handle {} is the domain of a proven site or below it, as the network resolved it.",
    ),
    Proof.NETWORK_VERIFIED: (
        "Le compte est vérifié ; s'en porte garant : {}.",
        "The account is verified; vouched for by: {}.",
    ),
    Proof.VERIFIED_ORGANISATION: (
        "Le réseau a vérifié l'organisation sur le domaine {}, celui d'un site prouvé.",
        "The network verified the organisation on the domain {}, that of a proven site.",
    ),
    Proof.WIKIDATA: (
        "L'élément Wikidata {}, au numéro de l'entreprise, nomme ce profil avec une référence.",
        "The Wikidata item {}, with the enterprise's number, names this profile with a reference.",
    ),
    Support.SAME_PHONE: ("Même téléphone.", "Same telephone."),
    Support.SAME_EMAIL_DOMAIN: ("Même domaine de messagerie.", "Same e-mail domain."),
    Support.SAME_ADDRESS: ("Même adresse postale.", "Same postal address."),
    Support.SAME_LOGO: ("Même logo.", "Same logo."),
    Support.KNOWN_DIRECTOR: (
        "Le dirigeant connu y est nommé avec la ville et l'entreprise.",
        "The known director is named there with the town and the enterprise.",
    ),
    Blocker.MEMORIAL: (
        "Compte commémoratif : son titulaire serait décédé ; rechercher la succession.",
        "A memorial account: its owner is said to be dead; look for the succession.",
    ),
    Blocker.SUSPENDED: ("Compte suspendu.", "The account is suspended."),
    Blocker.TAKEN_DOWN: ("Compte retiré par le réseau.", "The network took the account down."),
    Blocker.OPTED_OUT: (
        "Le titulaire demande à ne pas être lu, trouvé ou indexé.",
        "Its owner asks not to be read, found or indexed.",
    ),
    Blocker.NOT_OPTED_IN: (
        "Le titulaire n'a pas dit qu'il voulait être trouvé.",
        "Its owner has not said that he wants to be found.",
    ),
    Blocker.LIMITED: (
        "Compte masqué par les modérateurs de son réseau.",
        "The moderators of its own network hide the account.",
    ),
    Blocker.MOVED: ("Compte déplacé ({}).", "The account moved ({})."),
    Blocker.BOT: ("Compte automatisé.", "An automated account."),
    Blocker.GROUP: ("Compte de groupe.", "An account of a group."),
    Blocker.MIRROR: (
        "Copie tenue par quelqu'un d'autre : y écrire, c'est parler à un tiers.",
        "A copy that somebody else keeps: writing there tells a stranger.",
    ),
    Blocker.BRIDGE: (
        "Passerelle entre réseaux, tenue par quelqu'un d'autre.",
        "A bridge between networks, which somebody else keeps.",
    ),
    Blocker.PARODY: ("Compte parodique ou non officiel.", "A parody, or not official."),
    Hint.CREATED_AFTER_DISPUTE: (
        "Compte créé après le litige.",
        "The account was created after the dispute.",
    ),
    Hint.NO_POSTS: ("Aucune publication.", "It has published nothing."),
    Hint.CONFUSABLE_HANDLE: (
        "Identifiant que l'on peut confondre avec celui d'un profil prouvé.",
        "A handle that may be taken for that of a proved profile.",
    ),
    Hint.PAYMENT_LINK: ("Lien de paiement.", "A payment link."),
    Hint.ASKS_TO_BE_PAID: ("Demande à être payé.", "It asks to be paid."),
    "impersonation": ("Signalé comme usurpation.", "Labelled as impersonation."),
    "misleading": ("Signalé comme trompeur.", "Labelled as misleading."),
    "scam": ("Signalé comme escroquerie.", "Labelled as a scam."),
    "spam": ("Signalé comme indésirable.", "Labelled as spam."),
    "handle_does_not_resolve": (
        "Le domaine de l'identifiant ne désigne pas, ou plus, ce compte.",
        "The domain of the handle does not, or no longer, point to this account.",
    ),
}
UNNAMED: Sentence = ("Une source signale : {}.", "A source says: {}.")
NOT_SAID: Sentence = ("non précisé", "not said")
ACTIVITY: dict[Bucket, Sentence] = {
    Bucket.ACTIVE: ("a publié depuis moins de 90 jours", "published within 90 days"),
    Bucket.SLOW: ("a publié depuis moins d'un an", "published within a year"),
    Bucket.DORMANT: ("a publié depuis moins de deux ans", "published within two years"),
    Bucket.INACTIVE: ("rien depuis plus de deux ans", "nothing for more than two years"),
    Bucket.UNKNOWN: ("inconnu : ce n'est pas inactif", "unknown: it is not the same as inactive"),
}
CLOSED: Sentence = (
    "Réseau que personne n'a examiné, ou dont l'examen n'est plus valable : rien n'y est permis.",
    "A network nobody has reviewed, or whose review is over: nothing is allowed there.",
)


class ToldOut(Out):
    """Who says something, where, and when it was read. `url` is None for the notes of a person."""

    source: str
    record: str
    url: str | None
    seen_at: datetime

    @classmethod
    def of(cls, by: Provenance) -> ToldOut:
        """From the domain."""
        return cls(source=by.source, record=by.record, url=by.url or None, seen_at=by.retrieved_at)


class ReasonOut(Out):
    """One reason, with its sentence and its source."""

    code: str
    detail: str | None
    text: TextOut
    by: ToldOut

    @classmethod
    def of(cls, reason: Reason) -> ReasonOut:
        """From the domain; a word no sentence is known for is shown as it is."""
        known = REASONS.get(reason.code)
        blanks = (reason.detail,) * 2 if known else (reason.code,) * 2
        fr, en = (
            form.format(blank or unsaid)
            for form, blank, unsaid in zip(known or UNNAMED, blanks, NOT_SAID, strict=True)
        )
        by = ToldOut.of(reason.by)
        return cls(code=reason.code, detail=reason.detail, text=TextOut(fr=fr, en=en), by=by)


class ProfileOut(Out):
    """One profile, what may be done with it, and why."""

    id: str
    platform: str | None
    handle: str | None = Field(description="None where no source may say it")
    url: str | None
    mode: Mode = Field(description="how far one may go on this network today")
    mode_text: TextOut
    activity: Bucket
    activity_text: TextOut
    advice: Advice
    advice_text: TextOut
    attested: bool = Field(description="whether a person looked and attested what she saw")
    found_by_name: bool = Field(description="nothing but its name led to it")
    published_by: tuple[ToldOut, ...] = Field(description="who says that it is the enterprise's")
    proofs: tuple[ReasonOut, ...]
    supports: tuple[ReasonOut, ...]
    blockers: tuple[ReasonOut, ...]
    hints: tuple[ReasonOut, ...]

    @classmethod
    def of(cls, one: Weighed, platform: Platform | None) -> ProfileOut:
        """From the domain; `platform` is the entry of the register that holds today, if one does."""
        why = TextOut(fr=platform.reason.fr, en=platform.reason.en) if platform else text(CLOSED)
        return cls(
            id=one.id,
            platform=one.platform,
            handle=one.handle,
            url=one.url,
            mode=one.mode,
            mode_text=why,
            activity=one.activity,
            activity_text=text(ACTIVITY[one.activity]),
            advice=one.advice,
            advice_text=text(ADVICE[one.advice]),
            attested=one.attested,
            found_by_name=one.found_by_name,
            published_by=tuple(ToldOut.of(by) for by in one.published_by),
            proofs=reasons(one.proofs),
            supports=reasons(one.supports),
            blockers=reasons(one.blockers),
            hints=reasons(one.hints),
        )


class ProfilesOut(Out):
    """The profiles of the confirmed debtor's enterprise. None found says nothing of whether any exist."""

    items: tuple[ProfileOut, ...]


def text(sentence: Sentence) -> TextOut:
    """A sentence in both languages."""
    fr, en = sentence
    return TextOut(fr=fr, en=en)


def reasons(found: Iterable[Reason]) -> tuple[ReasonOut, ...]:
    """Reasons as they leave."""
    return tuple(ReasonOut.of(reason) for reason in found)
