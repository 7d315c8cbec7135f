"""Encodings of an index of an older layout, taken over by the one that is built in its place."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from onrecord.index.errors import OlderSchemaError, StorageError
from onrecord.index.store.database import check_schema, connect, storage_errors, transaction
from onrecord.index.store.drafts import EncodingBlobs
from onrecord.index.store.records import write_encoding

__all__ = ["carry_encodings", "is_older"]


def is_older(path: Path) -> bool:
    """Whether an index of an older layout stands there."""
    try:
        with storage_errors(path), closing(connect(path, writable=False)) as connection:
            check_schema(connection, path)
    except OlderSchemaError:
        return True
    except StorageError:
        return False
    return False


def carry_encodings(connection: sqlite3.Connection, older: Path) -> None:
    """Store those of its encodings that this layout can hold; their keys say what they are of.

    All of them or none: a layout that lacks a column has nothing to give. What isn't what it was
    written as is left behind, and made anew.
    """
    with (
        suppress(sqlite3.DatabaseError),
        closing(connect(older, writable=False)) as other,
        transaction(connection),
    ):
        rows = other.execute(
            "SELECT key, checksum, vector, spans, ids, sentence_vectors, tokens, width"
            " FROM encodings JOIN evidence ON evidence.encoding = encodings.id"
        )
        for key, checksum, *parts in rows:
            blobs = EncodingBlobs(*parts)
            if blobs.checksum == checksum:
                write_encoding(connection, key, blobs)
