"""Plain rapidfuzz on the full name, on the very pairs another peer met: what a script would do."""

from __future__ import annotations

from time import process_time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from benchmarks.identity.data import Labelled, Pairs
from benchmarks.identity.scored import Scored

SCORERS = {
    "token_sort": fuzz.token_sort_ratio,
    "WRatio": fuzz.WRatio,
    "Jaro-Winkler": JaroWinkler.similarity,
}
NAMES = {
    "FEBRL3": ("given_name", "surname"),
    "FEBRL4": ("given_name", "surname"),
    "fake_1000": ("first_name", "surname"),
    "historical_50k": ("full_name",),
    "pseudopeople": ("first_name", "last_name"),
}


def rapidfuzz_runs(left: pa.Array, right: pa.Array, pairs: Pairs) -> dict[str, Scored]:
    """Each scorer on the full names of the pairs; seconds are of one core."""
    first = left.take(pa.array(pairs[:, 0])).to_pylist()
    second = right.take(pa.array(pairs[:, 1])).to_pylist()
    runs = {}
    for name, scorer in SCORERS.items():
        started = process_time()
        score = process.cpdist(first, second, scorer=scorer, workers=1)
        spent = process_time() - started
        runs[name] = Scored(pairs=pairs, score=score.astype(np.float64), scoring_s=spent)
    return runs


def full_names(data: Labelled) -> tuple[pa.Array, pa.Array]:
    """The full names of both sides, in small letters."""
    left = joined(data.left, NAMES[data.name])
    return left, left if data.right is None else joined(data.right, NAMES[data.name])


def joined(table: pa.Table, columns: tuple[str, ...]) -> pa.Array:
    parts = [pc.fill_null(table[c].cast(pa.string()).combine_chunks(), "") for c in columns]
    return pc.utf8_trim_whitespace(pc.utf8_lower(pc.binary_join_element_wise(*parts, " ")))
