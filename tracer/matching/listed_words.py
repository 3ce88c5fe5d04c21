"""A person's name on one line, taken as words with roles: which may be missing, which must agree.

Unlike `tracer.normalise.full_names` it does not decide which word is the surname: lists do not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tracer.matching.transliterate import latin_words
from tracer.normalise.names import name_key

SHORTEST_SKELETON = 5
MOST_WORDS = 12
"""No person has more; comparing more would cost time and tell nothing."""
TITLES_LIST = """
    M MM MR MRS MS MISS MME MLLE MONSIEUR MADAME MADEMOISELLE MESSRS MASTER DR DOCTEUR DOCTOR PROF
    PROFESSOR PROFESSEUR SIR DAME LADY LORD BARON BARONESS COMTE COUNT HON REV REVEREND FR FATHER PR
    PRESIDENT MINISTER AMBASSADOR JUDGE SENATOR GOVERNOR GEN GENERAL GENERALE LT LIEUTENANT LTC COL
    COLONEL MAJ MAJOR CAPT CAPTAIN CAPITAINE CDR COMMANDER COMMANDANT BRIG BRIGADIER SGT SERGEANT ADM
    ADMIRAL MARSHAL CPT ENG ENGR ING INGENIERO DIPL ARCH AVV DOTT DOTTORESSA DOTTOR SIG SIGNOR SIGNORA
    SR SRA SRTA SENOR SENORA DON DONA HERR FRAU SHEIKH SHAIKH SHEIK SHAYKH CHEIKH SHEKH MULLAH MULLA
    MOLLAH MAULAVI MAULVI MAWLAWI MAULAWI MOULVI MAULANA MAWLANA MUFTI QARI HAJI HAJJI HAJJ HADJ HADJI
    HAJ ELHADJ HAFIZ USTAZ USTAD AYATOLLAH ALHAJ ALHAJI DATUK DATO
    TUAN TUNKU TENGKU PUAN ENCIK SHRI SRI SMT PANDIT DAW SHEYKH HRH HH HE SHEIKHA
    NEE NE EPOUSE EP VEUVE VVE DIT DITE BORN GEB ALIAS AKA FKA PHD ESQ MBA CPA"""
TITLES = frozenset(TITLES_LIST.split())
"""Titles, civilities, honorifics, and the words that lead in another surname."""
AMBIGUOUS_TITLES_LIST = "M SR NE NEE HE HH EP PR DON DONA FR COUNT JUDGE MASTER MISS LORD"
AMBIGUOUS_TITLES = frozenset(AMBIGUOUS_TITLES_LIST.split())
"""Titles that are also names or initials: a title only where a name of two words is left."""
PARTICLES_LIST = """
    AL EL UL UR AD AS AZ AN AR ASH AT ED ES BIN BEN IBN BINT BINTE OULD OGLU OGLY QIZI KIZI DA DE DEL
    DELA DELLA DELLE DEN DER DES DI DO DOS DAS DU ET EN LA LAS LE LES LO LOS VAN VON VOM ZU ZUM ZUR
    TEN TER AF AV THI SAYYID SAYYED SYED SAYED SEYED"""
PARTICLES = frozenset(PARTICLES_LIST.split())
"""Words that belong to another word and are often left out."""
GENERATIONS = {
    "JR": "JR", "JUNIOR": "JR", "FILHO": "JR", "FILS": "JR", "SR": "SR", "SENIOR": "SR",
    "PERE": "SR", "II": "2", "2ND": "2", "III": "3", "3RD": "3", "IV": "4", "4TH": "4",
}  # fmt: skip
SERVANT = re.compile("^ABD(?:UR|OUR|UL|EL|AL|OUL|OL|IL|OU|US|AS|ER|AR|EN|UN|U|E|I)?(?=.{3})")
SERVANT_WORDS_LIST = "ABD ABDUL ABDEL ABDAL ABDOUL ABDOL ABDU ABDUR ABDER ABDOU ABDIL"
SERVANT_WORDS = frozenset(SERVANT_WORDS_LIST.split())
SERVANT_LETTERS = tuple(sorted(word) for word in ("ABD", "ABDUL", "ABDEL"))
NOT_SERVANTS_LIST = "ABDI ABDIRAHMAN ABDO ABDELI ABDIAS ABDON ABDULLAEV ABDULAEV"
NOT_SERVANTS = frozenset(NOT_SERVANTS_LIST.split())
ALLAH_LIST = "ALLAH LAH LLAH ULLAH OLLAH OULLAH ALLA ULLA ULAH"
ALLAH = frozenset(ALLAH_LIST.split())
OF_FAITH_LIST = "DIN DEEN DINE DDIN DDINE EDDIN EDDINE UDDIN ADDIN"
OF_FAITH = frozenset(OF_FAITH_LIST.split())
FAITH = re.compile("(?<=.{3})(?:U|E|A|I|OU|AL|UL|EL)D{1,2}(?:IN|INE|EEN|YN)$")
ARTICLES_LIST = "AL EL UL UR AD ED AS ES AR AZ AN ASH AT"
ARTICLES = frozenset(ARTICLES_LIST.split())
SPACED_INITIALS = re.compile(r"^(?:[A-Za-z]\.-?)+$")
INITIALS = re.compile("(?!NG|MD|ST|MC)[BCDFGHJKLMNPQRSTVWXZ]{2}")
"""Two consonants that are no name: JP for Jean-Pierre."""
DISGUISED = re.compile("[A-Za-z].*[0-9@$]|[0-9@$].*[A-Za-z]")
ORDINAL = re.compile("^[0-9]+(?:st|nd|rd|th)\\b", re.IGNORECASE)
DISGUISES = str.maketrans("013457@$", "OIEASTAS")
"""Figures that stand for letters: J0hn, Mich@el."""
HYPHENS = re.compile("[-‐‑‒–—]+")


class WordRole(StrEnum):
    """What a word is in a name: only a NAME distinguishes people by itself."""

    NAME = "name"
    INITIAL = "initial"
    PARTICLE = "particle"
    TITLE = "title"
    GENERATION = "generation"


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name; `joined` to the word before it by a hyphen; `servant` after Abd."""

    text: str
    role: WordRole = WordRole.NAME
    joined: bool = False
    servant: bool = False
    skeleton: bool = False


