"""Organs read out of judgments, in the many ways clerks write them; every name is invented."""

from __future__ import annotations

import pytest

from connectors.fr.bodacc_organs import Organ, practitioners
from connectors.fr.bodacc_rules import Then, classify, rules
from tracer.screening import InsolvencyState

RENNES = {"postcode": "35000", "city": "Rennes"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "désignant liquidateur Me querrien 8 place vesperac 35000 rennes. Les déclarations",
            [("liquidateur", "Me querrien", "8 place vesperac 35000 rennes")],
        ),
        (
            "Liquidateur : Maître Querrien Solange, B.P. 11020, 35000 Rennes Cedex. Les créances",
            [("liquidateur", "Maître Querrien Solange", "B.P. 11020, 35000 Rennes Cedex")],
        ),
        (
            "désignant : Scp ladvic en la personne de me hugues ladvic 31 quai des gabariers 44000 "
            "nantes mandataire judiciaire. Les déclarations des créances",
            [
                (
                    "mandataire judiciaire",
                    "Scp ladvic en la personne de me hugues ladvic",
                    "31 quai des gabariers 44000 nantes",
                )
            ],
        ),
        (
            "Mandataire Judiciaire : la SELARL DURVISSE, prise en la personne de Maître Lambert "
            "Durvisse, 7 boulevard Elvinac, 69003 Lyon. Les déclarations",
            [
                (
                    "mandataire judiciaire",
                    "SELARL DURVISSE, prise en la personne de Maître Lambert Durvisse",
                    "7 boulevard Elvinac, 69003 Lyon",
                )
            ],
        ),
        (
            "la SCP TRESMONTIER, immeuble le Vélin 29 rue de Lorgnac 35000 Rennes a été nommé "
            "mandataire judiciaire ; les créanciers sont avisés",
            [
                (
                    "mandataire judiciaire",
                    "SCP TRESMONTIER",
                    "immeuble le Vélin 29 rue de Lorgnac 35000 Rennes",
                )
            ],
        ),
        (
            "désigne administrateur Me VAUQUELANDE 1 rue du Puits 06300 NICE, avec pour mission "
            "d'assister le débiteur, et Me CASSEGRIVE 700 Av de Talvard 06250 MOUGINS en qualité de "
            "mandataire judiciaire, et ouvre une période d'observation",
            [
                ("administrateur", "Me VAUQUELANDE", "1 rue du Puits 06300 NICE"),
                ("mandataire judiciaire", "Me CASSEGRIVE", "700 Av de Talvard 06250 MOUGINS"),
            ],
        ),
        (
            "Administrateur judiciaire : Maître Vauquelande, 9 rue Moncel, 66000 Perpignan, avec "
            "mission d'assister le débiteur. Déclarations auprès du représentant des créanciers : "
            "Maître Cassegrive, 7 rue Dieu, 66000 Perpignan.",
            [
                ("administrateur", "Maître Vauquelande", "9 rue Moncel, 66000 Perpignan"),
                ("mandataire judiciaire", "Maître Cassegrive", "7 rue Dieu, 66000 Perpignan"),
            ],
        ),
        (
            "désignant liquidateur Querrien Solange 8, place Vesperac - 35000 Rennes .",
            [("liquidateur", "Querrien Solange", "8, place Vesperac - 35000 Rennes")],
        ),
        (
            "nomme commissaire à l'exécution du plan Me Morvannec 19 rue du Four 29200 Brest",
            [("commissaire à l'exécution du plan", "Me Morvannec", "19 rue du Four 29200 Brest")],
        ),
        (
            "désignant liquidateur Me Querrien, et mettant fin à la mission de l'administrateur Me "
            "Vauquelande 1 rue du Puits 06300 NICE.",
            [("liquidateur", "Me Querrien", None)],
        ),
        (
            "désignant liquidateur Me Querrien et mettant fin à la mission de l'administrateur Me "
            "Vauquelande.",
            [("liquidateur", "Me Querrien", None)],
        ),
        (
            "désignant liquidateur Me Querrien 8 place Vesperac 35000 Rennes mettant fin à la "
            "mission de l'administrateur Me Vauquelande 1 rue du Puits 06300 NICE.",
            [("liquidateur", "Me Querrien", "8 place Vesperac 35000 Rennes")],
        ),
        (
            "désignant liquidateur Me Palamède J.-B., 3 rue des Lanterniers, 97200 Fort-de-France.",
            [("liquidateur", "Me Palamède J.-B.", "3 rue des Lanterniers, 97200 Fort-de-France")],
        ),
        ("désignant liquidateur Maître, 8 place Vesperac, 35000 Rennes.", []),
        ("Les créances sont à déposer au liquidateur dans les deux mois.", []),
        ("auprès du Mandataire Judiciaire. Les créanciers", []),
        ("", []),
    ],
)
def test_an_organ_is_read_with_its_role_its_name_and_its_address(text, expected):
    assert [(o.role, o.name, o.address) for o in practitioners(text)] == expected


def test_an_address_is_split_from_its_town():
    (organ,) = practitioners("liquidateur : Maître Querrien, 8 place Vesperac, 35000 Rennes.")
    assert organ == Organ(
        role="liquidateur",
        name="Maître Querrien",
        address="8 place Vesperac, 35000 Rennes",
        **RENNES,
    )


def test_the_rules_are_the_fifty_three_official_ones():
    assert len(rules().ordered) == 53
    assert sum(rule.ruling.state is None for rule in rules().ordered) == 26


@pytest.mark.parametrize(
    ("famille", "nature", "complement", "state", "then"),
    [
        (
            "Jugement d'ouverture",
            "jugement d’ouverture de liquidation  judiciaire",
            None,
            InsolvencyState.LIQUIDATION,
            Then.OPENS,
        ),
        (
            "Jugement prononçant",
            "Autre jugement prononçant",
            "met fin au REDRESSEMENT judiciaire et prononce la Liquidation Judiciaire",
            InsolvencyState.LIQUIDATION,
            Then.OPENS,
        ),
        ("Jugement prononçant", "Autre jugement prononçant", "rien", None, Then.UNCLEAR),
        (
            "Jugement prononçant",
            "Jugement de plan de redressement",
            "par continuation de l'activité",
            None,
            Then.ENDS,
        ),
        ("Jugement prononçant", "Jugement de plan de redressement", "", None, Then.UNKNOWN),
        ("Avis de dépôt", "Dépôt de l'état des créances", "", None, Then.EXCLUDED),
        ("Jugement de clôture", "Jugement de clôture nouveau", "", None, Then.ENDS),
        ("Rétractation sur tierce opposition", "x", "", None, Then.RETRACTS),
        (None, None, None, None, Then.UNKNOWN),
    ],
)
def test_the_first_rule_that_matches_wins(famille, nature, complement, state, then):
    ruling = classify(famille, nature, complement)
    assert (ruling.state, ruling.then) == (state, then)
