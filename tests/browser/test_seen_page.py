"""The page of what was seen in a real Chromium: the note form by keyboard names, at every width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.api.house import House
from tests.browser.test_case_page import WIDTHS, signed_in
from tests.captures.house import social

NETWORK = "https://www.linkedin.com/in/maelle-fictive"
NAMELESS = """[...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, a[href]')]
   .filter(e => !(e.textContent.trim() || (e.labels && e.labels.length))).map(e => e.outerHTML)"""


@pytest.mark.parametrize("width", WIDTHS)
async def test_an_investigator_says_why_looks_and_notes(
    browser: Browser, site: str, house: House, width: int
):
    async with house.client() as client:
        case = await social(house, client)
    how = {"viewport": {"width": width, "height": 800}, "java_script_enabled": width != WIDTHS[0]}
    async with signed_in(browser, site, house, **how) as (page, said):
        await page.goto(f"{site}/cases/{case}/seen")
        await page.get_by_label("Address of the page").fill(NETWORK)
        await page.get_by_label("Whose").select_option("a natural person")
        await page.get_by_label("Why nothing less would do").fill("The register gives no way.")
        await page.get_by_role("button", name="Write the intent down").click()
        await expect(page.locator("#looked-at")).to_contain_text("without a copy")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate(NAMELESS) == []
        if folder := os.environ.get("TRACER_SCREENSHOTS"):
            await page.screenshot(path=Path(folder) / f"seen-{width}.png", full_page=True)
        note = page.locator("article", has_text=NETWORK)
        await note.get_by_label("Town shown").fill("Ville-Fictive")
        for line in await note.get_by_role("checkbox").all():
            await line.check()
        await note.get_by_role("button", name="Note it").click()
        await expect(page.locator("#looked-at dd")).to_have_text(["Ville-Fictive"])
        assert said == []
