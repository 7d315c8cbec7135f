"""What SQLite does without saying so."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import ARTICLES, open_desk

from onrecord.index.errors import StorageError
from onrecord.index.store.database import set_journal_mode


def test_a_log_that_can_not_be_had_is_an_error() -> None:
    """SQLite answers with the mode that stays; a database in memory has no log."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(StorageError, match=r"^the index a can't be written to now; see whether"),
    ):
        set_journal_mode(connection, Path("a"), "wal")


READS = """
import resource, sys
from pathlib import Path
from onrecord.index.store.database import database_path
from onrecord.index.store.sqlite_snapshot import SqliteSnapshot

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may grow, as on a full disk
print(len(list(SqliteSnapshot.open(database_path(Path(sys.argv[1]))).articles())))
"""


def test_a_full_disk_is_read_from(tmp_path: Path) -> None:
    """By a process that begins then: SQLite would want to write beside the file."""
    open_desk(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READS, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{len(ARTICLES)}\n", "")
