"""How a French name sounds: one code for the spellings a clerk may have chosen by ear.

It says nothing about whose name it is, and is not meant for other languages.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """One reading: the letters it may start on, the pattern after them, the code, an example."""

    first: str
    then: str
    code: str
    example: str


RULES: tuple[Rule, ...] = (
    # Whole words and stems whose spelling hides an accent, a cedilla or an old letter.
    Rule("A", r"NDREE?\b", "1DRE", "ANDRE has lost the accent of André"),
    Rule("R", r"ENEE?\b", "RENE", "René, Renée"),
    Rule("A", r"IMEE?\b", "EME", "Aimé, Aimée"),
    Rule("D", r"ESIREE?\b", "DEZIRE", "Désiré, Désirée"),
    Rule("J", r"OSEE?\b", "JOZE", "José, Josée"),
    Rule("F", r"EBU?V?RE?\b", "FEVR", "Lefebvre, Lefébure, Lefèvre: the old u was a v"),
    Rule("S", r"CHMI[DT]+\b", "CMIT", "Schmitt, Schmidt, Schmit"),
    Rule("D", r"IA[SZ]\b", "DIAZ", "Dias, Diaz"),
    Rule("G", r"[HU]?ISL", "GIL", "Ghislain, Gislain: the s is silent"),
    Rule("J", r"E(?=A[NM])", "J", "Jean, Jeanne"),
    Rule("L", r"AET", "LET", "Laetitia, Létitia"),
    Rule("T", r"IA(?<=TITIA)\b", "SIA", "Laetitia, Laeticia"),
    Rule("P", r"(?=TIS)|(?<=MP)(?=T)", "", "Baptiste, Batiste; Lecompte, Lecomte"),
    Rule("D", r"ES(?<=\bDES)(?=[BCDFGJLMNPQRTV])", "DE", "Deschamps, Des Champs"),
    Rule(
        "E",
        r"[SZ]\b(?:(?<=LOP..)|(?<=GOM..)|(?<=PER..)|(?<=AND..)|(?<=RIGU..)|(?<=MINGU..)|(?<=NCH..)"
        r"|(?<=TIN..)|(?<=ZAL..)|(?<=ALV..)|(?<=VAR..)|(?<=NUN..)|(?<=MEND..)|(?<=[QG]U..)"
        r"|(?<=MEN..))",
        "EZ",
        "Lopes, Lopez; Fernandes, Fernandez",
    ),
    # Endings.
    Rule("A", r"[IY]ES?\b", "E", "Delahaie, Delahaye"),
    Rule("O", r"ES?\b", "OE", "Zoé, Noé"),
    Rule("E", r"ES?\b", "E", "Dorée, Doré"),
    Rule("E", r"S?\b(?:(?<=PRE)|(?<=PRES))", "E", "Dupré, Duprez"),
    Rule("E", r"(?<=\b[A-Z]E)S?\b", "E", "Le, De, Des: never silent"),
    Rule("E", r"(?<=[AO]HE)S?\b", "E", "Mahé"),
    Rule("E", r"S?\b", "", "Gilles, Marie: a mute e"),
    Rule("E", r"Z\b", "E", "Duprez, Dupré"),
    Rule("E", r"(?<!RNE)(?:S?T|TS)\b", "E", "Genest, Genet"),
    Rule(
        "E",
        r"R(?:(?<=[^AE]IER)|(?<=[OU]YER)|(?<=GER)|(?<=CHER))S?\b",
        "E",
        "Gauthier, Boucher; the r of Maier and Muller is heard",
    ),
    Rule("I", r"EDS?\b", "IE", "Dupied, Dupié"),
    Rule("O", r"ISTS?\b", "WA", "Benoist, Benoît"),
    Rule("O", r"[SL]T\b", "O", "Prévost, Prévot"),
    Rule("O", r"ULT\b", "W", "Renoult, Renou"),
    Rule("T", r"(?<=[DT]T)\b", "T", "Schmitt: a doubled t is heard"),
    Rule("T", r"S?\b(?:(?<=[AEIOUYNRS]T)|(?<=[AEIOUYNRS]TS)|(?<=AULT))", "", "Laurent, Renault"),
    Rule("D", r"S?\b(?:(?<=[NRU]D)|(?<=[NRU]DS)|(?<=AULD))", "", "Dupond, Renard, Arnauld"),
    Rule("P", r"S?\b(?:(?<=OUP)|(?<=MP)|(?<=MPS))", "", "Leloup, Deschamps"),
    Rule("C", r"(?<=NC)S?\b", "", "Leblanc"),
    Rule("G", r"(?<=[NR]G)S?\b", "", "Lelong, Dubourg"),
    Rule("X", r"(?<=[UO][UI]X)\b", "", "Roux, Devaux, Lacroix"),
    Rule("X", r"(?<=AUX)\b", "", "Devaux, Devau"),
    Rule("S", r"(?<=IAS)\b", "S", "Elias is not Elia"),
    Rule("S", r"\b", "", "Nicolas, Thomas"),
    # The sound of -ille.
    Rule("E", r"UIL(?:L(?=[AEIOUY])|\b)", "4Y", "Breuil, Breuille"),
    Rule("E", r"IL(?:L(?=[AEIOUY])|\b)", "EY", "Mireille, Mireil"),
    Rule("O", r"UILL(?=[AEIOUY])", "WY", "Bouillon"),
    Rule("A", r"ILL(?=[AEIOUY])", "AY", "Maillet"),
    Rule("I", r"LL(?:(?<=[VHW]ILL)|(?<=\bGILL))(?=[AEIOUY])", "IL", "Villard, Gilles"),
    Rule("I", r"LL(?=[AEIOUY])", "IY", "Camille, Guillot"),
    # Nasal vowels: no other vowel, and no doubled n, after them.
    Rule("O", r"IN(?![AEIOUYHN])", "W2", "Poinsot, but not Antoine"),
    Rule("E", r"(?<=[IY]E)N(?=S?\b)", "2", "Julien, Bastien"),
    Rule("AE", r"[IY](?:N(?![AEIOUYHN])|M(?=[BP]))", "2", "Romain, Germein"),
    Rule("IY", r"(?:N(?![AEIOUYHN])|M(?=[BP]))", "2", "Martin, Martyn"),
    Rule("E", r"U(?:N(?![AEIOUYHN])|M(?=[BP]))", "2", "Lejeun"),
    Rule("U", r"(?:N(?![AEIOUYHN])|M(?=[BP]))", "2", "Lebrun, Lebrin"),
    Rule("E", r"N\b", "EN", "Ruben, Carmen: a final n that is heard"),
    Rule("AE", r"(?:N(?![AEIOUYHN])|M(?=[BP]))", "1", "Laurent, Laurant; Champ"),
    Rule("O", r"(?:N(?![AEIOUYHN])|M(?=[BPT]))", "3", "Simon; Lecomte, Leconte"),
    # Vowels written with several letters.
    Rule("E", r"AUL(?=[TDX])|AU", "O", "Moreau, Moro"),
    Rule("A", r"UL(?=[TDX])|U", "O", "Gaultier, Gautier; Arnauld, Arnaud; Renaud, Reno"),
    Rule("E", r"U", "4", "Lebeuf"),
    Rule("O", r"EU", "4", "Leboeuf, Lebeuf"),
    Rule("O", r"E(?!L)", "E", "Phoebé, Phébé, but not Joël"),
    Rule("O", r"U", "W", "Roux; written apart from u"),
    Rule("O", r"Y(?=[AEIOU])", "WAY", "Royer"),
    Rule("O", r"[IY]", "WA", "Leroy, Leroi"),
    Rule("AE", r"[IY](?=[AEOU])", "EY", "Mayer, Meyer, Maier"),
    Rule("AE", r"[IY]", "E", "Aymeric, Émeric; Reynaud, Raynaud"),
    Rule("E", r"S(?=N)", "E", "Duchesne, Duchêne"),
    Rule("Y", r"", "I", "Henry, Henri"),
    # Consonants.
    Rule("P", r"H", "F", "Philippe, Filip"),
    Rule("S", r"CH(?=[RLT])", "K", "Schlosser, Sklosser"),
    Rule("S", r"C?H", "C", "Shantal, Chantal; Schaeffer"),
    Rule("S", r"C(?=[EIY])", "S", "Pascine, Passine"),
    Rule("C", r"H(?=[RLT]|AEL)", "K", "Christian, Kristian; Michaël, Mikaël"),
    Rule("C", r"H", "C", "Charles"),
    Rule("C", r"C(?=[EIY])", "KS", "Vaccina"),
    Rule("C", r"(?=[EIY])", "S", "Marcel, Marsel"),
    Rule(
        "C",
        r"(?:(?<=FRANC)(?=OI)|(?<=GARC)(?=ON)|(?<=GONC)(?=AL)|(?<=[AE]NC)(?=ON\b))",
        "S",
        "François, Besançon: the cedilla is lost in the key",
    ),
    Rule("C", r"QU?|[CK]?", "K", "Yannick, Yannik; Lecocq, Lecoq"),
    Rule("Q", r"U?", "K", "Jacques, Jak"),
    Rule("G", r"N", "NY", "Agnès; not the i of Lavigny"),
    Rule("G", r"U(?=[EIY])", "G", "Guy, Guillaume"),
    Rule("G", r"E(?=[AO])", "J", "Georges, Jorge"),
    Rule("G", r"(?=[EIY])", "J", "Gérard, Jérard"),
    Rule("D", r"J(?<=\bDJ)", "J", "Djamel, Jamel"),
    Rule("H", r"", "", "Henri, Thierry, Ghali: never heard"),
    Rule("S", r"(?<=[AEIOUY]S)(?=[AEIOUY])", "Z", "Élisa, Éliza"),
    Rule("W", r"", "V", "Walter, Valter"),
    Rule("X", r"", "KS", "Alexandre, Aleksandre"),
    *(
        Rule(letter, f"(?={letter})", "", "Michelle, Michèle: a doubled letter is one sound")
        for letter in "ABDEFGILMNOPRSTUVZ"
    ),
    Rule(" ", r"", "", "Le Goff, Legoff"),
)
"""Read from left to right: at each place the first rule that fits, other letters as they are.

Patterns see the letters as written, before and behind. 1, 2, 3 and 4 are the vowels of "lent",
"lin", "long" and "peu"; C is "ch", Y the end of "fille" and W "ou".
"""


def compiled() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern that tries only the rules of the letter it stands on, and the code per group."""
    codes = [""]
    letters: list[str] = []
    for letter in " ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        rules = [rule for rule in RULES if letter in rule.first]
        if rules:
            letters.append(letter + "(?:" + "|".join(f"({rule.then})" for rule in rules) + ")")
            codes += [rule.code for rule in rules]
    return re.compile("|".join(letters)), tuple(codes)


READINGS, CODES = compiled()


def french_phonetic(key: str) -> str:
    """The code of a name key (upper-case ASCII): equal for names that sound alike in French.

    RENAUD, RENAULT and RENO are one code; MEYER and MAILLET are two. A key whose letters are all
    silent is its own code, so that only an empty key has an empty one.
    """
    return READINGS.sub(read, key) or key.replace(" ", "")


def read(match: re.Match[str]) -> str:
    """The code of the rule that fitted."""
    return CODES[match.lastindex or 0]
