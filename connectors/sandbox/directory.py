"""Finds legal units as the search API does: by number, by words, by a person, within filters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectors.sandbox.model import SOLE_TRADER, Payload, object_of, objects_of, text_of
from connectors.sandbox.streets import establishments_of

STOP_WORDS = frozenset(
    {"de", "la", "le", "du", "des", "et", "a", "au", "aux", "les", "un", "une", "dans", "par"}
)
EXACT_BOOST = 8
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAsked:
    """What is asked of one person; every condition must hold for the same person."""

    surname: str | None = None
    given: str | None = None
    born_from: date | None = None
    born_to: date | None = None
    kind: str | None = None  # DIRIGEANT or ELU; both without

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked of any person."""
        return not (self.surname or self.given or self.born_from or self.born_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One search. `unit_filters` and `place_filters` map a field to the values it may take."""

    words: str | None = None
    person: PersonAsked = PersonAsked()
    unit_filters: tuple[tuple[str, frozenset[str]], ...] = ()
    place_filters: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A unit that answers, with how well and through which establishments."""

    unit: Payload
    score: float
    establishments: tuple[Payload, ...] = ()


@dataclass(frozen=True, slots=True)
class _Someone:
    """A person of a unit as indexed: month precision for directors, no day at all for sole traders."""

    surname: str
    given: str
    words: frozenset[str]
    born: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class _Entry:
    unit: Payload
    persons: tuple[_Someone, ...]
    name_words: frozenset[str]
    wide_words: frozenset[str]  # name, sign, address: what a search for words looks through
    name: str
    searchable: bool


class Directory:
    """An index over legal units."""

    def __init__(self, units: Iterable[Payload]) -> None:
        self._entries = [_entry(unit) for unit in units]
        self._by_siren = {text_of(e.unit, "siren"): e.unit for e in self._entries}
        self._by_person_word: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            for word in frozenset().union(*(person.words for person in entry.persons)):
                self._by_person_word.setdefault(word, []).append(entry)

    def by_number(self, number: str) -> tuple[Found, ...]:
        """The unit of a SIREN, or of the SIRET of one of its establishments. Filters do not count."""
        unit = self._by_siren.get(number[:9])
        if unit is None:
            return ()
        if len(number) == 14:
            places = [e for e in establishments_of(unit) if text_of(e, "siret") == number]
            return (Found(unit=unit, score=1, establishments=tuple(places)),) if places else ()
        return (Found(unit=unit, score=1),)

    def search(self, asked: Asked) -> tuple[Found, ...]:
        """Units that answer, best first; at equal score the open ones, then the bigger ones."""
        found = []
        for entry in self._candidates(asked.person):
            answer = _answer(entry, asked)
            if answer is not None:
                found.append(answer)
        return tuple(sorted(found, key=_rank))

    def _candidates(self, person: PersonAsked) -> list[_Entry]:
        words = _query_words(person.surname) + _query_words(person.given)
        if not words:
            return self._entries
        return min((self._by_person_word.get(word, []) for word in words), key=len)


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _answer(entry: _Entry, asked: Asked) -> Found | None:
    if not entry.searchable:
        return None
    unit = entry.unit
    for key, values in asked.unit_filters:
        if not _holds(unit, key, values):
            return None
    places: tuple[Payload, ...] = ()
    if asked.place_filters:
        places = tuple(
            place
            for place in establishments_of(unit)
            if all(text_of(place, key) in values for key, values in asked.place_filters)
        )
        if not places:
            return None
    score = 0.0
    if not asked.person.is_empty:
        scores = [_person_score(person, asked.person) for person in entry.persons]
        best = max((each for each in scores if each is not None), default=None)
        if best is None:
            return None
        score += best
    if asked.words:
        words = _word_score(entry, asked.words)
        if words is None:
            return None
        score += words
        places = places or establishments_of(unit)[:1]
    return Found(unit=unit, score=score, establishments=places)


def _person_score(person: _Someone, asked: PersonAsked) -> float | None:
    """None unless every token matches the same person and the date lies in the range."""
    if asked.kind is not None and asked.kind != person.kind:
        return None
    score = 1.0
    for text, held in ((asked.surname, person.surname), (asked.given, person.given)):
        if not text:
            continue
        words = _query_words(text)
        # A query of stop words alone matches nobody.
        if not words or not frozenset(words) <= frozenset(_WORD.findall(held)):
            return None
        if held == fold(text):
            score += EXACT_BOOST
    if asked.born_from or asked.born_to:
        if person.born is None:
            return None
        if asked.born_from and person.born < asked.born_from:
            return None
        if asked.born_to and person.born > asked.born_to:
            return None
    return score


def _word_score(entry: _Entry, text: str) -> float | None:
    words = frozenset(_WORD.findall(fold(text)))
    if not words:
        return None
    if fold(text) == entry.name:
        return 100.0
    if words <= entry.name_words:
        return 50.0 * len(words) / len(entry.name_words)
    if words <= entry.wide_words:
        return 10.0
    if any(words <= person.words for person in entry.persons):
        return 5.0
    return None


def _query_words(text: str | None) -> tuple[str, ...]:
    words = _WORD.findall(fold(text or ""))
    return tuple(word for word in words if word not in STOP_WORDS)


def _holds(unit: Payload, key: str, values: frozenset[str]) -> bool:
    found = unit.get(key)
    if found is None:
        found = object_of(unit, "complements").get(key)
    written = str(found).lower() if isinstance(found, bool) else found
    return written in values


def _rank(found: Found) -> tuple[float, str, int, str]:
    size = found.unit.get("nombre_etablissements_ouverts")
    return (
        -found.score,
        text_of(found.unit, "etat_administratif") or "Z",
        -(size if isinstance(size, int) else 0),
        text_of(found.unit, "siren") or "",
    )


def _entry(unit: Payload) -> _Entry:
    form = text_of(unit, "nature_juridique")
    is_legal_person = form is not None and form != SOLE_TRADER
    open_to_all = text_of(unit, "statut_diffusion") == "O"
    names = [text_of(unit, key) or "" for key in ("nom_complet", "nom_raison_sociale", "sigle")]
    places = establishments_of(unit)
    wide = [
        text_of(place, key) or "" for place in places for key in ("adresse", "nom_commercial")
    ] + [str(place.get("liste_enseignes") or "") for place in places]
    name_words = frozenset(_WORD.findall(fold(" ".join(names))))
    return _Entry(
        unit=unit,
        persons=_persons(unit),
        name_words=name_words,
        wide_words=name_words | frozenset(_WORD.findall(fold(" ".join(wide)))),
        name=fold(names[0]),
        searchable=open_to_all or is_legal_person,
    )


def _persons(unit: Payload) -> tuple[_Someone, ...]:
    """Directors and elected members; nobody of a partly diffusible unit can be searched for."""
    if text_of(unit, "statut_diffusion") == "P":
        return ()
    body = object_of(object_of(unit, "complements"), "collectivite_territoriale")
    directors = (_someone(each, "DIRIGEANT") for each in objects_of(unit, "dirigeants"))
    elected = (_someone(each, "ELU") for each in objects_of(body, "elus"))
    return tuple(each for each in (*directors, *elected) if each is not None)


def _someone(person: Payload, kind: str) -> _Someone | None:
    surname, given = text_of(person, "nom") or "", text_of(person, "prenoms") or ""
    if not surname and not given:
        return None
    month = text_of(person, "date_de_naissance") if kind == "DIRIGEANT" else None
    surname, given = fold(surname), fold(given)
    return _Someone(
        surname=surname,
        given=given,
        words=frozenset(_WORD.findall(f"{surname} {given}")),
        # A month is indexed as its first day, so that a range inside the month finds nobody.
        born=date.fromisoformat(f"{month[:7]}-01") if month and len(month) >= 7 else None,
        kind=kind,
    )
