"""What the registers asked by number, else by name, have in common."""

from __future__ import annotations

import pytest

from tests.connectors.doubles import answering, connector, permit
from tracer.errors import SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind


@pytest.mark.parametrize("kind", [k for k in SubjectKind if k is not SubjectKind.COMPANY])
@pytest.mark.parametrize(
    ("source", "country"), [("ch.zefix", "CH"), ("cz.ares", "CZ"), ("fi.prh", "FI")]
)
async def test_a_person_is_never_asked_for_by_a_company_s_name(source, country, kind):
    wire = answering({})
    person = Subject(
        kind=kind,
        country=country,
        company_name="Muster Example",
        names=(PersonName(surname="Arbancourt"),),
    )
    with pytest.raises(SourceUnsupported):
        _ = [r async for r in connector(source, wire).search(person, permit(source))]
    assert wire.left == []
