"""What a file, a page or an archive holds before it is read: the bytes of one article each."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote

from onrecord.corpus.errors import CorpusError

__all__ = ["Found", "Item", "Refusal", "Remark", "Validators", "line_item"]

CODE = re.compile("[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Item:
    """The bytes of one article; `suffix`, with its dot, says which loader reads them."""

    id: str
    raw: bytes
    suffix: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def name(self) -> str:
        """The last part of the id without its suffix: the title of what has no other."""
        return unquote(PurePosixPath(self.id.rpartition("#")[2]).stem) or self.id


@dataclass(frozen=True, slots=True)
class Refusal:
    """What can't become an article, and why; whatever is packed in it is meant as well."""

    id: str
    error: CorpusError


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be known of a file that is read, as which columns are taken for what."""

    id: str
    words: str


Found = Item | Refusal | Remark
"""What a file gives, one after the other."""


def line_item(name: str, fields: Mapping[str, str | date | None]) -> Item:
    """Make an article of what is known about it, by the names that a line of JSON has.

    A language is known by the two letters that its code begins with; what begins otherwise is none.
    """
    code = str(fields.get("language") or "")[:2].lower()
    told = {**fields, "language": code if CODE.fullmatch(code) else None}
    known = {key: str(value) for key, value in told.items() if value}
    line = json.dumps(known, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return Item(name, line.decode("utf-16", "replace").encode(), ".jsonl")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server told to ask with whether a page has changed since."""

    etag: str | None
    modified: str | None
