"""What compliance tells on standard input: an operator's ties, a person to protect. No name in argv."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.casefile import AddressIn, SubjectIn
from api.fields import Part
from policies.safeguards import operator_lines

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class DeclarationBody(Part):
    """What may tie an operator to a debtor. Only keyed hashes of it are kept."""

    surnames: tuple[Word, ...] = Field(min_length=1, max_length=10)
    addresses: tuple[AddressIn, ...] = Field(default=(), max_length=10)
    mail_domains: tuple[Word, ...] = Field(default=(), max_length=10)

    def lines(self) -> frozenset[str]:
        """As they are compared."""
        places = [(address.line or "", address.postcode) for address in self.addresses]
        return operator_lines(self.surnames, places, self.mail_domains)


class ProtectedBody(Part):
    """A person to protect, described as a case file describes a debtor."""

    subject: SubjectIn
