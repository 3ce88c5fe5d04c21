"""Invented insolvency practitioners and their offices, written as court clerks write them."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.places import Address, commune_of

_SMALL_WORDS = frozenset({"de", "du", "des", "la", "le", "les", "aux", "au", "et"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """A liquidator, mandataire judiciaire or administrateur, as named in judgments."""

    name: str
    office: Address

    def written(self, style: int = 0) -> str:
        """Name and address in one of the clerks' styles."""
        place = commune_of(self.office.commune)
        line = readable_line(self.office)
        if style == 1:
            return f"{self.name} {line} {place.postcode} {place.city.upper()}"
        if style == 2:
            number, _, rest = line.partition(" ")
            return f"{self.name} {number}, {rest} - {place.postcode} {place.city} "
        return f"{self.name}, {line}, {place.postcode} {place.city}"


def readable_line(address: Address) -> str:
    """Number and street in mixed case: "12 rue du Puits Marlaud"."""
    words = [
        word.lower() if word.lower() in _SMALL_WORDS else word.title().replace("D'", "d'")
        for word in address.street.split(" ")
    ]
    number = f"{address.number or ''} {'bis' if address.repeat == 'B' else ''}".split()
    return " ".join((*number, address.street_type.lower(), *words))


def _at(commune: str, number: int, kind: str, street: str) -> Address:
    return Address(commune=commune, number=str(number), street_type=kind, street=street)


PRACTITIONERS: tuple[Practitioner, ...] = (
    Practitioner(
        name="SELARL Brellois-Ozanneau en la personne de Maître Odile Brellois",
        office=_at("63113", 14, "AVENUE", "EULALIE MONTCHARVIN"),
    ),
    Practitioner(
        name="Maître Gatien Vauquelande", office=_at("35238", 8, "PLACE", "ARMANDE VESPERAC")
    ),
    Practitioner(
        name="SCP Tresmontier-Ladvic prise en la personne de Me Hugues Tresmontier",
        office=_at("44109", 31, "QUAI", "DES GABARIERS D'OMBRE"),
    ),
    Practitioner(name="Me Apolline Cassegrive", office=_at("75111", 52, "RUE", "HERMANCE TALVARD")),
    Practitioner(
        name="SELARL Durvisse Associés représentée par Maître Lambert Durvisse",
        office=_at("69383", 7, "BOULEVARD", "GASPARD ELVINAC"),
    ),
    Practitioner(
        name="SELAS Morvannec et Quilliot mission conduite par Me Solenn Morvannec",
        office=_at("29019", 19, "RUE", "DU FOUR BASTINEAU"),
    ),
    Practitioner(
        name="Maître ESCOFFARD Régine", office=_at("13206", 66, "COURS", "LEONTINE ASTRUGUE")
    ),
    Practitioner(name="Me Palamède J.-B.", office=_at("97209", 3, "RUE", "DES TROIS LANTERNIERS")),
    Practitioner(
        name="SCP Ghisolani-Fratacci", office=_at("2A004", 22, "AVENUE", "DU COLONEL PRADESOL")
    ),
    Practitioner(
        name="Maître Isaure de Monbrizeau",
        office=_at("33063", 40, "ALLEE", "CLEMENCE OUDRIMONT"),
    ),
)
