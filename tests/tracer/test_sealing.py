"""What reaches somebody is sealed, and its id no longer tells it to who can count to a hundred million."""

from __future__ import annotations

import hashlib

import pytest

from connectors.drawn import opaque
from policies.keys import MemoryKeys
from policies.vault import Vault
from tests.tracer.doubles import entity, provenance, record
from tracer.entities import EntityId, EntityKind, Link, LinkType, Property, Record
from tracer.lawful import Sealed
from tracer.sealing import sealed

NUMBER = "+33199001234"
CONTACT = opaque("fr-contact-", "c1", Property.PHONE, NUMBER)


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)), MemoryKeys())


def told(value: str = NUMBER, id_: str = CONTACT) -> Record:
    return record(
        "r",
        (entity("c1", EntityKind.COMPANY, name="X"), entity(id_, EntityKind.CONTACT, phone=value)),
        links=(
            Link(
                source=EntityId("c1"),
                type=LinkType.REACHED_AT,
                target=EntityId(id_),
                provenance=provenance(),
            ),
        ),
    )


def test_the_id_of_a_contact_cannot_be_found_by_trying_every_number(vault: Vault) -> None:
    [kept] = sealed([told()], "case-1", vault)
    contact = kept.entities[1]
    guess = hashlib.sha256("|".join(["c1", "phone", NUMBER]).encode()).hexdigest()[:20]
    assert guess in CONTACT
    assert guess not in contact.id
    assert isinstance(contact.statements[0].value, Sealed)
    assert kept.links[0].target == contact.id


def test_the_same_contact_keeps_one_id_and_another_has_its_own(vault: Vault) -> None:
    ids = [
        sealed([one], "case-1", vault)[0].entities[1].id
        for one in (told(), told(), told("+33199004321", opaque("fr-contact-", "x")))
    ]
    assert ids[0] == ids[1] != ids[2]


def test_an_id_made_of_a_registration_number_stays(vault: Vault) -> None:
    office = record(
        "r", (entity("fr-siege-29995001400010", EntityKind.ADDRESS, full="1 rue Fictive"),)
    )
    assert sealed([office], "case-1", vault)[0].entities[0].id == "fr-siege-29995001400010"


def test_what_another_record_says_of_the_same_address_goes_with_it(vault: Vault) -> None:
    id_ = opaque("web-address-", "c1", "1 rue Fictive")
    whole = record("r1", (entity(id_, EntityKind.ADDRESS, full="1 rue Fictive"),))
    checked = record("r2", (entity(id_, EntityKind.ADDRESS, precision="housenumber"),))
    first, second = sealed([whole, checked], "case-1", vault)
    assert first.entities[0].id == second.entities[0].id != id_
