"""Tracer's engine on the open sets: their columns read as a register's, nothing learned from labels.

python -m benchmarks.identity.open_sets [febrl4 febrl3 fake_1000 historical_50k pseudopeople]

Every figure is end to end: all true pairs of a file count, those never compared are missed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.identity import data, metrics
from benchmarks.identity.data import Labelled
from benchmarks.identity.learn import start
from benchmarks.identity.scored import Figures, Scored, labelled_figures
from tracer.matching.blocking import build_index
from tracer.matching.broad import broad_candidates, repeats
from tracer.matching.candidates import Candidates, find_candidates
from tracer.matching.chances import LEAST_COUNTED
from tracer.matching.clusters import clusters
from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.learn import drawn, expectation_maximisation
from tracer.matching.levels import compare
from tracer.matching.parameters import Parameters, load_parameters
from tracer.matching.reading import NOISY, read_table
from tracer.matching.records import Array, Pairing
from tracer.matching.rivals import posterior
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.weights import weigh

Places = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]
AT_RANDOM = 300_000
"""Pairs drawn to see how strangers agree."""
LOWEST = -20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Pairs of rows (n × 2) with their log2 odds and probability, rivals or clusters considered.

    In one file, the cluster of each row too, named after its first row.
    """

    pairs: Places
    bits: Bits
    probability: Bits
    cluster: Places | None
    training_s: float
    scoring_s: float


def answer(of: Labelled) -> Answer:
    """Link two files, or find the repeats of one."""
    if of.right is None:
        return deduplicated(of)
    if of.name == "pseudopeople":  # each form is one person of the census, who may have several
        turned = linked(replace(of, left=of.right, right=of.left))
        return replace(turned, pairs=turned.pairs[:, ::-1])
    return linked(of)


def linked(of: Labelled) -> Answer:
    """Each row of the left file is at most one person of the right one."""
    assert of.right is not None
    left = read_table(mapped(of, of.left), NOISY)
    right = read_table(mapped(of, of.right), NOISY).records
    pairing = Pairing.of(left.records, right)
    known = count_register(right)
    found = by_name(pairing, left.inverted, known)
    broad = broad_candidates(pairing, left.inverted)
    code = np.unique(np.r_[found.query << 32 | found.row, broad.query << 32 | broad.row])
    query, row = code >> 32, code & 0xFFFFFFFF
    began = perf_counter()
    by = learned(pairing, left.inverted, query, row, known, exclusive=True)
    trained = perf_counter()
    levels = compare(pairing, left.inverted, query, row, known)
    total = weigh(levels, known, by).total
    probability, odds = posterior(total, query, len(left.records), by.number("unseen"))
    return Answer(
        pairs=of.rows(left.records.ids.take(pa.array(query)), right.ids.take(pa.array(row))),
        bits=odds,
        probability=probability,
        cluster=None,
        training_s=trained - began,
        scoring_s=perf_counter() - trained,
    )


def deduplicated(of: Labelled) -> Answer:
    """Any rows may be one person; what clusters say of a pair stands for what its two rows say."""
    read = read_table(mapped(of, of.left), NOISY)
    records = read.records
    pairing = Pairing.of(records, records)
    known = count_register(records)
    one, other = repeats(pairing, read.inverted, by_name(pairing, read.inverted, known))
    began = perf_counter()
    by = learned(pairing, read.inverted, one, other, known, exclusive=False)
    known = replace(known, own=1.0 + by.number("prior_odds"))
    by = learned(pairing, read.inverted, one, other, known, exclusive=False)
    trained = perf_counter()
    levels = compare(pairing, read.inverted, one, other, known)
    total = weigh(levels, known, by).total
    grouped = clusters(len(records), one, other, total)
    apart = grouped.label[one] != grouped.label[other]
    left, right = np.r_[grouped.left, one[apart]], np.r_[grouped.right, other[apart]]
    bits = np.r_[grouped.bits, kept_apart(total[apart])]
    rows = of.rows(records.ids, records.ids)[:, 0]
    cluster = np.arange(len(of.left))
    cluster[rows] = rows[grouped.label]
    return Answer(
        pairs=np.stack([rows[left], rows[right]], axis=1),
        bits=bits,
        probability=1 / (1 + np.exp2(-np.maximum(bits, LOWEST))),
        cluster=cluster,
        training_s=trained - began,
        scoring_s=perf_counter() - trained,
    )


def kept_apart(total: Bits) -> Bits:
    """Bits of pairs whose clusters are not joined: in the order of their own, and always below 0."""
    return np.where(total > 0, -1 / (1 + np.maximum(total, 0.0)), total - 1)


