"""A legal unit and its establishments as records: names and state now, names and addresses before.

An establishment never moves: the history of a unit's addresses is that of its establishments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TypeVar

from connectors.answer import Fetched
from connectors.base import value_or_masked
from connectors.drawn import Drawn, calendar_day, company_id, opaque
from connectors.fr.countries import iso_country
from connectors.fr.insee_sirene_payload import (
    OPEN,
    Establishment,
    EstablishmentPeriod,
    Place,
    Unit,
    UnitPeriod,
)
from connectors.fr.recherche_entreprises_names import Surnames
from tracer.entities import (
    SOLE_TRADER_FORM,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Record,
)
from tracer.normalise.names import name_key

MASK = "[ND]"
STATES = {"A": "active", "C": "closed"}
CLOSED = ("C", "F")  # of a unit, of an establishment
SEAT, SECONDARY = "siège", "établissement"

P = TypeVar("P", UnitPeriod, EstablishmentPeriod)
Said = list[tuple[Property, str | Masked | None]]


def clear(text: str | None, by: str) -> str | Masked | None:
    """A clear value, `Masked` where INSEE writes "[ND]", or None."""
    return Masked(by) if text and MASK in text.upper() else value_or_masked(text, by)


def is_withheld(unit: Unit, establishments: Sequence[Establishment] = ()) -> bool:
    """Whether the unit opposed the diffusion of its data, wherever its status is said last.

    A unit that is closed to the public in any of the answers is closed in all of them.
    """
    repeated = [e.unit.statut_diffusion for e in establishments if e.unit]
    return any(status not in (None, OPEN) for status in (unit.statut_diffusion, *repeated))


def newest_first(periods: Iterable[P]) -> list[P]:
    """The period that still runs, then those before it; the order of the list says nothing."""
    return sorted(periods, key=lambda said: (said.end is None, said.start or ""), reverse=True)


def latest(periods: Iterable[P]) -> P | None:
    """The period that still runs, or else the last one."""
    return next(iter(newest_first(periods)), None)


def closed_since(periods: Iterable[P]) -> str | None:
    """The day the unbroken run of closed periods up to now began; None while it is not closed.

    A change of anything else begins a new period of what is closed already.
    """
    run = [*takewhile(lambda said: said.etat_administratif in CLOSED, newest_first(periods))]
    return calendar_day(run[-1].start) if run else None


def unit_record(
    unit: Unit, fetched: Fetched, *, withheld: bool, unread: Iterable[str] = ()
) -> Record:
    """The unit itself. One that is withheld keeps its number, form, state and dates only."""
    by = fetched.source
    drawn = Drawn(fetched.provenance(unit.siren))
    now = latest(unit.periodes) or UnitPeriod()
    unread = list(unread)
    state = STATES.get(now.etat_administratif or "")
    if now.etat_administratif and state is None:
        unread.append("etatAdministratifUniteLegale")
    name = now.denomination or trader_name(unit, now)
    said: Said = [
        (Property.NAME, Masked(by) if withheld else clear(name, by)),
        (Property.REGISTRATION_NUMBER, unit.siren),
        (Property.JURISDICTION, "FR"),
        (Property.LEGAL_FORM, now.categorie_juridique),
        (Property.STATUS, state),
        (Property.INCORPORATION_DATE, calendar_day(unit.date_creation)),
        (Property.DISSOLUTION_DATE, closed_since(unit.periodes)),
        (Property.DISCLOSURE, "partial" if withheld else "full"),
    ]
    if not withheld:
        said += [(Property.ALIAS, clear(alias, by)) for alias in other_names(unit, now)]
    company = drawn.add(company_id(unit.siren), EntityKind.COMPANY, said)
    if not withheld and now.categorie_juridique == SOLE_TRADER_FORM:
        draw_trader(unit, now, company, drawn, current=None if state == "closed" else True)
    return drawn.record(unit.siren, withheld=withheld, unread=unread)


def trader_name(unit: Unit, now: UnitPeriod) -> str | None:
    """How a sole trader is called: the given name in use and the surname in use."""
    surname = now.nom_usage or now.nom
    given = unit.prenom_usuel or unit.prenom1
    return " ".join(part for part in (given, surname) if part) or None


def other_names(unit: Unit, now: UnitPeriod) -> Iterator[str]:
    """Its acronym, its usual names, and the names that it or the sole trader bore before."""
    said = [
        unit.sigle,
        now.denomination_usuelle1,
        now.denomination_usuelle2,
        now.denomination_usuelle3,
        *(period.denomination for period in unit.periodes),
        *(trader_name(unit, named) for named in unit.periodes if named.nom or named.nom_usage),
    ]
    known = {now.denomination or trader_name(unit, now)}
    yield from (name for name in dict.fromkeys(said) if name and name not in known)


def draw_trader(
    unit: Unit, now: UnitPeriod, company: EntityId, drawn: Drawn, *, current: bool | None
) -> None:
    """The person behind a sole trader's unit, as the register of companies identifies it too.

    A surname in use before follows the one in use now.
    """
    by = drawn.provenance.source
    birth, usage = clear(now.nom, by), clear(now.nom_usage, by)
    given = [
        clear(name, by)
        for name in (
            unit.prenom1,
            unit.prenom2,
            unit.prenom3,
            unit.prenom4,
        )
    ]
    surname = usage or birth
    if not isinstance(surname, str) or any(isinstance(s, Masked) for s in (birth, usage, *given)):
        return
    named = Surnames(usage=surname, birth=birth if isinstance(birth, str) else None)
    before = (clear(period.nom_usage, by) for period in newest_first(unit.periodes))
    first_names = " ".join(name for name in given if isinstance(name, str))
    first = name_key(first_names.split(" ")[0])
    person = drawn.add(
        opaque("fr-pp-", unit.siren, *(named.keys or (surname,)), first, ""),
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, surname),
            *((Property.LAST_NAME, name) for name in before if name not in (surname, None)),
            (Property.BIRTH_NAME, birth),
            (Property.FIRST_NAME, first_names or None),
        ],
    )
    drawn.link(person, LinkType.DIRECTORSHIP, company, current=current)


def establishment_record(place: Establishment, fetched: Fetched) -> Record:
    """One establishment: where the unit is, or was from one day to another.

    One that opposed its diffusion says that it exists, and not where.
    """
    by = fetched.source
    drawn = Drawn(fetched.provenance(place.siret))
    now = latest(place.periodes) or EstablishmentPeriod()
    unread = []
    state = now.etat_administratif
    if state not in ("A", "F", None):
        unread.append("etatAdministratifEtablissement")
    withheld = place.statut_diffusion != OPEN
    said: Said = [(Property.REGISTRATION_NUMBER, place.siren), (Property.JURISDICTION, "FR")]
    if not withheld and state == "A":
        signs = (now.enseigne1, now.denomination_usuelle)
        said += [(Property.ALIAS, clear(sign, by)) for sign in dict.fromkeys(signs) if sign]
    company = drawn.add(company_id(place.siren), EntityKind.COMPANY, said)
    where = written(place.adresse, by)
    if withheld or isinstance(where, Masked):
        return drawn.record(place.siret, withheld=True, unread=unread)
    if where:
        address = drawn.add(EntityId(f"fr-siege-{place.siret}"), EntityKind.ADDRESS, where)
        drawn.link(
            company,
            LinkType.LOCATED_AT,
            address,
            SEAT if place.is_seat else SECONDARY,
            start=calendar_day(place.date_creation),
            end=closed_since(place.periodes),
            current={"A": True, "F": False}.get(state or ""),
        )
    return drawn.record(place.siret, unread=unread)


def written(place: Place | None, by: str) -> Said | Masked | None:
    """An address as statements, `Masked` where any part of it is, or None where there is none."""
    if place is None:
        return None
    parts = [
        clear(part, by)
        for part in (
            place.complement_adresse,
            place.numero_voie,
            place.indice_repetition,
            place.type_voie,
            place.libelle_voie,
            place.distribution_speciale,
        )
    ]
    postcode = clear(place.code_postal, by)
    abroad = place.libelle_commune_etranger
    city = clear(place.libelle_commune or abroad, by)
    if any(isinstance(part, Masked) for part in (*parts, postcode, city)):
        return Masked(by)
    full = " ".join(part for part in (*parts, postcode, city) if isinstance(part, str))
    if city is None:
        return None
    return [
        (Property.FULL, full),
        (Property.POSTAL_CODE, postcode),
        (Property.CITY, city),
        (Property.COUNTRY, iso_country(place.code_pays_etranger)),
    ]
