"""A web page to its main text and what its head says about it."""

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import trafilatura
from htmldate import find_date
from lxml.etree import LxmlError

from onrecord.corpus.errors import EmptyArticleError
from onrecord.corpus.page.credits import named_in_head
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.page.names import (
    PARTICLE,
    WORD,
    is_one_word,
    names_stated,
    not_outlets,
    persons_in,
    unlabelled,
)
from onrecord.corpus.page.titles import without_headline, without_site
from onrecord.corpus.reading.layout import letters
from onrecord.corpus.reading.linked_data import Stated, read_linked_data
from onrecord.corpus.reading.marked_authors import authors_in_body, authors_in_head
from onrecord.corpus.reading.markup import words_of
from onrecord.corpus.reading.raised import place_of, standing_off
from onrecord.corpus.reading.shells import is_shell

__all__ = ["read_page"]

PUBLISHED = (
    "//meta[@property='article:published_time' or @property='og:article:published_time'"
    " or @itemprop='datePublished']/@content"
)
IS_ARTICLE = f"{PUBLISHED} | //meta[@property='og:type' and @content='article']"
HIDDEN = (
    "//body//*[@hidden or self::template"
    " or self::del or self::s or self::strike or self::rt or self::rp"
    " or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
STANDING_OFF = (
    "//body//*[self::sup or self::sub or self::math or @role='doc-noteref'"
    " or contains(@style, 'vertical-align')]"
)
SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+) -->")  # by a browser
HEAD_CHARS = 2_000
SHORT_CHARS = 250  # below which trafilatura joins whatever there is
UTC = re.compile(r"(?:Z|[+-]00:?00)$")


def read_page(markup: str, name: str) -> tuple[str, Metadata]:
    """Return the main text (paragraphs on lines of their own) and the stated metadata.

    The text is empty where the page has none.

    Raises
    ------
    EmptyArticleError
        If what it says stands in place of an article, and it doesn't state that it is one.
    """
    tree = _tree(markup)
    shown = _as_seen(markup, tree)
    page = trafilatura.bare_extraction(
        shown,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
    )
    if tree is None:
        return "", Metadata()
    if page is None or isinstance(page, dict):
        page = trafilatura.extract_metadata(markup)
    stated = read_linked_data(tree)
    text = _with_lines(_tree(shown), page.text or "")
    if not (stated.headline or tree.xpath(IS_ARTICLE)) and is_shell(tree, text):
        raise EmptyArticleError(
            f"{name} is a page without its article (it wants a script, consent or a login, lets "
            "nobody in, or wasn't found): save it from a browser that shows the article"
        )
    heading = next((" ".join(each.text_content().split()) for each in tree.iter("h1")), "")
    saved = SAVED_FROM.search(markup[:HEAD_CHARS])
    url = page.url or (saved[1] if saved else None)
    site, host = without_headline(page.sitename or "", page.title or ""), _site(url)
    outlet = site or stated.publisher or None
    authors = _own_first(text, _authors(tree, stated, outlet, host), outlet, host)
    return text, Metadata(
        title=without_site(stated.headline or page.title or "", outlet, host, heading) or None,
        author="; ".join(_in_full(authors, tree)) or None,
        outlet=outlet,
        published=_published(tree, stated),
        url=url,
    )


def _authors(tree: Any, stated: Stated, outlet: str | None, host: str) -> tuple[str, ...]:
    """Return the persons whom the most exact of the sources names, or else an organisation.

    What is stated for machines counts where the page shows it: else it is whose account put the
    page there. A byline may name more than the one who is stated; where it names others, nobody
    can tell.
    """
    persons = [name for words in stated.persons for name in names_stated(words)]
    in_head = [name for words in authors_in_head(tree) for name in persons_in(words)]
    shown = _shown(tree)
    seen = [[name for name in names if name.casefold() in shown] for names in (persons, in_head)]
    linked, said = (tuple(not_outlets(names, outlet, host)) for names in seen)
    said = linked or said
    marked = tuple(not_outlets(authors_in_body(tree), outlet, host))
    told, byline = ({*map(str.casefold, names)} for names in (said, marked))
    if marked and (all(map(is_one_word, said)) or told <= byline):
        return marked
    if marked and not any(name in each for name in byline for each in told):
        return ()
    bodies = [unlabelled(words) for words in stated.organisations]
    return said or tuple(not_outlets(bodies, outlet, host))


