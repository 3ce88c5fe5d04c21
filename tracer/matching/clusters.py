"""Puts the records of one person together from pairs: a pair links, but only agreement all round joins.

Following links alone would chain strangers through a relative or a common name. Here two groups are
joined while their members agree on average, best first, and never across a veto (average linkage,
Sokal and Michener 1958).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ABSENT = -3.0
"""Bits of two records that were not compared: they share too little to have been candidates."""
MOST = 10.0
"""Bits one pair may bring, for or against: more would let it outvote all others."""
MILLIBITS = 1000
"""Sums are kept in thousandths of a bit, so that they do not depend on the order of adding."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which records are of one person.

    `label` names the cluster of each record after its first member. `left`, `right` and `bits` are
    all pairs inside clusters, with the mean bits between the two groups when they were joined.
    """

    label: Places
    left: Places
    right: Places
    bits: Bits


def clusters(
    size: int,
    left: Places,
    right: Places,
    bits: Bits,
    vetoed: Bools | None = None,
    *,
    absent: float = ABSENT,
    most: float = MOST,
    least: float = 0.0,
) -> Clusters:
    """Cluster `size` records by the pairs that were compared and their log2 odds.

    Two groups are joined while their mean over all pairs across is above `least`, the `absent` ones
    included. `vetoed` pairs never end in one cluster. The order of the pairs does not matter; of
    equal joins, that of the earlier records goes first. Memory grows with the pairs compared and
    the pairs found, never with `size` squared.
    """
    groups = Groups(size, round(absent * MILLIBITS))
    groups.connect(left, right, bits, most)
    if vetoed is not None:
        groups.keep_apart(left[vetoed], right[vetoed])
    groups.join(round(least * MILLIBITS))
    return groups.found()


class Groups:
    """Groups of records being joined, with the sums of bits between neighbours, in millibits."""

    def __init__(self, size: int, absent: int) -> None:
        self.absent = absent
        self.members: list[list[int]] = [[record] for record in range(size)]
        self.between: list[dict[int, tuple[int, int]]] = [{} for _ in range(size)]
        self.apart: list[set[int]] = [set() for _ in range(size)]
        self.joined: list[tuple[list[int], list[int], int]] = []

    def connect(self, left: Places, right: Places, bits: Bits, most: float) -> None:
        """Take in the pairs; of a pair given twice the lower bits count, which needs no order."""
        size = len(self.members)
        a, b = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
        capped = np.clip(np.nan_to_num(bits, nan=-most), -most, most)
        exact = np.rint(capped * MILLIBITS).astype(np.int64)
        order = np.lexsort((exact, b, a))
        code, value = (a * size + b)[order], exact[order]
        first = np.flatnonzero(np.r_[True, code[1:] != code[:-1]][: len(code)])
        for pair, total in zip(code[first].tolist(), value[first].tolist(), strict=True):
            one, other = divmod(pair, size)
            if one != other:
                self.between[one][other] = self.between[other][one] = (total, 1)

    def keep_apart(self, left: Places, right: Places) -> None:
        """Take in the pairs that must not end together. A record is never kept from itself."""
        for one, other in zip(left.tolist(), right.tolist(), strict=True):
            if one != other:
                self.apart[one].add(other)
                self.apart[other].add(one)

    def mean(self, one: int, other: int) -> int:
        """Bits between two groups, over all pairs across."""
        total, compared = self.between[one][other]
        pairs = len(self.members[one]) * len(self.members[other])
        return (total + self.absent * (pairs - compared)) // pairs

    def join(self, least: int) -> None:
        """Join the two groups that agree best, until none agree more than `least` on average."""
        queue = [
            (-self.mean(one, other), one, other)
            for one, others in enumerate(self.between)
            for other in others
            if one < other and self.mean(one, other) > least
        ]
        heapify(queue)
        while queue:
            worth, one, other = heappop(queue)
            gone = other not in self.between[one]
            if gone or self.mean(one, other) != -worth or other in self.apart[one]:
                continue
            self.joined.append((list(self.members[one]), list(self.members[other]), -worth))
            self.merge(one, other)
            for near in self.between[one]:
                mean = self.mean(one, near)
                if mean > least and near not in self.apart[one]:
                    heappush(queue, (-mean, min(one, near), max(one, near)))

    def merge(self, one: int, other: int) -> None:
        """The later group becomes part of the earlier one, with its neighbours and vetoes."""
        self.members[one] += self.members[other]
        self.members[other] = []
        gone, self.between[other] = self.between[other], {}
        del self.between[one][other], gone[one]
        for near, (total, compared) in gone.items():
            held, before = self.between[one].get(near, (0, 0))
            self.between[one][near] = self.between[near][one] = (held + total, before + compared)
            del self.between[near][other]
        for near in self.apart[other]:
            self.apart[near].discard(other)
            self.apart[near].add(one)
        self.apart[one] |= self.apart[other]
        self.apart[other] = set()

    def found(self) -> Clusters:
        """The groups as they stand."""
        label = np.arange(len(self.members), dtype=np.int64)
        for first, members in enumerate(self.members):
            label[members] = first
        pairs = [np.empty((0, 2), np.int64)]
        bits = [np.empty(0)]
        for one, other, mean in self.joined:
            across = np.stack(np.meshgrid(one, other), axis=-1).reshape(-1, 2)
            pairs.append(np.sort(across, axis=1))
            bits.append(np.full(len(across), mean / MILLIBITS))
        inside = np.concatenate(pairs)
        return Clusters(label, inside[:, 0], inside[:, 1], np.concatenate(bits))
