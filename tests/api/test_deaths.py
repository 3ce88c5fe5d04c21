"""A possible death by HTTP and on the pages: told, judged like a candidate, in force in the next search."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.match.local_deaths import CARD
from tests.api.house import once, open_case, opened, search
from tests.api.test_pages import signed_in, token
from tracer.deaths import DeathAnswer, DeathHit, DeathOutcome
from tracer.lawful import Text
from tracer.source import SourceCard
from tracer.subject import PartialDate, Subject

SAID = Text(fr="à vérifier", en="to be checked")


class OneDeath:
    """A file in which everybody is."""

    installed = True

    @property
    def card(self) -> SourceCard:
        return CARD

    def look_up(self, subject: Subject, today: date, alive_on: date | None) -> DeathAnswer:
        hit = DeathHit(
            id="dec_0123456789abcdef",
            outcome=DeathOutcome.FOUND,
            surname=subject.names[0].surname,
            given=subject.names[0].given,
            birth=subject.birth,
            birth_place=None,
            died=PartialDate(year=2026, month=9, day=3),
            place="29232",
            act="77",
            bars=(("prior", -25.0), ("name", 40.0)),
            probability=0.99,
            namesakes=0.001,
            reasons=(),
        )
        return DeathAnswer(outcome=DeathOutcome.FOUND, text=SAID, hits=(hit,))


class BrokenFile(OneDeath):
    """A file that cannot be read."""

    def look_up(self, subject: Subject, today: date, alive_on: date | None) -> DeathAnswer:
        raise OSError(str(subject))


async def test_a_possible_death_is_told_and_judged_by_http(tmp_path: Path) -> None:
    async with opened(tmp_path, deaths=OneDeath()) as house, house.client() as client:
        case = await open_case(client)
        report = (await search(house, client, case))["report"]
        [stop] = [one for one in report["screening"] if one["kind"] == "deceased"]
        assert (stop["finding"], stop["source"]) == ("possible", "fr.deces")
        assert report["proposals"] == []
        said = {"candidate": stop["records"][0], "judgement": "different", "reason": "other town"}
        made = await client.post(f"/v1/cases/{case}/decisions", json=said, headers=once())
        assert made.status_code == 201, made.text
        report = (await search(house, client, case))["report"]
        assert [one["finding"] for one in report["screening"] if one["kind"] == "deceased"] == [
            "no"
        ]
        assert report["proposals"]


async def test_the_page_asks_about_the_act_and_takes_the_answer(tmp_path: Path) -> None:
    async with opened(tmp_path, deaths=OneDeath()) as house:
        async with house.client() as client:
            case = await open_case(client)
            await search(house, client, case)
        async with signed_in(house) as browser:
            page = await browser.get(f"/cases/{case}")
            assert "death of the debtor: certificate 77 of 2026-09-03" in page.text
            assert "possible, to be checked" in page.text
            form = {
                "form_token": token(page),
                "candidate": "dec_0123456789abcdef",
                "judgement": "different",
                "reason": "another person, says the town hall",
            }
            answer = await browser.post(f"/cases/{case}/decisions", data=form)
            assert answer.status_code == 303, answer.text
            french = await browser.get(f"/cases/{case}", headers={"Accept-Language": "fr"})
            assert "décès du débiteur : acte 77" in french.text


async def test_a_broken_file_stops_nothing_and_says_nothing_of_anyone(tmp_path: Path) -> None:
    async with opened(tmp_path, deaths=BrokenFile()) as house, house.client() as client:
        case = await open_case(client)
        report = (await search(house, client, case))["report"]
        [told] = [one for one in report["coverage"] if one["source"] == "fr.deces"]
        assert (told["outcome"], told["reason"], told["complete"]) == (
            "unavailable",
            "fault",
            False,
        )
        assert report["partial"] is True
        assert report["match"] is not None
