"""The tree has the roots and the proofs of RFC 6962, by an independent implementation and exhaustively."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pytest
from pymerkle import InmemoryTree, verify_consistency

from policies.merkle import (
    EMPTY,
    Frontier,
    Node,
    consistency,
    consistent,
    included,
    inclusion,
    leaf_hash,
    node_hash,
    subtree,
)

LARGEST, EXHAUSTIVE = 200, 64
DATA = [f"invented {number}".encode() for number in range(LARGEST)]
LEAVES = [leaf_hash(data) for data in DATA]


def kept(leaves: Iterable[bytes]) -> tuple[list[bytes], Node]:
    """The roots a tree has as it grows, and the tree that is kept of it."""
    nodes: dict[tuple[int, int], bytes] = {}
    growing, roots = Frontier(), [Frontier().root()]
    for place, leaf in enumerate(leaves):
        nodes[0, place] = leaf
        for level, at, hashed in growing.add(leaf):
            assert (level, at) not in nodes
            nodes[level, at] = hashed
        roots.append(growing.root())
    return roots, lambda level, place: nodes[level, place]


ROOTS, NODE = kept(LEAVES)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2, word for word."""
    if old == len(leaves):
        return [] if whole else [by_definition(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if old <= k:
        return [*subproof(old, leaves[:k], whole), by_definition(leaves[k:])]
    return [*subproof(old - k, leaves[k:], False), by_definition(leaves[:k])]


def test_roots_are_those_of_another_implementation_and_of_the_definition():
    other = InmemoryTree(algorithm="sha256")
    for size, data in enumerate(DATA, start=1):
        other.append_entry(data)
        assert ROOTS[size] == other.get_root() == by_definition(LEAVES[:size])
        assert Frontier.of(size, NODE).root() == subtree(0, size, NODE) == ROOTS[size]
    assert ROOTS[0] == EMPTY == by_definition([])


def test_proofs_are_those_of_another_implementation():
    other = InmemoryTree(algorithm="sha256")
    for data in DATA:
        other.append_entry(data)
    for size in range(1, LARGEST + 1):
        for index in {0, size // 3, size // 2, size - 1}:
            theirs = other.prove_inclusion(index + 1, size).serialize()["path"]
            mine = [step.hex() for step in inclusion(index, size, NODE)]
            assert theirs == [LEAVES[index].hex(), *mine]


def test_proofs_of_growth_are_those_of_the_definition_and_lead_to_the_roots_of_another():
    other = InmemoryTree(algorithm="sha256")
    for data in DATA:
        other.append_entry(data)
    for new in range(1, LARGEST + 1):
        for old in {1, new // 3 or 1, new // 2 or 1, max(new - 1, 1), new}:
            assert consistency(old, new, NODE) == subproof(old, LEAVES[:new], True)
            verify_consistency(ROOTS[old], ROOTS[new], other.prove_consistency(old, new))


def test_every_inclusion_proof_holds_for_its_leaf_its_place_and_its_root_alone():
    for size in range(1, EXHAUSTIVE + 1):
        for index in range(size):
            path = inclusion(index, size, NODE)
            assert included(LEAVES[index], index, size, path, ROOTS[size])
            assert not included(LEAVES[index - 1], index, size, path, ROOTS[size]) or size == 1
            assert not included(LEAVES[index], index, size, path, ROOTS[size + 1])
            assert not included(
                LEAVES[index], index, size, [*path, path[-1] if path else EMPTY], ROOTS[size]
            )
            assert not path or not included(LEAVES[index], index, size, path[:-1], ROOTS[size])
            for place, step in enumerate(path):
                bent = [*path[:place], bytes([step[0] ^ 1]) + step[1:], *path[place + 1 :]]
                assert not included(LEAVES[index], index, size, bent, ROOTS[size])


def test_every_consistency_proof_holds_for_its_two_trees_alone():
    for new in range(1, EXHAUSTIVE + 1):
        for old in range(1, new + 1):
            path = consistency(old, new, NODE)
            assert consistent(old, new, ROOTS[old], ROOTS[new], path)
            assert not consistent(old, new, ROOTS[old - 1], ROOTS[new], path)
            assert not consistent(old, new, ROOTS[old], ROOTS[new + 1], path)
            assert not consistent(old, new, ROOTS[old], ROOTS[new], [*path, EMPTY])
            assert not path or not consistent(old, new, ROOTS[old], ROOTS[new], path[:-1])
            for place, step in enumerate(path):
                bent = [*path[:place], bytes([step[0] ^ 1]) + step[1:], *path[place + 1 :]]
                assert not consistent(old, new, ROOTS[old], ROOTS[new], bent)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int):
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion(index, size, NODE)
    assert not included(LEAVES[0], index, size, [], ROOTS[size])


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_there_is_no_proof_between_trees_that_do_not_grow(old: int, new: int):
    with pytest.raises(ValueError, match="no proof"):
        consistency(old, new, NODE)


def test_a_proof_reads_a_few_dozen_hashes_however_large_the_tree():
    asked: list[tuple[int, int]] = []

    def node(level: int, place: int) -> bytes:
        asked.append((level, place))
        return EMPTY

    inclusion(700_000, 1_000_003, node)
    consistency(600_001, 1_000_003, node)
    Frontier.of(1_000_003, node)
    assert len(asked) < 120


def test_a_tree_grown_from_what_is_kept_goes_on_as_if_it_had_never_stopped():
    for size in (0, 1, 5, 64, 77):
        resumed = Frontier.of(size, NODE)
        apart = resumed.copy()
        for leaf in LEAVES[size:]:
            resumed.add(leaf)
        assert resumed.root() == ROOTS[LARGEST]
        assert apart.root() == ROOTS[size]
