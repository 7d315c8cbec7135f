"""What SQLite does without saying so."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.index.errors import StorageError
from onrecord.index.store.database import set_journal_mode


def test_a_log_that_can_not_be_had_is_an_error() -> None:
    """SQLite answers with the mode that stays; a database in memory has no log."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(StorageError, match=r"^the index a can't be written to now; see whether"),
    ):
        set_journal_mode(connection, Path("a"), "wal")
