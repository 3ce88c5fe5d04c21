"""How a terminal tells things: one language, signs beside colours, rules with their source, receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from api.schemas.lawful import RuleOut, TextOut
from api.words import Language, label
from tracer.lawful import Authority

GOOD, CARE, BAD, QUIET = "green", "yellow", "red", "dim"


class Teller:
    """Says things in one language. A colour never says what a word or a sign does not."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def t(self, fr: str, en: str) -> str:
        """One of two sentences."""
        return fr if self.language == "fr" else en

    def said(self, text: TextOut) -> str:
        """A bilingual text in the reader's language."""
        return text.fr if self.language == "fr" else text.en

    def rules(self, rules: Iterable[RuleOut]) -> RenderableType:
        """Each rule by its id, its title, where it comes from and how binding that is."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=QUIET, no_wrap=True)
        grid.add_column()
        grid.add_column(style=QUIET)
        for rule in rules:
            grid.add_row(rule.rule, self.said(rule.title), self.citation(rule))
        return Padding(grid, (0, 0, 0, 3), expand=False)

    def citation(self, rule: RuleOut) -> str:
        """Where a rule comes from; a default of the product has no source but itself."""
        own = rule.authority is Authority.PRODUCT_DEFAULT and rule.citation.startswith("Tracer")
        doubt = self.t("à confirmer par un juriste", "to be confirmed by counsel")
        binding = label(rule.authority, self.language)
        said = ("" if own else rule.citation, binding, doubt if rule.to_be_confirmed else "")
        return " · ".join(part for part in said if part)

    def receipts(self, sequences: Sequence[int]) -> Line:
        """Where the journal has the decision, or the decisions."""
        one = self.t("reçu", "receipt")
        many = self.t("reçus", "receipts")
        name = one if len(sequences) == 1 else many
        said = f"  [{name} {', '.join(map(str, sequences))}]" if sequences else ""
        return Line(said, QUIET)


def apart(blocks: Iterable[Iterable[RenderableType]]) -> Iterable[RenderableType]:
    """Blocks with an empty line between them."""
    for number, block in enumerate(blocks):
        if number:
            yield Line()
        yield from block


def hung(said: str, indent: int, style: str = "") -> RenderableType:
    """A sentence set in from the left, its further lines too."""
    return Padding(Line(said, style), (0, 0, 0, indent), expand=False)


def pairs() -> Table:
    """A grid whose first column is a quiet label."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=QUIET)
    return grid
