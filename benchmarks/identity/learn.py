"""Learns the shipped parameters on FR-SYNTH dev and writes them with their hash.

python -m benchmarks.identity.learn [OUTPUT]

Unlabelled EM first; then the labels of dev correct the chances of true pairs and of relatives; then
the remaining numbers are moved so that the labelled answers of dev are likeliest. Large is not read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.identity.linking import Linking, link
from tracer.matching.learn import counted, expectation_maximisation, significant
from tracer.matching.levels import compare
from tracer.matching.parameters import Parameters

OUTPUT = Path(__file__).parents[2] / "tracer" / "matching" / "data" / "fr.json"
FREE = 1.5
"""How far a number may move from where it starts, as the standard deviation of its logarithm."""
NUMBERS = (
    "prior_odds", "unseen", "relatives", "tradition", "surname_unlisted", "surname_half_unlisted",
    "surname_slip_floor", "given_unlisted", "given_slip_floor", "given_span_weight",
    "given_span_least", "sex_differs_given_equal", "sex_differs", "inverted", "noise",
)  # fmt: skip
TABLES = (
    ("surname", "slip"), ("given", "slip"), ("given", "times"), ("given", "r_times"),
    ("birth", "u"), ("birth", "r"), ("place", "u"),
)  # fmt: skip
FIXED = {("birth", "u", "day"), ("birth", "u", "month"), ("birth", "u", "year")}
"""Twelve months to a year and thirty days to a month are not learned."""


def start() -> Parameters:
    """Where learning begins: plain guesses, no data."""
    none = {"equal": 0.9, "half": 0.02, "sound": 0.02, "one_letter": 0.02, "two_letters": 0.005,
            "close": 0.005, "different": 0.03}  # fmt: skip
    family = {"equal": 0.6, "half": 0.02, "sound": 0.01, "one_letter": 0.01, "two_letters": 0.001,
              "close": 0.001, "different": 0.35}  # fmt: skip
    given = {"equal": 0.85, "equal_and_second": 0.01, "apart": 0.02, "part": 0.005,
             "other_rank": 0.03, "initial": 0.015, "initial_other_rank": 0.001, "sound": 0.02,
             "one_letter": 0.02, "close": 0.01, "short_form": 0.01, "slip_other_rank": 0.002,
             "different": 0.02, "equal_and_initial": 0.01,
             "equal_other_second": 0.01}  # fmt: skip
    alike = ("equal", "equal_and_second", "apart", "part", "initial", "sound", "one_letter",
             "close", "short_form", "equal_and_initial", "equal_other_second")  # fmt: skip
    day, month = 1 / 365.25, 1 / 12
    births = {"day": 0.95, "swapped": 0.01, "day_slip": 0.02, "two_parts": 0.01,
              "different_day": 0.002, "month": 0.95, "maybe_swapped": 0.01, "month_slip": 0.02,
              "different_month": 0.002, "year": 0.95, "year_slip": 0.02,
              "different_year": 0.005}  # fmt: skip
    raw: dict[str, Any] = {
        "version": "fr-0",
        "numbers": {
            "prior_odds": 1.5, "unseen": 0.07, "relatives": 1.2, "tradition": 0.0015,
            "surname_unlisted": 0.1, "surname_half_unlisted": 0.5, "surname_slip_floor": 1e-5,
            "given_unlisted": 0.3, "given_slip_floor": 1e-4, "given_span_weight": 300.0,
            "given_span_least": 0.1, "sex_differs_given_equal": 0.06, "sex_differs": 0.004,
            "inverted": 0.02, "noise": 1e-4, "detail_unlisted": 0.5,
        },
        "levels": {
            "surname": {
                "m": none, "m_man": none, "m_woman": none, "r": family, "times": {},
                "slip": {"sound": 3e-3, "one_letter": 5e-4, "two_letters": 3e-5, "close": 3e-5},
            },
            "given": {
                "m": given,
                "times": {"equal_and_second": 0.03, "apart": 0.1, "part": 1.0, "other_rank": 2.0,
                          "initial": 0.03, "initial_other_rank": 0.05, "short_form": 2.0,
                          "equal_and_initial": 0.07, "equal_other_second": 1.0},
                "slip": {"sound": 0.03, "one_letter": 5e-3, "close": 1e-3,
                         "slip_other_rank": 5e-4},
                "tradition": {name: 1.0 if name in alike else 0.0 for name in ("missing", *given)},
                "r_times": dict.fromkeys(given, 1.0),
            },
            "birth": {
                "m": births,
                "u": {"day": day, "month": month, "year": 1.0, "swapped": day / 60,
                      "maybe_swapped": 2 * month / 60, "day_slip": 1.2e-3, "month_slip": 0.025,
                      "year_slip": 0.06, "two_parts": 3e-3, "different_day": 1.0,
                      "different_month": 1.0, "different_year": 1.0},
                "r": {"day": 2e-4, "month": 2e-3, "year": 6e-3, "swapped": day / 60,
                      "maybe_swapped": 2e-3, "day_slip": 2e-3, "month_slip": 0.03,
                      "year_slip": 0.06, "two_parts": 3e-3, "different_day": 1.0,
                      "different_month": 1.0, "different_year": 1.0},
            },
            "place": {
                "m": {"address": 0.3, "street": 0.001, "town": 0.25, "town_other_street": 0.001,
                      "address_elsewhere": 0.001, "region": 0.01, "elsewhere": 0.43,
                      "address_close": 0.01, "street_close": 0.002, "same_number": 0.002,
                      "close_address": 0.002, "close_street": 0.001, "close_town": 0.002,
                      "street_elsewhere": 0.001},
                "u": {"address": 1e-4, "street": 0.03, "town": 0.5, "town_other_street": 0.5,
                      "address_elsewhere": 1e-4, "region": 0.02, "elsewhere": 1.0,
                      "address_close": 1e-4, "street_close": 0.03, "same_number": 0.01,
                      "close_address": 1e-6, "close_street": 3e-5, "close_town": 1e-3,
                      "street_elsewhere": 5e-3},
                "r": {"address": 0.15, "street": 0.0003, "town": 0.15, "town_other_street": 0.001,
                      "address_elsewhere": 0.0003, "region": 0.015, "elsewhere": 0.69,
                      "address_close": 0.005, "street_close": 0.001, "same_number": 0.001,
                      "close_address": 0.001, "close_street": 0.0003, "close_town": 0.002,
                      "street_elsewhere": 0.001},
            },
            "contact": {"m": {"equal": 0.7, "close": 0.1, "different": 0.2},
                        "u": {"equal": 1e-6, "close": 1e-4, "different": 1.0},
                        "r": {"equal": 0.02, "close": 0.01, "different": 0.97}},
            "birth_place": {"m": {"equal": 0.8, "close": 0.1, "different": 0.1},
                            "u": {"equal": 2e-3, "close": 2e-3, "different": 1.0},
                            "r": {"equal": 0.2, "close": 0.01, "different": 0.79}},
            "occupation": {"m": {"equal": 0.7, "close": 0.05, "different": 0.25},
                           "u": {"equal": 0.02, "close": 2e-3, "different": 1.0},
                           "r": {"equal": 0.05, "close": 0.01, "different": 0.94},
                           "times": {"equal": 1.0}},
            "address_line": {"m": {"equal": 0.6, "close": 0.2, "different": 0.2},
                             "u": {"equal": 1e-3, "close": 1e-3, "different": 1.0},
                             "r": {"equal": 0.3, "close": 0.05, "different": 0.65},
                             "times": {"equal": 1.0}},
        },
    }  # fmt: skip
    return Parameters(raw)


def relatives(linking: Linking, by: Parameters) -> Parameters:
    """The levels of debtors beside their relatives in the register, by the households of dev."""
    left, right = linking.households()
    levels = compare(linking.pairing, None, left, right, linking.known)
    found = counted(levels, np.ones(len(left)), by)
    raw = json.loads(json.dumps(by.raw))
    raw["levels"]["surname"]["r"] = found.raw["levels"]["surname"]["m"]
    for table in ("m", "m_man", "m_woman"):
        at = {"m": 0, "m_man": 1, "m_woman": 2}[table]
        if (levels.woman == at).sum() > len(left):  # one table of relatives serves both sexes
            raw["levels"]["surname"]["r"] = found.raw["levels"]["surname"][table]
    level = np.bincount(levels.surname, minlength=8)[1:] + 0.3
    names = list(raw["levels"]["surname"]["r"])
    raw["levels"]["surname"]["r"] = dict(
        zip(names, map(significant, level / level.sum()), strict=True)
    )
    raw["levels"]["place"]["r"] = found.raw["levels"]["place"]["m"]
    return Parameters(raw)


def refine(linking: Linking, by: Parameters) -> Parameters:
    """Move the numbers EM cannot see so that the labelled answers are likeliest."""
    slots = [("numbers", name, None) for name in NUMBERS]
    slots += [
        (family, kind, name)
        for family, kind in TABLES
        for name in by.raw["levels"][family][kind]
        if (family, kind, name) not in FIXED and "different" not in name and name != "elsewhere"
    ]

    def moved(by_how_much: np.ndarray) -> Parameters:
        raw = json.loads(json.dumps(by.raw))
        for (family, kind, name), step in zip(slots, by_how_much, strict=True):
            table = raw["numbers"] if name is None else raw["levels"][family][kind]
            key = kind if name is None else name
            table[key] = table[key] * float(np.exp(step))
        return Parameters(raw)

    def cost(by_how_much: np.ndarray) -> float:
        penalty = float((by_how_much**2).sum()) / (2 * FREE**2) / linking.queries
        return linking.loss(moved(by_how_much)) + penalty

    found = minimize(
        cost, np.zeros(len(slots)), method="L-BFGS-B", bounds=[(-4, 4)] * len(slots),
        options={"maxiter": 60, "maxfun": 100_000, "eps": 0.02},
    )  # fmt: skip
    print(f"refined: {cost(np.zeros(len(slots))):.5f} -> {found.fun:.5f} nats a query")
    raw = json.loads(json.dumps(moved(found.x).raw))
    rounded = {name: significant(value) for name, value in raw["numbers"].items()}
    for kinds in raw["levels"].values():
        for table in kinds.values():
            for name, value in table.items():
                table[name] = significant(value)
    return Parameters({**raw, "numbers": rounded})


def main(output: Path = OUTPUT, version: str = "fr-1") -> None:
    linking = link("dev")
    by = expectation_maximisation(
        linking.levels, linking.query, linking.queries, linking.known, start()
    )
    print(f"EM, no label: {linking.loss(by):.5f} nats a query")
    by = counted(linking.levels, linking.true.astype(float), by, None)
    by = relatives(linking, by)
    print(f"labels of dev: {linking.loss(by):.5f} nats a query")
    by = refine(linking, by)
    raw = {**by.raw, "version": version}
    output.write_text(json.dumps(raw, indent=1) + "\n", "utf-8")
    print(f"{output.name}: {Parameters(raw).hash}")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
