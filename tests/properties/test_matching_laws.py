"""What holds for every subject and every candidate, whoever they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracer.people import FAR, OTHER_SIREN, SIREN, TOWN, company, judged, office
from tracer.entities import EntityId
from tracer.evidence import Candidate, Comparison, Judgement, MatchDecision
from tracer.matching.decision import decide
from tracer.matching.doubts import (
    BIRTH_TO_THE_MONTH,
    BIRTH_WITHIN_A_SLIP,
    CONFIRM_BITS,
)
from tracer.matching.explain import waterfall
from tracer.matching.model import RELATIVE
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.matching.verdicts import MOST_NAMESAKES, RELATIVE_BITS
from tracer.normalise.names import name_key
from tracer.subject import (
    DeclaredRole,
    NameRole,
    PartialDate,
    PersonName,
    PostalAddress,
    Subject,
    SubjectKind,
)

POPULATION = load_population()
MATCHER = FellegiSunter(POPULATION)

surnames = st.sampled_from(
    ["Martin", "Kervazic", "Kervasic", "Le Govic", "LEGOVIC", "Martin-Kervazic", "Petit", "Zyx"]
)
givens = st.lists(
    st.sampled_from(
        ["Jean", "Jean-Pierre", "Pierre", "J.", "Michel", "Michelle", "Élodie", "Zzyxa", "Marie"]
    ),
    max_size=3,
    unique=True,
).map(tuple)
births = st.none() | st.builds(
    PartialDate,
    year=st.sampled_from([1950, 1951, 1988]),
    month=st.sampled_from([4, 5]),
    day=st.none() | st.sampled_from([4, 5, 14]),
)
places = st.lists(st.sampled_from([TOWN, FAR, PostalAddress(postcode="29000")]), max_size=2)
sirens = st.lists(st.sampled_from([SIREN, OTHER_SIREN]), max_size=2, unique=True)


@st.composite
def person_names(draw: st.DrawFn) -> tuple[PersonName, ...]:
    first = draw(givens)
    name = PersonName(surname=draw(surnames), given=first, role=draw(st.sampled_from(NameRole)))
    born = PersonName(surname=draw(surnames), given=first, role=NameRole.BIRTH)
    return (name, born) if draw(st.booleans()) else (name,)


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    return Subject(
        kind=SubjectKind.DIRECTOR,
        names=draw(person_names()),
        birth=draw(births),
        sex=draw(st.sampled_from([None, "F", "M"])),
        roles=tuple(DeclaredRole(siren=siren) for siren in draw(sirens)),
        addresses=tuple(draw(places)),
    )


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    seat = draw(st.none() | st.sampled_from([TOWN, FAR]))
    return Candidate(
        id=draw(st.sampled_from(["can_a", "can_b"])),
        mentions=(EntityId("m1"),),
        names=draw(person_names()),
        birth=draw(births),
        places=tuple(draw(places)),
        offices=tuple(office(siren, seat) for siren in draw(sirens)),
    )


def confirmed(subject: Subject, *found: Candidate) -> bool:
    return decide(subject, [MATCHER.compare(subject, one) for one in found], ()).confirmed


def weight(comparison: Comparison) -> float:
    return pytest.approx(comparison.total_bits, abs=1e-9)  # type: ignore[no-any-return]


@given(subjects(), candidates())
def test_how_a_name_is_written_changes_nothing(subject: Subject, found: Candidate) -> None:
    def shouted(name: PersonName) -> PersonName:
        given = tuple(f"  {name_key(one).replace(' ', '-')} " for one in name.given)
        return replace(name, surname=f" {name_key(name.surname)}\u00a0", given=given)

    as_written = MATCHER.compare(subject, found)
    upper = replace(found, names=tuple(map(shouted, reversed(found.names))))
    other_way = MATCHER.compare(
        replace(subject, names=tuple(map(shouted, reversed(subject.names)))), upper
    )
    assert other_way.total_bits == weight(as_written)
    assert other_way.veto == as_written.veto


@given(subjects(), candidates(), candidates())
def test_a_score_depends_on_the_values_and_never_on_the_id(
    subject: Subject, found: Candidate, other: Candidate
) -> None:
    first = MATCHER.compare(subject, found)
    MATCHER.compare(subject, replace(other, id=found.id))
    again = MATCHER.compare(subject, replace(found, id="can_else"))
    assert again.evidence == first.evidence
    assert again.total_bits == first.total_bits
    assert FellegiSunter(POPULATION).compare(subject, found) == first


@given(subjects(), st.lists(candidates(), max_size=4))
def test_a_candidate_scores_alone_as_among_others(subject: Subject, found: list[Candidate]) -> None:
    together = MATCHER.compare_all(subject, found)
    assert together == tuple(MATCHER.compare(subject, one) for one in found)


def turned_round(subject: Subject, found: Candidate) -> tuple[Subject, Candidate]:
    """Each side's names, birth and places as stated by the other."""
    seats = tuple(office.place for office in found.offices if office.place)
    return (
        replace(subject, names=found.names, birth=found.birth, addresses=(*found.places, *seats)),
        replace(
            found, names=subject.names, birth=subject.birth, places=subject.addresses, offices=()
        ),
    )


