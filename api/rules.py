"""The rules as the command line shows them: all in a list, or one with everything behind it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from api.words import Language, label, said
from policies.describe import RuleText, describe, explain
from policies.load import load_packs
from tracer.settings import Settings


def write_rules(settings: Settings, console: Console, language: Language) -> None:
    """One line a rule: its id, its effect, how binding it is, its title."""
    grid = Table.grid(padding=(0, 2))
    for rule in describe(load_packs(settings.jurisdictions)):
        grid.add_row(
            rule.id, rule.effect, said(rule.authority_label, language), said(rule.title, language)
        )
    console.print(grid)


def write_rule(rule_id: str, settings: Settings, console: Console, language: Language) -> None:
    """One rule; NotFound if no pack has it."""
    rule = explain(load_packs(settings.jurisdictions), rule_id)
    french = language == "fr"
    console.print(f"[bold]{rule.id}[/] v{rule.version}  {said(rule.title, language)}")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    for name, value in rows(rule, language):
        if value:
            grid.add_row(name, value)
    console.print(grid)
    console.print()
    console.print("faits lus" if french else "facts read", style="dim")
    for fact in rule.facts:
        console.print(f"  {fact.name} ({fact.type}): {said(fact.text, language)}", markup=False)


def rows(rule: RuleText, language: Language) -> list[tuple[str, str]]:
    """What is said of a rule, line by line."""
    french = language == "fr"
    until = f" – {rule.valid_to}" if rule.valid_to else " –"
    return [
        ("effet" if french else "effect", rule.effect + (" (absolute)" if rule.absolute else "")),
        ("autorité" if french else "authority", said(rule.authority_label, language)),
        ("source" if french else "citation", said(rule.citation_label, language)),
        ("en vigueur" if french else "in force", f"{rule.valid_from}{until}"),
        (
            "opérations" if french else "operations",
            ", ".join(label(operation, language) for operation in rule.operations),
        ),
        ("quand" if french else "when", rule.condition),
        ("message", said(rule.message, language)),
        (
            "pour le permettre" if french else "to make it lawful",
            said(rule.remedy, language) if rule.remedy else "",
        ),
        (
            "conditions" if french else "obligations",
            "; ".join(label(obligation, language) for obligation in rule.obligations),
        ),
    ]
