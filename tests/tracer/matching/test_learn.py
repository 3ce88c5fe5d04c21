"""Learning without labels: a file of invented people and of their misspelt doubles."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tracer.matching.blocking import build_index
from tracer.matching.broad import repeats
from tracer.matching.candidates import find_candidates
from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.learn import chances, drawn, expectation_maximisation
from tracer.matching.levels import Levels, compare
from tracer.matching.parameters import Parameters, load_parameters
from tracer.matching.reading import NOISY, read_table
from tracer.matching.records import Pairing
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.weights import weigh

PEOPLE = 400
STARTS = ("bal", "cor", "dun", "fer", "gal", "lam", "mor", "pel", "tar", "ver")
MIDDLES = ("an", "er", "in", "ol", "ub", "ess", "ich", "ard")
ENDS = ("dier", "quet", "mont", "ville", "sac", "gnon", "rel", "teau")
GIVEN = ("Odile", "Marius", "Blandine", "Ulysse", "Perrine", "Gaspard", "Solange", "Anatole")


def doubled() -> pa.Table:
    """Each person twice: as is, and without a field or with a slip."""
    chance = np.random.default_rng(7)
    rows = []
    for person in range(PEOPLE):
        nom = "".join(chance.choice(parts) for parts in (STARTS, MIDDLES, ENDS))
        row = {
            "nom": nom,
            "prenoms": str(chance.choice(GIVEN)),
            "dob": f"{chance.integers(1930, 2000)}-{chance.integers(1, 13):02}-{chance.integers(1, 28):02}",
            "cp": f"{chance.integers(10, 90)}{chance.integers(0, 10)}00",
        }
        double = dict(row)
        if person % 2:
            double[str(chance.choice(["nom", "prenoms", "dob", "cp"]))] = None
        else:
            double["nom"] = nom[:3] + nom[4:]
        rows += [{"id": f"{person}-1", **row}, {"id": f"{person}-2", **double}]
    return pa.Table.from_pylist(rows)


@pytest.fixture(scope="module")
def compared() -> tuple[Levels, Levels, Frequencies, np.ndarray, int]:
    read = read_table(doubled(), NOISY)
    pairing = Pairing.of(read.records, read.records)
    known = count_register(read.records)
    spellings = SpellingIndex.of(read.records.names)
    found = find_candidates(pairing, read.inverted, build_index(read.records), spellings, known)
    left, right = repeats(pairing, read.inverted, found)
    person = np.array([int(one.split("-")[0]) for one in read.records.ids.to_pylist()])
    levels = compare(pairing, read.inverted, left, right, known)
    strange = compare(pairing, read.inverted, *drawn(read.records, read.records, 20_000), known)
    return levels, strange, known, person[left] == person[right], len(read.records)


def learn(
    compared: tuple[Levels, Levels, Frequencies, np.ndarray, int], rounds: int = 20
) -> Parameters:
    levels, strange, known, _, size = compared
    return expectation_maximisation(
        levels, None, size // 2, known, load_parameters(), rounds, at_random=strange, kin=True
    )


def test_doubles_are_told_from_strangers_without_a_label(
    compared: tuple[Levels, Levels, Frequencies, np.ndarray, int],
) -> None:
    levels, _, known, true, _ = compared
    by = learn(compared)
    linked = chances(weigh(levels, known, by).total, None, 0, by) >= 0.5
    assert (linked & true).sum() >= 0.97 * PEOPLE
    assert (linked & ~true).sum() <= 0.01 * PEOPLE


def test_how_many_doubles_a_row_has_is_learned(
    compared: tuple[Levels, Levels, Frequencies, np.ndarray, int],
) -> None:
    assert learn(compared).number("prior_odds") == pytest.approx(1.0, abs=0.05)


def test_the_same_pairs_teach_the_same_parameters(
    compared: tuple[Levels, Levels, Frequencies, np.ndarray, int],
) -> None:
    assert learn(compared, 3).hash == learn(compared, 3).hash


def test_pairs_are_drawn_the_same_each_time_and_never_with_themselves() -> None:
    records = read_table(doubled(), NOISY).records
    first, again = drawn(records, records, 5_000), drawn(records, records, 5_000)
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert (first[0] != first[1]).all()
