"""Measures the shipped certificate: wrong persons among confirmed, on labelled files of three sizes.

python -m benchmarks.identity.certify [OUTPUT]

FR-SYNTH dev and registers grown from the national tables (200,000, a million and 28 million rows);
neither FR-SYNTH large nor the drifted file, which the benchmark measures the result on.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from api.match.register_files import build_register, open_register
from benchmarks.identity.data import cache
from benchmarks.identity.grow import LARGE, Plan, grown
from benchmarks.identity.linking import DATA, gold
from tracer.matching.answers import answer, profile
from tracer.matching.certificate import STRATUM_OF, Certificate, certify, written
from tracer.matching.parameters import load_parameters
from tracer.matching.reading import FIELDS, read_table
from tracer.matching.register import Register, shares_of
from tracer.matching.verdicts import BIT

OUTPUT = Path(__file__).parents[2] / "tracer" / "matching" / "data" / "certificate.json"
MILLION: Plan = replace(LARGE, name="million", rows=1_000_000, queries=20_000, seed=71)
SMALL: Plan = replace(LARGE, name="small", rows=200_000, queries=10_000, seed=72)
ASKED_LATER = ~(BIT["no_certificate"] | BIT["too_weak"])


@dataclass(frozen=True)
class Measured:
    """The confirmed pairs of one labelled file, as every rule but the certificate has them."""

    bits: np.ndarray
    wrong: np.ndarray
    birth: np.ndarray
    profile: dict[str, float]
    size: int
    hash: str


def register_of(folder: Path) -> Register:
    """The register of a labelled folder, built once beside the others in the cache."""
    kept = cache() / f"{folder.parent.name}-{folder.name}.register"
    if not kept.exists():
        source = pq.ParquetFile(folder / "registry.parquet", read_dictionary=list(FIELDS[1:]))
        groups = (
            source.read_row_group(at, columns=list(FIELDS)) for at in range(source.num_row_groups)
        )
        build_register(groups, kept, lambda *_: None)
    return open_register(kept)


def measured(folder: Path) -> Measured:
    """The confirmed pairs of a folder with registry.parquet and queries.parquet."""
    register = register_of(folder)
    debtors = pq.read_table(folder / "queries.parquet")
    labels = pq.read_table(folder / "registry.parquet", columns=["id", "entity"])
    read = read_table(debtors)
    answers = answer(register, read, load_parameters(), None)
    confirmed = np.flatnonzero((answers.verdicts.reasons & ASKED_LATER) == 0)
    entity = gold(debtors, read.records.ids)[0]
    there = labels["entity"].to_numpy()[answers.row[confirmed]]
    return Measured(
        bits=answers.weights.total[confirmed],
        wrong=there != entity[answers.query[confirmed]],
        birth=answers.levels.birth[confirmed],
        profile=dict(profile(register, shares_of(read.records.rows))),
        size=len(register),
        hash=hashlib.sha256((folder / "queries.parquet").read_bytes()).hexdigest(),
    )


def main(output: Path = OUTPUT) -> None:
    folders = [DATA / "fr_synth" / "dev", grown(SMALL), grown(MILLION), grown(LARGE)]
    files = []
    for folder in folders:
        files.append(measured(folder))
        print(f"{folder.name}: {len(files[-1].bits)} confirmed, {files[-1].wrong.sum()} wrong")
    bits = np.concatenate([one.bits for one in files])
    wrong = np.concatenate([one.wrong for one in files])
    birth = np.concatenate([one.birth for one in files])
    shares = {
        name: (min(one.profile[name] for one in files), max(one.profile[name] for one in files))
        for name in files[0].profile
    }
    certificate = Certificate(
        id=f"{load_parameters().version}-{datetime.now(UTC):%Y%m%d}",
        issued=f"{datetime.now(UTC):%Y-%m-%d}",
        model=load_parameters().hash,
        data=tuple(one.hash for one in files),
        size=max(one.size for one in files),
        profile=shares,
        strata=tuple(
            certify(name, bits[birth == level], wrong[birth == level])
            for level, name in STRATUM_OF.items()
        ),
    )
    output.write_text(written(certificate), "utf-8")
    print(written(certificate))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
