"""HTML of answers and articles; every word from outside is escaped here, by the templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onrecord.corpus import Article, Sentence, SentenceKind, Span
from onrecord.index.citations import Reference
from onrecord.rag.question.asked import SMALL_TALK
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.ui.engine import Metadata
from onrecord.ui.showing.chips import chips, meanings
from onrecord.ui.showing.citing import Place
from onrecord.ui.showing.links import feed_href, question_href, rooted
from onrecord.ui.showing.navigation import places
from onrecord.ui.words.days_and_languages import (
    byline,
    language_name,
    long_date,
    moment,
    short_date,
)
from onrecord.ui.words.desk_strings import desk_strings
from onrecord.ui.words.holdings_in_words import in_words
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.phrasebook import LIKELY, SURE
from onrecord.ui.words.strings import Strings

__all__ = [
    "TEMPLATES",
    "answer_html",
    "article_href",
    "article_page",
    "chosen_html",
    "docs_page",
    "gone_html",
    "next_html",
    "notice_html",
    "references",
    "selected_html",
    "source_html",
    "speaker_href",
]

HERE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, which of the citations they belong to, and whether they stand in another's stead."""

    text: str
    quotes: tuple[int, ...]
    instead: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of an article's text, and what kind of sentence it is of (None: between two)."""

    pieces: tuple[Piece, ...]
    kind: SentenceKind | None


@dataclass(frozen=True, slots=True)
class WebLink:
    """Where an article came from; `host` is shown in ASCII, so that none can pose as another."""

    href: str
    host: str


@dataclass(frozen=True, slots=True)
class Source:
    """How an article is shown: its metadata in words, and its text in runs."""

    article: Metadata
    byline: tuple[str, ...]
    link: WebLink | None
    runs: tuple[Run, ...]
    places: tuple[Place, ...]


def article_href(article_id: str, spans: Sequence[Span] = ()) -> str:
    """Give the stable address of an article, and of the words of spans in it.

    >>> article_href("2025/a b.md")
    '/article/2025%2Fa%20b.md'
    """
    marks = references(spans)
    path = f"/article/{percent_encoded(article_id, safe='')}"
    return rooted(path) + (f"#{marks}" if marks else "")


def speaker_href(name: str) -> str:
    """Give the address of a speaker's page.

    >>> speaker_href("A/B C")
    '/speaker/A%2FB%20C'
    """
    return rooted(f"/speaker/{percent_encoded(name, safe='')}")


def references(spans: Sequence[Span]) -> str:
    """Refer to spans of an article: places, and hashes of the words that stand there."""
    return ",".join(str(Reference.of(span)) for span in spans)


def answer_html(answer: Answer, strings: Strings) -> str:
    """Lay out an answer: quote cards, or the silence and its reason."""
    return _render("answer.html", answer=answer, s=strings)


def notice_html(message: str) -> str:
    """Lay out one of the fixed sentences in place of an answer."""
    return _render("notice.html", message=message)


def next_html(questions: Sequence[str], answered: bool, strings: Strings) -> str:
    """Lay out questions that can be asked next, or instead."""
    return _render("next.html", questions=questions, answered=answered, s=strings)


def chosen_html(filters: Filters, strings: Strings) -> str:
    """Lay out the filters that are set for what is asked next."""
    return _render("chips.html", query=Query("", "", "", filters), s=strings)


def source_html(
    article: Article,
    sentences: Sequence[Sentence],
    strings: Strings,
    places: Sequence[Place] = (),
) -> str:
    """Lay out an article; the text content of `.source-text` is exactly the article's text."""
    return _render("source.html", source=_source(article, sentences, strings, places), s=strings)


def article_page(article: Article, sentences: Sequence[Sentence], strings: Strings) -> str:
    """Lay out an article as a page of its own."""
    source = _source(article, sentences, strings)
    return _render("article.html", source=source, s=strings, here=None, n_articles=None)


def selected_html(quote: Quote, strings: Strings) -> str:
    """Lay out a card of words that a reader has chosen."""
    return _render("selected.html", quote=quote, s=strings)


def gone_html(strings: Strings) -> str:
    """Lay out the panel of an article that is no longer there."""
    return _render("gone.html", s=strings)


def docs_page(openapi: dict[str, Any]) -> str:
    """Lay out the description of the interface, without anything from another host."""
    return _render("docs.html", api=openapi)


def _source(
    article: Article,
    sentences: Sequence[Sentence],
    strings: Strings,
    places: Sequence[Place] = (),
) -> Source:
    return Source(
        article=article,
        byline=byline(article, strings.language),
        link=_web_link(article.url),
        runs=tuple(_runs(article, sentences, places)),
        places=tuple(places),
    )


def _runs(
    article: Article, sentences: Sequence[Sentence], places: Sequence[Place]
) -> Iterator[Run]:
    done = 0
    for sentence in sentences:
        if done < sentence.start:
            yield Run(tuple(_cut(article.text, done, sentence.start, places)), None)
        yield Run(tuple(_cut(article.text, sentence.start, sentence.end, places)), sentence.kind)
        done = sentence.end
    if done < len(article.text):
        yield Run(tuple(_cut(article.text, done, len(article.text), places)), None)


def _cut(text: str, start: int, end: int, places: Sequence[Place]) -> Iterator[Piece]:
    """Cut a stretch where citations begin and end; the room between paragraphs is none's."""
    spans = [(n, place.span, place) for n, place in enumerate(places) if place.span]
    edges = {at for _, span, _ in spans for at in (span.start, span.end) if start < at < end}
    for left, right in pairwise(sorted({start, end, *edges})):
        words = text[left:right]
        here = [(n, place) for n, span, place in spans if span.start <= left and right <= span.end]
        if not words.strip() and "\n" in words:
            here = []
        instead = bool(here) and all(place.is_lost for _, place in here)
        yield Piece(words, tuple(n for n, _ in here), instead)


def _web_link(url: str | None) -> WebLink | None:
    """Let only web addresses become links: `javascript:` and the like stay text."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return None
    return WebLink(parts.geturl(), host) if host and parts.scheme in {"http", "https"} else None


def _strength(confidence: float) -> int:
    """Bars of three that stand for a confidence, as its words do."""
    return 1 + (confidence >= LIKELY) + (confidence >= SURE)


def _pieces(quote: Quote) -> Iterator[tuple[str, bool]]:
    """Cut a quote's words where it gives a figure for which another quote has another."""
    text, done = quote.article.text, quote.start
    for span in quote.differing:
        if done < span.start:
            yield text[done : span.start], False
        yield span.text, True
        done = span.end
    if done < quote.end:
        yield text[done : quote.end], False


def _same_article(quotes: Sequence[Quote], article: Article) -> tuple[Quote, ...]:
    return tuple(quote for quote in quotes if quote.article.id == article.id)


def _without_nul(text: str) -> str:
    """Show U+0000, which HTML parsers drop, as U+FFFD: offsets stay what they are."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _render(template: str, **values: object) -> str:
    return TEMPLATES.get_template(template).render(**values)


TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["exact"] = _without_nul
TEMPLATES.globals.update(
    byline=byline,
    chips=chips,
    desk_strings=desk_strings,
    holdings_in_words=in_words,
    meanings=meanings,
    long_date=long_date,
    language_name=language_name,
    article_href=article_href,
    page_strings=page_strings,
    places=places,
    references=references,
    strength=_strength,
    question_href=question_href,
    rooted=rooted,
    same_article=_same_article,
    moment=moment,
    short_date=short_date,
    pieces=_pieces,
    feed_href=feed_href,
    small_talk=SMALL_TALK,
)
