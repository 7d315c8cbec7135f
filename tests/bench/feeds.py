"""How rightly feeds from elsewhere are read: those of feedparser's own tests.

Fetches nothing. Put the `tests` folder of kurtmckee/feedparser (BSD licence) anywhere, and name it:

    python tests/bench/feeds.py DIR [-v]

Each of its feeds says in a comment what is expected of it. What it expects of an entry's address,
title, author and day is looked up in what is read; entries without an address, which are passed
over, are given one before. `-v` shows what differs.
"""

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html

from onrecord.corpus import CorpusError
from onrecord.corpus.reading.listing import Entry, read_listing

ADDRESS = "http://127.0.0.1:8097/"  # where feedparser's own tests serve them
LOCATION = re.compile(rb"Header:\s*Content-Location:\s*(\S+)")
ENTRY = re.compile(rb"<(\w+:)?(item|entry)\b[^>]*(?<!/)>")
LINKED = re.compile(rb"<(?:\w+:)?(?:link|guid)\b|<id>")
EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
COMPARED = re.compile(r"entries\[0\]\['(link|title|author|published_parsed)'\]$")


def main() -> None:
    """Print what became of the feeds, and of what is expected of their first entries."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", action="store_true", dest="shows")
    asked = parser.parse_args()
    feeds, fields = Counter[str](), Counter[tuple[str, str]]()
    for path in sorted(asked.folder.rglob("*.xml")):
        raw = path.read_bytes()
        read = _read(raw)
        feeds[read if isinstance(read, str) else "read"] += 1
        if asked.shows and isinstance(read, str):
            say(f"  {path.relative_to(asked.folder)}: {read}")
        for name, wanted in _expected(raw):
            found = _found(read, name)
            became = _judged(_plain(wanted), found)
            fields[name, became] += 1
            if asked.shows and became != "right":
                say(f"  {path.relative_to(asked.folder)}: {name} {wanted!r}, not {found!r}")
    say(f"feeds: {dict(feeds)}")
    for (name, became), n in sorted(fields.items()):
        say(f"{name}, {became}: {n}")


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{line}\n")


def _read(raw: bytes) -> tuple[Entry, ...] | str:
    place = LOCATION.search(raw)
    address = urljoin(ADDRESS, place[1].decode()) if place else ADDRESS
    try:
        return read_listing(raw if LINKED.search(raw) else ENTRY.sub(_linked, raw), address)
    except CorpusError:
        return "refused"
    except Exception as error:  # noqa: BLE001  # what a feed brings down is what is counted
        return f"{type(error).__name__}!"


def _linked(entry: re.Match[bytes]) -> bytes:
    """Give an entry an address, as RSS or Atom do."""
    opens = b"<%blink" % (entry[1] or b"")
    url = b"http://feeds.example/a"
    if entry[2] == b"entry":
        return b'%b%b href="%b"/>' % (entry[0], opens, url)
    return b"%b%b>%b</%b" % (entry[0], opens, url, opens[1:] + b">")


def _expected(raw: bytes) -> Iterator[tuple[str, Any]]:
    """Yield what is expected of the first entry."""
    says = EXPECT.search(raw)
    try:
        tree = ast.parse(says[1].decode() if says else "", mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            name = COMPARED.match(ast.unparse(node.left))
            if name and isinstance(node.comparators[0], ast.Constant | ast.Tuple):
                yield name[1], ast.literal_eval(node.comparators[0])


def _found(read: tuple[Entry, ...] | str, name: str) -> Any:
    if isinstance(read, str) or not read:
        return None
    known = read[0].known
    return {"link": read[0].url, "title": known.title, "author": known.author}.get(
        name, known.published
    )


def _judged(wanted: str | date, found: Any) -> str:
    if found == (wanted or None):  # a title may be a picture
        return "right"
    return "none" if found is None else "wrong"


def _plain(wanted: Any) -> str | date:
    """Take off what is none of a title or a name: tags, the address behind a name, the hour."""
    if isinstance(wanted, tuple):
        return date(*wanted[:3])
    is_marked = wanted.startswith("<")
    wanted = lxml.html.fromstring(wanted).text_content() if is_marked else unescape(wanted)
    return " ".join(re.sub(r"</?b>|\s\([^()]*@[^()]*\)$", "", wanted).split())


if __name__ == "__main__":
    main()
