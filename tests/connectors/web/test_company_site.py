"""A company's own site over a real line: what is read, in which order, and what is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
import pytest

from connectors.base import Sessions
from connectors.courtesy import Courtesy
from connectors.web.company_site import CARD, MOST_PAGES, connect
from connectors.web_session import Drawing
from tests.connectors.doubles import FAST, NOW, StoppedClock, Wire, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import SourceError, SourceForbidden, SourceUnsupported
from tracer.lawful import Allowance

SIREN = "299950014"
SITE = "https://atelier-fictif.example"
NOTICE = (
    "<html lang=fr><h1>Mentions légales</h1><h2>Éditeur</h2><p>Atelier Fictif SARL</p>"
    "<p>SIREN : 299 950 014</p><p>12 rue des Tanneurs, 35000 Rennes</p>"
    "<p>Téléphone : 02 61 91 00 12</p><p>contact@atelier-fictif.example</p></html>"
)
HOME = (
    "<html lang=fr><h1>Atelier</h1><p>Bienvenue à l'atelier.</p>"
    '<a href="/mentions">Mentions légales</a></html>'
)
Pages = dict[str, str | int | httpx.Response]


def company(
    *sites: str,
    number: str = SIREN,
    country: str | None = None,
    id_: str | None = None,
    said: Mapping[Property, str] | None = None,
) -> Entity:
    """A company of the register whose number looks like this."""
    country = country or ("DE" if "HR" in number else None)
    told = Provenance(
        source="elsewhere",
        record="1",
        url="https://elsewhere.example",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="none",
    )
    known = [
        (Property.REGISTRATION_NUMBER, number),
        *((Property.WEBSITE, site) for site in sites),
        *([(Property.JURISDICTION, country)] if country else []),
        *(said or {}).items(),
    ]
    register = "lei" if country else "gb-crn" if len(number) == 8 else "fr-siren"
    return Entity(
        id=EntityId(id_ or f"{register}-{number}"),
        kind=EntityKind.COMPANY,
        statements=tuple(
            Statement(prop=prop, value=value, provenance=told) for prop, value in known
        ),
    )


def serving(pages: Pages) -> Wire:
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        said = pages.get(str(request.url), 404)
        if isinstance(said, httpx.Response):
            return said
        if isinstance(said, int):
            return httpx.Response(said)
        return httpx.Response(200, html=said)

    return Wire(respond)


async def read(
    wire: Wire, entity: Entity | None = None, draw: Callable | None = None
) -> list[Record]:
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
        transport=httpx.MockTransport(wire),
        draw=draw,
    )
    site = connect(sessions.open(CARD))
    stream = site.expand(entity or company(SITE), permit(CARD.id))
    return [record async for record in stream]


def asked(wire: Wire) -> list[str]:
    return [str(request.url) for request in wire.left]


def contacts(records: list[Record]) -> set[str]:
    return {
        text
        for record in records
        for entity in record.entities
        if entity.kind is EntityKind.CONTACT
        for text in (*entity.texts(Property.PHONE), *entity.texts(Property.EMAIL))
    }


def signals(records: list[Record]) -> set[str]:
    return {s for r in records for e in r.entities for s in e.texts(Property.SIGNAL)}


async def test_robots_then_the_home_page_then_the_notice_and_no_more():
    wire = serving({f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE})
    records = await read(wire)
    assert asked(wire) == [f"{SITE}/robots.txt", f"{SITE}/", f"{SITE}/mentions"]
    assert contacts(records) == {"+33261910012", "contact@atelier-fictif.example"}
    links = {(link.type, link.role) for record in records for link in record.links}
    assert (LinkType.PUBLISHES, "proven") in links
    assert (LinkType.LOCATED_AT, None) in links


async def test_a_notice_with_the_number_of_another_company_is_not_believed():
    wire = serving({f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE})
    records = await read(wire, company(SITE, number="299900019"))
    assert contacts(records) == set()
    assert "number_of_another" in signals(records)
    assert not any(e.kind is EntityKind.ADDRESS for r in records for e in r.entities)


async def test_a_site_without_a_number_is_a_claim_and_gives_no_contact():
    wire = serving(
        {f"{SITE}/": "<html><p>Téléphone : 02 61 91 00 12. Bienvenue chez nous.</p></html>"}
    )
    records = await read(wire)
    assert contacts(records) == set()
    assert "number_not_found" in signals(records)
    assert {link.role for r in records for link in r.links} == {"claimed"}


@pytest.mark.parametrize("status", [404, 401, 403, 410])
async def test_without_a_robots_file_everything_may_be_read(status):
    wire = serving({f"{SITE}/robots.txt": status, f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE})
    assert contacts(await read(wire))


@pytest.mark.parametrize("status", [500, 503])
async def test_a_robots_file_that_cannot_be_read_forbids_everything(status):
    wire = serving({f"{SITE}/robots.txt": status, f"{SITE}/": HOME})
    with pytest.raises(SourceError):
        await read(wire)
    assert set(asked(wire)) == {f"{SITE}/robots.txt"}


async def test_what_robots_disallows_is_not_asked_for():
    rules = httpx.Response(200, text="User-agent: *\nDisallow: /mentions\n")
    wire = serving({f"{SITE}/robots.txt": rules, f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE})
    assert contacts(await read(wire)) == set()
    assert f"{SITE}/mentions" not in asked(wire)


async def test_a_site_that_disallows_us_is_left_alone():
    rules = httpx.Response(200, text="User-agent: Tracer\nDisallow: /\n")
    wire = serving({f"{SITE}/robots.txt": rules, f"{SITE}/": HOME})
    with pytest.raises(SourceForbidden):
        await read(wire)
    assert asked(wire) == [f"{SITE}/robots.txt"]


async def test_a_site_that_reserves_mining_is_left_alone():
    reserved = httpx.Response(200, html=HOME, headers={"tdm-reservation": "1"})
    wire = serving({f"{SITE}/": reserved, f"{SITE}/mentions": NOTICE})
    with pytest.raises(SourceForbidden):
        await read(wire)
    assert f"{SITE}/mentions" not in asked(wire)


async def test_links_to_other_domains_are_not_followed():
    home = HOME.replace("/mentions", "https://agence.example/mentions-legales")
    wire = serving({f"{SITE}/": home, "https://agence.example/mentions-legales": NOTICE})
    await read(wire)
    assert all(url.startswith(SITE) for url in asked(wire))


async def test_no_more_pages_than_six_are_read():
    links = "".join(f'<a href="/contact-{n}">Contact</a>' for n in range(20))
    pages: Pages = {f"{SITE}/contact-{n}": "<p>Nous écrire</p>" for n in range(20)}
    wire = serving({f"{SITE}/": f"<html><p>Bonjour</p>{links}</html>", **pages})
    await read(wire)
    assert len(asked(wire)) == 1 + MOST_PAGES


async def test_a_redirect_to_another_page_is_followed_and_one_without_end_is_not():
    moved = httpx.Response(301, headers={"location": f"{SITE}/accueil"})
    wire = serving({f"{SITE}/": moved, f"{SITE}/accueil": HOME, f"{SITE}/mentions": NOTICE})
    assert contacts(await read(wire))
    round_and_round = httpx.Response(302, headers={"location": f"{SITE}/"})
    with pytest.raises(SourceError):
        await read(serving({f"{SITE}/": round_and_round}))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/", "javascript:alert(1)"]
)
async def test_a_redirect_to_what_is_no_page_is_refused(target):
    moved = httpx.Response(302, headers={"location": target})
    with pytest.raises(SourceForbidden):
        await read(serving({f"{SITE}/": moved}))


async def test_scripts_are_run_only_where_they_write_the_page():
    drawn = []

    async def draw(url: str) -> Drawing:
        drawn.append(url)
        return Drawing(url=url, body=NOTICE.encode())

    shell = "<html><div id=app></div><script src=/app.js></script></html>"
    wire = serving({f"{SITE}/": shell})
    assert contacts(await read(wire, draw=draw))
    assert drawn == [f"{SITE}/"]
    drawn.clear()
    await read(serving({f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE}), draw=draw)
    assert drawn == []


async def test_a_second_site_is_read_when_the_first_fails_and_the_failure_is_told():
    other = "https://autre.example"
    wire = serving({f"{SITE}/": 500, f"{other}/": HOME, f"{other}/mentions": NOTICE})
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
        transport=httpx.MockTransport(wire),
    )
    stream = connect(sessions.open(CARD)).expand(company(SITE, other), permit(CARD.id))
    first = await anext(stream)
    assert contacts([first])
    with pytest.raises(SourceError):
        await anext(stream)


async def test_without_a_known_site_nothing_leaves():
    wire = serving({})
    with pytest.raises(SourceUnsupported):
        await read(wire, company())
    assert wire.left == []


async def test_each_page_is_a_call_of_the_permit():
    wire = serving({f"{SITE}/": HOME, f"{SITE}/mentions": NOTICE})
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
        transport=httpx.MockTransport(wire),
    )
    leave = permit(CARD.id)
    assert isinstance(leave.allowance, Allowance)
    [_ async for _ in connect(sessions.open(CARD)).expand(company(SITE), leave)]
    assert leave.allowance.calls == len(wire.left) == 3


async def test_the_failures_of_one_site_leave_the_others_alone():
    wire = Wire(lambda request, n: httpx.Response(500 if request.url.host == "a.example" else 404))
    from dataclasses import replace

    courtesy = Courtesy(patience=replace(FAST, breaker_failures=1), rates={CARD.id: 10_000.0})
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=courtesy,
        transport=httpx.MockTransport(wire),
    )
    site = connect(sessions.open(CARD))
    with pytest.raises(SourceError):
        [_ async for _ in site.expand(company("https://a.example"), permit(CARD.id))]
    assert [r async for r in site.expand(company("https://b.example"), permit(CARD.id))] == []


async def test_a_redirect_to_a_host_whose_robots_forbid_us_is_not_followed():
    other = "https://autre.example"
    moved = httpx.Response(301, headers={"location": f"{other}/"})
    rules = httpx.Response(200, text="User-agent: *\nDisallow: /\n")
    wire = serving({f"{SITE}/": moved, f"{other}/robots.txt": rules, f"{other}/": HOME})
    with pytest.raises(SourceForbidden):
        await read(wire)
    assert f"{other}/" not in asked(wire)


async def test_a_page_of_a_sub_domain_is_read_by_the_leave_of_that_sub_domain():
    legal = "https://legal.atelier-fictif.example"
    home = HOME.replace("/mentions", f"{legal}/mentions")
    rules = httpx.Response(200, text="User-agent: *\nDisallow: /\n")
    wire = serving({f"{SITE}/": home, f"{legal}/robots.txt": rules, f"{legal}/mentions": NOTICE})
    assert contacts(await read(wire)) == set()
    assert f"{legal}/mentions" not in asked(wire)


@pytest.mark.parametrize("target", ["http://[", "https://[::1", "//"])
async def test_a_redirect_to_no_address_at_all_is_a_typed_answer(target):
    moved = httpx.Response(302, headers={"location": target})
    with pytest.raises(SourceError):
        await read(serving({f"{SITE}/": moved}))


async def test_scripts_that_lead_to_another_host_are_not_believed():
    async def draw(url: str) -> Drawing:
        return Drawing(url="https://ailleurs.example/", body=NOTICE.encode())

    shell = "<html><div id=app></div><script src=/app.js></script></html>"
    assert contacts(await read(serving({f"{SITE}/": shell}), draw=draw)) == set()


async def test_each_value_is_cited_by_the_page_it_stands_on():
    contact = "<html lang=fr><h1>Contact</h1><p>Téléphone : 02 61 91 00 99</p></html>"
    notice = NOTICE.replace("<p>Téléphone : 02 61 91 00 12</p>", "").replace(
        "<p>contact@atelier-fictif.example</p>", ""
    )
    home = HOME.replace("</html>", '<a href="/contact">Contact</a></html>')
    pages: Pages = {f"{SITE}/": home, f"{SITE}/mentions": notice, f"{SITE}/contact": contact}
    records = await read(serving(pages))
    [telephone] = [
        s for r in records for e in r.entities for s in e.statements if s.prop is Property.PHONE
    ]
    assert telephone.provenance.url == f"{SITE}/contact"


async def test_a_mailbox_of_another_domain_says_so():
    notice = NOTICE.replace("contact@atelier-fictif.example", "atelier@agence.example")
    records = await read(serving({f"{SITE}/": HOME, f"{SITE}/mentions": notice}))
    assert "other_domain" in signals(records)
