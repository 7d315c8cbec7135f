"""What a question asks for, read by a small network from what the encoder makes of its tokens.

Halfway up, that is, where they still are what they are: further up all of them turn into what the
text is about, and a name into its subject. It tells what kind of answer is wanted, and of what;
which words name the one whose words or view are asked for, which say what they are to be about, and
which point back to what was said before: in the same way for every language, as the encoder has
brought the languages together. `onrecord.rag.learning.question` learns it.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus.languages.script import UNSPACED, has_wide
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.layers import linear, normed
from onrecord.rag.question.asked import Asks, Item, Leans
from onrecord.rag.question.kinds import ASKS, LEANS, asked, leaning, leaning_share
from onrecord.rag.question.query import AnswerKind, Phrase

__all__ = [
    "ASKS",
    "FORMS",
    "ITEMS",
    "KINDS",
    "LEANS",
    "REACH",
    "TAGGED",
    "TAGS",
    "Head",
    "HeadNetwork",
    "Odds",
    "Reading",
    "best_span",
    "core_of",
    "forms",
    "phrase_of",
    "second_of",
]

Floats = npt.NDArray[np.float32]

KINDS: Final = tuple(AnswerKind)
ITEMS: Final = tuple(Item)
_NOBODYS: Final = frozenset((AnswerKind.OTHER, AnswerKind.DEFINITION))
"""Kinds of answers that are never asked for in somebody's words."""

_LISTS: Final = frozenset((Asks.ARTICLES, Asks.COUNT))
_LEAST_LISTED: Final = -5.0
"""Log odds of what articles are listed for: of 25 lists on a subject the lowest were -3.8.

Without one the highest of 20 were -8.9, but for times, which are no subject.
"""

_APART: Final = 4.0
"""Log odds by which a part of a question has to be likelier to be all that asks than the whole.

Of 600 questions behind words that others wrote .942 are found exactly so, as by less; of as many
without any .007 are cut.
"""

_AS_LIKELY: Final = 0.5
"""Share of the log odds of the likeliest that is left out, from which others are, too."""

TAGS: Final = ("outside", "begins", "inside")
TAGGED: Final = ("speaker", "subject", "points", "core", "without", "second")
"""What words of a question are tagged as."""

REACH: Final = 12
"""Tokens further off than so many are all equally far."""

