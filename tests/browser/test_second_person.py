"""The second person in a real Chromium: one opens a case and assigns it, a colleague approves it."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.api.house import House, case_body, once, papers
from tests.browser.test_case_page import signed_in_with


async def test_one_assigns_a_case_and_a_colleague_approves_it(
    browser: Browser, site: str, house: House
):
    opener, colleague = await house.key(), await house.key()
    async with house.anonymous(headers={"Authorization": f"Bearer {opener}"}) as client:
        body = case_body(*await papers(client))
        case = (await client.post("/v1/cases", json=body, headers=once())).json()["id"]
    async with signed_in_with(browser, site, opener) as (page, said):
        await page.goto(f"{site}/cases/{case}")
        second = page.locator("#second-person")
        await expect(second).to_contain_text("no channel is shown to you before another person")
        await expect(second.get_by_role("button", name="Approve the case")).to_have_count(0)
        await second.get_by_label("Assign to a colleague").fill(colleague.split("_")[1])
        await second.get_by_role("button", name="Assign the case").click()
        await expect(second).to_be_visible()
        assert said == []
    async with signed_in_with(browser, site, colleague) as (page, said):
        await page.goto(f"{site}/cases/{case}")
        second = page.locator("#second-person")
        await second.get_by_role("button", name="Approve the case").click()
        await expect(second).to_contain_text("Somebody else than who opened the case approved it.")
        assert said == []
    kinds = [entry.entry.kind for entry in await house.services.journal.read(case)]
    assert {"case_assigned", "case_approved"} <= set(kinds)


async def test_nobody_assigns_to_himself_or_to_a_key_that_is_not_there(
    browser: Browser, site: str, house: House
):
    opener = await house.key()
    async with house.anonymous(headers={"Authorization": f"Bearer {opener}"}) as client:
        body = case_body(*await papers(client))
        case = (await client.post("/v1/cases", json=body, headers=once())).json()["id"]
    async with signed_in_with(browser, site, opener) as (page, _):
        for key, answer in (
            (opener.split("_")[1], "One person asks and another approves"),
            ("0" * 16, "There is no such thing"),
        ):
            await page.goto(f"{site}/cases/{case}")
            await page.get_by_label("Assign to a colleague").fill(key)
            await page.get_by_role("button", name="Assign the case").click()
            await expect(page.get_by_role("heading", level=1)).to_contain_text(answer)
