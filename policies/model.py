"""What a pack file may say. Anything else, or anything missing, and the file refuses to load."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic import Strict as Exactly

from policies.condition import Condition, facts_of, parse, tree_of
from policies.facts import FACTS, check, value_of
from policies.kleene import FactValue, compiled
from tracer.errors import IntegrityFailure
from tracer.lawful import (
    Authority,
    Citation,
    DecidingRule,
    Effect,
    Obligation,
    Operation,
    RuleId,
    Text,
)
from tracer.subject import SubjectKind


class PackRefused(IntegrityFailure):
    """A rule pack is not what it may be. Correct the file and rule named; nothing is decided until then."""

    code = "rule-pack-refused"

    def __init__(self, file: str, rule: str | None, reason: str, line: int | None = None) -> None:
        where = file if line is None else f"{file}:{line}"
        super().__init__(": ".join(part for part in (where, rule, reason) if part))
        self.file = file
        self.line = line
        self.rule = rule
        self.reason = reason


class RuleEffect(StrEnum):
    """What a rule does when its condition holds. `oblige` adds conditions and permits nothing."""

    FORBID = "forbid"
    REFER = "refer"
    PERMIT = "permit"
    OBLIGE = "oblige"


class Expected(StrEnum):
    """How an example ends: the condition holds, does not, or cannot be known."""

    FIRES = "fires"
    SILENT = "silent"
    UNKNOWN = "unknown"


OUTCOME = {True: Expected.FIRES, False: Expected.SILENT, None: Expected.UNKNOWN}


def readable(tree: object) -> Condition:
    """The condition, read and checked against the catalogue of facts."""
    condition = parse(tree)
    check(condition)
    return condition


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = Annotated[date, Exactly()]
Tree = Annotated[Any, PlainValidator(readable), PlainSerializer(tree_of)]


class Closed(BaseModel):
    """No unknown key comes in, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Closed):
    """The same sentence in French and English; neither may be missing."""

    fr: Words
    en: Words

    def text(self) -> Text:
        """As the domain carries it."""
        return Text(fr=self.fr, en=self.en)


class Cited(Closed):
    """Where the rule comes from; `checked` stays false until the reading is confirmed."""

    instrument: Words
    article: Words
    identifier: Words | None = None
    checked: StrictBool
    checked_on: Day | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.checked and self.checked_on is None:
            raise ValueError("a checked citation says on which day it was checked")
        return self

    def citation(self) -> Citation:
        """As the domain carries it."""
        return Citation(**self.model_dump())


class Validity(Closed):
    """From which day to which the rule is law; both count."""

    start: Day = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError("valid.to is before valid.from")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the rule is law on a day."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Validity) -> bool:
        """Whether some day is in both."""
        return (other.end is None or self.start <= other.end) and (
            self.end is None or other.start <= self.end
        )


class Example(Closed):
    """Facts, and how the condition ends on them. A fact that is not given is unknown."""

    given: dict[str, Any]
    expect: Expected

    @field_validator("given")
    @classmethod
    def _typed(cls, given: dict[str, Any]) -> dict[str, FactValue]:
        return {name: value_of(name, raw) for name, raw in given.items()}


class Rule(Closed):
    """One rule of a pack."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}(-[A-Z0-9]+)+$")]
    version: StrictInt = Field(ge=1)
    title: Bilingual
    message: Bilingual
    remedy: Bilingual | None = None
    authority: Authority
    citation: Cited
    valid: Validity
    operations: tuple[Operation, ...] = Field(min_length=1)
    subjects: tuple[SubjectKind, ...] = ()  # empty: every kind
    effect: RuleEffect
    obligations: tuple[Obligation, ...] = ()
    absolute: StrictBool = False  # nobody may override it
    overridable: StrictBool = False  # a named compliance officer may, in writing
    when: Tree
    examples: tuple[Example, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _coherent(self, _info: ValidationInfo) -> Self:
        if self.absolute and self.overridable:
            raise ValueError("a rule is absolute or overridable, not both")
        if self.effect in (RuleEffect.FORBID, RuleEffect.REFER) and self.obligations:
            raise ValueError("obligations travel with a permit; this rule withholds leave")
        if self.effect is RuleEffect.OBLIGE and not self.obligations:
            raise ValueError("a rule that obliges says to what")
        if self.effect in (RuleEffect.FORBID, RuleEffect.REFER) and self.remedy is None:
            raise ValueError("a rule that withholds leave says what would make it lawful")
        self._exercised()
        return self

    def _exercised(self) -> None:
        """Every example reads facts of the condition and ends as it says; each ending is shown."""
        if missing := set(Expected) - {example.expect for example in self.examples}:
            raise ValueError(f"no example is {', '.join(sorted(missing))}")
        test = compiled(self.condition)
        for number, example in enumerate(self.examples, 1):
            if strange := set(example.given) - set(self.facts):
                raise ValueError(f"example {number}: {sorted(strange)[0]} is not read by the rule")
            ended = OUTCOME[test(self.padded(example.given))]
            if ended is not example.expect:
                raise ValueError(f"example {number}: expected {example.expect}, ended {ended}")

    @property
    def condition(self) -> Condition:
        """The condition as a tree."""
        tree: Condition = self.when
        return tree

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts the condition reads, each once."""
        return tuple(sorted(set(facts_of(self.condition))))

    def padded(self, given: Mapping[str, FactValue]) -> dict[str, FactValue | None]:
        """The given facts, and the rest of those the rule reads as unknown."""
        return {name: given.get(name) for name in self.facts}

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the case file that its facts come from, each once."""
        return tuple(dict.fromkeys(field for name in self.facts for field in FACTS[name].fields))

    def deciding(self, effect: Effect, unknown: tuple[str, ...] = ()) -> DecidingRule:
        """This rule as a decision names it."""
        return DecidingRule(
            rule=RuleId(self.id),
            version=self.version,
            title=self.title.text(),
            effect=effect,
            authority=self.authority,
            citation=self.citation.citation(),
            message=self.message.text(),
            remedy=self.remedy.text() if self.remedy else None,
            unknown_facts=unknown,
            fields=self.fields,
        )


class PackFile(Closed):
    """A file of rules."""

    rule: tuple[Rule, ...] = Field(min_length=1)