EITHER_WAY = frozenset(
    {"surname_equal", "given_equal", "given_equal_and_second", "given_equal_other_second",
     "given_apart", "birth_day", "birth_month", "birth_year", "birth_swapped", "birth_day_slip",
     "birth_two_parts", "birth_different_day", "birth_different_month", "birth_different_year",
     "place_town", "place_region", "place_elsewhere", "order_inverted", "other_surname_equal",
     "birth_surname_different"}
)  # fmt: skip
"""What rests on one name or value both sides state. A slip does not: it is made from the rarer name."""


@given(subjects(), candidates())
def test_what_agrees_says_the_same_whichever_side_states_it(
    subject: Subject, found: Candidate
) -> None:
    if subject.birth and found.birth and subject.birth.year != found.birth.year:
        return  # how rare a given name is depends on the generation: that of the candidate
    one = {e.code: e.bits for e in MATCHER.compare(replace(subject, sex=None), found).evidence}
    sought, other = turned_round(replace(subject, sex=None), found)
    back = {e.code: e.bits for e in MATCHER.compare(sought, other).evidence}
    for code in EITHER_WAY & one.keys() & back.keys():
        assert back[code] == one[code]
    if one.keys() - {RELATIVE, "office_declared", "order_inverted"} <= EITHER_WAY:
        assert back.keys() - {RELATIVE} == one.keys() - {RELATIVE, "office_declared"}


@given(subjects(), candidates(), candidates())
def test_another_candidate_never_raises_a_score_nor_confirms(
    subject: Subject, found: Candidate, other: Candidate
) -> None:
    other = replace(other, id="can_other")
    before = decide(subject, [MATCHER.compare(subject, found)], ())
    after = decide(subject, [MATCHER.compare(subject, one) for one in (found, other)], ())
    weighed = [one for one in (after.best, *after.others) if one is not None]
    same = next(one for one in weighed if one.candidate == found)
    assert before.best is not None
    assert same.total_bits == before.best.total_bits
    if after.confirmed and not before.confirmed:
        assert after.best is not None
        assert after.best.candidate.id == "can_other"


@given(subjects(), candidates())
def test_saying_the_same_thing_twice_adds_nothing(subject: Subject, found: Candidate) -> None:
    twice = replace(
        found,
        mentions=(*found.mentions, EntityId("m2")),
        names=found.names * 2,
        places=found.places * 2,
        offices=found.offices * 2,
        sources=("a", "b"),
    )
    once, again = MATCHER.compare(subject, found), MATCHER.compare(subject, twice)
    assert again.total_bits == once.total_bits
    assert again.namesakes == once.namesakes


@given(subjects(), candidates(), st.integers(min_value=1, max_value=40))
def test_a_larger_population_never_makes_anyone_surer(
    subject: Subject, found: Candidate, times: int
) -> None:
    larger = FellegiSunter(replace(POPULATION, size=POPULATION.size * times))
    here, there = MATCHER.compare(subject, found), larger.compare(subject, found)
    assert there.total_bits <= here.total_bits
    assert here.namesakes is not None
    assert there.namesakes is not None
    assert there.namesakes.expected >= here.namesakes.expected


def without(subject: Subject, found: Candidate, field: str) -> tuple[Subject, Candidate]:
    if field == "our birth":
        return replace(subject, birth=None), found
    if field == "their birth":
        return subject, replace(found, birth=None)
    if field == "sex":
        return replace(subject, sex=None), found
    if field == "roles":
        return replace(subject, roles=()), found
    if field == "addresses":
        return replace(subject, addresses=()), found
    if field == "our given names":
        names = tuple(replace(name, given=()) for name in subject.names)
        return replace(subject, names=names), found
    if field == "their given names":
        names = tuple(replace(name, given=()) for name in found.names)
        return subject, replace(found, names=names)
    if field == "their places":
        bare = tuple(replace(office, place=None) for office in found.offices)
        return subject, replace(found, places=(), offices=bare)
    if field == "later given names":
        names = tuple(replace(name, given=name.given[:1]) for name in subject.names)
        return replace(subject, names=names), found
    if field == "birth day":
        return replace(subject, birth=subject.birth and replace(subject.birth, day=None)), found
    if field == "birth surname":
        return replace(subject, names=subject.names[:1]), found
    assert field == "offices"
    return subject, replace(found, offices=())


