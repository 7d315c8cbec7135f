"""Learn `rag/names/sounds.safetensors`: to tell by its sound that 萨科齐 is Sarkozy.

    python -m onrecord.rag.learning.sounds --out rag/names/sounds.safetensors SET [SET ...]

A SET is a folder with `articles/` and `questions.jsonl`, or `QUESTIONS.jsonl=ARTICLES`. Questions
in several languages that ask for one speaker name them in several scripts. Which letters meet in
such names is found by expectation and maximization, starting from letters that meet themselves;
what doesn't sound alike is left aside. Speakers of whom every fifth is held out are not learned
from: it prints how many of these are told from 500 other names.
"""

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import regex
from safetensors.numpy import save_file

from onrecord.index.learning.command import carried_out
from onrecord.rag.errors import RagError
from onrecord.rag.learning.sets import add_options, opened
from onrecord.rag.names.sounds import LETTERS, Sounds, spelling

__all__ = ["Pair", "characters", "learn", "letters", "main", "pairs", "told"]

Floats = npt.NDArray[np.float64]
Spelt = tuple[int, ...]

_ABOUT: Final = {
    "data": "Wikinews; CRUD-RAG (IAAR-Shanghai); questions on these written for this project",
    "licences": "Wikinews: CC BY 2.5; CRUD-RAG: Apache-2.0",
}
"""What has to be said wherever the file is passed on."""

_N: Final = len(LETTERS) + 1
_N_ROUNDS: Final = 8
_N_TRUSTING: Final = 2
"""Rounds at first in which all pairs are taken to sound alike."""

_SELDOM: Final = 0.02
_ALIKE: Final = 4.0
"""How often letters meet that never did, and log odds from which names sound alike."""

_STEPS: Final = ((1, 1), (1, 0), (0, 1))
"""How far a step goes in both names: letters meet, or one of either meets nothing."""

_EVERY: Final = 5
_N_OTHERS: Final = 500

