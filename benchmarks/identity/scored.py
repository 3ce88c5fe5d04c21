"""Pairs with a score, and the figures they give: the same counting for Tracer and for every peer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.identity import metrics
from benchmarks.identity.data import Labelled, Pairs, Screening
from benchmarks.identity.metrics import Bools, Floats

CERTAIN = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Row numbers n × 2 with a score each; a probability where the peer has one; seconds spent."""

    pairs: Pairs
    score: Floats
    probability: Floats | None = None
    training_s: float = 0.0
    scoring_s: float = 0.0

    @property
    def pairs_per_s(self) -> float:
        return len(self.pairs) / self.scoring_s if self.scoring_s else 0.0


Figures = dict[str, float]
Told = dict[str, Figures | str]  # by system: its figures, or why it has none


def screening_figures(data: Screening, scored: Scored) -> Figures:
    """What a score finds among debtors, one answer each; and among those without a birth date."""
    correct = data.correct(scored.pairs)
    best = metrics.best_of_each(scored.pairs[:, 0], scored.score)
    right = correct[best.at]
    present = data.present()
    positives = int(present.sum())
    undated = data.no_birth_date()
    among, there = undated[best.query], int((present & undated).sum())
    found = len(np.unique(scored.pairs[correct, 0]))
    figures = {
        "R@P99": metrics.recall_at_precision(best.score, right, positives, 0.99),
        "R@P99.9": metrics.recall_at_precision(best.score, right, positives, 0.999),
        "R@P99 no birth date": metrics.recall_at_precision(
            best.score[among], right[among], there, 0.99
        ),
        "top-1 F1": metrics.best_f1(best.score, right, positives)[0],
        "pair F1": metrics.best_f1(scored.score, correct, positives)[0],
        "pair AP": metrics.average_precision(scored.score, correct, positives),
        "candidate recall": found / positives,
        "candidates per query": len(scored.pairs) / len(data.queries),
    }
    if scored.probability is not None:
        figures |= calibration(scored.probability, correct)
        confirmed = best.at[scored.probability[best.at] >= CERTAIN]
        figures |= wrong_person(data, scored.pairs[confirmed])
    return figures | timing(scored)


def labelled_figures(data: Labelled, scored: Scored) -> Figures:
    """What a score finds among the pairs of a labelled file; recall is over all true pairs."""
    correct = data.correct(scored.pairs)
    positives = data.true_pairs()
    f1, precision, recall = metrics.best_f1(scored.score, correct, positives)
    figures = {
        "F1": f1,
        "precision": precision,
        "recall": recall,
        "AP": metrics.average_precision(scored.score, correct, positives),
        "R@P99": metrics.recall_at_precision(scored.score, correct, positives, 0.99),
        "R@P99.9": metrics.recall_at_precision(scored.score, correct, positives, 0.999),
        "candidate recall": float(correct.sum() / positives),
    }
    if scored.probability is not None:
        figures["F1 at p ≥ .5"] = metrics.f1_at(scored.probability, correct, positives, 0.5)
        figures |= calibration(scored.probability, correct)
    return figures | timing(scored)


def wrong_person(data: Screening, links: Pairs) -> Figures:
    """Who the wrong ones among confirmed links are, one row a link."""
    told = metrics.wrong_links(
        correct=data.correct(links),
        same_household=data.same_household(links),
        present=data.present()[links[:, 0]],
        name_only=data.nothing_but_the_name(links),
    )
    return {
        "confirmed": told.links,
        "confirmed of those present": told.links / max(1, int(data.present().sum())),
        "wrong": told.wrong,
        "wrong rate": told.rate,
        "wrong rate bound": told.bound,
        "wrong same household": told.same_household,
        "wrong same household share": told.household_share,
        "wrong true person absent": told.absent,
        "wrong name only": told.name_only,
        "confirmed name only": told.name_only_links,
    }


def calibration(probability: Floats, correct: Bools) -> Figures:
    return {
        "ECE": metrics.calibration_error(probability, correct),
        "Brier": metrics.brier(probability, correct),
    }


def timing(scored: Scored) -> Figures:
    rate = "pairs/s" if scored.probability is not None else "name pairs/s"
    return {
        "pairs": len(scored.pairs),
        rate: scored.pairs_per_s,
        "training s": scored.training_s,
        "scoring s": scored.scoring_s,
    }
