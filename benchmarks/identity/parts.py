"""The parts of the run: each measures Tracer and the peers on one data set and answers with figures."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import numpy as np
import pyarrow as pa

from benchmarks.identity import data, grow, tracer_engine
from benchmarks.identity.data import Labelled, Screening
from benchmarks.identity.metrics import cluster_f1
from benchmarks.identity.peers import labelled_peers, screening_peers
from benchmarks.identity.scored import (
    Figures,
    Scored,
    Told,
    calibration,
    labelled_figures,
    screening_figures,
    wrong_person,
)
from benchmarks.identity.splink_french import french_run_on_disk


def fr_synth(quick: bool) -> Told:
    """Ten thousand debtors against a million rows; the dev file when it has to be quick."""
    return screened(data.fr_synth("dev" if quick else "large"))


def dev(_: bool) -> Told:
    """The file the model and the certificate come from."""
    return screened(data.fr_synth("dev"))


def drifted(quick: bool) -> Told:
    """Worse debtors, other names, more families at one address; a tenth of them when quick."""
    plan = grow.DRIFT
    if quick:
        plan = grow.smaller(plan, 10)
    return screened(data.screening("drifted", grow.grown(plan)))


def febrl3(_: bool) -> Told:
    return matched(data.febrl("3"))


def febrl4(_: bool) -> Told:
    return matched(data.febrl("4"))


def fake_1000(_: bool) -> Told:
    return matched(data.fake_1000())


def historical_50k(_: bool) -> Told:
    return matched(data.historical_50k())


def pseudopeople(_: bool) -> Told:
    return matched(data.pseudopeople())


def lists(_: bool) -> Told:
    return {"tracer": asked(tracer_engine.lists)}


def speed(quick: bool) -> Told:
    """Scoring alone; Splink's own rate stands with the part that ran it."""

    def measure() -> Figures:
        told = tracer_engine.speed(data.fr_synth("dev" if quick else "large"))
        return {"pairs/s": told.pairs_per_s, "explanation µs": told.explanation_us}

    return {"tracer": asked(measure)}


def large(quick: bool) -> Told:
    """The 28-million-row register, grown once and kept; a million rows when quick."""
    folder = grow.grown(grow.smaller(grow.LARGE, 28) if quick else grow.LARGE)

    def measure() -> Figures:
        told = tracer_engine.large(folder)
        world = data.screening("large", folder, data.JUDGED)
        correct = world.correct(world.rows(told.links["query_id"], told.links["candidate_id"]))
        return {
            **calibration(floats(told.links["probability"]), correct),
            "build CPU s": told.build_cpu_s,
            "query p50 ms": told.query_p50_ms,
            "query p95 ms": told.query_p95_ms,
            "resident GB": told.resident_gb,
            "batch CPU s": told.batch_cpu_s,
        } | confirmed(world, told.links)

    return {"tracer": asked(measure)}


def large_peer(quick: bool) -> Told:
    """Splink on the 28-million-row register, in a file: ten minutes, so only when asked by name."""
    folder = grow.grown(grow.smaller(grow.LARGE, 28) if quick else grow.LARGE)
    done = french_run_on_disk(folder)
    world = data.screening("large", folder, data.JUDGED)
    figures = screening_figures(world, done.scored)
    return {"splink": figures | {"batch CPU s": done.scored.scoring_s}}


PARTS: dict[str, Callable[[bool], Told]] = {
    part.__name__: part
    for part in (
        *(fr_synth, dev, drifted, febrl4, febrl3, fake_1000, historical_50k, pseudopeople),
        *(lists, speed, large, large_peer),
    )
}
ONLY_BY_NAME = ("large_peer",)


def screened(world: Screening) -> Told:
    return {"tracer": asked(lambda: tracer_screening(world)), **screening_peers(world)}


def matched(world: Labelled) -> Told:
    return {"tracer": asked(lambda: tracer_labelled(world)), **labelled_peers(world)}


def tracer_screening(world: Screening) -> Figures:
    started = process_time()
    links = tracer_engine.screen(world)
    spent = process_time() - started
    scored = Scored(
        pairs=world.rows(links["query_id"], links["candidate_id"]),
        score=floats(links["bits"]),
        probability=floats(links["probability"]),
        scoring_s=spent,
    )
    return screening_figures(world, scored) | confirmed(world, links)


def confirmed(world: Screening, links: pa.Table) -> Figures:
    """Who is confirmed, by Tracer's own decision."""
    kept = links.filter(pa.compute.equal(links["decision"], "confirmed"))
    return wrong_person(world, world.rows(kept["query_id"], kept["candidate_id"]))


def tracer_labelled(world: Labelled) -> Figures:
    started = process_time()
    table = tracer_engine.pairs(world)
    spent = process_time() - started
    figures = labelled_figures(
        world,
        Scored(
            pairs=world.rows(table["left_id"], table["right_id"]),
            score=floats(table["bits"]),
            probability=floats(table["probability"]),
            scoring_s=spent,
        ),
    )
    if world.right is None:
        told = tracer_engine.clusters(world)
        put = dict(zip(told["id"].to_pylist(), told["cluster"].to_pylist(), strict=True))
        cluster = [str(put[i]) for i in world.left["id"].to_pylist()]
        f1, precision, recall = cluster_f1(cluster, world.left["entity"].to_pylist())
        figures |= {
            "end-to-end F1": f1,
            "end-to-end precision": precision,
            "end-to-end recall": recall,
        }
    return figures


def asked(measure: Callable[[], Figures]) -> Figures | str:
    """The engine's figures, or why there are none."""
    try:
        return measure()
    except tracer_engine.NotMeasured as absent:
        return f"not measured: {absent}"


def floats(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy().astype(np.float64)
