"""A past decision is evaluated again byte for byte, or says why it cannot be."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from policies.engine import Engine
from policies.gate import PolicyGate
from policies.journal_memory import MemoryJournal
from policies.kept_packs import KeptPacks, PackNotKept, dumped, read_back
from policies.keys import MemoryKeys
from policies.load import load_packs
from policies.model import PackRefused
from policies.replay import Outcome, Replayer, packs_of_folder
from policies.snapshot import open_facts
from policies.vault import Vault
from tests.policies import situations
from tests.policies.situations import NOW, FixedClock
from tracer.errors import IntegrityFailure, NotFound
from tracer.lawful import Operation, RuleId
from tracer.ports import StoredEntry
from tracer.situation import Situation
from tracer.standing import Waiver

PACKS = load_packs()
SHIPPED = Path(__file__).parents[2] / "policies" / "packs"


class Desk:
    """A gate whose decisions can be read back with their facts."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.journal = MemoryJournal(self.clock)
        self.vault = Vault(b"\x05" * 32, MemoryKeys())
        self.gate = PolicyGate(Engine(PACKS), self.journal, self.vault, self.clock)

    async def facts(self, stored: StoredEntry) -> dict | None:
        sealed = await self.journal.snapshot(stored.receipt.sequence)
        if sealed is None:
            return None
        try:
            return open_facts(
                self.vault, stored.entry.case, sealed, stored.entry.body["facts_hash"]
            )
        except NotFound:
            return None


def cases() -> list[Situation]:
    lawful = situations.lawful_case()
    return [
        Situation(case=one, operation=Operation.RECORD)
        for one in (
            lawful,
            replace(lawful, mandate=None),
            replace(lawful, claim=replace(lawful.claim, disputed=True)),
            replace(lawful, claim=replace(lawful.claim, disputed=None)),
            replace(lawful, history=replace(lawful.history, objection_open=True)),
            replace(lawful, subject=replace(lawful.subject, birth=None)),
        )
    ]


@pytest.fixture
async def desk() -> Desk:
    found = Desk()
    for situation in cases():
        await found.gate.authorise(situation)
        found.clock.move(hours=1)
    return found


async def test_every_decision_comes_out_byte_for_byte(desk: Desk):
    replayer = Replayer({PACKS.hash: PACKS}.__getitem__)
    effects = set()
    for stored in await desk.journal.read():
        found = replayer.replay(stored.receipt.sequence, stored.entry, await desk.facts(stored))
        assert found.outcome is Outcome.SAME
        assert found.again == found.recorded
        effects.add(found.recorded.effect)
    assert effects >= {"permit", "forbid", "refer"}


async def test_a_recorded_decision_that_was_changed_comes_out_different(desk: Desk):
    replayer = Replayer({PACKS.hash: PACKS}.__getitem__)
    [stored, *_] = await desk.journal.read()
    facts = await desk.facts(stored)
    for body in (
        {**stored.entry.body, "effect": "forbid"},
        {**stored.entry.body, "rules": list(stored.entry.body["rules"])[1:]},
        {**stored.entry.body, "obligations": ["neutral_envelope"]},
        {**stored.entry.body, "law_on": "2017-01-01"},
    ):
        found = replayer.replay(1, replace(stored.entry, body=body), facts)
        assert found.outcome is Outcome.DIFFERENT


async def test_what_was_erased_is_no_difference(desk: Desk):
    replayer = Replayer({PACKS.hash: PACKS}.__getitem__)
    [stored, *_] = await desk.journal.read()
    desk.vault.forget(stored.entry.case)
    found = replayer.replay(1, stored.entry, await desk.facts(stored))
    assert (found.outcome, found.again) == (Outcome.ERASED, None)
    await desk.journal.forget(stored.entry.case)
    assert replayer.replay(1, stored.entry, await desk.facts(stored)).outcome is Outcome.ERASED


async def test_rules_or_an_engine_that_are_not_here_are_answers_of_their_own(
    desk: Desk, tmp_path: Path
):
    [stored, *_] = await desk.journal.read()
    facts = await desk.facts(stored)
    replayer = Replayer(KeptPacks(tmp_path).get)
    assert replayer.replay(1, stored.entry, facts).outcome is Outcome.PACK_NOT_KEPT
    body = {**stored.entry.body, "engine": "tracer-kleene-1"}
    older = replace(stored.entry, body=body)
    assert replayer.replay(1, older, facts).outcome is Outcome.OTHER_ENGINE


