"""What a server keeps beside its index: the token made for its owner, and what signs sessions."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from onrecord.ui.tokens import new_token

__all__ = ["ADMIN_FILE", "Keys"]

ADMIN_FILE = "admin.token"
SESSION_FILE = "session.key"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`admin` is the token of administration where the owner sets no other one."""

    admin: str
    session: str

    @classmethod
    def made(cls) -> Self:
        """Make them for this process alone."""
        return cls(new_token(), new_token())

    @classmethod
    def kept(cls, folder: Path) -> Self:
        """Make them at the first start, and keep them for the next, and for other processes.

        Only their owner can read the files. Where nothing can be written they are this
        process's own.
        """
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        return cls(_kept(folder / ADMIN_FILE), _kept(folder / SESSION_FILE))


def _kept(path: Path) -> str:
    made = new_token()
    try:
        _write_first(path, made)
        return path.read_text("ascii").strip() or made
    except (OSError, UnicodeDecodeError):
        return made


def _write_first(path: Path, text: str) -> None:
    """Write a whole file where there is none; of several processes one does."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
