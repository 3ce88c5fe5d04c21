"""Names written many ways, read one way."""

from __future__ import annotations

import pytest

from tracer.normalise.full_names import parse_full_name, parse_register_surname
from tracer.normalise.names import is_initials, name_key, surname_key, surname_parts
from tracer.subject import NameRole

BIRTH, USAGE, UNSTATED = NameRole.BIRTH, NameRole.USAGE, NameRole.UNSTATED


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Éloïse", "ELOISE"),
        ("Jean-Pierre", "JEAN PIERRE"),
        ("J.-P.", "J P"),
        ("  d’Aubracq ", "D AUBRACQ"),
        ("Cœurdevain", "COEURDEVAIN"),
        ("Straße", "STRASSE"),
        ("Kervazic\u200b", "KERVAZIC"),
        ("E\u0301ric", "ERIC"),
        ("Søren Łukasz", "SOREN LUKASZ"),
        ("🙂🙂", ""),
        ("", ""),
    ],
)
def test_a_key_forgets_accents_case_hyphens_and_spaces(written: str, key: str) -> None:
    assert name_key(written) == key


@pytest.mark.parametrize("written", ["LE GOVIC", "Le Govic", "LEGOVIC", "le-govic"])
def test_a_particle_glued_or_apart_is_one_surname(written: str) -> None:
    assert surname_key(written) == "LEGOVIC"


def test_a_double_surname_has_halves_and_a_particle_is_not_one() -> None:
    assert surname_parts("Kervazic-Le Govic") == ("KERVAZIC", "LE GOVIC")
    assert surname_parts("De La Brenne") == ("DE LA BRENNE",)


def test_initials_are_recognised() -> None:
    assert is_initials("J P")
    assert not is_initials("JO P")
    assert not is_initials("")


@pytest.mark.parametrize(
    ("line", "names", "sex"),
    [
        ("M. Jean-Pierre KERVAZIC", [("KERVAZIC", ("Jean-Pierre",), UNSTATED)], "M"),
        ("KERVAZIC Jean-Pierre", [("KERVAZIC", ("Jean-Pierre",), UNSTATED)], None),
        ("M. J.-P. KERVAZIC", [("KERVAZIC", ("J.-P.",), UNSTATED)], "M"),
        (
            "Mme Claire MORVELLE née KERVAZIC",
            [("MORVELLE", ("Claire",), USAGE), ("KERVAZIC", ("Claire",), BIRTH)],
            "F",
        ),
        (
            "KERVAZIC épouse MORVELLE Claire",
            [("KERVAZIC", ("Claire",), BIRTH), ("MORVELLE", ("Claire",), USAGE)],
            None,
        ),
        ("Mme Vve MORVELLE", [("MORVELLE", (), USAGE)], "F"),
        (
            "KERVAZIC dit LENOIRET Jean",
            [("KERVAZIC", ("Jean",), UNSTATED), ("LENOIRET", ("Jean",), UNSTATED)],
            None,
        ),
        ("Yves Le Govic", [("Le Govic", ("Yves",), UNSTATED)], None),
        ("LE GOVIC YVES", [("LE GOVIC", ("YVES",), UNSTATED)], None),
        ("Claire de La BRENNE", [("de La BRENNE", ("Claire",), UNSTATED)], None),
        ("Me Anne Morvelle", [("Morvelle", ("Anne",), UNSTATED)], None),
        ("Kervazic", [("Kervazic", (), UNSTATED)], None),
    ],
)
def test_a_line_is_taken_apart(
    line: str, names: list[tuple[str, tuple[str, ...], NameRole]], sex: str | None
) -> None:
    read = parse_full_name(line)
    assert [(n.surname, n.given, n.role) for n in read.names] == names
    assert read.sex == sex


@pytest.mark.parametrize("line", ["", "🙂", "M.", "M. et Mme KERVAZIC"])
def test_a_line_that_names_nobody_or_two_people_is_refused_without_repeating_it(line: str) -> None:
    with pytest.raises(ValueError, match="this line") as refused:
        parse_full_name(line)
    assert "KERVAZIC" not in str(refused.value)


def test_a_register_writes_the_birth_surname_in_brackets() -> None:
    read = parse_register_surname("MORVELLE (KERVAZIC)", ("CLAIRE",))
    assert [(n.surname, n.role) for n in read] == [("KERVAZIC", BIRTH), ("MORVELLE", USAGE)]
    assert [n.surname for n in parse_register_surname("KERVAZIC (KERVAZIC)")] == ["KERVAZIC"]
    assert [n.role for n in parse_register_surname("KERVAZIC")] == [UNSTATED]
