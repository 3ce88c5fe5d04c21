"""A few invented Czech subjects, answered as ARES does: by IČO, from the public registers, by name."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "cz.ares"
SEAT: Payload = {
    "kodStatu": "CZ",
    "nazevStatu": "Česká republika",
    "nazevObce": "Vzorov",
    "psc": 1305,  # 01305: the leading zero is lost on the wire
    "textovaAdresa": "Smyšlená 12, 01305 Vzorov",
}
COMPANIES = {
    "00000078": "Zkušební pekárna Vzorov s.r.o.",
    "00000086": "Správa pekáren Vzorov a.s.",
    "00000094": "Karel Neskutečný",
}
SOLE_TRADER = "00000094"
NOT_FOUND = Reply(
    status=404, body={"kod": "NENALEZENO", "popis": "nenalezen", "subKod": "VYSTUP_NENALEZEN"}
)
TOO_MANY = Reply(
    status=400,
    body={"kod": "CHYBA_VSTUPU", "popis": "mnoho", "subKod": "VYSTUP_PRILIS_MNOHO_VYSLEDKU"},
)


def unit(ico: str) -> Payload:
    """One subject; a sole trader's tax number is not the IČO, and stands in no public register."""
    alone = ico == SOLE_TRADER
    return {
        "ico": ico,
        "icoId": ico,
        "obchodniJmeno": COMPANIES[ico],
        "sidlo": dict(SEAT),
        "pravniForma": "101" if alone else "112",
        "datumVzniku": "2012-04-03",
        "dic": "CZ7155269990" if alone else f"CZ{ico}",
        "dicSkDph": "N/A",
        "adresaDorucovaci": {},
        "seznamRegistraci": {
            "stavZdrojeVr": "NEEXISTUJICI" if alone else "AKTIVNI",
            "stavZdrojeRes": "AKTIVNI",
        },
    }


def entry(ico: str) -> Payload:
    """The public register entry of a company: a member in office, and one struck out."""
    people: list[tuple[str, str, str, Payload]] = [
        ("VĚRA", "SMYŠLENÁ", "1971-05-26", {}),
        ("PETR", "BÝVALÝ", "1960-01-02", {"datumVymazu": "2018-10-18"}),
    ]
    members: list[Json] = [
        {
            "datumZapisu": "2012-04-03",
            **ended,
            "nazevAngazma": "Člen statutárního orgánu",
            "clenstvi": {"funkce": {"nazev": "jednatel", "vznikFunkce": "2012-04-03"}},
            "fyzickaOsoba": {
                "jmeno": given,
                "prijmeni": surname,
                "datumNarozeni": born,
                "statniObcanstvi": "CZ",
                "adresa": dict(SEAT),
            },
        }
        for given, surname, born, ended in people
    ]
    return {
        "rejstrik": "OR",
        "obchodniJmeno": [{"datumZapisu": "2012-04-03", "hodnota": COMPANIES[ico]}],
        "pravniForma": [{"datumZapisu": "2012-04-03", "hodnota": "112"}],
        "stavSubjektu": "AKTIVNI",
        "adresy": [{"datumZapisu": "2012-04-03", "adresa": dict(SEAT), "typAdresy": "SIDLO"}],
        "statutarniOrgany": [{"typOrganu": "STATUTARNI_ORGAN", "clenoveOrganu": members}],
    }


def subject(parameters: Mapping[str, str]) -> Reply:
    """The answer about one IČO."""
    ico = parameters["ico"]
    return Reply(status=200, body=unit(ico)) if ico in COMPANIES else NOT_FOUND


def register(parameters: Mapping[str, str]) -> Reply:
    """The answer of the public registers about one IČO."""
    ico = parameters["ico"]
    if ico not in COMPANIES or ico == SOLE_TRADER:
        return NOT_FOUND
    return Reply(status=200, body={"icoId": ico, "zaznamy": [entry(ico)]})


def search(parameters: Mapping[str, str]) -> Reply:
    """Subjects whose names hold every whole word asked; one word borne by everybody is too many."""
    words = parameters.get("obchodniJmeno", "").casefold().split()
    if not words or words == ["s.r.o."]:
        return TOO_MANY
    found: list[Json] = [
        unit(ico) for ico, name in COMPANIES.items() if set(words) <= set(name.casefold().split())
    ]
    return Reply(status=200, body={"pocetCelkem": len(found), "ekonomickeSubjekty": found})


def routes(_world: World) -> dict[str, Answer]:
    """The three paths, below the service's base."""
    return {
        "/ekonomicke-subjekty/vyhledat": search,
        "/ekonomicke-subjekty/{ico}": subject,
        "/ekonomicke-subjekty-vr/{ico}": register,
    }
