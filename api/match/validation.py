"""Answers held against their labels: the figures of the validation report, and the certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from api.match.labels import UNLABELLED, Labels
from tracer.matching.answers import Answers
from tracer.matching.certificate import STRATA, STRATUM_OF, Certificate, Stratum, certify
from tracer.matching.evaluate import (
    Bools,
    Floats,
    Ints,
    WrongLinks,
    best_of_each,
    brier,
    calibration_error,
    recall_at_precision,
    wrong_links,
)
from tracer.matching.levels import Birth, Contact, Place
from tracer.matching.parameters import Parameters
from tracer.matching.verdicts import BIT, CONFIRMED, DECISIONS

FLOORS = (0.99, 0.999)
KINDS = {
    Birth.DAY: "birth_day",
    Birth.MONTH: "birth_month",
    Birth.YEAR: "birth_year",
    Birth.MISSING: "birth_missing",
}
OTHERWISE = "birth_differs"
BY_CERTIFICATE = BIT["no_certificate"] | BIT["too_weak"]
PLACELESS = np.isin(np.arange(len(Place)), [Place.MISSING, Place.REGION, Place.ELSEWHERE])
DATELESS = ~np.isin(np.arange(len(Birth)), [Birth.DAY, Birth.MONTH, Birth.YEAR])


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of many queries, best first within each."""

    query: Ints
    row: Ints
    bits: Floats
    odds: Floats
    probability: Floats
    decision: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.int32]
    best: Bools
    birth: npt.NDArray[np.int8]
    name_only: Bools  # nothing but the name agrees

    @classmethod
    def of(cls, answers: Answers, before: int) -> Pairs:
        """The pairs of one share, whose queries come after `before` others."""
        levels = answers.levels
        elsewhere = PLACELESS[levels.place] & (levels.contact != Contact.EQUAL)
        return cls(
            query=answers.query + before,
            row=answers.row,
            bits=answers.weights.total,
            odds=answers.odds,
            probability=answers.probability,
            decision=answers.verdicts.decision,
            reasons=answers.verdicts.reasons,
            best=answers.verdicts.best,
            birth=levels.birth,
            name_only=DATELESS[levels.birth] & elsewhere,
        )

    @classmethod
    def joined(cls, parts: Sequence[Pairs]) -> Pairs:
        """Shares one after the other."""
        columns = [[getattr(part, one.name) for part in parts] for one in fields(cls)]
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """All pairs, and who everybody is. Labels are UNLABELLED where a file states none."""

    pairs: Pairs
    queries: int  # in the file
    no_birth: Bools  # of queries that could be read
    entity: Labels
    household: Labels
    row_entity: Labels
    row_household: Labels
    positives: int  # queries of the file whose person is in the file of the register
    held: Labels  # everybody in the file of the register
    objections: tuple[str, ...]

    @property
    def correct(self) -> Bools:
        """Whether each pair is one person."""
        ours = self.entity[self.pairs.query]
        correct: Bools = (ours == self.row_entity[self.pairs.row]) & (ours != UNLABELLED)
        return correct

    @property
    def present(self) -> Bools:
        """Whether the person of each query is in the register's file."""
        present: Bools = np.isin(self.entity, self.held) & (self.entity != UNLABELLED)
        return present

    def links(self, chosen: Bools) -> WrongLinks:
        """Who some pairs point at."""
        query, row = self.pairs.query[chosen], self.pairs.row[chosen]
        home = self.household[query]
        return wrong_links(
            correct=self.correct[chosen],
            same_household=(home == self.row_household[row]) & (home != UNLABELLED),
            present=self.present[query],
            name_only=self.pairs.name_only[chosen],
        )

    @property
    def confirmable(self) -> Bools:
        """The pairs every rule but the certificate would confirm."""
        confirmable: Bools = (self.pairs.reasons & ~BY_CERTIFICATE) == 0
        return confirmable


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """Best candidates whose births agree so far: how each was decided, and the wrong confirmed."""

    name: str
    decided: tuple[int, ...]  # in the order of DECISIONS
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The validation report."""

    queries: int
    read: int
    register: int
    positives: int
    candidate_recall: float
    candidates: float  # a query, on average
    most_candidates: int
    recall: tuple[float, ...]  # at each of FLOORS
    no_birth_positives: int
    no_birth_recall: tuple[float, ...]
    confirmed: WrongLinks
    confirmable: WrongLinks
    calibration: float
    brier: float
    pairs: int
    kinds: tuple[KindCount, ...]
    no_candidate: int
    model: str
    model_hash: str
    data: tuple[str, ...]
    certificate: str | None
    objections: tuple[str, ...]
    measured: Certificate  # what these files would certify


def validate(
    judged: Judged,
    *,
    by: Parameters,
    certificate: Certificate | None,
    data: tuple[str, ...],
    size: int,
    profile: Mapping[str, float],
    today: date,
) -> Validation:
    """Every figure of the report."""
    pairs, correct, present = judged.pairs, judged.correct, judged.present
    per_query = np.bincount(pairs.query, minlength=len(judged.entity))
    found = np.bincount(pairs.query, weights=correct, minlength=len(judged.entity)) > 0
    undated = present & judged.no_birth
    return Validation(
        queries=judged.queries,
        read=len(judged.entity),
        register=size,
        positives=judged.positives,
        candidate_recall=float(found.sum() / max(judged.positives, 1)),
        candidates=float(per_query.mean()) if len(per_query) else 0.0,
        most_candidates=int(per_query.max(initial=0)),
        recall=recalls(judged, np.ones(len(pairs.query), bool), judged.positives),
        no_birth_positives=int(undated.sum()),
        no_birth_recall=recalls(judged, judged.no_birth[pairs.query], int(undated.sum())),
        confirmed=judged.links(pairs.decision == CONFIRMED),
        confirmable=judged.links(judged.confirmable),
        calibration=calibration_error(pairs.probability, correct),
        brier=brier(pairs.probability, correct),
        pairs=len(pairs.query),
        kinds=kinds(judged),
        no_candidate=int((per_query == 0).sum()),
        model=by.version,
        model_hash=by.hash,
        data=data,
        certificate=certificate.id if certificate else None,
        objections=judged.objections,
        measured=measured(judged, by, data, size, profile, today),
    )


def recalls(judged: Judged, among: Bools, positives: int) -> tuple[float, ...]:
    """Recall at each precision of FLOORS, by the log2 odds of each query's best candidate."""
    best = best_of_each(judged.pairs.query[among], judged.pairs.odds[among])
    correct = judged.correct[among][best.at]
    return tuple(recall_at_precision(best.score, correct, positives, floor) for floor in FLOORS)


