"""The sources as the command line lists them: connected, closed, and never to be connected."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text as Line

from api.match import local_deaths
from api.telling import hung, pairs
from api.words import Language, day, said
from connectors.base import sources
from connectors.fr import osm_extract
from connectors.unconnected import CLOSED, DENIED
from connectors.world import be_kbo
from tracer.source import SourceCard


def write_sources(console: Console, language: Language) -> None:
    """Each source with its publisher, its terms, what is read and dropped, and how often it is asked."""
    french = language == "fr"
    for card in connected_cards():
        write_card(card, "connectée" if french else "connected", "green", console, language)
    for card in CLOSED:
        write_card(card, "fermée" if french else "closed", "yellow", console, language)
    console.print(Line("Jamais connectées" if french else "Never connected", "bold"))
    for denied in DENIED:
        console.print(hung(f"✗ {denied.name}: {said(denied.reason, language)}", 2))


def connected_cards() -> tuple[SourceCard, ...]:
    """The cards of every source that may be asked: over a line, then the files kept on this disk."""
    return (
        *(module.CARD for module in sources()),
        be_kbo.CARD,
        osm_extract.CARD,
        local_deaths.CARD,
    )


def write_card(
    card: SourceCard, state: str, style: str, console: Console, language: Language
) -> None:
    """One source."""
    console.print(Line.assemble((card.id, "bold"), f"  {card.title}  ", (state, style)))
    grid = pairs()
    for name, value in rows(card, language):
        if value:
            grid.add_row(name, value)
    console.print(grid)
    console.print()


def rows(card: SourceCard, language: Language) -> Iterable[tuple[str, str]]:
    """What a card says, line by line; its legal notes are written in English."""
    french = language == "fr"
    read_on = day(card.terms_reviewed_on, language)
    yield ("éditeur" if french else "publisher"), card.publisher
    yield "licence", card.licence
    yield ("conditions lues le" if french else "terms read on"), f"{read_on}  {card.terms_url}"
    if card.base_url:
        rate, hours = f"{card.rate_per_second:g}", f"{card.ttl_seconds / 3600:g}"
        yield (
            ("rythme" if french else "pace"),
            f"{rate} appels par seconde au plus ; réponses gardées {hours} h"
            if french
            else f"{rate} calls a second at most; answers kept for {hours} h",
        )
    yield ("champs lus" if french else "fields read"), ", ".join(card.fields_read)
    yield ("champs écartés" if french else "fields dropped"), ", ".join(card.fields_dropped)
    yield ("notes de droit" if french else "legal notes"), card.legal_notes
