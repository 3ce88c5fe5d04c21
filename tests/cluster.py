"""A PostgreSQL of the tests' own: made in a temporary folder, durable, reached by a socket in it only.

`cluster` starts one for the whole run. PostgreSQL refuses to run as root, so root runs it as the
system user `postgres`, which the distribution's package makes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

OWNER = "owner"  # the superuser of the throw-away cluster
USER = "postgres"  # who runs it when the tests run as root
MAKE = ("--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
RUN = ("-c", "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=on")
WANTED = ("initdb", "postgres")
MISSING = (
    "no PostgreSQL here: run tests/install-postgresql, or set TRACER_POSTGRESQL to the folder of "
    "initdb and postgres"
)


def programs() -> Path:
    """Where the server's programs are; these tests do not pass without them."""
    found = shutil.which("initdb")
    folders = (
        Path(os.environ["TRACER_POSTGRESQL"]) if "TRACER_POSTGRESQL" in os.environ else None,
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True),
        Path(found).resolve().parent if found else None,
    )
    for folder in folders:
        if folder and all(os.access(folder / name, os.X_OK) for name in WANTED):
            return folder
    pytest.fail(MISSING)


def version(folder: Path) -> float:
    """The major version in the distribution's path."""
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


class Cluster:
    """A server that can be stopped, killed and started again."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self._folder = folder
        self._bin = bin_folder
        self._server: subprocess.Popen[bytes] | None = None
        self._log = folder / "log"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            try:
                person = pwd.getpwnam(USER)
            except KeyError:
                pytest.fail(f"PostgreSQL does not run as root, and there is no user {USER}")
            os.chown(folder, person.pw_uid, person.pw_gid)
            self._as = {"user": USER, "group": person.pw_gid, "extra_groups": []}
        made = subprocess.run(
            [bin_folder / "initdb", "--pgdata", folder / "data", *MAKE],
            cwd=folder,
            capture_output=True,
            check=False,
            **self._as,
        )
        if made.returncode != 0:
            pytest.fail(f"initdb failed: {made.stderr.decode(errors='replace')}")

    def url(self, database: str = "postgres", user: str = OWNER) -> str:
        """How to reach a database as somebody. Trusted: only the user who runs it sees the socket."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [self._bin / "postgres", "-D", self._folder / "data", "-k", self._folder, *RUN],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                **self._as,
            )
        until = time.monotonic() + 30
        ready = self._folder / "data" / "postmaster.pid"
        while time.monotonic() < until:
            if self._server.poll() is not None:
                break
            try:
                if ready.read_text().rstrip().endswith("ready"):
                    return
            except OSError:
                pass
            time.sleep(0.02)
        pytest.fail(f"PostgreSQL did not start: {self._log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Stop it at once: sessions are ended, what was committed is on disk."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End it without a shutdown, as a failure would; the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(30)
            self._server = None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running server, for the whole run."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="tracer-pg-"))
    made = Cluster(folder, bin_folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
