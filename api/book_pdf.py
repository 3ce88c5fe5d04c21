"""Prints the book of rules as PDF with a headless Chromium, which the extra `browser` drives."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tracer.errors import Invalid, NotFound

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where Chromium is: TRACER_CHROMIUM, or the first found. Raises NotFound."""
    for name in (os.environ.get("TRACER_CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise NotFound("there is no Chromium here; install one, or set TRACER_CHROMIUM to it")


def print_pdf(html: str, place: Path) -> None:
    """Write the page as A4 PDF, with nothing loaded from elsewhere.

    Raises Invalid without the extra `browser`, NotFound without a Chromium.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        raise Invalid(
            "--pdf", "needs an extra, from the checkout: pip install '.[browser]'"
        ) from None
    flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        try:
            page = browser.new_page(offline=True, java_script_enabled=False)
            page.set_content(html, wait_until="load")
            page.pdf(path=place, prefer_css_page_size=True, outline=True, tagged=True)
        finally:
            browser.close()
