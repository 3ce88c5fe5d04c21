"""Where an address of a case file or register is: the town as it is compared, counted and shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracer.evidence import Candidate
from tracer.matching.fields import LONGEST, read_postcode
from tracer.matching.vocabulary import NONE
from tracer.normalise.addresses import ARRONDISSEMENTS, place_key, postcode_key
from tracer.subject import PostalAddress, Subject


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A town told apart from others of its name, by country, département and arrondissement.

    `code` is the postcode as records hold it. Street and number are left out.
    """

    country: str
    departement: str
    town: str
    key: str
    code: int
    address: PostalAddress = field(compare=False)


def declared_spots(subject: Subject) -> tuple[Spot, ...]:
    """Where the debtor was said to live."""
    return distinct(subject.addresses)


def known_spots(candidate: Candidate) -> tuple[Spot, ...]:
    """Where the candidate is, and where his companies sit."""
    seats = (office.place for office in candidate.offices if office.place is not None)
    return distinct((*candidate.places, *seats))


def distinct(addresses: Iterable[PostalAddress]) -> tuple[Spot, ...]:
    """Each place that says where it is once, in a fixed order."""
    found = {
        spot: spot for address in sorted(set(addresses), key=str) for spot in [spot_of(address)]
    }
    return tuple(sorted(spot for spot in found.values() if spot.departement or spot.town))


def spot_of(address: PostalAddress) -> Spot:
    """Where one address is."""
    code, town = place_key(address)
    exact = postcode_key(address.postcode) if town in ARRONDISSEMENTS or not town else None
    abroad = "" if address.country == "FR" else address.country
    number = read_postcode(f"{abroad}{address.postcode}"[:LONGEST]) if address.postcode else NONE
    key = " ".join(part for part in (address.country, exact or code, town) if part)
    return Spot(address.country, code or "", town, key, number, address)


def perhaps_same(a: Spot, b: Spot) -> bool:
    """Whether two towns have one name and a missing postcode leaves open whether they are one."""
    unknown = not a.departement or not b.departement
    return unknown and a.town == b.town != "" and a.country == b.country


def shown(spot: Spot) -> str:
    """Postcode and town, as written."""
    return " ".join(part for part in (spot.address.postcode, spot.address.city) if part)
