"""The account in a terminal: complete, in both languages, each rule told once, nothing taken for markup."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

import pytest
from rich.console import Console

from api.account import write
from api.alike import Target, asked, withheld
from api.schemas.lawful import RefusalOut
from api.schemas.report import CoverageOut, ReportOut
from api.words import Language, born_on, counted, money, signed
from tests.api.house import House, open_case, search
from tracer.lawful import ChannelKind
from tracer.outcome import Outcome, Question


async def reported(house: House, **changes: object) -> ReportOut:
    async with house.client() as client:
        case = await open_case(client, **changes)
        return ReportOut.model_validate((await search(house, client, case))["report"])


def told(report: ReportOut, language: Language = "en", width: int = 100) -> str:
    out = io.StringIO()
    write(report, Console(file=out, width=width, markup=False, emoji=False), language)
    return out.getvalue()


async def test_the_account_says_everything_a_trace_decided(house: House):
    report = await reported(house)
    said = told(report, width=200)
    assert report.opening
    for said_of in (
        report.mandate,
        report.creditor,
        "legitimate interest of a third party",
        f"[receipt {report.opening.receipt.sequence}]",
        *(stop.text.en for stop in report.screening),
        *(outcome.source for outcome in report.coverage),
        *(rule for outcome in report.coverage for rule in outcome.rules),
        *(item.text.en for one in report.match.candidates[:3] for item in one.evidence),
        *(rule.rule for offer in report.proposals for rule in offer.rules),
        *(rule.title.en for offer in report.proposals for rule in offer.rules),
        *(rule.message.en for refusal in report.refusals for rule in refusal.rules),
    ):
        assert said_of
        assert said_of in said, said_of
    for number in receipts(report):
        assert number in said.replace(",", "").replace("]", " ").split(), number


def receipts(report: ReportOut) -> Iterable[str]:
    yield from (str(one.receipt) for one in report.coverage if one.receipt is not None)
    yield from (str(one.receipt.sequence) for one in (*report.proposals, *report.refusals))


@pytest.mark.parametrize("width", [80, 100, 120, 160])
async def test_no_line_is_wider_than_the_terminal(house: House, width: int):
    said = told(await reported(house), "fr", width)
    assert max(map(len, said.splitlines())) <= width


async def test_brackets_in_a_name_are_shown_and_not_taken_for_markup(house: House):
    report = (await reported(house)).model_copy(update={"creditor": "Menuiserie [bold]Exemple :x:"})
    assert "Menuiserie [bold]Exemple :x:" in told(report)


def answer(receipt: int, about: str | None, outcome: Outcome = Outcome.FOUND) -> CoverageOut:
    return CoverageOut(
        source="fr.registre_exemple",
        question=Question.AN_ADDRESS,
        about=about,
        outcome=outcome,
        records=1,
        calls=2,
        cost=Decimal(0),
        why=None,
        complete=True,
        reason=None,
        rules=(),
        said=None,
        detail=None,
        receipt=receipt,
        unread_fields=(),
    )


def test_answers_that_ended_alike_are_one_line_and_lose_no_receipt():
    coverage = [answer(7, "a"), answer(8, "b"), answer(9, "c", Outcome.EMPTY), answer(10, None)]
    lines = asked(coverage, None)
    assert [(line.about, line.calls, line.receipts) for line in lines] == [
        (("a", "b"), 4, (7, 8)),
        (("c",), 2, (9,)),
        ((), 2, (10,)),
    ]


async def test_refusals_under_the_same_rules_are_told_once_with_every_target(house: House):
    report = await reported(house)
    refusals = [one for group in withheld(report.refusals) for one in kept(group.targets)]
    assert sorted(one.receipt.sequence for one in refusals) == sorted(
        one.receipt.sequence for one in report.refusals
    )


def kept(targets: Iterable[Target]) -> Iterable[RefusalOut]:
    for target in targets:
        yield from target.refusals


async def test_two_values_that_look_alike_once_masked_stay_two(house: House):
    refusal = (await reported(house)).refusals[0]
    letter = refusal.model_copy(update={"channel": ChannelKind.LETTER})
    registered = refusal.model_copy(update={"channel": ChannelKind.REGISTERED_LETTER})
    (group,) = withheld([letter, registered, letter])
    assert [target.channels for target in group.targets] == [
        (ChannelKind.LETTER, ChannelKind.REGISTERED_LETTER),
        (ChannelKind.LETTER,),
    ]


def test_numbers_and_days_are_written_as_the_language_writes_them():
    assert (counted(0, "call", "fr"), counted(0, "call", "en")) == ("0 appel", "0 calls")
    assert (counted(1, "call", "fr"), counted(2, "entry", "en")) == ("1 appel", "2 entries")
    assert (signed(-26, "fr"), signed(5.12, "en")) == ("-26,0", "+5.1")
    assert money(Decimal(1840), "EUR", "fr") == "1\u202f840,00\u00a0EUR"
    assert (born_on("1979-05", "fr"), born_on("1979-05-14", "en")) == (
        "né(e) en mai 1979",
        "born 14 May 1979",
    )
