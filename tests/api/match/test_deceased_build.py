"""The index on disk: whoever is opposed is in none of its bytes, and a stopped build ends the same."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from api.match.deceased import screen_file
from api.match.deceased_build import build_deaths
from api.match.deceased_commands import deceased_app
from api.match.deceased_store import open_deaths, read_manifest
from tests.tracer.deceased import OPPOSITIONS, csv_file, csv_row, line
from tracer.errors import Invalid
from tracer.matching.blocking import build_index
from tracer.matching.frequencies import count_register

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OPPOSED = "ZYBERTRAC"
LISTED = OPPOSITIONS + "29232;20260905;000000501\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three monthly files, one of them CSV and one packed, and a list of oppositions."""
    source = tmp_path / "source"
    source.mkdir()
    first = [line(f"KERVAZIC*{given}/", act=str(at)) for at, given in enumerate(("JEAN", "PAUL"))]
    opposed = line(f"{OPPOSED}*OPHELIE/", sex="2", died="20260905", act="000000501")
    (source / "deces-2026-m08.txt").write_text("\n".join([*first, opposed, "short"]), "utf-8")
    rows = [csv_row(name="BRÉVAL*LÉA/", sex="2", act="7"), csv_row(act="1", name="KERVAZIC*PAUL/")]
    (source / "deces-2026-m09.csv").write_bytes(csv_file(*rows))
    packed = "\n".join(line(f"QUERVALEC*ANNE{n}/", sex="2", act=f"9{n}") for n in range(30))
    (source / "deces-2026-m10.txt.gz").write_bytes(gzip.compress(packed.encode(), mtime=0))
    lists = source / "fichier-opposition-deces-2026.csv.gz"
    lists.write_bytes(gzip.compress(LISTED.encode("utf-8"), mtime=0))
    return source


def contents(index: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(index)): path.read_bytes()
        for path in sorted(index.rglob("*"))
        if path.is_file()
    }


def test_an_index_opened_again_is_the_one_built(folder: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    build_deaths(folder, tmp_path / "index", lambda *told: seen.append(told))
    assert [told[:2] for told in seen] == [(1, 3), (2, 3), (3, 3)]
    index = open_deaths(tmp_path / "index")
    assert len(index) == 33
    np.testing.assert_array_equal(index.keys.entries, build_index(index.records).entries)
    counted = count_register(index.records)
    np.testing.assert_array_equal(index.known.surname, counted.surname)
    assert index.known.size == 33
    assert (index.places[0], index.acts[1]) == (b"29232", b"1")


def test_the_manifest_counts_what_was_left_out_and_why(folder: Path, tmp_path: Path) -> None:
    build_deaths(folder, tmp_path / "index")
    told = read_manifest(tmp_path / "index")
    assert (told.rows, told.opposed, told.set_aside) == (33, 1, 1)
    aside = next((tmp_path / "index").glob("built-*/set_aside.csv")).read_text("utf-8")
    assert "deces-2026-m08.txt;4;line;too short;no" in aside


def test_who_is_opposed_is_in_no_byte_of_the_index(folder: Path, tmp_path: Path) -> None:
    build_deaths(folder, tmp_path / "index")
    for name, data in contents(tmp_path / "index").items():
        for trace in (OPPOSED, "OPHELIE", "000000501", "2026-09-05"):
            assert trace.encode() not in data, name
            assert trace.encode("utf-16-le") not in data, name


def test_a_new_opposition_empties_every_file_of_the_person(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_deaths(folder, index)
    assert any(b"ANNE7" in data for data in contents(index).values())
    more = folder / "fichier-opposition-deces-2027.csv"
    more.write_text(OPPOSITIONS + "29232;2026-09-03;97\n", "utf-8")
    build_deaths(folder, index)
    assert not any(b"ANNE7" in data for data in contents(index).values())
    assert len(open_deaths(index)) == 32


KILLED = """
import os, sys
from pathlib import Path
import api.match.deceased_build as building

def die(*told):
    if told[0] == 2:
        os._exit(9)

step = sys.argv[3]
if step == "reading":
    building.build_deaths(Path(sys.argv[1]), Path(sys.argv[2]), die)
building.write_keys = lambda *_: os._exit(9)
building.build_deaths(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", ["reading", "assembling"])
def test_a_build_killed_and_run_again_ends_in_the_same_bytes(
    folder: Path, tmp_path: Path, step: str
) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    build_deaths(folder, whole)
    command = [sys.executable, "-c", KILLED, str(folder), str(stopped), step]
    killed = subprocess.run(command, cwd=Path(__file__).parents[3], check=False)
    assert killed.returncode == 9
    with pytest.raises(Invalid):
        open_deaths(stopped)
    before = {path: path.stat().st_mtime_ns for path in (stopped / "parts").glob("*.arrow")}
    build_deaths(folder, stopped)
    assert contents(stopped) == contents(whole)
    assert before
    assert all(path.stat().st_mtime_ns == at for path, at in before.items())


def test_without_a_list_of_oppositions_nobody_is_indexed(folder: Path, tmp_path: Path) -> None:
    (folder / "fichier-opposition-deces-2026.csv.gz").unlink()
    with pytest.raises(Invalid, match="oppositions"):
        build_deaths(folder, tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_opposition_that_cannot_be_read_stops_the_build(folder: Path, tmp_path: Path) -> None:
    broken = folder / "fichier-opposition-deces-2027.csv"
    broken.write_text(OPPOSITIONS + f"29232;{OPPOSED};1\n", "utf-8")
    with pytest.raises(Invalid, match="line 2") as raised:
        build_deaths(folder, tmp_path / "index")
    assert OPPOSED not in str(raised.value)


def test_every_debtor_of_a_table_has_an_answer(folder: Path, tmp_path: Path) -> None:
    build_deaths(folder, tmp_path / "index")
    people = pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "nom": ["Kervazic", "Arbancourt", "", "Trévidic"],
            "prenoms": ["Jean", "Luc", "Luc", "Luc"],
            "dob": ["1950-05-14", "1961-02-03", "1961-02-03", None],
            "lieu_naissance": ["Brest", None, None, None],
        }
    )
    pq.write_table(people, tmp_path / "debtors.parquet")
    index, out = open_deaths(tmp_path / "index"), tmp_path / "answers.csv"
    counts = screen_file(tmp_path / "debtors.parquet", index, out, NOW)
    assert counts == {"found": 1, "possible": 0, "not_found": 1, "not_asked": 2}
    with out.open(encoding="utf-8") as file:
        rows = {row["query_id"]: row for row in csv.DictReader(file)}
    assert (rows["a"]["outcome"], rows["a"]["act"]) == ("found", "0")
    assert rows["c"]["reasons_en"] == "row 3: nom: empty"


def test_the_commands_say_counts_and_no_name(folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.add_typer(deceased_app, name="deceased")
    (tmp_path / "debtors.csv").write_text("id;nom;prenoms;dob\na;Kervazic;Jean;1950-05-14\n")
    index, out = str(tmp_path / "index"), str(tmp_path / "out.parquet")
    built = CliRunner().invoke(app, ["deceased", "build", str(folder), "--out", index])
    assert built.exit_code == 0, built.output
    assert "33 deaths up to 2026-09-03; 1 opposed" in built.output
    command = ["deceased", "screen", str(tmp_path / "debtors.csv"), index, "--out", out]
    asked = CliRunner().invoke(app, command)
    assert "1 found, 0 possible, 0 not_found, 0 not_asked" in asked.output
    assert "ervazic" not in asked.output.lower()
    assert pq.read_table(out)["outcome"].to_pylist() == ["found"]
