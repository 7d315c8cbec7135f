"""Faults at the file operations of a child process, those of SQLite and those of Python.

SQLite's operations are caught where SQLite itself lets tests do so: in the table of system calls
of its file layer (`xSetSystemCall`). Python's are caught by an audit hook.
"""

import ctypes
import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_long, c_size_t, c_void_p
from pathlib import Path
from typing import Any

DONE, REFUSED, BROKEN = 0, 10, 99

_LIBRARY = "libsqlite3.so.0"
_WRITES: dict[str, Any] = {
    "pwrite": (c_long, c_int, c_void_p, c_size_t, c_long),
    "pwrite64": (c_long, c_int, c_void_p, c_size_t, c_long),
    "write": (c_long, c_int, c_void_p, c_size_t),
    "ftruncate": (c_int, c_int, c_long),
    "unlink": (c_int, c_char_p),
}
_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir"})
_POINTERS = [
    "open",
    "delete",
    "access",
    "full_pathname",
    "dl_open",
    "dl_error",
    "dl_sym",
    "dl_close",
    "randomness",
    "sleep",
    "current_time",
    "get_last_error",
    "current_time_int64",
]


class _FileLayer(ctypes.Structure):
    """`struct sqlite3_vfs` of sqlite3.h, version 3."""

    _fields_ = [  # as ctypes has it
        ("version", c_int),
        ("file_size", c_int),
        ("max_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        *((name, c_void_p) for name in _POINTERS),
        ("set_call", ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)),
        ("get_call", ctypes.CFUNCTYPE(c_void_p, c_void_p, c_char_p)),
    ]


class Operations:
    """Counts the file operations of this process; from number `at` on, `fault` decides.

    `fault` gets the count, and returns the error of an operation that is to fail.
    """

    def __init__(self, fault: Callable[[int], int]) -> None:
        self.n = 0
        self._fault = fault
        self._kept: list[Any] = []  # what ctypes must not see collected

    def install(self) -> None:
        """Catch what this process does from now on; there is no way back."""
        library = ctypes.CDLL(_LIBRARY)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileLayer)
        layer = library.sqlite3_vfs_find(None)
        for name, signature in _WRITES.items():
            found = layer.contents.get_call(ctypes.addressof(layer.contents), name.encode())
            if found:
                self._replace(layer, name, ctypes.CFUNCTYPE(*signature, use_errno=True), found)
        sys.addaudithook(self._audit)

    def _replace(self, layer: Any, name: str, kind: Any, found: int) -> None:
        original = kind(found)

        def call(*values: Any) -> int:
            error = self._next()
            if error:
                ctypes.set_errno(error)
                return -1
            return int(original(*values))

        caught = kind(call)
        self._kept += [original, caught]
        address = ctypes.cast(caught, c_void_p)
        layer.contents.set_call(ctypes.addressof(layer.contents), name.encode(), address)

    def _audit(self, event: str, values: tuple[Any, ...]) -> None:
        is_write = event == "open" and isinstance(values[2], int) and values[2] & 3
        if event in _EVENTS or is_write:
            error = self._next()
            if error:
                raise OSError(error, os.strerror(error), str(values[0]))

    def _next(self) -> int:
        self.n += 1
        return self._fault(self.n)


def killed_at(number: int) -> Callable[[int], int]:
    """Kill the process in front of that operation."""

    def fault(n: int) -> int:
        if n == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    return fault


def failing_from(number: int, error: int, *, n_failing: int = 10**9) -> Callable[[int], int]:
    """Let that operation fail, and those after it: a full disk stays full."""
    return lambda n: error if number <= n < number + n_failing else 0


def in_child(act: Callable[[], object], fault: Callable[[int], int], count: Path) -> int:
    """Run `act` in a forked process under faults: its exit status, negative for a signal.

    `DONE`; `REFUSED` for an error of one line that the user would be shown; `BROKEN` for another.
    The operations that it went through are counted in the file `count`.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = BROKEN
    with count.open("w") as file:
        try:
            operations = Operations(fault)
            operations.install()
            status = _outcome(act)
            file.write(str(operations.n))
            file.flush()
        finally:
            os._exit(status)


def _outcome(act: Callable[[], object]) -> int:
    from onrecord.index.errors import OnRecordIndexError  # noqa: PLC0415  # counted operations begin here

    try:
        act()
    except (OnRecordIndexError, OSError) as error:
        return BROKEN if "\n" in str(error) else REFUSED
    except BaseException:  # noqa: BLE001  # a child must not run on into pytest
        traceback.print_exc()
        return BROKEN
    return DONE


def available() -> bool:
    """Whether the SQLite of this Python is the one whose file layer can be reached."""
    try:
        ctypes.CDLL(_LIBRARY)
        with Path("/proc/self/maps").open() as maps:
            return sum("libsqlite3.so.0" in line for line in maps) > 0
    except OSError:
        return False


ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
