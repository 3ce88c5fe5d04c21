"""The file of deceased persons as a trace asks it: on this machine, and nothing leaves."""
# ruff: noqa: PLC0415 -- without a file, numpy and Arrow are not needed

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.deaths import DeathAnswer
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

if TYPE_CHECKING:
    from tracer.matching.deceased import DeathIndex
    from tracer.matching.parameters import Parameters
    from tracer.matching.population import Population

CARD = SourceCard(
    id="fr.deces",
    title="Fichier des personnes décédées",
    publisher="INSEE",
    kind=SourceKind.DEATH_FILE,
    country="FR",
    base_url="",
    licence="Licence Ouverte 2.0",
    attribution="INSEE, fichier des personnes décédées",
    terms_url="https://www.data.gouv.fr/datasets/fichier-des-personnes-decedees/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "nom_prenoms",
        "sexe",
        "date_naissance",
        "commune_naissance",
        "date_deces",
        "code_lieu_deces",
        "num_acte",
    ),
    fields_dropped=("code_lieu_naissance", "pays_naissance"),
    personal_parameters=(),
    rate_per_second=1.0,
    ttl_seconds=0,
    intrusiveness=0,
    legal_notes=(
        "Read from files on this machine: nothing about the debtor leaves. Deaths whose next of kin "
        "opposed their use are taken out before anything is indexed. The dead are outside the GDPR "
        "(recital 27); their instructions and their heirs are not (loi n° 78-17, art. 85): no heir "
        "is looked for. A hit is a question for a person, and absence proves nothing."
    ),
)


class LocalDeaths:
    """The index of a folder, or none. An index built anew is taken up without a restart."""

    def __init__(self, index: Path | None) -> None:
        """Raises Invalid when the folder holds no index."""
        self.path = index
        self.opened: tuple[str, DeathIndex] | None = None
        if index is not None:
            self.current(index)

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    @property
    def installed(self) -> bool:
        """Whether a folder was named."""
        return self.path is not None

    def look_up(self, subject: Subject, today: date, alive_on: date | None) -> DeathAnswer:
        """Who in the file may be the debtor."""
        from tracer.matching.deceased_lookup import look_up

        return look_up(
            self.current(self.path) if self.path else None,
            subject,
            today=today,
            by=self.parameters,
            population=self.population,
            alive_on=alive_on,
        )

    def current(self, path: Path) -> DeathIndex:
        """The index as it is now."""
        from api.match.deceased_store import open_deaths, read_manifest

        built = read_manifest(path).built
        if self.opened is None or self.opened[0] != built:
            self.opened = (built, open_deaths(path))
        return self.opened[1]

    @cached_property
    def parameters(self) -> Parameters:
        """What the engine weighs with."""
        from tracer.matching.parameters import load_parameters

        return load_parameters()

    @cached_property
    def population(self) -> Population:
        """How common names are in France."""
        from tracer.matching.population import load_population

        return load_population()
