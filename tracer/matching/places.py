"""Evidence from places: where the debtor was said to live, where the candidate's companies sit.

Weak against, as people move; modest for, as families and surnames cluster. Place never confirms
anyone on its own with a name.
"""

from __future__ import annotations

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import Finding, Held, Pair, finding, weigh
from tracer.matching.towns import Towns
from tracer.normalise.addresses import city_key, departement, same_town
from tracer.subject import PostalAddress

OWN_SEAT, COMPANY_SEAT, SAME_DEPARTEMENT, ELSEWHERE = 0.5, 0.3, 0.65, 0.7
CLUSTER_TOWN = 4.0
"""Bearers of a surname are this many times likelier to be found in a town where one lives."""
CLUSTER_DEPARTEMENT = 3.0


def place_evidence(pair: Pair) -> tuple[Finding, ...]:
    """What the places say: the best agreement between any declared address and any seat."""
    towns = pair.population.towns
    declared = [place for place in pair.subject.addresses if located(place)]
    own = [place for place in pair.candidate.places if located(place)]
    seats = [office.place for office in pair.candidate.offices if office.place is not None]
    seats = [place for place in seats if located(place) and place not in own]
    if not declared or not (own or seats):
        return ()
    at_home = same_commune(declared, own, OWN_SEAT, towns)
    at_work = same_commune(declared, seats, COMPANY_SEAT, towns)
    found = at_home or at_work or same_departement(declared, [*own, *seats], towns)
    if found is None and perhaps_same(declared, [*own, *seats]):
        return ()
    return (found or elsewhere(declared, [*own, *seats]),)


def same_commune(
    declared: list[PostalAddress], known: list[PostalAddress], m: float, towns: Towns
) -> Finding | None:
    """A declared address and a seat are in one commune: the smaller it is, the more this says."""
    for place in known:
        for address in declared:
            if same_town(address, place):
                share = min(1.0, CLUSTER_TOWN * towns.town_share(place))
                return finding(
                    EvidenceFamily.PLACE,
                    "place_same_commune",
                    max(0.0, weigh(m, share)),
                    Text(fr="Même commune", en="Same town"),
                    ours=shown(address),
                    theirs=shown(place),
                    held=Held(what="town", share=share),
                )
    return None


def same_departement(
    declared: list[PostalAddress], known: list[PostalAddress], towns: Towns
) -> Finding | None:
    """A declared address and a seat are in one département: modest, and never held equal."""
    for place in known:
        for address in declared:
            if address.country == place.country == "FR" and (
                departement(address.postcode) == departement(place.postcode) is not None
            ):
                share = min(1.0, CLUSTER_DEPARTEMENT * towns.departement_share(place))
                return finding(
                    EvidenceFamily.PLACE,
                    "place_same_departement",
                    max(0.0, weigh(SAME_DEPARTEMENT, share)),
                    Text(fr="Même département", en="Same département"),
                    ours=shown(address),
                    theirs=shown(place),
                )
    return None


def elsewhere(declared: list[PostalAddress], known: list[PostalAddress]) -> Finding:
    """No declared address is near any seat: weakly against, as people move and work elsewhere."""
    return finding(
        EvidenceFamily.PLACE,
        "place_elsewhere",
        weigh(ELSEWHERE, 1.0),
        Text(fr="Aucun lieu commun", en="No place in common"),
        ours=shown(declared[0]),
        theirs=shown(known[0]),
    )


def perhaps_same(declared: list[PostalAddress], known: list[PostalAddress]) -> bool:
    """Whether two towns have one name and a missing postcode leaves open whether they are one."""
    return any(
        city_key(address.city or "") == city_key(place.city or "") != ""
        and None in (departement(address.postcode), departement(place.postcode))
        and address.country == place.country
        for place in known
        for address in declared
    )


def located(address: PostalAddress) -> bool:
    """Whether the address says where it is."""
    return departement(address.postcode) is not None or bool(address.city)


def shown(address: PostalAddress) -> str:
    """Postcode and town."""
    return " ".join(part for part in (address.postcode, address.city) if part)