@dataclass(frozen=True, slots=True)
class ListedName:
    """A line as words, titles dropped; what stands before a comma is put last."""

    words: tuple[NameWord, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """An order of names that does not depend on which one is ours."""
        return tuple(word.text for word in self.words)

    @property
    def names(self) -> tuple[NameWord, ...]:
        """The words that distinguish people."""
        return tuple(word for word in self.words if word.role is WordRole.NAME)


def read_listed_name(line: str) -> ListedName:
    """The words of a line with their roles; no words when nothing in it can be read."""
    raw: list[NameWord] = []
    comma = 0
    for word in latin_words(line):
        raw += pieces(word.text, word.skeleton)
        if not comma and word.text.endswith(","):
            comma = len(raw)
    if comma and comma < len(raw) and raw[comma].text not in GENERATIONS:
        raw = raw[comma:] + raw[:comma]
    untitled = without_titles(raw[: 2 * MOST_WORDS])
    return ListedName(tuple(with_roles(joined_arabic(untitled))[:MOST_WORDS]))


def pieces(word: str, skeleton: bool) -> list[NameWord]:
    """The parts of a word between hyphens and full stops, each as a key."""
    if SPACED_INITIALS.match(word.rstrip(",")):
        word = word.replace(".", " ").replace("-", " ")
    if not word.isalpha() and DISGUISED.search(word) and not ORDINAL.match(word):
        word = word.translate(DISGUISES)
    parts: list[NameWord] = []
    for at, part in enumerate(HYPHENS.split(word)):
        for inner, text in enumerate(name_key(part).split()):
            parts.append(NameWord(text, joined=at > 0 and not inner, skeleton=skeleton))
    return parts


def without_titles(words: list[NameWord]) -> list[NameWord]:
    """The words without titles, unless nothing else is left."""
    kept = [word for word in words if word.text not in TITLES - AMBIGUOUS_TITLES]
    while kept and kept[0].text in AMBIGUOUS_TITLES and len(kept) > 2 and not kept[0].joined:
        kept = kept[1:]
    return kept or words


def joined_arabic(words: list[NameWord]) -> list[NameWord]:
    """Abd and the name after it as one word, and so a word with the -din that follows it."""
    found: list[NameWord] = []
    at = 0
    while at < len(words):
        word, rest = words[at], words[at + 1 :]
        gap = 1 if rest and rest[0].text in ARTICLES and len(rest) > 1 else 0
        after = rest[gap] if len(rest) > gap else None
        if after and is_servant_word(word):
            text = "LAH" if after.text in ALLAH else after.text
            found.append(NameWord(text, servant=True, skeleton=after.skeleton, joined=word.joined))
            at += 2 + gap
        elif after and after.text in OF_FAITH and len(word.text) > 2:
            found.append(NameWord(word.text + "DIN", joined=word.joined))
            at += 2 + gap
        else:
            found.append(unglued(word))
            at += 1
    return found


def is_servant_word(word: NameWord) -> bool:
    """Whether a word is Abd or Abdul, letters in the wrong order allowed."""
    if word.skeleton:
        return word.text == "BD"
    return word.text in SERVANT_WORDS or (
        word.text[0] in "AB" and sorted(word.text) in SERVANT_LETTERS
    )


def unglued(word: NameWord) -> NameWord:
    """A word with Abd- or -din glued to it, written as if they stood apart."""
    if word.skeleton and word.text.startswith("BD") and len(word.text) >= SHORTEST_SKELETON:
        text = "LAH" if word.text == "BDLLH" else word.text[2:].removeprefix("L")
        return NameWord(text, joined=word.joined, servant=True, skeleton=text != "LAH")
    if word.text in NOT_SERVANTS or len(word.text) < 6:
        return word
    served = SERVANT.sub("", word.text)
    if served != word.text:
        text = "LAH" if served in ALLAH else served
        return NameWord(text, joined=word.joined, servant=True, skeleton=word.skeleton)
    faith = FAITH.sub("DIN", word.text)
    return (
        NameWord(faith, joined=word.joined, skeleton=word.skeleton) if faith != word.text else word
    )


def with_roles(words: list[NameWord]) -> list[NameWord]:
    """Each word with its role, read from the word and its place."""
    roles: list[NameWord] = []
    for at, word in enumerate(words):
        text, role = word.text, WordRole.NAME
        if text in GENERATIONS and at > 0:
            text, role = GENERATIONS[text], WordRole.GENERATION
        elif text in PARTICLES and len(words) > 1 and not word.servant:
            role = WordRole.PARTICLE
        elif len(text) == 1:
            role = WordRole.INITIAL
        elif INITIALS.fullmatch(text) and len(words) > 1 and not word.skeleton:
            roles += [
                NameWord(text[0], WordRole.INITIAL),
                NameWord(text[1], WordRole.INITIAL, True),
            ]
            continue
        roles.append(NameWord(text, role, word.joined, word.servant, word.skeleton))
    if not any(word.role is WordRole.NAME for word in roles):
        return [NameWord(word.text, joined=word.joined) for word in words]
    return roles
