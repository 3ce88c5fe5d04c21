"""Who else it may be: every candidate, a person not found, or nobody in the register at all.

The odds of one candidate are weighed against all of these, never among the candidates alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
MOST_BITS = 200.0


def posterior(
    total: Bits, query: Places, queries: int, unseen: float, noise: float = 0.0
) -> tuple[Bits, Bits]:
    """The probability of each candidate and its log2 odds, rivals considered.

    `total` are bits of each pair (log2 odds against "not in the register"), `query` the query each
    belongs to. `unseen` is the weight of a person who is in the register and was not retrieved;
    `noise` that of any candidate whatever it shows, for errors nobody modelled.
    """
    weight = np.exp2(np.clip(total, -MOST_BITS, MOST_BITS)) + noise
    everyone = np.bincount(query, weights=weight, minlength=queries)
    nobody = 1.0 + unseen
    probability = weight / (nobody + everyone[query])
    rest = np.maximum(everyone[query] - weight, 0.0)
    odds = np.log2(weight) - np.log2(nobody + rest)
    return probability, odds
