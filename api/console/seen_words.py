"""The words of the page about what was seen: sentences, and a label for each value it shows."""

from __future__ import annotations

from enum import StrEnum

from api.captures.intents import Purpose, Target
from api.monitoring.store import Heard, WatchEnd
from api.words import Language
from policies.human_note import LastActivity
from policies.platforms import Mode
from tracer.monitoring import EventKind, EventState, WatchPurpose

TABLE: tuple[tuple[StrEnum, str, str], ...] = (
    (WatchPurpose.INSOLVENCY, "procédure collective", "insolvency"),
    (WatchPurpose.STRIKING_OFF, "radiation", "striking off"),
    (WatchPurpose.SEAT, "siège", "registered office"),
    (WatchPurpose.LEGAL_FORM, "forme juridique", "legal form"),
    (WatchPurpose.MANDATE, "mandat du débiteur", "the debtor's office"),
    (EventKind.INSOLVENCY, "procédure collective", "insolvency"),
    (EventKind.STRIKING_OFF, "radiation", "striking off"),
    (EventKind.REGISTRATION, "création ou modification publiée", "creation or change published"),
    (EventKind.SEAT, "siège", "registered office"),
    (EventKind.STATUS, "état au registre", "standing in the register"),
    (EventKind.LEGAL_FORM, "forme juridique", "legal form"),
    (EventKind.MANDATE, "mandat du débiteur", "the debtor's office"),
    (EventKind.CANCELLATION, "annonce annulée par le journal officiel", "notice taken back"),
    (EventKind.WITHHELD, "rien n'a été demandé", "nothing was asked"),
    (EventState.LIVE, "vaut encore", "still holds"),
    (EventState.REPLACED, "remplacé par une correction", "replaced by a correction"),
    (EventState.CANCELLED, "annulé", "cancelled"),
    (Heard.ANSWERED, "a répondu", "answered"),
    (Heard.WITHHELD, "ne peut être su", "may not be known"),
    (Heard.UNAVAILABLE, "injoignable", "unreachable"),
    (Heard.NOT_ASKED, "non demandé", "not asked"),
    (WatchEnd.TERM, "terme atteint", "its term was reached"),
    (WatchEnd.CLOSED, "créance close", "the claim is closed"),
    (WatchEnd.ASKED, "arrêtée par une personne", "ended by a person"),
    (WatchEnd.NOT_THE_PERSON, "ce n'était pas la personne", "it was not the person"),
    (Target.ORGANISATION, "une entreprise ou un organisme", "an organisation"),
    (Target.NATURAL_PERSON, "une personne", "a natural person"),
    (Purpose.CONFIRM_IDENTITY, "confirmer l'identité", "confirm the identity"),
    (Purpose.PROFESSIONAL_CONTACT, "un contact professionnel", "a professional contact"),
    (Purpose.ACTIVITY, "l'activité", "the activity"),
    (Mode.API_OPEN, "Tracer capture la page", "Tracer captures the page"),
    (Mode.ORGANISATIONS_ONLY, "organismes seulement", "organisations only"),
    (Mode.HUMAN_CAPTURE, "vous regardez et gardez une copie", "you look and keep a copy"),
    (Mode.HUMAN_NOTE, "vous regardez et notez, sans copie", "you look and note, without a copy"),
    (Mode.FORBIDDEN, "fermé", "closed"),
    (LastActivity.ACTIVE, "a publié depuis moins de 90 jours", "published within 90 days"),
    (LastActivity.SLOW, "a publié depuis moins d'un an", "published within a year"),
    (LastActivity.DORMANT, "n'a rien publié depuis un an", "published nothing for a year"),
    (LastActivity.INACTIVE, "n'a rien publié depuis longtemps", "published nothing for long"),
    (LastActivity.UNKNOWN, "inconnue", "unknown"),
)
WORDS = {(type(value), value): (french, english) for value, french, english in TABLE}

