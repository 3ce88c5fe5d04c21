"""Notices of The Gazette as records: how a company stands, or that a notice bears a person's name.

A notice is cited by its id, its code and its day. Its text, addresses and the people it names are
not kept: the Open Government Licence does not cover personal data.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.answer import Fetched
from connectors.drawn import Drawn, opaque
from connectors.gb.companies_house_names import Written
from connectors.gb.companies_house_record import COUNTRY, company_id
from connectors.gb.gazette_notices import Notice, Standing
from tracer.entities import EntityKind, Property, Record

BY_NAME = "flag: notice_by_name_alone"
PETITION = "flag: winding_up_petition"
UNCLEAR = "flag: insolvency_unclear"
UNKNOWN_CODE = "entry.f:notice-code"
PERSONAL = "personal_insolvency"


def company_record(
    number: str, found: Standing, fetched: Fetched, unread: Iterable[str] = ()
) -> Record:
    """How the company of that number stands by the notices that state its number."""
    drawn = Drawn(fetched.provenance(found.last.id))
    drawn.add(
        company_id(number),
        EntityKind.COMPANY,
        [
            (Property.REGISTRATION_NUMBER, number),
            (Property.JURISDICTION, COUNTRY),
            (Property.INSOLVENCY_STATE, found.state),
            (Property.INSOLVENCY_SINCE, found.since.isoformat() if found.since else None),
            (Property.INSOLVENCY_NOTICE, found.last.id),
            (Property.SIGNAL, PETITION if found.petition else None),
            (Property.SIGNAL, UNCLEAR if found.state is None else None),
        ],
    )
    return drawn.record(number, unread=unread)


def namesake_record(
    title: str, notice: Notice, fetched: Fetched, unread: Iterable[str] = ()
) -> Record:
    """A notice whose title is the company's name and that states no number: names are borne again,

    so that it says no state of any known company, and a person must read it.
    """
    drawn = Drawn(fetched.provenance(notice.id))
    drawn.add(
        opaque("gb-notice-", notice.id),
        EntityKind.COMPANY,
        [
            (Property.NAME, title),
            (Property.JURISDICTION, COUNTRY),
            (Property.INSOLVENCY_NOTICE, notice.id),
            (Property.SIGNAL, BY_NAME),
        ],
    )
    return drawn.record(notice.id, unread=unread)


def person_record(
    name: Written,
    month: str | None,
    notice: Notice,
    fetched: Fetched,
    unread: Iterable[str] = (),
) -> Record:
    """A personal insolvency notice under the name its title says. It may be a namesake's."""
    drawn = Drawn(fetched.provenance(notice.id))
    drawn.add(
        opaque("gb-notice-", notice.id),
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, name.surname),
            (Property.FIRST_NAME, name.given),
            (Property.BIRTH_DATE, month),
            (Property.INSOLVENCY_NOTICE, notice.id),
            (Property.INSOLVENCY_SINCE, notice.published.isoformat()),
            (Property.SIGNAL, f"flag: gazette_{notice.code or PERSONAL}"),
        ],
    )
    return drawn.record(notice.id, unread=unread)
