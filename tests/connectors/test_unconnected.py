"""What Tracer does not ask is written down, with the reason."""

from __future__ import annotations

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
    assert all(denied.reason.fr and denied.reason.en for denied in DENIED)
    assert all(card.legal_notes for card in CLOSED)
    names = " ".join(denied.name for denied in DENIED)
    for word in ("API Entreprise", "RPPS", "CNIL", "Fuites", "FICOBA", "prive"):
        assert word in names
