"""What the world says is true of insolvencies is what the product reads in its notices."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime

from connectors.answer import Fetched
from connectors.fr.bodacc_notices import Notice, RawNotice, notice_of
from connectors.fr.bodacc_standing import standing
from connectors.sandbox.world import World

READ_ON = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_every_insolvency_is_read_as_it_is_told(world: World) -> None:
    assert world.truth is not None
    answer = Fetched(
        source="fr.bodacc", body=None, url="", retrieved_at=READ_ON, sha256="", licence=""
    )
    notices: defaultdict[str, dict[str, Notice]] = defaultdict(dict)
    for record in world.notices:
        notice = notice_of(RawNotice.model_validate(record), answer)
        for siren in notice.sirens:
            notices[siren][notice.id] = notice
    misread: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    for told in world.truth.insolvencies:
        read = standing(notices[told.siren].values(), told.siren, date(2026, 11, 2))
        misread[told.story] += read.state is None or read.state.value != (told.state or "none")
        unnamed[told.story] += told.state is not None and not read.appointments
    assert len(world.truth.insolvencies) > 200
    assert +misread == Counter()
    assert +unnamed == Counter()
