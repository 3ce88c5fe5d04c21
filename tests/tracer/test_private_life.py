"""What a page tells of health or private life is dropped before anything is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracer.doubles import entity, record
from tracer.entities import EntityKind, Record
from tracer.private_life import tells_health, tells_private_life, without_private_life


def page(*words: str, kind: EntityKind = EntityKind.PROFILE) -> Record:
    entities = tuple(entity(f"p{n}", kind, alias=said) for n, said in enumerate(words))
    return record("r", entities)


def texts(told: Record) -> list[object]:
    return [statement.value for one in told.entities for statement in one.statements]


@pytest.mark.parametrize(
    "words",
    [
        "En arrêt maladie", "EN ARRET DE TRAVAIL", "Souffrante", "hospitalisé depuis mai",
        "un cancer", "dépression", "burn-out", "Burnout", "enceinte", "invalidité", "séropositif VIH",
        "in hospital", "is ill", "sick leave", "pregnant", "DIABÉTIQUE",
    ],
)  # fmt: skip
def test_sickness_is_told_by_its_words(words: str) -> None:
    assert tells_health(words)


@pytest.mark.parametrize(
    "words",
    ["divorcé", "train de vie", "Voyage à Bali", "luxueuse villa", "on holiday", "lifestyle"],
)
def test_private_life_is_told_by_its_words(words: str) -> None:
    assert tells_private_life(words)


@pytest.mark.parametrize(
    "words",
    [
        "", "no answer", "répondeur", "rappeler mardi", "l'adresse n'est plus bonne", "I'll call",
        "même mois de naissance, siège dans la ville déclarée", "Maladière", "village", "Avcılar",
        "same birth month, and the office is in the declared town", "Hospice-Comtesse",
    ],
)  # fmt: skip
def test_ordinary_words_of_a_recovery_are_neither(words: str) -> None:
    assert not tells_health(words)
    assert not tells_private_life(words)


def test_sickness_leaves_a_flag_and_private_life_leaves_nothing() -> None:
    [sick] = without_private_life([page("en arrêt maladie", "coiffeuse")])
    assert sick.vulnerable
    assert texts(sick) == ["coiffeuse"]
    [private] = without_private_life([page("vacances à Bali")])
    assert not private.vulnerable
    assert texts(private) == []


def test_a_flag_once_raised_stays() -> None:
    once = without_private_life([page("malade")])
    assert without_private_life(once) == once


def test_a_register_is_not_searched_for_words() -> None:
    """A surname or the name of a firm may sound like one."""
    for kind in (EntityKind.PERSON, EntityKind.COMPANY, EntityKind.ADDRESS):
        told = page("Cancer", kind=kind)
        assert without_private_life([told]) == (told,)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_what_is_kept_of_a_page_never_tells(words: list[str]) -> None:
    [told] = without_private_life([page(*words)])
    assert not any(tells_health(str(t)) or tells_private_life(str(t)) for t in texts(told))
    assert told.vulnerable is any(tells_health(word) for word in words)


def test_what_a_firm_is_called_tells_nothing_of_the_debtor() -> None:
    """A site of a firm that treats disabilities is an address, not a state of health."""
    site = entity(
        "w", EntityKind.WEBSITE, website="https://cabinet-handicap-luxe.example", handle="voyages"
    )
    [told] = without_private_life((record("r", (site,)),))
    assert told.entities == (site,)
    assert told.vulnerable is False
