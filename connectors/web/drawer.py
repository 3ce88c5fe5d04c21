"""Pages as a browser draws them: one Chromium behind the egress proxy, opened when first needed."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from connectors.browser import fresh_page, open_browser
from connectors.egress import Policy
from connectors.egress_proxy import EgressProxy
from connectors.web_session import Drawing
from tracer.errors import SourceError

if TYPE_CHECKING:
    from playwright.async_api import Browser

PAGES_EACH = 50
"""A browser is replaced after so many pages: it grows."""
SETTLE_MILLISECONDS = 2_000
SOURCE = "web.company"


class BrowserDrawer:
    """Draws one page at a time. `policy` is what the proxy lets the page reach."""

    def __init__(self, policy: Policy, executable: str) -> None:
        self._policy = policy
        self._executable = executable
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._drawn = 0

    async def __call__(self, url: str) -> Drawing:
        """A page once its scripts have run and its traffic has settled.

        Raises SourceError when the page cannot be drawn.
        """
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        async with self._turn:
            try:
                browser = await self._fresh()
                async with fresh_page(browser, javascript=True) as page:
                    await page.goto(url, wait_until="load")
                    with suppress(Error):  # a page that never rests is read as it is
                        await page.wait_for_load_state("networkidle", timeout=SETTLE_MILLISECONDS)
                    return Drawing(url=page.url, body=(await page.content()).encode())
            except Error:
                raise SourceError(SOURCE, "the browser could not draw the page") from None

    async def _fresh(self) -> Browser:
        """The browser, opened anew when it has drawn its share or is gone."""
        worn = self._drawn >= PAGES_EACH
        if self._browser is None or worn or not self._browser.is_connected():
            await self.aclose()
            proxy = await self._stack.enter_async_context(EgressProxy(self._policy))
            self._browser = await self._stack.enter_async_context(
                open_browser(proxy.url, executable=self._executable)
            )
            self._drawn = 0
        self._drawn += 1
        return self._browser

    async def aclose(self) -> None:
        """Close the browser and its proxy."""
        self._browser = None
        await self._stack.aclose()
