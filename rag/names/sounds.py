"""Names by their sound, so that 萨科齐 finds Sarkozy, though nobody has listed them.

Both are spelt in plain letters, the Chinese one as it is said (Pinyin), and aligned letter by
letter. What two letters tell that meet, and one that meets none, is learned
(`rag.learning.sounds`): log odds that both spell one name, and don't meet by chance (after Ristad
and Yianilos, PAMI 1998). A name is tried where it stands in what a question has found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import regex
from anyascii import anyascii

from onrecord.rag.names.renderings import Rendering

__all__ = ["LETTERS", "Sounds", "spelling"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

LETTERS: Final = "abcdefghijklmnopqrstuvwxyzSCZN"
_ONE_SOUND: Final = (
    ("sch", "S"), ("tch", "C"), ("sh", "S"), ("ch", "C"), ("zh", "Z"), ("ph", "f"), ("th", "t"),
    ("ck", "k"), ("ng", "N"),
)  # fmt: skip
"""Letters that are one sound together are one letter."""

_NOTHING: Final = 0
_APART: Final = len(LETTERS) + 1
_NEVER: Final = -1e9

_SURE: Final = 10.0
"""Log odds from which two names are taken as one; among 500 others, chance brings 5."""

_ALIKE: Final = 7.0
"""Log odds that have to come from the letters alone, whatever characters they are of."""

_LONGEST: Final = 12
"""Characters of a Chinese name, or of a part of it."""

_CHUNK: Final = 64
"""Characters of a text that are aligned in one go."""

_HAN: Final = regex.compile(r"\p{Han}")
_TWICE: Final = regex.compile(r"(.)\1+")
_WORD: Final = r"\p{Lu}\p{Latin}+(?:['’-]\p{Latin}{2,})*"
_NAMES: Final = regex.compile(rf"{_WORD}(?= ({_WORD}))?")
_SPELT: Final = range(4, 17)
"""Letters of a spelling that is tried: fewer meet by chance."""


_Letter = tuple[int, bool, bool, int, float]


class _Said(NamedTuple):
    """Chinese text as it is said: letters, and whether a character begins or ends with them.

    `places` are those of the characters in the text, and `odds` theirs, where they begin. All are
    (rows, n).
    """

    letters: Integers
    begins: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]
    places: Integers
    odds: Floats


@lru_cache(maxsize=8192)
def spelling(text: str) -> tuple[int, ...]:
    """Spell a name in `LETTERS`, by number, from 1 on.

    >>> "".join(LETTERS[each - 1] for each in spelling("Schröder") + spelling("上"))
    'SroderSaN'
    """
    plain = anyascii(text).lower()
    for letters, sound in _ONE_SOUND:
        plain = plain.replace(letters, sound)
    return tuple(LETTERS.find(each) + 1 for each in _TWICE.sub(r"\1", plain) if each in LETTERS)


@dataclass(frozen=True, slots=True, eq=False)
class Sounds:
    """Tells names by their sound.

    `odds` is (31, 31) float32: of a letter said, by row, and one spelt; the first row and column
    are of nothing. `characters` are log odds that one is of a name, and not of other words.
    """

    odds: Floats
    characters: Mapping[str, float]

    @classmethod
    def load(cls, weights: Path) -> Self:
        """Read what was learned."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        stored = load_file(weights)
        characters = map(chr, stored["characters"].tolist())
        return cls(stored["odds"], dict(zip(characters, stored["of_names"].tolist(), strict=True)))

    def spelt(self, question: str, texts: Sequence[str]) -> tuple[Rendering, ...]:
        """Find the names in a Chinese question as texts in Latin letters spell them."""
        if not _HAN.search(question):
            return ()
        forms = sorted({name for text in texts for name in _names(text)})
        found = self._found(question, forms)
        taken: list[tuple[int, int]] = []
        kept = list[Rendering]()
        for _, form, start, end in sorted(found, reverse=True):
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                kept.append(Rendering(question[start:end], form, is_heard=True))
        return tuple(kept)

    def written(
        self, question: str, names: Sequence[str], texts: Sequence[str]
    ) -> tuple[Rendering, ...]:
        """Find names in a question in Latin letters, each as Chinese texts likeliest write it."""
        text = "\n".join(texts)
        forms = sorted({form for name in names for form in _names(name)})
        if not forms or not _HAN.search(text):
            return ()
        found = self._found(text, forms)
        kept = dict[str, Rendering]()
        for _, form, start, end in sorted(found, reverse=True):
            at = question.lower().find(form.lower())
            if at >= 0 and not any(form in each for each in kept):
                name = question[at : at + len(form)]
                kept[form] = Rendering(name, text[start:end], is_heard=True)
        return tuple(kept.values())

    def _found(self, text: str, forms: Sequence[str]) -> Iterator[tuple[float, str, int, int]]:
        """Yield (log odds, form, start, end) of each form that sounds like a part of the text."""
        spelt = [spelling(form) for form in forms]
        kept = [place for place, each in enumerate(spelt) if len(each) in _SPELT]
        if not kept:
            return
        odds, ends = self._aligned(self._rows(text), [spelt[place] for place in kept])
        rows = odds.argmax(axis=0)
        for column, (row, place) in enumerate(zip(rows, kept, strict=True)):
            if odds[row, column] >= _SURE:
                end = int(ends[row, column])
                start = self._start(text, end, spelt[place])
                told = float(odds[row, column])
                by_sound = told - sum(self.characters.get(each, 0.0) for each in text[start:end])
                if by_sound >= _ALIKE and end - start > 1:  # one sounds like too many
                    yield told, forms[place], start, end

    def _rows(self, text: str) -> _Said:
        """Say a text in rows of `_CHUNK` characters, which overlap."""
        starts = range(0, max(len(text) - _LONGEST, 1), _CHUNK - _LONGEST)
        return _filled([self._said(text[start : start + _CHUNK], start) for start in starts])

    def _said(self, text: str, first: int) -> list[_Letter]:
        found = list[_Letter]()
        for place, character in enumerate(text, first):
            if character == "·":
                continue
            letters = (_HAN.match(character) and spelling(character)) or (_APART,)
            last = len(letters) - 1
            odds = self.characters.get(character, 0.0)
            found += [
                (each, at == 0 and each != _APART, at == last, place, odds if at == 0 else 0.0)
                for at, each in enumerate(letters)
            ]
        return found

    def _start(self, text: str, end: int, spelt: tuple[int, ...]) -> int:
        """Find where in the text what sounds like a name, and ends there, begins."""
        starts = range(end - 1, max(0, end - _LONGEST) - 1, -1)
        tails = _filled([self._said(text[start:end], start) for start in starts])
        odds, _ = self._aligned(tails, [spelt], is_whole=True)
        return starts[int(odds.argmax())]

    def _aligned(
        self, said: _Said, spelt: Sequence[tuple[int, ...]], *, is_whole: bool = False
    ) -> tuple[Floats, Integers]:
        """Give each spelling's best odds in each row, (rows, n), and where in the text it ends.

        It meets whole characters; all of the row if `is_whole`.
        """
        letters = np.zeros((len(spelt), max(map(len, spelt))), np.int64)
        for row, each in zip(letters, spelt, strict=True):
            row[: len(each)] = each
        last = np.arange(len(spelt)), np.array([len(each) for each in spelt])
        odds = np.pad(self.odds, ((0, 1), (0, 0)), constant_values=_NEVER)
        alone = np.pad(np.cumsum(odds[_NOTHING][letters], axis=1), ((0, 0), (1, 0)))
        meeting = odds[:, letters]  # (letters, n, longest)
        state = np.full((len(said.letters), *alone.shape), _NEVER, np.float32)
        best = np.full(state.shape[:2], _NEVER, np.float32)
        ends = np.zeros(best.shape, np.int64)
        for at, letter in enumerate(said.letters.T):
            begins = said.begins[:, at, None, None] & (at == 0 or not is_whole)
            state = (
                np.maximum(state, np.where(begins, alone, _NEVER)) + said.odds[:, at, None, None]
            )
            after = state + odds[letter, _NOTHING][:, None, None]
            np.maximum(after[..., 1:], state[..., :-1] + meeting[letter], out=after[..., 1:])
            state = alone + np.maximum.accumulate(after - alone, axis=2)
            now = state[:, *last]
            is_better = said.ends[:, at, None] & (is_whole | (now > best))
            best = np.where(is_better, now, best)
            ends = np.where(is_better, said.places[:, at, None] + 1, ends)
        return best, ends


def _names(text: str) -> Iterator[str]:
    """Yield the capitalised words, and two of them side by side."""
    for match in _NAMES.finditer(text):
        yield match.group()
        if match.group(1):
            yield f"{match.group()} {match.group(1)}"


def _filled(rows: Sequence[list[_Letter]]) -> _Said:
    """Fill the rows up, with what keeps apart."""
    longest = max(map(len, rows))
    filled = [row + [(_APART, False, False, 0, 0.0)] * (longest - len(row)) for row in rows]
    letters, begins, ends, places, odds = np.moveaxis(np.array(filled), 2, 0)
    return _Said(
        letters.astype(np.int64), begins.astype(bool), ends.astype(bool), places.astype(np.int64),
        odds.astype(np.float32),
    )  # fmt: skip
