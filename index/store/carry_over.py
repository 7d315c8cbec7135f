"""Encodings of an index of an older layout, taken over by the one that is built in its place."""

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.index.encoding.packing import Packing
from onrecord.index.errors import OlderSchemaError, StorageError
from onrecord.index.store.database import check_schema, connect, storage_errors, transaction
from onrecord.index.store.drafts import EncodingBlobs
from onrecord.index.store.records import stored_keys, write_encoding
from onrecord.index.store.token_places import pack_places

__all__ = ["OLDER_PARTS", "carry_encodings", "is_older", "repacked"]


OLDER_PARTS: Final = "key, checksum, vector, spans, ids, sentence_vectors, tokens, width"
"""Columns in which encodings were kept whole, in SQL: a key, and what `repacked` takes."""


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


def carry_encodings(connection: sqlite3.Connection, older: Path, packing: Packing) -> None:
    """Store those of its encodings that aren't stored; their keys say what they are of.

    All of them or none: a layout that lacks a column has nothing to give. What isn't what it was
    written as is left behind, and made anew.
    """
    with (
        suppress(sqlite3.DatabaseError),
        closing(connect(older, writable=False)) as other,
        transaction(connection),
    ):
        rows = other.execute(
            f"SELECT {OLDER_PARTS} FROM encodings JOIN evidence ON evidence.encoding = encodings.id"
        )
        for key, *parts in rows:
            blobs = repacked(parts, packing)
            if blobs is not None and not stored_keys(connection, [key]):
                write_encoding(connection, key, blobs)


def repacked(parts: Sequence[Any], packing: Packing) -> EncodingBlobs | None:
    """Pack an encoding that was kept whole; `None` if it isn't what it was written as."""
    checksum, vector, spans, ids, sentence_vectors, tokens, width = parts
    crc = 0
    for part in (vector, spans, ids, sentence_vectors, tokens):
        crc = zlib.crc32(part, crc)
    if crc != checksum:
        return None
    whole = np.frombuffer(vector, "<f4")
    return EncodingBlobs.packed(
        whole,
        pack_places(np.frombuffer(spans, "<u4").reshape(-1, 2), np.frombuffer(ids, "<u4")),
        np.frombuffer(sentence_vectors, "<f2").reshape(-1, len(whole)),
        np.frombuffer(tokens, np.int8).reshape(-1, width),
        packing,
    )
