"""Gold read the right way round: who is who, who shares a household, and what a link rests on."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.identity.data import Labelled, Screening


def screening() -> Screening:
    return Screening(
        name="t",
        queries=pa.table(
            {
                "id": ["Q0", "Q1", "Q2", "Q3"],
                "dob": ["1971-02-03", None, "1980", "1990-07-01"],
                "cp": ["00001", "00002", "00003", "00004"],
                "entity": [5, 6, 7, 8],
                "hh": [1, 1, 2, 3],
                "has_match": [True, False, False, False],
            }
        ),
        register=pa.table(
            {
                "id": ["R0", "R1"],
                "dob": ["1971-02", "1991-07"],
                "cp": ["00009", "00002"],
                "entity": [5, 9],
                "hh": [1, 1],
            }
        ),
    )


def test_ids_become_rows_and_rows_become_gold() -> None:
    data = screening()
    pairs = data.rows(pa.array(["Q0", "Q1"]), pa.array(["R0", "R1"]))
    assert pairs.tolist() == [[0, 0], [1, 1]]
    assert data.correct(pairs).tolist() == [True, False]
    assert data.same_household(pairs).tolist() == [True, True]
    assert data.no_birth_date().tolist() == [False, True, False, False]


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(KeyError, match="1 ids are not in the file"):
        screening().rows(pa.array(["Q0"]), pa.array(["R9"]))


def test_a_link_rests_on_the_name_alone_when_nothing_else_agrees() -> None:
    pairs = np.array([[0, 0], [1, 1], [2, 0], [3, 1], [1, 0]])
    assert screening().nothing_but_the_name(pairs).tolist() == [False, False, True, False, True]


def test_true_pairs_are_counted_within_a_file_or_between_two() -> None:
    left = pa.table({"id": list("abcd"), "entity": ["x", "x", "x", "y"]})
    right = pa.table({"id": list("ef"), "entity": ["x", "z"]})
    assert Labelled(name="t", left=left).true_pairs() == 3
    assert Labelled(name="t", left=left, right=right).true_pairs() == 3
