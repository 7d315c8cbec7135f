"""What a page states for machines: the article that it is, as schema.org describes it.

https://schema.org/NewsArticle; JSON-LD, whose nodes may name one another by `@id`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

__all__ = ["Stated", "read_linked_data"]

SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
MAX_DEPTH = 30
ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
OTHER_WORK = re.compile(r"(?:Page|Recipe|CreativeWork|Book|Course|HowTo)$")
PERSON, BODY = re.compile("Person$"), re.compile("Organization$|Corporation$|WebSite$")
UPDATES = "liveBlogUpdate"  # whose authors wrote only these
COMMENTS = re.compile(r"^(?!<!\[CDATA\[)\s*//.*$|<!\[CDATA\[|\]\]>|/\*.*?\*/", re.MULTILINE)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """Verbatim, but for entities and double spaces; persons before organisations."""

    headline: str | None = None
    persons: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None


def read_linked_data(tree: Any) -> Stated:
    """Read the article of the page, or else another work that has an author."""
    nodes = [node for block in _blocks(tree) for node in _nodes(block, MAX_DEPTH)]
    named: dict[str, Node] = {}
    for node in nodes:
        if isinstance(node.get("@id"), str):
            named[node["@id"]] = named.get(node["@id"], {}) | node
    articles = [node for node in nodes if _is(node, ARTICLE)]
    works = articles or [node for node in nodes if _is(node, OTHER_WORK)]
    authored = next((node for node in works if "author" in node or "creator" in node), {})
    agents = list(_agents(authored.get("author") or authored.get("creator"), named))
    return Stated(
        headline=_words(articles[0].get("headline")) if articles else None,
        persons=tuple(name for name, is_person in agents if is_person),
        organisations=tuple(name for name, is_person in agents if not is_person),
        publisher=next((name for name, _ in _agents(_first(works, "publisher"), named)), None),
        published=_words(_first(works, "datePublished")),
        modified=_words(_first(works, "dateModified")),
    )


def _blocks(tree: Any) -> Iterator[Any]:
    for script in tree.xpath(SCRIPTS):
        words = script.text or ""
        for attempt in (words, COMMENTS.sub("", words)):
            try:
                yield json.loads(attempt, strict=False)
            except (ValueError, RecursionError):
                continue
            break


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list) and depth:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in pairs:
            if key != UPDATES:
                yield from _nodes(each, depth - 1)


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    each = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and kind.search(name) for name in each)


def _first(nodes: list[Node], key: str) -> Any:
    return next((node[key] for node in nodes if key in node), None)


def _agents(value: Any, named: dict[str, Node]) -> Iterator[tuple[str, bool]]:
    """Yield the names in an author or publisher, and whether each is a person's."""
    for each in value if isinstance(value, list) else [value]:
        node = {"name": each} if isinstance(each, str) else each
        if not isinstance(node, dict):
            continue
        known = named.get(node["@id"], {}) if isinstance(node.get("@id"), str) else {}
        node = known | node
        is_person = _is(node, PERSON) or not _is(node, BODY)
        names = node.get("name")
        for name in names if isinstance(names, list) else [names]:
            words = _words(name["name"] if isinstance(name, dict) and "name" in name else name)
            if words:
                yield words, is_person


def _words(value: Any) -> str | None:
    return " ".join(unescape(unescape(value)).split()) or None if isinstance(value, str) else None
