"""Runs of whole sentences, small enough for the encoder: what the index searches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from onrecord.corpus.article import Article, Passage, Sentence, SentenceKind
from onrecord.corpus.checkpoint import checkpoint
from onrecord.corpus.cutting.sentences import MAX_SENTENCE_TOKENS
from onrecord.corpus.cutting.tokens import n_tokens
from onrecord.corpus.languages.detect import detect_language

__all__ = ["PassageLimits", "passages"]


@dataclass(frozen=True, slots=True)
class PassageLimits:
    """How long a passage may be: in cl100k tokens, and in the encoder's own.

    Raises
    ------
    ValueError
        If a sentence of the longest kind would not fit.
    """

    max_tokens: int = 200
    max_encoder_tokens: int = 512

    def __post_init__(self) -> None:
        if self.max_tokens < MAX_SENTENCE_TOKENS:
            raise ValueError(
                f"max_tokens is {self.max_tokens}: expected {MAX_SENTENCE_TOKENS} or more, "
                "the length of the longest sentence"
            )


def passages(
    article: Article,
    sentences: Sequence[Sentence],
    limits: PassageLimits,
    n_encoder_tokens: Callable[[str], int],
) -> tuple[Passage, ...]:
    """Return the passages of `article`: every sentence that can be quoted is in exactly one.

    A passage never spans masked text, ends with the paragraph where that leaves it at least
    half full, and begins with its heading; headings with nothing to quote below are left out.
    """
    return tuple(
        Passage(article, run[0].start, run[-1].end, tuple(run), _language(article, run))
        for masked, group in groupby(
            sentences, key=lambda each: each.kind is SentenceKind.BOILERPLATE
        )
        if not masked
        for run in _runs(article.text, list(group), limits, n_encoder_tokens)
        if any(sentence.kind.quotable for sentence in run)
    )


def _language(article: Article, run: Sequence[Sentence]) -> str:
    return detect_language(article.text[run[0].start : run[-1].end], default=article.language)


def _runs(
    text: str,
    group: list[Sentence],
    limits: PassageLimits,
    n_encoder_tokens: Callable[[str], int],
) -> Iterator[list[Sentence]]:
    """Cut unmasked neighbours into runs; time is linear in their text."""
    sizes = [n_tokens(text[one.start : one.end]) + 1 for one in group]
    totals = [0, *accumulate(sizes)]  # (n + 1,): an upper estimate, for the gap a token each
    first = 0
    while first < len(group):
        checkpoint()
        last = _fitting(totals, first, limits.max_tokens)
        if last < len(group):
            last = _at_good_end(text, group, totals, first, last)
        while last > first + 1 and not _fits(text, group[first:last], limits, n_encoder_tokens):
            last -= 1
        yield group[first:last]
        first = last


def _fitting(totals: list[int], first: int, max_tokens: int) -> int:
    last = first + 1
    while last + 1 < len(totals) and totals[last + 1] - totals[first] <= max_tokens:
        last += 1
    return last


def _at_good_end(text: str, group: list[Sentence], totals: list[int], first: int, last: int) -> int:
    """Move a break back to the end of a paragraph, away from a heading or a tiny rest."""
    rest = totals[-1] - totals[last]
    full = totals[last] - totals[first]
    least = (full + rest) // 2 if rest < full // 4 else full // 2
    ends = [
        index
        for index in range(last, first, -1)
        if totals[index] - totals[first] >= least
        and group[index - 1].kind is not SentenceKind.HEADING
    ]
    paragraph_ends = [
        index for index in ends if "\n" in text[group[index - 1].end : group[index].start]
    ]
    if rest < full // 4:
        return (paragraph_ends or ends or [last])[-1]
    if paragraph_ends:
        return paragraph_ends[0]
    while last > first + 1 and group[last - 1].kind is SentenceKind.HEADING:
        last -= 1
    return last


def _fits(
    text: str,
    run: Sequence[Sentence],
    limits: PassageLimits,
    n_encoder_tokens: Callable[[str], int],
) -> bool:
    words = text[run[0].start : run[-1].end]
    return (
        n_tokens(words) <= limits.max_tokens
        and n_encoder_tokens(words) <= limits.max_encoder_tokens
    )
