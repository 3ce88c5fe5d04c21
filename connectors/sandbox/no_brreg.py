"""The contract of the Norwegian Enhetsregister over five invented units.

A company, a sole trader, a deleted unit (200 with `slettedato`), a bankrupt one, and a sub-unit, which
is served under its own path alone. 404 has no body.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "no.brreg"
COMPANY, TRADER, DELETED, BANKRUPT, SUB = (
    "987654325",
    "900000006",
    "922222223",
    "933333337",
    "944444440",
)


def routes(world: World) -> dict[str, Answer]:
    """Units, sub-units, the search by name, and roles. The world has no Norwegian company."""
    del world
    units = {
        COMPANY: unit(COMPANY, "FJORDVERK EKSEMPEL AS", "AS"),
        TRADER: unit(TRADER, "EIRA FIKTIVSEN", "ENK"),
        DELETED: deleted(DELETED, "NEDLAGT EKSEMPEL AS", "2024-03-09"),
        BANKRUPT: unit(BANKRUPT, "KONKURS EKSEMPEL AS", "AS")
        | {"konkurs": True, "konkursdato": "2026-04-07"},
    }
    lower = {SUB: sub_unit(SUB, "FJORDVERK EKSEMPEL AVD BERGEN", COMPANY)}
    director = person("Eira", "Fiktivsen", "1979-05-17")
    roles = {
        COMPANY: [group("DAGL", role("DAGL", "Daglig leder", person=director))],
        TRADER: [group("INNH", role("INNH", "Innehaver", person=director))],
        BANKRUPT: [
            group("DAGL", role("DAGL", "Daglig leder", over=True, person=director)),
            group("BOBE", role("BOBE", "Bostyrer", bostyrer=trustee("Adv. Prøve Bostyrersen"))),
        ],
    }

    def one(kept: Mapping[str, Payload]) -> Answer:
        return lambda asked: found(kept.get(asked["orgnr"]))

    def search(asked: Mapping[str, str]) -> Reply:
        words = asked.get("navn", "").casefold().split()
        hits: list[Json] = [
            each
            for each in units.values()
            if "slettedato" not in each
            and all(word in str(each["navn"]).casefold().split() for word in words)
        ]
        page: Payload = {"size": 100, "totalElements": len(hits), "totalPages": 1, "number": 0}
        embedded: Payload = {"_embedded": {"enheter": hits}} if hits else {}
        return Reply(status=200, body={**embedded, "_links": {}, "page": page})

    def acting(asked: Mapping[str, str]) -> Reply:
        groups = roles.get(asked["orgnr"])
        return found({"rollegrupper": [*groups], "_links": {}} if groups else None)

    return {
        "/enheter": search,
        "/enheter/{orgnr}": one(units),
        "/underenheter/{orgnr}": one(lower),
        "/enheter/{orgnr}/roller": acting,
    }


def found(body: Payload | None) -> Reply:
    """What is there, or a 404 without a body."""
    return Reply(status=200, body=body) if body is not None else Reply(status=404)


def place(street: str) -> Payload:
    """An address, with the empty lines the register leaves in."""
    return {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": "0001",
        "poststed": "OSLO",
        "adresse": [street, None, ""],
        "kommune": "OSLO",
        "kommunenummer": "0301",
    }


def unit(number: str, name: str, form: str) -> Payload:
    """A unit in business."""
    return {
        "respons_klasse": "Enhet",
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": form, "beskrivelse": form},
        "forretningsadresse": place("Eksempelveien 7"),
        "harRegistrertAntallAnsatte": True,
        "stiftelsesdato": "2011-02-03",
        "hjemmeside": "www.fjordverk.example",
        "epostadresse": "post@fjordverk.example",
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "_links": {},
    }


def deleted(number: str, name: str, day: str) -> Payload:
    """What is left of a unit that was struck out."""
    form: Payload = {"kode": "AS", "beskrivelse": "Aksjeselskap"}
    known: Payload = {"organisasjonsnummer": number, "navn": name, "organisasjonsform": form}
    return {"respons_klasse": "SlettetEnhet", **known, "slettedato": day, "_links": {}}


def sub_unit(number: str, name: str, above: str) -> Payload:
    """A place of business of a unit."""
    return {
        "respons_klasse": "Underenhet",
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet"},
        "overordnetEnhet": above,
        "beliggenhetsadresse": place("Prøvekaien 1"),
        "oppstartsdato": "2015-01-01",
        "_links": {},
    }


def person(given: str, surname: str, born: str, *, dead: bool = False) -> Payload:
    """A natural person, to the day of birth as the register gives it."""
    name: Payload = {"fornavn": given, "etternavn": surname}
    return {"fodselsdato": born, "navn": name, "erDoed": dead}


def trustee(name: str) -> Payload:
    """The trustee of an estate."""
    return {"navn": name, "postadresse": place("Postboks 1"), "erDoed": False}


def role(code: str, label: str, *, over: bool = False, **holder: Json) -> Payload:
    """One role. One that is over has no date."""
    kind: Payload = {"kode": code, "beskrivelse": label}
    return {"type": kind, **holder, "fratraadt": over, "avregistrert": over, "rekkefolge": 0}


def group(code: str, *roles: Payload) -> Payload:
    """The roles of a kind."""
    kind: Payload = {"kode": code, "beskrivelse": code}
    return {"type": kind, "sistEndret": "2026-04-07", "roller": [*roles]}
