"""Answers a file of queries from a register: candidates, bits, rivals and decisions, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.candidates import MOST_CANDIDATES, Candidates, find_candidates
from tracer.matching.certificate import Certificate
from tracer.matching.levels import Levels, compare
from tracer.matching.parameters import Parameters
from tracer.matching.reading import Read
from tracer.matching.records import Pairing
from tracer.matching.register import Register, shares_of
from tracer.matching.rivals import posterior
from tracer.matching.verdicts import Verdicts, judge
from tracer.matching.weights import Weights, weigh

Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every pair compared, query by query, best first.

    `query` and `row` are places in the queries and the register; `probability` has all rivals in it:
    the other candidates, somebody not found, nobody. `objections` say why nothing is certified.
    """

    pairing: Pairing
    query: Places
    row: Places
    levels: Levels
    weights: Weights
    probability: Bits
    odds: Bits
    verdicts: Verdicts
    objections: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.query)


def answer(
    register: Register,
    read: Read,
    by: Parameters,
    certificate: Certificate | None,
    most: int = MOST_CANDIDATES,
    objections: tuple[str, ...] | None = None,
) -> Answers:
    """All answers to the queries of one table.

    `objections` are why the certificate does not cover the files, when they were looked at whole;
    without them these queries are taken for all there are.
    """
    pairing = Pairing.of(read.records, register.records)
    found = find_candidates(
        pairing, read.inverted, register.index, register.spellings, register.known, most
    )
    if objections is None:
        objections = uncovered(register, read, by, certificate)
    return weighed(register, pairing, read, found, by, certificate, objections)


def weighed(
    register: Register,
    pairing: Pairing,
    read: Read,
    found: Candidates,
    by: Parameters,
    certificate: Certificate | None,
    objections: tuple[str, ...],
) -> Answers:
    """The answers on given pairs of a query and a row."""
    levels = compare(pairing, read.inverted, found.query, found.row, register.known)
    weights = weigh(levels, register.known, by)
    order = np.lexsort((found.row, -weights.total, found.query))
    query, row = found.query[order], found.row[order]
    levels, weights = levels.take(order), weights.take(order)
    chance, odds = posterior(
        weights.total, query, len(read.records), by.number("unseen"), by.number("noise")
    )
    asked = np.full(len(query), np.inf)
    if certificate is not None and not objections:
        asked = certificate.least_bits(levels.birth)
    verdicts = judge(levels, weights, query, least_bits=asked, unreadable=read.unreadable[query])
    return Answers(
        pairing=pairing,
        query=query,
        row=row,
        levels=levels,
        weights=weights,
        probability=chance,
        odds=odds,
        verdicts=verdicts,
        objections=objections,
    )


def uncovered(
    register: Register, read: Read, by: Parameters, certificate: Certificate | None
) -> tuple[str, ...]:
    """Why the certificate does not cover these files."""
    shares = shares_of(read.records.rows)
    return objections_to(register, shares, len(read.records), by, certificate)


def objections_to(
    register: Register,
    shares: Mapping[str, float],
    queries: int,
    by: Parameters,
    certificate: Certificate | None,
) -> tuple[str, ...]:
    """The same, from what so many queries state."""
    if certificate is None:
        return ("there is no certificate",)
    return certificate.objections(
        model=by.hash,
        size=len(register),
        profile=profile(register, shares),
        queries=queries,
    )


def profile(register: Register, shares: Mapping[str, float]) -> Mapping[str, float]:
    """What the files are like: the shares a certificate was measured at."""
    return {
        **{f"queries: {name}": share for name, share in shares.items()},
        **{f"register: {name}": share for name, share in register.shares.items()},
    }
