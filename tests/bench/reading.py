"""How rightly pages from elsewhere are read: authors, days, words against the marks of peers.

Fetches nothing. Put the `tests` folder of adbar/trafilatura and that of adbar/htmldate, and
`test/test-pages` of mozilla/readability (Apache licences) anywhere, and name them:

    python tests/bench/reading.py --trafilatura DIR --htmldate DIR --readability DIR

An author is right with the same words in any case and order; a half of trafilatura's pages, by
the hash of their address, is what the reading was learned on, and is counted by itself. Bylines of
readability hold whatever stands beside a name: an author is right all of whose words are there.
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

import lxml.html
from htmldate import find_date

from onrecord.corpus import CorpusError, Item, parse

FOLDERS = ("eval", "cache", "test_set")
N_WORDS = 5  # of a run
JOINERS = {"and", "und", "y", "et"}


def main() -> None:
    """Print the counts of each set that is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--trafilatura", type=Path)
    parser.add_argument("--htmldate", type=Path)
    parser.add_argument("--readability", type=Path)
    asked = parser.parse_args()
    if asked.trafilatura:
        for part, counts in _authors(asked.trafilatura).items():
            named = counts.total() - counts["none"]
            say(f"authors, {part}: {dict(counts)}, wrong {counts['wrong'] / named:.1%} of named")
    if asked.htmldate:
        for who, counts in _days(asked.htmldate).items():
            say(f"days, {who}: {dict(counts)}")
    if asked.readability:
        for what, counts in _readable(asked.readability).items():
            say(f"readability, {what}: {dict(counts)}")


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


def _readable(folder: Path) -> dict[str, Counter[str]]:
    """Count titles, bylines, and the runs of words that both have, or one of the two."""
    counts = {what: Counter[str]() for what in ("titles", "authors", "runs of words")}
    for page in sorted(folder.iterdir()):
        marks = json.loads((page / "expected-metadata.json").read_text("utf-8"))
        article = _article(f"{page.name}.html", (page / "source.html").read_bytes())
        text = lxml.html.fromstring((page / "expected.html").read_bytes().decode())
        wanted = _runs(" ".join(text.itertext()))
        found = _runs(article.text if article else "")
        counts["runs of words"]["both"] += len(wanted & found)
        counts["runs of words"]["missing"] += len(wanted - found)
        counts["runs of words"]["besides"] += len(found - wanted)
        counts["titles"][_alike(marks["title"], article.title if article else "")] += 1
        if marks.get("byline"):
            counts["authors"][_within(marks["byline"], article)] += 1
    return counts


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[start:] for start in range(N_WORDS)), strict=False))


def _alike(marked: str, title: str) -> str:
    ours, theirs = (" ".join(re.findall(r"\w+", each.casefold())) for each in (title, marked))
    if ours == theirs:
        return "same"
    return "contained" if ours in theirs or theirs in ours else "other"


def _within(marked: str, article: Any) -> str:
    if article is None or not article.author:
        return "none"
    return "right" if set(_words(article.author)) <= set(_words(marked)) else "wrong"


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
