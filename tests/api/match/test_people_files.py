"""Files of people as they come: marks, encodings, kinds of columns, and everything wrong with them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from api.match import people_csv
from api.match.column_map import ColumnMap, read_map
from api.match.people_files import PeopleFile, open_people, shares
from tests.api.match.invented import csv, parquet, people
from tracer.errors import Invalid


def opened(path: Path, mapped: ColumnMap | None = None) -> PeopleFile:
    return open_people(path, "queries", mapped or ColumnMap())


def rows(file: PeopleFile) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for part in file.rows():
        told += part.table.to_pylist()
    return told


def read(path: Path, text: str | bytes) -> tuple[list[dict[str, Any]], list[tuple[int, str, str]]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file = opened(path)
    found = rows(file)
    return found, [(one.row, one.field, one.problem) for one in file.rejects]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_csv_of_any_mark_and_encoding_says_what_parquet_says(
    tmp_path: Path, mark: str, encoding: str
) -> None:
    register = people(50)
    written = rows(opened(csv(tmp_path / "a.csv", register, mark, encoding)))
    as_parquet = rows(opened(parquet(tmp_path / "a.parquet", register)))
    plain = [{name: value or None for name, value in row.items()} for row in written]
    assert plain == as_parquet
    assert any(row["nom"] == "LEFÈVRE" for row in written)


def test_a_line_of_another_width_is_told_by_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = "id,nom,prenoms\n1,MOREL,Yann\n\n2,FAURE\n3,PICHON,Odette,1\n4,DURAND,Hugo\n"
    found, wrong = read(tmp_path / "a.csv", text)
    assert [row["id"] for row in found] == ["1", "4"]
    assert wrong == [
        (2, "line", "line 4: 2 columns instead of 3"),
        (3, "line", "line 5: 4 columns instead of 3"),
    ]


def test_a_quotation_mark_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    text = 'id,nom,adr\n1,"MOREL,1 rue A\n2,FAURE,2 rue B\n3,"PICHON",3 rue C\n4,DURAND,4 rue ""D\n'
    found, wrong = read(tmp_path / "a.csv", text)
    assert [row["id"] for row in found] == ["2", "3", "4"]
    assert wrong == [(1, "line", "line 2: a quotation mark is not closed")]


def test_a_value_may_hold_line_breaks_inside_quotation_marks(tmp_path: Path) -> None:
    text = 'id,nom,adr\n1,MOREL,"1 rue A\nBât B"\n2,FAURE,x,y\n3,PICHON,3 rue C'
    found, wrong = read(tmp_path / "a.csv", text)
    assert [(row["id"], row["adr"]) for row in found] == [("1", "1 rue A Bât B"), ("3", "3 rue C")]
    assert wrong == [(2, "line", "line 4: 4 columns instead of 3")]


@pytest.mark.parametrize("block", [7, 64, 1000])
def test_where_a_block_ends_changes_nothing(
    tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "id,nom,adr\n" + "".join(
        f'{n},MOREL,"{n} rue A\nBât {n}"\n{n}x,FAURE\n{n}y,"PICHON\n' for n in range(60)
    )
    whole = read(tmp_path / "a.csv", text)
    monkeypatch.setattr(people_csv, "BLOCK", block)
    assert read(tmp_path / "a.csv", text) == whole
    assert len(whole[0]) == 60


def test_ids_told_before_are_set_aside_however_far_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = people(300)
    register[250]["id"] = register[3]["id"]
    register[251]["id"] = register[252]["id"] = None
    monkeypatch.setattr(people_csv, "BLOCK", 500)
    file = opened(csv(tmp_path / "a.csv", register))
    assert len(rows(file)) == 299
    assert [(one.row, one.id, one.field) for one in file.rejects] == [(251, "R00003", "id")]


def test_columns_of_dates_and_numbers_are_read_as_the_engine_writes_them(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        [{"id": 1}, {"id": 2}],
        nom=pa.array(["MOREL", "FAURE"]).dictionary_encode(),
        dob=pa.array([date(1970, 7, 14), None]),
        cp=pa.array([1000, 75011], pa.int64()),
        sexe=pa.array([1, 2], pa.int8()),
    )
    first, second = rows(opened(path))
    assert first == {
        "id": "1", "nom": "MOREL", "dob": "1970-07-14", "cp": "01000", "sexe": "1",
    }  # fmt: skip
    assert (second["dob"], second["cp"]) == (None, "75011")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([datetime(1970, 7, 14, 12)]), "1970-07-14"),  # noqa: DTZ001
        (pa.array([datetime(1970, 7, 13, 23)], pa.timestamp("us", "Europe/Paris")), "1970-07-14"),  # noqa: DTZ001
        (pa.array([19700714]), "19700714"),
        (pa.array([1970.0]), "1970"),
        (pa.array(["14/07/1970"]), "1970-07-14"),
        (pa.array(["4.7.1970"]), "1970-07-04"),
        (pa.array(["1970/7/4"]), "1970-07-04"),
        (pa.array(["1970-07-14 00:00:00"]), "1970-07-14"),
        (pa.array(["1970-07"]), "1970-07"),
        (pa.array(["00/00/1970"]), "1970-00-00"),
        (pa.array(["31/02/1970"]), "1970-02-31"),
        (pa.array([b"1970-07-14"]), "1970-07-14"),
    ],
)
def test_births_however_written(tmp_path: Path, column: pa.Array, said: str) -> None:
    path = parquet(tmp_path / "a.parquet", [{"nom": "MOREL"}], dob=column)
    assert rows(opened(path)) == [{"nom": "MOREL", "dob": said, "id": "1"}]


def test_a_nested_column_is_refused_by_name(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", [{"nom": "MOREL"}], prenoms=pa.array([["Yann"]]))
    with pytest.raises(Invalid, match=r"queries\.prenoms"):
        rows(opened(path))


def test_columns_are_known_whatever_their_case_and_unknown_ones_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ID,Nom,dossier,entity,tags\n1,MOREL,7,3,x\n")
    file = opened(tmp_path / "a.csv")
    assert rows(file) == [{"id": "1", "nom": "MOREL"}]
    assert file.unknown == ("dossier",)


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        (b"", "queries", "empty"),
        (b"\n\n", "queries", "empty"),
        (b"PAR1 and no more", "queries", "cut short"),
        ("id;nom\n1;MOREL\n".encode("utf-16"), "queries", "UTF-16"),
        (b"id,nom\r1,MOREL\r", "queries", "carriage return"),
        (b"id,surname\n1,MOREL\n", "queries.nom", "no such column"),
        (b"id,nom,nom\n1,MOREL,FAURE\n", "queries.nom", "two columns"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_and_no_value_repeated(
    tmp_path: Path, text: bytes, field: str, problem: str
) -> None:
    (tmp_path / "a.csv").write_bytes(text)
    with pytest.raises(Invalid) as refused:
        opened(tmp_path / "a.csv")
    assert refused.value.field == field
    assert problem in refused.value.problem
    assert "MOREL" not in str(refused.value)


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", people(500))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Invalid, match="cut short"):
        opened(path)
    with pytest.raises(Invalid, match="no such file"):
        opened(tmp_path / "b.parquet")


def test_a_damaged_row_group_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"id": [str(n) for n in range(3000)], "nom": [f"NOM{n}" for n in range(3000)]})
    pa.parquet.write_table(table, path, row_group_size=1000, use_dictionary=False)
    place = pa.parquet.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    raw = bytearray(path.read_bytes())
    raw[place : place + 60] = b"\xff" * 60
    path.write_bytes(raw)
    file = opened(path)
    assert len(rows(file)) == 2000
    assert [(one.row, one.field) for one in file.rejects] == [(1001, "row group")]


def test_a_header_alone_is_a_file_of_nobody(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "id,nom\n") == ([], [])


def test_rows_without_ids_are_numbered_by_their_place(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "a.csv", "nom,prenoms\nMOREL,Yann\nFAURE\nPICHON,Odette\n")
    assert [row["id"] for row in found] == ["1", "3"]


def test_shares_hold_every_row_once_and_know_its_place(tmp_path: Path) -> None:
    register = people(100)
    register[10]["id"] = register[2]["id"]
    parts = list(shares(opened(csv(tmp_path / "a.csv", register)).rows(), 30))
    assert [len(part) for part in parts] == [30, 30, 30, 9]
    places = [place for part in parts for place in part.places.tolist()]
    assert places == [n for n in range(1, 101) if n != 11]


def test_a_map_names_their_columns(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        '[columns]\nnom = "surname"\n[queries]\nprenoms = "first"\n[against]\nprenoms = "given"\n'
    )
    mapped = read_map(tmp_path / "map.toml")
    (tmp_path / "a.csv").write_text("id,surname,first\n1,MOREL,Yann\n")
    assert rows(opened(tmp_path / "a.csv", mapped)) == [
        {"id": "1", "nom": "MOREL", "prenoms": "Yann"}
    ]
    with pytest.raises(Invalid, match=r"map\.prenoms"):
        open_people(tmp_path / "a.csv", "against", mapped)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[columns]\nsurname = "nom"\n', "map.columns.surname"),
        ("[columns]\nnom = 3\n", "map.columns.nom"),
        ('[column]\nnom = "a"\n', "map.column"),
        ('columns = "nom"\n', "map.columns"),
        ("[columns\n", "map"),
    ],
)
def test_a_map_that_is_wrong_is_refused_by_its_entry(tmp_path: Path, text: str, field: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(Invalid) as refused:
        read_map(tmp_path / "map.toml")
    assert refused.value.field == field
