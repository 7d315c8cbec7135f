"""What questions are learned from: an index with questions on its articles, and public sets."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.index.encoding.encoder import Encoder
from onrecord.index.errors import TrainingDataError
from onrecord.index.hit import Evidence
from onrecord.index.index import Index
from onrecord.index.learning.asking import Fact, Shelf
from onrecord.index.learning.data import LabelledArticle, Paragraph, Question, Sets
from onrecord.index.learning.stored import StoredPassage, StoredPassages
from onrecord.index.store.drafts import Projection

__all__ = ["indexed", "published"]

# Questions of a batch: most of them of the index, whose articles are like those to be asked.
_INDEXED: Final = 22
_XQUAD: Final = 5
_SQUAD: Final = 3
_DRCD: Final = 2


def indexed(index: Index, questions: Path, hold_out: Collection[str] = ()) -> Shelf:
    """Take the passages of an index, and the questions of a file in the format of `evaluate`.

    Questions that follow another or have no answer are left out. Neither passages nor questions
    are taken of the articles whose ids are in `hold_out`.

    Raises
    ------
    TrainingDataError
        If the questions can't be read, or none is answered by what is indexed.
    """
    hits = index.dense(np.zeros(index.settings.dimension, np.float32), index.n_passages)
    kept = sorted(
        (hit for hit in hits if hit.passage.article.id not in hold_out), key=lambda hit: hit.id
    )
    evidence = index.evidence(kept)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, each in enumerate(evidence):
        rows[each.passage.article.id].append(row)
    facts = []
    for asked in _read(questions):
        if asked.get("history") or any(mark["article"] not in rows for mark in asked["gold"]):
            continue
        gold = [place for mark in asked["gold"] for place in _places(evidence, rows, mark)]
        if gold:
            facts.append(Fact((Question(asked["language"], asked["question"], ()),), tuple(gold)))
    if not facts:
        raise TrainingDataError(
            f"no question in {questions} is answered by the articles of {index.directory}; "
            "name the index of the articles that the questions are about"
        )
    return Shelf(StoredPassages.joined(map(StoredPassage.of, evidence)), facts, _INDEXED)


def published(sets: Sets, encoder: Encoder, projection: Projection) -> list[Shelf]:
    """Encode the sets' paragraphs; a set without files gives no shelf."""
    shares = ((sets.xquad, _XQUAD), (sets.squad, _SQUAD), (sets.drcd, _DRCD))
    return [_shelf(articles, share, encoder, projection) for articles, share in shares if articles]


def _shelf(
    articles: Sequence[LabelledArticle], n_asked: int, encoder: Encoder, projection: Projection
) -> Shelf:
    sections = [
        section for article in articles for section in article.sections
        if all(encoder.n_tokens(each.text) <= encoder.max_tokens for each in section.paragraphs)
    ]  # fmt: skip
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    rows: dict[Paragraph, int] = {paragraph: row for row, paragraph in enumerate(paragraphs)}
    facts = [
        Fact(
            wordings,
            tuple((rows[paragraph], place) for paragraph, place in wordings[0].gold),
            parallel=len(section.paragraphs) > 1,
        )
        for section in sections
        for wordings in section.questions
        if wordings[0].gold
    ]
    return Shelf(StoredPassages.encoded(paragraphs, encoder, projection), facts, n_asked)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise TrainingDataError(
            f"cannot read {path} as JSON lines: {error}; see `onrecord evaluate` for the format"
        ) from error


def _places(
    evidence: Sequence[Evidence], rows: Mapping[str, Sequence[int]], mark: Mapping[str, str]
) -> list[tuple[int, int]]:
    """Find the sentences that hold some of the gold string, in each passage."""
    found = []
    for row in rows[mark["article"]]:
        passage = evidence[row].passage
        start = passage.article.text.find(mark["contains"])
        end = start + len(mark["contains"])
        found += [
            (row, place)
            for place, sentence in enumerate(passage.sentences)
            if start >= 0 and sentence.start < end and start < sentence.end
        ]
    return found
