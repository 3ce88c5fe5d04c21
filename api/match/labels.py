"""The gold columns of labelled files, as numbers: who each row is, and which household it lives in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.errors import Invalid

UNLABELLED = -1
Labels = npt.NDArray[np.int64]


def numbered(columns: Sequence[Any]) -> list[Labels]:
    """Columns of several files as numbers of one series; UNLABELLED where nothing is stated."""
    texts = [flat(column) for column in columns]
    values = pc.unique(pa.chunked_array(texts)).drop_null()
    return [
        pc.fill_null(pc.index_in(text, value_set=values), UNLABELLED)
        .cast(pa.int64())
        .to_numpy(zero_copy_only=False)
        for text in texts
    ]


def flat(column: Any) -> Any:
    """A column as plain strings in one piece."""
    text = column.cast(pa.string())
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def of_ids(ids: Any, all_ids: Any, labels: Labels) -> Labels:
    """The labels of some of a file's rows, by their ids."""
    at = pc.index_in(flat(ids), value_set=flat(all_ids))
    if at.null_count:
        raise Invalid("id", "the register was built from another file")
    found: Labels = labels[at.to_numpy(zero_copy_only=False)]
    return found
