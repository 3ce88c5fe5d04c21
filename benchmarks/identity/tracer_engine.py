"""Tracer's engine as the benchmark asks it: five questions, each answered in Arrow or raising why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from benchmarks.identity.data import Labelled, Screening


class NotMeasured(Exception):
    """The engine does not answer this question yet; the table says so in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One core: pairs a second with the full evidence vector, microseconds for one explanation."""

    pairs_per_s: float
    explanation_us: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """The register of 28 million rows on one core.

    CPU seconds to build the index and to answer all debtors, milliseconds for one debtor from block
    to explained top ten, resident memory while answering; `links` has the columns of `screen`.
    """

    build_cpu_s: float
    query_p50_ms: float
    query_p95_ms: float
    resident_gb: float
    batch_cpu_s: float
    links: pa.Table


def screen(data: Screening) -> pa.Table:
    """The best candidates of every debtor, at most fifty each, best first.

    Columns query_id, candidate_id, bits (float), probability (float) and decision (confirmed, review
    or rejected), with the model and certificate trained on FR-SYNTH dev, whatever the register.
    """
    raise NotMeasured(data.name)


def pairs(data: Labelled) -> pa.Table:
    """Scored pairs of a labelled file: left_id, right_id, bits, probability; no label is read."""
    raise NotMeasured(data.name)


def clusters(data: Labelled) -> pa.Table:
    """Every record of one file with the cluster it is put in: id, cluster."""
    raise NotMeasured(data.name)


def speed(data: Screening) -> Speed:
    """How fast pairs are scored and explained on this screening's candidates."""
    raise NotMeasured(data.name)


def large(folder: Path) -> Large:
    """Build the index of `registry.parquet` in a folder and answer its `queries.parquet`."""
    raise NotMeasured(folder.name)


def lists() -> dict[str, float]:
    """`name_bench F1`, `name_bench person F1`, `entity checks F1`, `screening recall`."""
    raise NotMeasured("lists")
