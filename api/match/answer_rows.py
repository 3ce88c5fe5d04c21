"""Answers as rows of a table: the best candidates of each query, best first, with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracer.matching.answers import Answers
from tracer.matching.chances import DECIMALS
from tracer.matching.parameters import LEVELS, Parameters
from tracer.matching.reading import Read
from tracer.matching.sentences import FAMILIES
from tracer.matching.settling import ask
from tracer.matching.verdicts import CONFIRMED, DECISIONS, REASONS, REVIEW

NO_CANDIDATE = "no_candidate"
ROWS = pa.schema(
    [
        ("query_id", pa.string()),
        ("candidate_id", pa.string()),
        ("bits", pa.float64()),
        ("probability", pa.float64()),
        ("decision", pa.string()),
        ("namesakes", pa.float64()),
        ("reasons", pa.string()),
    ]
)
"""One row for each candidate; a query without any has one row with an empty candidate_id."""
SEPARATOR = "; "
Places = npt.NDArray[np.int64]


def answer_rows(answers: Answers, read: Read, by: Parameters, best: int) -> Any:
    """The rows of one share, query by query in the order of the file."""
    shown = np.flatnonzero(rank(answers.query) < best)
    query = answers.query[shown]
    answered = np.zeros(len(read.records), bool)
    answered[query] = True
    silent = np.flatnonzero(~answered)
    found = pa.table(
        {
            "query_id": read.records.ids.take(pa.array(query)),
            "candidate_id": answers.pairing.right.ids.take(pa.array(answers.row[shown])),
            "bits": np.round(answers.odds[shown], DECIMALS),
            "probability": answers.probability[shown],
            "decision": named(DECISIONS, answers.verdicts.decision[shown]),
            "namesakes": answers.weights.namesakes[shown],
            "reasons": reasons(answers, shown, by),
        },
        schema=ROWS,
    )
    table = pa.concat_tables([found, nobody(read.records.ids.take(pa.array(silent)))])
    order = np.argsort(np.r_[query, silent], kind="stable")
    return table.take(pa.array(order))


def nobody(ids: Any) -> Any:
    """One row for each query that has no candidate."""
    missing = pa.nulls(len(ids), pa.float64())
    same = {"candidate_id": "", "decision": NO_CANDIDATE, "reasons": NO_CANDIDATE}
    texts = {name: pa.array([text] * len(ids), pa.string()) for name, text in same.items()}
    numbers = dict.fromkeys(("bits", "probability", "namesakes"), missing)
    columns = {"query_id": ids, **texts, **numbers}
    return pa.table({name: columns[name] for name in ROWS.names}, schema=ROWS)


def rank(query: Places) -> Places:
    """The place of each pair among those of its query, from 0."""
    first = np.flatnonzero(np.r_[True, query[1:] != query[:-1]][: len(query)])
    counts = np.diff(np.r_[first, len(query)])
    return np.arange(len(query)) - np.repeat(first, counts)


def named(names: Sequence[str], numbers: npt.NDArray[np.integer]) -> Any:
    """Numbers as their names."""
    return pa.array(names, pa.string()).take(pa.array(numbers.astype(np.int64)))


def reasons(answers: Answers, shown: Places, by: Parameters) -> Any:
    """Why each pair is not confirmed and what to ask for; for confirmed ones, what carried them."""
    decision = answers.verdicts.decision[shown]
    codes, at = np.unique(answers.verdicts.reasons[shown], return_inverse=True)
    texts: list[str] = [
        SEPARATOR.join(name for place, name in enumerate(REASONS) if code >> place & 1)
        for code in codes.tolist()
    ]
    at = at.astype(np.int64)
    confirmed = np.flatnonzero(decision == CONFIRMED)
    carried, places = carriers(answers, shown[confirmed])
    at[confirmed] = len(texts) + places
    texts += carried
    asked: dict[str, int] = {}
    for place in np.flatnonzero((decision == REVIEW) & answers.verdicts.best[shown]):
        found = ask(answers, int(shown[place]), by)
        if found is not None:
            whole = f"{texts[at[place]]}{SEPARATOR}ask {found.code} {found.bits:+.1f} bits"
            at[place] = asked.setdefault(whole, len(texts) + len(asked))
    return named([*texts, *asked], at)


def carriers(answers: Answers, pairs: Places) -> tuple[list[str], Places]:
    """The levels that spoke for each pair, most telling family first named as in explanations."""
    spoke = np.stack([getattr(answers.weights, field)[pairs] > 0 for field in FAMILIES], axis=1)
    levels = np.stack([getattr(answers.levels, field)[pairs] for field in FAMILIES], axis=1)
    kinds, at = np.unique(np.where(spoke, levels, -1), axis=0, return_inverse=True)
    texts = [
        SEPARATOR.join(
            f"{field}_{LEVELS[field](level).name.lower()}"
            for field, level in zip(FAMILIES, kind, strict=True)
            if level >= 0
        )
        for kind in kinds.tolist()
    ]
    return texts, at.reshape(-1).astype(np.int64)
