"""Registers of any size and the debtors to find in them, invented from the national tables.

`large` is the register of 28 million rows, `drifted` another file of a million with worse debtors.
The same seed gives the same bytes; what was written is kept and used again.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.identity.data import cache
from benchmarks.identity.france import Codes, France, france
from benchmarks.identity.households import (
    FIRST_YEAR,
    LAST_YEAR,
    NONE,
    Customs,
    People,
    anywhere,
    people,
)
from benchmarks.identity.noise import DRIFTED, Noise, Person, debtor

WORLD = 1  # one more whenever the same plan would draw other people: what is kept is then redrawn
HOUSEHOLDS = 800_000
KEPT, MONTH_ONLY, NO_ADDRESS, NO_SEX = 0.6, 0.55, 0.5, 0.5
USAGE_SHOWN, FIRST_GIVEN_ONLY = 0.28, 0.22
NEARLY_UNIQUE = ("id", "prenoms", "entity", "hh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to write: how many rows and debtors, and what the world is like."""

    name: str
    rows: int
    queries: int
    seed: int
    customs: Customs = field(default_factory=Customs)
    noise: Noise = field(default_factory=Noise)


LARGE = Plan(name="large", rows=28_000_000, queries=10_000, seed=28)
DRIFT = Plan(
    name="drifted",
    rows=1_000_000,
    queries=10_000,
    seed=61,
    customs=Customs(
        couple=0.7,
        children=(0.3, 0.25, 0.27, 0.18),
        left_home=0.25,
        usage=0.72,
        namesake_child=0.03,
    ),
    noise=DRIFTED,
)


def large() -> Path:
    """The folder of the 28-million-row register and its 10,000 debtors."""
    return grown(LARGE)


def drifted() -> Path:
    """The folder of the drifted million: more typos, moves, absent dates and families at home."""
    return grown(DRIFT)


