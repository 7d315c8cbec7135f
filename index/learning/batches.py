"""What is learned from in one step.

The paragraphs come from few articles, so that the rivals of a sentence are its neighbours; some of
the questions have no answer there.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from onrecord.index.learning.data import LabelledArticle, Paragraph, Question, Section, Sets

__all__ = ["Batch", "Sampler"]

_WEIGHT: Final = {"en": 3, "zh": 3, "de": 3}  # the languages that come first; any other: 1

Item = TypeVar("Item")
Text = TypeVar("Text", Paragraph, Question)


@dataclass(frozen=True, slots=True)
class Batch:
    """Paragraphs, and questions whose gold may stand in them or may not."""

    paragraphs: tuple[Paragraph, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """How much of a set goes into a batch: articles, their sections, and questions of each."""

    n_articles: int
    n_sections: int
    n_answered: int
    n_unanswered: int
    n_strangers: int  # questions on other articles than those


_XQUAD: Final = _Share(2, 5, 4, 0, 1)
_SQUAD: Final = _Share(1, 5, 4, 2, 3)
_DRCD: Final = _Share(2, 3, 3, 0, 0)


class Sampler:
    """Draws batches; the same sets and seed give the same batches."""

    def __init__(self, sets: Sets, seed: int) -> None:
        self._shares = ((sets.xquad, _XQUAD), (sets.squad, _SQUAD), (sets.drcd, _DRCD))
        self._drawn = random.Random(seed)  # noqa: S311  # nothing is kept secret by it

    def batch(self) -> Batch:
        """Draw one batch; about 20 paragraphs and 75 questions of the three sets."""
        paragraphs: list[Paragraph] = []
        questions: list[Question] = []
        for articles, share in self._shares:
            chosen = self._some(articles, share.n_articles)
            for article in chosen:
                for section in self._some(article.sections, share.n_sections):
                    paragraphs.append(self._one(section.paragraphs))
                    questions += self._questions(section, share)
            questions += self._strangers(articles, chosen, share.n_strangers)
        return Batch(tuple(paragraphs), tuple(questions))

    def _questions(self, section: Section, share: _Share) -> list[Question]:
        answered = [versions for versions in section.questions if versions[0].gold]
        unanswered = [versions for versions in section.questions if not versions[0].gold]
        chosen = self._some(answered, share.n_answered)
        chosen += self._some(unanswered, share.n_unanswered)
        return [self._one(versions) for versions in chosen]

    def _strangers(
        self, articles: Sequence[LabelledArticle], but: Sequence[LabelledArticle], n: int
    ) -> list[Question]:
        others = [article for article in articles if article not in but]
        found = []
        for _ in range(n if others else 0):
            section = self._drawn.choice(self._drawn.choice(others).sections)
            found.append(self._one(self._drawn.choice(section.questions)))
        return found

    def _some(self, items: Sequence[Item], n: int) -> list[Item]:
        return self._drawn.sample(items, min(n, len(items)))

    def _one(self, versions: Sequence[Text]) -> Text:
        weights = [_WEIGHT.get(version.language, 1) for version in versions]
        return self._drawn.choices(versions, weights)[0]
