"""Which words of an unmarked line may be the surname: every reading, most likely first.

It never decides: the same line read two ways is two hypotheses for the matcher.
"""

from __future__ import annotations

from tracer.normalise.diminutives import is_given_name
from tracer.normalise.full_names import FullName, civility, parse_full_name, plain_words
from tracer.normalise.names import PARTICLES, name_key, surname_key
from tracer.subject import PersonName

MOST_READINGS = 6
IBERIAN_PARTICLES = frozenset(["DA", "DAS", "DO", "DOS", "Y", "E"])
IBERIAN_WORDS = """
ABREU ALMEIDA ALONSO ALVAREZ ALVES ANDRADE ANTUNES ARAUJO BARBOSA BARROS BATISTA BLANCO BORGES
BRAGA BRITO CABRAL CAMPOS CARDOSO CARVALHO CASTRO COELHO CORREIA COSTA CRUZ CUNHA DELGADO DIAS DIAZ
DOMINGUES DOMINGUEZ DUARTE ESTEVES FARIA FERNANDES FERNANDEZ FERREIRA FIGUEIREDO FONSECA FREITAS
GARCIA GIL GIMENEZ GOMES GOMEZ GONCALVES GONZALEZ GUERREIRO GUTIERREZ HERNANDEZ IGLESIAS JIMENEZ
LEITE LIMA LOPES LOPEZ LOURENCO MACEDO MACHADO MAGALHAES MARQUES MARQUEZ MARTINEZ MARTINS MATOS
MELO MENDES MENDEZ MIRANDA MONTEIRO MORAIS MOREIRA MORENO MOTA MUNOZ NAVARRO NEVES NOGUEIRA NUNES
NUNEZ OLIVEIRA ORTEGA ORTIZ PACHECO PEREIRA PEREZ PINHEIRO PINTO PIRES RAMIREZ RAMOS REIS RIBEIRO
ROCHA RODRIGUES RODRIGUEZ ROMERO RUBIO RUIZ SALGADO SANCHEZ SANTOS SEQUEIRA SERRA SILVA SIMOES
SOARES SOUSA SOUZA TAVARES TEIXEIRA TORRES VALENTE VAZ VAZQUEZ VIEIRA
"""
IBERIAN_SURNAMES = frozenset(IBERIAN_WORDS.split())
FAMILY_FIRST_WORDS = """
NGUYEN TRAN LE PHAM HUYNH HOANG PHAN VU VO DANG BUI DO HO NGO DUONG LY DINH TRINH MAI TRUONG CAO
LUONG VUONG THACH CHAU TA QUACH WANG LI ZHANG LIU CHEN YANG HUANG ZHAO WU ZHOU XU SUN MA ZHU HU GUO
HE LIN GAO LUO ZHENG LIANG XIE TANG CHAN WONG CHEUNG LEUNG CHOW KIM PARK CHOI JUNG KANG SIM KHIEU
"""
FAMILY_FIRST = frozenset(FAMILY_FIRST_WORDS.split())
"""Vietnamese, Chinese and Korean surnames, written before the given name at home."""
AMBIGUOUS_FIRST = frozenset(["LE", "DO", "MA", "HE", "MAI", "LIN", "SUN", "TA", "HO", "KIM"])
"""Of these, the ones that are also a French particle or a given name: a middle name must follow."""
MIDDLE_SEX = {"THI": "F", "VAN": "M"}

Words = list[str]


def readings(text: str) -> tuple[PersonName, ...]:
    """The names a whole line may mean, most likely first, at most six.

    A line whose marks are plain (née, épouse, upper case against lower case, a comma) has its own
    reading first, from `parse_full_name`. Otherwise: given names first, as people write; surname
    first, as registers and lists do (tried first when all is in upper case, or when only the last
    word is a known given name); NGUYEN Van Minh and WANG Li with the family name first; several
    surnames for Portuguese and Spanish names, then the last alone (the father's in Portugal) and
    the first alone (the father's in Spain). Raises ValueError, without the name, when the line
    names nobody or two people.
    """
    read = parse_full_name(text)
    _, words = civility(plain_words(text))
    units = united(words)
    found = list(read.names)
    if is_plain(read) and "," not in text and len(units) > 1:
        guesses = [*family_first(units), *iberian(units)]
        usual = [named(units, at) for at in habits(units, upper=text.isupper())]
        usual.sort(key=lambda name: -plausible(name))
        marked = not text.isupper() and any(word.isupper() and len(word) > 1 for word in words)
        found = [*found, *guesses, *usual] if marked else [*guesses, *usual]
    return distinct(found)[:MOST_READINGS]


