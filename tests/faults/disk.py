"""SQLite's own calls to write, cut and flush its files, watched and made to fail, from within.

It wraps the methods of the default VFS (sqlite3.h: sqlite3_vfs, sqlite3_io_methods) by ctypes, in
the one process it is installed in: nothing is compiled, and the product knows nothing of it.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

FULL, IOERR_FSYNC = 13, 10 | (4 << 8)  # SQLITE_FULL, SQLITE_IOERR_FSYNC

INT, PTR, WIDE = ctypes.c_int, ctypes.c_void_p, ctypes.c_longlong
OPEN = ctypes.CFUNCTYPE(INT, PTR, PTR, PTR, INT, PTR)
WRITE = ctypes.CFUNCTYPE(INT, PTR, PTR, INT, WIDE)
TRUNCATE = ctypes.CFUNCTYPE(INT, PTR, WIDE)
SYNC = ctypes.CFUNCTYPE(INT, PTR, INT)

METHODS = (
    *("close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved"),
    *("control", "sector", "device", "map", "shm_lock", "barrier", "unmap", "fetch", "unfetch"),
)


class Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = [("version", INT), *((name, PTR) for name in METHODS)]


class Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs."""

    _fields_ = [
        *(("version", INT), ("file_size", INT), ("path_size", INT), ("next", PTR)),
        *(("name", PTR), ("data", PTR), ("open", PTR)),
    ]


def library() -> ctypes.CDLL | None:
    """The SQLite that Python's module uses, if it can be reached."""
    maps = Path("/proc/self/maps").read_text().split()
    for place in (*(word for word in maps if "libsqlite3" in word), _sqlite3.__file__):
        found = ctypes.CDLL(place)
        if hasattr(found, "sqlite3_vfs_find"):
            return found
    return None


class Disk:
    """Every write, cut and flush of SQLite in this process goes through here.

    `at` hears of each, before and after, by name. `refuse(name)` may give an SQLite error code
    instead. What was not flushed yet can be lost, as when the power is cut.
    """

    def __init__(
        self, at: Callable[[str], None], refuse: Callable[[str], int], *, remember: bool
    ) -> None:
        self._at = at
        self._refuse = refuse
        self._remembers = remember
        self._paths: dict[int, str] = {}
        self._before: dict[str, list[tuple[int, bytes, int]]] = {}  # place, bytes, size of the file
        self._kept: dict[int, Methods] = {}
        self._calls: list[Any] = []  # what C points to must not be collected
        self.installed = False

    def install(self) -> bool:
        """Wrap what is opened from now on; whether that was possible."""
        found = library()
        if found is None:
            return False
        found.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        vfs = found.sqlite3_vfs_find(None).contents
        original = OPEN(vfs.open)

        def opened(own: int, name: int | None, file: int, flags: int, out: int | None) -> int:
            code = original(own, name, file, flags, out)
            if code == 0 and name:
                self._wrap(file, ctypes.string_at(name).decode())
            return code

        hook = OPEN(opened)
        self._calls += [original, hook]
        vfs.open = ctypes.cast(hook, PTR).value
        self.installed = True
        return True

    def lose(self) -> None:
        """Put back what was there before each write that was not flushed, the last first."""
        for path, writes in self._before.items():
            descriptor = os.open(path, os.O_RDWR)
            for place, data, size in reversed(writes):
                os.pwrite(descriptor, data, place)
                os.ftruncate(descriptor, size)
            os.close(descriptor)

    def _wrap(self, file: int, path: str) -> None:
        self._paths[file] = path
        place = ctypes.cast(file, ctypes.POINTER(PTR))
        address = place.contents.value
        if not address:
            return
        if address not in self._kept:
            self._kept[address] = self._watched(ctypes.cast(address, ctypes.POINTER(Methods)))
        place.contents.value = ctypes.addressof(self._kept[address])

    def _watched(self, original: Any) -> Methods:
        methods = Methods()
        ctypes.memmove(ctypes.addressof(methods), original, ctypes.sizeof(Methods))
        write, cut, sync = WRITE(methods.write), TRUNCATE(methods.truncate), SYNC(methods.sync)

        def written(file: int, data: int, amount: int, place: int) -> int:
            def act() -> int:
                self._remember(file, amount, place)
                return write(file, data, amount, place)

            return self._told("write", file, act)

        def truncated(file: int, size: int) -> int:
            def act() -> int:
                self._remember(file, 0, 0)
                return cut(file, size)

            return self._told("truncate", file, act)

        def flushed(file: int, flags: int) -> int:
            def act() -> int:
                code = sync(file, flags)
                self._before.pop(self._paths[file], None)
                return code

            return self._told("sync", file, act)

        hooks = WRITE(written), TRUNCATE(truncated), SYNC(flushed)
        self._calls += [write, cut, sync, *hooks]
        methods.write, methods.truncate, methods.sync = (
            ctypes.cast(hook, PTR).value for hook in hooks
        )
        return methods

    def _told(self, verb: str, file: int, act: Callable[[], int]) -> int:
        name = f"{verb} {Path(self._paths[file]).name}"
        self._at(f"before {name}")
        refused = self._refuse(name)
        code = refused or act()
        self._at(f"after {name}")
        return code

    def _remember(self, file: int, amount: int, place: int) -> None:
        if not self._remembers:
            return
        path = self._paths[file]
        descriptor = os.open(path, os.O_RDONLY)
        size = os.fstat(descriptor).st_size
        data = os.pread(descriptor, amount or size, place)
        os.close(descriptor)
        self._before.setdefault(path, []).append((place, data, size))
