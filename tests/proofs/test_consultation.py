"""A consultation asks a source about an organisation nobody seeks: every case of it, one by one."""

from __future__ import annotations

from datetime import date
from itertools import product

from policies.engine import Engine, judge
from policies.load import load_packs
from tracer.lawful import Effect, Operation
from tracer.source import Means, SourceKind, Visibility
from tracer.subject import SubjectKind

PACKS = load_packs()
OPEN = {
    SourceKind.COMPANY_REGISTER,
    SourceKind.INSOLVENCY_NOTICES,
    SourceKind.ADDRESS_FILE,
    SourceKind.IDENTIFIER_REGISTER,
    SourceKind.CONTACT_DIRECTORY,
    SourceKind.PUBLIC_BODIES,
    SourceKind.COMPANY_WEBSITE,
}
DAY = date(2026, 11, 1)


def test_one_rule_alone_speaks_of_it():
    assert [rule.id for rule in PACKS.rules if Operation.CONSULT in rule.operations] == [
        "X-CHECK-SOURCE"
    ]


def test_it_is_permitted_of_a_legal_person_at_a_published_source_open_to_all_and_nowhere_else():
    engine, permitted = Engine(PACKS, ("fr",)), 0
    everything = product(
        SubjectKind,
        (*SourceKind, None),
        (*Visibility, None),
        (*Means, None),
        (True, False, None),
    )
    for who, kind, visibility, means, login in everything:
        bench = engine.bench(Operation.CONSULT, who, DAY)
        told = {
            "subject_kind": who,
            "source_kind": kind,
            "source_visibility": visibility,
            "source_means": means,
            "source_login_required": login,
        }
        verdict = judge(bench, {name: told.get(name) for name, _ in bench.readers})
        right = (
            who is SubjectKind.COMPANY
            and kind in OPEN
            and visibility is Visibility.EVERYONE
            and means in (Means.PUBLISHED, Means.LICENSED)
            and login is False
        )
        assert (verdict.effect is Effect.PERMIT) == right, told
        permitted += right
    assert permitted == 2 * len(OPEN)
