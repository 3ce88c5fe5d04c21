"""The contract of the national address file's geocoder: `/search`, GeoJSON, a score from 0 to 1.

It finds what it can: the door, else the street, else the commune, else nothing with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from rapidfuzz import fuzz

from connectors.sandbox.directory import fold
from connectors.sandbox.lambert import projected
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.streets import Dwelling
from connectors.sandbox.world import World

SOURCE = "fr.ban"
LONGEST_QUERY = 200
BEST = 0.97
NEAR = 85  # how alike two words must be, out of 100
WITHOUT_ITS_NUMBER = 0.8  # the street was found, the number was not
WORST = 0.35
TYPE_MISSING_ONE_IN = 37
_SMALL_WORDS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "a", "aux", "et"})
_ABBREVIATIONS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "pl": "place", "all": "allee", "che": "chemin", "chem": "chemin",
    "imp": "impasse", "rte": "route", "crs": "cours", "sq": "square", "st": "saint",
}  # fmt: skip
_REPEATS = {"b": "bis", "bis": "bis", "t": "ter", "ter": "ter"}
_WORD = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True, slots=True)
class _Street:
    doors: tuple[Dwelling, ...]
    words: tuple[str, ...]
    place: tuple[str, ...]

    @property
    def any_door(self) -> Dwelling:
        return self.doors[0]


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    kind: str
    door: Dwelling


class Ban:
    """The geocoder over a world's doors."""

    def __init__(self, world: World) -> None:
        by_street: dict[tuple[str, str, str], list[Dwelling]] = {}
        for door in world.dwellings:
            by_street.setdefault((door.commune, door.postcode, fold(door.street)), []).append(door)
        self._streets = [
            _Street(tuple(doors), _words(doors[0].street), _place_words(doors[0]))
            for doors in by_street.values()
        ]
        communes = {(s.any_door.commune, s.any_door.postcode): s for s in self._streets}
        self._communes = list(communes.values())

    def search(self, parameters: Mapping[str, str]) -> Reply:
        """The answer to `/search`."""
        query = parameters.get("q", "").strip()
        if len(query) > LONGEST_QUERY:
            return Reply(status=413, body={"code": 413, "message": "Query too long"})
        limit = _limit(parameters.get("limit", "5"))
        if len(query) < 3 or limit is None:
            field = "q: must contain between 3 and 200 chars and start with a number or a letter"
            detail = field if limit is not None else "limit: must be an integer between 1 and 100"
            body: Json = {"code": 400, "message": "Failed parsing query", "detail": [detail]}
            return Reply(status=400, body=body)
        filters = {k: parameters[k] for k in ("postcode", "citycode", "type") if parameters.get(k)}
        features: list[Json] = [*(_feature(m) for m in self._matches(query, filters)[:limit])]
        answer: Payload = {
            "type": "FeatureCollection",
            "version": "draft",
            "features": features,
            "attribution": "BAN",
            "licence": "ETALAB-2.0",
            "query": query,
        }
        if filters:
            answer["filters"] = dict(filters)
        return Reply(status=200, body=answer | {"limit": limit})

    def _matches(self, query: str, filters: Mapping[str, str]) -> list[_Match]:
        # Overseas addresses do not answer to a postcode filter; the same question without it does.
        if filters.get("postcode", "").startswith(("97", "98")):
            return []
        words = _words(query)
        number, rest = _number_of(words)
        found = [
            match
            for street in _within(self._streets, filters)
            if (match := _street_match(street, number, rest, filters.get("type")))
        ]
        if filters.get("type") in (None, "municipality"):
            found += [
                match
                for street in _within(self._communes, filters)
                if (match := _commune_match(street, words))
            ]
        wanted = filters.get("type")
        kept = [m for m in found if m.score >= WORST and wanted in (None, m.kind)]
        return sorted(kept, key=lambda m: (-m.score, m.door.commune, m.door.street))


def _within(streets: Iterable[_Street], filters: Mapping[str, str]) -> Iterable[_Street]:
    for street in streets:
        door = street.any_door
        if filters.get("postcode") in (None, door.postcode) and filters.get("citycode") in (
            None,
            door.commune,
        ):
            yield street


