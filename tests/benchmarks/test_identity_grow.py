"""A grown register is the same bytes for a seed, and its debtors are who the gold says they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.identity import grow
from benchmarks.identity.france import DECADES, Draw, France
from benchmarks.identity.noise import DRIFTED, Noise, Person, debtor, mistyped

SURNAMES = ["AUCHENE", "BOISCLAIR", "LE GWIRVAD", "DE MONTFICTIF", "PETITJEU", "TREGALON"]
GIVEN = ["ANNE-MARIE", "CHLOE", "JEAN", "MICHEL", "SOLENE", "STEPHANE"]


def evenly(count: int) -> Draw:
    return Draw(codes=np.arange(count), upto=np.arange(1.0, count + 1))


@pytest.fixture(scope="module")
def small_france() -> France:
    return France(
        surnames=pa.array(SURNAMES),
        surname_by_decade=(evenly(len(SURNAMES)),) * DECADES,
        given=pa.array(GIVEN),
        given_accented={"CHLOE": "CHLOÉ", "STEPHANE": "STÉPHANE", "SOLENE": "SOLÈNE"},
        given_by_sex_decade={(s, d): evenly(len(GIVEN)) for s in (1, 2) for d in range(DECADES)},
        postcodes=pa.array(["00001", "00002"]),
        towns=pa.array(["BOURG FICTIF", "VILLE INVENTEE"]),
        place=evenly(2),
        streets_of_place=np.array([2, 3]),
        streets=pa.array(["rue des Lilas", "place du Puits", "chemin du Four"]),
    )


def written(tables: France, folder: Path, **changes: object) -> tuple[pa.Table, pa.Table]:
    folder.mkdir()
    plan = grow.Plan(**({"name": "t", "rows": 3000, "queries": 400, "seed": 7} | changes))
    grow.write(plan, tables, folder)
    return tuple(pq.read_table(folder / f"{f}.parquet") for f in ("registry", "queries"))


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())]


def test_a_seed_gives_the_same_bytes_and_another_does_not(small_france, tmp_path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        written(small_france, tmp_path / name, seed=seed)
    assert digests(tmp_path / "a") == digests(tmp_path / "b") != digests(tmp_path / "c")


def test_the_register_has_the_columns_and_the_gaps_asked_for(small_france, tmp_path) -> None:
    register, queries = written(small_france, tmp_path / "a")
    fields = ["id", "nom", "nom_usage", "prenoms", "dob", "sexe", "cp", "ville", "adr"]
    assert register.column_names == [*fields, "entity", "hh"]
    assert queries.column_names == [*fields, "entity", "hh", "tags", "has_match"]
    assert len(register) == len(set(register["id"].to_pylist())) == 3000
    assert len(queries) == 400
    assert register["adr"].null_count / 3000 == pytest.approx(0.5, abs=0.05)
    month_only = sum(len(d) == 7 for d in register["dob"].to_pylist()) / 3000
    assert month_only == pytest.approx(0.55, abs=0.05)
    assert register["nom"].null_count == register["prenoms"].null_count == 0


def test_a_debtor_is_in_the_register_when_the_gold_says_so(small_france, tmp_path) -> None:
    register, queries = written(small_france, tmp_path / "a")
    held = dict(zip(register["entity"].to_pylist(), register["hh"].to_pylist(), strict=True))
    assert len(held) == 3000
    for row in queries.to_pylist():
        assert (row["entity"] in held) == row["has_match"]
        assert held.get(row["entity"], row["hh"]) == row["hh"]
    assert sum(queries["has_match"].to_pylist()) / 400 == pytest.approx(0.6, abs=0.08)


def test_a_family_shares_its_name_and_its_address(small_france, tmp_path) -> None:
    register, _ = written(small_france, tmp_path / "a")
    rows = [r for r in register.to_pylist() if r["adr"]]
    households: dict[int, set[tuple[str, str]]] = {}
    for row in rows:
        households.setdefault(row["hh"], set()).add((row["cp"], row["adr"]))
    assert min(len(a) for a in households.values()) == 1
    assert sum(len(a) for a in households.values()) < len(rows)


def test_tags_come_at_their_rates(small_france, tmp_path) -> None:
    _, queries = written(small_france, tmp_path / "a", queries=1500, noise=DRIFTED)
    tags = [t.split(",") for t in queries["tags"].to_pylist()]
    for tag, rate in (("demenage", 0.6), ("dob_absente", 0.45), ("typo_nom", 0.172)):
        assert sum(tag in t for t in tags) / len(tags) == pytest.approx(rate, abs=0.05)
    absent = [d is None for d in queries["dob"].to_pylist()]
    assert absent == ["dob_absente" in t for t in tags]


def test_no_noise_changes_nothing_but_the_case() -> None:
    silent = dict.fromkeys(Noise.__slots__, 0.0)
    person = Person(
        entity=1,
        household=1,
        male=False,
        surname="LE GWIRVAD",
        usage=None,
        given=("ANNE-MARIE", "CHLOE"),
        born=(1971, 2, 3),
        present=True,
    )
    columns, tags = debtor(np.random.default_rng(1), Noise(**silent), person, {})
    assert tags == []
    assert columns == {
        **{"nom": "Le Gwirvad", "prenoms": "Anne-Marie"},
        **{"dob": "1971-02-03", "sexe": None},
    }


def test_a_slip_is_one_slip() -> None:
    rng = np.random.default_rng(3)
    for word in ("AUCHENE", "LI", "O", "D'ARC"):
        for _ in range(200):
            slipped = mistyped(rng, word)
            assert slipped
            assert abs(len(slipped) - len(word)) <= 1
