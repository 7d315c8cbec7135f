"""What every row of an index depends on."""

import json
import sqlite3
from dataclasses import asdict, dataclass, fields

from onrecord.index.errors import REBUILD, OtherModelError

__all__ = ["Settings", "check_settings", "read_settings", "write_settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every row of an index depends on; one index holds rows of one `Settings`.

    `encoder` and `projection` are the names of the two models, `limits` says how passages were
    cut, `analyser` how terms were made, `attribution` how speakers were told, `packing` how
    vectors of tokens and sentences are kept; `dimension` is the width of a passage vector.
    """

    encoder: str
    projection: str
    dimension: int
    limits: str
    analyser: str
    attribution: str
    packing: str

    @property
    def models(self) -> str:
        """What the vectors alone depend on."""
        return f"{self.encoder} {self.projection}"


def check_settings(found: Settings, wanted: Settings, where: object) -> None:
    """Refuse an index whose rows were made with other settings.

    Raises
    ------
    OtherModelError
        Naming the first setting that differs, both values and the remedy.
    """
    for field in fields(Settings):
        old, new = getattr(found, field.name), getattr(wanted, field.name)
        if old != new:
            raise OtherModelError(
                f"the index {where} was built with {field.name} {old!r}, "
                f"but {new!r} is set; {REBUILD}"
            )


def read_settings(connection: sqlite3.Connection) -> Settings:
    """Read what the rows of this database were made with."""
    found = dict(connection.execute("SELECT name, value FROM settings"))
    return Settings(**{name: json.loads(value) for name, value in found.items()})


def write_settings(connection: sqlite3.Connection, settings: Settings) -> None:
    """Replace the settings; within the caller's transaction, if there is one."""
    connection.executemany(
        "INSERT OR REPLACE INTO settings VALUES (?, ?)",
        [(name, json.dumps(value)) for name, value in asdict(settings).items()],
    )
