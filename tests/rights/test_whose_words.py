"""A notice names where a datum truly comes from, and a bundle tells nobody about other people."""

from __future__ import annotations

from api.rights.held import declared_addresses, held
from connectors.sandbox.scenarios import RARE_NAME
from tests.api.house import VAGUE_SUBJECT, House, once, open_case, search
from tests.rights.conftest import bundled, worked
from tests.stories.conftest import case_of, registers, services, traced  # noqa: F401 - fixtures

OTHER_PEOPLE = "this one is Zebulon Autrui, a neighbour of the debtor"


async def test_an_address_the_creditor_gave_was_not_found_in_the_address_file(services):  # noqa: F811
    case = case_of(RARE_NAME)
    report = await traced(services, case)
    graph = await services.kit.graph.export_subject(case.id)
    assert declared_addresses(case) & {entity.id for entity in graph.entities}
    everything = await held(services, case, report)
    files = [one for one in everything.found if "Base Adresse Nationale" in one.source]
    assert files
    assert {
        (one.public, one.kind.value) for one in files if one.record == "declared-address-0"
    } == {(False, "address")}
    assert any(one.public and one.kind.value == "address" for one in everything.found)


async def test_why_somebody_else_was_ruled_out_is_not_in_the_bundle(house: House):
    async with house.client() as client:
        case = await open_case(client, subject=VAGUE_SUBJECT)
        report = (await search(house, client, case))["report"]
        first, second = (one["id"] for one in report["match"]["candidates"][:2])
        for candidate, judgement, reason in (
            (first, "same", "the deed of sale names her"),
            (second, "different", OTHER_PEOPLE),
        ):
            body = {"candidate": candidate, "judgement": judgement, "reason": reason}
            made = await client.post(f"/v1/cases/{case}/decisions", json=body, headers=once())
            assert made.status_code == 201, made.text
        await search(house, client, case)
        await worked(client, case, "access")
    told = (await bundled(house, case)).text
    assert "the deed of sale names her" in told
    assert OTHER_PEOPLE not in told
    assert "different (2026-11-23)" in told
