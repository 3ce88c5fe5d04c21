"""Brings the open data that Tracer reads from its own disk: the file of deceased persons.

The catalogue of data.gouv.fr says what there is; a whole year replaces its months and quarters, so
that no death is counted twice. Source: data.gouv.fr API 1, dataset "Fichier des personnes décédées".
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field

from connectors.base import Payload, read
from connectors.download import Downloads
from connectors.fr.deaths_download import SOURCE, PublishedFile, download_deaths
from tracer.errors import Invalid, SourceChanged

CATALOGUE = "https://www.data.gouv.fr/api/1/datasets/fichier-des-personnes-decedees/"
HOSTS = ("object.files.data.gouv.fr", "static.data.gouv.fr", "www.data.gouv.fr")
DEATHS = re.compile(r"deces-(?P<year>\d{4})(?P<part>-[mt]\d{1,2})?\.txt(?:\.gz)?", re.IGNORECASE)
OPPOSITIONS = re.compile(r"fichier-opposition-deces[A-Za-z0-9._-]*\.csv(?:\.gz)?", re.IGNORECASE)

Progress = Callable[[str, int, int], None]
"""Told the file, the bytes that are there, and the bytes it has."""


class Checksum(Payload):
    """How the catalogue says that a file is whole."""

    type: str
    value: str


class Resource(Payload):
    """One file of a dataset; documentation and links have no checksum or no size."""

    url: str
    filesize: int | None = None
    checksum: Checksum | None = None


class Dataset(Payload):
    """What is read of a dataset."""

    resources: tuple[Resource, ...] = Field(min_length=1)


def published(body: object) -> tuple[PublishedFile, ...]:
    """The files of deaths and of oppositions in a catalogue.

    Raises SourceChanged when one of them is described without what it is checked by.
    """
    named = {
        urlsplit(one.url).path.rpartition("/")[2]: one
        for one in read(Dataset, body, SOURCE).resources
    }
    years = {m["year"] for name in named if (m := DEATHS.fullmatch(name)) and not m["part"]}
    return tuple(described(name, one) for name, one in named.items() if wanted(name, years))


def wanted(name: str, years: Iterable[str]) -> bool:
    """Whether a file is read: oppositions, whole years, and parts of years that are not whole yet."""
    deaths = DEATHS.fullmatch(name)
    if deaths is None:
        return OPPOSITIONS.fullmatch(name) is not None
    return not deaths["part"] or deaths["year"] not in years


def described(name: str, one: Resource) -> PublishedFile:
    """A resource as a file that can be checked once it is here."""
    if one.filesize is None or one.checksum is None:
        raise SourceChanged(SOURCE, "a file is described without its size or checksum")
    try:
        return PublishedFile(
            url=one.url,
            name=name,
            size=one.filesize,
            checksum=one.checksum.value,
            algorithm=one.checksum.type.lower(),
        )
    except Invalid as odd:
        raise SourceChanged(SOURCE, f"the {odd.field} of a file {odd.problem}") from None


async def bring_deaths(folder: Path, downloads: Downloads, progress: Progress) -> tuple[Path, ...]:
    """Every file that is not in the folder yet; called again, it goes on where it was stopped."""
    files = published(await downloads.catalogue(CATALOGUE))
    known = {file.url: file for file in files}

    async def fetch(url: str, offset: int) -> AsyncIterator[bytes]:
        there, file = offset, known[url]
        progress(file.name, there, file.size)
        async for chunk in downloads.fetch(url, offset):
            there += len(chunk)
            progress(file.name, there, file.size)
            yield chunk

    return await download_deaths(files, folder, fetch)
