"""Who says a sentence, read off the tokens that are stored of its article.

Small networks read an article's tokens beside its sentences, and point for each sentence to the
place in the article that names who speaks, or to nobody. They know no word of any language: what
tokens mean, the encoder has told already. `index/learning/speech.py` learns them.

One person's words given to another are worse than words given to nobody: where they are not sure,
there is no speaker.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence, Speaker, Speech
from onrecord.corpus.checkpoint import checkpoint
from onrecord.index.speech.layout import lay_out
from onrecord.index.speech.names import are_one
from onrecord.index.speech.network import MAX_NAME, Network, Reading
from onrecord.index.speech.windows import Window, windows

__all__ = ["SpeakerTagger", "Tagger", "Untold", "reach", "whole_words"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_JOINS: Final = re.compile(
    r"[^\W\u2e80-\uffff](?=[^\W\u2e80-\uffff]|[-&][^\W\u2e80-\uffff])"
    r"|(?<=[^\W\u2e80-\uffff])[-&](?=[^\W\u2e80-\uffff])"
)
"""Where one character of a word goes on in the next."""

_INTRODUCED: Final = re.compile(r"An? ")
_NAMES: Final = re.compile(r"An?(?: [A-Z0-9]\S*)*(?= [a-z])")

_LEAST: Final = 0.1
"""Chance below which whoever may speak is not worth knowing."""

_N_POINTED: Final = 6  # tokens with which a name may begin, the likeliest, that are looked at


class Tagger(Protocol):
    """Tells who says the sentences of an article."""

    @property
    def name(self) -> str:
        """Identifies what is told; an index holds the speakers of one tagger."""
        ...

    def tell(
        self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8],
        spans: npt.NDArray[np.int64],
    ) -> tuple[Sentence, ...]:  # fmt: skip
        """Give all sentences of one article, in its order, with who says them.

        `tokens` (n, width) and `spans` (n, 2), code points of the article, are what is stored of
        its passages, in their order.
        """
        ...


@dataclass(frozen=True, slots=True)
class Untold:
    """Where no tagger was learned for the encoder: nobody is said to speak."""

    name: str = "untold"

    def tell(
        self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8],  # noqa: ARG002
        spans: npt.NDArray[np.int64],  # noqa: ARG002
    ) -> tuple[Sentence, ...]:  # fmt: skip
        """Give the sentences as they are."""
        return tuple(sentences)


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that a sentence points to: code points of the article, and how likely it speaks."""

    start: int
    end: int
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerTagger:
    """Networks that were learned alike, from different beginnings; the mean of what they find.

    A speaker is told from the threshold of the kind of speech on, a probability: what is told in
    somebody's very words is surer than what is reported.
    """

    name: str
    networks: tuple[Network, ...]
    thresholds: Mapping[Speech, float]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights: of each tensor, those of all networks lie one after the other."""
        from safetensors.numpy import load  # noqa: PLC0415 - the command line starts without it

        content = path.read_bytes()
        tensors = {name: each.astype(np.float32) for name, each in load(content).items()}
        thresholds = dict(zip(Speech, tensors.pop("thresholds").tolist(), strict=True))
        n_networks = len(tensors["far"])
        return cls(
            f"speech-{hashlib.sha256(content).hexdigest()[:12]}",
            tuple(
                Network({name: each[number] for name, each in tensors.items()})
                for number in range(n_networks)
            ),
            thresholds,
        )

    def tell(
        self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8],
        spans: npt.NDArray[np.int64],
    ) -> tuple[Sentence, ...]:  # fmt: skip
        """Give the sentences with their speakers; see `Tagger`.

        Raises
        ------
        ValueError
            If they are of several articles.
        """
        if any(each.article is not sentences[0].article for each in sentences):
            raise ValueError("the sentences must all be of one article")
        told = list(sentences)
        for at, speaker in self.guesses(sentences, tokens, spans):
            if speaker.chance >= self.thresholds[speaker.speech]:
                told[at] = replace(sentences[at], speaker=speaker)
            elif speaker.chance >= _LEAST:
                told[at] = replace(sentences[at], likely=speaker)
        return tuple(told)

    def guesses(
        self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8],
        spans: npt.NDArray[np.int64],
    ) -> Iterator[tuple[int, Speaker]]:  # fmt: skip
        """Yield the likeliest speaker of each sentence that can be quoted."""
        if not len(sentences) or not len(spans):
            return
        layout = lay_out(sentences, tokens, spans)
        filled = np.bincount(layout.owners, minlength=len(sentences)) > 0
        for window in windows(layout):
            checkpoint()
            read = [network.read(window) for network in self.networks]
            chances = np.mean([each.chances for each in read], axis=0)
            direct = np.mean([each.direct for each in read], axis=0) > 0
            for at in range(window.judged_first, window.judged_last):
                if not sentences[at].kind.quotable or not filled[at]:
                    continue
                row = at - window.first
                name = self._named(sentences[at].article.text, window, read, chances[row])
                speech = Speech.DIRECT if direct[row] else Speech.REPORTED
                chance = round(min(name.chance, 1.0), 3)
                yield at, Speaker(sentences[at].article, name.start, name.end, speech, chance)

    def _named(self, text: str, window: Window, read: Sequence[Reading], chances: Floats) -> _Named:
        """Find the likeliest name: wherever it stands, in full or in part, its chances add up."""
        likeliest = np.argsort(-chances[1:], kind="stable")[:_N_POINTED]
        lasts = self._lasts(text, window, read, likeliest)
        found = list[_Named]()
        for first, last in zip(likeliest.tolist(), lasts.tolist(), strict=True):
            start = int(window.layout.spans[window.begin + first, 0])
            end = int(window.layout.spans[window.begin + last, 1])
            found.append(_Named(*whole_words(text, start, end), float(chances[1 + first])))
        return max(_summed(text, found), key=lambda each: each.chance)

    def _lasts(
        self, text: str, window: Window, read: Sequence[Reading], firsts: Integers
    ) -> Integers:
        """Find the last token of the names that begin with these: in the same sentence."""
        owners, spans = window.owners, window.layout.spans[window.begin :]
        found = [
            network.lasts(each.states, firsts)
            for network, each in zip(self.networks, read, strict=True)
        ]
        scores = np.mean(found, axis=0)
        places = firsts[:, None] + np.arange(MAX_NAME)
        inside = np.minimum(places, len(owners) - 1)
        scores[(places >= len(owners)) | (owners[inside] != owners[firsts][:, None])] = -np.inf
        reaches = scores.argmax(axis=1)
        for number, first in enumerate(firsts.tolist()):
            if _INTRODUCED.match(text, int(spans[first, 0])):
                reaches[number] = reach(scores[number], text, spans[first : first + MAX_NAME])
        return np.asarray(firsts + reaches)


def _summed(text: str, likeliest: Sequence[_Named]) -> list[_Named]:
    """Add the chances of names that are one to the likeliest of them."""
    found = list[_Named]()
    for each in likeliest:
        name = text[each.start : each.end]
        same = (n for n, other in enumerate(found) if are_one(name, text[other.start : other.end]))
        at = next(same, len(found))
        first = found[at] if at < len(found) else replace(each, chance=0.0)
        found[at : at + 1] = [replace(first, chance=first.chance + each.chance)]
    return found


def reach(scores: Floats, text: str, spans: Integers) -> int:
    """Tell how many tokens after its first a name reaches that "a" introduces.

    Whoever is one of several is called by more than names, and by all that may belong to them.
    `scores` (n,) are log odds that the name ends with a token of `spans` (m, 2), m at most n.
    """
    rest, start = scores.copy(), int(spans[0, 0])
    names = _NAMES.match(text, start)
    rest[: len(spans)][spans[:, 1] <= (names.end() if names else start)] = -np.inf
    last = int((rest if rest.max() > 0 else scores).argmax())
    while last + 1 < len(rest) and rest[last + 1] > 0:
        last += 1
    return last


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that it cuts no word, nor what a hyphen or `&` joins; Han has no words.

    >>> whole_words("Jing-Shan spoke", 0, 4), whole_words("(the NHC)", 1, 6)
    ((0, 9), (1, 8))
    """
    while end < len(text) and _JOINS.match(text, end - 1):
        end += 1
    while start and _JOINS.match(text, start - 1):
        start -= 1
    return start, end
