"""An answer as Markdown: quotes with numbered sources, and nothing that was written for it."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from onrecord.corpus import Article, Span
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.ui.words.days_and_languages import long_date
from onrecord.ui.words.strings import Strings

__all__ = ["blocks", "escaped", "one_line"]

_MEANT: Final = re.compile(r"[\\`*_\[\]<>&#|~$!]|^[-+=]")
_NUMBER: Final = re.compile(r"^(\d{1,9})(?=[.)])")
"""What Markdown could take for markup; CommonMark lets each be escaped with a backslash."""

Link = Callable[[Article, list[Span]], str]
"""Gives the address of an article, at some of its words."""


def blocks(answer: Answer, s: Strings, link: Link) -> Iterator[str]:
    """Write an answer down block by block: each quote with the number of its source, the sources.

    Where the corpus doesn't say, that is all there is, and why.
    """
    if answer.reason:
        yield f"{s.silent} {s.reason(answer.reason)}"
        return
    numbers = {article.id: n for n, article in enumerate(answer.articles, 1)}
    for quote in answer.quotes:
        yield _quoted(quote, numbers[quote.article.id], s, link)
    yield "\n".join(
        f"{numbers[article.id]}. {_source(article, s, link)}" for article in answer.articles
    )


def escaped(text: str) -> str:
    r"""Write a line of words so that Markdown shows just them.

    >>> print(escaped("1. a *b*"))
    1\. a \*b\*
    """
    return _NUMBER.sub(r"\1\\", _MEANT.sub(r"\\\g<0>", one_line(text)))


def one_line(text: str) -> str:
    """Put words into a line."""
    return " ".join(text.split())


def _quoted(quote: Quote, number: int, s: Strings, link: Link) -> str:
    words = "\n".join(f"> {escaped(line)}".rstrip() for line in quote.text.split("\n"))
    said = ""
    if quote.speaker:
        said = f"{escaped(quote.speaker.text)} ({s.speech(quote.speaker.speech)}) "
    remarks = [s.remark(each) for each in quote.remarks]
    remarks += [s.differing] if quote.differing else []
    noted = "".join(f"\n>\n> *{each}*" for each in remarks)
    return f"{words}\n>\n> — {said}[\\[{number}\\]]({link(quote.article, [quote])}){noted}"


def _source(article: Article, s: Strings, link: Link) -> str:
    published = long_date(article.published, s.language) if article.published else ""
    known = filter(None, (article.author, article.outlet, published))
    return ", ".join((f"[{escaped(article.title)}]({link(article, [])})", *map(escaped, known)))
