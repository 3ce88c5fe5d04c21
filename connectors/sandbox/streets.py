"""The addresses the world's address file knows, whether invented or read from real establishments."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.model import Payload, object_of, objects_of, text_of
from connectors.sandbox.places import Address, commune_of
from connectors.sandbox.practitioners import readable_line
from connectors.sandbox.units import MASK, coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwelling:
    """One door: its number, its street and its commune, and where it stands."""

    number: str | None
    street: str  # "rue du Puits Marlaud"
    postcode: str
    city: str
    commune: str
    district: str | None
    context: str
    latitude: float
    longitude: float


def dwelling_of(address: Address) -> Dwelling:
    """The door of an invented address."""
    place = commune_of(address.commune)
    latitude, longitude = coordinates(address)
    number = (
        f"{address.number}{'bis' if address.repeat == 'B' else 'ter' if address.repeat else ''}"
    )
    whole = Address(
        commune=address.commune,
        number=None,
        street_type=address.street_type,
        street=address.street,
    )
    return Dwelling(
        number=number if address.number else None,
        street=readable_line(whole),
        postcode=place.postcode,
        city=place.city,
        commune=place.code,
        district=place.district,
        context=", ".join((place.departement, place.departement_name, place.region_name)),
        latitude=latitude,
        longitude=longitude,
    )


def dwelling_of_establishment(establishment: Payload) -> Dwelling | None:
    """The door of a real establishment, if it is published, in France and has a street."""
    street = text_of(establishment, "libelle_voie")
    commune = text_of(establishment, "commune")
    postcode = text_of(establishment, "code_postal")
    city = text_of(establishment, "libelle_commune")
    if not street or not commune or not postcode or not city or MASK in (street, postcode, city):
        return None
    repeat = (text_of(establishment, "indice_repetition") or "").lower()
    number = text_of(establishment, "numero_voie")
    kind = (text_of(establishment, "type_voie") or "").lower()
    return Dwelling(
        number=f"{number}{repeat}" if number else None,
        street=f"{kind} {street.title()}".strip(),
        postcode=postcode,
        city=city.rstrip(" 0123456789").title(),
        commune=commune,
        district=None,
        context=text_of(establishment, "departement") or postcode[:2],
        latitude=_degrees(establishment, "latitude"),
        longitude=_degrees(establishment, "longitude"),
    )


def establishments_of(unit: Payload) -> tuple[Payload, ...]:
    """Every establishment a unit's record shows, the seat first."""
    seat = object_of(unit, "siege")
    held = objects_of(unit, "etablissements") or objects_of(unit, "matching_etablissements")
    others = tuple(each for each in held if each.get("siret") != seat.get("siret"))
    return (seat, *others) if seat else others


def _degrees(establishment: Payload, key: str) -> float:
    try:
        return float(text_of(establishment, key) or 0)
    except ValueError:
        return 0.0