NEARLY = BIRTH_WITHIN_A_SLIP | {"given_equal_other_second"}
"""What differs without weighing against: forgetting one of the two would hide that."""
FIELDS = (
    "our birth",
    "their birth",
    "sex",
    "roles",
    "addresses",
    "our given names",
    "their given names",
    "birth surname",
    "their places",
    "later given names",
    "birth day",
    "offices",
)


@settings(max_examples=300)
@given(subjects(), candidates(), st.sampled_from(FIELDS))
def test_knowing_less_confirms_nobody_unless_it_hid_a_contradiction(
    subject: Subject, found: Candidate, field: str
) -> None:
    full = MATCHER.compare(subject, found)
    speaks_against = full.veto is not None or any(
        (item.bits < 0 and item.code != RELATIVE) or item.code in NEARLY for item in full.evidence
    )
    if speaks_against or decide(subject, [full], ()).confirmed:
        return
    if field == "offices" and len(found.offices) > 1:
        return  # companies tied to nothing are a doubt of their own
    assert not confirmed(*without(subject, found, field))


@given(subjects(), candidates())
def test_a_veto_is_never_outweighed(subject: Subject, found: Candidate) -> None:
    full = MATCHER.compare(subject, found)
    if full.veto is None:
        return
    assert decide(subject, [full], ()).decision is MatchDecision.REJECTED
    said = (judged(found.id, Judgement.SAME),)
    if full.veto == "birth_dates_contradict":
        assert decide(subject, [full], said).decision is MatchDecision.REVIEW


@given(subjects(), candidates())
def test_nobody_is_confirmed_by_a_name_or_among_namesakes(
    subject: Subject, found: Candidate
) -> None:
    answer = decide(subject, [MATCHER.compare(subject, found)], ())
    if not answer.confirmed:
        return
    assert answer.best is not None
    assert answer.best.namesakes is not None
    assert answer.best.namesakes.expected < MOST_NAMESAKES
    assert {"birth", "corporate"} & {family.value for family in answer.best.families_for}
    assert answer.best.over_relative is not None
    assert answer.best.over_relative >= RELATIVE_BITS


@given(subjects(), candidates())
def test_the_bars_add_up(subject: Subject, found: Candidate) -> None:
    full = MATCHER.compare(subject, found)
    rows = waterfall(full)
    assert rows[-1].running == weight(full)
    assert sum(row.bits for row in rows) == weight(full)
    assert len(rows) == len(full.evidence) + 1


@settings(max_examples=300)
@given(subjects(), candidates())
def test_nobody_born_another_year_is_confirmed(subject: Subject, found: Candidate) -> None:
    if subject.birth and found.birth and subject.birth.year != found.birth.year:
        assert not confirmed(subject, found)


@settings(max_examples=300)
@given(subjects(), candidates())
def test_a_name_that_agrees_in_part_is_confirmed_only_beside_the_birth_month(
    subject: Subject, found: Candidate
) -> None:
    answer = decide(subject, [MATCHER.compare(subject, found)], ())
    if not answer.confirmed:
        return
    assert answer.best is not None
    assert answer.best.namesakes is not None
    told = {item.code for item in answer.best.evidence}
    assert not told & {"surname_different", "surname_crossed", "given_different"}
    if "given name" not in answer.best.namesakes.given:
        assert told & BIRTH_TO_THE_MONTH


@settings(max_examples=300)
@given(subjects(), candidates())
def test_a_fact_is_said_to_settle_only_if_nothing_else_would_hold_back(
    subject: Subject, found: Candidate
) -> None:
    answer = decide(subject, [MATCHER.compare(subject, found)], ())
    if answer.settle is None or "would settle it" not in answer.settle.text.en:
        return
    assert answer.decision is MatchDecision.REVIEW
    assert answer.best is not None
    assert not any("To check" in reason.en for reason in answer.reasons)
    assert answer.best.total_bits + answer.settle.bits_if_equal >= CONFIRM_BITS - 0.001


company_names = st.sampled_from(["Kervazic Toitures", "SARL Kervazic Toitures", "Le Fournil", "🙂"])
numbers = st.sampled_from([None, SIREN, OTHER_SIREN, "123456789"])


@given(company_names, numbers, company_names | st.none(), numbers, places, places)
def test_a_company_is_confirmed_by_its_own_valid_number_and_by_nothing_else(
    ours: str,
    siren: str | None,
    theirs: str | None,
    other: str | None,
    home: list[PostalAddress],
    seat: list[PostalAddress],
) -> None:
    sought = Subject(
        kind=SubjectKind.COMPANY, company_name=ours, siren=siren, addresses=tuple(home)
    )
    found = replace(company(theirs, other), places=tuple(seat))
    if confirmed(sought, found):
        assert siren == other in (SIREN, OTHER_SIREN)
