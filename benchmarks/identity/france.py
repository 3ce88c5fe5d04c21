"""The national tables as draws: surnames by decade, given names by sex and decade, places by people.

Surnames too rare for the table (one birth in ten) are invented from halves of listed ones.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.identity.data import national

Codes = npt.NDArray[np.int64]
FIRST_DECADE, DECADES = 1931, 8
RARE_NAMES = 400_000
KINDS = ("rue", "avenue", "boulevard", "place", "impasse", "allée", "chemin", "square", "route")
WAYS = (
    *("de l'Église", "de la République", "de la Mairie", "des Écoles", "du Stade", "du Moulin"),
    *("des Lilas", "des Acacias", "des Vignes", "des Tilleuls", "des Roses", "des Peupliers"),
    *("de la Gare", "de la Fontaine", "du Lavoir", "de la Forêt", "du Château", "du Pont"),
    *("de la Liberté", "de la Paix", "du 8 Mai 1945", "du 11 Novembre 1918", "de Verdun"),
    *("Victor Hugo", "Pasteur", "Gambetta", "Jean Jaurès", "Jules Ferry", "Émile Zola"),
    *("Voltaire", "Molière", "Lamartine", "Ampère", "Carnot", "Thiers", "Danton", "Lavoisier"),
    *("du Général de Gaulle", "du Maréchal Foch", "Saint-Exupéry", "Jean Moulin", "Berlioz"),
    *("des Champs", "des Prés", "des Jardins", "des Chênes", "des Érables", "des Hirondelles"),
    *("du Puits", "du Four", "du Marché", "de la Poste", "de la Croix", "du Calvaire"),
    *("du Ruisseau", "de la Rivière", "de la Plaine", "du Coteau", "des Sources", "du Levant"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A weighted draw of codes."""

    codes: Codes
    upto: npt.NDArray[np.float64]

    def sample(self, rng: np.random.Generator, count: int) -> Codes:
        at = np.searchsorted(self.upto, rng.random(count) * self.upto[-1], side="right")
        return self.codes[np.minimum(at, len(self.codes) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class France:
    """Names, places and streets, with how often each is drawn."""

    surnames: pa.Array
    surname_by_decade: tuple[Draw, ...]
    given: pa.Array
    given_accented: dict[str, str]
    given_by_sex_decade: dict[tuple[int, int], Draw]
    postcodes: pa.Array
    towns: pa.Array
    place: Draw
    streets_of_place: Codes
    streets: pa.Array


def france() -> France:
    """Read the tables. The same tables give the same draws."""
    surnames, by_decade = read_surnames()
    given, accented, by_sex_decade = read_given()
    postcodes, towns, people = read_places()
    streets = [f"{kind} {way}" for way in WAYS for kind in KINDS]
    return France(
        surnames=pa.array(surnames),
        surname_by_decade=by_decade,
        given=pa.array(given),
        given_accented=accented,
        given_by_sex_decade=by_sex_decade,
        postcodes=pa.array(postcodes),
        towns=pa.array(towns),
        place=Draw(codes=np.arange(len(people)), upto=np.cumsum(people)),
        streets_of_place=np.clip(people // 80, 8, len(streets)).astype(np.int64),
        streets=pa.array(streets),
    )


def decade(year: Codes) -> Codes:
    """Which decade of the tables a birth year falls in (1931–1940 is the first)."""
    return np.clip((year - FIRST_DECADE) // 10, 0, DECADES - 1)


def read_surnames() -> tuple[list[str], tuple[Draw, ...]]:
    names, counts = [], []
    for row in rows("insee_noms_1891_2000.tsv.gz", "\t"):
        names.append(plain(row["NOM"]))
        counts.append([int(n) for column, n in row.items() if column != "NOM"])
    births = np.array(counts, dtype=np.float64)[:, (FIRST_DECADE - 1891) // 10 :]
    births = np.hstack([births, births[:, [-1] * (DECADES - births.shape[1])]])
    others = names.index("AUTRES NOMS")
    mass, births[others] = births[others].copy(), 0
    invented = rare_names([n for n in names if " " not in n and 5 <= len(n) <= 10])
    births = np.vstack([births, np.repeat(mass[None, :] / len(invented), len(invented), axis=0)])
    codes = np.arange(len(births))
    return names + invented, tuple(
        Draw(codes=codes, upto=np.cumsum(births[:, d])) for d in range(DECADES)
    )


def rare_names(listed: list[str]) -> list[str]:
    """New surnames: the beginning of one listed name and the end of another."""
    rng, known = np.random.default_rng(1891), set(listed)
    heads, tails = rng.integers(0, len(listed), (2, RARE_NAMES))
    made = (
        listed[a][: len(listed[a]) // 2] + listed[b][len(listed[b]) // 2 :]
        for a, b in zip(heads.tolist(), tails.tolist(), strict=True)
    )
    return list(dict.fromkeys(n for n in made if n not in known))


def read_given() -> tuple[list[str], dict[str, str], dict[tuple[int, int], Draw]]:
    births: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    spelled: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows("insee_prenoms_2024_accented.csv.gz", ";"):
        year, name, count = row["periode"], row["prenom"], float(row["valeur"])
        if not year.isdigit() or "RARES" in name or not FIRST_DECADE <= int(year) <= 2004:
            continue
        which = (int(row["sexe"]), min((int(year) - FIRST_DECADE) // 10, DECADES - 1))
        births[which][plain(name)] += count
        spelled[plain(name)][name] += count
    code = {name: n for n, name in enumerate(sorted(spelled))}
    draws = {
        which: Draw(
            codes=np.array([code[n] for n in counts]), upto=np.cumsum(list(counts.values()))
        )
        for which, counts in sorted(births.items())
    }
    return list(code), {n: max(s, key=lambda k: (s[k], k)) for n, s in spelled.items()}, draws


def read_places() -> tuple[list[str], list[str], npt.NDArray[np.float64]]:
    kinds = ("commune-actuelle", "arrondissement-municipal")
    people = {
        row["code"]: int(row["population"] or 0)
        for row in rows("communes_2026.csv.gz", ";")
        if row["type"] in kinds
    }
    towns: dict[tuple[str, str], str] = {
        (row["code_postal"], row["code_commune"]): row["libelle_acheminement"]
        for row in rows("codes_postaux.csv.gz", ";")
        if people.get(row["code_commune"])
    }
    shared: dict[str, int] = defaultdict(int)
    for _, commune in towns:
        shared[commune] += 1
    keys = sorted(towns)
    weights = np.array([people[commune] / shared[commune] for _, commune in keys])
    return [cp for cp, _ in keys], [towns[key] for key in keys], weights


def rows(file: str, separator: str) -> Iterator[dict[str, str]]:
    with gzip.open(national(file), "rt", encoding="utf-8") as lines:
        header = next(lines).rstrip("\n").split(separator)
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split(separator), strict=True))


def plain(name: str) -> str:
    """Capitals without accents."""
    name = name.upper().replace("Œ", "OE").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
