"""What each level is called on the page, in French and English."""

from __future__ import annotations

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text

FAMILIES: dict[str, EvidenceFamily] = {
    "surname": EvidenceFamily.NAME,
    "given": EvidenceFamily.NAME,
    "sex": EvidenceFamily.NAME,
    "birth": EvidenceFamily.BIRTH,
    "place": EvidenceFamily.PLACE,
    "contact": EvidenceFamily.CONTACT,
}
"""The family each compared field is evidence of."""


def said(fr: str, en: str) -> Text:
    """One sentence in both languages."""
    return Text(fr=fr, en=en)


NOT_STATED = said("Non renseigné d'un côté : aucun indice", "Not stated on one side: no evidence")
SENTENCES: dict[str, Text] = {
    "surname_missing": NOT_STATED,
    "surname_equal": said("Même nom de famille", "Same surname"),
    "surname_half": said(
        "Une moitié d'un nom double est identique", "Half of a double surname is equal"
    ),
    "surname_sound": said("Noms de famille de même prononciation", "Surnames that sound the same"),
    "surname_one_letter": said("Noms de famille à une lettre près", "Surnames one letter apart"),
    "surname_two_letters": said(
        "Noms de famille à deux lettres près", "Surnames two letters apart"
    ),
    "surname_close": said("Noms de famille proches", "Surnames are close"),
    "surname_different": said("Noms de famille différents", "Different surnames"),
    "given_missing": NOT_STATED,
    "given_equal": said("Même premier prénom", "Same first given name"),
    "given_equal_and_second": said("Mêmes deux premiers prénoms", "Same first two given names"),
    "given_equal_and_initial": said(
        "Même premier prénom et même initiale du deuxième",
        "Same first given name and initial of the second",
    ),
    "given_equal_other_second": said(
        "Même premier prénom, deuxième différent", "Same first given name, another second one"
    ),
    "given_apart": said(
        "Prénom composé d'un côté, deux prénoms de l'autre",
        "A compound given name on one side, two given names on the other",
    ),
    "given_part": said(
        "Un prénom n'est qu'une partie du prénom composé de l'autre",
        "One given name is only a part of the other's compound",
    ),
    "given_other_rank": said(
        "Le prénom est un autre prénom de l'état civil",
        "The given name is one of the other given names",
    ),
    "given_initial": said("L'initiale du prénom concorde", "The initial of the given name agrees"),
    "given_initial_other_rank": said(
        "L'initiale est celle d'un autre prénom", "The initial is that of another given name"
    ),
    "given_sound": said("Prénoms de même prononciation", "Given names that sound the same"),
    "given_one_letter": said("Prénoms à une lettre près", "Given names one letter apart"),
    "given_close": said("Prénoms proches", "Given names are close"),
    "given_short_form": said(
        "L'un est un diminutif ou une forme de l'autre", "One is a short or other form of the other"
    ),
    "given_slip_other_rank": said(
        "À une lettre près, un autre prénom de l'état civil",
        "One of the other given names, one letter apart",
    ),
    "given_different": said("Prénoms différents", "Different given names"),
    "birth_missing": NOT_STATED,
    "birth_day": said("Même date de naissance", "Same date of birth"),
    "birth_month": said("Même mois et année de naissance", "Same month and year of birth"),
    "birth_year": said("Même année de naissance", "Same year of birth"),
    "birth_swapped": said(
        "Jour et mois de naissance intervertis", "Day and month of birth swapped"
    ),
    "birth_maybe_swapped": said(
        "Jour et mois de naissance peut-être intervertis", "Day and month of birth maybe swapped"
    ),
    "birth_day_slip": said(
        "Dates de naissance à un chiffre près", "Dates of birth one digit apart"
    ),
    "birth_month_slip": said(
        "Mois de naissance à un chiffre près", "Months of birth one digit apart"
    ),
    "birth_year_slip": said(
        "Années de naissance à un chiffre près", "Years of birth one digit apart"
    ),
    "birth_two_parts": said(
        "Deux éléments sur trois de la date de naissance concordent",
        "Two parts of three of the date of birth agree",
    ),
    "birth_different_day": said("Dates de naissance différentes", "Different dates of birth"),
    "birth_different_month": said("Mois de naissance différents", "Different months of birth"),
    "birth_different_year": said("Années de naissance différentes", "Different years of birth"),
    "place_missing": NOT_STATED,
    "place_address": said("Même adresse", "Same address"),
    "place_street": said("Même rue", "Same street"),
    "place_town": said("Même commune ou code postal", "Same town or postcode"),
    "place_town_other_street": said("Même commune, autre rue", "Same town, another street"),
    "place_address_elsewhere": said(
        "Même rue et numéro, ailleurs", "Same street and number, elsewhere"
    ),
    "place_address_close": said("Même adresse, rue mal écrite", "Same address, street misspelt"),
    "place_street_close": said("Même rue, mal écrite", "Same street, misspelt"),
    "place_same_number": said("Même numéro, autre rue", "Same number, another street"),
    "place_close_address": said("Même adresse, commune mal écrite", "Same address, town misspelt"),
    "place_close_street": said("Même rue, commune mal écrite", "Same street, town misspelt"),
    "place_close_town": said("Communes proches par l'écriture", "Towns spelled alike"),
    "place_street_elsewhere": said("Même nom de rue, ailleurs", "Same street name, elsewhere"),
    "place_region": said("Même département", "Same département"),
    "place_elsewhere": said("Aucun lieu commun", "No place in common"),
    "sex_missing": NOT_STATED,
    "sex_agree": said("Même sexe, déjà dit par le prénom", "Same sex, as the given name said"),
    "sex_differ": said("Sexes différents", "Different sexes"),
    "contact_missing": NOT_STATED,
    "birth_place_missing": NOT_STATED,
    "birth_place_equal": said("Même lieu de naissance", "Same place of birth"),
    "birth_place_close": said("Lieux de naissance proches", "Places of birth are close"),
    "birth_place_different": said("Lieux de naissance différents", "Different places of birth"),
    "contact_equal": said("Même coordonnée", "Same contact detail"),
    "contact_close": said("Coordonnées proches", "Contact details are close"),
    "contact_different": said("Coordonnées différentes", "Different contact details"),
}
PRIOR = said(
    "Au départ : une personne parmi toutes celles du fichier", "To begin with: one among the file"
)
RELATIVE = said(
    "Un parent du même foyer partagerait une partie de ces indices",
    "A relative of the same household would share some of this",
)
RIVALS = said(
    "Les autres candidats, une personne non trouvée, ou personne",
    "The other candidates, somebody not found, or nobody",
)
INVERTED = said("Nom et prénom intervertis", "Surname and given name exchanged")
REASON_TEXTS: dict[str, Text] = {
    "not_the_best": said("Un autre candidat est plus probable.", "Another candidate is likelier."),
    "birth_dates_contradict": said(
        "Deux dates de naissance complètes se contredisent.",
        "Two full dates of birth contradict each other.",
    ),
    "sex_contradicts": said(
        "Le prénom contredit le sexe déclaré.", "The given name contradicts the declared sex."
    ),
    "contradicted": said(
        "Un élément renseigné des deux côtés diffère.", "Something both sides state differs."
    ),
    "name_not_whole": said(
        "Le nom et le prénom ne concordent pas tous deux.",
        "Surname and given name do not both agree.",
    ),
    "name_only": said(
        "Un nom, même avec un lieu ou une année de naissance, ne confirme jamais une identité.",
        "A name, even with a place or a year of birth, never confirms who someone is.",
    ),
    "too_many_namesakes": said(
        "Des homonymes qui concordent autant sont à craindre.",
        "Namesakes who agree as much are to be expected.",
    ),
    "too_weak": said(
        "L'ensemble des indices n'atteint pas le seuil certifié.",
        "All evidence together stays under the certified threshold.",
    ),
    "second_too_close": said(
        "Un autre candidat est trop proche.", "Another candidate is too close."
    ),
    "relative_not_excluded": said(
        "Un parent du même foyer n'est pas exclu.", "A relative of the household is not excluded."
    ),
    "unreadable_field": said(
        "Un champ du dossier est illisible.", "A field of the file could not be read."
    ),
    "no_certificate": said(
        "Aucun certificat ne couvre ces fichiers.", "No certificate covers these files."
    ),
}
