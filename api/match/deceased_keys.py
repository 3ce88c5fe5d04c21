"""Sorts the keys of an index too large to be sorted in memory: by their first bits, then each share."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from api.match.deceased_store import Rows
from tracer.matching.blocking import KEY_MASK, KeyIndex
from tracer.matching.keys import row_keys, sounding
from tracer.matching.records import Records

BLOCK = 500_000
"""Rows whose keys are made at a time."""
SHARE_BITS = 5
SHARES = 1 << SHARE_BITS


def write_keys(folder: Path, records: Records) -> None:
    """`keys.npy`: the entries `blocking.build_index` would make, in the same order."""
    spill = folder / "spill"
    spill.mkdir()
    files = [(spill / f"{share}").open("wb") for share in range(SHARES)]
    for start in range(0, len(records), BLOCK):
        rows = records.rows[start : start + BLOCK]
        extras = {name: one[start : start + BLOCK] for name, one in records.extras.items()}
        found = row_keys(sounding(rows, records.names, extras))
        entries = (found.keys & KEY_MASK) | (found.at + start).astype(np.uint64)
        share = (entries >> np.uint64(64 - SHARE_BITS)).astype(np.int64)
        order = np.argsort(share, kind="stable")
        ends = np.searchsorted(share[order], np.arange(SHARES), side="right")
        for number, part in enumerate(np.split(entries[order], ends[:-1])):
            files[number].write(part.data)
    sorted_ = Rows(folder / "keys.npy", np.uint64)
    for number, file in enumerate(files):
        file.close()
        entries = np.fromfile(spill / f"{number}", np.uint64)
        entries.sort()
        sorted_.append(KeyIndex.of_sorted(entries).entries)
    sorted_.close()
    shutil.rmtree(spill)
