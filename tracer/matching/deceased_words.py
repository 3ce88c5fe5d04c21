"""What the file of deceased persons says, in French and English words."""

from __future__ import annotations

from datetime import date

from tracer.lawful import Text
from tracer.matching.levels import Birth, Contact, Given, Levels, Sex, Surname
from tracer.matching.wording import namesakes_text

ANSWERS = {
    "found": Text(
        fr="Une personne décédée est très probablement le débiteur : une personne doit le vérifier "
        "auprès de la mairie du décès, et aucun contact n'est proposé d'ici là.",
        en="A deceased person is very likely the debtor: a person must check with the town hall of "
        "the death, and no contact is proposed until then.",
    ),
    "possible": Text(
        fr="Une personne décédée est peut-être le débiteur : une personne doit le vérifier, et "
        "aucun contact n'est proposé d'ici là.",
        en="A deceased person may be the debtor: a person must check, and no contact is proposed "
        "until then.",
    ),
    "not_found": Text(
        fr="Personne dans le fichier ne concorde (décès jusqu'au {until}). Cela ne prouve pas que "
        "le débiteur est en vie : un décès peut manquer, et le fichier n'a que le nom de naissance.",
        en="Nobody in the file agrees (deaths up to {until}). It does not prove that the debtor is "
        "alive: a death may be missing, and the file has the birth surname only.",
    ),
    "no_file": Text(
        fr="Non interrogé : aucun fichier des personnes décédées n'est installé, ou le débiteur "
        "est une société.",
        en="Not asked: no file of deceased persons is installed, or the debtor is a company.",
    ),
    "no_name": Text(
        fr="Non interrogé : le dossier ne donne aucun nom qui se lise.",
        en="Not asked: the case gives no name that can be read.",
    ),
    "no_birth": Text(
        fr="Non interrogé : sans le mois de naissance du débiteur, le fichier ne peut pas répondre.",
        en="Not asked: without the debtor's month of birth the file cannot answer.",
    ),
    "old_file": Text(
        fr="Non interrogé : le fichier s'arrête au {until}, trop ancien pour dire qu'une personne "
        "n'y est pas.",
        en="Not asked: the file ends on {until}, too old to say that somebody is not in it.",
    ),
    "death_before_the_facts": Text(
        fr="Ce décès est antérieur aux faits : c'est une autre personne, ou son identité a servi à "
        "un tiers.",
        en="This death came before the facts: it is somebody else, or somebody used the name.",
    ),
}
SURNAMES = {
    Surname.EQUAL: Text(fr="Même nom de naissance", en="Same birth surname"),
    Surname.HALF: Text(fr="Une moitié du nom est la même", en="Half of the surname is the same"),
    Surname.SOUND: Text(fr="Le nom se prononce pareil", en="The surname sounds the same"),
    Surname.ONE_LETTER: Text(fr="Nom à une lettre près", en="Surname one letter apart"),
    Surname.TWO_LETTERS: Text(fr="Nom à deux lettres près", en="Surname two letters apart"),
    Surname.CLOSE: Text(fr="Noms proches", en="Surnames close to each other"),
    Surname.DIFFERENT: Text(fr="Noms différents", en="Different surnames"),
}
GIVEN_NAMES = {
    Given.MISSING: Text(fr="Prénom non comparé", en="Given name not compared"),
    Given.EQUAL: Text(fr="Même premier prénom", en="Same first given name"),
    Given.EQUAL_AND_SECOND: Text(fr="Mêmes prénoms", en="Same given names"),
    Given.APART: Text(
        fr="Même prénom composé, écrit autrement", en="Same double given name, written otherwise"
    ),
    Given.DIFFERENT: Text(fr="Prénoms différents", en="Different given names"),
}
ALIKE = Text(fr="Prénoms semblables", en="Given names alike")
BIRTHS = {
    Birth.MISSING: Text(fr="Naissance non comparée", en="Birth not compared"),
    Birth.DAY: Text(fr="Même date de naissance", en="Same date of birth"),
    Birth.MONTH: Text(
        fr="Même mois et année de naissance, jour non connu",
        en="Same month and year of birth, day not known",
    ),
    Birth.YEAR: Text(fr="Même année de naissance", en="Same year of birth"),
    Birth.SWAPPED: Text(
        fr="Jour et mois de naissance intervertis", en="Day and month of birth swapped"
    ),
    Birth.DAY_SLIP: Text(
        fr="Dates de naissance à un chiffre près", en="Dates of birth one digit apart"
    ),
}
OTHER_BIRTH = Text(fr="Naissances différentes", en="Different births")
PLACES = {
    Contact.EQUAL: Text(fr="Même commune de naissance", en="Same town of birth"),
    Contact.CLOSE: Text(fr="Communes de naissance proches", en="Towns of birth alike"),
    Contact.DIFFERENT: Text(fr="Communes de naissance différentes", en="Different towns of birth"),
}
OTHER_SEX = Text(fr="Sexes différents", en="Different sexes")


def answer_text(which: str, until: date | None = None) -> Text:
    """The words of an answer; days stand as each language writes them."""
    text = ANSWERS[which]
    if until is None:
        return text
    return Text(
        fr=text.fr.format(until=until.strftime("%d/%m/%Y")),
        en=text.en.format(until=until.isoformat()),
    )


def reasons_of(levels: Levels, at: int, namesakes: float) -> tuple[Text, ...]:
    """What agrees and what does not for one pair, and how many others would agree as well."""
    said = [
        SURNAMES.get(Surname(int(levels.surname[at]))),
        GIVEN_NAMES.get(Given(int(levels.given[at])), ALIKE),
        BIRTHS.get(Birth(int(levels.birth[at])), OTHER_BIRTH),
        PLACES.get(Contact(int(levels.birth_place[at]))),
        OTHER_SEX if levels.sex[at] == Sex.DIFFER else None,
        namesakes_text(namesakes, None),
    ]
    return tuple(text for text in said if text is not None)