def by_name(pairing: Pairing, inverted: Array, known: Frequencies) -> Candidates:
    """Candidates whose names sound alike."""
    spellings = SpellingIndex.of(pairing.right.names)
    return find_candidates(pairing, inverted, build_index(pairing.right), spellings, known)


def learned(
    pairing: Pairing,
    inverted: Array,
    left: Places,
    right: Places,
    known: Frequencies,
    *,
    exclusive: bool,
) -> Parameters:
    """Parameters learned from the pairs of the set itself, without labels."""
    size = len(pairing.left)
    return expectation_maximisation(
        compare(pairing, inverted, left, right, known),
        left if exclusive else None,
        size if exclusive else size // 2,
        known,
        beginning(len(pairing.right)),
        at_random=compare(pairing, inverted, *drawn(pairing.left, pairing.right, AT_RANDOM), known),
        kin=True,
    )


def beginning(size: int) -> Parameters:
    """The shipped parameters; guesses for what no French file states; rarer details say more.

    How rare a name is can only be known as far as the file of `size` rows goes.
    """
    raw, guesses = json.loads(json.dumps(load_parameters().raw)), start().raw
    for name in ("occupation", "address_line"):
        raw["levels"][name] = guesses["levels"][name]
    raw["levels"]["birth_place"]["times"] = {"equal": 1.0}
    raw["numbers"]["detail_unlisted"] = guesses["numbers"]["detail_unlisted"]
    for name in ("surname_unlisted", "surname_half_unlisted", "given_unlisted"):
        raw["numbers"][name] *= max(LEAST_COUNTED / size, 1.0)
    return Parameters(raw)


FEBRL = {
    "nom": ("surname",),
    "prenoms": ("given_name",),
    "dob": ("date_of_birth",),
    "cp": ("postcode",),
    "ville": ("suburb",),
    "adr": ("street_number", "address_1"),
    "adr2": ("address_2",),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "FEBRL4": FEBRL,
    "FEBRL3": FEBRL,
    "fake_1000": {
        "nom": ("surname",),
        "prenoms": ("first_name",),
        "dob": ("dob",),
        "ville": ("city",),
        "email": ("email",),
    },
    "historical_50k": {
        "nom": ("surname",),
        "prenoms": ("first_name",),
        "dob": ("dob",),
        "sexe": ("gender",),
        "cp": ("postcode_fake",),
        "lieu_naissance": ("birth_place",),
        "profession": ("occupation",),
    },
    "pseudopeople": {
        "nom": ("last_name",),
        "prenoms": ("first_name", "middle_initial"),
        "cp": ("zipcode",),
        "ville": ("city",),
        "adr": ("street_number", "street_name"),
    },
}


def mapped(of: Labelled, table: pa.Table) -> pa.Table:
    """A table with the engine's columns; the gold entity is left behind."""
    read = {field: line(*(table[c] for c in held)) for field, held in COLUMNS[of.name].items()}
    return pa.table({"id": table["id"], **read})


def line(*parts: pa.ChunkedArray) -> pa.Array:
    """Several columns as one line; what a row does not state is left out."""
    texts = [pc.fill_null(part.cast(pa.string()), "").combine_chunks() for part in parts]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*texts, " "))


def figures(of: Labelled) -> Figures:
    """The figures of pairs, and of clusters in one file."""
    found = answer(of)
    scored = Scored(
        pairs=found.pairs,
        score=found.bits,
        probability=found.probability,
        training_s=found.training_s,
        scoring_s=found.scoring_s,
    )
    told = labelled_figures(of, scored)
    if found.cluster is not None:
        entity = of.left["entity"].cast(pa.string()).to_pylist()
        f1, precision, recall = metrics.cluster_f1(found.cluster.astype(str).tolist(), entity)
        told |= {"cluster F1": f1, "cluster precision": precision, "cluster recall": recall}
    return told


def febrl4() -> Figures:
    """FEBRL 4: 5,000 × 5,000, linked."""
    return figures(data.febrl("4"))


def febrl3() -> Figures:
    """FEBRL 3: 5,000 rows of 2,000 people."""
    return figures(data.febrl("3"))


def fake_1000() -> Figures:
    """Splink's thousand rows of 251 people."""
    return figures(data.fake_1000())


def historical_50k() -> Figures:
    """Splink's 50,578 rows of 5,156 people."""
    return figures(data.historical_50k())


def pseudopeople() -> Figures:
    """A census of 10,224 people and 9,913 wage forms."""
    return figures(data.pseudopeople())


SETS = (febrl4, febrl3, fake_1000, historical_50k, pseudopeople)


def main(names: list[str]) -> None:
    for one in SETS:
        if not names or one.__name__ in names:
            told = ", ".join(f"{name} {value:.4f}" for name, value in one().items())
            print(f"{one.__name__}: {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
