"""Copies of the articles that were added singly: no file of the corpus could bring them back.

One JSON file each, beside the database, so that a damaged database can be replaced without
losing them. Every build ends with bringing them in step.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from onrecord.corpus import Article
from onrecord.index.files import replacing
from onrecord.index.store.records import read_article

__all__ = ["article_facts", "article_from", "keep_copies", "kept_articles", "match_copies"]

FOLDER: Final = "added"


def keep_copies(directory: Path, articles: Iterable[Article]) -> None:
    """Write copies of these articles before they are committed."""
    folder = directory / FOLDER
    for article in articles:
        facts = article_facts(article)
        path = folder / _name(tuple(facts.values()))
        if not path.exists():
            folder.mkdir(exist_ok=True)
            with replacing(path) as draft:
                draft.write_text(json.dumps({**facts, "text": article.text}), "utf-8")


def match_copies(directory: Path, connection: sqlite3.Connection) -> None:
    """Have copies of just those articles in the database that no file of a corpus holds."""
    rows = connection.execute(
        "SELECT row, id, title, outlet, author, published, language, url, sha256 FROM articles"
        " WHERE file_sha256 IS NULL"
    )
    wanted = {_name(facts): row for row, *facts in rows}
    there = {path.name: path for path in (directory / FOLDER).glob("*.json")}
    missing = wanted.keys() - there.keys()
    keep_copies(directory, (read_article(connection, wanted[name]) for name in sorted(missing)))
    for name in there.keys() - wanted.keys():
        there[name].unlink(missing_ok=True)


def kept_articles(directory: Path) -> tuple[list[Article], list[str]]:
    """Read the copies: articles in the order of their ids, and the names of damaged copies."""
    articles, damaged = [], []
    for path in sorted((directory / FOLDER).glob("*.json")):
        try:
            articles.append(_article(path))
        except (OSError, ValueError, TypeError, KeyError):
            damaged.append(f"{FOLDER}/{path.name}")
    return sorted(articles, key=lambda each: each.id), damaged


def _article(path: Path) -> Article:
    """Read one copy; `ValueError` if it isn't what its name says."""
    article = article_from(json.loads(path.read_text("utf-8")))
    if _name(tuple(article_facts(article).values())) != path.name:
        raise ValueError("not what was written")
    return article


def article_from(found: dict[str, Any]) -> Article:
    """Make an article of its facts and its text; `ValueError` if they don't belong together."""
    published = found["published"] and date.fromisoformat(found["published"])
    others = {name: value for name, value in found.items() if name not in {"sha256", "published"}}
    article = Article(**others, published=published)
    if article.sha256 != found["sha256"]:
        raise ValueError("not what was written")
    return article


def article_facts(article: Article) -> dict[str, Any]:
    """Everything but the text, in the order of the columns above."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "published": article.published and article.published.isoformat(),
        "language": article.language,
        "url": article.url,
        "sha256": article.sha256,
    }


def _name(facts: Iterable[str | None]) -> str:
    return hashlib.sha256(json.dumps(list(facts)).encode()).hexdigest()[:40] + ".json"
