"""What is ready to be stored: articles that were cut up, encodings as bytes."""

import hashlib
import json
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final, Protocol, Self

import numpy as np
import numpy.typing as npt
import regex

from onrecord.corpus import Article, Passage, Sentence
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.packing import Packing
from onrecord.index.store.sentences import columns
from onrecord.index.store.token_places import pack_places
from onrecord.index.store.token_rows import pack_rows

__all__ = [
    "PARTS",
    "Draft",
    "EncodingBlobs",
    "Projection",
    "draft_of",
    "encoding_key",
    "sentence_vectors",
]

_STOPS: Final = regex.compile(r"[.,;:!?…，、。；：！？\s]*")
"""A token of nothing else has no vector: it is about nothing (as in ColBERT, SIGIR 2020)."""

PARTS: Final = "vector, places, sentence_vectors, tokens, n_tokens, width, n_sentences"
"""Columns of a row that hold an encoding, in SQL: what `EncodingBlobs` is made of."""


class Projection(Protocol):
    """What is done to the encoder's vectors before they are stored or searched."""

    @property
    def name(self) -> str:
        """Identifies weights and settings; an index holds tokens of one projection."""

    @property
    def packing(self) -> Packing:
        """How an index keeps what it gives."""

    def tokens(self, tokens: npt.NDArray[np.float32], language: str) -> npt.NDArray[np.int8]:
        """(n, dim) float32 token vectors -> (n, width) int8, to be packed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article ready to be stored; `file_sha256` is `None` if no file of the folder holds it."""

    article: Article
    file_sha256: str | None
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

    def __post_init__(self) -> None:
        for passage in self.passages:
            inside = _within(self.sentences, passage.start, passage.end)
            if list(map(_place, inside)) != list(map(_place, passage.sentences)):
                raise ValueError(
                    f"passage {passage.start}:{passage.end} of {self.article.id!r} is not a run "
                    "of the article's sentences"
                )

    def digest(self, models: str) -> bytes:
        """SHA-256 of all that is stored of it, by encodings of these models."""
        article = self.article
        facts = (
            article.id, article.title, article.outlet, article.author, str(article.published),
            article.language, article.url, article.sha256, self.file_sha256,
        )  # fmt: skip
        passages = [
            (each.start, each.end, encoding_key(each, models).hex()) for each in self.passages
        ]
        whole = json.dumps([facts, [columns(each) for each in self.sentences], passages])
        return hashlib.sha256(whole.encode()).digest()


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.start, sentence.end


def draft_of(
    article: Article, file_sha256: str | None, sentences: tuple[Sentence, ...],
    places: Iterable[tuple[int, int, str]],
) -> Draft:  # fmt: skip
    """Make the draft again that was stored; `places` are start, end and language of passages."""
    runs = tuple(
        Passage(article, start, end, _within(sentences, start, end), language)
        for start, end, language in places
    )
    return Draft(article, file_sha256, sentences, runs)


def _within(sentences: tuple[Sentence, ...], start: int, end: int) -> tuple[Sentence, ...]:
    """Give those that begin there, of sentences in their order: a long article has many of both."""
    first, last = (bisect_left(sentences, place, key=_start) for place in (start, end))
    return sentences[first:last]


def _start(sentence: Sentence) -> int:
    return sentence.start


@dataclass(frozen=True, slots=True)
class EncodingBlobs:
    """An encoding as bytes, little-endian.

    `vector` (dim,) float16; `places` of the tokens, and their numbers, as `pack_places` gives them;
    `sentence_vectors`, as many rows of uint8 as there are of them, packed; `tokens` as `pack_rows`
    gives them, of `width` bytes.
    """

    vector: bytes
    places: bytes
    sentence_vectors: bytes
    tokens: bytes
    n_tokens: int
    width: int
    n_sentences: int

    @classmethod
    def of(cls, passage: Passage, encoding: Encoding, projection: Projection) -> Self:
        """Pack what the encoder made of one passage, with the vectors of its sentences."""
        tokens = projection.tokens(encoding.tokens, passage.language)  # (n, width) int8
        if tokens.dtype != np.int8 or tokens.shape[:1] != encoding.spans.shape[:1]:
            raise ValueError(
                f"{projection.name} gave {tokens.dtype} {tokens.shape}, not (n, w) int8"
            )
        packing, places = projection.packing, pack_places(encoding.spans, encoding.ids)
        codes = packing.packed(_of_words(tokens, passage.text, encoding), encoding.middle)
        spoken = packing.sentences.codes(sentence_vectors(passage, encoding))
        n_tokens, width = codes.shape
        return cls(
            encoding.vector.astype("<f2").tobytes(), places, spoken.tobytes(),
            pack_rows(codes, packing.n_matched(codes)), n_tokens, width, len(spoken),
        )  # fmt: skip

    @property
    def parts(self) -> tuple[bytes | int, ...]:
        """Give what the columns `PARTS` hold."""
        return astuple(self)

    @property
    def checksum(self) -> int:
        """CRC-32 over all of it: finds damage, does not prove origin."""
        crc = 0
        for part in (self.vector, self.places, self.sentence_vectors, self.tokens):
            crc = zlib.crc32(part, crc)
        return crc


def _of_words(tokens: npt.NDArray[np.int8], text: str, encoding: Encoding) -> npt.NDArray[np.int8]:
    """Make zeros of the vectors of tokens that are stops  # (n, width)."""
    spans = encoding.spans.tolist()
    stops = [_STOPS.fullmatch(text, start, end) is not None for start, end in spans]
    return np.where(np.array(stops, bool)[:, np.newaxis], np.int8(0), tokens)


def encoding_key(passage: Passage, models: str) -> bytes:
    """SHA-256 of everything an encoding depends on; `models` names encoder and projection."""
    ends = [sentence.end - passage.start for sentence in passage.sentences]
    whole = json.dumps([models, passage.language, passage.text, ends])
    return hashlib.sha256(whole.encode()).digest()


def sentence_vectors(passage: Passage, encoding: Encoding) -> npt.NDArray[np.float32]:
    """(n_sentences, dim) unit rows: the mean of the tokens that begin in each sentence."""
    starts = [sentence.start - passage.start for sentence in passage.sentences]
    owner = np.searchsorted(starts, encoding.spans[:, 0], side="right") - 1
    sums = np.zeros((len(starts), encoding.tokens.shape[1]), np.float32)
    np.add.at(sums, np.maximum(owner, 0), encoding.tokens)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)
