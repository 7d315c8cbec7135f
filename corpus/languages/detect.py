"""Which language a question, passage or article is in."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from py3langid.langid import LanguageIdentifier

from onrecord.corpus.languages.identifier import packed, unpacked

__all__ = ["detect_language", "load_languages"]

SURE = 0.7  # below, the word a question begins with decides: names of another language weigh less
OPENERS = {
    word: language
    for language, words in (
        ("en", "who whose whom what when where why which how did does do is are were can could"),
        ("de", "wer wen wem wessen wann warum weshalb wieso welche welcher welches wie wo wohin"),
    )
    for word in words.split()
}
SAMPLE_CHARS = 1_500  # from each of the start, the middle and the end: the model walks every byte


def detect_language(text: str, default: str = "und") -> str:
    """Return the ISO 639-1 code of the language most of `text` is in, or `default`.

    Safe to call from several threads.

    >>> detect_language("Wer hat das gesagt?")
    'de'
    >>> detect_language("2026", default="en")
    'en'
    """
    language, confidence = _identifier().classify(_sample(text))
    if confidence < SURE:
        language = OPENERS.get(text.split(maxsplit=1)[0].lower() if text.strip() else "", language)
    return default if language == "und" else str(language)


def load_languages(cache: Path) -> None:
    """Load what languages are told by, from its copy in `cache`, which is made if there is none.

    Who doesn't call it first has it loaded by the first text, which takes a second.
    """
    _identifier(partial(unpacked, cache))


_loading = threading.Lock()
_loaded: list[LanguageIdentifier] = []


def _identifier(load: Callable[[], LanguageIdentifier] = packed) -> LanguageIdentifier:
    with _loading:  # once, whoever else comes for it meanwhile
        if not _loaded:
            _loaded.append(load())
        return _loaded[0]


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE_CHARS:
        return text
    middle = len(text) // 2
    return " ".join(
        (text[:SAMPLE_CHARS], text[middle : middle + SAMPLE_CHARS], text[-SAMPLE_CHARS:])
    )
