"""The main job on an invented debtor: opens a case, traces it against the sandbox, prints the account."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console

from api.trace_file import show
from api.wiring import wired
from api.words import Language, born_on
from connectors.sandbox.companies import WORLD_DAY
from connectors.sandbox.scenarios import RARE_NAME, Scenario
from connectors.sandbox.serve import SandboxServer
from tracer.settings import Settings
from tracer.subject import Subject

SAID_NO = {
    "deceased": False,
    "protection": "none",
    "over_indebted": False,
    "hidden_address": False,
}


class WorldClock:
    """The invented world has a day of its own; from there, time passes as it does here."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._midday = datetime.combine(WORLD_DAY, time(12), UTC)

    def now(self) -> datetime:
        """The present instant of the invented world."""
        return self._midday + timedelta(seconds=monotonic() - self._began)


async def run(console: Console, language: Language) -> None:
    """Everything in a folder of its own that is removed afterwards; nothing beyond loopback."""
    introduce(RARE_NAME.subject, console, language)
    with SandboxServer() as registers, tempfile.TemporaryDirectory(prefix="tracer-demo-") as folder:
        settings = Settings(data_dir=Path(folder), sources_at=registers.url)
        file = json.dumps(case_file(RARE_NAME, WORLD_DAY)).encode()
        async with wired(settings, clock=WorldClock()) as services:
            await show(file, services, console, language, as_json=False)


def introduce(subject: Subject, console: Console, language: Language) -> None:
    """Who is looked for in the demonstration, and that nobody in it exists."""
    sought = subject.names[0]
    who = f"{' '.join(sought.given)} {sought.surname}, {born_on(str(subject.birth), language)}"
    home = subject.addresses[0]
    where = f"{home.line}, {home.postcode} {home.city}"
    if language == "fr":
        console.print("Débiteur et registres inventés, sur cette machine seulement.", style="dim")
        console.print(f"Recherché : {who}. Dernière adresse connue : {where} ; lettre revenue.\n")
    else:
        console.print("Invented debtor, invented registers, on this machine only.", style="dim")
        console.print(f"Sought: {who}. Last known address: {where}; the letter came back.\n")


def case_file(scenario: Scenario, today: date) -> dict[str, Any]:
    """An invented case file for a debtor of the sandbox's world, lawful as of a day."""

    def day(back: int) -> str:
        return (today - timedelta(days=back)).isoformat()

    return {
        "reference": "DEMO-0001",
        "operator": "op-demo",
        "mandate": {
            "reference": "M-2026-017",
            "creditor": {"name": "Menuiserie Exemple"},
            "signed_on": day(90),
            "expires_on": day(-275),
            "power_to_receive": True,
            "amounts_itemised": True,
            "purposes": ["debtor_tracing", "amicable_recovery"],
            "role": "processor",
            "processing_agreement": True,
        },
        "basis": {
            "purpose": "debtor_tracing",
            "basis": "eu-gdpr:A6-1-f-third-party",
            "recorded_on": day(80),
            "expires_on": day(-285),
            "lia": {"reference": "LIA-7", "status": "approved", "expires_on": day(-285)},
            "dpia": {"reference": "DPIA-3", "status": "approved", "expires_on": day(-285)},
            "licence": {
                "reference": "AUT-000-EXEMPLE",
                "valid_until": day(-400),
                "insured_until": day(-200),
                "declared_to_prosecutor": True,
                "dedicated_account": True,
            },
        },
        "claim": {
            "nature": "consumer",
            "amount": "1840.00",
            "due_on": day(240),
            "last_interruption_on": day(200),
            "disputed": False,
            "evidence": ["invoice F-2026-0042", "signed quote D-2025-0311"],
        },
        "subject": declared(scenario.subject)
        | {"phones": ["06 39 98 00 42"], "emails": ["debtor@courriel.example"]}
        | SAID_NO,
        "history": {
            "complete": True,
            "first_letter_on": day(20),
            "first_letter_outcome": "returned",
            "objection_open": False,
            "restricted": False,
        },
    }


def declared(subject: Subject) -> dict[str, Any]:
    """A subject as a case file declares it."""
    told: dict[str, Any] = {
        "kind": subject.kind,
        "names": [
            {"surname": name.surname, "given": name.given, "role": name.role}
            for name in subject.names
        ],
        "birth": str(subject.birth) if subject.birth else None,
        "sex": subject.sex,
        "company_name": subject.company_name,
        "siren": subject.siren,
        "roles": [{"siren": role.siren, "role": role.role} for role in subject.roles],
        "addresses": [
            {"line": a.line, "postcode": a.postcode, "city": a.city, "country": a.country}
            for a in subject.addresses
        ],
        "phones": subject.phones,
        "emails": subject.emails,
    }
    return {name: value for name, value in told.items() if value}
