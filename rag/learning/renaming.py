"""Questions with other names in them: whoever is asked for has to be found by name.

A question for somebody's words comes again with another's name, in it and in the articles, which
changes nothing; and with another's name in it alone, so that nothing answers it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import regex

from onrecord.corpus.languages.script import has_han, has_wide
from onrecord.rag.evaluation import Question
from onrecord.rag.evidence.reader import Window, header
from onrecord.rag.learning.told import Example, Told
from onrecord.rag.names.renderings import Rendering

__all__ = ["Names", "Renaming"]

Integers = npt.NDArray[np.int32]
Renamed = Callable[[str], str]

_KNOWN: Final = 0.6
"""How often it is known how articles in another script write a name."""

_LAST: Final = regex.compile(r"(?<= )\p{Lu}[\p{L}'’-]{3,}$")
"""A surname, as people are named once they were introduced."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people and bodies: of each, how questions in every language name it."""

    groups: tuple[Mapping[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, asked: Iterable[tuple[str | None, str, str | None]]) -> Self:
        """Gather names: (whom a question asks for, its language, how it names them).

        >>> Names.of([("Ada", "en", "Ada"), ("Ada", "zh", "艾达"), ("Bo", "en", "Bo")]).groups
        ({'en': ('Ada',), 'zh': ('艾达',)},)
        """
        found: dict[str | None, dict[str, dict[str, None]]] = {}
        for whom, language, name in asked:
            if name and (name[0].isupper() or has_wide(name)):
                found.setdefault(whom, {}).setdefault(language, {})[name] = None
        languages = {language for group in found.values() for language in group}
        return cls(
            tuple(
                {language: tuple(names) for language, names in group.items()}
                for group in found.values()
                if group.keys() == languages
            )
        )


class Renaming:
    """Renames whom questions ask for; `ids` gives the token numbers of a text."""

    def __init__(self, names: Names, ids: Callable[[str], Integers], random: Random) -> None:
        self._names = names
        self._ids = ids
        self._random = random

    def __call__(
        self, example: Example, question: Question, name: str, windows: Sequence[Window]
    ) -> Iterator[Example]:
        """Tell an example again with other names; `windows` are those that it tells of.

        `name` is how the question names whom it asks for.
        """
        groups = [each for each in self._names.groups if question.language in each]
        if len(groups) < 2 or not question.asked_speaker:  # noqa: PLR2004 - one and another
            return
        one, other = self._random.sample(groups, 2)
        by_one = self._asked(example, name, one, question.language)
        by_other = self._asked(example, name, other, question.language)
        told = example.windows
        renamed = self._renamed(told, windows, question.asked_speaker, one)
        if any(any(old.right) and old is not new for old, new in zip(told, renamed, strict=True)):
            yield replace(by_one, found=renamed, missed=())
            yield _unanswered(by_other, renamed)
        yield _unanswered(by_other, told)

    def _asked(
        self, example: Example, name: str, names: Mapping[str, tuple[str, ...]], language: str
    ) -> Example:
        """Ask for somebody else; mostly it is known how articles in another script name them."""
        new = self._random.choice(names[language])
        written = (self._random.choice(each) for each in names.values())
        others = [each for each in written if has_han(each) is not has_han(new)]
        known = self._random.random() < _KNOWN
        return replace(
            example,
            question=example.question.replace(name, new, 1),
            names=tuple(Rendering(new, each) for each in others[:known]),
        )

    def _renamed(
        self, told: Sequence[Told], windows: Sequence[Window], whom: str,
        names: Mapping[str, tuple[str, ...]],
    ) -> tuple[Told, ...]:  # fmt: skip
        """Put another's name wherever the one asked for is named."""
        forms = [whom, *_LAST.findall(whom)]
        renamed = []
        for each, window in zip(told, windows, strict=True):
            new = self._random.choice(names.get(window.evidence.passage.language, (whom,)))
            texts = [window.evidence.passage.article.title, *(s.text for s in window.sentences)]
            if any(form in text for form in forms for text in texts):
                each = self._rewritten(each, window, _replacing(forms, new))  # noqa: PLW2901
            renamed.append(each)
        return tuple(renamed)

    def _rewritten(self, told: Told, window: Window, put: Renamed) -> Told:
        speakers = (each.speaker.text if each.speaker else "" for each in window.sentences)
        return replace(
            told,
            header=self._ids(put(header(window.evidence.passage.article))),
            sentences=tuple(
                (
                    self._ids(f"{put(speaker)}: ") if len(before) else before,
                    self._ids(put(each.text)),
                )
                for speaker, each, (before, _) in zip(
                    speakers, window.sentences, told.sentences, strict=True
                )
            ),
        )


def _replacing(forms: Sequence[str], new: str) -> Renamed:
    def put(text: str) -> str:
        for form in forms:
            text = text.replace(form, new)
        return text

    return put


def _unanswered(example: Example, windows: Sequence[Told]) -> Example:
    """Ask what nothing answers; what answered the other question tempts."""
    tempting = tuple(
        replace(each, right=(False,) * len(each.right), tempting=any(each.right))
        for each in windows
    )
    return replace(example, answerable=False, found=tempting, missed=())