FORMS: Final = (  # what is seen of each token beside its vector, 1 or 0
    "opens_word",
    "capital",
    "capitals",  # it has two and no small letter
    "digit",
    "wide",
    "mark",  # neither letter nor digit
)
_WORD: Final = re.compile(rf"[^\W_{UNSPACED}]+")
_GOES_ON: Final = re.compile(r"\s*\w[^.!?。！？؟]*")
_MARKS: Final = re.compile(r"[\s»”\"')）」]*[?？؟]+")
_EDGES: Final = " \t\n\u00a0.,:;!?，。：；！？、“”\"«»„‘’'()（）《》「」¿¡؟…*-–"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question asks for.

    The kind of answer wanted; whose words, if anyone's; what they are to be about; what it asks of
    the articles; on what it leans, which words point there, and at which of several; the sides of a
    comparison; how likely it leans on anything at all, 0 to 1; what asks, if words stand around it;
    whoever or whatever it leaves out; and the second of two questions.
    """

    wants: AnswerKind
    speaker: Phrase | None
    subject: Phrase | None
    asks: Asks = Asks.WORDS
    leans: Leans = Leans.NOTHING
    item: Item = Item.ANY
    points: Phrase | None = None
    sides: tuple[Phrase, ...] = ()
    leaning: float = 0.0
    core: Phrase | None = None
    without: tuple[Phrase, ...] = ()
    second: Phrase | None = None


class Odds(NamedTuple):
    """Log odds: of classes (n_classes,), of tags (n, 3), and of capitals (n,)."""

    kinds: Floats
    asks: Floats
    leans: Floats
    items: Floats
    speaker: Floats
    subject: Floats
    points: Floats
    core: Floats
    without: Floats
    second: Floats
    capitals: Floats


class Head(Protocol):
    """Reads questions; safe to use from several threads."""

    def read(self, text: str, encoding: Encoding) -> Reading:
        """Read a question from its token vectors."""
        ...

    def cased(self, text: str, encoding: Encoding) -> str:
        """Give the words of a text without capitals those that they should have."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class HeadNetwork:
    """A `Head`: float32 tensors by their names in `rag.learning.question.QuestionNetwork`."""

    tensors: Mapping[str, Floats]
    n_layers: int

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        tensors = {name: each.astype(np.float32) for name, each in load_file(path).items()}
        return cls(tensors, sum(name.endswith(".attend.weight") for name in tensors))

    def read(self, text: str, encoding: Encoding) -> Reading:
        """Read a question from the states of its tokens; raises `ValueError` if there are none."""
        odds = self._odds_of(text, encoding)
        wants, asks = KINDS[int(odds.kinds.argmax())], asked(odds.asks)
        leans = leaning(odds.leans, asks)
        is_of_words = asks is not Asks.WORDS or wants not in _NOBODYS
        without = _left_out(odds.without)
        for run in without:
            odds.speaker[slice(*run), 1:] = -np.inf
        speaks = best_span(odds.speaker) if is_of_words else None
        sides = _sides(odds.speaker) if asks is Asks.COMPARISON else ()
        for each in (*sides, *without, speaks):
            if each is not None:
                odds.subject[slice(*each), 1:] = -np.inf  # nobody is the subject of their own words
        points = None if leans is Leans.NOTHING else best_span(odds.points)
        least = _LEAST_LISTED if asks in _LISTS else 0.0
        return Reading(
            wants,
            phrase_of(text, encoding, speaks),
            phrase_of(text, encoding, best_span(odds.subject, least)),
            asks,
            leans,
            ITEMS[int(odds.items.argmax())],
            phrase_of(text, encoding, points),
            _phrases(text, encoding, sides),
            leaning_share(odds.leans),
            core_of(text, encoding, odds.core),
            _phrases(text, encoding, without),
            second_of(text, encoding, odds.second),
        )

    def cased(self, text: str, encoding: Encoding) -> str:
        """Give words the capitals that they should have; raises what `read` does."""
        found = list(text)
        for start in encoding.spans[self._odds_of(text, encoding).capitals > 0, 0].tolist():
            capital = text[start].upper()
            if not text[start - 1 : start].isalnum() and capital.lower() == text[start]:
                found[start] = capital
        return "".join(found)

    def _odds_of(self, text: str, encoding: Encoding) -> Odds:
        if encoding.middle is None:
            raise ValueError("this encoder tells nothing of what is halfway up")
        return self.odds(encoding.middle, forms(text, encoding.spans))

    def odds(self, tokens: Floats, seen: Floats) -> Odds:
        """Give the log odds for (n, dim) states and (n, len(FORMS)) forms."""
        state = self._linear("token", tokens) + self._linear("form", seen)
        state = np.concatenate([self.tensors["whole"][None], state])
        for layer in range(self.n_layers):
            state = self._layer(f"layers.{layer}", state)
        state = self._normed("norm", state)
        tags = self._linear("tags", state[1:])
        kinds, asks, leans, items = (
            self._linear(name, state[0]) for name in ("kind", "asks", "leans", "item")
        )
        speaker, subject, points, core, without, second = np.split(tags, len(TAGGED), axis=1)
        case = self._linear("case", state[1:])[:, 0]
        return Odds(
            kinds, asks, leans, items, speaker, subject, points, core, without, second, case
        )

    def _layer(self, name: str, state: Floats) -> Floats:
        seen = self._linear(f"{name}.attend", self._normed(f"{name}.attend_norm", state))
        near = self.tensors[f"{name}.near"]  # (n_heads, 2 * REACH + 1): how much places attract
        n = len(state)
        query, key, value = seen.reshape(n, 3, len(near), -1).transpose(1, 2, 0, 3)
        apart = np.clip(np.arange(n)[None] - np.arange(n)[:, None], -REACH, REACH) + REACH
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
        odds = np.exp(scores + near[:, apart] - scores.max(axis=-1, keepdims=True))
        mixed = (odds / odds.sum(axis=-1, keepdims=True)) @ value
        state = state + self._linear(f"{name}.mix", mixed.transpose(1, 0, 2).reshape(n, -1))
        inner = self._linear(f"{name}.widen", self._normed(f"{name}.widen_norm", state))
        return state + self._linear(f"{name}.narrow", np.maximum(inner, 0))

    def _linear(self, name: str, inputs: Floats) -> Floats:
        return linear(self.tensors, name, inputs)

    def _normed(self, name: str, state: Floats) -> Floats:
        return normed(self.tensors, name, state)


