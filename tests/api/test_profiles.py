"""The profiles of a confirmed debtor's enterprise, weighed, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import profiles
from api.captures.intents import Purpose, Target
from api.captures.notes import write_note
from api.captures.store import CaptureStore, Intent
from api.schemas.profiles import ACTIVITY, ADVICE, REASONS
from connectors.drawn import Drawn
from connectors.profiles.activity import Bucket
from connectors.profiles.bluesky_record import WARNINGS
from connectors.profiles.impostor import Hint
from connectors.profiles.proof import Advice, Blocker, Proof, Support
from connectors.profiles.urls import fediverse_of, profile_id, profile_of
from connectors.web.site_record import draw_profiles
from policies.human_note import Attestation
from policies.platforms import Mode, load_platforms
from tests.api.house import (
    KNOWN_SUBJECT,
    OTHER_SIREN,
    SIREN,
    START,
    SUBJECT,
    VAGUE_SUBJECT,
    House,
    Register,
    open_case,
    opened,
    search,
)
from tests.tracer.doubles import provenance
from tracer.entities import EntityId, EntityKind, LinkType, Property, Record
from tracer.lawful import Permit
from tracer.report import TraceStatus
from tracer.subject import Subject

HOST = "atelier-fictif.example"
SITE = f"https://{HOST}"
MASTODON = "https://social.example/@atelier"
FACEBOOK = "https://facebook.com/atelier"
OWN, NAMESAKES = EntityId(f"company-{SIREN}"), EntityId(f"company-{OTHER_SIREN}")
COMPANY = SUBJECT | {
    "kind": "company",
    "names": [],
    "birth": None,
    "company_name": "Atelier Fictif",
    "siren": SIREN,
}
ATTESTED = dict.fromkeys(Attestation.__slots__, True)


def drawing(source: str, record: str, minutes: int = 0) -> Drawn:
    """A reading, so many minutes after the case was opened."""
    return Drawn(
        replace(provenance(source, record), retrieved_at=START + timedelta(minutes=minutes))
    )


def website(
    role: str = "proven",
    *links: str,
    site: str = SITE,
    owner: EntityId = OWN,
    minutes: int = 0,
) -> Record:
    """A company's site, as a reading of it gives it, with the profiles it links to."""
    drawn = drawing("web.company", site, minutes)
    drawn.add(owner, EntityKind.COMPANY, [(Property.REGISTRATION_NUMBER, SIREN)])
    place = drawn.add(EntityId(f"website-{site}"), EntityKind.WEBSITE, [(Property.WEBSITE, site)])
    drawn.link(owner, LinkType.PUBLISHES, place, role)
    draw_profiles(drawn, owner, links)
    return drawn.record(site)


def profile(
    *signals: str,
    url: str = FACEBOOK,
    source: str = "profiles.example",
    record: str | None = None,
    owner: EntityId | None = None,
    activity: str | None = None,
    entity: str | None = None,
    minutes: int = 0,
) -> Record:
    """What one source says of a profile."""
    told = profile_of(url) or fediverse_of(url)
    assert told is not None
    drawn = drawing(source, record or url, minutes)
    one = drawn.add(
        EntityId(entity) if entity else profile_id(told),
        EntityKind.PROFILE,
        [
            (Property.PLATFORM, told.platform),
            (Property.HANDLE, told.handle),
            (Property.WEBSITE, told.url),
            (Property.LAST_ACTIVITY, activity),
            *((Property.SIGNAL, signal) for signal in signals),
        ],
    )
    if owner is not None:
        drawn.add(owner, EntityKind.COMPANY, [(Property.REGISTRATION_NUMBER, SIREN)])
        drawn.link(owner, LinkType.PUBLISHES, one)
    return drawn.record(drawn.provenance.record)