def _own_first(
    text: str, authors: tuple[str, ...], outlet: str | None, host: str
) -> tuple[str, ...]:
    """Return whom the article names in its own words; whose account put it there may be stated."""
    own = tuple(not_outlets(named_in_head(text), outlet, host))
    known = " ".join(authors).casefold()
    return authors if any(name.casefold() in known for name in own) else own or authors


def _in_full(names: Sequence[str], tree: Any) -> Sequence[str]:
    """Write out the one name of which only a word is stated, where the page shows one such name."""
    if len(names) != 1 or not is_one_word(names[0]):
        return names
    begins = re.compile(rf"(?<!\w){re.escape(names[0])}\s(?:{PARTICLE}\s)*{WORD}(?![^\W\d_])")
    shown = (match[0] for words in _texts(tree) for match in begins.finditer(words))
    persons = {name for each in shown for name in persons_in(each)}
    return tuple(persons) if len(persons) == 1 else names


def _shown(tree: Any) -> str:
    """Return the words that a reader sees, in lower case with single spaces."""
    return " ".join(" ".join(_texts(tree)).split()).casefold()


def _texts(tree: Any) -> Sequence[str]:
    found: Sequence[str] = tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    return found


def _published(tree: Any, stated: Stated) -> date | None:
    """Return the day that is stated; never that of a change, nor the address's against it.

    An hour in UTC may be of the day before or after where the page came out: then what else the
    page says counts.
    """
    in_head = tree.xpath(PUBLISHED)
    hour = stated.published or next(iter(in_head), "")
    told, seen = parse_date(hour), parse_date(find_date(tree, original_date=True) or "")
    if seen and (seen.month, seen.day) == (1, 1):  # as of whatever year stands somewhere
        seen = None
    if told and seen and UTC.search(hour) and abs(told - seen) <= timedelta(days=1):
        return seen
    return told or (seen if seen != parse_date(stated.modified or "") else None)


def _site(url: str | None) -> str:
    """Return the name in an address: `post` of `https://www.post.example/a`."""
    host = urlsplit(url or "").hostname or ""
    return host.removeprefix("www.")


def _tree(markup: str) -> Any:
    try:
        return lxml.html.document_fromstring(markup.encode(), parser=PARSER)
    except (LxmlError, ValueError):
        return None


def _as_seen(markup: str, tree: Any) -> str:
    """Leave out what no reader sees, by its attributes; if it is most, a script will show it.

    Figures above and below the line are written as such.
    """
    if tree is None or not tree.xpath(f"{HIDDEN} | {STANDING_OFF}"):
        return markup
    seen = deepcopy(tree)
    for element in seen.xpath(HIDDEN):
        element.drop_tree()
    if 2 * len(_shown(seen)) < len(_shown(tree)):
        seen = deepcopy(tree)
    off = [each for each in seen.xpath(STANDING_OFF) if place_of(each)]
    for element in off:
        if element.getparent() is None:  # within another
            continue
        words = standing_off(element)
        element.clear(keep_tail=True)
        element.text = words
        element.drop_tag()
    return str(lxml.html.tostring(seen, encoding="unicode"))


def _with_lines(tree: Any, text: str) -> str:
    """Give a text the lines that it has on its page; of a short one the library keeps none.

    It keeps none of what is set as it was typed, either. Where no main text stands out, every
    visible word is left to read.
    """
    is_typed = bool(tree.xpath("//pre"))
    if len(text) > SHORT_CHARS and "\n" in text and not is_typed:
        return text
    shown = [line for line in words_of(tree).split("\n") if line or is_typed]
    rest, lines = letters(text), list[str]()
    for line in shown:
        own = letters(line)
        if rest.startswith(own) and (own or not line):
            lines.append(line)
            rest = rest[len(own) :]
    return text if rest else "\n".join(lines or shown).strip("\n")


PARSER = lxml.html.HTMLParser(encoding="utf-8")
