"""FR-SYNTH as the engine sees it: records, candidates, levels, and which pairs are true."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tracer.matching.blocking import build_index
from tracer.matching.candidates import find_candidates
from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.levels import Levels, compare
from tracer.matching.parameters import Parameters
from tracer.matching.reading import Reader, read_table
from tracer.matching.records import Pairing
from tracer.matching.rivals import posterior
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.weights import weigh

Places = npt.NDArray[np.int64]
DATA = Path(os.environ.get("TRACER_IDENTITY_DATA", "../shared/benchmarks/identity"))


@dataclass(frozen=True)
class Linking:
    """A file of debtors beside a register, compared."""

    pairing: Pairing
    known: Frequencies
    levels: Levels
    query: Places
    row: Places
    true: npt.NDArray[np.bool_]
    query_household: Places
    row_household: Places
    query_entity: Places
    row_entity: Places

    @property
    def queries(self) -> int:
        """Debtors that could be read."""
        return len(self.pairing.left)

    def households(self) -> tuple[Places, Places]:
        """Pairs of a debtor and another person of his household in the register."""
        order = np.argsort(self.row_household, kind="stable")
        sorted_ = self.row_household[order]
        low = np.searchsorted(sorted_, self.query_household)
        high = np.searchsorted(sorted_, self.query_household, side="right")
        count = high - low
        left = np.repeat(np.arange(self.queries), count)
        before = np.cumsum(count) - count
        right = order[np.arange(count.sum()) + np.repeat(low - before, count)]
        other = self.row_entity[right] != self.query_entity[left]
        return left[other], right[other]

    def loss(self, by: Parameters) -> float:
        """Mean negative log-likelihood of the right answer: the person, or nobody found. Nats."""
        total = weigh(self.levels, self.known, by).total
        unseen, noise = by.number("unseen"), by.number("noise")
        chance, _ = posterior(total, self.query, self.queries, unseen, noise)
        found = np.bincount(self.query, weights=chance, minlength=self.queries)
        right = np.bincount(self.query, weights=chance * self.true, minlength=self.queries)
        present = np.bincount(self.query, weights=self.true, minlength=self.queries) > 0
        likely = np.where(present, right, 1 - found)
        return float(-np.log(np.maximum(likely, 1e-12)).mean())


def link(which: str) -> Linking:
    """FR-SYNTH dev or large."""
    register = pq.read_table(DATA / "fr_synth" / which / "registry.parquet")
    debtors = pq.read_table(DATA / "fr_synth" / which / "queries.parquet")
    return link_tables(register, debtors)


def link_tables(register: pa.Table, debtors: pa.Table) -> Linking:
    """Any file with the columns of FR-SYNTH and its gold columns."""
    reader = Reader()
    reader.add(register)
    right = reader.records()
    read = read_table(debtors)
    pairing = Pairing.of(read.records, right)
    known = count_register(right)
    found = find_candidates(
        pairing, read.inverted, build_index(right), SpellingIndex.of(right.names), known
    )
    levels = compare(pairing, read.inverted, found.query, found.row, known)
    query_gold, row_gold = gold(debtors, read.records.ids), gold(register, right.ids)
    return Linking(
        pairing=pairing,
        known=known,
        levels=levels,
        query=found.query,
        row=found.row,
        true=query_gold[0][found.query] == row_gold[0][found.row],
        query_household=query_gold[1],
        row_household=row_gold[1],
        query_entity=query_gold[0],
        row_entity=row_gold[0],
    )


def gold(table: pa.Table, ids: pa.StringArray) -> tuple[Places, Places]:
    """Entity and household of the ids."""
    at = {one: place for place, one in enumerate(table["id"].to_pylist())}
    places = np.array([at[one] for one in ids.to_pylist()], np.int64)
    return table["entity"].to_numpy()[places], table["hh"].to_numpy()[places]
