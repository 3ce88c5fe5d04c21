"""Names that sound alike in French have one code; names that do not, have two."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.names import name_key
from tracer.normalise.phonetics import CODES, RULES, french_phonetic

ALIKE = """
RENAUD RENAULT RENO RENAUX
GAUTHIER GAUTIER GAULTIER
LEFEBVRE LEFEVRE LEFEBURE
PHILIPPE FILIP FILIPPE PHILIP
THIBAULT THIBAUD THIBAUT TIBO
DUPONT DUPOND
HENRY HENRI
YANNIK YANNICK
SCHMITT SCHMIDT SCHMIT
DUPRE DUPREZ DUPRET
LEROY LEROI
BENOIT BENOIST
PREVOST PREVOT
LECOMTE LECONTE LECOMPTE
MEYER MAYER MAIER
LOPEZ LOPES
BAPTISTE BATISTE
CHRISTIAN KRISTIAN
MICHAEL MICKAEL MIKAEL
MOREAU MOREAUX MORO
DUCHESNE DUCHENE
LAETITIA LAETICIA LETICIA
MOHAMED MOHAMMED
FRANCOIS FRANSOIS
LECOCQ LECOQ
DELAHAYE DELAHAIE
GHISLAIN GISLAIN
DJAMEL JAMEL
LEBRUN LEBRIN
KEVIN KEVYN
"""
APART = """
MEYER MAILLET
ROCHE ROCHER
MERCIER MERCY
LAVIGNE LAVIGNY
MARTIN MARTINE
SIMON SIMONE
LOUIS LOUISE
ROUSSEL ROUSEL
LUCAS LUC
DAVID DAVY
JULIE JULIEN
RENE REINE
DUPONT DURAND
ELIAS ELIA
"""


@pytest.mark.parametrize("line", ALIKE.split("\n")[1:-1])
def test_names_that_sound_alike_have_one_code(line: str) -> None:
    assert len({french_phonetic(key) for key in line.split()}) == 1


@pytest.mark.parametrize("line", APART.split("\n")[1:-1])
def test_names_that_sound_different_have_different_codes(line: str) -> None:
    assert len({french_phonetic(key) for key in line.split()}) == len(line.split())


@pytest.mark.parametrize(
    ("apart", "glued"), [("LE GOVIC", "LEGOVIC"), ("DES CHAMPS", "DESCHAMPS"), ("DE LA", "DELA")]
)
def test_a_space_is_not_heard(apart: str, glued: str) -> None:
    assert french_phonetic(apart) == french_phonetic(glued)


def test_only_an_empty_key_has_no_code() -> None:
    assert french_phonetic("") == ""
    assert french_phonetic("H") == "H"


def test_every_rule_is_explained_and_can_be_reached() -> None:
    assert len(RULES) >= 60
    assert all(rule.example for rule in RULES)
    assert sum(len(rule.first) for rule in RULES) == len(CODES) - 1


@given(st.text(max_size=40))
def test_any_name_has_a_compact_code(text: str) -> None:
    key = name_key(text)
    code = french_phonetic(key)
    assert bool(code) == bool(key)
    assert re.fullmatch(r"[A-Z0-9]*", code)
    assert french_phonetic(key) == code


def test_a_very_long_key_is_read_in_one_pass() -> None:
    assert french_phonetic("SCHAULTEAUX" * 1000)
