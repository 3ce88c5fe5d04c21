"""Screens a file of queries against a register, share by share; stopped at any time, it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isinf
from pathlib import Path

import numpy as np
import pyarrow as pa

from api.match.answer_rows import NO_CANDIDATE, answer_rows, nobody
from api.match.certificates import certificate_of, fingerprint
from api.match.column_map import ColumnMap
from api.match.people_files import PeopleFile, Rows, open_people, shares
from api.match.register_files import give_back
from api.match.register_folder import REJECTS, opened, ready_register
from api.match.register_folder import fingerprint as register_fingerprint
from api.match.rejects_file import Part, by_row, in_the_file, read_rejects, write_rejects
from api.match.screen_parts import SUFFIXES, Counts, Parts, open_parts, start_or_resume
from api.match.whole_files import digest
from tracer.errors import Invalid
from tracer.matching.answers import answer, objections_to
from tracer.matching.certificate import Certificate
from tracer.matching.parameters import Parameters, load_parameters
from tracer.matching.reading import read_table
from tracer.matching.register import Register, shares_of
from tracer.matching.verdicts import DECISIONS

SHARE, BEST = 10_000, 10
RUN_FORMAT = 1
TOO_FEW = "the certificate rests on too few labelled pairs to confirm anyone"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What to screen, and how."""

    queries: Path
    against: Path
    out: Path
    mapped: ColumnMap = field(default_factory=ColumnMap)
    register: Path | None = None
    certificate: Path | None = None
    best: int = BEST
    share: int = SHARE

    @property
    def register_folder(self) -> Path:
        """Where the register of a file is kept."""
        return self.register or self.out.with_name(f"{self.out.name}.register")

    @property
    def rejects(self) -> Path:
        """Where rejects are written."""
        return self.out.with_suffix(".rejects.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a run."""

    answered: int  # queries in the output
    set_aside: int  # queries that could not be read
    kept: int  # queries screened without a field that could not be read
    counts: Counts
    certificate: str | None  # its id, where queries were decided under it
    rejects: tuple[Part, ...]  # the first few
    unknown: tuple[tuple[str, tuple[str, ...]], ...]  # columns not used, by file


def screen(asked: Screening, progress: Progress) -> Summary:
    """Answer every query and write the output and the rejects, each whole or not at all.

    Raises Invalid for inputs that cannot be read at all, Conflict while another run writes there.
    """
    refuse_overwriting(asked)
    certificate = certificate_of(asked.certificate)
    by = load_parameters()
    queries = open_people(asked.queries, "queries", asked.mapped)
    with open_parts(asked.out) as parts:
        folder, unknown = ready_register(
            asked.against, asked.register_folder, asked.mapped, progress
        )
        run = {
            "format": RUN_FORMAT,
            "arrow": pa.__version__,
            "queries": digest(asked.queries),
            "columns": queries.columns,
            "register": register_fingerprint(folder),
            "model": by.hash,
            "certificate": fingerprint(certificate),
            "best": asked.best,
            "share": asked.share,
        }
        start_or_resume(parts, run)
        register = opened(folder)
        objections = look_at(asked, register, by, certificate)
        answering = Answering(register, by, certificate, asked.best, objections)
        count, counts = answering.every_share(queries, asked.share, parts, progress)
        of_queries = [("queries", one) for one in queries.rejects]
        of_queries += parts.all_rejects(count)
        of_queries = [("queries", one) for one in by_row(one for _, one in of_queries)]
        rejects = [*of_queries, *read_rejects(folder / REJECTS)]
        progress("write", 0, 1)
        parts.gather(asked.out, count)
        write_rejects(asked.rejects, rejects)
        progress("write", 1, 1)
        parts.remove()
    return Summary(
        answered=sum(counts.decisions.values()),
        set_aside=sum(not one.kept for _, one in of_queries),
        kept=sum(one.kept for _, one in of_queries),
        counts=counts,
        certificate=certificate.id if certificate and counts.certified else None,
        rejects=tuple(rejects[:BEST]),
        unknown=(("queries", queries.unknown), ("against", unknown)),
    )


def refuse_overwriting(asked: Screening) -> None:
    """Raises Invalid when the output would take the place of what is read."""
    if asked.out.suffix.lower() not in SUFFIXES:
        raise Invalid("out", "must end in .parquet or .csv")
    read = {path.resolve() for path in (asked.queries, asked.against)}
    if {asked.out.resolve(), asked.rejects.resolve()} & read:
        raise Invalid("out", "would replace a file that is read")
    if asked.register is not None and asked.register.resolve() in {
        *read,
        asked.out.resolve(),
        asked.rejects.resolve(),
    }:
        raise Invalid("register", "would replace a file that is read")


def look_at(
    asked: Screening, register: Register, by: Parameters, certificate: Certificate | None
) -> tuple[str, ...]:
    """Why the certificate does not cover the files, from all queries at once, whatever their order."""
    queries, stated = 0, Counter[str]()
    for rows in shares(open_people(asked.queries, "queries", asked.mapped).rows(), LOOKED_AT):
        records = read_table(rows.table).records
        queries += len(records)
        for name, share in shares_of(records.rows).items():
            stated[name] += round(share * len(records))
    found = {name: count / queries for name, count in stated.items()}
    return objections_to(register, found, queries, by, certificate)


LOOKED_AT = 50_000
"""Queries read at a time to see what they state."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What every share is answered with."""

    register: Register
    by: Parameters
    certificate: Certificate | None
    best: int
    objections: tuple[str, ...]  # of the certificate to the files as wholes

    @property
    def silence(self) -> tuple[str, ...]:
        """Why a certificate that covers the files confirms nobody all the same."""
        if self.certificate and all(isinf(one.least_bits) for one in self.certificate.strata):
            return (TOO_FEW,)
        return ()

    def every_share(
        self, queries: PeopleFile, size: int, parts: Parts, progress: Progress
    ) -> tuple[int, Counts]:
        """Answer the shares that are not done yet; returns how many there are, and all counts."""
        counts, count, read = Counts(), 0, 0
        for rows in shares(queries.rows(), size):
            if not parts.has(count):
                self.one_share(rows, count, parts)
            counts.add(parts.counts(count))
            count += 1
            read += len(rows)
            progress("answer", read, max(queries.stated_rows, read))
        return count, counts

    def one_share(self, rows: Rows, number: int, parts: Parts) -> None:
        """Answer one share and keep it."""
        read = read_table(rows.table)
        rejects: list[Part] = [("queries", one) for one in in_the_file(read.rejects, rows.places)]
        if not len(read.records) or not len(self.register):
            table = nobody(read.records.ids)
            counts = Counts(decisions={NO_CANDIDATE: len(read.records)})
            parts.write(number, table, counts, rejects)
            return
        answers = answer(self.register, read, self.by, self.certificate, objections=self.objections)
        table = answer_rows(answers, read, self.by, self.best)
        give_back(self.register)
        best = answers.verdicts.decision[answers.verdicts.best]
        held = np.bincount(best, minlength=len(DECISIONS)).tolist()
        decisions = dict(zip(DECISIONS, held, strict=True))
        decisions[NO_CANDIDATE] = len(read.records) - len(best)
        objections = answers.objections or self.silence
        counts = Counts(
            decisions=decisions,
            certified=0 if objections else len(read.records),
            objections=dict.fromkeys(objections, len(read.records)),
        )
        parts.write(number, table, counts, rejects)
