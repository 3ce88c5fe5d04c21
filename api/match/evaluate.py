"""Screens labelled files and counts what came of it: the validation report, and certificates.

Only here are gold columns read, and only after every decision is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from api.match.certificates import certificate_of
from api.match.column_map import ColumnMap
from api.match.labels import UNLABELLED, Labels, numbered, of_ids
from api.match.people_files import PeopleFile, open_people, undictionaried
from api.match.register_folder import build_folder, is_built_from, opened
from api.match.validation import Judged, Pairs, Validation, validate
from api.match.whole_files import digest
from tracer.errors import Invalid
from tracer.matching.answers import answer, profile, uncovered
from tracer.matching.certificate import Certificate
from tracer.matching.parameters import load_parameters
from tracer.matching.reading import Read, read_table
from tracer.matching.records import BIRTH
from tracer.matching.register import Register, shares_of

SHARE = 10_000
ENTITY, HOUSEHOLD = "entity", "hh"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Which labelled files to screen, and by which column they are judged."""

    queries: Path
    against: Path
    gold: str = "entity"
    mapped: ColumnMap = field(default_factory=ColumnMap)
    register: Path | None = None
    certificate: Path | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file's ids and labels, all rows of it, read beside the engine's columns."""

    table: Any
    entity: Labels
    household: Labels


def evaluate(asked: Evaluation, today: date, progress: Progress) -> Validation:
    """Screen the queries and count. Raises Invalid where a file has no gold column."""
    queries = labelled_file(asked.queries, "queries", asked)
    against = labelled_file(asked.against, "against", asked)
    certificate = certificate_of(asked.certificate)
    ours, theirs = labels_of(queries, against, asked.gold)
    read = read_table(ours.table)
    with TemporaryDirectory() as scratch:
        folder = asked.register or Path(scratch) / "register"
        if not is_built_from(folder, against):
            build_folder(against, folder, progress)
        register = opened(folder)
        judged = judge_all(register, read, certificate, ours, theirs, progress)
        return validate(
            judged,
            by=load_parameters(),
            certificate=certificate,
            data=(digest(asked.queries), digest(asked.against)),
            size=len(register),
            profile=profile(register, shares_of(read.records.rows)),
            today=today,
        )


def labelled_file(path: Path, part: str, asked: Evaluation) -> PeopleFile:
    """A file of people that has the gold column."""
    file = open_people(path, part, asked.mapped)
    if asked.gold not in file.names:
        raise Invalid(f"{part}.{asked.gold}", "the file has no such gold column; name it in --gold")
    if asked.gold in file.columns.values():
        raise Invalid("gold", "this column is compared; it cannot be the gold")
    return file


def labels_of(queries: PeopleFile, against: PeopleFile, gold: str) -> tuple[Labelled, Labelled]:
    """Both files' labels as numbers that can be compared; of the register only its ids beside them."""
    columns = {ENTITY: gold}
    if HOUSEHOLD in queries.names and HOUSEHOLD in against.names:
        columns[HOUSEHOLD] = HOUSEHOLD
    only_ids = {name: column for name, column in against.columns.items() if name == "id"}
    ours = whole_table(queries, columns)
    theirs = whole_table(replace(against, columns=only_ids, rejects=[]), columns)
    entities = numbered([ours.column(ENTITY), theirs.column(ENTITY)])
    households = [np.full(len(one), UNLABELLED) for one in entities]
    if HOUSEHOLD in columns:
        households = numbered([ours.column(HOUSEHOLD), theirs.column(HOUSEHOLD)])
    return (
        Labelled(ours, entities[0], households[0]),
        Labelled(theirs, entities[1], households[1]),
    )


def whole_table(file: PeopleFile, columns: Mapping[str, str]) -> Any:
    """All usable rows of a file. Raises Invalid when there are none."""
    tables = [rows.table for rows in file.rows(columns)]
    if not tables:
        raise Invalid(file.part, "the file holds no rows")
    return pa.concat_tables([table.cast(undictionaried(table.schema)) for table in tables])


def judge_all(
    register: Register,
    read: Read,
    certificate: Certificate | None,
    ours: Labelled,
    theirs: Labelled,
    progress: Progress,
) -> Judged:
    """Every pair answered, then held against the labels."""
    by = load_parameters()
    parts: list[Pairs] = []
    if not len(read.records):
        raise Invalid("queries", "no row can be read")
    objections = uncovered(register, read, by, certificate)
    for start in range(0, len(read.records), SHARE):
        share = np.arange(start, min(start + SHARE, len(read.records)))
        answers = answer(register, some(read, share), by, certificate, objections=objections)
        parts.append(Pairs.of(answers, start))
        progress("answer", int(share[-1]) + 1, len(read.records))
    return Judged(
        pairs=Pairs.joined(parts),
        queries=len(ours.table),
        no_birth=read.records.column(BIRTH) == 0,
        entity=of_ids(read.records.ids, ours.table["id"], ours.entity),
        household=of_ids(read.records.ids, ours.table["id"], ours.household),
        row_entity=of_ids(register.records.ids, theirs.table["id"], theirs.entity),
        row_household=of_ids(register.records.ids, theirs.table["id"], theirs.household),
        positives=int((np.isin(ours.entity, theirs.entity) & (ours.entity != UNLABELLED)).sum()),
        held=np.unique(theirs.entity),
        objections=objections,
    )


def some(read: Read, chosen: Labels) -> Read:
    """Some of the queries."""
    return Read(
        records=read.records.take(chosen),
        inverted=read.inverted[chosen],
        unreadable=read.unreadable[chosen],
        rejects=(),
    )
