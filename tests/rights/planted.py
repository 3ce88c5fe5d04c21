"""Twenty identifiers planted in every place a case has, and the scan that looks for them in any form."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from tests.api.house import Register
from tests.tracer.doubles import provenance
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Record,
    Statement,
)
from tracer.lawful import Permit
from tracer.subject import Subject

SIREN = "732829320"
SURNAME, GIVEN, USAGE, ALIAS = "Zéphyrinault", "Philomène", "Vandermolenaer", "Philo Zéphy"
BIRTH, PLACE = "1979-03-14", "Saint-Fictif-sur-Exemple"
STREET, POSTCODE, CITY = "417 impasse des Chimères", "99417", "Bourg-Imaginaire"
PHONES = ("06 39 98 41 17", "01 99 00 41 18")
EMAILS = ("philomene@zephyrinault.example", "pz417@boite.example")
FIRM, OFFICE_STREET = "Atelier Zéphyrin Fictif", "98 venelle du Mirage"
REFERENCE, EVIDENCE = "DOS-ZEPH-0417", "facture ZV-0417"
NOTE, REASON = "je conteste la facture du 3 mars", "meme mois de naissance et meme bourg"
OUTCOME, RECORD_KEY = "boite pleine a midi", "fiche-zeph-0417"

PLANTED = (
    SURNAME,
    GIVEN,
    USAGE,
    ALIAS,
    BIRTH,
    PLACE,
    STREET,
    CITY,
    *PHONES,
    *EMAILS,
    FIRM,
    OFFICE_STREET,
    SIREN,
    REFERENCE,
    EVIDENCE,
    NOTE,
    REASON,
    OUTCOME,
    RECORD_KEY,
    SURNAME.upper(),
)

SUBJECT: dict[str, Any] = {
    "kind": "sole_trader",
    "names": [
        {"surname": SURNAME, "given": [GIVEN], "role": "birth"},
        {"surname": USAGE, "given": [GIVEN], "role": "usage"},
    ],
    "birth": BIRTH,
    "birth_place": PLACE,
    "siren": SIREN,
    "addresses": [{"line": STREET, "postcode": POSTCODE, "city": CITY}],
    "phones": list(PHONES),
    "emails": list(EMAILS),
    "deceased": False,
    "protection": "none",
    "over_indebted": False,
    "hidden_address": False,
}
HISTORY = {
    "complete": True,
    "objection_open": False,
    "restricted": False,
    "first_letter_on": "2026-11-02",
    "attempts": [{"channel": "call", "at": "2026-11-10T10:00:00Z", "outcome": OUTCOME}],
}


class PlantedRegister(Register):
    """A register that knows the planted person and her business."""

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        yield record()


def record() -> Record:
    """What the register says, with everything in it that the graph keeps in clear."""
    where = provenance("fr.registre_exemple", RECORD_KEY)
    person, firm, office = (EntityId(f"{kind}-{SIREN}") for kind in ("person", "company", "place"))

    def entity(id: EntityId, kind: EntityKind, **said: str) -> Entity:
        statements = tuple(
            Statement(prop=Property[prop.upper()], value=value, provenance=where)
            for prop, value in said.items()
        )
        return Entity(id=id, kind=kind, statements=statements)

    return Record(
        key=RECORD_KEY,
        provenance=where,
        entities=(
            entity(
                person,
                EntityKind.PERSON,
                last_name=SURNAME.upper(),
                birth_name=SURNAME,
                first_name=GIVEN,
                alias=ALIAS,
                birth_date=BIRTH[:7],
            ),
            entity(
                firm,
                EntityKind.COMPANY,
                name=FIRM,
                registration_number=SIREN,
                legal_form="1000",
                status="active",
            ),
            entity(
                office,
                EntityKind.ADDRESS,
                full=f"{OFFICE_STREET}, {POSTCODE} {CITY}",
                postal_code=POSTCODE,
                city=CITY,
            ),
        ),
        links=(
            Link(
                source=person,
                type=LinkType.DIRECTORSHIP,
                target=firm,
                provenance=where,
                role="Entrepreneur individuel",
            ),
            Link(source=firm, type=LinkType.LOCATED_AT, target=office, provenance=where),
        ),
    )


def forms(text: str) -> set[bytes]:
    """A text as a file may hold it: UTF-8, JSON-escaped, UTF-16, hexadecimal, base64 at each place.

    Of base64 only the letters that do not depend on what stands before or after are looked for.
    """
    plain = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    escaped = text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    found = {*plain, escaped, text.encode("latin-1", "replace")}
    for raw in plain:
        found |= {raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            padded = base64.b64encode(b"\0" * shift + raw)
            start, end = (
                (0, 2, 3)[shift],
                len(padded) - 4 if (shift + len(raw)) % 3 else len(padded),
            )
            middle = padded[start:end]
            found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def standing(folder: Path, texts: Iterable[str] = PLANTED) -> set[str]:
    """Which of some texts stand in any file under a folder, in any form."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {
        text
        for text in texts
        for form in forms(text)
        if any(form in content for content in contents)
    }
