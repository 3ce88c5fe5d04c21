"""Builds tracer/matching/data from the INSEE tables of surnames, given names and communes.

python benchmarks/build_population.py SURNAMES.tsv.gz GIVEN.csv.gz COMMUNES.csv.gz [OUTPUT_DIR]

The same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from tracer.normalise.addresses import city_key
from tracer.normalise.names import name_key

ERAS = ((1, 6), (6, 9), (9, 12))  # columns of the surname file: 1891-1940, 1941-1970, 1971-2000
FIVE_YEARS = range(1900, 2025, 5)
UNLISTED_SURNAMES = "AUTRES NOMS"
LARGE_TOWN = 5_000
OUTPUT = Path(__file__).parent.parent / "tracer" / "matching" / "data"


def build_surnames(source: Path) -> Iterable[str]:
    """One line a surname: births in the three eras; the first line is the totals."""
    births: dict[str, Counter[int]] = defaultdict(Counter)
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            name, *decades = line.rstrip("\n").split("\t")
            for era, (first, last) in enumerate(ERAS):
                count = sum(int(n) for n in decades[first - 1 : last - 1])
                births["*"][era] += count
                if name != UNLISTED_SURNAMES and name_key(name):
                    births[name_key(name)][era] += count
    for name in sorted(births):
        yield "\t".join([name, *(str(births[name][era]) for era in range(len(ERAS)))])


def build_given(source: Path) -> Iterable[str]:
    """One line a given name and sex: births by five years; the first lines are the totals."""
    births: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            sex = {"1": "M", "2": "F"}[row["sexe"]]
            start, count = int(row["periode"]) // 5 * 5, int(row["valeur"])
            births["*", sex][start] += count
            if key := name_key(row["prenom"]):
                births[key, sex][start] += count
    for name, sex in sorted(births):
        counts = births[name, sex]
        yield "\t".join([name, sex, *(str(counts[y] or "") for y in FIVE_YEARS)])


def build_births(source: Path) -> Iterable[str]:
    """One line a year: births of the listed given names, boys and girls."""
    years: dict[int, Counter[str]] = defaultdict(Counter)
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            years[int(row["periode"])][row["sexe"]] += int(row["valeur"])
    for year in sorted(years):
        yield f"{year}\t{years[year]['1']}\t{years[year]['2']}"


def build_towns(source: Path) -> Iterable[str]:
    """One line a département ("*") or a town of 5,000 people or more: people, postcodes.

    The arrondissements of Paris, Lyon and Marseille follow as "PARIS 75011".
    """
    departements: Counter[str] = Counter()
    towns: dict[tuple[str, str], tuple[int, set[str]]] = {}
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            people = int(row["population"] or 0)
            place = (row["departement"], city_key(row["nom"]))
            codes = set(row["codes_postaux"].replace(",", " ").replace("|", " ").split())
            if row["type"] == "commune-actuelle":
                departements[row["departement"]] += people
                known, postcodes = towns.get(place, (0, set()))
                towns[place] = (known + people, postcodes | codes)
            elif row["type"] == "arrondissement-municipal":
                for postcode in codes:
                    towns[place[0], f"{place[1]} {postcode}"] = (people, {postcode})
    for code, people in departements.items():
        towns[code, "*"] = (people, set())
    for (code, town), (people, postcodes) in sorted(towns.items()):
        if people >= LARGE_TOWN or town == "*":
            yield f"{code}\t{town}\t{people}\t{' '.join(sorted(postcodes))}"


def write(target: Path, lines: Iterable[str]) -> None:
    """Compressed text without a time stamp, so that the bytes depend on the lines only."""
    text = "\n".join(lines) + "\n"
    target.write_bytes(gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0))
    print(f"{target.name}\t{target.stat().st_size:,} bytes\t{text.count(chr(10)):,} lines")


def main(surnames: str, given: str, communes: str, output: str | None = None) -> None:
    folder = Path(output) if output else OUTPUT
    write(folder / "surnames.tsv.gz", build_surnames(Path(surnames)))
    write(folder / "given_names.tsv.gz", build_given(Path(given)))
    write(folder / "births.tsv.gz", build_births(Path(given)))
    write(folder / "towns.tsv.gz", build_towns(Path(communes)))


if __name__ == "__main__":
    main(*sys.argv[1:])
