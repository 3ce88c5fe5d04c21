"""`make prove`: every property, the rules that never decide alone, every edit of every rule, with times."""

from __future__ import annotations

import sys
from collections import Counter
from time import perf_counter

from rich.console import Console
from rich.table import Table

from policies.load import load_packs
from tests.proofs.mutants import score
from tests.proofs.properties import PROPERTIES
from tests.proofs.shadows import covering, shadowed
from tests.proofs.symbolic import World, told
from tests.proofs.test_shadows import DOCUMENTED

PROMISED_SECONDS = 30


def main() -> int:
    console, packs = Console(width=150), load_packs()
    world = World(packs)
    read = {name for item in world.items for name in item.rule.facts}
    console.print(f"packs {', '.join(packs.by_code)}: {len(world.items)} rules, {len(read)} facts")
    ok = properties(console, world, read)
    ok &= shadows(console, world)
    return 0 if mutation(console, world) and ok else 1


def properties(console: Console, world: World, read: set[str]) -> bool:
    table, wrong, started = (
        Table("property", "proved", "ms", title="Properties"),
        [],
        perf_counter(),
    )
    for sentence, claim in PROPERTIES.items():
        begun = perf_counter()
        found = world.counterexample(claim(world))
        took = (perf_counter() - begun) * 1000
        table.add_row(sentence, "yes" if found is None else "NO", f"{took:.0f}")
        if found is not None:
            wrong.append(f"{sentence}\n  {told(found, read)}")
    spent = perf_counter() - started
    console.print(table)
    console.print(f"{len(PROPERTIES) - len(wrong)} of {len(PROPERTIES)} proved in {spent:.1f} s")
    for one in wrong:
        console.print(one)
    return not wrong and spent < PROMISED_SECONDS


def shadows(console: Console, world: World) -> bool:
    table, started = (
        Table("rule", "with it always", "why it is kept", title="Never decide alone"),
        perf_counter(),
    )
    found = shadowed(world)
    for item in found:
        others = ", ".join(covering(world, item)) or "several, or the default"
        table.add_row(item.rule.id, others, DOCUMENTED.get(item.rule.id, "NOT DOCUMENTED"))
    console.print(table)
    console.print(f"{len(found)} of {len(world.items)} in {perf_counter() - started:.1f} s")
    return {item.rule.id for item in found} == set(DOCUMENTED)


def mutation(console: Console, world: World) -> bool:
    counts, survivors, started = Counter[str](), [], perf_counter()
    for item in world.items:
        one = score(item.rule)
        counts["killed by the rule's own examples"] += one.killed_by_examples
        counts["killed by a generated boundary case"] += one.killed_by_generated
        counts["proved to change nothing"] += one.equivalent
        survivors += one.survivors
    table = Table("single edits of the rules", "how many", title="Mutation")
    for what, number in {**counts, "survived": len(survivors)}.items():
        table.add_row(what, str(number))
    console.print(table)
    console.print(
        f"{sum(counts.values()) + len(survivors)} edits in {perf_counter() - started:.1f} s"
    )
    for one in survivors:
        console.print(one)
    return not survivors


if __name__ == "__main__":
    sys.exit(main())