def forms(text: str, spans: npt.NDArray[np.int32]) -> Floats:
    """Tell how each token is written  # (n, len(FORMS)) float32."""
    rows = []
    for start, end in spans.tolist():
        token = text[start:end]
        before = text[start - 1 : start]
        rows.append(
            (
                not before.isalnum(),
                token[:1].isupper(),
                len(token) > 1 and token.isupper(),
                any(map(str.isdigit, token)),
                has_wide(token),
                not any(map(str.isalnum, token)),
            )
        )
    return np.array(rows, np.float32).reshape(-1, len(FORMS))


def best_span(tags: Floats, least: float = 0.0) -> tuple[int, int] | None:
    """Find the likeliest run of tokens by (n, 3) log odds of tags; `None` if it is less likely.

    >>> best_span(np.array([[0, 1, 0], [0, 0, 2], [3, 0, 0]], np.float32))
    (0, 2)
    """
    if not len(tags):
        return None
    gains = _gains(tags)
    first, last = divmod(int(gains.argmax()), len(tags))
    return (first, last + 1) if gains[first, last] > least else None


def _gains(tags: Floats) -> npt.NDArray[np.float64]:
    """Give the log odds of each run of tokens, by its first and its last  # (n, n)."""
    begins = tags[:, 1] - tags[:, 0]
    inside = np.concatenate([[0], np.cumsum(np.maximum(tags[:, 2] - tags[:, 0], -1e4))])
    gains = np.asarray(begins[:, None] + inside[None, 1:] - inside[1:, None], np.float64)
    gains[np.tril_indices(len(tags), -1)] = -np.inf
    return gains


def core_of(text: str, encoding: Encoding, tags: Floats) -> Phrase | None:
    """Find what asks, with its mark; `None` if no word surely stands around it.

    It ends where a sentence does, or a clause.
    """
    phrase = phrase_of(text, encoding, best_span(tags, -math.inf))
    if phrase is None or (gains := _gains(tags)).max() - gains[0, -1] < _APART:
        return None
    goes_on = _GOES_ON.match(text, phrase.end)
    end = goes_on.end() if goes_on else phrase.end
    marks = _MARKS.match(text, end)
    end = marks.end() if marks else end
    around = text[: phrase.start] + text[end:]
    if not any(map(str.isalnum, around)):
        return None
    return Phrase(phrase.start, end, text[phrase.start : end])


def second_of(text: str, encoding: Encoding, tags: Floats) -> Phrase | None:
    """Find the second of two questions, which goes on to the end; `None` if there is none."""
    begins = phrase_of(text, encoding, best_span(tags))
    if begins is None:
        return None
    end = len(text.rstrip())
    return Phrase(begins.start, end, text[begins.start : end])


def _sides(tags: Floats) -> tuple[tuple[int, int], ...]:
    """Find all likely runs of tokens, in their order; none if there are no two."""
    found = _runs(tags)
    return found if len(found) > 1 else ()


def _runs(tags: Floats, least: float = 0.0) -> tuple[tuple[int, int], ...]:
    """Find all runs of tokens of such log odds, in their order."""
    left, found = tags.copy(), list[tuple[int, int]]()
    while (run := best_span(left, least)) is not None:
        found.append(run)
        left[slice(*run), 1:] = -np.inf
    return tuple(sorted(found))


def _left_out(tags: Floats) -> tuple[tuple[int, int], ...]:
    """Find the likely runs of tokens that are about as likely as the likeliest."""
    likeliest = _gains(tags).max() if len(tags) else 0.0
    return _runs(tags, max(0.0, _AS_LIKELY * likeliest))


def _phrases(text: str, encoding: Encoding, spans: Sequence[tuple[int, int]]) -> tuple[Phrase, ...]:
    return tuple(filter(None, (phrase_of(text, encoding, each) for each in spans)))


def phrase_of(text: str, encoding: Encoding, span: tuple[int, int] | None) -> Phrase | None:
    """Give the words of a span of tokens: whole ones, but for the s of a genitive."""
    if span is None:
        return None
    start, end = int(encoding.spans[span[0], 0]), int(encoding.spans[span[1] - 1, 1])
    for match in _WORD.finditer(text):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = end if text[end : match.end()] == "s" else match.end()
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return Phrase(start, end, text[start:end]) if start < end else None
