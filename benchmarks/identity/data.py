"""The labelled data of the identity benchmarks as Arrow tables: an `id`, a gold `entity`, and fields.

Nothing here is fetched: a folder that is missing is named, and the part that needs it is left out.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
JUDGED = ("id", "dob", "cp", "entity", "hh")  # what it takes to say whether a link is right
Pairs = npt.NDArray[np.int64]


class DataAbsent(Exception):
    """Set TRACER_IDENTITY_DATA (or TRACER_NATIONAL_TABLES) to the folder that holds the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Debtors to find in a register. A debtor's `entity` is in the register at most once."""

    name: str
    queries: pa.Table
    register: pa.Table

    def rows(self, query_ids: pa.Array, candidate_ids: pa.Array) -> Pairs:
        """Row numbers of a list of (query, candidate) ids, n × 2."""
        return positions(self.queries["id"], query_ids, self.register["id"], candidate_ids)

    def correct(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        asked, held = self.queries["entity"].to_numpy(), self.register["entity"].to_numpy()
        return asked[pairs[:, 0]] == held[pairs[:, 1]]

    def same_household(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        asked, held = self.queries["hh"].to_numpy(), self.register["hh"].to_numpy()
        return asked[pairs[:, 0]] == held[pairs[:, 1]]

    def present(self) -> npt.NDArray[np.bool_]:
        return self.queries["has_match"].to_numpy(zero_copy_only=False)

    def no_birth_date(self) -> npt.NDArray[np.bool_]:
        return pc.is_null(self.queries["dob"]).to_numpy(zero_copy_only=False)

    def nothing_but_the_name(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        """Pairs that agree on no year or month of birth and no postcode (an absence is no agreement)."""
        year = agrees(self.queries["dob"], self.register["dob"], pairs, 0, 4)
        month = agrees(self.queries["dob"], self.register["dob"], pairs, 5, 7)
        lives = agrees(self.queries["cp"], self.register["cp"], pairs, 0, 5)
        return ~(year | month | lives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One file to deduplicate (`right` is None), or two files to link, with gold entities."""

    name: str
    left: pa.Table
    right: pa.Table | None = None

    def true_pairs(self) -> int:
        _, left = np.unique(self.left["entity"].to_numpy(zero_copy_only=False), return_counts=True)
        if self.right is None:
            return int((left * (left - 1) // 2).sum())
        values, counts = np.unique(
            self.right["entity"].to_numpy(zero_copy_only=False), return_counts=True
        )
        held = dict(zip(values.tolist(), counts.tolist(), strict=True))
        names, counts = np.unique(
            self.left["entity"].to_numpy(zero_copy_only=False), return_counts=True
        )
        return sum(
            n * held.get(name, 0) for name, n in zip(names.tolist(), counts.tolist(), strict=True)
        )

    def rows(self, left_ids: pa.Array, right_ids: pa.Array) -> Pairs:
        """Row numbers of a list of (left, right) ids, n × 2."""
        other = self.left if self.right is None else self.right
        return positions(self.left["id"], left_ids, other["id"], right_ids)

    def correct(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        other = self.left if self.right is None else self.right
        left = self.left["entity"].to_numpy(zero_copy_only=False)
        right = other["entity"].to_numpy(zero_copy_only=False)
        return left[pairs[:, 0]] == right[pairs[:, 1]]


def fr_synth(part: str) -> Screening:
    """FR-SYNTH: `dev` (5,000 debtors × 198,194 rows) or `large` (10,000 × 1,002,905)."""
    folder = labelled("fr_synth") / part
    return screening(f"FR-SYNTH {part}", folder)


def screening(name: str, folder: Path, held: Sequence[str] | None = None) -> Screening:
    """A screening kept as `queries.parquet` and `registry.parquet`; `held` are the columns to read."""
    return Screening(
        name=name,
        queries=pq.read_table(folder / "queries.parquet"),
        register=pq.read_table(folder / "registry.parquet", columns=held and list(held)),
    )


def febrl(part: str) -> Labelled:
    """FEBRL `3` (one file of 5,000) or `4` (5,000 × 5,000). The social security number is left out."""
    if part == "3":
        return Labelled(name="FEBRL3", left=febrl_file("dataset3"))
    return Labelled(name="FEBRL4", left=febrl_file("dataset4a"), right=febrl_file("dataset4b"))


def febrl_file(name: str) -> pa.Table:
    table = read_csv(labelled("febrl") / f"{name}.csv")
    trimmed = {c: pc.utf8_trim_whitespace(table[c]) for c in table.column_names}
    trimmed = {
        c: pc.if_else(pc.equal(v, ""), pa.scalar(None, pa.string()), v) for c, v in trimmed.items()
    }
    gold = pc.struct_field(pc.extract_regex(trimmed["rec_id"], r"^rec-(?P<n>\d+)-"), "n")
    kept = {c: v for c, v in trimmed.items() if c not in ("rec_id", "soc_sec_id")}
    return pa.table({"id": trimmed["rec_id"], "entity": gold, **kept})


def fake_1000() -> Labelled:
    """Splink's thousand invented people, one file."""
    table = read_csv(labelled("splink") / "fake_1000.csv")
    return Labelled(name="fake_1000", left=named(table, "unique_id", "cluster"))


def historical_50k() -> Labelled:
    """Splink's 50,578 records of historical persons with injected errors, one file."""
    table = pq.read_table(labelled("splink") / "historical_figures_with_errors_50k.parquet")
    return Labelled(name="historical_50k", left=named(table, "unique_id", "cluster"))


def pseudopeople() -> Labelled:
    """A simulated census against wage forms: names and addresses only, families at one address.

    A person has one form per employer. The census's birth date is kept out: the forms have none.
    """
    folder = labelled("pseudopeople")
    shared = ("street_number", "street_name", "unit_number", "city", "state", "zipcode")
    names = ("first_name", "middle_initial", "last_name")
    census = pq.read_table(folder / "pp_census.parquet")
    forms = pq.read_table(folder / "pp_w2.parquet")
    return Labelled(
        name="pseudopeople",
        left=numbered(census, "C", {c: census[c] for c in (*names, *shared)}),
        right=numbered(
            forms,
            "W",
            {c: forms[c] for c in names} | {c: forms[f"mailing_address_{c}"] for c in shared},
        ),
    )


def labelled(folder: str) -> Path:
    """A folder of labelled data."""
    return found("TRACER_IDENTITY_DATA", "../shared/benchmarks/identity", folder)


def national(file: str) -> Path:
    """One of the national tables."""
    return found("TRACER_NATIONAL_TABLES", "../shared/reference/fr", file)


def cache() -> Path:
    """Where what the benchmarks generate is kept between runs."""
    return ROOT / os.environ.get("TRACER_BENCH_CACHE", "benchmarks/.cache")


def digests() -> dict[str, str]:
    """SHA-256 of every labelled file, and of every register grown so far, by its place."""
    kinds, told = {".csv", ".parquet", ".yml"}, {}
    for name, root in (("", labelled(".")), ("grown/", cache())):
        for path in sorted(p for p in root.rglob("*") if p.suffix in kinds):
            told[f"{name}{path.relative_to(root)}"] = digest(path)
    return told


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def found(variable: str, default: str, name: str) -> Path:
    path = ROOT / os.environ.get(variable, default) / name
    if not path.exists():
        raise DataAbsent(f"{variable} has no {name}")
    return path


def read_csv(path: Path) -> pa.Table:
    """Every column as text, empty as absent."""
    with path.open(encoding="utf-8") as file:
        header = [c.strip() for c in file.readline().split(",")]
    return pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(column_names=header, skip_rows=1),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={c: pa.string() for c in header}, strings_can_be_null=True
        ),
    )


def named(table: pa.Table, key: str, gold: str) -> pa.Table:
    rest = {c: table[c] for c in table.column_names if c not in (key, gold)}
    return pa.table({"id": table[key], "entity": table[gold], **rest})


def numbered(table: pa.Table, letter: str, fields: dict[str, pa.ChunkedArray]) -> pa.Table:
    ids = pa.array([f"{letter}{n:06d}" for n in range(len(table))])
    return pa.table({"id": ids, "entity": table["simulant_id"], **fields})


def positions(left: pa.Array, lefts: pa.Array, right: pa.Array, rights: pa.Array) -> Pairs:
    def rows(values: pa.Array, among: pa.Array) -> npt.NDArray[np.int64]:
        asked = pa.chunked_array(flat(values))
        wanted = pc.unique(asked)
        found = pc.index_in(pa.chunked_array(flat(among)), value_set=wanted)
        at = np.flatnonzero(found.is_valid().to_numpy())
        row = np.full(len(wanted), -1)
        row[found.drop_null().to_numpy()] = at
        if (row < 0).any():
            raise KeyError(f"{(row < 0).sum()} ids are not in the file")
        return row[pc.index_in(asked, value_set=wanted).to_numpy()]

    return np.stack([rows(lefts, left), rows(rights, right)], axis=1)


def flat(values: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    """Plain string arrays, so that large, dictionary and plain strings can be compared."""
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    return [c.cast(pa.string()) for c in chunks] or [pa.array([], pa.string())]


def agrees(
    left: pa.Array, right: pa.Array, pairs: Pairs, start: int, stop: int
) -> npt.NDArray[np.bool_]:
    """Whether both values reach so far and have the same characters there."""

    def part(values: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
        taken = pc.utf8_slice_codeunits(values.cast(pa.string()).take(pa.array(rows)), start, stop)
        return pc.if_else(pc.equal(taken, ""), pa.scalar(None, pa.string()), taken)

    same = pc.equal(part(left, pairs[:, 0]), part(right, pairs[:, 1]))
    return pc.fill_null(same, False).to_numpy(zero_copy_only=False)