@dataclass
class Scene:
    """A case whose search is over, and who works it."""

    house: House
    client: httpx.AsyncClient
    case: str

    async def place(self, *records: Record) -> None:
        await self.house.services.kit.graph.merge(self.case, records)  # type: ignore[arg-type]

    async def note(self, url: str, **facts: object) -> None:
        """A colleague looks at a profile, and notes and attests what she saw."""
        services = self.house.services
        who = await services.keys.authenticate(await self.house.key())
        told = profile_of(url) or fediverse_of(url)
        assert told is not None
        intent = Intent(
            id=f"intent-{told.handle}",
            case=self.case,
            operator=who.id,
            platform=told.platform,
            mode=Mode.HUMAN_NOTE,
            target=Target.ORGANISATION,
            url=url,
            purpose=Purpose.CONFIRM_IDENTITY,
            necessity="the register gives no way to reach the company",
            receipt=1,
            expires_at=services.clock.now() + timedelta(hours=1),
        )
        await CaptureStore.of(services).add_intent(intent)
        said = {"city": "Ville-Fictive"} | facts
        await write_note(
            services,
            who,
            self.case,
            f"note-{told.handle}",
            intent_id=intent.id,
            said=said,
            attested=ATTESTED,
        )

    async def read(self) -> httpx.Response:
        return await self.client.get(f"/v1/cases/{self.case}/profiles")

    async def items(self) -> list[dict[str, Any]]:
        answer = await self.read()
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def one(self) -> dict[str, Any]:
        (found,) = await self.items()
        return found


@pytest.fixture
async def scene(house: House) -> AsyncIterator[Scene]:
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        yield Scene(house, client, case)


class Firms(Register):
    """The register, where the enterprise is a company of its own."""

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        async for found in super().search(subject, permit):
            entities = tuple(
                replace(
                    entity,
                    statements=tuple(
                        replace(s, value="5710") if s.prop is Property.LEGAL_FORM else s
                        for s in entity.statements
                    ),
                )
                for entity in found.entities
            )
            yield replace(found, entities=entities)


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, registers=(Firms(),)) as house, house.client() as client:
        case = await open_case(client, subject=COMPANY)
        await search(house, client, case)
        yield Scene(house, client, case)


def codes(reasons: Sequence[dict[str, Any]]) -> list[str]:
    return [reason["code"] for reason in reasons]


LINKED = website("proven", FACEBOOK)
S2, S2_ELSEWHERE = f"proof: S2 {HOST}", "proof: S2 annuaire.example"
SUPPORTED = (profile("support: same_phone"), profile("support: same_address", source="web.other"))


@pytest.mark.parametrize(
    ("records", "noted", "proofs", "advice"),
    [
        pytest.param([LINKED], True, [], "candidate", id="the site links it, nothing back"),
        pytest.param([LINKED, profile(S2)], True, ["S1", "S2"], "propose", id="both ways"),
        pytest.param([LINKED, profile(S2)], False, ["S1", "S2"], "candidate", id="nobody looked"),
        pytest.param([website(), profile(S2)], True, ["S2"], "propose", id="verified link"),
        pytest.param(
            [website(), profile(S2_ELSEWHERE)], True, [], "candidate", id="verified, another host"
        ),
        pytest.param([profile(S2)], True, [], "candidate", id="no proven site"),
        pytest.param([website("claimed"), profile(S2)], True, [], "candidate", id="site unproven"),
        pytest.param(
            [website(owner=NAMESAKES), profile(S2)], True, [], "candidate", id="a namesake's site"
        ),
        pytest.param(
            [website(), profile(f"handle domain: {HOST}")], True, ["S3"], "propose", id="handle"
        ),
        pytest.param(
            [website(), profile(f"handle domain: shop.{HOST}")],
            True,
            ["S3"],
            "propose",
            id="handle below the site",
        ),
        pytest.param(
            [website(), profile(f"handle domain: not{HOST}")],
            True,
            [],
            "candidate",
            id="handle that only ends alike",
        ),
        pytest.param(
            [
                website(site="https://sites.google.com/atelier"),
                profile("handle domain: x.sites.google.com"),
            ],
            True,
            [],
            "candidate",
            id="a host lent to strangers",
        ),
        pytest.param([profile("proof: S4 did:x")], True, ["S4"], "propose", id="vouched for"),
        pytest.param(
            [profile("proof: S4 did:x", "candidate: found by name")],
            True,
            [],
            "candidate",
            id="vouched for, found by name alone",
        ),
        pytest.param(
            [website(), profile(f"proof: S5 {HOST}")], True, ["S5"], "propose", id="organisation"
        ),
        pytest.param(
            [website(), profile("proof: S5 other.example")], True, [], "candidate", id="another's"
        ),
        pytest.param(
            [profile("proof: S6 Q1", record="Q1", owner=OWN)], True, ["S6"], "propose", id="item"
        ),
        pytest.param(
            [profile("proof: S6 Q1", record="Q1"), profile(record="Q2", owner=OWN)],
            True,
            [],
            "candidate",
            id="an item that is not the enterprise's",
        ),
        pytest.param(SUPPORTED, True, [], "propose", id="two supports, two sources"),
        pytest.param(SUPPORTED[:1], True, [], "candidate", id="one support"),
        pytest.param([profile("hint: no_posts")], True, [], "do_not_contact_review", id="hint"),
        pytest.param([profile("flag: scam")], True, [], "do_not_contact_review", id="moderators"),
        pytest.param(
            [website(), profile(S2, "hint: no_posts")], True, ["S2"], "propose", id="hint, proved"
        ),
        pytest.param([website(), profile(S2, "flag: memorial")], True, ["S2"], "stop", id="dead"),
        pytest.param([website(), profile(S2, "flag: bot")], True, ["S2"], "stop", id="bot"),
    ],
)
async def test_the_advice_follows_from_what_is_proved_and_attested(
    scene: Scene, records: Sequence[Record], noted: bool, proofs: list[str], advice: str
):
    await scene.place(*records)
    if noted:
        await scene.note(FACEBOOK)
    found = await scene.one()
    assert (sorted(set(codes(found["proofs"]))), found["advice"]) == (proofs, advice)
    assert found["attested"] is noted


