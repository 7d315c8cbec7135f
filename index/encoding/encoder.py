"""Text to vectors: one vector for the whole, one for each token, and where each token stands."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import TextTooLongError

__all__ = [
    "Cutters",
    "Encoder",
    "Encoding",
    "Late",
    "Network",
    "Prompts",
    "States",
    "TextEncoder",
    "Tokens",
    "token_spans",
]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]

# Padded tokens in a batch. Measured on one core, passages of 160 tokens: 9.1 a second with 256 or
# 512 tokens, 8.6 with 1024, 7.7 with 2048, 6.7 with 4096, which also takes 150 MB more; passages of
# news, of 64 to 189 tokens, 1.8 % more with 256, which pads them by 1.7 % and not by 4.6.
_BATCH_TOKENS: Final = 256
_MANY: Final = 16
"""So many passages are encoded on one thread, for as many callers as there are cores: two on one
thread each encode 19 passages of 160 tokens a second, one on two threads 15."""

_WORD_STARTS: Final = "▁Ġ"  # how SentencePiece and byte-level BPE write the space before a word


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One text as the encoder sees it.

    `tokens` leaves out the special tokens, those of the prompt, and those that stand for no
    character of the text. `spans` are code-point offsets in the text as it was given, half-open,
    never empty and never around the space before a word; they do not go backwards, and one
    character that became several tokens has several equal spans.
    """

    vector: Floats  # (dim,) unit length
    tokens: Floats  # (n, dim) last hidden state, not normalised
    spans: Integers  # (n, 2)
    ids: Integers  # (n,) numbers of the tokens in the vocabulary
    middle: Floats | None = None  # (n, dim) states halfway up, if the network tells


class Encoder(Protocol):
    """A text encoder; safe to use from several threads at once."""

    @property
    def name(self) -> str:
        """Weights and settings; vectors of encoders with different names do not mix."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest text it takes, in its own tokens, with prompt and special tokens."""
        ...

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a passage, with prompt and special tokens."""
        ...

    def ids(self, text: str) -> Integers:
        """(n,) numbers of the tokens of a short text by itself, without special ones."""
        ...

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode questions; raises `TextTooLongError` for one longer than `max_tokens`."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages; raises `TextTooLongError` for one longer than `max_tokens`."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the model reads before a question and before a passage."""

    question: str = ""
    passage: str = ""


class States(NamedTuple):
    """What a network makes of a batch: pooled (batch, dim), the others (batch, tokens, dim)."""

    pooled: Floats
    last: Floats
    middle: Floats | None = None


class Network(Protocol):
    """The part of a model between token numbers and vectors; safe to call from several threads."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def __call__(self, ids: Integers, mask: Integers) -> States:
        """Take (batch, tokens) twice."""
        ...


class Tokens(Protocol):
    """What a tokenizer says of a text; `tokenizers.Encoding` is one."""

    @property
    def ids(self) -> list[int]:
        """Number of each token in the vocabulary."""
        ...

    @property
    def tokens(self) -> list[str]:
        """How the vocabulary writes each."""
        ...

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Where each begins and ends in the text, in code points."""
        ...

    @property
    def special_tokens_mask(self) -> list[int]:
        """1 for each that stands for no part of the text."""
        ...


Cutter = Callable[[list[str]], Sequence[Tokens]]
"""Cuts texts into tokens, each whole and by itself; safe to call from several threads."""

_Loaded = TypeVar("_Loaded")


