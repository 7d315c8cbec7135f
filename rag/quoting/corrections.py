"""Notes in which an article takes something back, and articles that are such a note."""

from collections.abc import Sequence
from typing import Final

import regex

from onrecord.corpus import Article, Sentence, Span
from onrecord.index.terms import terms

__all__ = ["concerns", "is_correction", "paragraph", "paragraphs"]

_HEAD: Final = regex.compile(
    r"[\W_]*(?:(?:Corrections?|Corrected|Corrigend(?:um|a)|Errat(?:um|a)|Retraction"
    r"|Berichtigung|Korrektur(?:hinweis)?|Richtigstellung)"
    r"(?:\s+(?:and clarifications?|to|zu[mr]?)\b"
    r"|[\s*_]*(?:[:：,.;–—(\[\-]|\d|$))"
    r"|(?:更正|勘误|勘誤)(?:启事|啟事|说明|說明|声明)?[\s*_]*(?:[:：,，（(—]|$))",
    regex.IGNORECASE,
)
_EARLIER: Final = regex.compile(
    r"\b(?:earlier|previous|original|first|initial) version of (?:this|the) "
    r"(?:article|story|report|post|piece|text)\b"
    r"|\b(?:this|the) (?:article|story|report|post) (?:has been|was) (?:corrected|amended)\b"
    r"|\bin einer (?:früheren|ersten|vorigen|älteren) (?:Version|Fassung)\b"
    r"|\b(?:frühere|erste|ursprüngliche) (?:Version|Fassung) (?:dieses|des) (?:Artikels|Textes)\b"
    r"|\b(?:diesen|den) (?:Artikel|Text|Fehler) (?:haben wir )?(?:korrigiert|berichtigt)\b"
    r"|本文(?:此前|先前|早前|初版|较早|原)[^。]{0,12}(?:版本|误|错)|(?:此前|早前|较早|先前)的?版本[^。]{0,30}(?:误|错)",
    regex.IGNORECASE,
)
_LONG_TITLE: Final = 8
"""Code points of a title that is nobody's everyday phrase."""

_IN_COMMON: Final = 2
"""Telling terms that a note and what it corrects share."""

_TELLING: Final = 4
"""Letters of a word that tells what a sentence is about; CJK pairs and numbers always do."""


def paragraph(sentences: Sequence[Sentence], start: int) -> tuple[Sentence, ...]:
    """Give the sentences that stand in one line's paragraph with the one that starts at `start`."""
    runs = paragraphs(sentences)
    return next((run for run in runs if run[0].start <= start < run[-1].end), ())


def paragraphs(sentences: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    """Put sentences of one line and kind together."""
    runs: list[list[Sentence]] = []
    for each in sentences:
        text, before = each.article.text, runs[-1][-1].end if runs else 0
        if runs and "\n" not in text[before : each.start] and each.kind is runs[-1][-1].kind:
            runs[-1].append(each)
        else:
            runs.append([each])
    return tuple(map(tuple, runs))


def is_correction(article: Article, note: Sequence[Span]) -> bool:
    """Whether a paragraph takes something back, or its whole article does.

    >>> text = "Correction: the ferry sails on 4 May."
    >>> article = Article("a.txt", text, "Ferry", None, None, None, "en", None)
    >>> is_correction(article, [Span(article, 0, len(text))])
    True
    """
    if not note:
        return False
    return (
        _HEAD.match(article.title) is not None
        or _HEAD.match(note[0].text) is not None
        or any(_EARLIER.search(each.text) for each in note)
    )


def concerns(note: Span, quote: Span) -> bool:
    """Whether a correction is about a quote: of its article, or of one that it calls by title."""
    if note.article.id == quote.article.id:
        return len(_about(note) & _about(quote)) >= _IN_COMMON
    title = quote.article.title
    return (
        len(title) >= _LONG_TITLE
        and title.casefold() in note.article.text.casefold()
        and len(_about(note) & _about(quote)) >= _IN_COMMON
    )


def _about(span: Span) -> frozenset[str]:
    return frozenset(
        term
        for term in terms(span.text, span.article.language)
        if len(term) >= _TELLING or not term.isascii() or term[0].isdigit()
    )
