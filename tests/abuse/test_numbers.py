"""The numbers: the rules and the quotas say the same, the draw is what it claims, a value is marked."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from api.safeguards.plants import drawn
from policies.safeguards import OPENINGS_AN_HOUR, PLANTED_SHARE, SUBJECTS_A_DAY
from tests.abuse.test_who_sees_a_case import me
from tests.api.house import House, open_case, search

PACK = Path(__file__).parents[2] / "policies" / "packs" / "product" / "misuse.toml"


def test_the_rules_and_the_quotas_have_the_same_numbers():
    rules = {rule["id"]: rule["when"] for rule in tomllib.loads(PACK.read_text("utf-8"))["rule"]}
    assert rules["X-SUBJECTS-A-DAY"] == {"gt": ["subjects_today", SUBJECTS_A_DAY]}
    assert {"gt": ["openings_last_hour", OPENINGS_AN_HOUR]} in rules["X-OPENINGS-AN-HOUR"]["all"]


@pytest.mark.parametrize("seed", range(2))
async def test_two_searches_in_a_hundred_are_drawn(house: House, seed: int):
    ids, n = random.Random(seed), 5_000
    names = [f"sea_{ids.getrandbits(96):024x}" for _ in range(n)]
    hits = sum(drawn(house.services.watch.vault, name) < PLANTED_SHARE for name in names)
    spread = (n * PLANTED_SHARE * (1 - PLANTED_SHARE)) ** 0.5
    assert abs(hits - n * PLANTED_SHARE) < 4 * spread


async def test_a11_a_value_in_clear_carries_the_receipt_that_names_who_opened_it(house: House):
    async with house.client() as mine:
        case = await open_case(mine)
        found = await search(house, mine, case)
        for channel in found["report"]["proposals"]:
            path = f"/v1/cases/{case}/contact-proposals/{channel['id']}/open"
            told = (await mine.post(path)).json()
            assert told["value"]
            entry = (await house.services.journal.prove(told["receipt"]["sequence"])).entry
            assert (entry.kind, entry.operator, entry.case) == ("opening", me(mine), case)
