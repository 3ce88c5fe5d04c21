"""The words of the rights desk, in French and English: what an entry of the journal means to the person."""

from __future__ import annotations

from tracer.lawful import Text
from tracer.ports import JournalEntry

ENTRIES = {
    "look": Text(fr="Votre dossier a été consulté", en="Your file was looked at"),
    "decision": Text(
        fr="Les règles ont été interrogées avant un traitement",
        en="The rules were asked before something was done",
    ),
    "opening_asked": Text(
        fr="Quelqu'un a demandé à voir un moyen de vous joindre",
        en="Somebody asked to see a way to reach you",
    ),
    "opening_refused": Text(
        fr="Un moyen de vous joindre a été demandé et refusé",
        en="A way to reach you was asked for and refused",
    ),
    "opening_failed": Text(
        fr="Un moyen de vous joindre n'a pas pu être affiché",
        en="A way to reach you could not be shown",
    ),
    "grant_unused": Text(
        fr="Une autorisation de vous joindre a pris fin sans servir",
        en="Leave to reach you ended without being used",
    ),
    "wrong_person": Text(
        fr="Quelqu'un a dit ne pas être la personne recherchée",
        en="Somebody said not to be the person sought",
    ),
    "let_go": Text(
        fr="Ce qui avait été trouvé sur une autre personne a été effacé",
        en="What had been found about somebody else was deleted",
    ),
    "closed": Text(fr="Le dossier a été clos", en="The case was closed"),
    "opening": Text(fr="Un moyen de vous joindre a été affiché", en="A way to reach you was shown"),
    "judgement": Text(
        fr="Une personne s'est prononcée sur un candidat", en="A person judged a candidate"
    ),
    "history": Text(fr="L'historique a été complété", en="The history was told"),
    "access_bundle": Text(
        fr="Vos données ont été réunies pour vous répondre",
        en="Your data was gathered to answer you",
    ),
    "watch": Text(fr="Votre société a été mise en veille", en="Your company was put on watch"),
    "watch-event": Text(
        fr="Un événement publié sur votre société a été relevé",
        en="Something published about your company was noted",
    ),
    "watch-end": Text(fr="La veille a pris fin", en="The watch ended"),
    "notice": Text(
        fr="L'information qui vous est due a été préparée",
        en="The notice you are owed was prepared",
    ),
    "right_received": Text(fr="Votre demande a été reçue", en="Your request was received"),
    "right_moved": Text(fr="Votre demande a avancé", en="Your request moved on"),
    "right_extended": Text(fr="Le délai de réponse a été prolongé", en="The term was extended"),
    "right_granted": Text(fr="Votre demande a été accueillie", en="Your request was granted"),
    "right_refused": Text(fr="Votre demande a été refusée", en="Your request was refused"),
}
"""Kinds of journal entries, as the person reads them."""

OTHER = Text(
    fr="Une opération sur votre dossier a été inscrite", en="An operation on your file was recorded"
)

LOGIC = (
    Text(
        fr="La recherche compare l'état civil, les lieux et les fonctions déclarés avec les registres "
        "publics. Chaque accord ou désaccord est compté en bits : combien il est plus probable si "
        "c'est vous que si c'est un homonyme.",
        en="The search compares the names, places and offices declared with public registers. Each "
        "agreement or disagreement counts in bits: how much likelier it is if it is you than if it "
        "is a namesake.",
    ),
    Text(
        fr="Un nom seul ne suffit jamais. En cas de doute, une personne décide. Aucune solvabilité "
        "ni aucun comportement n'est noté.",
        en="A name alone is never enough. In doubt, a person decides. No solvency and no behaviour "
        "is scored.",
    ),
)
"""The logic involved, as the person is owed it (GDPR art. 15(1)(h))."""


def entry_words(entry: JournalEntry) -> Text:
    """What an entry means to the person."""
    return ENTRIES.get(entry.kind, OTHER)
