"""The page of a case in a real Chromium, without a script and within the content security policy."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.api.house import STREET, VAGUE_SUBJECT, House, open_case, search

WIDTHS = (320, 768, 1280)


@asynccontextmanager
async def signed_in(
    browser: Browser, site: str, house: House, **how: object
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page behind the sign-in, and everything its console said."""
    async with signed_in_with(browser, site, await house.key(), **how) as told:
        yield told


@asynccontextmanager
async def signed_in_with(
    browser: Browser, site: str, key: str, **how: object
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The same for the holder of one key."""
    context = await browser.new_context(locale="en-GB", **how)  # type: ignore[arg-type]
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{site}/cases")
    await page.get_by_label("Your access key").fill(key)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/cases")
    yield page, said
    await context.close()


async def ready(house: House) -> str:
    async with house.client() as client:
        case = await open_case(client, subject=VAGUE_SUBJECT)
        await search(house, client, case)
        house.clock.move(seconds=1)
        return case


async def test_an_investigator_judges_a_candidate_and_opens_a_channel(
    browser: Browser, site: str, house: House
):
    case = await ready(house)
    async with signed_in(browser, site, house) as (page, said):
        await page.get_by_role("link", name="DOS-0001").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("DOS-0001")
        first = page.locator("article.candidate").first
        await first.get_by_label("the same person").check()
        await first.get_by_label("Why (required)").fill("The company is the one in the contract.")
        await first.get_by_role("button", name="Write the decision down").click()
        await expect(page.locator("#decision")).to_contain_text("The company is the one")
        house.clock.move(seconds=1)
        await page.get_by_role("button", name="Run the search again").click()
        office = page.locator(f"#address-{'123456782'}-letter")
        await expect(office).to_be_visible(timeout=15000)
        await office.get_by_role("button", name="Open").click()
        await expect(office.locator("output")).to_have_text(STREET)
        kinds = [entry.entry.kind for entry in await house.services.journal.read(case)]
        assert {"judgement", "decision", "opening"} <= set(kinds)
        assert said == []


async def test_no_page_breaks_the_content_security_policy_or_needs_a_script(
    browser: Browser, site: str, house: House
):
    case = await ready(house)
    async with signed_in(browser, site, house, java_script_enabled=False) as (page, said):
        for path in ("/cases", f"/cases/{case}", "/problems", "/problems/not-found"):
            answer = await page.goto(site + path)
            assert answer is not None
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert said == []


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_scrolls_sideways(browser: Browser, site: str, house: House, width: int):
    case = await ready(house)
    viewport = {"width": width, "height": 720}
    async with signed_in(browser, site, house, viewport=viewport) as (page, _):
        for path in ("/cases", f"/cases/{case}", "/problems"):
            await page.goto(site + path)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
            if folder := os.environ.get("TRACER_SCREENSHOTS"):
                name = f"{path.strip('/').split('/')[0]}-{path.count('/')}-{width}.png"
                await page.screenshot(path=Path(folder) / name, full_page=True)


async def test_the_language_is_switched_and_kept(browser: Browser, site: str, house: House):
    case = await ready(house)
    async with signed_in(browser, site, house) as (page, _):
        await page.goto(f"{site}/cases/{case}")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await page.get_by_role("link", name="Français").click()
        await expect(page.locator("html")).to_have_attribute("lang", "fr")
        await expect(page.get_by_role("heading", name="Vérifié d'abord")).to_be_visible()
        await page.goto(f"{site}/cases")
        await expect(page.get_by_role("heading", name="Dossiers")).to_be_visible()


async def test_every_control_can_be_reached_and_has_a_name(
    browser: Browser, site: str, house: House
):
    case = await ready(house)
    async with signed_in(browser, site, house) as (page, _):
        await page.goto(f"{site}/cases/{case}")
        nameless = await page.evaluate(
            """[...document.querySelectorAll('button, input:not([type=hidden]), textarea, a[href]')]
               .filter(e => !(e.textContent.trim() || (e.labels && e.labels.length)))
               .map(e => e.outerHTML)"""
        )
        assert nameless == []
        small = await page.evaluate(
            """[...document.querySelectorAll('button, .choices label')]
               .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
        )
        assert small == []
        levels = await page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))"
        )
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


async def test_no_column_of_the_sources_is_squeezed(browser: Browser, site: str, house: House):
    case = await ready(house)
    viewport = {"width": 1280, "height": 720}
    async with signed_in(browser, site, house, viewport=viewport) as (page, _):
        await page.goto(f"{site}/cases/{case}")
        widths = await page.evaluate(
            "[...document.querySelectorAll('#sources td, #sources th')]"
            ".map(e => e.getBoundingClientRect().width)"
        )
        assert widths
        assert min(widths) > 150


async def test_an_opened_channel_is_in_sight(browser: Browser, site: str, house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
    async with signed_in(browser, site, house, viewport={"width": 390, "height": 800}) as (page, _):
        await page.goto(f"{site}/cases/{case}")
        await page.locator(".proposal").last.get_by_role("button", name="Open").click()
        await expect(page.locator("output")).to_be_in_viewport()
