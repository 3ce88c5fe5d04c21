"""Reads the national name tables that ship with the package, without building an index of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

TOTALS = "*"
"""The key of the line that holds the totals; it sorts before every name."""


@dataclass(frozen=True, slots=True)
class SortedLines:
    """Tab-separated lines sorted by their first fields, searched where they lie."""

    blob: bytes = field(repr=False)

    @classmethod
    def load(cls, name: str) -> SortedLines:
        """One table of `tracer/matching/data`."""
        return cls(gzip.decompress(files("tracer.matching").joinpath("data", name).read_bytes()))

    def row(self, *key: str) -> tuple[str, ...]:
        """The fields after the key on the line that starts with it; empty if there is none."""
        prefix = ("\t".join(key) + "\t").encode()
        blob = self.blob
        low, high = 0, len(blob)
        while low < high:  # both always stand at the start of a line
            middle = blob.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = blob.index(b"\n", middle)
            if blob[middle : middle + len(prefix)] < prefix:
                low = end + 1
            else:
                high = middle
        if not blob.startswith(prefix, low):
            return ()
        line = blob[low + len(prefix) : blob.index(b"\n", low)]
        return tuple(line.decode("ascii").split("\t"))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Every line but the totals, split into its fields, in order."""
        for line in self.blob.decode("ascii").splitlines():
            if not line.startswith(TOTALS):
                yield tuple(line.split("\t"))
