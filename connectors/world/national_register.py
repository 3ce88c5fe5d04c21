"""A register of companies of one country: what those asked by number, else by name, have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable

from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import SourceCard
from tracer.subject import Subject


class NationalRegister(ABC):
    """A register over a session. `number_of`: a number as the register writes it, if it is valid."""

    def __init__(
        self, session: Session, card: SourceCard, number_of: Callable[[str | None], str | None]
    ) -> None:
        self.session = session
        self._card = card
        self._number_of = number_of

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return self._card

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor by the declared number; a company without a valid one by its name."""
        here = subject.country == self.card.country
        number = self._number_of(subject.registration) if here else None
        name = self.searchable(subject.company_name or "") if here and subject.is_company else None
        if number:
            records = self.by_number(number, permit)
        elif name:
            records = self.by_name(name, permit)
        else:
            raise SourceUnsupported(
                self.card.id, "neither a valid number of this register nor a company's name"
            )
        async for record in records:
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What the register holds of a company of its country already found."""
        number = self._number_of(entity.text(Property.REGISTRATION_NUMBER))
        here = entity.text(Property.JURISDICTION) == self.card.country
        if entity.kind is not EntityKind.COMPANY or not here or number is None:
            raise SourceUnsupported(
                self.card.id, "not a company of this register with a valid number"
            )
        async for record in self.by_number(number, permit):
            yield record

    def searchable(self, name: str) -> str | None:
        """A name as it may be asked; None for one that has nothing to search by."""
        return name if company_key(name) else None

    @abstractmethod
    def by_number(self, number: str, permit: Permit) -> AsyncIterator[Record]:
        """What the register holds under a number; nothing where it holds nothing."""

    @abstractmethod
    def by_name(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """The companies of that very name; BudgetExhausted after the records when there may be more."""
