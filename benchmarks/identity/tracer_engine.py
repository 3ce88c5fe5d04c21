"""Tracer's engine as the benchmark asks it: five questions, each answered in Arrow or raising why not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from api.match.register_files import build_register, give_back, open_register
from benchmarks.identity import open_sets
from benchmarks.identity.data import Labelled, Screening, cache
from benchmarks.identity.linking import DATA as LABELLED
from benchmarks.identity_lists import entity_checks, list_screening, name_bench
from tracer.matching.answers import Answers, answer
from tracer.matching.candidates import find_candidates
from tracer.matching.certificate import Certificate, load_certificate
from tracer.matching.explanation import explain
from tracer.matching.levels import compare
from tracer.matching.parameters import load_parameters
from tracer.matching.reading import FIELDS, Reader, read_table
from tracer.matching.records import Pairing
from tracer.matching.register import Register
from tracer.matching.rivals import posterior
from tracer.matching.verdicts import DECISIONS
from tracer.matching.weights import weigh

EXPLAINED, TOP, ASKED_ALONE = 5_000, 10, 1_000


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


def in_force() -> Certificate:
    """The shipped certificate as if it covered every file, so that its thresholds can be judged.

    In use, a register more than a fifth larger or files that differ send everything to a person.
    """
    return replace(load_certificate(), size=10**9, profile={})


def screen(data: Screening) -> pa.Table:
    """The best candidates of every debtor, best first.

    Columns query_id, candidate_id, bits (float), probability (float) and decision (confirmed, review
    or rejected), with the model trained on FR-SYNTH dev and the certificate of `in_force`.
    """
    reader = Reader()
    reader.add(
        data.register.select([name for name in FIELDS if name in data.register.column_names])
    )
    register = Register.of(reader.records())
    return links(answer(register, read_table(data.queries), load_parameters(), in_force()))


def links(answers: Answers) -> pa.Table:
    """Answers as the benchmark reads them; the bits are those with all rivals considered."""
    left, right = answers.pairing.left.ids, answers.pairing.right.ids
    decision = pa.array(np.array(DECISIONS)[answers.verdicts.decision])
    return pa.table(
        {
            "query_id": left.take(pa.array(answers.query)),
            "candidate_id": right.take(pa.array(answers.row)),
            "bits": answers.odds,
            "probability": answers.probability,
            "decision": decision,
        }
    )


def pairs(data: Labelled) -> pa.Table:
    """Scored pairs of a labelled file: left_id, right_id, bits, probability; no label is read."""
    found = open_sets.answer(data)
    right = data.left if data.right is None else data.right
    return pa.table(
        {
            "left_id": data.left["id"].take(pa.array(found.pairs[:, 0])),
            "right_id": right["id"].take(pa.array(found.pairs[:, 1])),
            "bits": found.bits,
            "probability": found.probability,
        }
    )


def clusters(data: Labelled) -> pa.Table:
    """Every record of one file with the cluster it is put in: id, cluster."""
    found = open_sets.answer(data)
    if found.cluster is None:
        raise NotMeasured(data.name)
    return pa.table({"id": data.left["id"], "cluster": pa.array(found.cluster.astype(str))})


def speed(data: Screening) -> Speed:
    """How fast pairs are scored and explained on this screening's candidates; the best of three."""
    reader = Reader()
    reader.add(
        data.register.select([name for name in FIELDS if name in data.register.column_names])
    )
    register, read, by = Register.of(reader.records()), read_table(data.queries), load_parameters()
    known = register.known
    pairing = Pairing.of(read.records, register.records)
    found = find_candidates(pairing, read.inverted, register.index, register.spellings, known)
    fastest = []
    for _ in range(3):
        started = process_time()
        levels = compare(pairing, read.inverted, found.query, found.row, known)
        total = weigh(levels, known, by).total
        posterior(total, found.query, len(read.records), by.number("unseen"), by.number("noise"))
        fastest.append(len(found.query) / (process_time() - started))
    answers = answer(register, read, by, in_force())
    started = process_time()
    for at in range(EXPLAINED):
        explain(answers, at, by)
    return Speed(
        pairs_per_s=max(fastest), explanation_us=(process_time() - started) / EXPLAINED * 1e6
    )


