"""Words the invented world is written with: legal forms, activities, offices, made-up company names."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalForm:
    """A category of legal unit, how often it is met, and the offices it has."""

    code: str
    label: str
    weight: int
    head: str | None
    others: tuple[str, ...] = ()


SOLE_TRADER_FORM = LegalForm(code="1000", label="Entrepreneur individuel", weight=38, head=None)
FORMS: tuple[LegalForm, ...] = (
    SOLE_TRADER_FORM,
    LegalForm(
        code="5499",
        label="Société à responsabilité limitée",
        weight=18,
        head="Gérant",
        others=("Gérant",),
    ),
    LegalForm(
        code="5710",
        label="Société par actions simplifiée",
        weight=16,
        head="Président de SAS",
        others=("Directeur Général", "Directeur général délégué"),
    ),
    LegalForm(
        code="5720",
        label="Société par actions simplifiée à associé unique",
        weight=13,
        head="Président de SAS",
    ),
    LegalForm(
        code="6540",
        label="Société civile immobilière",
        weight=11,
        head="Gérant et associé indéfiniment responsable",
        others=("Associé indéfiniment responsable", "Gérant et associé indéfiniment responsable"),
    ),
    LegalForm(
        code="5599",
        label="Société anonyme",
        weight=2,
        head="Président du conseil d'administration",
        others=("Administrateur", "Directeur Général", "Administrateur"),
    ),
    LegalForm(code="9220", label="Association déclarée", weight=2, head=None),
)

ACTIVITIES: tuple[tuple[str, str, str], ...] = (
    ("01.21Z", "A", "culture de la vigne"),
    ("10.71C", "C", "boulangerie, pâtisserie"),
    ("41.20A", "F", "construction de maisons individuelles"),
    ("43.21A", "F", "travaux d'installation électrique"),
    ("43.32A", "F", "travaux de menuiserie bois et PVC"),
    ("43.34Z", "F", "travaux de peinture et vitrerie"),
    ("45.20A", "G", "entretien et réparation de véhicules automobiles légers"),
    ("47.11B", "G", "commerce d'alimentation générale"),
    ("47.71Z", "G", "commerce de détail d'habillement"),
    ("49.41B", "H", "transports routiers de fret de proximité"),
    ("56.10A", "I", "restauration traditionnelle"),
    ("62.02A", "J", "conseil en systèmes et logiciels informatiques"),
    ("64.20Z", "K", "activités des sociétés holding"),
    ("68.20B", "L", "location de terrains et d'autres biens immobiliers"),
    ("70.22Z", "M", "conseil pour les affaires et autres conseils de gestion"),
    ("81.21Z", "N", "nettoyage courant des bâtiments"),
    ("96.02A", "S", "coiffure"),
)
SECTIONS = {code: section for code, section, _ in ACTIVITIES}
ACTIVITY_LABELS = {code: label for code, _, label in ACTIVITIES}

_TRADES = (
    "ATELIERS", "MENUISERIE", "GARAGE", "BOULANGERIE", "TRANSPORTS", "CONSEIL", "ELECTRICITE",
    "PEINTURES", "JARDINS", "NETTOYAGE", "MAISONS", "DISTRIBUTION", "RESTAURATION", "STUDIO",
    "NEGOCE", "HABITAT",
)  # fmt: skip
_ONSETS = ("br", "cl", "dr", "f", "gl", "j", "l", "m", "n", "pr", "qu", "s", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "ou", "au")
_CODAS = ("l", "n", "r", "s", "x", "ve", "ne", "lis", "mont", "dor")


def made_up_word(rng: Random) -> str:
    """A word of two or three syllables that is nobody's brand."""
    syllables = "".join(
        rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((2, 2, 3)))
    )
    return (syllables + rng.choice(_CODAS)).upper()


def company_name(rng: Random, form: str, surname: str | None) -> str:
    """A company name in the style of its form; some bear their director's surname."""
    if form == "6540":
        return f"SCI {made_up_word(rng)}"
    if form == "9220":
        return f"ASSOCIATION {made_up_word(rng)}"
    roll = rng.random()
    if surname and roll < 0.15:
        return f"{rng.choice(_TRADES)} {surname}"
    if roll < 0.6:
        return f"{rng.choice(_TRADES)} {made_up_word(rng)}"
    return f"{made_up_word(rng)} {rng.choice(('SERVICES', 'FRANCE', 'GROUPE', 'ET FILS', 'PARTICIPATIONS'))}"


def form_of(code: str) -> LegalForm:
    """The legal form of that code; KeyError if the world has none."""
    return {form.code: form for form in FORMS}[code]