def kinds(judged: Judged) -> tuple[KindCount, ...]:
    """How best candidates are decided, by how far their births agree."""
    pairs = judged.pairs
    names = np.array([KINDS.get(level, OTHERWISE) for level in Birth])[pairs.birth]
    told = []
    for name in (*KINDS.values(), OTHERWISE):
        chosen = pairs.best & (names == name)
        decided = np.bincount(pairs.decision[chosen], minlength=len(DECISIONS))
        wrong = chosen & (pairs.decision == CONFIRMED) & ~judged.correct
        told.append(KindCount(name=name, decided=tuple(decided.tolist()), wrong=int(wrong.sum())))
    return tuple(told)


def measured(
    judged: Judged,
    by: Parameters,
    data: tuple[str, ...],
    size: int,
    profile: Mapping[str, float],
    today: date,
) -> Certificate:
    """The certificate these files bear out, named by what it rests on."""
    strata: list[Stratum] = []
    births = {name: level for level, name in STRATUM_OF.items()}
    for name in STRATA:
        chosen = judged.confirmable & (judged.pairs.birth == births[name])
        strata.append(certify(name, judged.pairs.bits[chosen], ~judged.correct[chosen]))
    named = sha256(repr((by.hash, data, size, strata)).encode()).hexdigest()[:12]
    return Certificate(
        id=f"cert-{named}",
        issued=today.isoformat(),
        model=by.hash,
        data=data,
        size=size,
        profile={name: (share, share) for name, share in profile.items()},
        strata=tuple(strata),
    )
