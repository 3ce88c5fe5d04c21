"""The sources as the command line lists them: connected ones, then those that stay closed."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from connectors.base import sources
from connectors.unconnected import CLOSED


def write_sources(console: Console) -> None:
    """One line a source: who publishes it, under which licence, how often it may be asked."""
    grid = Table(box=None, pad_edge=False)
    for column in ("id", "publisher", "licence", "terms reviewed", "calls/s", "kept", "state"):
        grid.add_column(column, overflow="fold")
    connected = [module.CARD for module in sources()]
    for card, state in [(c, "connected") for c in connected] + [(c, "closed") for c in CLOSED]:
        grid.add_row(
            card.id,
            card.publisher,
            card.licence,
            card.terms_reviewed_on.isoformat(),
            f"{card.rate_per_second:g}",
            f"{card.ttl_seconds / 3600:g} h",
            state,
        )
    console.print(grid)
