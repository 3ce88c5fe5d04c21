"""Ids met before, against a plain set."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from api.match.repeated_ids import SeenIds, hashed

IDS = st.lists(st.one_of(st.none(), st.text(max_size=20), st.sampled_from("abc")), max_size=30)


@given(st.lists(IDS, max_size=6))
def test_an_id_is_repeated_when_a_set_holds_it_already(blocks: list[list[str | None]]) -> None:
    seen, known = SeenIds(), set[str]()
    for block in blocks:
        expected = []
        for one in block:
            stated = one is not None and one.strip() not in {"", "NaN", "nan", "N/A", "-0-"}
            expected.append(stated and one in known)
            if stated and one is not None:
                known.add(one)
        assert seen.again(pa.array(block, pa.string())).tolist() == expected


def test_ids_of_any_length_hash_apart() -> None:
    ids = (
        [f"{n}" for n in range(2000)] + ["a" * n for n in range(40)] + ["\0" * n for n in (1, 2, 9)]
    )
    assert len(set(hashed(pa.array(ids)).tolist())) == len(ids)
    sliced = pa.array(["x", *ids]).slice(1)
    assert hashed(sliced).tolist() == hashed(pa.array(ids)).tolist()
