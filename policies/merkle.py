"""The Merkle tree of the journal: leaves, roots and proofs, by RFC 6962 section 2.

A tree is read through `Node`: the hash of a complete subtree of 2^level leaves. Only those are kept,
so that an append touches a few hashes and a proof reads a few dozen, however long the journal is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

Node: TypeAlias = Callable[[int, int], bytes]
"""The hash of the complete subtree at (level, place): leaves place * 2^level and those after it."""

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees that make up a tree of that size, from the left: (level, place)."""
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


class Frontier:
    """The right edge of a growing tree: enough to add leaves and to know the root."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(hashes)  # one for each of `peaks(size)`

    @classmethod
    def of(cls, size: int, node: Node) -> Frontier:
        """The right edge of a tree that is kept."""
        return cls(size, [node(level, place) for level, place in peaks(size)])

    def copy(self) -> Frontier:
        """The same edge, to grow apart."""
        return Frontier(self.size, self._peaks)

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf; the subtrees it completes above the leaves: (level, place, hash)."""
        completed, level, hashed = [], 0, leaf
        while self.size >> level & 1:
            hashed = node_hash(self._peaks.pop(), hashed)
            level += 1
            completed.append((level, self.size >> level, hashed))
        self._peaks.append(hashed)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self._peaks:
            return EMPTY
        hashed = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            hashed = node_hash(left, hashed)
        return hashed


def subtree(start: int, end: int, node: Node) -> bytes:
    """The hash over the leaves from `start` up to and without `end`."""
    width = end - start
    if width & (width - 1) == 0 and start % width == 0:
        level = width.bit_length() - 1
        return node(level, start >> level)
    split = start + half(width)
    return node_hash(subtree(start, split, node), subtree(split, end, node))


def half(width: int) -> int:
    """The largest power of two below a width of two or more."""
    return 1 << (width - 1).bit_length() - 1


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The path from a leaf to the root of a tree of that size (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf in a tree of that size")
    start, end, path = 0, size, []
    while end - start > 1:
        split = start + half(end - start)
        if index < split:
            path.append(subtree(split, end, node))
            end = split
        else:
            path.append(subtree(start, split, node))
            start = split
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """What shows that a tree of `old` leaves is the beginning of one of `new` (section 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError("there is no proof between such sizes")
    start, end, whole, path = 0, new, True, []
    while end != old:
        split = start + half(end - start)
        if old <= split:
            path.append(subtree(split, end, node))
            end = split
        else:
            path.append(subtree(start, split, node))
            start, whole = split, False
    if not whole:
        path.append(subtree(start, end, node))
    return path[::-1]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path shows that the leaf stands at an index of the tree with that root."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(step, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path shows that the smaller tree is the beginning of the larger one."""
    if not 0 < old <= new:
        return old == 0 and not path
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
