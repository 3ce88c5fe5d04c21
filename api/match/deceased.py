"""Tables of debtors looked for in the file of deceased persons. A hit is a question for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from tracer.deaths import DeathHit, DeathOutcome
from tracer.errors import Invalid
from tracer.matching.deceased import NOT_FOUND, DeathIndex, Screened, screen_deaths
from tracer.matching.deceased_lookup import MOST_HITS, hit_at, silence
from tracer.matching.parameters import load_parameters
from tracer.matching.population import load_population
from tracer.matching.reading import Reject, read_table
from tracer.matching.records import BIRTH
from tracer.normalise.addresses import city_key

CHUNK = 5_000
"""Debtors compared at a time."""
RESULT = pa.schema(
    [
        ("query_id", pa.string()),
        ("outcome", pa.string()),  # found, possible, not_found or not_asked
        ("hit_id", pa.string()),
        ("bits", pa.float64()),
        ("probability", pa.float64()),
        ("namesakes", pa.float64()),
        ("surname", pa.string()),
        ("given", pa.string()),
        ("birth", pa.string()),
        ("died", pa.string()),
        ("death_place", pa.string()),
        ("act", pa.string()),
        ("reasons_fr", pa.string()),
        ("reasons_en", pa.string()),
    ]
)
"""One row for each hit, a debtor's likeliest first; one row for a debtor without any."""


def screen_file(
    queries: Path,
    index: DeathIndex,
    out: Path,
    now: datetime,
    watch: Callable[[list[pa.Table]], Iterator[pa.Table]] = iter,
) -> dict[str, int]:
    """Ask about every row of a table and write the answers, whole or not at all.

    Returns how many debtors had each outcome. Raises Invalid when a file cannot be read.
    """
    table = people(queries)
    parts = [table.slice(start, CHUNK) for start in range(0, table.num_rows, CHUNK)]
    answers = [screen_table(part, index, now) for part in watch(parts)]
    found = pa.concat_tables([RESULT.empty_table(), *answers])
    waiting = out.with_name(out.name + ".new")
    if out.suffix == ".csv":
        pa.csv.write_csv(found, waiting)
    else:
        pq.write_table(found, waiting)
    waiting.replace(out)
    first = found.group_by("query_id", use_threads=False).aggregate([("outcome", "first")])
    counted = first["outcome_first"].to_pylist()
    return {str(one): counted.count(str(one)) for one in DeathOutcome}


def screen_table(table: pa.Table, index: DeathIndex, now: datetime) -> pa.Table:
    """The answers about some debtors, as rows of `RESULT`."""
    read = read_table(with_towns(table))
    screened = screen_deaths(index, read, load_parameters(), load_population())
    rows: list[dict[str, Any]] = []
    ids = read.records.ids.to_pylist()
    births = read.records.rows[:, BIRTH]
    begin = np.searchsorted(screened.query, np.arange(len(ids) + 1))
    for query, name in enumerate(ids):
        hits = [
            hit_at(index, screened, at)
            for at in ranked(screened, int(begin[query]), int(begin[query + 1]))
        ]
        if hits:
            rows += [told(name, hit) for hit in hits]
        else:
            outcome, _ = silence(index, bool(births[query] >> 5 & 15), now.date())
            rows.append({"query_id": name, "outcome": str(outcome)})
    rows += [refused(one) for one in read.rejects if not one.kept]
    return pa.Table.from_pylist(rows, schema=RESULT)


def ranked(screened: Screened, begin: int, end: int) -> list[int]:
    """The pairs of one debtor that are hits, likely ones first."""
    hits = [at for at in range(begin, end) if screened.outcome[at] != NOT_FOUND]
    return sorted(hits, key=lambda at: (-screened.outcome[at], -screened.probability[at]))[
        :MOST_HITS
    ]


def told(name: str, hit: DeathHit) -> dict[str, Any]:
    """One hit as a row."""
    return {
        "query_id": name,
        "outcome": str(hit.outcome),
        "hit_id": hit.id,
        "bits": round(sum(bits for _, bits in hit.bars), 3),
        "probability": hit.probability,
        "namesakes": hit.namesakes,
        "surname": hit.surname,
        "given": " ".join(hit.given),
        "birth": str(hit.birth) if hit.birth else None,
        "died": str(hit.died) if hit.died else None,
        "death_place": hit.place,
        "act": hit.act,
        "reasons_fr": " ; ".join(reason.fr for reason in hit.reasons),
        "reasons_en": "; ".join(reason.en for reason in hit.reasons),
    }


def refused(one: Reject) -> dict[str, Any]:
    """A row that cannot be read was not asked about: its field and why, never its value."""
    problem = f"row {one.row}: {one.field}: {one.problem}"
    return {
        "query_id": one.id,
        "outcome": str(DeathOutcome.NOT_ASKED),
        "reasons_fr": problem,
        "reasons_en": problem,
    }


def people(path: Path) -> pa.Table:
    """A table of debtors, all columns as text. CSV has commas or semicolons, and UTF-8."""
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        mark = ";" if header.count(";") > header.count(",") else ","
        names = [name.strip().strip('"') for name in header.strip().split(mark)]
        text = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        return pa.csv.read_csv(
            path, parse_options=pa.csv.ParseOptions(delimiter=mark), convert_options=text
        )
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid):
        raise Invalid("QUERIES", "not a table that can be read, Parquet or CSV") from None


def with_towns(table: pa.Table) -> pa.Table:
    """The table with towns of birth written as the index writes them."""
    if "lieu_naissance" not in table.column_names:
        return table
    at = table.column_names.index("lieu_naissance")
    said = table["lieu_naissance"].cast(pa.string()).to_pylist()
    towns = pa.array([city_key(text) if text else None for text in said], pa.string())
    return table.set_column(at, "lieu_naissance", towns)
