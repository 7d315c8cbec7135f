"""Sentences, and who says them, as rows of the database."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from onrecord.corpus import Article, Sentence, SentenceKind, Speaker, Speech

__all__ = ["COLUMNS", "columns", "read_sentences", "sentence_of", "sentences_crc32"]

COLUMNS: Final = (
    "sentences.start, sentences.end, kind, speaker_start, speaker_end, speech, chance, is_told"
)
"""Of a row, in SQL: what `columns` gives and `sentence_of` takes."""

_KINDS: Final = {each.value: each for each in SentenceKind}  # an enumeration's own look-up is slow


def columns(sentence: Sentence) -> tuple[Any, ...]:
    """Give what is stored of a sentence."""
    voice, is_told = sentence.voice, int(sentence.speaker is not None)
    said_by = (voice.start, voice.end, voice.speech.value, voice.chance) if voice else (None,) * 4
    return (sentence.start, sentence.end, sentence.kind.value, *said_by, is_told)


def sentence_of(article: Article, stored: Sequence[Any]) -> Sentence:
    """Make a sentence of what is stored; `ValueError` if nothing of that kind can have been."""
    start, end, kind, first, last, speech, chance, is_told = stored
    of = _KINDS.get(kind) or SentenceKind(kind)
    if first is last is speech is chance is None and not is_told:
        return Sentence(article, start, end, of)
    if None in (first, last, speech, chance):
        raise ValueError(f"half of a speaker is stored of the sentence at {start}")
    voice = Speaker(article, first, last, Speech(speech), chance)
    told = (voice, None) if is_told else (None, voice)
    return Sentence(article, start, end, of, *told)


def read_sentences(
    connection: sqlite3.Connection, row: int, article: Article
) -> tuple[Sentence, ...]:
    """All sentences of an article, in its order."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM sentences WHERE article = ? ORDER BY start", (row,)
    )
    return tuple(sentence_of(article, stored) for stored in rows)


def sentences_crc32(sentences: Iterable[Sentence]) -> int:
    """CRC-32 over all that is stored of sentences, in their order."""
    return zlib.crc32(json.dumps([columns(each) for each in sentences]).encode())
