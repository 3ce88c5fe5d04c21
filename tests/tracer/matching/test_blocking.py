"""Keys find the person, whatever slip the file holds, and leave out what everybody shares."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching.blocking import KEY_MASK, KeyIndex
from tracer.matching.candidates import WORTH, find_candidates
from tracer.matching.keys import KINDS
from tracer.matching.reading import Reader, read_table
from tracer.matching.records import Pairing
from tracer.matching.register import Register
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.vocabulary import VocabularyBuilder

PERSON = {
    "id": "sought",
    "nom": "KERVAZIC",
    "nom_usage": "MORVELLE",
    "prenoms": "CATHERINE NOLWENN",
    "dob": "1961-03-14",
    "sexe": "F",
    "cp": "29000",
    "ville": "QUIMPER",
    "adr": "12 rue des Ormes",
}
OTHERS = [
    {
        "id": f"other {at}",
        "nom": f"TARVELOR{chr(65 + at % 26)}",
        "prenoms": f"YSARD{chr(65 + at % 20)}",
        "dob": f"19{50 + at % 40}-0{1 + at % 9}",
        "cp": f"{31000 + at}",
        "ville": f"VILLEBELLE {at}",
        "adr": f"{at} rue du Moulin",
    }
    for at in range(60)
]


def table(rows: list[dict[str, str]]) -> pa.Table:
    names = sorted({name for row in rows for name in row})
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    )


@pytest.fixture(scope="module")
def register() -> Register:
    reader = Reader()
    reader.add(table([PERSON, *OTHERS]))
    return Register.of(reader.records())


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"nom": "Kervazik", "dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"nom": "KERVZAIC", "dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"nom": "MORVELLE", "nom_usage": "", "dob": "", "cp": "75011", "adr": ""},
        {"nom": "MORVELLE-KERVAZIC", "nom_usage": "", "dob": "", "cp": "75011", "adr": ""},
        {"nom": "INCONNUE", "nom_usage": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"nom": "INCONNUE", "nom_usage": "", "dob": "", "prenoms": "CATHRINE"},
        {"nom": "CATHERINE", "nom_usage": "", "prenoms": "KERVAZIC", "dob": "", "cp": "75011"},
        {"prenoms": "CATHY", "dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"prenoms": "C.", "dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
        {"prenoms": "NOLWENN", "dob": "", "cp": "75011", "ville": "PARIS", "adr": ""},
    ],
)
def test_one_slip_or_a_move_does_not_hide_a_person(
    register: Register, change: dict[str, str]
) -> None:
    read = read_table(table([{**PERSON, **change, "id": "q"}]))
    found = find_candidates(
        Pairing.of(read.records, register.records),
        read.inverted,
        register.index,
        register.spellings,
        register.known,
    )
    ids = register.records.ids.take(pa.array(found.row)).to_pylist()
    assert "sought" in ids
    assert len(ids) <= 100


def test_every_kind_of_key_has_its_worth() -> None:
    assert len(WORTH) == len(KINDS)
    assert len(KINDS) >= 8


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=300), st.integers(1, 12))
def test_an_index_keeps_exactly_the_keys_few_enough_share(keys: list[int], most: int) -> None:
    column = np.array(keys, np.uint64) << np.uint64(40)
    rows = np.arange(len(keys))
    index = KeyIndex.build(column, rows, most)
    counts = {key: keys.count(key) for key in keys}
    kept = sorted(
        (key << 40 & int(KEY_MASK)) | row
        for row, key in enumerate(keys)
        if counts[key] <= most or len(keys) <= most
    )
    assert index.entries.tolist() == kept
    distinct = np.unique(column)
    start, found = index.find(distinct)
    for place, key in enumerate(distinct.tolist()):
        expected = [row for row, one in enumerate(keys) if one == key >> 40]
        if len(expected) > most and len(keys) > most:
            expected = []
        rows_found = index.rows(start[place : place + 1], found[place : place + 1]).tolist()
        assert rows_found == expected


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("ABCDE", min_size=4, max_size=9), min_size=1, max_size=30, unique=True),
    st.data(),
)
def test_every_name_one_slip_away_is_near(names: list[str], data: st.DataObject) -> None:
    builder = VocabularyBuilder()
    for name in names:
        builder.add(name)
    index = SpellingIndex.of(builder.build())
    at = data.draw(st.integers(0, len(names) - 1))
    name = names[at]
    place = data.draw(st.integers(0, len(name) - 1))
    slip = data.draw(st.sampled_from(["drop", "double", "replace", "swap"]))
    changed = {
        "drop": name[:place] + name[place + 1 :],
        "double": name[:place] + name[place] + name[place:],
        "replace": name[:place] + "Z" + name[place + 1 :],
        "swap": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }[slip]
    if len(changed) >= 4:
        _, near = index.near([changed])
        assert at in near.tolist()