async def test_a_bot_stops_nothing_for_a_company(company: Scene):
    await company.place(website(), profile(S2, "flag: bot"))
    await company.note(FACEBOOK)
    found = await company.one()
    assert (found["advice"], found["blockers"]) == ("propose", [])


async def test_each_reason_has_its_sentences_and_its_source(scene: Scene):
    await scene.place(LINKED, profile(S2, "flag: moved there@social.example", "hint: no_posts"))
    found = await scene.one()
    assert [reason["by"]["source"] for reason in found["proofs"]] == [
        "profiles.example",
        "web.company",
        "profiles.example",
    ]
    assert [reason["code"] for reason in found["proofs"]] == ["S2", "S1", "S1"]
    told = [*found["proofs"], *found["blockers"], *found["hints"]]
    assert len(told) == 5
    for reason in told:
        assert reason["text"]["fr"] != reason["text"]["en"]
        assert reason["by"]["url"] == "https://registre.example/r1"
    assert HOST in found["proofs"][0]["text"]["fr"]
    assert "there@social.example" in found["blockers"][0]["text"]["en"]
    assert [by["source"] for by in found["published_by"]] == ["web.company"]


async def test_no_figure_stands_for_the_reasons(scene: Scene):
    await scene.place(LINKED, profile(S2, "hint: no_posts", activity="slow"))

    def figures(value: object) -> bool:
        if isinstance(value, dict):
            return any(figures(part) for part in value.values())
        if isinstance(value, list):
            return any(figures(part) for part in value)
        return isinstance(value, int | float) and not isinstance(value, bool)

    assert not figures(await scene.items())


async def test_a_link_back_that_a_person_noted_makes_the_site_a_proof(scene: Scene):
    await scene.place(LINKED)
    await scene.note(FACEBOOK, link_to_official_site=True)
    found = await scene.one()
    assert codes(found["proofs"]) == ["S1", "S1"]
    assert [reason["by"]["source"] for reason in found["proofs"]] == ["web.company", "human note"]
    assert [reason["by"]["url"] for reason in found["proofs"]][1] is None


@pytest.mark.parametrize("links_back", [None, False])
async def test_a_link_back_not_seen_proves_nothing(scene: Scene, links_back: bool | None):
    await scene.place(LINKED)
    await scene.note(FACEBOOK, link_to_official_site=links_back)
    assert (await scene.one())["proofs"] == []