def smaller(plan: Plan, times: int) -> Plan:
    """The same world, so many times smaller."""
    return replace(plan, rows=plan.rows // times, queries=plan.queries // times)


def grown(plan: Plan) -> Path:
    """The folder of `registry.parquet` and `queries.parquet`, written if it is not there yet."""
    stamp = hashlib.sha256(repr((WORLD, plan)).encode()).hexdigest()[:8]
    folder = cache() / f"{plan.name}-{plan.rows}-{stamp}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        write(plan, france(), unfinished)
        unfinished.rename(folder)
    return folder


def write(plan: Plan, tables: France, folder: Path) -> None:
    """Write both files: the register in row groups of about a million, then the debtors."""
    rng = np.random.default_rng(plan.seed)
    households = min(HOUSEHOLDS, plan.rows // 2 + 50)
    candidates: list[tuple[People, Codes, Codes]] = []
    written = households_so_far = people_so_far = 0
    with pq.ParquetWriter(
        folder / "registry.parquet",
        SCHEMA,
        compression="zstd",
        compression_level=1,
        use_dictionary=[c for c in SCHEMA.names if c not in NEARLY_UNIQUE],
        dictionary_pagesize_limit=16 << 20,
    ) as writer:
        while written < plan.rows:
            group = people(rng, tables, plan.customs, households_so_far, households)
            listed = np.flatnonzero(rng.random(len(group.year)) < KEPT)[: plan.rows - written]
            group = group.take(np.arange(listed[-1] + 1))
            writer.write_table(
                register_rows(rng, tables, group.take(listed), written, people_so_far + listed)
            )
            share = 1.2 * KEPT * plan.queries / plan.rows
            asked = np.flatnonzero(rng.random(len(group.year)) < share)
            present = np.isin(asked, listed).astype(np.int64)
            candidates.append((group.take(asked), people_so_far + asked, present))
            written += len(listed)
            households_so_far += households
            people_so_far += len(group.year)
    pq.write_table(debtors(rng, tables, plan, candidates), folder / "queries.parquet")


SCHEMA = pa.schema(
    {c: pa.string() for c in ("id", "nom", "nom_usage", "prenoms", "dob")}
    | {c: pa.string() for c in ("sexe", "cp", "ville", "adr")}
    | {"entity": pa.int64(), "hh": pa.int64()}
)


def register_rows(
    rng: np.random.Generator, tables: France, group: People, first: int, entity: Codes
) -> pa.Table:
    """What the register shows of people: seldom the usage name, often not the day or the address."""
    count = len(entity)
    hidden = rng.random(count) >= USAGE_SHOWN
    only_first = rng.random(count) < FIRST_GIVEN_ONLY
    given = np.where(only_first[:, None] & (np.arange(4) > 0), NONE, group.given)
    sex = np.where(rng.random(count) < NO_SEX, NONE, group.male)
    return pa.table(
        [
            numbered(first, count),
            coded(tables.surnames, group.surname),
            usage_name(tables, np.where(hidden, NONE, group.usage), group.usage_second),
            given_names(tables, given),
            birth_dates(group, rng.random(count) < MONTH_ONLY),
            coded(pa.array(["F", "M"]), sex),
            coded(tables.postcodes, group.place),
            coded(tables.towns, group.place),
            address(tables, group, rng.random(count) < NO_ADDRESS),
            pa.array(entity),
            pa.array(group.household),
        ],
        schema=SCHEMA,
    )


def debtors(
    rng: np.random.Generator,
    tables: France,
    plan: Plan,
    candidates: list[tuple[People, Codes, Codes]],
) -> pa.Table:
    """The creditor's file, with the gold columns of FR-SYNTH."""
    found = [
        (part, n, int(entity[n]), bool(present[n]))
        for part, entity, present in candidates
        for n in range(len(entity))
    ]
    chosen = rng.permutation(len(found))[: plan.queries]
    rows = []
    for n, at in enumerate(chosen.tolist()):
        part, row, entity, present = found[at]
        one = part.take(np.array([row]))
        person = as_person(tables, one, entity, present)
        columns, tags = debtor(rng, plan.noise, person, tables.given_accented)
        place, street, number = one.place, one.street, one.number
        if rng.random() < plan.noise.moved:
            tags.append("demenage")
            place, street, number = anywhere(rng, tables, 1)
        rows.append(
            {"id": f"Q{n:06d}", **columns}
            | {"cp": tables.postcodes[int(place[0])].as_py()}
            | {"ville": tables.towns[int(place[0])].as_py()}
            | {"adr": f"{number[0]} {tables.streets[int(street[0])].as_py()}"}
            | {"entity": entity, "hh": person.household}
            | {"tags": ",".join(tags), "has_match": present}
        )
    schema = SCHEMA.append(pa.field("tags", pa.string())).append(pa.field("has_match", pa.bool_()))
    return pa.Table.from_pylist(rows, schema=schema)


def as_person(tables: France, one: People, entity: int, present: bool) -> Person:
    born = date(int(one.year[0]), 1, 1) + timedelta(days=int(one.day[0]))
    return Person(
        entity=entity,
        household=int(one.household[0]),
        male=bool(one.male[0]),
        surname=tables.surnames[int(one.surname[0])].as_py(),
        usage=usage_name(tables, one.usage, one.usage_second)[0].as_py(),
        given=tuple(tables.given[int(g)].as_py() for g in one.given[0] if g != NONE),
        born=(born.year, born.month, born.day),
        present=present,
    )


def coded(values: pa.Array, codes: Codes) -> pa.Array:
    """The values at the codes, null at NONE."""
    return values.take(pa.array(codes, mask=codes == NONE))


def usage_name(tables: France, usage: Codes, second: Codes) -> pa.Array:
    one = coded(tables.surnames, usage)
    two = coded(tables.surnames, np.where(usage == NONE, NONE, second))
    return pc.coalesce(pc.binary_join_element_wise(one, two, "-"), one)


def given_names(tables: France, given: Codes) -> pa.Array:
    columns = [coded(tables.given, given[:, n]) for n in range(4)]
    return pc.binary_join_element_wise(*columns, " ", null_handling="skip")


def birth_dates(group: People, month_only: np.ndarray) -> pa.Array:
    days = [
        date(year, 1, 1) + timedelta(days=n)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for n in range(365)
    ]
    texts = pa.array([d.isoformat() for d in days] + [d.isoformat()[:7] for d in days])
    at = (group.year - FIRST_YEAR) * 365 + group.day
    return coded(texts, at + month_only * len(days))


def address(tables: France, group: People, hidden: np.ndarray) -> pa.Array:
    numbers = pa.array([str(n) for n in range(121)])
    where = pa.array(group.number, mask=hidden)
    return pc.binary_join_element_wise(
        numbers.take(where), coded(tables.streets, group.street), " "
    )


def numbered(first: int, count: int) -> pa.Array:
    """R00000000 and on, built as bytes."""
    digits = np.arange(first, first + count)[:, None] // 10 ** np.arange(7, -1, -1) % 10
    letters = np.full((count, 9), ord("R"), dtype=np.uint8)
    letters[:, 1:] = digits + ord("0")
    ends = np.arange(0, 9 * count + 1, 9, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(letters))
