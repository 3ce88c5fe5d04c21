"""One Splink run, by its public interface: train without labels, predict, cluster; one thread."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from benchmarks.identity.data import Labelled
from benchmarks.identity.french import connection
from benchmarks.identity.metrics import cluster_f1
from benchmarks.identity.scored import Figures, Scored

SEED = 1
CLUSTER_AT = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What an analyst tells Splink: the model, sure rules with their recall, and how to train."""

    settings: SettingsCreator
    sure: Sequence[str]
    sure_recall: float
    train_on: Sequence[str]
    u_pairs: float = 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A trained linker and its prediction."""

    linker: Linker
    predicted: object
    scored: Scored


def run(
    recipe: Recipe,
    left: pa.Table | str,
    right: pa.Table | str | None = None,
    db: duckdb.DuckDBPyConnection | None = None,
) -> Run:
    """Train and predict. `unique_id` is the row number in each file; a file may be a table of `db`.

    Seconds are of one core.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI(connection=db or connection())
        inputs = [api.register(left, dataset_display_name="a_left")]
        if right is not None:
            inputs.append(api.register(right, dataset_display_name="b_right"))
        linker = Linker(inputs if right is not None else inputs[0], recipe.settings, log_level=None)
        started = process_time()
        train(linker, recipe)
        trained = process_time()
        predicted = linker.inference.predict(warning_mode="never")
        done = process_time()
        table = predicted.as_pyarrow_table()
    first, second = (table[f"unique_id_{s}"].to_numpy().astype(np.int64) for s in "lr")
    order = np.lexsort((second, first))
    scored = Scored(
        pairs=np.stack([first, second], axis=1)[order],
        score=table["match_weight"].to_numpy()[order],
        probability=table["match_probability"].to_numpy()[order],
        training_s=trained - started,
        scoring_s=done - trained,
    )
    return Run(linker=linker, predicted=predicted, scored=scored)


def train(linker: Linker, recipe: Recipe) -> None:
    linker.training.estimate_probability_two_random_records_match(
        list(recipe.sure), recall=recipe.sure_recall
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=recipe.u_pairs, seed=SEED)
    for rule in recipe.train_on:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def clustered(data: Labelled, done: Run) -> Figures:
    """End to end: connected components at each threshold, the best one told."""
    gold = data.left["entity"].to_pylist()
    best: Figures = {}
    for threshold in CLUSTER_AT:
        table = done.linker.clustering.cluster_pairwise_predictions_at_threshold(
            done.predicted, threshold_match_probability=threshold
        ).as_pyarrow_table()
        cluster = dict(
            zip(table["unique_id"].to_pylist(), table["cluster_id"].to_pylist(), strict=True)
        )
        f1, precision, recall = cluster_f1([str(cluster[n]) for n in range(len(gold))], gold)
        if f1 > best.get("end-to-end F1", -1.0):
            best = {
                "end-to-end F1": f1,
                "end-to-end precision": precision,
                "end-to-end recall": recall,
                "end-to-end threshold": threshold,
            }
    return best