class Late(Generic[_Loaded]):
    """What is loaded when it is first asked for, once, whoever asks."""

    def __init__(self, load: Callable[[], _Loaded]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self.loaded: _Loaded | None = None

    def __call__(self) -> _Loaded:
        """Load it, or wait until it is."""
        with self._lock:
            if self.loaded is None:
                self.loaded = self._load()
            return self.loaded


@dataclass(frozen=True, slots=True)
class Cutters:
    """How questions and passages are cut: the same way, each at its own cost."""

    questions: Cutter
    passages: Cutter


class TextEncoder:
    """An `Encoder` made of a tokenizer and a network.

    `load_for_many` loads the same network on one thread, the first time that many passages come.
    """

    def __init__(
        self, name: str, cutters: Cutters, network: Network, prompts: Prompts,
        max_tokens: int, *, load_for_many: Callable[[], Network] | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.max_tokens = max_tokens
        self._cutters = cutters
        self._network = network
        self._prompts = prompts
        self._network_for_many = Late(load_for_many or (lambda: network))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._network.dimension

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a passage, with prompt and special tokens."""
        (tokens,) = self._cutters.passages([self._prompts.passage + _encodable(text)])
        return len(tokens.ids)

    def ids(self, text: str) -> Integers:
        """(n,) numbers of the tokens of a short text by itself, without special ones."""
        (cut,) = self._cutters.questions([_encodable(text)])
        marks = zip(cut.ids, cut.special_tokens_mask, strict=True)
        return np.array([each for each, is_special in marks if not is_special], np.int32)

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode questions; raises `TextTooLongError` for one longer than `max_tokens`."""
        return self._encode(
            questions, "question", self._prompts.question, self._cutters.questions, self._network
        )

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages; raises `TextTooLongError` for one longer than `max_tokens`."""
        network = self._network if len(texts) < _MANY else self._network_for_many()
        return self._encode(
            texts, "passage", self._prompts.passage, self._cutters.passages, network
        )

    def _encode(
        self, texts: Sequence[str], kind: str, prompt: str, cut: Cutter, network: Network
    ) -> list[Encoding]:
        texts = [_encodable(text) for text in texts]
        tokens = cut([prompt + text for text in texts])
        for text, found in zip(texts, tokens, strict=True):
            self._check_length(text, len(found.ids), kind)
        encodings: dict[int, Encoding] = {}
        for rows in _batches([len(found.ids) for found in tokens]):
            vectors, last, middle = _forward(network, [tokens[row] for row in rows])
            for at, row in enumerate(rows):
                kept, spans = token_spans(tokens[row], texts[row], len(prompt))
                ids = np.array(tokens[row].ids, np.int32)[kept]
                half = None if middle is None else middle[at, kept]
                encodings[row] = Encoding(vectors[at], last[at, kept], spans, ids, half)
        return [encodings[row] for row in range(len(texts))]

    def _check_length(self, text: str, n_tokens: int, kind: str) -> None:
        if n_tokens > self.max_tokens:
            raise TextTooLongError(
                f"the {kind} {text[:40]!r}… has {n_tokens} tokens, "
                f"at most {self.max_tokens} are read; make it shorter"
            )


def _encodable(text: str) -> str:
    """Put a question mark for each half of a broken surrogate pair, which has no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _forward(network: Network, batch: list[Tokens]) -> States:
    width = max(len(tokens.ids) for tokens in batch)
    ids = np.zeros((len(batch), width), np.int32)
    mask = np.zeros((len(batch), width), np.int32)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens.ids)] = tokens.ids
        mask[row, : len(tokens.ids)] = 1
    states = network(ids, mask)
    lengths = np.linalg.norm(states.pooled, axis=1, keepdims=True)
    return states._replace(pooled=states.pooled / np.maximum(lengths, np.finfo(np.float32).tiny))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group rows of like length so that no padded batch is larger than `_BATCH_TOKENS`.

    >>> list(_batches([256, 3, 2000, 4]))
    [[1, 3], [0], [2]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def token_spans(tokens: Tokens, text: str, n_prompt: int) -> tuple[list[int], Integers]:
    """Tell which tokens stand for characters of the text, and for which.

    A tokenizer that composes characters counts the first of them only; the rest, up to the next
    token or space, is given back to the token here.
    """
    kept: list[int] = []
    spans: list[tuple[int, int]] = []
    found = zip(tokens.offsets, tokens.special_tokens_mask, tokens.tokens, strict=True)
    for row, ((start, end), is_special, written) in enumerate(found):
        if is_special or not written.strip(_WORD_STARTS):
            continue
        first, last = max(start - n_prompt, 0), end - n_prompt
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if first < last:
            kept.append(row)
            spans.append((first, last))
    return kept, _closed(spans, text)


def _closed(spans: list[tuple[int, int]], text: str) -> Integers:
    closed = np.array(spans, np.int32).reshape(-1, 2)
    for row, (_, end) in enumerate(spans):
        limit = spans[row + 1][0] if row + 1 < len(spans) else len(text)
        while end < limit and not text[end].isspace():
            end += 1  # noqa: PLW2901  # walks on from where the tokenizer stopped
        closed[row, 1] = end
    return closed
