"""What the invented gazette publishes about a population of companies: insolvencies and routine."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

from connectors.sandbox import judgments
from connectors.sandbox.companies import WORLD_DAY
from connectors.sandbox.gazette import Gazette
from connectors.sandbox.insolvencies import LIQUIDATION, Insolvency, tell
from connectors.sandbox.model import Company
from connectors.sandbox.practitioners import PRACTITIONERS

INSOLVENCY_RATE = 0.1
STRIKE_OFF_RATE = 0.7  # of closed companies
ROUTINE_RATE = 0.25
CRAFTS = "43."  # NAF: specialised building work
_FIRST_STRIKE_OFF = date(2008, 1, 2)  # the data set starts in 2008
_FIRST_ROUTINE = date(2010, 1, 4)


def publish_all(
    gazette: Gazette, companies: tuple[Company, ...], rng: Random
) -> tuple[Insolvency, ...]:
    """Notices over a population of companies; what is true of each insolvency among them."""
    insolvencies = []
    for company in companies:
        if company.blank or company.masked:
            continue
        if rng.random() < INSOLVENCY_RATE:
            insolvencies.append(tell(gazette, company, rng))
        elif company.closed and rng.random() < STRIKE_OFF_RATE:
            strike_off(gazette, company, rng.randint(10, 60))
        if rng.random() < ROUTINE_RATE and not company.is_sole_trader:
            _routine(gazette, company, rng.choice(companies).siren, rng)
    return tuple(insolvencies)


def publish_craftsman(gazette: Gazette, companies: tuple[Company, ...]) -> tuple[Insolvency, ...]:
    """The liquidation of the first craftsman never published before, known to the trades register only."""
    known = {notice.siren for notice in gazette.notices}
    for company in companies:
        unheard = company.siren not in known and not (company.masked or company.closed)
        if company.is_sole_trader and unheard and company.activity.startswith(CRAFTS):
            break
    else:
        return ()
    practitioner, judged = PRACTITIONERS[0], WORLD_DAY - timedelta(days=30)
    gazette.publish(
        company,
        WORLD_DAY - timedelta(days=21),
        family="collective",
        field="jugement",
        blob=judgments.judgment_blob(
            judgments.liquidation(practitioner, judgments.stopped_before(judged, 75)),
            judged.isoformat(),
        ),
        trades_register=True,
    )
    return (
        Insolvency(
            siren=company.siren,
            story="liquidated",
            state=LIQUIDATION,
            practitioner=practitioner.name,
        ),
    )


def strike_off(gazette: Gazette, company: Company, delay: int) -> None:
    """The strike-off of a closed company, some days after it closed."""
    assert company.closed is not None
    closed = company.closed.isoformat()
    blob: dict[str, object] = {"radiationPM": "O"}
    if company.is_sole_trader:
        blob = {"dateCessationActivitePP": closed}
        blob = {"radiationPP": blob} if company.closed.year < 2012 else blob
    day = min(max(company.closed + timedelta(days=delay), _FIRST_STRIKE_OFF), WORLD_DAY)
    gazette.publish(company, day, family="radiation", field="radiationaurcs", blob=json.dumps(blob))


def _routine(gazette: Gazette, company: Company, seller: str, rng: Random) -> None:
    day = max(company.created, _FIRST_ROUTINE) + timedelta(days=rng.randint(5, 300))
    day = min(day, WORLD_DAY)
    event = rng.choices(("accounts", "creation", "moved", "undone", "sale"), (60, 25, 6, 3, 6))[0]
    if event == "undone":
        _strike_off_undone(gazette, company, day)
        return
    family, field, blob = _ROUTINE[event]
    if event == "accounts":
        blob = blob | {"dateCloture": f"{day.year - 1}-12-31"}
    if event == "creation":
        blob = blob | {"dateImmatriculation": day.isoformat()}
    gazette.publish(
        company,
        day,
        family=family,
        field=field,
        blob=json.dumps(blob, ensure_ascii=False),
        also=(seller,) if event == "sale" else (),
    )


def _strike_off_undone(gazette: Gazette, company: Company, day: date) -> None:
    struck = json.dumps({"radiationPM": "O", "commentaire": "Radiation d'office"})
    first = gazette.publish(company, day, family="radiation", field="radiationaurcs", blob=struck)
    gazette.publish(
        company,
        min(day + timedelta(days=60), WORLD_DAY),
        family="radiation",
        field="radiationaurcs",
        blob=json.dumps({"commentaire": "Rapport de radiation d'office"}),
        kind="rectificatif",
        previous=first,
    )


_ROUTINE: dict[str, tuple[str, str, dict[str, object]]] = {
    "accounts": ("dpc", "depot", {"typeDepot": "Comptes annuels et rapports"}),
    "creation": (
        "creation",
        "acte",
        {"creation": {"categorieCreation": "Immatriculation d'une personne morale"}},
    ),
    "moved": (
        "radiation",
        "radiationaurcs",
        {"radiationPM": "O", "commentaire": "Transfert du siège hors ressort"},
    ),
    "sale": (
        "vente",
        "acte",
        {"vente": {"categorieVente": "Achat d'un fonds par une personne morale"}},
    ),
}