_HAN: Final = regex.compile(r"^[\p{Han}·]{2,9}$")
_WORD: Final = regex.compile(r"\p{Lu}\p{Latin}{2,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese name, and the words of which one may be the same name."""

    han: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> list[Self]:
        """Pair what is Chinese among one's names, and its parts, with all words.

        >>> Pair.of(["Julian Marshall", "马歇尔"])
        [Pair(han='马歇尔', words=('Julian', 'Marshall'))]
        """
        given = sorted(set(names))
        words = tuple(sorted({word for name in given for word in _WORD.findall(name)}))
        whole = [name for name in given if _HAN.match(name)]
        parts = {part for name in whole for part in (name, *name.split("·")) if len(part) > 1}
        return [cls(part, words) for part in sorted(parts)] if words else []

    @property
    def said(self) -> Spelt:
        """The Chinese name in letters, as it is said."""
        return tuple(letter for each in self.han for letter in spelling(each))

    @property
    def spelt(self) -> list[Spelt]:
        """Each of the words in letters."""
        return [letters for word in self.words if (letters := spelling(word))]


def pairs(asked: Iterable[tuple[str | None, str | None]]) -> tuple[list[Pair], list[Pair]]:
    """Gather names: (whom a question asks for, how it names them); the second are held out."""
    groups: dict[str, set[str]] = {}
    for whom, name in asked:
        if whom and name:
            groups.setdefault(whom, {whom}).add(name)
    learned, held = list[Pair](), list[Pair]()
    for whom, names in groups.items():
        (learned if zlib.crc32(whom.encode()) % _EVERY else held).extend(Pair.of(names))
    return learned, held


def letters(known: Sequence[Pair]) -> npt.NDArray[np.float32]:
    """Learn what letters tell that meet, or meet nothing: (31, 31) float32 log odds."""
    met = np.full((_N, _N), _SELDOM) + np.eye(_N)
    met[0, 1:] = met[1:, 0] = 0.15
    met[0, 0] = 0.0
    by_chance = _by_chance(known)
    odds = np.zeros((_N, _N))
    for each_round in range(_N_ROUNDS):
        odds = met / met.sum() / by_chance
        met = np.full((_N, _N), _SELDOM)
        met[0, 0] = 0.0
        for pair in known:
            best = max(
                (_Lattice(odds, pair.said, each) for each in pair.spelt), key=attrgetter("alike")
            )
            if each_round < _N_TRUSTING or best.alike > 0:
                best.count(met)
    return np.asarray(np.log(odds + (odds == 0)), np.float32)


def characters(names: Iterable[str], questions: Iterable[str]) -> Mapping[str, float]:
    """Learn log odds of Chinese characters to be of a name, -3 to 2, in steps of .01."""
    here = Counter(each for name in names for each in name if each != "·")
    all_ = Counter(each for text in questions for each in text if regex.match(r"\p{Han}", each))
    n, scale = here.total() + 1000, all_.total() / max(here.total(), 1)
    share = {
        each: np.log((here[each] + 1) / n) - np.log((all_[each] + scale / 3) / (n * scale))
        for each in here | all_
    }
    return {each: round(float(np.clip(odds, -3, 2)), 2) for each, odds in sorted(share.items())}


def learn(known: Sequence[Pair], questions: Iterable[str]) -> Sounds:
    """Learn what letters tell, and then what characters of names that sound alike do."""
    odds = letters(known)
    ratios = np.exp(odds.astype(np.float64))
    alike = {
        pair.han for pair in known
        if any(_Lattice(ratios, pair.said, each).alike > _ALIKE for each in pair.spelt)
    }  # fmt: skip
    return Sounds(odds, characters(sorted(alike), questions))


def told(sounds: Sounds, held: Sequence[Pair]) -> tuple[int, int, int]:
    """Count, of names held out, those found among one's words, or another's; and all that sound so.

    >>> told(Sounds(np.zeros((31, 31), np.float32), {}), [])
    (0, 0, 0)
    """
    others = sorted({word for pair in held for word in pair.words})[:_N_OTHERS]
    own = another = 0
    for pair in held:
        strange = [word for word in others if word not in pair.words]
        own += bool(sounds.spelt(pair.han, pair.words))
        another += bool(sounds.spelt(pair.han, strange))
    return own, another, len(held)


class _Lattice:
    """All ways to align a name that is said with one that is spelt; `odds` are ratios."""

    def __init__(self, odds: Floats, said: Spelt, spelt: Spelt) -> None:
        self._odds, self._said, self._spelt = odds.tolist(), said, spelt
        self._before = self._ways(said, spelt)
        self.alike = float(np.log(self._before[-1][-1]))

    def count(self, met: Floats) -> None:
        """Add how often letters meet, as far as each way is likely."""
        after = self._ways(self._said[::-1], self._spelt[::-1])
        n, m, whole = len(self._said), len(self._spelt), self._before[-1][-1]
        for i, j, (a, b) in product(range(n + 1), range(m + 1), _STEPS):
            if i + a <= n and j + b <= m:
                row, column = self._said[i] if a else 0, self._spelt[j] if b else 0
                way = self._before[i][j] * self._odds[row][column] * after[n - i - a][m - j - b]
                met[row, column] += way / whole

    def _ways(self, said: Spelt, spelt: Spelt) -> list[list[float]]:
        odds = self._odds
        ways = [[1.0]]
        for each in spelt:
            ways[0].append(ways[0][-1] * odds[0][each])
        for letter in said:
            above, row = ways[-1], [ways[-1][0] * odds[letter][0]]
            for j, each in enumerate(spelt):
                way = above[j] * odds[letter][each] + above[j + 1] * odds[letter][0]
                row.append(way + row[j] * odds[0][each])
            ways.append(row)
        return ways


def _by_chance(known: Sequence[Pair]) -> Floats:
    """Tell how often letters would meet by chance, (31, 31); beside nothing, how often one is."""
    said = Counter(letter for pair in known for letter in pair.said)
    spelt = Counter(letter for pair in known for each in pair.spelt for letter in each)
    shares = np.ones((2, _N))
    for share, counts in zip(shares, (said, spelt), strict=True):
        share[1:] = [(counts[letter] + 1) for letter in range(1, _N)]
        share[1:] /= share[1:].sum()
    return np.outer(*shares)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments, RagError)


def _run(options: argparse.Namespace) -> None:
    asked, questions = list[tuple[str | None, str | None]](), list[str]()
    for _, desk, some in opened(options):
        engine = desk.engine()
        questions += [each.question for each in some if each.language == "zh"]
        asked += [
            (each.asked_speaker, engine.understood(each.question).speaker)
            for each in some
            if each.asked_speaker and each.answerable
        ]
    learned, held = pairs(asked)
    sounds = learn(learned, questions)
    save_file(
        {
            "odds": sounds.odds,
            "characters": np.array([ord(each) for each in sounds.characters], np.int32),
            "of_names": np.array(list(sounds.characters.values()), np.float32),
        },
        options.out,
        _ABOUT,
    )
    sys.stdout.write("{} found, {} taken for another, of {}\n".format(*told(sounds, held)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m onrecord.rag.learning.sounds")
    add_options(parser, limit=100_000)
    return parser


if __name__ == "__main__":
    sys.exit(main())