def middle_sex(name: PersonName) -> str | None:
    """The sex a Vietnamese middle name marks: Thi for a woman, Van for a man; None otherwise.

    Only behind a Vietnamese surname, and when another given name follows it.
    """
    if surname_key(name.surname) not in FAMILY_FIRST:
        return None
    keys = name_key(" ".join(name.given)).split()
    return MIDDLE_SEX.get(keys[0]) if len(keys) > 1 else None


def is_plain(read: FullName) -> bool:
    """Whether the line has no née, épouse, veuve or dit."""
    return len(read.names) == 1


def united(words: Words) -> list[Words]:
    """The words in groups: particles with the word after them, alone otherwise."""
    groups: list[Words] = []
    waiting: Words = []
    for at, word in enumerate(words):
        key = name_key(word)
        if not key:
            continue
        waiting.append(word)
        following = name_key(words[at + 1]) if at + 1 < len(words) else ""
        family = at == 0 and key in FAMILY_FIRST and following in MIDDLE_SEX
        if family or key not in PARTICLES | IBERIAN_PARTICLES:
            groups.append(waiting)
            waiting = []
    if waiting:
        groups.append(waiting)
    return groups


def habits(units: list[Words], *, upper: bool) -> list[range]:
    """Places of the surname as people and registers write: last, first, the last or first two."""
    last, first = range(len(units) - 1, len(units)), range(1)
    order = [first, last] if upper else [last, first]
    if len(units) > 2:
        order += [range(2), range(len(units) - 2, len(units))][:: 1 if upper else -1]
    return order


def family_first(units: list[Words]) -> list[PersonName]:
    """The name whose surname is an East Asian one in first or last place, if one stands there."""
    keys = [name_key(" ".join(unit)) for unit in units]
    middle = len(keys) > 1 and keys[1].split()[0] in MIDDLE_SEX
    if keys[0] in FAMILY_FIRST and (middle or keys[0] not in AMBIGUOUS_FIRST):
        given = [word for unit in units[1:] for word in unit]
        return [PersonName(surname=" ".join(units[0]), given=tuple(given))]
    if keys[-1] in FAMILY_FIRST - AMBIGUOUS_FIRST:
        return [named(units, range(len(units) - 1, len(units)))]
    return []


def iberian(units: list[Words]) -> list[PersonName]:
    """Several Portuguese or Spanish surnames: all of them, the last alone, the first alone."""
    known = [
        name_key(unit[-1]) in IBERIAN_SURNAMES
        or any(name_key(word) in IBERIAN_PARTICLES for word in unit[:-1])
        for unit in units
    ]
    if known[0]:  # as registers write: the surnames, then the given names
        start, end = 0, known.index(False) if False in known else 0
    else:
        start, end = known.index(True) if True in known else len(units), len(units)
    if end - start < 2:
        return []
    given = [word for unit in units[:start] + units[end:] for word in unit]
    family = units[start:end]
    several = [word for unit in family for word in unit]
    return [
        PersonName(surname=" ".join(words), given=tuple(given))
        for words in (several, family[-1], family[0])
    ]


def named(units: list[Words], places: range) -> PersonName:
    """The name whose surname stands at these places, and whose given names are the others."""
    surname = [word for at in places for word in units[at]]
    given = [" ".join(unit) for at, unit in enumerate(units) if at not in places]
    return PersonName(surname=" ".join(surname), given=tuple(given))


def plausible(name: PersonName) -> int:
    """1 when the first given name is known as one and the surname is not, -1 the other way."""
    given = bool(name.given) and is_given_name(name_key(name.given[0]))
    return given - all(is_given_name(word) for word in name_key(name.surname).split())


def distinct(names: list[PersonName]) -> tuple[PersonName, ...]:
    """The names without those that say the same again."""
    kept: dict[tuple[str, str, str], PersonName] = {}
    for name in names:
        key = (surname_key(name.surname), name_key(" ".join(name.given)), name.role)
        if key[0]:
            kept.setdefault(key, name)
    return tuple(kept.values())
