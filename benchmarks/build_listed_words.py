"""Counts how common words are in names on lists, for `tracer.matching.name_words`.

    python -m benchmarks.build_listed_words FOLDER

Needs the package Faker (MIT): its lists say which words are given names of men, of women, surnames.
FOLDER holds the OFAC and yente files. The first 10,000 negatives of each file are left out: they
measure. Lists and invented names of many countries count half each, so that neither drowns the other.
"""

import csv
import gzip
import importlib
import pkgutil
import sys
from collections import Counter, defaultdict
from pathlib import Path

import faker.providers.person

from tracer.matching.listed_words import NameWord, read_listed_name
from tracer.matching.organisation_words import plain_word, read_organisation

KEPT_OUT = 10_000
LEAST_PER_MILLION = 20
TARGET = Path(__file__).parent.parent / "tracer/matching/data/listed_words.tsv.gz"


def main(folder: Path) -> None:
    people, bodies = ofac(folder / "ofac")
    people += column(folder / "yente/positives_un_untreated.csv")
    people += column(folder / "yente/positives_us_congress_untreated.csv")
    invented = column(folder / "yente/negatives_global.csv")[KEPT_OUT:]
    invented += column(folder / "yente/negatives_us.csv")[KEPT_OUT:]
    shares: dict[str, float] = defaultdict(float)
    for lines in (people, invented):
        counts = Counter(w.text for line in lines for w in read_listed_name(line).names)
        for word, count in counts.items():
            if count > 1:
                shares[word] += 0.5e6 * count / len(lines)
    rows = [f"P\t{word}\t{share:.0f}" for word, share in shares.items()]
    rows = [row for row in rows if int(row.rsplit("\t", 1)[1]) >= LEAST_PER_MILLION]
    rows += [f"{kind}\t{word}\t0" for kind, words in listed().items() for word in words]
    counts = Counter(plain_word(w) for line in bodies for w in set(read_organisation(line).words))
    rows += [f"O\t{w}\t{1e6 * n / len(bodies):.0f}" for w, n in counts.items() if n > 2]
    with gzip.GzipFile(TARGET, "wb", mtime=0) as file:
        file.write(("\n".join(sorted(rows)) + "\n").encode("ascii"))


def listed() -> dict[str, set[str]]:
    """The names Faker lists for men (M), women (F) and as surnames (S), in every language."""
    found: dict[str, set[str]] = {"M": set(), "F": set(), "S": set()}
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for field in dir(provider):
            names = getattr(provider, field)
            if not isinstance(names, (list, tuple, set, dict)) or "name" not in field:
                continue
            if (kind := kind_of(field)) is not None:
                lines = (read_listed_name(name) for name in names if isinstance(name, str))
                found[kind].update(
                    word.text for line in lines for word in line.names if is_plain(word)
                )
    return found


def kind_of(field: str) -> str | None:
    """Whose names a field of a provider holds."""
    if "last" in field:
        return "S"
    if "female" in field:
        return "F"
    return "M" if "male" in field else None


def is_plain(word: NameWord) -> bool:
    return not word.skeleton and len(word.text) > 2 and word.text.isalpha()


def ofac(folder: Path) -> tuple[list[str], list[str]]:
    """The names and other names of people, and those of bodies."""
    with (folder / "sdn.csv").open(encoding="latin-1") as file:
        rows = [row for row in csv.reader(file) if len(row) > 2]
    kinds = {row[0]: row[2].strip() for row in rows}
    names = [(row[0], row[1]) for row in rows]
    with (folder / "alt.csv").open(encoding="latin-1") as file:
        names += [(row[0], row[3]) for row in csv.reader(file) if len(row) > 3]
    people = [name for number, name in names if kinds.get(number) == "individual"]
    return people, [name for number, name in names if kinds.get(number) == "-0-"]


def column(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row["full_name"] for row in csv.DictReader(file)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
