"""The sentences of the pages in French and English, and which of the two a reader gets."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from api.console.seen_words import SENTENCES as SEEN
from api.words import Language

COOKIE = "tracer_lang"

# key: (French, English). A key without its twin cannot be written.
SENTENCES: dict[str, tuple[str, str]] = {
    **SEEN,
    "tagline": (
        "Retrouver, légalement, et le prouver.",
        "Find them, lawfully, and prove it.",
    ),
    "skip": ("Aller au contenu", "Skip to content"),
    "other_language": ("English", "Français"),
    "sign_in": ("Se connecter", "Sign in"),
    "sign_out": ("Se déconnecter", "Sign out"),
    "your_key": ("Votre clé d'accès", "Your access key"),
    "key_hint": (
        "Elle commence par trk_ et n'a été montrée qu'une fois, à sa création.",
        "It starts with trk_ and was shown once, when it was made.",
    ),
    "key_wrong": (
        "Cette clé est inconnue, fausse ou révoquée.",
        "This key is unknown, wrong or revoked.",
    ),
    "session_lasts": (
        "La session se ferme au bout de huit heures.",
        "The session ends after eight hours.",
    ),
    "cases": ("Dossiers", "Cases"),
    "no_cases": (
        "Aucun dossier. Le logiciel de recouvrement les ouvre par l'API.",
        "No case yet. The case system opens them through the API.",
    ),
    "case": ("Dossier", "Case"),
    "reference": ("Référence", "Reference"),
    "opened_on": ("Ouvert le", "Opened on"),
    "state": ("État", "State"),
    "older": ("Plus anciens", "Older"),
    "state_ready": ("prêt", "ready"),
    "state_queued": ("en attente", "queued"),
    "state_running": ("en cours", "running"),
    "state_finished": ("terminée", "finished"),
    "state_failed": ("échouée", "failed"),
    "on_this_page": ("Dans ce dossier", "In this case"),
    "sought": ("Personne recherchée", "Who is sought"),
    "names": ("Noms", "Names"),
    "company": ("Société", "Company"),
    "born": ("Naissance", "Born"),
    "at": ("à", "in"),
    "declared_towns": ("Villes déclarées", "Declared towns"),
    "declared_channels": ("Coordonnées déclarées", "Declared channels"),
    "claim": ("Créance", "Claim"),
    "due_on": ("exigible le", "due on"),
    "disputed": ("contestée", "disputed"),
    "run_search": ("Lancer la recherche", "Run the search"),
    "run_again": ("Relancer la recherche", "Run the search again"),
    "search_waits": (
        "La recherche est en cours ; la page se met à jour toute seule.",
        "The search is under way; this page refreshes by itself.",
    ),
    "search_failed": ("La dernière recherche a échoué", "The last search failed"),
    "not_searched": (
        "Aucune recherche n'a encore été faite.",
        "No search has been run yet.",
    ),
    "judged_since": (
        "Une décision a été prise depuis cette recherche : relancez-la pour qu'elle compte.",
        "A decision was made after this search: run it again so that it counts.",
    ),
    "partial": ("certaines sources n'ont pas tout dit", "some sources did not say everything"),
    "identity": ("Identité", "Identity"),
    "searched_at": ("Recherche du", "Search of"),
    "mandate_and_basis": ("Mandat et base légale", "Mandate and basis"),
    "mandate": ("Mandat", "Mandate"),
    "creditor": ("Créancier", "Creditor"),
    "purpose": ("Finalité", "Purpose"),
    "basis": ("Base légale", "Lawful basis"),
    "none": ("aucun", "none"),
    "permitted_by": ("Permis par", "Permitted by"),
    "receipt": ("reçu", "receipt"),
    "second_person": ("Seconde personne", "Second person"),
    "case_approved": (
        "Une autre personne que celle qui a ouvert le dossier l'a approuvé.",
        "Somebody else than who opened the case approved it.",
    ),
    "approval_missing": (
        "Vous avez ouvert ce dossier : aucun moyen de contact ne vous est montré avant qu'une autre"
        " personne l'ait approuvé. Confiez-le à un collègue ; il l'approuve ici, puis relancez la"
        " recherche.",
        "You opened this case: no channel is shown to you before another person approved it. Assign"
        " it to a colleague, who approves it here; then run the search again.",
    ),
    "case_not_approved": (
        "Le dossier n'est pas encore approuvé pour la personne qui l'a ouvert.",
        "The case is not approved yet for whoever opened it.",
    ),
    "approve_case": ("Approuver le dossier", "Approve the case"),
    "approve_hint": (
        "Relisez d'abord qui est recherché, le mandat et la créance. L'approbation est inscrite au"
        " journal.",
        "First read who is sought, the mandate and the claim. The approval is written in the"
        " journal.",
    ),
    "colleague": ("Confier à un collègue", "Assign to a colleague"),
    "colleague_hint": (
        "L'identifiant de sa clé, que donne tracer key list ; jamais un nom. Il verra le dossier.",
        "The id of his key, as tracer key list gives it; never a name. He will see the case.",
    ),
    "assign_case": ("Confier le dossier", "Assign the case"),
    "screened_first": ("Vérifié d'abord", "Screened first"),
    "colon": (" :", ":"),
    "case_file": ("dossier du créancier", "case file"),
    "since": ("depuis le", "since"),
    "declare_by": ("déclarer la créance avant le", "declare the claim by"),
    "sources": ("Sources", "Sources"),
    "source": ("Source", "Source"),
    "question": ("Question", "Question"),
    "answer": ("Réponse", "Answer"),
    "incomplete": ("réponse incomplète", "incomplete answer"),
    "unread": ("champs inconnus de Tracer", "fields Tracer does not know"),
    "candidates": ("Candidats", "Candidates"),
    "no_candidates": ("Personne ne correspond.", "Nobody matches."),
    "masked": (
        "Une source a des données et ne les diffuse pas : cela ne dit pas que personne ne correspond.",
        "A source has data and withholds it: that does not say that nobody matches.",
    ),
    "office_closed": ("fermée", "closed"),
    "offices": ("Mandats et entreprises", "Offices"),
    "evidence": ("Indice", "Evidence"),
    "evidence_means": ("Ce que signifient ces indices", "What this evidence means"),
    "file_says": ("Dossier", "File"),
    "source_says": ("Source", "Source"),
    "prior": ("A priori : une personne au hasard", "Prior: a person at random"),
    "prior_company": ("A priori : une entreprise au hasard", "Prior: a company at random"),
    "total": ("Total", "Total"),
    "namesakes": ("Homonymes attendus", "Expected namesakes"),
    "bits": ("bits", "bits"),
    "bits_mean": (
        "Un bit double la cote que ce soit la personne ; un bit négatif la divise par deux.",
        "One bit doubles the odds that it is the person; one negative bit halves them.",
    ),
    "to_fill": ("À renseigner dans le dossier", "To fill in the case file"),
    "said_by": ("Dit par", "Said by"),
    "receipts": ("reçus", "receipts"),
    "receipt_means": (
        "Un reçu est le numéro de l'écriture qui a précédé l'acte.",
        "A receipt is the number of the entry that came before the act.",
    ),
    "weight": ("Poids", "Weight"),
    "veto": ("Contradiction relevée", "Contradiction"),
    "judge": ("Est-ce la personne ?", "Is this the person?"),
    "reason": ("Pourquoi (obligatoire)", "Why (required)"),
    "reason_hint": (
        "Une phrase pour celui qui relira : ce qui vous a convaincu, ou ce qui manque.",
        "One sentence for whoever reads it later: what convinced you, or what is missing.",
    ),
    "write_down": ("Consigner la décision", "Write the decision down"),
    "decision": ("Décision", "Decision"),
    "decided_by_rules": ("Décidé par les règles de rapprochement", "Decided by the matching rules"),
    "decided_by": ("Décidé par", "Decided by"),
    "would_settle": ("Ce qui trancherait", "What would settle it"),
    "human_decisions": ("Décisions humaines", "People's decisions"),
    "superseded": ("remplacée depuis", "superseded"),
    "channels": ("Moyens de contact, dans l'ordre", "Channels, in the order to use them"),
    "no_channel": ("Aucun n'est permis aujourd'hui.", "None is permitted today."),
    "not_confirmed": (
        "Aucun moyen de contact n'est proposé tant que la personne n'est pas confirmée.",
        "No channel is proposed until the person is confirmed.",
    ),
    "open_channel": ("Ouvrir", "Open"),
    "open_hint": (
        "L'ouverture est inscrite au journal avant d'être montrée.",
        "The opening is written in the journal before it is shown.",
    ),
    "in_clear": ("En clair", "In clear"),
    "rules": ("Règles", "Rules"),
    "conditions": ("Conditions", "Conditions"),
    "valid_until": ("valable jusqu'au", "valid until"),
    "withheld": ("Refusés ou à décider", "Withheld or referred"),
    "remedy": ("Ce qui le rendrait licite", "What would make it lawful"),
    "to_be_confirmed": ("à confirmer par un juriste", "to be confirmed by counsel"),
    "journal": ("Journal", "Journal"),
    "chain_intact": ("Chaîne intacte", "Chain intact"),
    "chain_broken": ("Chaîne rompue à l'écriture", "Chain broken at entry"),
    "head": ("tête", "head"),
    "verified_at": ("vérifié le", "verified on"),
    "audit_only": (
        "La vérification demande une clé d'audit.",
        "Verification needs a key for auditors.",
    ),
    "no_scope": (
        "Votre clé ne donne pas accès à cette partie.",
        "Your key gives no access to this part.",
    ),
    "problem": ("Problème", "Problem"),
    "problems": ("Problèmes", "Problems"),
    "what_to_do": ("Que faire", "What to do"),
    "back_to_cases": ("Retour aux dossiers", "Back to the cases"),
}


def sentences(language: Language) -> Callable[[str], str]:
    """The sentence of a key in one language; an unknown key is a fault."""
    place = 0 if language == "fr" else 1
    return lambda key: SENTENCES[key][place]


def chosen(request: Request) -> Language:
    """The reader's language: asked for now, chosen before, or preferred by the browser."""
    for said in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if said in ("fr", "en"):
            return "en" if said == "en" else "fr"
    ranked = sorted(
        (weighed(item) for item in request.headers.get("accept-language", "").split(",")),
        key=lambda pair: -pair[1],
    )
    for tag, weight in ranked:
        if tag in ("fr", "en") and weight > 0:
            return "en" if tag == "en" else "fr"
    return "fr"


def weighed(item: str) -> tuple[str, float]:
    """A language of an Accept-Language header with its weight."""
    tag, _, rest = item.strip().partition(";")
    try:
        weight = float(rest.partition("q=")[2] or 1)
    except ValueError:
        weight = 0.0
    return tag.strip().lower()[:2], weight
