"""The pages by HTTP alone: complete without a script, in two languages, and closed without a session."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from api.auth import Scope
from tests.api.house import KNOWN_SUBJECT as KNOWN
from tests.api.house import STREET, VAGUE_SUBJECT, House, open_case, search


@asynccontextmanager
async def signed_in(house: House, *scopes: str) -> AsyncIterator[httpx.AsyncClient]:
    async with house.anonymous(headers={"Accept-Language": "en"}) as browser:
        page = await browser.get("/login")
        form = {"form_token": token(page), "key": await house.key(*scopes)}
        answer = await browser.post("/login", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/cases"), answer.text
        yield browser


def token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


async def ready(house: House, **changes: object) -> str:
    async with house.client() as client:
        case = await open_case(client, **changes)
        await search(house, client, case)
        return case


async def test_the_page_of_a_case_shows_the_whole_account(house: House):
    case = await ready(house)
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}")).text
        for heading in (
            "Mandate and basis",
            "Screened first",
            "Sources",
            "Candidates",
            "Decision",
            "Channels, in the order to use them",
            "Withheld or referred",
            "Journal",
        ):
            assert f">{heading}</h2>" in page, heading
        for said in (
            "M-1",
            "Menuiserie Exemple",
            "fr.registre_exemple",
            "Expected namesakes",
            "X-LETTER-DECLARED",
            "FR-CPCE-R124-4",
            "Chain intact",
            "receipt",
        ):
            assert said in page, said
        assert STREET not in page


async def test_the_page_says_which_source_was_not_asked_and_why(house: House):
    async with house.client() as client:
        case = await open_case(client, budget={"max_calls": 0})
        await search(house, client, case)
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}")).text
        assert "not asked" in page
        assert "the budget of calls is used up" in page


async def test_judging_and_searching_again_confirms_the_candidate(house: House):
    case = await ready(house, subject=VAGUE_SUBJECT)
    async with signed_in(house) as browser:
        page = await browser.get(f"/cases/{case}")
        assert "No channel is proposed until the person is confirmed." in page.text
        candidate = re.search(r'name="candidate" value="([^"]+)"', page.text)
        assert candidate
        house.clock.move(seconds=1)
        told = {
            "form_token": token(page),
            "candidate": candidate[1],
            "judgement": "same",
            "reason": "the town agrees <b>",
        }
        judged = await browser.post(f"/cases/{case}/decisions", data=told)
        assert (judged.status_code, judged.headers["location"]) == (303, f"/cases/{case}#decision")
        page = await browser.get(f"/cases/{case}")
        assert "the town agrees &lt;b&gt;" in page.text
        assert "run it again so that it counts" in page.text
        house.clock.move(seconds=1)
        ran = await browser.post(f"/cases/{case}/searches", data={"form_token": token(page)})
        assert ran.status_code == 303
        waiting = await browser.get(f"/cases/{case}")
        searches = await house.services.searches.of_case(case)
        await house.services.runner.wait(searches[0].id)
        page = await browser.get(f"/cases/{case}")
        assert "person confirmed" in page.text
        assert "refresh" not in page.headers
        assert waiting.status_code == 200


async def test_a_page_refreshes_itself_while_a_search_runs_and_shows_no_form(house: House):
    case = await ready(house)
    house.register.wait = 5
    house.clock.move(days=3)
    async with signed_in(house) as browser:
        page = await browser.get(f"/cases/{case}")
        await browser.post(f"/cases/{case}/searches", data={"form_token": token(page)})
        page = await browser.get(f"/cases/{case}")
        assert page.headers["refresh"] == "2"
        assert "/decisions" not in page.text


async def test_opening_a_channel_shows_it_once(house: House):
    case = await ready(house)
    async with signed_in(house) as browser:
        page = await browser.get(f"/cases/{case}")
        path = re.search(r'action="([^"]+/address-[^"]+/open)#address-', page.text)
        assert path
        opened = await browser.post(path[1], data={"form_token": token(page)})
        assert opened.status_code == 200
        assert STREET in opened.text
        assert opened.headers["cache-control"] == "no-store"
        assert STREET not in (await browser.get(f"/cases/{case}")).text
        kinds = [entry.entry.kind for entry in await house.services.journal.read(case)]
        assert kinds.count("opening") == 1


async def test_no_session_leads_to_the_sign_in_page(house: House):
    async with house.anonymous() as browser:
        for path in ("/cases", "/cases/cas_x"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert (await browser.post("/cases/cas_x/searches")).headers["location"] == "/login"


async def test_a_form_of_another_session_is_refused(house: House):
    case = await ready(house)
    async with signed_in(house) as one, signed_in(house) as other:
        stolen = token(await other.get(f"/cases/{case}"))
        for path in ("searches", "decisions", "contact-proposals/declared-address-0-letter/open"):
            answer = await one.post(f"/cases/{case}/{path}", data={"form_token": stolen})
            assert answer.status_code == 403, path
            assert "form-expired" in answer.text


async def test_a_wrong_key_opens_no_session(house: House):
    async with house.anonymous() as browser:
        form = {"form_token": token(await browser.get("/login")), "key": "trk_0_wrong"}
        answer = await browser.post("/login", data=form)
        assert answer.status_code == 401
        assert "tracer_session" not in browser.cookies
        assert "trk_0_wrong" not in answer.text


async def test_a_sign_in_form_of_another_browser_is_refused(house: House):
    async with house.anonymous() as one, house.anonymous() as other:
        await one.get("/login")
        form = {"form_token": token(await other.get("/login")), "key": await house.key()}
        assert (await one.post("/login", data=form)).status_code == 403


async def test_a_session_ends_after_eight_hours_and_with_its_key(house: House):
    async with signed_in(house) as browser:
        house.clock.move(hours=7, minutes=59)
        assert (await browser.get("/cases")).status_code == 200
        house.clock.move(minutes=2)
        assert (await browser.get("/cases")).status_code == 303
    async with signed_in(house) as browser:
        for key in await house.services.keys.keys():
            await house.services.keys.revoke(key.id)
        assert (await browser.get("/cases")).status_code == 303


async def test_signing_out_ends_the_session(house: House):
    async with signed_in(house) as browser:
        page = await browser.get("/cases")
        kept = dict(browser.cookies)
        assert (await browser.post("/logout", data={"form_token": token(page)})).status_code == 303
        browser.cookies.update(kept)
        assert (await browser.get("/cases")).status_code == 303


async def test_the_session_cookie_is_for_this_site_and_no_script(house: House):
    async with house.anonymous() as browser:
        form = {"form_token": token(await browser.get("/login")), "key": await house.key()}
        set_cookie = (await browser.post("/login", data=form)).headers.get_list("set-cookie")
        session = next(cookie for cookie in set_cookie if cookie.startswith("tracer_session="))
        assert "HttpOnly" in session
        assert "SameSite=strict" in session
        assert "Max-Age=28800" in session


async def test_what_the_key_may_not_do_is_not_offered_and_is_refused(house: House):
    case = await ready(house)
    async with signed_in(house, Scope.CASES_READ) as browser:
        page = await browser.get(f"/cases/{case}")
        for hidden in ("/searches", "/decisions", "/open", "QUERVALEC", "X-LETTER-DECLARED"):
            assert hidden not in page.text, hidden
        for path in ("searches", "decisions", "contact-proposals/x/open"):
            answer = await browser.post(f"/cases/{case}/{path}", data={"form_token": token(page)})
            assert (answer.status_code, "scope-missing" in answer.text) == (403, True), path


async def test_every_page_speaks_the_language_asked_for(house: House):
    case = await ready(house)
    async with signed_in(house) as browser:
        assert '<html lang="en">' in (await browser.get(f"/cases/{case}")).text
        french = await browser.get(f"/cases/{case}", params={"lang": "fr"})
        assert '<html lang="fr">' in french.text
        assert "Moyens de contact" in french.text
        again = (await browser.get(f"/cases/{case}")).text
        assert "Moyens de contact" in again
        assert "Channels" not in again


async def test_a_broken_chain_is_shown_as_broken(house: House):
    case = await ready(house)
    path = house.services.settings.data_dir / "journal.sqlite"
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER journal_entry_no_update")
        raw.execute("UPDATE journal_entry SET operator = 'nobody' WHERE sequence = 2")
        raw.commit()
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}")).text
        assert "Chain broken at entry 2" in page


async def test_every_problem_has_a_page_in_both_languages(house: House):
    from api.console.problem_words import IN_FRENCH
    from api.problems import KNOWN, meaning

    assert set(IN_FRENCH) == set(KNOWN)
    async with house.anonymous() as browser:
        for code, kind in KNOWN.items():
            page = await browser.get(f"/problems/{code}", params={"lang": "en"})
            assert page.status_code == 200
            assert meaning(kind).title.replace("'", "&#39;") in page.text, code
        assert (await browser.get("/problems/none-such")).status_code == 404


async def test_a_refused_form_keeps_nothing(house: House):
    case = await ready(house, subject=KNOWN)
    async with signed_in(house) as browser:
        page = await browser.get(f"/cases/{case}")
        candidate = re.search(r'name="candidate" value="([^"]+)"', page.text)
        assert candidate
        told = {"form_token": token(page), "candidate": candidate[1], "judgement": "same"}
        answer = await browser.post(f"/cases/{case}/decisions", data=told)
        assert answer.status_code == 422
        assert "<code>reason</code>" in answer.text
        assert await house.services.store.judged(case) == ()


async def test_a_circumstance_that_stops_the_case_stands_at_the_top_of_its_page(house: House):
    case = await ready(house, subject=KNOWN | {"over_indebted": True})
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}")).text
        head, _, rest = page.partition('class="sheet"')
        assert "personal over-indebtedness" in head
        assert "personal over-indebtedness" in rest


async def test_a_french_page_has_no_english_but_ids_and_details_of_sources(house: House):
    case = await ready(house)
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}", params={"lang": "fr"})).text
        said = re.sub(r'<code.*?</code>|<[^>]+lang="en".*?</|<[^>]+>', " ", page, flags=re.DOTALL)
        english = {
            "the",
            "of",
            "and",
            "receipt",
            "rule",
            "found",
            "asked",
            "letter",
            "born",
            "with",
        }
        assert english.isdisjoint(said.lower().split())


async def test_what_a_source_says_in_english_is_not_on_a_french_page(house: House):
    case = await ready(house)
    async with signed_in(house) as browser:
        english = (await browser.get(f"/cases/{case}", params={"lang": "en"})).text
        french = (await browser.get(f"/cases/{case}", params={"lang": "fr"})).text
    assert "(no registration number)" in english
    assert "no registration number" not in french
