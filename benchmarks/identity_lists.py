"""Names on one line, measured: labelled pairs, small entities, and a list screened.

    python -m benchmarks.identity_lists FOLDER

FOLDER holds `nomenklatura`, `yente` and `ofac`. Nothing is learned from the labelled pairs.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from tracer.matching.list_screening import SCREENING_BITS, ListIndex
from tracer.matching.listed_entities import ListedEntity, ListedKind, compare_listed_entities
from tracer.matching.name_words import NameWords, load_name_words

NOTHING = -99.0  # the score of a pair that gives no evidence
NEGATIVES, WRATIO_NEGATIVES = 10_000, 2_000
PARTS = ("firstName", "middleName", "fatherName", "lastName")


def name_bench(folder: Path) -> dict[str, object]:
    """The labelled pairs of names, by kind of entity."""
    with (folder / "nomenklatura/name_bench_cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = load_name_words()
    pairs = [
        (entity(row["schema"], row["name1"]), entity(row["schema"], row["name2"])) for row in rows
    ]
    truth = np.array([row["is_match"] == "true" for row in rows])
    scores, rate = scored(pairs, words)
    peer = np.array([ratio(row["name1"], row["name2"]) for row in rows])
    person = np.array([row["schema"] == "Person" for row in rows])
    groups = {"all": person | True, "person": person, "organisation": ~person}
    figures: dict[str, object] = {"pairs_per_second": rate}
    for group, mask in groups.items():
        figures[group] = measured(scores[mask], truth[mask], 0.0)
        figures[f"{group}_wratio"] = measured(peer[mask], truth[mask], None)
    return figures


def entity_checks(folder: Path) -> dict[str, object]:
    """The labelled pairs of small entities."""
    text = (folder / "nomenklatura/entity_checks.yml").read_text(encoding="utf-8")
    checks = yaml.safe_load(text)["checks"]
    words = load_name_words()
    pairs = [
        (built(check["schema"], check["query"]), built(check["schema"], check["candidate"]))
        for check in checks
    ]
    truth = np.array([bool(check["match"]) for check in checks])
    scores, rate = scored(pairs, words)
    peer = np.array([ratio(a.names[0], b.names[0]) for a, b in pairs])
    return {
        "pairs_per_second": rate,
        "all": measured(scores, truth, 0.0),
        "all_wratio": measured(peer, truth, None),
    }


def list_screening(folder: Path) -> dict[str, object]:
    """The UN names as somebody misspelt them, and strangers, against the UN and OFAC lists."""
    truth = names(folder / "yente/positives_un_untreated.csv")
    asked = names(folder / "yente/positives_un_treated.csv")
    targets = [*truth, *ofac_people(folder / "ofac")]
    index = ListIndex(targets, load_name_words())
    started = time.perf_counter()
    hits = list(index.screen(asked))
    found = sum(
        any(targets[hit.place] == name for hit in some)
        for some, name in zip(hits, truth, strict=True)
    )
    letters = [default_process(name) for name in targets]
    figures: dict[str, object] = {
        "targets": len(targets),
        "threshold": SCREENING_BITS,
        "recall": round(found / len(asked), 4),
        "recall_wratio_90": round(wratio_recall(asked, truth), 4),
    }
    count = len(asked)
    for part in ("global", "us"):
        strangers = names(folder / f"yente/negatives_{part}.csv")[:NEGATIVES]
        count += len(strangers)
        wrong = sum(bool(some) for some in index.screen(strangers))
        figures[f"false_positives_{part}"] = wrong
        figures[f"false_positive_rate_{part}"] = round(wrong / len(strangers), 5)
    figures["queries_per_second"] = round(count / (time.perf_counter() - started))
    strangers = names(folder / "yente/negatives_global.csv")[:WRATIO_NEGATIVES]
    wrong = sum(
        process.extractOne(default_process(name), letters, scorer=fuzz.WRatio, score_cutoff=90)
        is not None
        for name in strangers
    )
    figures["false_positive_rate_global_wratio_90"] = round(wrong / len(strangers), 5)
    return figures


def wratio_recall(asked: Sequence[str], truth: Sequence[str]) -> float:
    right = [ratio(a, b) >= 90 for a, b in zip(asked, truth, strict=True)]
    return sum(right) / len(right)


def names(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row["full_name"] for row in csv.DictReader(file)]


def ofac_people(folder: Path) -> list[str]:
    """The people of the OFAC list, by their names and their other names."""
    with (folder / "sdn.csv").open(encoding="latin-1") as file:
        people = {
            row[0]: row[1]
            for row in csv.reader(file)
            if len(row) > 2 and row[2].strip() == "individual"
        }
    with (folder / "alt.csv").open(encoding="latin-1") as file:
        others = [row[3] for row in csv.reader(file) if len(row) > 3 and row[0] in people]
    return [*people.values(), *others]


def entity(schema: str, name: str) -> ListedEntity:
    kind = ListedKind.PERSON if schema == "Person" else ListedKind.ORGANISATION
    return ListedEntity(kind=kind, names=(name,))


def built(schema: str, properties: dict[str, str]) -> ListedEntity:
    """An entity of the checks; without a whole name, its parts in order."""
    parts = " ".join(properties[part] for part in PARTS if properties.get(part))
    return entity(schema, properties.get("name") or parts)


def scored(
    pairs: Sequence[tuple[ListedEntity, ListedEntity]], words: NameWords
) -> tuple[np.ndarray, int]:
    """The bits of each pair, and how many pairs a second."""
    start = time.perf_counter()
    scores = [
        found.bits - found.name.threshold if found.name.findings else NOTHING
        for found in (compare_listed_entities(a, b, words) for a, b in pairs)
    ]
    return np.array(scores), round(len(pairs) / (time.perf_counter() - start))


def ratio(a: str, b: str) -> float:
    return fuzz.WRatio(default_process(a), default_process(b))


def measured(scores: np.ndarray, truth: np.ndarray, threshold: float | None) -> dict[str, float]:
    """Precision, recall and F1 at the shipped threshold (best F1 without one), best F1 and AP."""
    order = np.argsort(-scores, kind="stable")
    ranked = truth[order]
    hits = np.cumsum(ranked)
    ends = np.append(np.diff(scores[order]) != 0, True)
    places = np.arange(1, len(ranked) + 1)
    f1 = np.where(ends, 2 * hits / (places + truth.sum()), 0.0)
    best = int(f1.argmax())
    chosen = threshold if threshold is not None else float(scores[order][best])
    said = scores >= chosen
    right = int((said & truth).sum())
    return {
        "n": len(truth),
        "precision": round(right / max(int(said.sum()), 1), 4),
        "recall": round(right / max(int(truth.sum()), 1), 4),
        "f1": round(2 * right / max(int(said.sum() + truth.sum()), 1), 4),
        "threshold": round(chosen, 3),
        "best_f1": round(float(f1.max()), 4),
        "best_threshold": round(float(scores[order][best]), 3),
        "average_precision": round(float((hits / places)[ranked].mean()), 4),
    }


def main(folder: Path) -> None:
    for measure in (name_bench, entity_checks, list_screening):
        print(measure.__name__, json.dumps(measure(folder), indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
