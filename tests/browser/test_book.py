"""The book of rules as counsel holds it: a page a rule, in both languages, saying what is not law."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.async_api import Browser

from api.book import book, ordered
from api.book_pdf import print_pdf
from api.words import Language, label
from policies.load import load_packs
from tracer.lawful import Authority

PACKS = load_packs()
PRINTED = date(2026, 11, 26)


class Articles(HTMLParser):
    """The words of each rule's page, by its anchor."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, str] = {}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._inside = dict(attrs)["id"] or ""
            self.words[self._inside] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.words[self._inside] += data


def articles(language: Language) -> dict[str, str]:
    parser = Articles()
    parser.feed(book(PACKS, language, PRINTED))
    return {anchor: " ".join(words.split()) for anchor, words in parser.words.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_has_its_page_with_what_it_says_where_it_comes_from_and_the_hash(
    language: Language,
):
    found = articles(language)
    assert len(found) == len(PACKS.rules)
    for rule in PACKS.rules:
        words = found[f"{rule.id}-{rule.version}"]
        message = rule.message.en if language == "en" else rule.message.fr
        assert " ".join(message.split()) in words
        assert label(rule.authority, language) in words
        assert PACKS.hash in words
        if rule.authority is Authority.PRODUCT_DEFAULT:
            law = label(Authority.STATUTE, language)
            assert law not in words
        elif not rule.citation.checked:
            doubt = "à confirmer par un juriste" if language == "fr" else "to be confirmed"
            assert doubt in words


def test_a_french_reader_meets_no_english_condition():
    english = re.compile(r"\b(whether|which way|at least|either|anything but)\b", re.IGNORECASE)
    for anchor, words in articles("fr").items():
        assert not english.search(words), anchor


def test_the_page_needs_nothing_from_elsewhere():
    html = book(PACKS, "en", PRINTED)
    assert not re.search(r"""(src|href)="(?!#)|@import|url\(""", html)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_printed_a_rule_is_a_page(language: Language, browser: Browser, tmp_path: Path):
    """As many pages as rules, beside the cover and the contents: none runs over."""
    del browser  # the same Chromium, driven by the command itself
    whole = book(PACKS, language, PRINTED)
    front = re.sub(r"<article\b.*</article>", "", whole, flags=re.DOTALL)
    assert await pages(whole, tmp_path) - await pages(front, tmp_path) == len(PACKS.rules)


async def pages(html: str, folder: Path) -> int:
    place = folder / "book.pdf"
    await asyncio.to_thread(print_pdf, html, place)
    raw = place.read_bytes()
    assert raw.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", raw))


async def test_the_page_can_be_walked_by_headings_and_links(browser: Browser):
    page = await browser.new_page()
    await page.set_content(book(PACKS, "fr", PRINTED))
    assert await page.locator("html").get_attribute("lang") == "fr"
    assert await page.locator("h1").count() == 1
    links = await page.locator("nav a").evaluate_all("all => all.map(a => a.hash.slice(1))")
    assert len(links) == len(PACKS.rules)
    missing = await page.evaluate("ids => ids.filter(id => !document.getElementById(id))", links)
    assert missing == []
    await page.close()


def test_law_comes_before_what_the_product_chose():
    assert ordered(PACKS)[:2] == ("eu", "fr")
    assert ordered(PACKS)[-1] == "product"
