"""The drafts of other countries: linking is referred too, refusals hold, and the unknown never permits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.engine import Engine
from policies.jurisdictions import DRAFTS
from policies.load import load_packs
from tests.policies.situations import NOW, linking
from tests.policies.test_packs_abroad import letter, living_in
from tracer.lawful import ChannelKind, Effect
from tracer.proposal import Owner

ENGINE = Engine(load_packs(), established_in=("fr",))


@pytest.mark.parametrize("code", sorted(DRAFTS))
def test_linking_records_is_referred_too(code: str):
    decision = ENGINE.decide(linking(living_in(code.upper())), NOW)
    assert (decision.effect, code in decision.codes) == (Effect.REFER, True)


@pytest.mark.parametrize("channel", list(ChannelKind))
@pytest.mark.parametrize("code", sorted(DRAFTS))
def test_when_nobody_knows_whose_channel_it_is_nothing_is_permitted(
    code: str, channel: ChannelKind
):
    situation = letter(living_in(code.upper()), owner=Owner.UNKNOWN, channel=channel)
    assert ENGINE.decide(situation, NOW).effect is not Effect.PERMIT


@pytest.mark.parametrize(("country", "rule"), [("DE", "DE-REFUSED"), ("US", "US-REFUSED")])
def test_a_refused_channel_is_forbidden_under_the_countrys_own_rule(country: str, rule: str):
    case = living_in(country)
    history = replace(case.history, refused_channels=(ChannelKind.LETTER,))
    decision = ENGINE.decide(letter(replace(case, history=history)), NOW)
    assert decision.effect is Effect.FORBID
    assert rule in {one.rule for one in decision.rules}
