"""The invented companies: who directs them, written as unevenly as real registers write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from connectors.sandbox.identifiers import fictive_siren, wrong_siren
from connectors.sandbox.model import Company, Director, LegalDirector, NaturalDirector, Person
from connectors.sandbox.people import Census
from connectors.sandbox.vocabulary import (
    ACTIVITIES,
    FORMS,
    SOLE_TRADER_FORM,
    LegalForm,
    company_name,
)

WORLD_DAY = date(2026, 10, 30)
"""The day on which the invented registers were last updated."""

CLOSED_RATE = 0.17
MASKED_RATE = 0.03
BLANK_UNITS = 5
ALREADY_DIRECTOR_RATE = 0.35  # how often a new office goes to somebody who has one
DUPLICATED_DIRECTOR_RATE = 0.04
LEGAL_DIRECTOR_RATE = 0.09
WRONG_SIREN_RATE = 0.06  # of legal-person directors
MISSING_SIREN_RATE = 0.08
_DIRECTORS_SHARE = 0.6  # of the population ever directs anything


class Registrar:
    """Invents companies over a population; same people and same seed, same companies."""

    def __init__(self, people: tuple[Person, ...], census: Census, rng: Random) -> None:
        adults = [person for person in people if person.born.year <= WORLD_DAY.year - 19]
        self._rng = rng
        self._census = census
        self._eligible = rng.sample(adults, round(len(adults) * _DIRECTORS_SHARE))
        self._households: dict[int, list[Person]] = {}
        for person in adults:
            self._households.setdefault(person.household, []).append(person)
        self._in_office: list[Person] = []
        self._traders: set[int] = set()  # a person trades under one number only
        self._companies: list[Company] = []
        self._holdings: list[Company] = []  # those that may direct others

    def invent(self, count: int) -> tuple[Company, ...]:
        """`count` companies, the last few of them blank units known to one register only."""
        for number in range(count - BLANK_UNITS):
            company = self._company(fictive_siren(number * 7 + 13))
            self._companies.append(company)
            if not company.is_sole_trader and not company.masked:
                self._holdings.append(company)
        for number in range(BLANK_UNITS):
            self._companies.append(self._blank(fictive_siren((count + number) * 7 + 13)))
        return tuple(self._companies)

    def _company(self, siren: str) -> Company:
        rng = self._rng
        form = rng.choices(FORMS, [each.weight for each in FORMS])[0]
        created = date(1985, 1, 1) + timedelta(days=rng.randrange(15_000))
        closed = None
        if rng.random() < CLOSED_RATE:
            closed = created + timedelta(days=rng.randrange(200, 7_000))
            closed = closed if closed < WORLD_DAY else None
        head = self._person(created) if form.head or form is SOLE_TRADER_FORM else None
        if head and form is SOLE_TRADER_FORM:
            head = self._new_trader(head)
        at_home = head is not None and (form is SOLE_TRADER_FORM or rng.random() < 0.35)
        return Company(
            siren=siren,
            name=""
            if form is SOLE_TRADER_FORM
            else company_name(rng, form.code, head.surname if head else None),
            form=form.code,
            activity=rng.choice(ACTIVITIES)[0],
            created=created,
            closed=closed,
            seat=head.home if head and at_home else self._census.address(),
            others=tuple(
                self._census.address()
                for _ in range(rng.choice((1, 1, 2)) if rng.random() < 0.08 else 0)
            ),
            directors=self._directors(form, head, created),
            sign=None if rng.random() < 0.9 else company_name(rng, "5499", None),
            staff=rng.choice(("NN", "NN", "00", "01", "02", "11")),
            masked=rng.random() < MASKED_RATE,
        )

    def _directors(
        self, form: LegalForm, head: Person | None, created: date
    ) -> tuple[Director, ...]:
        rng = self._rng
        if head is None:
            return ()
        if form is SOLE_TRADER_FORM:
            return (replace(self._written(head, None), birth_month=None),)
        chosen: list[tuple[Person, str]] = [(head, form.head or "Gérant")]
        relatives = [p for p in self._households[head.household] if p.id != head.id]
        for role in form.others[: rng.choice((0, 0, 1, 1, 2, 3))]:
            taken = {person.id for person, _ in chosen}
            family = [p for p in relatives if p.id not in taken]
            person = family[0] if family and rng.random() < 0.5 else self._person(created)
            if person.id not in taken:
                chosen.append((person, role))
        directors: list[Director] = [self._written(person, role) for person, role in chosen]
        if rng.random() < DUPLICATED_DIRECTOR_RATE:
            directors.insert(1, self._written(head, form.head, twice=True))
        if self._holdings and rng.random() < LEGAL_DIRECTOR_RATE:
            directors = self._under_a_holding(directors, form.head or "Gérant")
        return tuple(directors)

    def _under_a_holding(self, directors: list[Director], role: str) -> list[Director]:
        """A legal person takes the first office; sometimes nobody else is left."""
        rng = self._rng
        holding = rng.choice(self._holdings)
        roll, siren = rng.random(), holding.siren
        given = (
            wrong_siren(siren)
            if roll < WRONG_SIREN_RATE
            else None
            if roll < WRONG_SIREN_RATE + MISSING_SIREN_RATE
            else siren
        )
        legal = LegalDirector(siren=given, name=holding.name, role=role)
        return [legal] if rng.random() < 0.5 else [legal, *directors]

    def _person(self, created: date) -> Person:
        """Somebody of age at creation, often somebody who already directs another company."""
        rng = self._rng
        for _ in range(20):
            again = self._in_office and rng.random() < ALREADY_DIRECTOR_RATE
            person = rng.choice(self._in_office if again else self._eligible)
            if person.born.year + 19 <= created.year:
                break
        self._in_office.append(person)
        return person

    def _new_trader(self, person: Person) -> Person:
        """The person, or somebody else who does not trade under a number yet."""
        free = [each for each in self._eligible if each.id not in self._traders]
        if not free:
            raise ValueError("there are more sole traders than people who may trade")
        trader = self._rng.choice(free) if person.id in self._traders else person
        self._traders.add(trader.id)
        return trader

    def _written(self, person: Person, role: str | None, *, twice: bool = False) -> NaturalDirector:
        """The person as one clerk wrote them: all given names or the first, one surname or two."""
        rng = self._rng
        given = person.given if twice or rng.random() < 0.6 else person.given[:1]
        if twice and len(given) == 1:
            given = (*given, "MARIE" if person.sex == "F" else "JEAN")
        text = " ".join(given)
        return NaturalDirector(
            surname=_surname_as_written(person, rng.random()),
            given=text.replace("-", " ") if rng.random() < 0.2 else text,
            birth_month=person.birth_month,
            role=role,
            person=person.id,
            nationality=None if rng.random() < 0.95 else "Française",
        )

    def _blank(self, siren: str) -> Company:
        return Company(
            siren=siren,
            name="",
            form="",
            activity="",
            created=WORLD_DAY,
            seat=self._census.address(),
            blank=True,
        )


def _surname_as_written(person: Person, roll: float) -> str:
    if person.usage_surname is None:
        return f"{person.birth_surname} ({person.birth_surname})" if roll < 0.05 else person.surname
    if roll < 0.15:
        return person.birth_surname
    if roll < 0.3:
        return person.usage_surname
    return f"{person.usage_surname} ({person.birth_surname})"
