"""The model for case files: what the learned one cannot know of them, written down with its reason.

The learned numbers come from files of one register's people at their homes (`data/fr.json`). A case
compares a debtor with directors whose companies sit somewhere, among everybody in the country.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracer.matching.parameters import Parameters

PRIOR_ODDS = 1.0
"""The debtor is one person of the population: no more is known before anything is compared."""
LEAST = 1e-4
"""No level is rarer than this among pairs of one person: real files are not as clean as made-up ones."""
SECOND_GIVEN, SECOND_BY_CHANCE = 0.8, 0.06
"""How often a second given name both state agrees: in true pairs, and by chance (Marie, the commonest,
is borne by one woman in sixteen)."""
GIVEN = {
    "m": {
        "equal_and_second": 0.83 * SECOND_GIVEN,
        "equal_other_second": 0.83 * 0.1,  # the other tenth state a third name
        "equal_and_initial": 0.74,
        "initial": 0.8,
        "initial_other_rank": 0.04,
    },
    "times": {
        "equal_and_second": SECOND_BY_CHANCE,
        "equal_other_second": 1 - SECOND_BY_CHANCE,
        "equal_and_initial": 0.15,
        "initial": 0.15,  # no initial is more than about one person's in seven (J, in the 1940s)
        "initial_other_rank": 0.3,
    },
    "r_times": dict.fromkeys(
        ("equal_and_second", "equal_other_second", "equal_and_initial", "initial",
         "initial_other_rank"),
        1.0,
    ),
}  # fmt: skip
"""Given the names both files state, not how often files of some kind state them: somebody of whom an
initial is known has as many namesakes as bear that initial."""
BIRTH = {
    **dict.fromkeys(("different_day", "different_month", "different_year", "year_slip"), 0.002),
    "two_parts": 0.0002,
}
"""Two statements of one birth that disagree beyond a slip: once in five hundred, in real files."""
NEAR = {"m": 0.3, "u": 4.0, "r": 0.3}
"""One town. Bearers of a surname are four times likelier to be found where one of them lives."""
AROUND = {"m": 0.2, "u": 0.09, "r": 0.2}
"""One département: about three times a thirtieth."""
AWAY = {"m": 0.5, "u": 0.97, "r": 0.5}
"""Directors often live elsewhere than their company sits, so that distance says little against."""
PLACES: Mapping[str, Mapping[str, float]] = {
    **dict.fromkeys(
        ("address", "street", "town", "town_other_street", "address_close", "street_close",
         "same_number"),
        NEAR,
    ),
    **dict.fromkeys(("region", "close_address", "close_street", "close_town"), AROUND),
    **dict.fromkeys(("address_elsewhere", "street_elsewhere", "elsewhere"), AWAY),
}  # fmt: skip
"""A relative's companies sit in the same places: against a relative, a place says nothing."""


def for_case_files(learned: Parameters) -> Parameters:
    """The learned model with what case files need: everything else is as learned.

    The national tables grant unlisted names their births themselves, and nobody is added to those.
    A subject of unknown sex counts as whichever sex says less for an agreeing surname, so that
    leaving the sex out of a file never makes anyone surer.
    """
    levels = {
        family: {kind: dict(values) for kind, values in kinds.items()}
        for family, kinds in learned.raw["levels"].items()
    }
    surname = levels["surname"]
    for level, value in surname["m_man"].items():
        if level != "different":
            surname["m"][level] = min(value, surname["m_woman"][level])
    for kind, values in GIVEN.items():
        levels["given"][kind].update(values)
    levels["birth"]["m"].update(BIRTH)
    levels["place"] = {
        kind: {level: chances[kind] for level, chances in PLACES.items()}
        for kind in ("m", "u", "r")
    }
    for kinds in levels.values():
        for kind in [kind for kind in kinds if kind.split("_")[0] == "m"]:
            kinds[kind] = {level: max(value, LEAST) for level, value in kinds[kind].items()}
    listed = dict.fromkeys(("surname_unlisted", "surname_half_unlisted", "given_unlisted"), 0.0)
    numbers = {**learned.raw["numbers"], **listed, "prior_odds": PRIOR_ODDS}
    version = f"{learned.version}, case files"
    return Parameters({**learned.raw, "version": version, "numbers": numbers, "levels": levels})
