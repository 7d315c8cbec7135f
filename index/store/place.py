"""Where an index is: a folder, or a PostgreSQL database."""

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from onrecord.index.errors import SnapshotError, StoreAddressError

__all__ = ["Address", "Database", "VectorsIn", "address_of", "folder_of", "named", "path_of"]

SCHEMES: Final = ("postgresql", "postgres")
_SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]{0,49}")
_DEFAULT_SCHEMA: Final = "onrecord"


class VectorsIn(StrEnum):
    """Where vectors are searched: in memory, or by the engine: each of them, or along a graph."""

    MEMORY = "memory"
    ENGINE = "engine"
    GRAPH = "hnsw"


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database; `folder`, on this machine, is for files that are derived from it.

    `url` is libpq's, `schema` holds all tables of the index. With `snapshot`, what that kept is
    read in the place of the newest generation.
    """

    url: str
    schema: str
    folder: Path
    snapshot: str | None = None
    vectors: VectorsIn = VectorsIn.MEMORY

    @classmethod
    def of(cls, url: str, cache: Path) -> Self:
        """Read a URL, which may name a `schema` among its parameters, and where `vectors` are.

        Raises
        ------
        StoreAddressError
            If it isn't written as one, or one of these can't be.
        """
        parts = urlsplit(url)
        if ":" in parts.netloc and "@" in url and "@" not in parts.netloc:
            raise StoreAddressError(
                "the address of a database has a password with signs such as ? or /: "
                "write them as %3F or %2F"
            )
        given = parse_qsl(parts.query, keep_blank_values=True)
        own = {"schema": _DEFAULT_SCHEMA, "vectors": VectorsIn.MEMORY.value}
        own |= {name: value for name, value in given if name in own}
        schema, vectors = own["schema"], own["vectors"]
        if not _SCHEMA.fullmatch(schema):
            raise StoreAddressError(
                f"{schema!r} can't be the schema of an index: use up to 50 of a-z, 0-9 and _"
            )
        if vectors not in set(VectorsIn):
            raise StoreAddressError(
                f"vectors={vectors} can't be in the address of a database: choose one of "
                f"{', '.join(VectorsIn)}"
            )
        rest = urlencode([each for each in given if each[0] not in own], quote_via=quote)
        plain = urlunsplit(parts._replace(query=rest, fragment=""))
        digest = hashlib.sha256(f"{_shown(plain)} {schema}".encode()).hexdigest()[:16]
        return cls(plain, schema, cache / "stores" / digest, vectors=VectorsIn(vectors))

    @property
    def name(self) -> str:
        """Name it in a message: without a password."""
        at = f"schema={self.schema}" + (f", snapshot {self.snapshot}" if self.snapshot else "")
        return f"{_shown(self.url)} ({at})"

    def of_snapshot(self, name: str) -> Self:
        """Give the address of a snapshot in it."""
        return replace(self, snapshot=name)


Address = Path | Database


def address_of(text: str, cache: Path) -> Address:
    """Read an address as it is set; a database's derived files lie in `cache`."""
    if text.partition("://")[0] in SCHEMES:
        return Database.of(text, cache)
    return Path(text)


def folder_of(address: Address) -> Path:
    """Where files lie that belong to it on this machine."""
    return address if isinstance(address, Path) else address.folder


def path_of(snapshot: Address) -> Path:
    """Give the path of a snapshot that is a file.

    Raises
    ------
    SnapshotError
        If it is in a database.
    """
    if isinstance(snapshot, Path):
        return snapshot
    raise SnapshotError(f"{snapshot.name} is no file: name a snapshot of this index")


def named(address: Address) -> str:
    """Name a snapshot by its address."""
    return address.stem if isinstance(address, Path) else address.snapshot or address.name


def _shown(url: str) -> str:
    """Leave out what is nobody's business.

    >>> _shown("postgresql://ada:secret@one,two/news?host=/run&password=x")
    'postgresql://ada@one,two/news'
    """
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}{at}{hosts}"
    return urlunsplit(parts._replace(netloc=netloc, query=""))
