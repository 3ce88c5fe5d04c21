"""Open, closed for now, closed for good: only when the page says it of the business itself."""

from __future__ import annotations

import pytest

from connectors.web.opening import opening_of

GOOD, NOW, OPEN = "closed_for_good", "closed_for_now", "open"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("La boutique est définitivement fermée.", GOOD),
        ("Nous avons cessé notre activité le 30 juin.", GOOD),
        ("Cessation d'activité au 31 décembre.", GOOD),
        ("This shop has permanently closed", GOOD),
        ("This shop is permanently closed", GOOD),
        ("Unser Geschäft ist dauerhaft geschlossen", GOOD),
        ("Boutique fermée pour travaux", NOW),
        ("Nous sommes actuellement fermés", NOW),
        ("Temporarily closed", NOW),
        ("Horaires : 9h - 18h", OPEN),
        ("Opening hours: Monday 9am to 5pm", OPEN),
        ("Öffnungszeiten: Mo-Fr 9 Uhr", OPEN),
        ("Fermé le dimanche", None),
        ("En cas de cessation d'activité, les données sont détruites", None),
        ("Liquidation avant fermeture définitive", None),
        ("If the shop is permanently closed, refunds follow", None),
        ("Nos ateliers", None),
        ("Définitivement fermé. Horaires : 9h - 18h", GOOD),
    ],
)
def test_a_page_closes_a_business_only_by_saying_so(text: str, state: str | None) -> None:
    assert opening_of(text, marked_open=False, dissolved=False) == state


def test_markup_opens_and_dissolves() -> None:
    assert opening_of("", marked_open=True, dissolved=False) == OPEN
    assert opening_of("", marked_open=True, dissolved=True) == GOOD
    assert opening_of("Boutique fermée pour travaux", marked_open=True, dissolved=False) == NOW
