"""Questions and the sentences that answer them, out of three public sets of Wikipedia articles.

XQuAD-R, `xquad_r.<language>.json`
    The same paragraphs and questions in eleven languages, with sentence boundaries. From LAReQA
    (Roy et al. 2020, arXiv:2004.05484) by Google Research; published under the name
    google-research-datasets/lareqa; CC BY-SA 4.0.
SQuAD 2.0, `squad2_*.json`
    English, also with questions that their paragraph leaves unanswered. Rajpurkar et al. 2018,
    arXiv:1806.03822; published on the SQuAD Explorer; CC BY-SA 4.0.
DRCD, `drcd_*.json`
    Chinese in traditional characters. Delta Research Center, Shao et al. 2018, arXiv:1806.00920;
    published under the name DRCKnowledgeTeam/DRCD; CC BY-SA 3.0.

Each file is read as it was published.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onrecord.corpus import Article
from onrecord.corpus.cutting.sentences import sentences
from onrecord.index.errors import TrainingDataError

__all__ = ["CREDITS", "LabelledArticle", "Paragraph", "Question", "Section", "Sets", "read_sets"]

CREDITS: Final = {
    "data": "XQuAD-R (Google Research); SQuAD 2.0 (Rajpurkar et al.); DRCD (Delta Research Center)",
    "licences": "XQuAD-R: CC BY-SA 4.0; SQuAD 2.0: CC BY-SA 4.0; DRCD: CC BY-SA 3.0",
}
"""What has to be said wherever something learned from the sets is passed on."""

_PARAGRAPH_LANGUAGES: Final = ("en", "zh", "de", "es", "ru", "ar")
_QUESTION_LANGUAGES: Final = (*_PARAGRAPH_LANGUAGES, "tr", "vi")


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A stretch of an article; `sentences` are code-point offsets, half-open, in order."""

    language: str
    text: str
    sentences: tuple[tuple[int, int], ...]

    def sentence_at(self, offset: int) -> int | None:
        """Return the number of the sentence that holds the character, None between sentences.

        >>> Paragraph("en", "Yes. No.", ((0, 4), (5, 8))).sentence_at(6)
        1
        """
        row = bisect_right(self.sentences, offset, key=lambda span: span[0]) - 1
        return row if row >= 0 and offset < self.sentences[row][1] else None


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question in one language; `gold` are the sentences with the answer, in any language.

    A question without gold isn't answered by its article.
    """

    language: str
    text: str
    gold: tuple[tuple[Paragraph, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """One paragraph in its languages, and questions on it, each in its languages."""

    paragraphs: tuple[Paragraph, ...]
    questions: tuple[tuple[Question, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledArticle:
    """An article's sections, in order."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """The articles of the three sets; a set without files is empty."""

    xquad: tuple[LabelledArticle, ...]
    squad: tuple[LabelledArticle, ...]
    drcd: tuple[LabelledArticle, ...]

    @property
    def articles(self) -> tuple[LabelledArticle, ...]:
        """All articles."""
        return self.xquad + self.squad + self.drcd


def read_sets(folder: Path, hold_out: Collection[str] = ()) -> Sets:
    """Read the sets' files in `folder`, without the articles whose title is in `hold_out`.

    Raises
    ------
    TrainingDataError
        If nothing is left to learn from, or a file is not in its set's format.
    """
    paths = {language: folder / f"xquad_r.{language}.json" for language in _QUESTION_LANGUAGES}
    parallel = {language: path for language, path in paths.items() if path.is_file()}
    sets = Sets(
        tuple(_kept(_articles(parallel), hold_out)),
        tuple(_kept(_each(folder, "squad2_*.json", "en"), hold_out)),
        tuple(_kept(_each(folder, "drcd_*.json", "zh"), hold_out)),
    )
    if not sets.articles:
        raise TrainingDataError(
            f"{folder} holds nothing to learn from; "
            "put xquad_r.<language>.json, squad2_*.json or drcd_*.json there"
        )
    return sets


def _kept(
    articles: Iterator[LabelledArticle], hold_out: Collection[str]
) -> Iterator[LabelledArticle]:
    return (article for article in articles if article.title not in hold_out and article.sections)


def _each(folder: Path, pattern: str, language: str) -> Iterator[LabelledArticle]:
    for path in sorted(folder.glob(pattern)):
        yield from _articles({language: path})


def _articles(paths: Mapping[str, Path]) -> Iterator[LabelledArticle]:
    """Read files that hold the same articles in different languages."""
    files = {language: _load(path) for language, path in paths.items()}
    try:
        for versions in zip(*files.values(), strict=True):
            columns = zip(*(version["paragraphs"] for version in versions), strict=True)
            sections = (_section(dict(zip(files, column, strict=True))) for column in columns)
            yield LabelledArticle(
                versions[0]["title"], tuple(section for section in sections if section.questions)
            )
    except (KeyError, TypeError, ValueError) as error:
        names = ", ".join(path.name for path in paths.values())
        raise TrainingDataError(
            f"{names} are not in the format they were published in ({error!r}); fetch them again"
        ) from error


def _load(path: Path) -> list[Any]:
    try:
        return list(json.loads(path.read_text("utf-8"))["data"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingDataError(
            f"cannot read {path} as JSON with a list `data`: {error}; fetch it again"
        ) from error


def _section(versions: Mapping[str, Any]) -> Section:
    paragraphs = {
        language: _paragraph(language, version)
        for language, version in versions.items()
        if language in _PARAGRAPH_LANGUAGES
    }
    gold: dict[str, dict[tuple[Paragraph, int], None]] = {}
    for language, paragraph in paragraphs.items():
        for entry in versions[language]["qas"]:
            places = (paragraph.sentence_at(each["answer_start"]) for each in entry["answers"])
            found = {(paragraph, place): None for place in places if place is not None}
            gold.setdefault(entry["id"], {}).update(found)
    questions: dict[str, list[Question]] = {}
    for language, version in versions.items():
        for entry in version["qas"]:
            sentences_ = tuple(gold.get(entry["id"], ()))
            if sentences_ or entry.get("is_impossible", False):
                asked = Question(language, entry["question"], sentences_)
                questions.setdefault(entry["id"], []).append(asked)
    return Section(tuple(paragraphs.values()), tuple(map(tuple, questions.values())))


def _paragraph(language: str, version: Mapping[str, Any]) -> Paragraph:
    text = version["context"]
    if "sentence_breaks" in version:
        spans = [(start, end) for start, end in version["sentence_breaks"]]
    else:
        article = Article("paragraph", text, "", None, None, None, language, None)
        spans = [(sentence.start, sentence.end) for sentence in sentences(article)]
    return Paragraph(language, text, tuple(spans))
