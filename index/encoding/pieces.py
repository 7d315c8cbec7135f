"""The vocabulary as a table: a question is cut with the few pieces that occur in it.

How a Unigram model (Kudo 2018, arXiv:1804.10959) cuts a text depends on the pieces that occur in it
and, for characters that no piece has, on the lowest score of all. With these alone the cut is the
same, and 250,000 pieces, which take most of a second and 100 MB to load, stay on disk.
"""

import json
import sqlite3
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from tokenizers import (
    AddedToken,
    Tokenizer,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from onrecord.index.encoding.weights import Pieces

__all__ = ["Cut", "PieceTable", "build_tokenizer", "write_pieces"]

_FULLWIDTH_TILDE: Final = "～"  # SentencePiece's nmt_nfkc keeps it, NFKC does not
_STAND_IN: Final = "\U0010fffd"  # a private code point, for the time of NFKC
_WORD_START: Final = "▁"
_MAX_CHARS: Final = 16  # of a piece; max_sentencepiece_length of SentencePiece

_TABLES: Final = "CREATE TABLE pieces (piece TEXT PRIMARY KEY, id INT, score REAL) WITHOUT ROWID"
_ALWAYS: Final = (
    "CREATE TABLE always AS SELECT * FROM pieces WHERE id <= {unk}"
    " OR id = (SELECT max(id) FROM pieces) OR score = (SELECT min(score) FROM pieces)"
)
_OCCURRING: Final = (
    "SELECT id, piece, score FROM pieces WHERE piece IN (SELECT value FROM json_each(?))"
)

_Row: TypeAlias = tuple[int, str, float]  # id, piece, score


@dataclass(frozen=True, slots=True)
class Cut:
    """What a tokenizer says of a text, as `tokenizers.Encoding` does."""

    ids: list[int]
    tokens: list[str]
    offsets: list[tuple[int, int]]
    special_tokens_mask: list[int]


class PieceTable:
    """Cuts short texts as `build_tokenizer` would with all pieces; safe to use from threads."""

    def __init__(self, file: Path) -> None:
        address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        self._table = sqlite3.connect(address, uri=True, check_same_thread=False)
        weakref.finalize(self, self._table.close)
        self._always: set[_Row] = set(self._table.execute("SELECT id, piece, score FROM always"))
        number = {piece: row for row, piece, _ in self._always}
        bos, eos, pad, unk = (number[name] for name in ("<s>", "</s>", "<pad>", "<unk>"))
        self._none = Pieces((), bos, eos, pad, unk, {})
        self._bare = self._tokenizer(self._always)

    def cut(self, texts: Sequence[str]) -> list[Cut]:
        """Cut each text; 0.6 ms for a question."""
        return [self._cut(text) for text in texts]

    def _cut(self, text: str) -> Cut:
        normalised = "".join(self._bare.encode(text).tokens)
        found = self._table.execute(_OCCURRING, (json.dumps(_substrings(normalised)),))
        rows = sorted({*self._always, *found})
        cut = self._tokenizer(rows).encode(text)
        ids = [rows[at][0] for at in cut.ids]
        return Cut(ids, cut.tokens, cut.offsets, cut.special_tokens_mask)

    def _tokenizer(self, rows: Iterable[_Row]) -> Tokenizer:
        scored = tuple((piece, score) for _, piece, score in sorted(rows))
        return build_tokenizer(replace(self._none, scored=scored))


def write_pieces(pieces: Pieces, file: Path) -> None:
    """Write the table of a vocabulary whose last piece is special, as those up to `unk` are."""
    rows = ((piece, row, score) for row, (piece, score) in enumerate(pieces.scored))
    with sqlite3.connect(file) as table:
        table.execute(_TABLES)
        table.executemany("INSERT INTO pieces VALUES (?, ?, ?)", sorted(rows))
        table.execute(_ALWAYS.format(unk=pieces.unk))
    table.close()


def build_tokenizer(pieces: Pieces) -> Tokenizer:
    """Build the SentencePiece tokenizer of XLM-R, with offsets into the text as it was given."""
    names = [piece for piece, _ in pieces.scored]
    special = [*names[: pieces.unk + 1], names[-1]]
    tokenizer = Tokenizer(models.Unigram(list(pieces.scored), unk_id=pieces.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.Replace(_FULLWIDTH_TILDE, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _FULLWIDTH_TILDE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    bos, eos = names[pieces.bos], names[pieces.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in special])
    return tokenizer


def _substrings(text: str) -> list[str]:
    """List what may be a piece; none goes on over the start of a word.

    >>> sorted(_substrings("▁a▁bc"))
    ['a', 'b', 'bc', 'c', '▁', '▁a', '▁b', '▁bc']
    """
    words = {_WORD_START + word for word in text.split(_WORD_START)}
    return list(
        {
            word[start:end]
            for word in words
            for start in range(len(word))
            for end in range(start + 1, min(start + _MAX_CHARS, len(word)) + 1)
        }
    )
