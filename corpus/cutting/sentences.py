"""An article's sentences: spans that cover every word of it, each with its kind."""

import re
import unicodedata
from collections.abc import Iterator

from onrecord.corpus.article import Article, Sentence, SentenceKind
from onrecord.corpus.checkpoint import checkpoint
from onrecord.corpus.cutting.boundaries import sentence_ends
from onrecord.corpus.cutting.tokens import n_tokens
from onrecord.corpus.page.boilerplate import is_boilerplate_sentence
from onrecord.corpus.page.lines import Line, lines_of
from onrecord.corpus.page.metadata import read_front_matter

__all__ = ["MAX_SENTENCE_CHARS", "MAX_SENTENCE_TOKENS", "sentences"]

MAX_SENTENCE_CHARS = 1_000
MAX_SENTENCE_TOKENS = 200  # of cl100k: a sentence has to fit into a passage whole
WEAK_ENDS = (";；", ",，、:：)）”", " \t\u3000\u00a0")
DAMAGED = re.compile("\ufffd|â€|Ã[¤¶¼ŸŸ„–œ©¨ª«¢®´»±¡³º]|Â[\xa0«»°§]")  # also by who wrote the file
JOINERS = "\u200d\ufe0e\ufe0f"


def sentences(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of `article` in order, disjoint, without outer white space.

    Together they hold every character that is not white space. None is longer than
    `MAX_SENTENCE_CHARS` or `MAX_SENTENCE_TOKENS`; a longer one is cut at the weaker marks.
    What bytes were lost of, or was garbled before it came here, is masked.
    """
    front_matter = read_front_matter(article.text)
    body = front_matter.end if front_matter and article.id.endswith((".txt", ".text")) else 0
    return tuple(
        Sentence(article, start, end, kind)
        for line in lines_of(article.text, body, article.title)
        for start, end, kind in _pieces(article, line)
    )


def _pieces(article: Article, line: Line) -> Iterator[tuple[int, int, SentenceKind]]:
    checkpoint()
    text, start = article.text, line.start
    whole = line.kind in {SentenceKind.BOILERPLATE, SentenceKind.HEADING}
    ends = [line.end] if whole else sentence_ends(text, line.start, line.end, article.language)
    for end in ends:
        kind = line.kind
        if DAMAGED.search(text, start, end) or (
            not whole and is_boilerplate_sentence(text[start:end])
        ):
            kind = SentenceKind.BOILERPLATE
        for piece in _short_enough(text, start, end):
            trimmed = _trimmed(text, *piece)
            if trimmed:
                yield *trimmed, kind
        start = end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return (start, end) if start < end else None


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut `text[start:end]` until each piece keeps to both limits."""
    while end - start > MAX_SENTENCE_CHARS:
        checkpoint()
        cut = _weak_end(text, start, start + MAX_SENTENCE_CHARS)
        yield from _few_tokens(text, start, cut)
        start = cut
    yield from _few_tokens(text, start, end)


def _few_tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    if len(words.encode()) <= MAX_SENTENCE_TOKENS or n_tokens(words) <= MAX_SENTENCE_TOKENS:
        yield start, end
        return
    cut = _weak_end(text, start, (start + end) // 2 + 1)
    yield from _few_tokens(text, start, cut)
    yield from _few_tokens(text, cut, end)


def _weak_end(text: str, start: int, limit: int) -> int:
    """Return the last good place to cut in `text[start:limit]`, in its second half if any is."""
    for marks in WEAK_ENDS:
        cut = max(text.rfind(mark, (start + limit) // 2, limit) for mark in marks) + 1
        if cut > start + 1:
            return cut
    cut = limit
    while cut > start + 1 and (unicodedata.combining(text[cut]) or text[cut] in JOINERS):
        cut -= 1
    return cut if cut > start + 1 else limit  # nothing but marks