async def test_a_note_of_another_profile_attests_nothing_of_this_one(scene: Scene):
    await scene.place(website(), profile(S2))
    await scene.note("https://facebook.com/another")
    found = await scene.one()
    assert (found["attested"], found["advice"]) == (False, "candidate")


async def test_what_the_last_reading_no_longer_says_is_no_proof(scene: Scene):
    await scene.place(website(), profile(S2), profile(minutes=5))
    assert (await scene.one())["proofs"] == []


async def test_a_site_that_lost_the_number_proves_nothing_any_more(scene: Scene):
    await scene.place(LINKED, profile(S2), website("claimed", minutes=5))
    assert (await scene.one())["proofs"] == []


async def test_a_profile_that_only_a_namesake_publishes_is_not_shown(scene: Scene):
    await scene.place(profile(owner=NAMESAKES))
    assert await scene.items() == []


async def test_one_profile_told_by_two_entities_is_one(scene: Scene):
    await scene.place(LINKED, profile(S2, entity="declared-profile-0"))
    assert set(codes((await scene.one())["proofs"])) == {"S1", "S2"}


async def test_a_declared_account_that_asks_not_to_be_read_is_one_and_stopped(house: House):
    refused = profile_id(told) if (told := fediverse_of(MASTODON)) else None
    assert refused is not None
    drawn = drawing("profiles.mastodon", refused)
    said = [(Property.PLATFORM, "mastodon"), (Property.SIGNAL, "flag: opted_out")]
    drawn.add(refused, EntityKind.PROFILE, said)
    async with house.client() as client:
        case = await open_case(client, subject=KNOWN_SUBJECT | {"profiles": [MASTODON]})
        await search(house, client, case)
        scene = Scene(house, client, case)
        assert (await scene.one())["advice"] == "candidate"
        await scene.place(drawn.record(refused, withheld=True))
        stopped = await scene.one()
    assert (stopped["url"], stopped["advice"]) == (MASTODON, "stop")
    assert codes(stopped["blockers"]) == ["opted_out"]


async def test_a_handle_that_may_be_taken_for_a_proved_one_is_looked_at_twice(scene: Scene):
    await scene.place(website(), profile(S2), profile(url="https://facebook.com/ate1ier"))
    await scene.place(profile(url="https://x.com/ate1ier"))
    found = {one["url"]: (codes(one["hints"]), one["advice"]) for one in await scene.items()}
    assert found == {
        FACEBOOK: ([], "candidate"),
        "https://facebook.com/ate1ier": (["confusable_handle"], "do_not_contact_review"),
        "https://x.com/ate1ier": ([], "candidate"),
    }


@pytest.mark.parametrize(
    ("url", "blocker"),
    [
        ("https://bird.makeup/@atelier", "mirror"),
        ("https://bsky.brid.gy/@atelier", "bridge"),
    ],
)
async def test_a_host_that_keeps_copies_stops(scene: Scene, url: str, blocker: str):
    await scene.place(website("proven", url))
    found = await scene.one()
    assert (codes(found["blockers"]), found["advice"]) == ([blocker], "stop")


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        (MASTODON, "api_open"),
        (FACEBOOK, "human_note"),
        ("https://github.com/atelier", "organisations_only"),
        ("https://tiktok.com/@atelier", "forbidden"),
    ],
)
async def test_the_mode_is_the_one_of_today(scene: Scene, url: str, mode: str):
    await scene.place(profile(url=url))
    assert (await scene.one())["mode"] == mode


