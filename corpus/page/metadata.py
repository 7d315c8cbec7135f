"""What is known about an article besides its words: stated in front matter or in the text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import urlsplit

from onrecord.corpus.page.dates import parse_date

__all__ = ["FrontMatter", "Metadata", "field_named", "from_mapping", "read_front_matter"]

MAX_FRONT_MATTER_CHARS = 16_384
MAX_VALUE_CHARS = 500
FENCE = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<block>.*?)\n(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
KEY_VALUE = re.compile(r"^\s{0,3}([\w\- ]{1,40}?)\s*[:：=]\s*(\S.*)$")
KEYS = {
    "title": "title headline name titel überschrift 标题 標題 题目",
    "author": "author authors byline creator writer autor autorin verfasser 作者 记者 撰文",
    "outlet": "outlet publisher publication source site site_name sitename medium quelle zeitung "
    "来源 來源 媒体 出处",
    "published": "date published published_at publish_date publishdate pubdate publication_date "
    "date_published datum veröffentlicht erschienen created 日期 发布日期 发布时间 時間 时间 日期",
    "url": "url link permalink canonical canonical_url source_url original_url 链接 網址 网址 原文",
}
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
OF_EITHER = re.compile(r"[*:/_]in(?:nen)?$")  # sex, as German writes it: `Autor*in`
FIELD_OF = {key: field for field, keys in KEYS.items() for key in keys.split()}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is stated; `None` is what isn't: nothing here is guessed."""

    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None

    def or_else(self, other: "Metadata") -> "Metadata":
        """Return these facts, with those of `other` where there are none.

        >>> Metadata(title="A").or_else(Metadata(title="B", author="C"))
        Metadata(title='A', author='C', outlet=None, published=None, url=None)
        """
        names = [field.name for field in fields(self)]
        return Metadata(
            *(
                mine if (mine := getattr(self, name)) is not None else getattr(other, name)
                for name in names
            )
        )


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The facts in a block at the top of a text, and the offset at which the body begins."""

    metadata: Metadata
    end: int


def read_front_matter(text: str) -> FrontMatter | None:
    """Read a fenced block of keys and values at the very top, or return `None`.

    Between `+++` it is TOML. One that isn't sound is read line by line; values other than plain
    strings and lists of them are ignored.
    """
    match = FENCE.match(text[:MAX_FRONT_MATTER_CHARS])
    if match is None:
        return None
    entries = (_entries if match["fence"] == "---" else _toml)(match["block"])
    if not entries:
        return None
    return FrontMatter(from_mapping(entries), match.end())


def _toml(block: str) -> Mapping[str, object]:
    try:
        found = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _lines(block)
    return {
        key: each.isoformat() if isinstance(each, date) else each for key, each in found.items()
    }


def _entries(block: str) -> Mapping[str, object]:
    import yaml  # noqa: PLC0415  # who asks reads no front matter

    try:
        parsed = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 (it builds strings only)
    except (yaml.YAMLError, RecursionError):
        parsed = None
    if isinstance(parsed, dict):
        return {str(key): value for key, value in parsed.items()}
    return _lines(block)


def _lines(block: str) -> Mapping[str, object]:
    lines = [line for line in block.splitlines() if line.strip()]
    matches = [KEY_VALUE.match(line) for line in lines]
    if sum(match is not None for match in matches) * 2 <= len(lines):
        return {}
    return {match[1]: match[2].strip("'\" ") for match in matches if match}


def from_mapping(entries: Mapping[str, object]) -> Metadata:
    """Read the fields by any of their common names in English, Chinese and German.

    >>> from_mapping({"Autorin": "Ada Beispiel", "Datum": "3. Mai 2024"}).published
    datetime.date(2024, 5, 3)
    """
    found: dict[str, str] = {}
    for key, value in entries.items():
        field = field_named(key)
        plain = _plain(value)
        if field and plain:
            found.setdefault(field, plain)
    outlet, url = found.get("outlet"), found.get("url")
    if outlet and _is_url(outlet):
        outlet, url = None, url or outlet
    return Metadata(
        title=found.get("title"),
        author=found.get("author"),
        outlet=outlet,
        published=parse_date(found.get("published", "")),
        url=url if url and _is_url(url) else None,
    )


def field_named(key: str) -> str | None:
    """Return the field of `Metadata` that goes by this name, if one does.

    >>> field_named("Pub Date"), field_named("Ressort")
    (None, None)
    >>> field_named("Publish Date")
    'published'
    """
    words = key.strip().replace("-", "_").replace(" ", "_")
    ways = (words, OF_EITHER.sub("", words), CAMEL.sub("_", words))
    return next((FIELD_OF[way.lower()] for way in ways if way.lower() in FIELD_OF), None)


def _plain(value: object) -> str | None:
    """Return a string, or the strings of a list, with single spaces.

    One level only: aliases in YAML can nest without bound.
    """
    values = value if isinstance(value, list) else [value]
    names = (each.get("name") if isinstance(each, Mapping) else each for each in values)
    words = ", ".join(" ".join(name.split()) for name in names if isinstance(name, str))
    return words if 0 < len(words) <= MAX_VALUE_CHARS else None


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
