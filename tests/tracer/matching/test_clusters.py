"""Clusters of one person: the laws they keep, and the chains they refuse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.matching.clusters import Clusters, clusters

SIZE = 12


@dataclass(frozen=True)
class Said:
    """One pair, its bits and whether it is vetoed."""

    one: int
    other: int
    bits: float
    veto: bool


pairs = st.lists(
    st.builds(
        Said,
        one=st.integers(0, SIZE - 1),
        other=st.integers(0, SIZE - 1),
        bits=st.floats(-50, 50, allow_nan=False),
        veto=st.booleans(),
    ),
    max_size=60,
)


def clustered(said: list[Said], *, vetoes: bool = True) -> Clusters:
    return clusters(
        SIZE,
        np.array([pair.one for pair in said], np.int64),
        np.array([pair.other for pair in said], np.int64),
        np.array([pair.bits for pair in said]),
        np.array([pair.veto for pair in said], bool) if vetoes else None,
    )


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_pairs_and_of_their_sides_does_not_matter(
    said: list[Said], chance: object
) -> None:
    shuffled = [Said(pair.other, pair.one, pair.bits, pair.veto) for pair in said]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert (clustered(shuffled).label == clustered(said).label).all()


@given(pairs)
def test_the_same_pairs_give_the_same_clusters(said: list[Said]) -> None:
    first, again = clustered(said), clustered(said)
    for name in ("label", "left", "right", "bits"):
        assert (getattr(first, name) == getattr(again, name)).all()


@given(pairs)
def test_a_cluster_never_holds_a_vetoed_pair(said: list[Said]) -> None:
    label = clustered(said).label
    assert not [
        pair
        for pair in said
        if pair.veto and pair.one != pair.other and label[pair.one] == label[pair.other]
    ]


@given(pairs)
def test_without_any_agreement_every_record_stays_alone(said: list[Said]) -> None:
    against = [Said(pair.one, pair.other, -abs(pair.bits), False) for pair in said]
    assert (clustered(against).label == np.arange(SIZE)).all()


@given(pairs)
def test_every_pair_inside_a_cluster_is_told_once_and_no_other(said: list[Said]) -> None:
    found = clustered(said)
    inside = {
        (one, other)
        for one in range(SIZE)
        for other in range(one + 1, SIZE)
        if found.label[one] == found.label[other]
    }
    told = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert set(told) == inside
    assert len(told) == len(inside)
    assert (found.bits > 0).all()


@given(pairs)
def test_a_cluster_is_named_after_its_first_member(said: list[Said]) -> None:
    label = clustered(said, vetoes=False).label
    assert (label <= np.arange(SIZE)).all()
    assert (label[label] == label).all()


def test_a_relative_does_not_chain_two_people() -> None:
    """Father and son agree on surname and address; one record without a given name fits both."""
    father, son, unclear = (0, 1), (2, 3), 4
    links = {(0, 1): 9.0, (2, 3): 9.0, (0, 4): 3.0, (2, 4): 2.0, (0, 2): -8.0, (1, 3): -8.0}
    label = clusters(
        5,
        np.array([one for one, _ in links], np.int64),
        np.array([other for _, other in links], np.int64),
        np.array(list(links.values())),
    ).label
    assert label[father[0]] == label[father[1]]
    assert label[son[0]] == label[son[1]]
    assert label[father[0]] != label[son[0]]
    assert label[unclear] in {label[father[0]], label[son[0]], unclear}


def test_a_record_that_fits_all_round_joins_though_one_pair_was_never_compared() -> None:
    label = clusters(
        3, np.array([0, 1], np.int64), np.array([1, 2], np.int64), np.array([9.0, 9.0])
    ).label
    assert label.tolist() == [0, 0, 0]


def test_one_overwhelming_pair_does_not_outvote_the_others() -> None:
    left, right = np.array([0, 0, 1, 2, 2, 2]), np.array([1, 2, 2, 3, 0, 1])
    bits = np.array([9.0, 9.0, 9.0, 500.0, 9.0, 9.0])
    against = np.array([0, 1]), np.array([3, 3]), np.array([-9.0, -9.0])
    label = clusters(
        4,
        np.concatenate([left, against[0]]),
        np.concatenate([right, against[1]]),
        np.concatenate([bits, against[2]]),
    ).label
    assert len({label[0], label[1]}) == 1
    assert label[0] != label[3]


def test_nobody_and_nothing_compared_is_no_cluster() -> None:
    none = np.empty(0, np.int64)
    assert len(clusters(0, none, none, np.empty(0)).label) == 0
    assert clusters(3, none, none, np.empty(0)).label.tolist() == [0, 1, 2]


@pytest.mark.parametrize("bits", [np.nan, -np.inf])
def test_bits_that_say_nothing_are_no_agreement(bits: float) -> None:
    label = clusters(2, np.array([0]), np.array([1]), np.array([bits])).label
    assert label.tolist() == [0, 1]
