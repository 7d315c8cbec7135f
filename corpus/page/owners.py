"""What the owner of a corpus says of its articles, which counts for more than what they say."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from onrecord.corpus.article import Article
from onrecord.corpus.errors import OwnersFileError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import field_named

__all__ = ["OWNERS_FILE", "OwnersMetadata", "restated"]

OWNERS_FILE: Final = "metadata.toml"
"""In the folder of the articles."""


@dataclass(frozen=True, slots=True)
class OwnersMetadata:
    """Fields of articles by their ids, as strings; an empty one says that there is none."""

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, name: str) -> "OwnersMetadata":
        r"""Read TOML that has a table for each article, under its id.

        The fields go by the names that front matter may give them.

        Raises
        ------
        OwnersFileError
            If it isn't so; the line has the `name` of the file.

        >>> OwnersMetadata.parse('["a.txt"]\nauthor = ""\ndate = 2024-05-03', "x").fields
        {'a.txt': {'author': '', 'published': '2024-05-03'}}
        """
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise OwnersFileError(f"{name} is not TOML ({error}): mend that line") from error
        return cls({each: _fields(table, f"{name}, {each!r}") for each, table in tables.items()})

    def under(self, other: "OwnersMetadata") -> "OwnersMetadata":
        """Give these fields with those of `other` above them."""
        both = {**self.fields, **other.fields}
        return OwnersMetadata(
            {each: {**self.fields.get(each, {}), **told} for each, told in both.items()}
        )

    def over(self, article: Article) -> Article:
        """Give an article as its owner has it."""
        told = self.fields.get(article.id)
        if not told:
            return article
        known: dict[str, Any] = {name: value or None for name, value in told.items()}
        if known.get("published"):
            known["published"] = date.fromisoformat(known["published"])
        return replace(article, **known)

    def mark(self, article_id: str) -> str:
        """Tell apart what may be said of an article; empty if nothing is."""
        told = self.fields.get(article_id)
        said = json.dumps(told, sort_keys=True).encode()
        return hashlib.sha256(said).hexdigest()[:16] if told else ""


def restated(text: str, article: Article, told: Article) -> str:
    """Write into TOML how what is told of an article differs from what is known of it.

    Whatever else stands there stays, comments included.
    """
    import tomlkit  # noqa: PLC0415  # who asks writes none

    document = tomlkit.parse(text)
    table = document.setdefault(article.id, tomlkit.table())
    for name in ("title", "outlet", "author", "published"):
        new = getattr(told, name)
        if new != getattr(article, name):
            for other in [key for key in table if field_named(key) == name]:
                del table[other]
            table[name] = new or ""
    return tomlkit.dumps(document)


def _fields(table: object, where: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise OwnersFileError(f"{where} is no table: write it as [{where.partition(', ')[2]}]")
    return dict(_field(key, value, where) for key, value in table.items())


def _field(key: str, value: object, where: str) -> tuple[str, str]:
    name = field_named(key)
    if name is None or name == "url":
        raise OwnersFileError(f"{where} has {key!r}, expected title, outlet, author or date")
    if name == "published" and value != "":
        day = value if isinstance(value, date) else parse_date(str(value))
        if day is None:
            raise OwnersFileError(f"{where} has the day {value!r}: write it like 2024-05-03")
        return name, date(day.year, day.month, day.day).isoformat()
    if not isinstance(value, str) or (name == "title" and not value.strip()):
        raise OwnersFileError(f"{where} has {key} = {value!r}: write words in quotation marks")
    return name, " ".join(value.split())
