"""Screening from file to file: the same answers whatever the format, the share or the interruption."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.match.answer_rows import ROWS
from api.match.column_map import ColumnMap
from api.match.screen import Screening, screen
from api.match.screen_parts import open_parts
from tests.api.match.invented import (
    STRANGER,
    csv,
    parquet,
    people,
    rejects,
    screened,
    silent,
    sought,
)
from tracer.errors import Conflict, Invalid
from tracer.matching.certificate import Certificate, Stratum, written
from tracer.matching.parameters import load_parameters


@pytest.fixture(scope="module")
def register() -> list[dict[str, Any]]:
    return people(600)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, register: list[dict[str, Any]]) -> Path:
    """The register, built once."""
    folder = tmp_path_factory.mktemp("register")
    against = parquet(folder / "against.parquet", register)
    screened(folder, parquet(folder / "q.parquet", register[:1]), against)
    return folder / "out.parquet.register"


def test_answers_stand_query_by_query_best_first(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    queries = sought(register, 80)
    table, summary = screened(tmp_path, parquet(tmp_path / "q.parquet", queries), built, best=3)
    assert table.schema.equals(ROWS)
    by_query: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        by_query.setdefault(row["query_id"], []).append(row)
    assert list(by_query) == [one["id"] for one in queries]
    entity = {one["id"]: one["entity"] for one in register}
    for one, rows in zip(queries, by_query.values(), strict=True):
        assert 1 <= len(rows) <= 3
        bits = [row["bits"] for row in rows]
        assert bits == sorted(bits, reverse=True)
        assert all(0 <= row["probability"] <= 1 for row in rows)
        if one["dob"]:
            assert entity[rows[0]["candidate_id"]] == one["entity"]
    assert summary.answered == 80
    assert summary.set_aside == 0
    assert not (tmp_path / "out.parquet.parts").exists()


def test_without_a_certificate_nobody_is_confirmed_and_the_missing_fact_is_named(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    none = tmp_path / "none.json"
    none.write_text(certificate(model="another"))
    queries = parquet(tmp_path / "q.parquet", sought(register, 80))
    table, summary = screened(tmp_path, queries, built, certificate=none)
    assert "confirmed" not in table["decision"].to_pylist()
    assert summary.certificate is None
    assert summary.counts.objections == {"the model is another one": 80}
    first = [row for row in table.to_pylist() if "not_the_best" not in row["reasons"]]
    assert any("ask birth_day +" in row["reasons"] for row in first)
    assert all("no_certificate" in row["reasons"] for row in first if row["bits"] is not None)


def certificate(model: str) -> str:
    """A certificate that would confirm anybody."""
    strata = tuple(
        Stratum(name=name, decided=9999, wrong=0, bound=0.0003, least_bits=0.0)
        for name in ("birth_day", "birth_month")
    )
    made = Certificate(
        id="cert-test", issued="2026-01-01", model=model, data=(), size=10_000, profile={},
        strata=strata,
    )  # fmt: skip
    return written(made)


def test_under_a_certificate_confirmed_rows_say_what_carried_them(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(certificate(model=load_parameters().hash))
    queries = parquet(tmp_path / "q.parquet", sought(register, 80))
    table, summary = screened(tmp_path, queries, built, certificate=path)
    confirmed = [row for row in table.to_pylist() if row["decision"] == "confirmed"]
    assert len(confirmed) > 20
    assert summary.certificate == "cert-test"
    assert all("surname_" in row["reasons"] for row in confirmed)
    assert all("birth_" in row["reasons"] for row in confirmed)


def test_gold_columns_change_nothing(tmp_path: Path, register: list[dict[str, Any]]) -> None:
    queries = sought(register, 60)
    lying = [dict(one) for one in register]
    for name in ("entity", "hh", "tags", "has_match"):
        values = [one[name] for one in lying]
        random.Random(3).shuffle(values)
        for one, value in zip(lying, values, strict=True):
            one[name] = value
    stripped = [{k: v for k, v in one.items() if k not in ("entity", "hh")} for one in queries]
    for name, (ours, theirs) in {"a": (queries, register), "b": (stripped, lying)}.items():
        (tmp_path / name).mkdir()
        screened(
            tmp_path / name,
            parquet(tmp_path / name / "q.parquet", ours),
            parquet(tmp_path / name / "r.parquet", theirs),
        )
    outputs = [(tmp_path / name / "out.parquet").read_bytes() for name in "ab"]
    assert outputs[0] == outputs[1]


def test_csv_and_parquet_give_the_same_answers(
    tmp_path: Path, register: list[dict[str, Any]]
) -> None:
    queries = sought(register, 60)
    from_parquet, _ = screened(
        tmp_path,
        parquet(tmp_path / "q.parquet", queries),
        parquet(tmp_path / "r.parquet", register),
    )
    asked = Screening(
        queries=csv(tmp_path / "q.csv", queries, ";", "latin-1"),
        against=csv(tmp_path / "r.csv", register, "\t"),
        out=tmp_path / "from.csv",
    )
    screen(asked, silent)
    kinds = pa.csv.ConvertOptions(column_types=ROWS)
    assert pa.csv.read_csv(tmp_path / "from.csv", convert_options=kinds).equals(from_parquet)


def test_a_query_nobody_resembles_is_there_once_without_a_candidate(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    rows = [register[0] | {"id": "Q1"}, STRANGER, register[1] | {"id": "Q3"}]
    table, summary = screened(tmp_path, parquet(tmp_path / "q.parquet", rows), built)
    told = [row for row in table.to_pylist() if row["query_id"] == "Q99999"]
    assert told == [
        {
            "query_id": "Q99999", "candidate_id": "", "bits": None, "probability": None,
            "decision": "no_candidate", "namesakes": None, "reasons": "no_candidate",
        }
    ]  # fmt: skip
    assert summary.counts.decisions["no_candidate"] == 1
    assert list(dict.fromkeys(table["query_id"].to_pylist())) == ["Q1", "Q99999", "Q3"]


BAD = {
    "no name": {"nom": None},
    "NaN": {"nom": "NaN"},
    "emoji only": {"nom": "🙂🙃"},
    "too long": {"nom": "A" * 10_240},
    "mixed scripts": {"nom": "M\N{CYRILLIC SMALL LETTER O}rel"},
    "no id": {"id": None},
}
KEPT = {"impossible": {"dob": "1970-02-31"}, "no date": {"dob": "soon"}}


@pytest.mark.parametrize("share", [3, 1000])
def test_bad_rows_are_told_by_row_and_field_and_the_rest_goes_on(
    tmp_path: Path, register: list[dict[str, Any]], built: Path, share: int
) -> None:
    good = sought(register, 20)
    rows = []
    for place, change in enumerate((BAD | KEPT).values()):
        rows += [good[2 * place], good[2 * place + 1] | change]
    rows.append(good[0] | {"prenoms": "Zoé"})  # an id met before, shares ago
    rows += good[16:]
    table, summary = screened(tmp_path, parquet(tmp_path / "q.parquet", rows), built, share=share)
    told = [(one["file"], one["row"], one["field"], one["kept"]) for one in rejects(tmp_path)]
    assert told == [
        *(("queries", place, "nom", "no") for place in (2, 4, 6, 8, 10)),
        ("queries", 12, "id", "no"),
        *(("queries", place, "dob", "yes") for place in (14, 16)),
        ("queries", 17, "id", "no"),
    ]
    values = (tmp_path / "out.rejects.csv").read_text()
    assert not any(value in values for value in ("AAAA", "1970-02-31", "soon", "Zoé"))
    answered = set(table["query_id"].to_pylist())
    assert answered == {one["id"] for one in [*good[:12:2], *good[12:]]}
    assert (summary.answered, summary.set_aside, summary.kept) == (14, 7, 2)


def test_rows_of_the_register_that_cannot_be_used_are_told_every_time(
    tmp_path: Path, register: list[dict[str, Any]]
) -> None:
    bad = [dict(one) for one in register[:50]]
    bad[3]["nom"] = ""
    bad[7]["id"] = bad[2]["id"]
    against = csv(tmp_path / "r.csv", bad)
    against.write_text(against.read_text() + "one,two\n")
    queries = parquet(tmp_path / "q.parquet", sought(register, 5))
    for _ in range(2):
        screened(tmp_path, queries, against)
        told = [(one["file"], one["row"], one["field"]) for one in rejects(tmp_path)]
        assert told == [("against", 4, "nom"), ("against", 8, "id"), ("against", 51, "line")]


class Stopped(Exception):
    """Stands for the power going."""


def test_a_run_stopped_anywhere_goes_on_to_the_same_bytes(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    rows = sought(register, 60)
    rows[9] |= {"nom": None}
    rows[33] |= {"id": rows[1]["id"]}
    queries = parquet(tmp_path / "q.parquet", rows)
    screened(tmp_path, queries, built, share=7)
    whole = [(tmp_path / name).read_bytes() for name in ("out.parquet", "out.rejects.csv")]
    for stop in (7, 28, 56):

        def stopping(step: str, done: int, of: int, at: int = stop) -> None:
            if step == "answer" and done >= at:
                raise Stopped

        out = tmp_path / f"again{stop}.parquet"
        asked = Screening(queries=queries, against=built, out=out, share=7)
        with pytest.raises(Stopped):
            screen(asked, stopping)
        assert not out.exists()
        done = sorted((tmp_path / f"{out.name}.parts").glob("part-*.parquet"))
        assert done
        made = {path: path.stat().st_mtime_ns for path in done}
        with pytest.raises(Stopped):
            screen(asked, stopping)
        assert {path: path.stat().st_mtime_ns for path in done} == made
        screen(asked, silent)
        assert out.read_bytes() == whole[0]
        assert asked.rejects.read_bytes() == whole[1]


def test_shares_of_other_inputs_are_not_taken_up(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    def stopping(step: str, done: int, of: int) -> None:
        if step == "answer":
            raise Stopped

    queries = parquet(tmp_path / "q.parquet", sought(register, 30))
    asked = Screening(queries=queries, against=built, out=tmp_path / "out.parquet", share=10)
    with pytest.raises(Stopped):
        screen(asked, stopping)
    parquet(queries, sought(register, 30, seed=9))
    table, _ = screened(tmp_path, queries, built, share=10)
    fresh, _ = screened(tmp_path, queries, built, share=10, out=tmp_path / "fresh.parquet")
    assert table.equals(fresh)


def test_a_header_alone_and_a_register_of_nobody_are_answered(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("id,nom\n")
    table, summary = screened(tmp_path, empty, built)
    assert (table.num_rows, summary.answered) == (0, 0)
    assert table.schema.equals(ROWS)
    queries = parquet(tmp_path / "q.parquet", sought(register, 5))
    table, _ = screened(tmp_path, queries, empty, out=tmp_path / "none.parquet")
    assert table["decision"].to_pylist() == ["no_candidate"] * 5


def test_two_runs_never_write_one_output(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    queries = parquet(tmp_path / "q.parquet", sought(register, 5))
    with open_parts(tmp_path / "out.parquet"), pytest.raises(Conflict):
        screened(tmp_path, queries, built)


def test_nothing_that_is_read_is_replaced(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    queries = parquet(tmp_path / "q.parquet", sought(register, 5))
    against = parquet(tmp_path / "r.parquet", register)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("kept")
    wrong: list[dict[str, Any]] = [
        {"out": queries},
        {"out": tmp_path / "out.txt"},
        {"out": tmp_path / "nowhere" / "out.csv"},
        {"register": tmp_path / "letters"},
        {"against": tmp_path / "letters"},
        {"certificate": queries},
    ]
    for change in wrong:
        how = {"against": against, "out": tmp_path / "out.parquet"} | change
        with pytest.raises(Invalid):
            screen(Screening(queries=queries, **how), silent)
    assert (tmp_path / "letters" / "one.txt").read_text() == "kept"
    assert pq.read_table(queries).num_rows == 5


def test_a_map_reads_files_of_other_columns(
    tmp_path: Path, register: list[dict[str, Any]], built: Path
) -> None:
    queries = sought(register, 20)
    theirs = [{"ref": one["id"], "surname": one["nom"], "born": one["dob"],
               "prenoms": one["prenoms"], "cp": one["cp"], "ville": one["ville"],
               "adr": one["adr"]} for one in queries]  # fmt: skip
    mapped = ColumnMap(by_part={"queries": {"id": "ref", "nom": "surname", "dob": "born"}})
    ours, _ = screened(tmp_path, parquet(tmp_path / "q.parquet", queries), built)
    out = tmp_path / "mapped.parquet"
    same, summary = screened(
        tmp_path, parquet(tmp_path / "t.parquet", theirs), built, mapped=mapped, out=out
    )
    assert same.equals(ours)
    assert summary.unknown == (("queries", ()), ("against", ()))