async def test_what_if_tells_the_decisions_other_rules_would_change(desk: Desk, tmp_path: Path):
    """The dispute rule dropped: the cases it decided change, the others do not."""
    for folder in SHIPPED.iterdir():
        if folder.is_dir():
            (tmp_path / folder.name).mkdir()
            for file in folder.glob("*.toml"):
                (tmp_path / folder.name / file.name).write_text(without(file.read_text()))
    other = Engine(packs_of_folder(tmp_path))
    replayer = Replayer({PACKS.hash: PACKS}.__getitem__)
    changed = []
    for stored in await desk.journal.read():
        found = replayer.what_if(
            stored.receipt.sequence, stored.entry, await desk.facts(stored), other
        )
        if found.outcome is Outcome.DIFFERENT:
            changed.append((found.recorded.rules, found.again.effect))
    assert changed
    assert all("FR-DISPUTE" in rules for rules, _ in changed)
    assert "permit" in {effect for _, effect in changed}


def without(text: str, rule: str = "FR-DISPUTE") -> str:
    parts = text.split("[[rule]]")
    return "[[rule]]".join(part for part in parts if f'id = "{rule}"\n' not in part)


def copied(place: Path) -> Path:
    """The shipped packs, in a folder of their own."""
    return Path(shutil.copytree(SHIPPED, place))


def test_other_packs_that_hold_a_rule_twice_are_refused_by_file_and_rule(tmp_path: Path):
    folder = copied(tmp_path / "packs")
    shutil.copy(folder / "fr" / "protection.toml", folder / "fr" / "zz.toml")
    with pytest.raises(PackRefused) as refused:
        packs_of_folder(folder)
    assert refused.value.file == "fr/zz.toml"
    assert refused.value.rule is not None
    assert "already used" in refused.value.reason


@pytest.mark.parametrize("code", ["product", "eu"])
def test_other_packs_without_the_product_or_the_union_are_refused(tmp_path: Path, code: str):
    folder = copied(tmp_path / "packs")
    shutil.rmtree(folder / code)
    with pytest.raises(PackRefused, match=f"packs/{code}"):
        packs_of_folder(folder)


async def test_a_waiver_in_force_is_replayed_as_it_was_decided():
    """Waived then, a rule is waived again; the same entry without its waiver comes out different."""
    desk, lawful = Desk(), situations.lawful_case()
    waiver = Waiver(
        rule=RuleId("FR-DISPUTE"),
        requested_by="operator-1",
        approved_by="operator-2",
        until=NOW + timedelta(days=1),
    )
    case = replace(
        lawful,
        claim=replace(lawful.claim, disputed=True),
        standing=replace(lawful.standing, waivers=(waiver,)),
    )
    await desk.gate.authorise(replace(situations.opening(), case=case))
    [stored] = await desk.journal.read()
    assert "FR-DISPUTE" in stored.entry.body["waived"]
    replayer = Replayer({PACKS.hash: PACKS}.__getitem__)
    facts = await desk.facts(stored)
    assert replayer.replay(1, stored.entry, facts).outcome is Outcome.SAME
    body = {**stored.entry.body, "waived": []}
    changed = replayer.replay(1, replace(stored.entry, body=body), facts)
    assert changed.outcome is Outcome.DIFFERENT


def test_packs_are_kept_under_their_hash_and_read_back_the_same(tmp_path: Path):
    kept = KeptPacks(tmp_path / "packs")
    kept.keep(PACKS)
    kept.keep(PACKS)
    assert kept.get(PACKS.hash).hash == PACKS.hash
    assert len(list((tmp_path / "packs").iterdir())) == 1
    assert packs_of_folder(SHIPPED).hash == PACKS.hash == read_back(dumped(PACKS)).hash


def test_kept_rules_that_were_changed_are_not_used(tmp_path: Path):
    kept = KeptPacks(tmp_path)
    kept.keep(PACKS)
    [file] = tmp_path.iterdir()
    said = json.loads(file.read_text())
    said["fr"][0]["version"] += 1
    file.write_text(json.dumps(said))
    with pytest.raises(IntegrityFailure):
        kept.get(PACKS.hash)
    file.write_text("{")
    with pytest.raises(PackNotKept):
        kept.get(PACKS.hash)
