"""The sets of questions to learn from, as they are named on a command line."""

import argparse
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from onrecord.rag.desk import Desk
from onrecord.rag.evaluation import Question, read_questions

__all__ = ["add_options", "is_held_out", "opened"]

_EVERY: Final = 7


def is_held_out(article: str) -> bool:
    """Whether the reader is judged by an article, and hasn't learned from it: every seventh.

    Its name alone decides, so that whoever learns later knows what the reader has not seen.
    """
    return zlib.crc32(article.encode()) % _EVERY == 0


def add_options(parser: argparse.ArgumentParser, limit: int) -> None:
    """Add the sets, and how they are read; at most `limit` questions of each."""
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=limit, help="questions of a set, by seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, default=Path(".onrecord-learning"), help="indexes")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")


def opened(
    options: argparse.Namespace, *, follow_ups: bool = False
) -> Iterator[tuple[str, Desk, list[Question]]]:
    """Index each set's articles and draw its questions: name, desk, questions.

    Those that only make sense after others are left out, unless `follow_ups` are wanted.
    """
    for each in options.sets:
        questions, articles = _split(each)
        name = questions.parent.name if questions.name == "questions.jsonl" else questions.stem
        desk = Desk(articles, options.work / name, options.cache)
        desk.build()
        asked = [each for each in read_questions(questions) if follow_ups or not each.history]
        Random(options.seed).shuffle(asked)  # noqa: S311 - a sample, no secret
        yield name, desk, asked[: options.limit]


def _split(given: str) -> tuple[Path, Path]:
    questions, _, articles = given.partition("=")
    if articles:
        return Path(questions), Path(articles)
    return Path(given) / "questions.jsonl", Path(given) / "articles"
