"""A row of the table says what was promised, what the best peer does, and whether it was met."""

from __future__ import annotations

from benchmarks.identity.goals import GOALS, Goal
from benchmarks.identity.report import as_figure, as_row, number

MORE = Goal(part="p", figure="more is better", key="k", published=".5", goal=0.9)
LESS = Goal(part="p", figure="less is better", key="k", published="", goal=0.1, way="≤")


def parts(ours: object, **peers: float) -> dict:
    told = {"tracer": ours} | {name: {"k": value} for name, value in peers.items()}
    return {"p": {"figures": told}}


def test_the_best_peer_is_the_one_that_does_best_at_the_figure() -> None:
    measured = parts({"k": 0.95}, a=0.7, b=0.8)
    assert as_row(MORE, measured)["peer rerun here"] == "0.8000 b"
    assert as_row(LESS, measured)["peer rerun here"] == "0.7000 a"


def test_a_goal_is_met_or_it_is_not() -> None:
    assert as_row(MORE, parts({"k": 0.9}))["met"] is True
    assert as_row(MORE, parts({"k": 0.89}))["met"] is False
    assert as_row(LESS, parts({"k": 0}))["met"] is True


def test_what_was_not_measured_says_so_and_meets_nothing() -> None:
    row = as_row(MORE, parts("not measured: t", a=0.7))
    assert row["Tracer"] == "not measured: t"
    assert row["met"] is None
    assert as_row(MORE, {})["Tracer"] == "not measured"


def test_a_part_without_peers_shows_those_of_the_part_it_names() -> None:
    goal = Goal(part="p", figure="f", key="k", published="", goal=1, peer_part="q")
    measured = parts({"k": 2}) | {"q": {"figures": {"tracer": {"k": 9}, "a": {"k": 0.5}}}}
    assert as_row(goal, measured)["peer rerun here"] == "0.5000 a"


def test_no_figure_is_promised_twice() -> None:
    assert len({(g.part, g.key) for g in GOALS}) == len({g.figure for g in GOALS}) == len(GOALS)


def test_numbers_are_short() -> None:
    assert [number(n) for n in (0, 50.0, 0.00012, 400_000, 1_234_567.8)] == [
        *("0", "50", "0.0001", "400000", "1,234,568"),
    ]


def test_a_figure_keeps_the_shape_of_every_benchmark() -> None:
    figure = as_figure(MORE, parts({"k": 0.95}, a=0.7))
    assert list(figure) == ["metric", "value", "unit", "goal", "peer", "met", "how"]
    assert (figure["value"], figure["peer"], figure["met"]) == (0.95, 0.7, True)
    assert (
        figure["how"]
        == "trained on no label of the set; EM from the dev model; peer: a, rerun; published: .5"
    )
    absent = as_figure(MORE, parts("not measured: t"))
    assert (absent["value"], absent["peer"], absent["met"]) == (None, None, None)
    assert absent["how"].startswith("not measured: t; ")