def large(folder: Path) -> Large:
    """Build the index of `registry.parquet` in a folder and answer its `queries.parquet`.

    Each step in a process of its own, so that memory and seconds are those of the step alone.
    """
    kept = cache() / f"{folder.name}.measured"
    shutil.rmtree(kept, ignore_errors=True)
    built = step("build", folder, kept)
    alone = step("alone", folder, kept)
    together = step("together", folder, kept)
    with pa.memory_map(str(kept / "links.arrow")) as source:
        found = pa.ipc.open_file(source).read_all()
    return Large(
        build_cpu_s=built["cpu_s"],
        query_p50_ms=alone["p50_ms"],
        query_p95_ms=alone["p95_ms"],
        resident_gb=alone["resident_gb"],
        batch_cpu_s=together["cpu_s"],
        links=found,
    )


def step(name: str, folder: Path, kept: Path) -> dict[str, float]:
    """One step of the large register in its own process."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.identity.tracer_engine", name, str(folder), str(kept)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return figures


def build(folder: Path, kept: Path) -> dict[str, float]:
    """The index of a file, from Parquet to the folder on disk."""
    source = pq.ParquetFile(folder / "registry.parquet", read_dictionary=list(FIELDS[1:]))

    def groups() -> Iterator[pa.Table]:
        for at in range(source.num_row_groups):
            yield source.read_row_group(at, columns=list(FIELDS))

    started = process_time()
    build_register(groups(), kept, lambda *_: None, source.metadata.num_rows)
    return {"cpu_s": process_time() - started}


def alone(folder: Path, kept: Path) -> dict[str, float]:
    """One debtor after another: read, blocked, scored, decided and the first ten explained."""
    register, by, certificate = open_register(kept), load_parameters(), in_force()
    debtors = pq.read_table(folder / "queries.parquet").slice(0, ASKED_ALONE)
    spent = []
    for at in range(debtors.num_rows):
        one = debtors.slice(at, 1)
        started = perf_counter()
        answers = answer(register, read_table(one), by, certificate)
        for place in range(min(TOP, len(answers))):
            explain(answers, place, by)
        if at % 100 == 99:
            give_back(register)
        spent.append(perf_counter() - started)
    return {
        "p50_ms": float(np.percentile(spent, 50)) * 1e3,
        "p95_ms": float(np.percentile(spent, 95)) * 1e3,
        "resident_gb": resident(),
    }


def together(folder: Path, kept: Path) -> dict[str, float]:
    """All debtors at once; the answers are left in a file for the labels to judge."""
    register, by = open_register(kept), load_parameters()
    debtors = pq.read_table(folder / "queries.parquet")
    started = process_time()
    answers = answer(register, read_table(debtors), by, in_force())
    spent = process_time() - started
    found = links(answers)
    with (
        pa.OSFile(str(kept / "links.arrow"), "wb") as sink,
        pa.ipc.new_file(sink, found.schema) as writer,
    ):
        writer.write_table(found)
    return {"cpu_s": spent}


def resident() -> float:
    """Gigabytes this process holds at this moment, mapped file pages included."""
    told = Path("/proc/self/status").read_text().splitlines()
    return float(next(line for line in told if line.startswith("VmRSS")).split()[1]) / 1e6


def lists() -> dict[str, float]:
    """`name_bench F1`, `name_bench person F1`, `entity checks F1`, `screening recall`.

    F1 at the shipped threshold, which no label of these sets chose.
    """
    names, checks = name_bench(LABELLED), entity_checks(LABELLED)
    screening = list_screening(LABELLED)
    return {
        "name_bench F1": f1(names["all"]),
        "name_bench person F1": f1(names["person"]),
        "entity checks F1": f1(checks["all"]),
        "screening recall": float(str(screening["recall"])),
        "screening false alarms, global": float(str(screening["false_positive_rate_global"])),
        "screening false alarms, US": float(str(screening["false_positive_rate_us"])),
    }


def f1(figures: object) -> float:
    """F1 at the shipped threshold."""
    assert isinstance(figures, dict)
    return float(figures["f1"])


STEPS = {"build": build, "alone": alone, "together": together}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
