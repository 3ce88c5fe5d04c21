"""When a proven site last published: its feed, its pages, its sitemap, each asked for as a page is."""

from __future__ import annotations

import httpx

from connectors.web.company_site import MOST_PAGES
from tests.connectors.web.test_company_site import (
    HOME,
    NOTICE,
    SITE,
    Pages,
    asked,
    company,
    contacts,
    read,
    serving,
)
from tracer.entities import Property, Record

RSS = "<rss><channel><item><pubDate>Mon, 03 Aug 2026 10:00:00 GMT</pubDate></item></channel></rss>"
SITEMAP = "<urlset><url><lastmod>2026-07-01</lastmod></url></urlset>"
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed"></html>'
FED = HOME.replace("</html>", FEED_LINK)
MAPPED = httpx.Response(200, text=f"User-agent: *\nDisallow: /panier\nSitemap: {SITE}/map.xml\n")
DATED = NOTICE.replace(
    "<h1>", "<meta property='article:modified_time' content='2026-06-01'><h1>", 1
)


def activities(records: list[Record]) -> list[tuple[str, str]]:
    """Each last day that is told, with the page it is cited by."""
    return [
        (str(s.value), s.provenance.url)
        for r in records
        for e in r.entities
        for s in e.statements
        if s.prop is Property.LAST_ACTIVITY
    ]


async def test_the_feed_a_proven_site_names_tells_its_last_day_and_is_cited():
    pages: Pages = {f"{SITE}/": FED, f"{SITE}/mentions": DATED, f"{SITE}/feed": RSS}
    wire = serving(pages)
    assert activities(await read(wire)) == [("2026-08-03", f"{SITE}/feed")]
    assert asked(wire)[-1] == f"{SITE}/feed"


async def test_a_page_tells_the_last_day_where_the_feed_does_not():
    for feed in ("<html>404</html>", 404, 500):
        pages: Pages = {f"{SITE}/": FED, f"{SITE}/mentions": DATED, f"{SITE}/feed": feed}
        records = await read(serving(pages))
        assert activities(records) == [("2026-06-01", f"{SITE}/mentions")]
        assert contacts(records)


async def test_a_sitemap_is_read_only_where_nothing_else_tells_a_day():
    pages: Pages = {f"{SITE}/robots.txt": MAPPED, f"{SITE}/": HOME, f"{SITE}/map.xml": SITEMAP}
    plain = serving({**pages, f"{SITE}/mentions": NOTICE})
    assert activities(await read(plain)) == [("2026-07-01", f"{SITE}/map.xml")]
    dated = serving({**pages, f"{SITE}/mentions": DATED})
    assert activities(await read(dated)) == [("2026-06-01", f"{SITE}/mentions")]
    assert f"{SITE}/map.xml" not in asked(dated)


async def test_the_feed_of_a_site_that_is_not_proven_is_not_asked_for():
    pages: Pages = {f"{SITE}/": FED, f"{SITE}/mentions": NOTICE, f"{SITE}/feed": RSS}
    wire = serving(pages)
    await read(wire, company(SITE, number="299900019"))
    assert f"{SITE}/feed" not in asked(wire)


async def test_a_feed_that_robots_disallow_or_of_another_domain_is_not_asked_for():
    rules = httpx.Response(200, text="User-agent: *\nDisallow: /feed\n")
    barred = serving({f"{SITE}/robots.txt": rules, f"{SITE}/": FED, f"{SITE}/mentions": NOTICE})
    assert activities(await read(barred)) == []
    assert f"{SITE}/feed" not in asked(barred)
    away = FED.replace("/feed", "https://agence.example/feed")
    abroad = serving({f"{SITE}/": away, f"{SITE}/mentions": NOTICE})
    await read(abroad)
    assert all(url.startswith(SITE) for url in asked(abroad))


async def test_a_feed_is_one_of_the_six_pages():
    links = "".join(f'<a href="/contact-{n}">Contact</a>' for n in range(20))
    notice = NOTICE.replace("<p>Téléphone : 02 61 91 00 12</p>", "")
    notice = notice.replace("<p>contact@atelier-fictif.example</p>", "")
    pages: Pages = {f"{SITE}/contact-{n}": "<p>Nous écrire</p>" for n in range(20)}
    home = FED.replace("</html>", f"{links}</html>")
    wire = serving({f"{SITE}/": home, f"{SITE}/mentions": notice, **pages, f"{SITE}/feed": RSS})
    records = await read(wire)
    assert len(asked(wire)) == 1 + MOST_PAGES
    assert activities(records) == []


async def test_the_entities_of_a_feed_are_not_resolved():
    bomb = f'<!DOCTYPE r [<!ENTITY d "2026-08-03">]>{RSS.replace("Mon, 03 Aug 2026 10:00:00 GMT", "&d;")}'
    pages: Pages = {f"{SITE}/": FED, f"{SITE}/mentions": NOTICE, f"{SITE}/feed": bomb}
    assert activities(await read(serving(pages))) == []