async def test_a_network_whose_review_is_over_is_closed_and_a_note_of_it_counts_no_more(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    await scene.place(website(), profile(S2))
    await scene.note(FACEBOOK)
    assert (await scene.one())["advice"] == "propose"
    known = load_platforms()
    over = [p.model_copy(update={"next_review": START.date()}) for p in known.platform]
    expired = known.model_copy(update={"platform": tuple(over)})
    monkeypatch.setattr(profiles, "load_platforms", lambda: expired)
    found = await scene.one()
    assert (found["mode"], found["advice"], found["attested"]) == ("forbidden", "candidate", False)
    assert "review is over" in found["mode_text"]["en"]


@pytest.mark.parametrize(
    ("told", "noted", "shown"),
    [
        ("slow", None, "slow"),
        ("slow", "inactive", "slow"),
        (None, "inactive", "inactive"),
        (None, None, "unknown"),
        ("2026-11-01", None, "unknown"),
    ],
)
async def test_activity_is_told_by_a_source_else_by_a_person_else_unknown(
    scene: Scene, told: str | None, noted: str | None, shown: str
):
    await scene.place(profile(activity=told))
    await scene.note(FACEBOOK, last_activity_bucket=noted)
    assert (await scene.one())["activity"] == shown


async def test_an_account_that_may_not_be_read_says_only_why(scene: Scene):
    drawn = drawing("profiles.example", "withheld")
    said = [(Property.PLATFORM, "mastodon"), (Property.SIGNAL, "flag: opted_out")]
    drawn.add(EntityId("profile-withheld"), EntityKind.PROFILE, said)
    await scene.place(drawn.record("withheld", withheld=True))
    found = await scene.one()
    assert (found["handle"], found["url"], found["advice"]) == (None, None, "stop")


async def test_an_unknown_flag_is_shown_as_it_is(scene: Scene):
    await scene.place(profile("flag: new_word"))
    (hint,) = (await scene.one())["hints"]
    assert "new_word" in hint["text"]["fr"]


async def test_reading_is_journalled_before_it_is_answered(scene: Scene):
    before = await scene.house.services.journal.read(scene.case)  # type: ignore[arg-type]
    await scene.items()
    after = await scene.house.services.journal.read(scene.case)  # type: ignore[arg-type]
    (look,) = (stored.entry for stored in after[len(before) :])
    assert (look.kind, look.body["what"]) == ("look", "profiles")


async def test_no_profile_is_shown_before_the_debtor_is_confirmed(house: House):
    async with house.client() as client:
        case = await open_case(client, subject=VAGUE_SUBJECT)
        scene = Scene(house, client, case)
        assert (await scene.read()).status_code == 409
        found = await search(house, client, case)
        assert found["report"]["status"] == "needs_review"
        await scene.place(profile())
        assert (await scene.read()).status_code == 409


async def test_no_profile_is_shown_when_the_policy_withheld_the_combination(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    searches = scene.house.services.searches
    report = await searches.latest_report(scene.case)  # type: ignore[arg-type]
    assert report is not None

    async def refused(_: str) -> object:
        return replace(report, status=TraceStatus.REFUSED)

    monkeypatch.setattr(type(searches), "latest_report", lambda _, case: refused(case))
    assert (await scene.read()).status_code == 409


async def test_no_profile_is_shown_once_a_candidate_was_judged_after_the_search(scene: Scene):
    listed = (await scene.client.get(f"/v1/cases/{scene.case}/candidates")).json()["items"]
    scene.house.clock.move(minutes=5)  # type: ignore[attr-defined]
    body = {"candidate": listed[0]["id"], "judgement": "different", "reason": "another person"}
    made = await scene.client.post(
        f"/v1/cases/{scene.case}/decisions", json=body, headers={"Idempotency-Key": "judged"}
    )
    assert made.status_code == 201, made.text
    assert (await scene.read()).status_code == 409


async def test_a_case_of_somebody_else_is_not_there(scene: Scene):
    stranger = await scene.house.services.keys.create_key("stranger", ("identity:read",), "main")
    answer = await scene.client.get(
        f"/v1/cases/{scene.case}/profiles", headers={"Authorization": f"Bearer {stranger}"}
    )
    assert answer.status_code == 404


async def test_a_key_without_the_scope_reads_nothing(scene: Scene):
    async with scene.house.client("cases:read") as client:
        answer = await client.get(f"/v1/cases/{scene.case}/profiles")
    assert answer.status_code == 403


def test_every_word_has_its_sentences():
    known = {*Proof, *Support, *Blocker, *Hint, *WARNINGS, "handle_does_not_resolve"}
    assert REASONS.keys() == known
    assert (ADVICE.keys(), ACTIVITY.keys()) == ({*Advice}, {*Bucket})
