"""Downloads the monthly files of deceased persons and the lists of oppositions that INSEE publishes.

It sends nothing itself: `fetch` gives the bytes of a URL from an offset on. A file appears in the
folder whole and checked, or not at all; `tracer match deceased build` reads that folder, and takes
out whoever is on a list of oppositions. Source: data.gouv.fr, "Fichier des personnes décédées".
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tracer.errors import Invalid, SourceChanged, SourceError

Fetch = Callable[[str, int], AsyncIterator[bytes]]
"""The bytes of a URL from an offset on. It raises when the publisher cannot start there."""

SOURCE = "fr.deces"
MOST_BYTES = 600_000_000  # a decade of deaths is 400 MB
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(?:txt|csv)(?:\.gz)?")
OPPOSITION = "opposition"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """A file as the catalogue of data.gouv.fr describes it: `algorithm` is sha1 or sha256."""

    url: str
    name: str
    size: int
    checksum: str
    algorithm: str = "sha1"

    def __post_init__(self) -> None:
        """Refuse a name that leaves the folder or that the build would not read, and plain http."""
        if not NAME.fullmatch(self.name):
            raise Invalid("name", "must be a plain .txt or .csv, .gz or not")
        if urlsplit(self.url).scheme != "https":
            raise Invalid("url", "must be https")
        if not 0 < self.size <= MOST_BYTES:
            raise Invalid("size", f"must be from 1 to {MOST_BYTES}")
        if self.algorithm not in ("sha1", "sha256"):
            raise Invalid("algorithm", "must be sha1 or sha256")

    @property
    def is_oppositions(self) -> bool:
        """Whether it lists the deaths that may not be used."""
        return OPPOSITION in self.name.lower()

    def is_at(self, place: Path) -> bool:
        """Whether what lies there is this very file."""
        if not place.exists():
            return False
        with place.open("rb") as stored:
            return hashlib.file_digest(stored, self.algorithm).hexdigest() == self.checksum.lower()


async def download_deaths(
    files: Sequence[PublishedFile], folder: Path, fetch: Fetch
) -> tuple[Path, ...]:
    """Every file that is not there yet, the oppositions first; returns where the new ones lie.

    No deaths are fetched before every opposition has arrived. Raises Invalid without a list of
    oppositions or when two files have one name, SourceError for a download that ended early (call
    again: it goes on where it was), SourceChanged for bytes that are not the file described.
    """
    if not any(file.is_oppositions for file in files):
        raise Invalid("files", "no list of oppositions (fichier-opposition-deces-*.csv.gz)")
    if len({file.name for file in files}) < len(files):
        raise Invalid("files", "two files have one name")
    make(folder)
    fetched = []
    for file in sorted(files, key=lambda one: not one.is_oppositions):
        place = folder / file.name
        if not file.is_at(place):
            await download(file, place, fetch)
            fetched.append(place)
    return tuple(fetched)


def make(folder: Path) -> None:
    """The folder, for its owner alone: lists of oppositions name deaths that nobody may use."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


async def download(file: PublishedFile, place: Path, fetch: Fetch) -> None:
    """One file, from where it was left; what took the place of another version is whole."""
    partial = place.with_name(f"{place.name}.partial")
    with partial.open("ab") as sink:
        if sink.tell() < file.size:
            async for chunk in fetch(file.url, sink.tell()):
                sink.write(chunk)
                if sink.tell() > file.size:
                    break
        sink.flush()
        os.fsync(sink.fileno())
        arrived = sink.tell()
    if arrived < file.size:
        raise SourceError(SOURCE, "the download of a file ended early")
    if arrived > file.size or not file.is_at(partial):
        partial.unlink()
        raise SourceChanged(SOURCE, "a file is not the one the catalogue describes")
    partial.replace(place)
