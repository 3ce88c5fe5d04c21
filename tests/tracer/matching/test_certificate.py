"""A certificate bounds the wrong persons, and lapses when what it was measured on changes."""

from __future__ import annotations

from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching.certificate import (
    MOST_WRONG,
    Certificate,
    Stratum,
    certify,
    load_certificate,
    read_certificate,
    upper_bound,
    written,
)
from tracer.matching.levels import Birth
from tracer.matching.parameters import load_parameters

DAY = Stratum(name="birth_day", decided=4_000, wrong=0, bound=0.0008, least_bits=5.0)
GOOD = Certificate(
    id="for tests",
    issued="2026-01-01",
    model="m",
    data=("d",),
    size=1_000_000,
    profile={"queries: no birth": (0.2, 0.4)},
    strata=(DAY,),
)


def objections(model: str = "m", size: int = 1_000_000, share: float = 0.3) -> tuple[str, ...]:
    return GOOD.objections(
        model=model, size=size, profile={"queries: no birth": share}, queries=10_000
    )


def test_it_holds_for_what_it_was_measured_on() -> None:
    assert objections() == ()
    assert objections(size=1_200_000) == ()


@pytest.mark.parametrize("change", [{"model": "another"}, {"size": 1_200_001}, {"share": 0.9}])
def test_it_lapses_with_the_model_the_size_or_the_files(change: dict[str, float | str]) -> None:
    assert len(objections(**change)) == 1  # type: ignore[arg-type]


def test_what_is_not_certified_asks_for_infinite_odds() -> None:
    asked = GOOD.least_bits(np.array([Birth.DAY, Birth.MONTH, Birth.MISSING], np.int8))
    assert asked.tolist() == [5.0, inf, inf]


@pytest.mark.parametrize(("wrong", "of"), [(0, 1_000), (1, 3_000), (3, 2_500), (10, 10)])
def test_the_bound_is_clopper_and_pearsons(wrong: int, of: int) -> None:
    bound = upper_bound(wrong, of)
    if wrong == of:
        assert bound == 1.0
        return
    chance = sum(comb(of, k) * bound**k * (1 - bound) ** (of - k) for k in range(wrong + 1))
    assert chance == pytest.approx(0.05, abs=1e-6)


def test_no_error_in_a_thousand_is_at_most_three_in_a_thousand() -> None:
    assert upper_bound(0, 1_000) == pytest.approx(0.00299, abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 3_000), st.integers(0, 20), st.randoms(use_true_random=False))
def test_a_stratum_is_certified_only_under_the_bound(right: int, wrong: int, dice) -> None:  # type: ignore[no-untyped-def]
    bits = np.array([dice.uniform(4.5, 30) for _ in range(right + wrong)])
    is_wrong = np.zeros(right + wrong, bool)
    is_wrong[:wrong] = True
    found = certify("birth_day", bits, is_wrong)
    if found.least_bits < inf:
        above = bits >= found.least_bits
        assert found.decided == above.sum()
        assert found.wrong == (above & is_wrong).sum()
        assert upper_bound(found.wrong, found.decided) <= MOST_WRONG
    else:
        assert upper_bound(wrong, right + wrong) > MOST_WRONG


def test_odds_under_the_floor_are_never_certified() -> None:
    found = certify("birth_day", np.full(5_000, 4.4), np.zeros(5_000, bool))
    assert found.least_bits == inf


def test_a_certificate_reads_back_as_written() -> None:
    assert read_certificate(written(GOOD)) == GOOD
    nothing = certify("birth_month", np.array([9.0]), np.array([True]))
    assert nothing.least_bits == inf


def test_the_shipped_certificate_is_of_the_shipped_model() -> None:
    certificate = load_certificate()
    assert certificate.model == load_parameters().hash
    assert {stratum.name for stratum in certificate.strata} == {"birth_day", "birth_month"}
    for stratum in certificate.strata:
        assert stratum.decided >= 3_000
        assert stratum.bound <= MOST_WRONG
