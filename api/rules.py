"""The rules as the command line shows them: all in a list, or one with everything behind it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from api.sentences import sentence
from api.telling import hung, pairs
from api.words import Language, counted, day, label, said
from policies.describe import FactText, RuleText, describe, explain
from policies.kleene import FactValue
from policies.load import Packs, load_packs
from policies.model import Expected, Rule, RuleEffect
from tracer.lawful import Authority

ENDINGS = {
    Expected.FIRES: ("s'applique", "applies"),
    Expected.SILENT: ("ne s'applique pas", "does not apply"),
    Expected.UNKNOWN: ("on ne sait pas", "nobody knows"),
}


def write_rules(console: Console, language: Language) -> None:
    """One line a rule: its id, its effect, how binding it is, its title."""
    rules = describe(load_packs())
    grid = Table(box=None, pad_edge=False, header_style="dim")
    heads = ("règle", "effet", "autorité", "titre")
    for name in heads if language == "fr" else ("rule", "effect", "authority", "title"):
        grid.add_column(name, no_wrap=name in ("règle", "rule"))
    for rule in rules:
        grid.add_row(
            rule.id,
            label(RuleEffect(rule.effect), language),
            label(rule.authority, language),
            said(rule.title, language),
        )
    console.print(grid)
    console.print(Line(counted(len(rules), "rule", language), "dim"))


def write_rule(rule_id: str, console: Console, language: Language) -> None:
    """One rule; NotFound if no pack has it."""
    packs = load_packs()
    rule = explain(packs, rule_id)
    french = language == "fr"
    console.print(
        Line.assemble((rule.id, "bold"), f" v{rule.version}  {said(rule.title, language)}")
    )
    grid = pairs()
    for name, value in rows(rule, language):
        if value:
            grid.add_row(name, value)
    console.print(grid)
    console.print()
    console.print(Line("s'applique quand" if french else "applies when", "dim"))
    for depth, line in sentence(pack_rule(packs, rule).condition, language).lines():
        console.print(hung(line, 2 + 2 * depth))
    console.print()
    console.print(Line("faits lus" if french else "facts read", "dim"))
    for fact in rule.facts:
        console.print(
            hung(f"{fact.name} ({type_of(fact, language)}): {said(fact.text, language)}", 2)
        )
    console.print()
    console.print(Line("exemples" if french else "examples", "dim"))
    for example in pack_rule(packs, rule).examples:
        ending = ENDINGS[example.expect][0 if french else 1]
        given = ", ".join(f"{n} = {told(v, french=french)}" for n, v in example.given.items())
        nothing = "rien n'est connu" if french else "nothing is known"
        console.print(hung(f"{ending}: {given or nothing}", 2))


def pack_rule(packs: Packs, told: RuleText) -> Rule:
    """The rule itself, with its condition and the examples it is checked against when loaded."""
    return next(rule for rule in packs.rules if (rule.id, rule.version) == (told.id, told.version))


def told(value: FactValue, *, french: bool) -> str:
    """The value of a fact as an example gives it."""
    if isinstance(value, bool):
        return ("oui" if value else "non") if french else ("yes" if value else "no")
    return str(value)


def type_of(fact: FactText, language: Language) -> str:
    """What kind of answer a fact is; a vocabulary by its name."""
    words = {
        "bool": ("oui ou non", "yes or no"),
        "int": ("nombre", "number"),
        "float": ("nombre", "number"),
        "str": ("texte", "text"),
        "date": ("date", "date"),
    }
    return words.get(fact.type, (fact.type, fact.type))[0 if language == "fr" else 1]


def rows(rule: RuleText, language: Language) -> list[tuple[str, str]]:
    """What is said of a rule, line by line."""
    french = language == "fr"
    since = day(rule.valid_from, language)
    until = day(rule.valid_to, language) if rule.valid_to else ""
    return [
        (
            "effet" if french else "effect",
            f"{label(RuleEffect(rule.effect), language)}{who(rule, french=french)}",
        ),
        ("autorité" if french else "authority", label(rule.authority, language)),
        ("référence" if french else "citation", citation(rule, french=french)),
        ("en vigueur" if french else "in force", f"{since} – {until}".strip()),
        (
            "opérations" if french else "operations",
            ", ".join(label(operation, language) for operation in rule.operations),
        ),
        (
            "débiteurs" if french else "debtors",
            ", ".join(label(kind, language) for kind in rule.subjects),
        ),
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


def who(rule: RuleText, *, french: bool) -> str:
    """Whether anybody may set the rule aside."""
    if rule.absolute:
        return ", personne ne peut l'écarter" if french else ", nobody may set it aside"
    if rule.overridable:
        return (
            ", un responsable de la conformité peut l'écarter par écrit"
            if french
            else ", a compliance officer may set it aside in writing"
        )
    return ""


def citation(rule: RuleText, *, french: bool) -> str:
    """Where a rule comes from, when the reading was checked, or that it has yet to be."""
    if rule.authority is Authority.PRODUCT_DEFAULT and rule.citation.instrument == "Tracer":
        return ""
    parts = (rule.citation.instrument, rule.citation.article, rule.citation.identifier)
    where = ", ".join(part for part in parts if part)
    if rule.citation.checked and rule.citation.checked_on:
        read = "lu le" if french else "read on"
        return f"{where} ({read} {day(rule.citation.checked_on, 'fr' if french else 'en')})"
    doubt = "à confirmer par un juriste" if french else "to be confirmed by counsel"
    return f"{where} ({doubt})"
