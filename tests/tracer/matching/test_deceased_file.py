"""The file of deceased persons as it really comes: dirty, cut, repeated, and with people to leave out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracer.deceased import OPPOSITIONS, csv_file, csv_row, line
from tracer.matching.deceased_file import COLUMNS, Deaths, read_deaths
from tracer.matching.deceased_oppositions import (
    Oppositions,
    OppositionsUnreadable,
    read_oppositions,
)


def read(data: str | bytes, opposed: str = "") -> Deaths:
    told = data.encode() if isinstance(data, str) else data
    lists = read_oppositions((OPPOSITIONS + opposed).encode()) if opposed else Oppositions()
    return read_deaths(told, lists)


def one(data: str | bytes) -> dict[str, Any]:
    deaths = read(data)
    assert deaths.table.num_rows == 1
    return dict(deaths.table.to_pylist()[0])


def test_a_line_is_read_whole() -> None:
    assert one(line(junk=" ")) == {
        "nom": "KERVAZIC",
        "prenoms": "JEAN PIERRE",
        "dob": "1950-05-14",
        "sexe": "1",
        "lieu_naissance": "BREST",
        "code_lieu_naissance": "29019",
        "pays_naissance": "",
        "date_deces": "2026-09-03",
        "code_lieu_deces": "29232",
        "num_acte": "000000123",
        "line": 1,
    }


@pytest.mark.parametrize(
    ("written", "known"),
    [("19500514", "1950-05-14"), ("19500500", "1950-05"), ("19500000", "1950"), ("00000000", None),
     ("        ", None), ("00000514", None), ("19370231", "1937-02"), ("19371401", "1937")],
)  # fmt: skip
def test_what_is_not_known_of_a_birth_stays_unknown(written: str, known: str | None) -> None:
    assert one(line(born=written))["dob"] == known


def test_a_day_that_does_not_exist_is_cut_and_told() -> None:
    [note] = read(line(born="19370231")).set_aside
    assert (note.line, note.field, note.kept) == (1, "date_naissance", True)


@pytest.mark.parametrize(
    ("written", "known"), [("20260000", "2026"), ("00000000", None), ("20260900", "2026-09")]
)
def test_a_death_whose_day_is_not_known_is_a_death(written: str, known: str | None) -> None:
    assert one(line(died=written))["date_deces"] == known


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_accents_move_nothing_in_either_encoding(encoding: str) -> None:
    said = one(line("LÉVÊQUE-ÇA*ZOÉ/", sex="2", town="TRÉVIGNAC").encode(encoding))
    assert (said["nom"], said["prenoms"], said["sexe"]) == ("LÉVÊQUE-ÇA", "ZOÉ", "2")
    assert (said["dob"], said["num_acte"]) == ("1950-05-14", "000000123")


def test_both_encodings_in_one_file_are_read_line_by_line() -> None:
    data = line("LÉON*A/", act="1").encode() + b"\n" + line("LÉON*B/", act="2").encode("latin-1")
    assert read(data).table["nom"].to_pylist() == ["LÉON", "LÉON"]


@pytest.mark.parametrize("dirt", ["\x00", "\x7f", "\ufffd", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_dirty_character_takes_its_place_and_moves_nothing(dirt: str) -> None:
    said = one(line(f"KERVA{dirt}*JEAN/", town=f"BRE{dirt}ST"))
    assert said["nom"] == "KERVA"
    assert (said["sexe"], said["dob"], said["date_deces"]) == ("1", "1950-05-14", "2026-09-03")


def test_a_broken_byte_in_utf8_is_one_lost_letter() -> None:
    raw = line("LÉON?*JEAN/").encode().replace(b"?", b"\xff")
    said = one(raw)
    assert (said["nom"], said["dob"]) == ("LÉON", "1950-05-14")


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_lines_end_as_files_end_them(ending: str) -> None:
    assert read(f"{line()}{ending}{ending}").table.num_rows == 1


@pytest.mark.parametrize(
    ("act", "junk", "read_as"),
    [("000000123", "", "000000123"), ("000000123", "4", "0000001234"), ("123", " \x7f?", "123"),
     ("000000123", " 99", "000000123"), ("", "", "")],
)  # fmt: skip
def test_the_certificate_is_nine_or_ten_wide_and_junk_is_dropped(
    act: str, junk: str, read_as: str
) -> None:
    assert one(line(act=act, junk=junk))["num_acte"] == read_as


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (line("KERVAZIC JEAN/"), "nom_prenoms"),
        (line("*JEAN/"), "nom_prenoms"),
        (line(sex="3"), "sexe"),
        (line(born="1950O514"), "date_naissance"),
        (line(died="2026 903"), "date_deces"),
        (line(born="20270101"), "date_naissance"),
        (line()[:120], "line"),
    ],
)
def test_a_line_that_cannot_be_read_is_set_aside_by_number_and_field(bad: str, field: str) -> None:
    deaths = read("\n".join([line(), bad, line(act="9")]))
    assert deaths.table["line"].to_pylist() == [1, 3]
    [note] = deaths.set_aside
    assert (note.line, note.field, note.kept) == (2, field, False)
    for value in ("KERVAZIC", "JEAN", "1950", "2026", "123"):
        assert value not in repr(note)


def test_a_name_without_given_names_or_without_its_slash_is_read() -> None:
    assert one(line("KERVAZIC*/"))["prenoms"] is None
    assert one(line("KERVAZIC*JEAN"))["prenoms"] == "JEAN"


def test_towns_are_written_as_people_write_them() -> None:
    assert one(line(town="PARIS 11E  ARRONDISSEMENT"))["lieu_naissance"] == "PARIS"
    assert one(line(town="ST-POL-DE-L'EXEMPLE"))["lieu_naissance"] == "SAINT POL DE L EXEMPLE"
    assert one(line(town=""))["lieu_naissance"] is None


def test_the_csv_variant_says_the_same() -> None:
    fixed = read("\n".join([line(), line("BRÉVAL*LÉA/", sex="2", act="7")])).table
    variant = read(csv_file(csv_row(), csv_row(name="BRÉVAL*LÉA/", sex="2", act="7"))).table
    drop = [name for name in COLUMNS if name != "line"]
    assert variant.select(drop).to_pylist() == fixed.select(drop).to_pylist()


def test_a_csv_row_of_another_width_is_set_aside() -> None:
    deaths = read(csv_file(csv_row(), "a;b", csv_row(act="5")))
    assert deaths.table.num_rows == 2
    assert [(note.line, note.field) for note in deaths.set_aside] == [(3, "line")]


@pytest.mark.parametrize("day", ["20260903", "2026-09-03", "03/09/2026"])
@pytest.mark.parametrize("act", ["123", "000000123", "0123"])
def test_an_opposition_takes_out_exactly_its_act(day: str, act: str) -> None:
    deaths = read("\n".join([line(), line(act="124"), line(place="29233")]), f"29232;{day};{act}\n")
    assert deaths.table["line"].to_pylist() == [2, 3]
    assert deaths.opposed == 1


def test_an_opposition_holds_even_where_junk_touches_the_certificate() -> None:
    assert read(line(junk="7"), "29232;20260903;123\n").table.num_rows == 0


def test_an_opposed_line_leaves_no_trace_even_when_it_is_malformed() -> None:
    deaths = read(line(sex="3"), "29232;20260903;123\n")
    assert (deaths.set_aside, deaths.opposed) == ((), 1)


@pytest.mark.parametrize("row", [";20260903;1", "29232;yesterday;1", "29232;20260903;", "29232"])
def test_an_opposition_that_cannot_be_read_stops_everything(row: str) -> None:
    with pytest.raises(OppositionsUnreadable, match="line 2") as raised:
        read_oppositions((OPPOSITIONS + row + "\n").encode())
    assert "yesterday" not in str(raised.value)


def test_a_list_without_its_columns_is_refused() -> None:
    with pytest.raises(OppositionsUnreadable, match="no column"):
        read_oppositions(b"a;b\n1;2\n")
    assert read_oppositions(b"") == Oppositions()


def test_one_act_written_twice_counts_once_and_an_act_without_number_is_never_a_repetition() -> (
    None
):
    deaths = read("\n".join([line(), line("KERVASIC*JEAN/"), line(act=""), line("X*Y/", act="")]))
    assert deaths.table["line"].to_pylist() == [1, 3, 4]
    assert deaths.repeated == 1


@given(st.lists(st.binary(max_size=220), max_size=8))
def test_no_bytes_whatever_stop_the_reading(lines: list[bytes]) -> None:
    deaths = read_deaths(b"\n".join([line().encode(), *lines]), Oppositions())
    assert deaths.table.column_names == list(COLUMNS)
    assert deaths.table["line"].to_pylist()[:1] == [1]
