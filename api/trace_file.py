"""Traces one case file from the command line: checked, opened, traced, shown, and kept."""

from __future__ import annotations

import secrets
from dataclasses import replace

from rich.console import Console

from api import account
from api.casefile import CaseFile
from api.exits import Exit, of_report
from api.opening import opened, withheld_now
from api.reading import InvalidFile, parse
from api.safeguards.protected import guarded
from api.safeguards.standing import with_standing
from api.schemas.report import ReportOut
from api.services import Services
from api.wiring import wired
from api.words import Language
from tracer.case import Case, CaseId
from tracer.errors import Refused
from tracer.proposal import Refusal
from tracer.report import TraceReport
from tracer.settings import Settings

CLI = "command-line"


async def run_file(
    text: bytes, settings: Settings, console: Console, language: Language, *, as_json: bool
) -> Exit:
    """The exit code of tracing the case in `text`. A file that is not a case is refused, on record."""
    async with wired(settings) as services:
        return await show(text, services, console, language, as_json=as_json)


async def show(
    text: bytes, services: Services, console: Console, language: Language, *, as_json: bool
) -> Exit:
    """The same over services that are there already."""
    await services.kit.gate.sweep()
    case = await read_case(text, services)
    report = await trace_case(case, services)
    told = await shown(report, services)
    if as_json:
        console.print_json(told.model_dump_json())
    else:
        account.write(told, console, language)
        found = await services.journal.verify()
        account.section(console, language, "Journal", "Journal")
        account.write_verification(found, console, language)
    return of_report(report)


async def read_case(text: bytes, services: Services) -> Case:
    """The case a file describes; when it describes none, the journal has the refusal first."""
    try:
        file = parse(CaseFile, text)
    except InvalidFile as error:
        await services.kit.gate.refuse_file(error.codes, CLI)
        raise
    case = file.read(CaseId(f"cas_{secrets.token_hex(12)}"))
    return replace(case, opened_on=services.clock.now().date())


async def trace_case(case: Case, services: Services) -> TraceReport:
    """The report, kept with its case unless the case itself was refused: then nothing is kept."""
    worked = await with_standing(services, case, case.operator)
    report = await guarded(services.watch, services.kit, worked)
    if report.opening is None:
        if report.refusal is not None:
            raise Refused(report.refusal)
        return report
    await services.store.add(case)
    search = f"sea_{secrets.token_hex(12)}"
    await services.searches.add(search, case.id, CLI)
    await services.searches.finish(search, report)
    return report


async def shown(report: TraceReport, services: Services) -> ReportOut:
    """The report as it is shown here, with its channels in clear; the journal has each opening.

    A channel that may be proposed and yet not shown now, for the hour, say, is shown as withheld.
    """
    values: dict[str, str] = {}
    refusals: dict[str, Refusal] = {}
    for offer in report.ladder:
        answer = await opened(services, report.case, report, offer, CLI)
        if isinstance(answer, Refusal):
            refusals[offer.point.id] = answer
        else:
            values[offer.point.id] = answer.value
    return ReportOut.of(withheld_now(report, refusals), values)