# key: (French, English), as in `locale.py`, which holds them too.
SENTENCES: dict[str, tuple[str, str]] = {
    "seen_and_watched": ("Éléments vus et veille", "Seen and watched"),
    "events": ("Ce que la veille a trouvé", "What the watches found"),
    "no_events": (
        "Rien n'a été trouvé. Sans veille, rien n'est demandé.",
        "Nothing was found. Without a watch nothing is asked.",
    ),
    "happened_on": ("Le", "On"),
    "what_happened": ("Fait", "What"),
    "holds": ("Valeur", "Standing"),
    "published_there": ("annonce", "notice"),
    "watches": ("Veilles", "Watches"),
    "no_watches": ("Aucune veille.", "No watch."),
    "until": ("jusqu'au", "until"),
    "polled": ("demandée", "polled"),
    "never_polled": ("pas encore demandée", "not polled yet"),
    "end_it": ("Arrêter", "End it"),
    "watch_companies": ("Mettre sous veille", "Watch"),
    "watched_companies": ("Sociétés du débiteur confirmé", "Companies of the confirmed debtor"),
    "watched_for": ("Pour", "For"),
    "last_day": ("Dernier jour", "Last day"),
    "last_day_hint": (
        "180 jours au plus, et pas au-delà du mandat ni de la base légale.",
        "180 days at most, and not past the mandate or the lawful basis.",
    ),
    "nobody_confirmed": (
        "La dernière recherche n'a confirmé personne, ou quelque chose a été dit depuis : "
        "ni veille, ni profil.",
        "The last search confirmed nobody, or something was told since: no watch and no profile.",
    ),
    "profiles": ("Profils de l'entreprise", "Profiles of the enterprise"),
    "no_profiles": (
        "Aucune source n'a nommé de profil ; cela ne dit pas qu'il n'y en a pas.",
        "No source named a profile; that does not say there is none.",
    ),
    "looked_at": ("Pages regardées", "Pages looked at"),
    "nothing_kept": ("Rien n'est gardé.", "Nothing is kept."),
    "kept_until": ("gardé jusqu'au", "kept until"),
    "noted": ("Noté", "Noted"),
    "captured": ("Capturé", "Captured"),
    "means_to_look": ("Regarder une page", "Look at a page"),
    "means_hint": (
        "Dites d'abord quoi et pourquoi : c'est écrit au journal, et la réponse dit jusqu'où aller.",
        "Say first what and why: it is written in the journal, and the answer says how far to go.",
    ),
    "page_address": ("Adresse de la page", "Address of the page"),
    "whose_page": ("De qui", "Whose"),
    "page_purpose": ("Pour quoi", "What for"),
    "why_needed": ("Pourquoi rien de moins ne suffit", "Why nothing less would do"),
    "write_intent": ("Écrire l'intention", "Write the intent down"),
    "open_intent": ("Vous pouvez regarder, jusqu'à", "You may look, until"),
    "capture_it": ("Capturer la page", "Capture the page"),
    "keep_copy": ("Garder la copie", "Keep the copy"),
    "copies": ("Copie (PNG, PDF ou MHTML)", "Copy (PNG, PDF or MHTML)"),
    "note_it": ("Noter", "Note it"),
    "display_name": ("Nom affiché", "Name shown"),
    "headline_company": ("Entreprise affichée", "Company shown"),
    "city": ("Ville affichée", "Town shown"),
    "last_activity_bucket": ("Dernière publication", "Last published"),
    "link_to_official_site": (
        "Un lien vers le site de l'entreprise ?",
        "A link to the company's own site?",
    ),
    "accepts_messages": ("Accepte des messages ?", "Does it accept messages?"),
    "not_seen": ("pas vu", "not seen"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "i_attest": ("J'atteste", "I attest"),
    "own_real_account_or_none": (
        "avoir regardé sous ma véritable identité, ou sans compte",
        "that I looked under my own identity, or without an account",
    ),
    "visible_without_being_accepted": (
        "que tout était visible sans être accepté",
        "that all was visible without being accepted",
    ),
    "no_impersonation": (
        "ne m'être fait passer pour personne",
        "that I pretended to be nobody else",
    ),
    "no_automation": ("n'avoir utilisé aucun automate", "that no program looked for me"),
    "no_message_sent": ("n'avoir écrit à personne", "that I wrote to nobody"),
    "identity_checked": (
        "avoir vérifié que c'est la bonne page",
        "that I checked that it is the right page",
    ),
}


def word(value: StrEnum, language: Language) -> str:
    """The label of a value in a language."""
    french, english = WORDS[type(value), value]
    return english if language == "en" else french
