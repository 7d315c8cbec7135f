"""How rightly pages from elsewhere are read: authors and days against the marks of their peers.

Fetches nothing. Put the `tests` folder of adbar/trafilatura and that of adbar/htmldate (Apache
licences) anywhere, and name them:

    python tests/bench/reading.py --trafilatura DIR --htmldate DIR

An author is right with the same words in any case and order; a half of trafilatura's pages, by
the hash of their address, is what the reading was learned on, and is counted by itself.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from htmldate import find_date

from onrecord.corpus import CorpusError, Item, parse

FOLDERS = ("eval", "cache", "test_set")
JOINERS = {"and", "und", "y", "et"}


def main() -> None:
    """Print the counts of each set that is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--trafilatura", type=Path)
    parser.add_argument("--htmldate", type=Path)
    asked = parser.parse_args()
    if asked.trafilatura:
        for part, counts in _authors(asked.trafilatura).items():
            named = counts.total() - counts["none"]
            say(f"authors, {part}: {dict(counts)}, wrong {counts['wrong'] / named:.1%} of named")
    if asked.htmldate:
        for who, counts in _days(asked.htmldate).items():
            say(f"days, {who}: {dict(counts)}")


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{line}\n")


def _authors(folder: Path) -> dict[str, Counter[str]]:
    parts = {name: Counter[str]() for name in ("learned", "seen", "judged")}
    for url, marks, raw in _pages(folder, "evaldata.json"):
        if marks.get("author"):
            parts[_part(url)][_judged(_words(marks["author"]), _article(url, raw))] += 1
    return parts


def _part(url: str) -> str:
    """Half was learned on; of the other, half has been looked at, and half never."""
    number = int(hashlib.sha256(url.encode()).hexdigest(), 16)
    return "learned" if number % 2 == 0 else ("seen", "judged")[number // 2 % 2]


def _judged(marked: list[str], article: Any) -> str:
    if article is None or not article.author:
        return "none"
    return "right" if _words(article.author) == marked else "wrong"


def _words(authors: str | list[str]) -> list[str]:
    joined = authors if isinstance(authors, str) else "; ".join(authors)
    plain = unicodedata.normalize("NFKD", joined).casefold()
    return sorted(word for word in re.findall(r"\w+", plain) if word not in JOINERS)


def _days(folder: Path) -> dict[str, Counter[str]]:
    counts = {"ours": Counter[str](), "htmldate": Counter[str]()}
    for name in ("eval_default.json", "eval_mediacloud_2020.json"):
        for url, marks, raw in _pages(folder, name):
            article = _article(url, raw)
            ours = article.published.isoformat() if article and article.published else None
            found = {"ours": ours, "htmldate": find_date(raw, original_date=True)}
            for who, day in found.items():
                right = "right" if day == marks["date"] else "wrong"
                counts[who][right if day else "none"] += 1
    return counts


def _pages(folder: Path, name: str) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    for url, marks in json.loads((folder / name).read_text("utf-8")).items():
        found = (folder / each / marks.get("file", "") for each in FOLDERS)
        path = next((each for each in found if each.is_file()), None)
        if path:
            yield url, marks, path.read_bytes()


def _article(url: str, raw: bytes) -> Any:
    try:
        return parse(Item(url, raw, ".html")).article
    except CorpusError:
        return None


if __name__ == "__main__":
    main()
