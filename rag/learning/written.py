"""Invented articles that come along, with questions that careless readers answer wrongly.

Sentences that only repeat the question, interviews, what somebody else says, what the article
leaves out: each kind in three languages, asked in all of them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from onrecord.corpus import Article, Passage, Sentence, SentenceKind, Speaker, Speech
from onrecord.corpus.languages.script import has_han
from onrecord.index.encoding.encoder import Encoder
from onrecord.rag.evidence.reader import windows
from onrecord.rag.learning.told import Example, Spans, evidence_of, told_of

__all__ = ["written_examples"]

_FOLDER: Final = Path(__file__).with_name("written")


def written_examples(encoder: Encoder, folder: Path = _FOLDER) -> list[Example]:
    """Read the JSON Lines of a folder: an article each, with its questions.

    `sentences` has its text, `speakers` who says a sentence where that stands elsewhere, and of
    each of `questions` the numbers of the sentences that are `right` and that are `tempting`.
    """
    paths = sorted(folder.glob("*.jsonl"))
    lines = [line for path in paths for line in path.read_bytes().splitlines()]
    return [example for line in lines for example in _examples(json.loads(line), encoder)]


def _examples(row: Mapping[str, Any], encoder: Encoder) -> Iterator[Example]:
    passage = _passage(row)
    (evidence,) = evidence_of([passage], encoder)
    for question in row["questions"]:
        right, tempting = (_spans(passage, question[each]) for each in ("right", "tempting"))
        found = windows(((evidence, place) for place in _places(question)), len(row["sentences"]))
        yield Example(
            question["question"], bool(question["right"]), "written", passage.article.id,
            tuple(told_of(each, encoder.ids, right, tempting) for each in found),
        )  # fmt: skip


def _places(question: Mapping[str, Any]) -> list[int]:
    return [*question["right"], *question["tempting"]] or [0]


def _spans(passage: Passage, places: list[int]) -> Spans:
    chosen = [passage.sentences[place] for place in places]
    return {passage.article.id: [(each.start, each.end) for each in chosen]}


def _passage(row: Mapping[str, Any]) -> Passage:
    """Make the only passage of an article; a speaker is told where the name stands in it."""
    sentences = row["sentences"]
    between = "" if has_han(sentences[0]) else " "
    text = between.join(sentences)
    day = date.fromisoformat(row["date"]) if row["date"] else None
    article = Article(
        row["id"], text, row["title"], row["outlet"] or None, None, day, row["language"], None
    )
    made, start = [], 0
    for sentence, name in zip(sentences, row["speakers"], strict=True):
        at = text.find(name) if name else -1
        speaker = Speaker(article, at, at + len(name), Speech.DIRECT) if at >= 0 else None
        made.append(Sentence(article, start, start + len(sentence), SentenceKind.PROSE, speaker))
        start += len(sentence) + len(between)
    return Passage(article, 0, len(text), tuple(made), row["language"])
