"""The monthly files of deaths: whole and checked or not there, and never before the oppositions."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from api.match.deceased_build import build_deaths
from api.match.deceased_store import read_manifest
from connectors.fr.deaths_download import (
    MOST_BYTES,
    PublishedFile,
    download_deaths,
)
from tracer.errors import Invalid, SourceChanged, SourceError

OPPOSITIONS = gzip.compress(
    b"Code du lieu de deces;Date de deces;Numero d acte de deces\n35238;20260203;000000012\n"
)


def death(name: str, act: str) -> str:
    """A line of the published fixed width."""
    fields = (
        (name, 80), ("2", 1), ("19380417", 8), ("35238", 5), ("RENNES", 30), ("", 30),
        ("20260203", 8), ("35238", 5), (act, 9),
    )  # fmt: skip
    return "".join(text.ljust(width) for text, width in fields)


DEATHS = "\n".join(
    (death("QUERLIN*SOLENE MARIE/", "000000012"), death("VAUQUELANDE*GATIEN/", "000000013"))
).encode()
LISTED, MONTH = "fichier-opposition-deces-2026.csv.gz", "deces-2026-m02.txt"


def published(name: str, data: bytes, /, **more) -> PublishedFile:
    return PublishedFile(
        **{
            "url": f"https://files.example/{name}",
            "name": name,
            "size": len(data),
            "checksum": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        }
        | more
    )


FILES = (published(MONTH, DEATHS), published(LISTED, OPPOSITIONS))


class Publisher:
    """What lies at each URL, and what was asked of it. `stops` ends each answer after some bytes."""

    def __init__(self, stops: int | None = None, breaks: bool = False) -> None:
        self.there = {FILES[0].url: DEATHS, FILES[1].url: OPPOSITIONS}
        self.stops, self.breaks = stops, breaks
        self.asked: list[tuple[str, int]] = []
        self.given = 0

    async def __call__(self, url: str, offset: int):
        self.asked.append((url, offset))
        left = self.there[url][offset:]
        for start in range(0, len(left[: self.stops]), 7):
            chunk = left[: self.stops][start : start + 7]
            self.given += len(chunk)
            yield chunk
        if self.breaks:
            raise SourceError("fr.deces", "the connection failed")


async def test_the_files_arrive_whole_and_the_build_takes_the_opposed_out(tmp_path):
    folder, index = tmp_path / "deaths", tmp_path / "index"
    arrived = await download_deaths(FILES, folder, Publisher())
    assert [path.name for path in arrived] == [LISTED, MONTH]
    assert (folder / MONTH).read_bytes() == DEATHS
    assert sorted(path.name for path in folder.iterdir()) == sorted((LISTED, MONTH))
    assert folder.stat().st_mode & 0o077 == 0
    build_deaths(folder, index)
    told = read_manifest(index)
    assert (told.rows, told.opposed) == (1, 1)


async def test_no_death_is_fetched_before_every_opposition_has_arrived(tmp_path):
    publisher = Publisher()
    publisher.there[FILES[1].url] = b"another list" * 20
    with pytest.raises(SourceChanged):
        await download_deaths(FILES, tmp_path, publisher)
    assert publisher.asked == [(FILES[1].url, 0)]
    assert list(tmp_path.iterdir()) == []


async def test_deaths_without_a_list_of_oppositions_are_not_fetched(tmp_path):
    publisher = Publisher()
    with pytest.raises(Invalid):
        await download_deaths(FILES[:1], tmp_path, publisher)
    assert publisher.asked == []


@pytest.mark.parametrize("breaks", [True, False])
async def test_a_download_that_ended_early_goes_on_where_it_was(tmp_path, breaks):
    with pytest.raises(SourceError):
        await download_deaths(FILES, tmp_path, Publisher(stops=20, breaks=breaks))
    assert not (tmp_path / LISTED).exists()
    publisher = Publisher()
    await download_deaths(FILES, tmp_path, publisher)
    assert publisher.asked == [(FILES[1].url, 20), (FILES[0].url, 0)]
    assert (tmp_path / LISTED).read_bytes() == OPPOSITIONS


async def test_a_whole_file_that_was_not_moved_in_time_is_not_fetched_again(tmp_path):
    (tmp_path / f"{LISTED}.partial").write_bytes(OPPOSITIONS)
    publisher = Publisher()
    await download_deaths(FILES, tmp_path, publisher)
    assert [url for url, _ in publisher.asked] == [FILES[0].url]
    assert (tmp_path / LISTED).read_bytes() == OPPOSITIONS


async def test_two_versions_of_a_file_are_never_glued(tmp_path):
    (tmp_path / f"{LISTED}.partial").write_bytes(b"the month before")
    with pytest.raises(SourceChanged):
        await download_deaths(FILES, tmp_path, Publisher())
    assert list(tmp_path.iterdir()) == []
    await download_deaths(FILES, tmp_path, Publisher())
    assert (tmp_path / LISTED).read_bytes() == OPPOSITIONS


async def test_a_file_larger_than_described_is_cut_and_thrown_away(tmp_path):
    publisher = Publisher()
    publisher.there[FILES[1].url] = OPPOSITIONS + bytes(10_000)
    with pytest.raises(SourceChanged):
        await download_deaths(FILES, tmp_path, publisher)
    assert publisher.given <= len(OPPOSITIONS) + 7
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_there_is_not_fetched_again_and_another_version_replaces_it(tmp_path):
    await download_deaths(FILES, tmp_path, Publisher())
    publisher = Publisher()
    assert await download_deaths(FILES, tmp_path, publisher) == ()
    assert publisher.asked == []
    later = gzip.compress(gzip.decompress(OPPOSITIONS) + b"35238;20260203;000000013\n")
    publisher.there[FILES[1].url] = later
    replaced = await download_deaths((FILES[0], published(LISTED, later)), tmp_path, publisher)
    assert [path.name for path in replaced] == [LISTED]
    assert (tmp_path / LISTED).read_bytes() == later


async def test_the_version_before_stays_while_the_next_one_fails(tmp_path):
    await download_deaths(FILES, tmp_path, Publisher())
    later = published(LISTED, OPPOSITIONS + b"x")
    with pytest.raises(SourceError):
        await download_deaths((later, FILES[0]), tmp_path, Publisher(stops=5))
    assert (tmp_path / LISTED).read_bytes() == OPPOSITIONS


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_both_published_checksums_are_read_in_either_case(tmp_path, algorithm):
    said = hashlib.new(algorithm, OPPOSITIONS).hexdigest().upper()
    file = published(LISTED, OPPOSITIONS, algorithm=algorithm, checksum=said)
    assert len(await download_deaths((file,), tmp_path, Publisher())) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "../deces.txt"},
        {"name": ".deces.txt"},
        {"name": "deces/m02.txt"},
        {"name": "deces.zip"},
        {"name": "deces.txt\n"},
        {"url": "http://files.example/deces.txt"},
        {"url": "file:///deces.txt"},
        {"size": 0},
        {"size": MOST_BYTES + 1},
        {"algorithm": "md5"},
    ],
)
def test_a_description_that_cannot_be_followed_is_refused(wrong):
    with pytest.raises(Invalid):
        published(MONTH, DEATHS, **wrong)


async def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.raises(Invalid):
        await download_deaths((*FILES, FILES[0]), tmp_path, Publisher())
