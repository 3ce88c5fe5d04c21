from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.condition import Every, Holds, Known, Negation, Some, parse, tree_of
from policies.kleene import compiled

VALUES = (True, False, None)
A, B = Holds(fact="a"), Holds(fact="b")
RANK = {False: 0, None: 1, True: 2}


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, VALUES)))
def test_and_is_the_lesser_or_the_greater_and_not_turns_them_round(a, b):
    facts = {"a": a, "b": b}
    assert RANK[compiled(Every(parts=(A, B)))(facts)] == min(RANK[a], RANK[b])
    assert RANK[compiled(Some(parts=(A, B)))(facts)] == max(RANK[a], RANK[b])
    assert RANK[compiled(Negation(part=Every(parts=(A,))))(facts)] == 2 - RANK[a]
    assert RANK[compiled(Negation(part=A))(facts)] == 2 - RANK[a]
    assert compiled(Known(fact="a"))(facts) is (a is not None)


def trees() -> st.SearchStrategy[dict]:
    leaf = st.sampled_from("abc").map(lambda name: {"is": name})
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
            | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
            | inner.map(lambda part: {"not": part})
        ),
        max_leaves=6,
    )


@given(trees(), st.fixed_dictionaries({name: st.sampled_from(VALUES) for name in "abc"}))
def test_what_is_settled_stays_settled_however_the_unknown_turns_out(tree, facts):
    test = compiled(parse(tree))
    settled = test(facts)
    unknown = [name for name, value in facts.items() if value is None]
    for answers in product((True, False), repeat=len(unknown)):
        full = test({**facts, **dict(zip(unknown, answers, strict=True))})
        assert full is not None
        if settled is not None:
            assert full is settled


@given(trees())
def test_a_condition_reads_back_as_it_was_written(tree):
    assert tree_of(parse(tree)) == tree


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2026, 5, 1), True), (date(2026, 4, 16), True), (date(2026, 4, 15), False),
     (date(2026, 5, 2), False), (None, None)],
)  # fmt: skip
def test_within_days_counts_today_and_the_last_day(day, held):
    test = compiled(parse({"within_days": ["d", 15]}))
    assert test({"d": day, "today": date(2026, 5, 1)}) is held


@pytest.mark.parametrize(
    "tree",
    [{}, {"is": "a", "not": {"is": "a"}}, {"all": []}, {"in": ["a", []]}, {"eq": ["a"]},
     {"eq": ["a", True]}, {"within_days": ["a", True]}, {"days_between": ["a", "b", {"eq": 3}]},
     {"maybe": "a"}, "a", {"not": "a"}],
)  # fmt: skip
def test_any_other_shape_is_refused(tree):
    with pytest.raises(ValueError, match=r"condition|operator|fact"):
        parse(tree)
