"""A network is read only while the review of its terms holds, also in a service that runs on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import httpx
import pytest

from api.networks import closed_hosts, reviewed
from connectors.profiles.bluesky import CARD
from policies.platforms import load_platforms
from tests.connectors.doubles import Wire, connector, permit
from tests.connectors.profiles.profiles import declared
from tests.policies.situations import FixedClock
from tracer.errors import SourceForbidden
from tracer.subject import Subject, SubjectKind

PLATFORM = load_platforms().find("bluesky")
assert PLATFORM is not None
LAST_DAY = datetime.combine(PLATFORM.next_review, time(0), UTC) - timedelta(days=1)
COMPANY = Subject(kind=SubjectKind.COMPANY, company_name="Atelier Fictif")


def declining() -> Wire:
    """A network that knows nobody."""
    body = {"error": "InvalidRequest", "message": "Profile not found"}
    return Wire(lambda request, n: httpx.Response(400, json=body))


async def test_a_network_is_closed_the_day_its_review_is_over():
    clock, wire = FixedClock(LAST_DAY), declining()
    asked = {name: connector(name, wire) for name in (CARD.id, "fr.ban")}
    there = reviewed(asked, clock)
    account = declared("bluesky", handle="personne.example")
    assert [one async for one in there[CARD.id].expand(account, permit(CARD.id))] == []
    assert len(wire.left) == 1
    assert "bsky.app" not in closed_hosts(clock)
    clock.move(days=1)
    with pytest.raises(SourceForbidden):
        await anext(there[CARD.id].expand(account, permit(CARD.id)))
    with pytest.raises(SourceForbidden):
        await anext(there[CARD.id].search(COMPANY, permit(CARD.id)))
    assert len(wire.left) == 1
    assert "bsky.app" in closed_hosts(clock)
    assert there["fr.ban"] is asked["fr.ban"]
