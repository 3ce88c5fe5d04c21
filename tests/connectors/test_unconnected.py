"""What Tracer does not ask is written down, with the reason."""

from __future__ import annotations

import pytest

from connectors.base import sources
from connectors.unconnected import CLOSED, DENIED
from tracer.source import SourceKind


def test_closed_sources_have_no_connector():
    connected = {module.CARD.id for module in sources()}
    assert {card.id for card in CLOSED}.isdisjoint(connected)
    assert {card.kind for card in CLOSED} == {
        SourceKind.SOCIAL_NETWORK,
        SourceKind.BENEFICIAL_OWNERS,
    }


def test_every_refusal_to_connect_gives_its_reason_in_both_languages():
    for denied in DENIED:
        assert denied.reason.fr
        assert denied.reason.en
        assert denied.reason.fr != denied.reason.en
    assert all(card.legal_notes for card in CLOSED)


@pytest.mark.parametrize(
    ("sought", "reference"),
    [
        ("API Entreprise", "L114-8"),
        ("RPPS", "habilités"),
        ("CNIL", "5(1)(b)"),
        ("Fuites", "321-1"),
        ("FICOBA", "L152-1"),
        ("« prive »", "A123-96"),
        ("RNCPS", "L114-12-1"),
        ("FICP", "L751-2"),
        ("SIV", "L330-2"),
        ("bénéficiaires effectifs", "C-37/20"),
        ("mot de passe oublié", "323-1"),
        ("LinkedIn", "SAN-2024-020"),
        ("Handelsregister", "303a"),
        ("OffeneRegister", "5(1)(d)"),
        ("KBO", "licence"),
        ("Concursal", "CAPTCHA"),
        ("OpenCorporates", "ODbL"),
        ("OpenSanctions", "CC BY-NC"),
    ],
)
def test_what_a_compliance_officer_looks_for_is_denied_with_its_reference(sought, reference):
    (denied,) = [each for each in DENIED if sought in each.name]
    assert reference in denied.reason.fr


def test_nothing_is_denied_twice():
    names = [denied.name for denied in DENIED]
    assert len(set(names)) == len(names)


def test_no_connected_source_stands_where_a_denied_one_does():
    hosts = " ".join(module.CARD.base_url for module in sources())
    for host in ("entreprise.api.gouv.fr", "handelsregister", "opencorporates", "offeneregister"):
        assert host not in hosts
