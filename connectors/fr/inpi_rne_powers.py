"""Who holds or held a power in a company: people with their birth month, and companies by number.

A director is the same node as in the search of companies, so that the two sources meet.
"""

from __future__ import annotations

from stdnum.fr import siren as siren_number

from connectors.base import value_or_masked
from connectors.drawn import Drawn, calendar_day, company_id, has_come, opaque
from connectors.fr.inpi_rne_payload import Description, Holder, Power
from connectors.fr.inpi_rne_roles import AUDITORS, OTHER, ROLES
from connectors.fr.recherche_entreprises_names import Surnames, birth_month
from tracer.entities import EntityKind, LinkType, Masked, Property
from tracer.normalise.names import name_key


def draw_power(power: Power, siren: str, drawn: Drawn, *, current: bool | None) -> None:
    """Who holds a power, or held it. Auditors direct nothing and are left out.

    A resignation noted in the register ends it on its day; else `current` is that of the company.
    """
    person = power.individu.description_personne if power.individu else None
    code = role_code(power, person)
    if code in AUDITORS:
        return
    resigned, inactive = power.mention_demission_ordre is True, power.actif is False
    said = power.date_mention_demission_ordre
    end = calendar_day(said) if resigned or inactive else None
    if inactive or (resigned and is_over(said, drawn)):
        current = False
    role = role_label(code, power)
    if person:
        draw_person(person, siren, role, drawn, end=end, current=current)
    elif power.entreprise:
        draw_holder(power.entreprise, siren, role, drawn, end=end, current=current)


def is_over(text: str | None, drawn: Drawn) -> bool:
    """Whether what ends on a day had ended when the register answered; without a day it had."""
    return calendar_day(text) is None or has_come(text, drawn.provenance.retrieved_at.date())


def role_code(power: Power, person: Description | None) -> str | None:
    """The code of a role, from whichever of its three places holds it."""
    holder = power.entreprise and power.entreprise.role_entreprise
    return power.role_entreprise or holder or (person.role if person else None)


def role_label(code: str | None, power: Power) -> str | None:
    """The label of a role; a code nobody knows stays a code."""
    free = power.libelle_role_entreprise or power.autre_role_entreprise
    if code is None or code == OTHER:
        return free or ROLES.get(code or "")
    return ROLES.get(code, code)


def draw_person(
    person: Description,
    siren: str,
    role: str | None,
    drawn: Drawn,
    *,
    end: str | None = None,
    current: bool | None,
    alone: bool = False,
) -> None:
    """A natural person, the same as in the search of companies: same surnames, first given name and
    birth month in one company are one person, who keeps the longest given names. A sole trader is
    `alone`: known by the names, since the other registers have no birth month for them.
    """
    by = drawn.provenance.source
    said = [value_or_masked(text, by) for text in (person.nom, person.nom_usage, *person.prenoms)]
    if any(isinstance(text, Masked) for text in said) or not (said[0] or said[1]):
        return
    birth, usage, *given = (text if isinstance(text, str) else None for text in said)
    named = Surnames(usage=usage or birth or "", birth=birth)
    born = birth_month(person.date_de_naissance, None)
    first_names = " ".join(name for name in given if name)
    first = name_key(first_names.split(" ")[0])
    keys = named.keys or (named.usage,)
    node = opaque("fr-pp-", siren, *keys, first, "" if alone else born or "")
    known = drawn.entities.pop(node, None)
    longest = max((known.text(Property.FIRST_NAME) if known else None) or "", first_names, key=len)
    drawn.add(
        node,
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, named.usage),
            (Property.BIRTH_NAME, birth),
            (Property.FIRST_NAME, longest or None),
            (Property.BIRTH_DATE, born),
        ],
    )
    start = calendar_day(person.date_effet_role_declarant)
    drawn.link(
        node,
        LinkType.DIRECTORSHIP,
        company_id(siren),
        role,
        start=start,
        end=end,
        current=current,
    )


def draw_holder(
    holder: Holder,
    siren: str,
    role: str | None,
    drawn: Drawn,
    *,
    end: str | None,
    current: bool | None,
) -> None:
    """A company that directs another. A number that fails its check is one digit off another
    company, or none: it is kept as said and linked to nothing.
    """
    name = value_or_masked(holder.denomination, drawn.provenance.source)
    number = siren_number.compact(holder.siren or "") or None
    valid = number is not None and siren_number.is_valid(number)
    if not valid and not isinstance(name, str):
        return
    said: list[tuple[Property, str | Masked | None]] = [
        (Property.NAME, name),
        (Property.REGISTRATION_NUMBER, number),
    ]
    if number is not None and valid:
        node = company_id(number)
        said.append((Property.JURISDICTION, "FR"))
    else:
        node = opaque("fr-pm-", siren, name_key(str(name)), number or "")
    drawn.add(node, EntityKind.COMPANY, said)
    if valid or number is None:
        drawn.link(
            node,
            LinkType.DIRECTORSHIP,
            company_id(siren),
            role,
            end=end,
            current=current,
        )
