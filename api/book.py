"""The book of rules (livret de règles): every rule on a page of its own, in French or English.

It is what counsel reads and signs. One HTML file that needs nothing else; printed, a page a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.rules import ENDINGS, citation, who
from api.sentences import Sentence, meaning, sentence, value_said
from api.words import Language, counted, day, label, said
from policies.describe import rule_text
from policies.load import PRODUCT, Packs
from policies.model import Rule
from tracer.lawful import Authority

PACKS: dict[str, tuple[str, str]] = {
    PRODUCT: ("Choix du produit", "Product defaults"),
    "eu": ("Union européenne", "European Union"),
    "fr": ("France", "France"),
    "gb": ("Royaume-Uni", "United Kingdom"),
    "be": ("Belgique", "Belgium"),
    "de": ("Allemagne", "Germany"),
    "it": ("Italie", "Italy"),
    "us": ("États-Unis", "United States"),
}
"""What each pack is called. Law first, then what the product chose by itself."""

DENSE, DENSEST = 24, 60
"""Lines of conditions and examples beyond which a page is set smaller, and the examples run on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleText:
    """An example: what is given, and how it ends."""

    given: tuple[str, ...]
    ending: str
    kind: str  # fires, silent, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One rule as its page says it, in one language."""

    id: str
    version: int
    title: str
    effect: str
    effect_kind: str
    authority: str
    product_default: bool
    checked: bool
    citation: str
    message: str
    remedy: str
    in_force: str
    operations: str
    subjects: str
    set_aside: str
    obligations: tuple[str, ...]
    when: Sentence
    examples: tuple[ExampleText, ...]

    @property
    def setting(self) -> str:
        """How small the page is set, so that it stays one page however much there is to say."""
        lines = [line for example in self.examples for line in example.given]
        lines += [text for _, text in self.when.lines()]
        long = sum(1 + len(line) // 90 for line in lines)
        return " dense densest" if long > DENSEST else " dense" if long > DENSE else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One pack."""

    code: str
    title: str
    pages: tuple[Page, ...]


def book(packs: Packs, language: Language, printed_on: date) -> str:
    """The whole book as HTML."""
    environment = Environment(
        loader=PackageLoader("api.console"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    chapters = tuple(chapter(packs, code, language) for code in ordered(packs))
    pages = [page for each in chapters for page in each.pages]
    return environment.get_template("book.html").render(
        language=language,
        fr=language == "fr",
        chapters=chapters,
        pack_hash=packs.hash,
        printed_on=day(printed_on, language),
        count=counted(len(pages), "rule", language),
        unchecked=sum(1 for page in pages if not page.checked and not page.product_default),
        defaults=sum(1 for page in pages if page.product_default),
    )


def ordered(packs: Packs) -> tuple[str, ...]:
    """The packs in the order of the book: law by country, the product's own choices last."""
    known = [code for code in PACKS if code != PRODUCT]
    there = [code for code in packs.by_code if packs.by_code[code]]
    law = [code for code in (*known, *sorted(set(there) - set(known))) if code in there]
    return (*(code for code in law if code != PRODUCT), *([PRODUCT] if PRODUCT in there else []))


def chapter(packs: Packs, code: str, language: Language) -> Chapter:
    """One pack's pages, by id."""
    rules = sorted(packs.by_code[code], key=lambda rule: (rule.id, rule.version))
    named = PACKS.get(code, (code.upper(), code.upper()))
    return Chapter(
        code=code,
        title=named[language == "en"],
        pages=tuple(page(rule, language) for rule in rules),
    )


def page(rule: Rule, language: Language) -> Page:
    """One rule's page."""
    fr, told = language == "fr", rule_text(rule)
    since = day(rule.valid.start, language)
    until = day(rule.valid.end, language) if rule.valid.end else None
    return Page(
        id=rule.id,
        version=rule.version,
        title=said(told.title, language),
        effect=label(rule.effect, language),
        effect_kind=rule.effect.value,
        authority=label(rule.authority, language),
        product_default=rule.authority is Authority.PRODUCT_DEFAULT,
        checked=rule.citation.checked,
        citation=citation(told, french=fr),
        message=said(told.message, language),
        remedy=said(told.remedy, language) if told.remedy else "",
        in_force=f"{since} – {until}" if until else f"{'depuis le' if fr else 'since'} {since}",
        operations=", ".join(label(operation, language) for operation in rule.operations),
        subjects=", ".join(label(kind, language) for kind in told.subjects),
        set_aside=who(told, french=fr).removeprefix(", "),
        obligations=tuple(label(owed, language) for owed in rule.obligations),
        when=sentence(rule.condition, language),
        examples=tuple(
            ExampleText(
                given=tuple(
                    f"{meaning(name, language)} — {value_said(value, language)}"
                    for name, value in example.given.items()
                ),
                ending=ENDINGS[example.expect][not fr],
                kind=example.expect.value,
            )
            for example in rule.examples
        ),
    )
