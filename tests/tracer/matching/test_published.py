"""The text a reader sees beside evidence is the docstring of the function that weighs it."""

from __future__ import annotations

import pytest

from tests.tracer.people import SIREN, candidate, company, subject
from tracer.matching.population import load_population
from tracer.matching.published import FUNCTIONS, meaning, published
from tracer.matching.scorer import FellegiSunter
from tracer.matching.sentences import SENTENCES
from tracer.subject import Subject, SubjectKind


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_every_kind_of_evidence_is_told_in_both_languages(kind: str) -> None:
    text = published()[kind]
    assert text.fr != text.en
    for told in (text.fr, text.en):
        assert told.endswith(".")
        assert "FR:" not in told
        assert 40 < len(told) < 400


def test_every_code_has_a_meaning() -> None:
    codes = set(SENTENCES)
    matcher = FellegiSunter(load_population())
    for sought, found in (
        (subject(born="Morvelle", sirens=(SIREN,)), candidate(born="MORVELLE")),
        (subject(born="Morvelle"), candidate("MORVELLE", born="PETIT")),
        (subject(born="Morvelle"), candidate(born="PETIT")),
        (
            Subject(kind=SubjectKind.COMPANY, company_name="Exemple", siren=SIREN),
            company("EXEMPLE", SIREN),
        ),
    ):
        codes |= {item.code for item in matcher.compare(sought, found).evidence}
    assert {"other_surname_equal", "surname_crossed", "birth_surname_different"} <= codes
    assert {meaning(code) for code in codes} <= set(published().values())
    assert meaning("siren_equal") != meaning("sex_differ")