def _street_match(
    street: _Street, number: str | None, words: tuple[str, ...], kind: str | None
) -> _Match | None:
    if not any(_said(word, words) for word in _telling(street.words)):
        return None
    in_query = _covered(street.words, words)
    explained = _covered(words, street.words + street.place + _district_words(street.any_door))
    placed = _covered(street.place, words)
    score = BEST * (0.5 * in_query + 0.35 * explained + 0.15 * placed)
    door = next((each for each in street.doors if _same_number(each, number)), None)
    if number is None or kind == "street":
        return _Match(score, "street", street.any_door)
    if door is None:
        return _Match(score * WITHOUT_ITS_NUMBER, "street", street.any_door)
    return _Match(score, "housenumber", door)


def _commune_match(street: _Street, words: tuple[str, ...]) -> _Match | None:
    if not any(word in words for word in street.place):
        return None
    city = _words(street.any_door.city)
    if not _covered(city, words) and street.any_door.postcode not in words:
        return None
    explained = _covered(words, street.place)
    return _Match(BEST * explained, "municipality", street.any_door)


def _covered(words: tuple[str, ...], by: tuple[str, ...]) -> float:
    """The share of some words, by length, that others say; nearly saying one counts for less."""
    total = sum(len(word) for word in words)
    said = sum(len(word) * _said(word, by) for word in words)
    return said / total if total else 0.0


def _said(word: str, words: tuple[str, ...]) -> float:
    """1 if the word is among others, a little less if one of them is nearly it, else 0."""
    if word in words:
        return 1.0
    if word.isdigit() or len(word) < 5:
        return 0.0
    close = (o for o in words if not o.isdigit() and abs(len(o) - len(word)) < 3)
    best = max((fuzz.ratio(word, other) for other in close), default=0.0)
    return best / 100 if best >= NEAR else 0.0


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a street that are neither its type nor small."""
    return tuple(w for w in words if w not in _SMALL_WORDS and w not in _ABBREVIATIONS.values())


def _number_of(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The house number a query starts with, and the rest of its words."""
    if not words or not words[0].isdigit() or len(words[0]) > 4:
        return None, words
    if len(words) > 1 and words[1] in _REPEATS:
        return words[0] + _REPEATS[words[1]], words[2:]
    return words[0], words[1:]


def _same_number(door: Dwelling, number: str | None) -> bool:
    if door.number is None or number is None:
        return False
    digits, _, letters = door.number.partition(door.number.lstrip("0123456789") or "\0")
    return number == digits + _REPEATS.get(letters, letters)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_ABBREVIATIONS.get(word, word) for word in _WORD.findall(fold(text)))


def _place_words(door: Dwelling) -> tuple[str, ...]:
    return (door.postcode, *_words(door.city))


def _district_words(door: Dwelling) -> tuple[str, ...]:
    """What registers add to the name of a city with arrondissements: PARIS 11."""
    return (door.commune[-2:],) if door.district else ()


def _limit(text: str) -> int | None:
    return int(text) if text.isdigit() and 1 <= int(text) <= 100 else None


def _feature(match: _Match) -> Payload:
    door = match.door
    street_id = f"{door.commune}_{crc32(door.street.encode()) % 10_000:04d}"
    x, y = projected(door.latitude, door.longitude)
    names: Payload = {"name": door.city, "id": door.commune, "label": door.city}
    if match.kind == "street":
        label = f"{door.street} {door.postcode} {door.city}"
        names = {"name": door.street, "id": street_id, "label": label}
    elif match.kind == "housenumber":
        digits = door.number or ""
        name = f"{digits} {door.street}"
        label = f"{name} {door.postcode} {door.city}"
        number_id = f"{street_id}_{digits.rstrip('abcdefghijklmnopqrstuvwxyz'):0>5}"
        names = {"name": name, "id": number_id, "label": label, "housenumber": digits}
    properties: Payload = {
        **names,
        "score": round(match.score, 6),
        "type": match.kind,
        "postcode": door.postcode,
        "citycode": door.commune,
        "x": x,
        "y": y,
        "city": door.city,
        "context": door.context,
        "importance": 0.5,
    }
    if door.district:
        properties["district"] = door.district
    if match.kind != "municipality":
        properties["street"] = door.street
    if crc32(str(names["id"]).encode()) % TYPE_MISSING_ONE_IN == 0:
        del properties["type"]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [door.longitude, door.latitude]},
        "properties": properties,
    }


def routes(world: World) -> dict[str, Answer]:
    """The one path, below the service's base."""
    return {"/search": Ban(world).search}
