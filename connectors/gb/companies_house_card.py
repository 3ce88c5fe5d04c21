"""What is known about Companies House before it is asked."""

from __future__ import annotations

from datetime import date

from connectors.base import dropped_by
from connectors.gb.companies_house_found import (
    CompanyHit,
    CompanySearch,
    Disqualified,
    DisqualifiedSearch,
    OfficerHit,
    OfficerSearch,
)
from connectors.gb.companies_house_payload import (
    Appointment,
    AppointmentPage,
    Insolvency,
    Officer,
    OfficerPage,
    Owner,
    OwnerPage,
    Profile,
)
from connectors.gb.companies_house_record import COUNTRY
from tracer.entities import EntityKind
from tracer.source import Credential, CredentialKind, Means, SourceCard, SourceKind, Visibility

CARD = SourceCard(
    id="gb.companies_house",
    title="Companies House public register",
    publisher="Companies House",
    kind=SourceKind.COMPANY_REGISTER,
    country=COUNTRY,
    base_url="https://api.company-information.service.gov.uk",
    licence="Register information, without restriction of use",
    attribution="Companies House",
    terms_url="https://developer.company-information.service.gov.uk/developer-guidelines",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    credential=Credential(
        kind=CredentialKind.BASIC_KEY,
        obtained_at="https://developer.company-information.service.gov.uk/",
    ),
    fields_read=(
        *sorted(Profile.model_fields),
        *(f"officers.{name}" for name in sorted(Officer.model_fields)),
        *(f"appointments.{name}" for name in sorted(Appointment.model_fields)),
        *(f"owners.{name}" for name in sorted(Owner.model_fields)),
        *(f"found.{name}" for name in sorted({*CompanyHit.model_fields, *OfficerHit.model_fields})),
        "cases.type",
        "cases.dates",
        "disqualifications.disqualified_until",
    ),
    fields_dropped=(
        *dropped_by(
            Profile,
            OfficerPage,
            AppointmentPage,
            Insolvency,
            OwnerPage,
            CompanySearch,
            OfficerSearch,
            DisqualifiedSearch,
            Disqualified,
        ),
        "stream.data",
        "stream.fields_changed",
    ),
    personal_parameters=("q", "number", "officer"),
    rate_per_second=4.0,
    limits=((550, 300.0),),  # the limit is 600 in five minutes for a key, then a ban
    ttl_seconds=3600,
    intrusiveness=1,
    expected_yield=0.6,
    expands=frozenset({EntityKind.COMPANY}),
    legal_notes=(
        "A public register by law (Companies Act 2006 s. 1085); no rule on how it is used, and the "
        "UK GDPR applies. Service addresses, nationality, occupation and identity checks are "
        "dropped: they do not locate a debtor lawfully. Birth dates are kept to the month, also "
        "where a disqualification shows the day. Why somebody is disqualified may tell of an "
        "offence (GDPR art. 10) and is dropped, as are insolvency practitioners, third persons. "
        "Particulars get suppressed: nothing is reused after an hour."
    ),
)
