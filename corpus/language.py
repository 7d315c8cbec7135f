"""Which language a question, passage or article is in."""

import threading
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["detect_language"]

LANGUAGES = (  # ISO 639-1; the model's other labels are mostly dialects of these
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro"
    " ru sk sl sr sv sw ta te th tl tr uk ur vi zh"
)
MIN_CONFIDENCE = 0.15  # a name alone scores .04 to .14, a question of one word .15 to .23
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


_loading = threading.Lock()


def _identifier() -> LanguageIdentifier:
    with _loading:  # once, whoever else comes for it meanwhile
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True, min_confidence=MIN_CONFIDENCE
    )
    identifier.set_languages(LANGUAGES.split())
    return identifier


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE_CHARS:
        return text
    middle = len(text) // 2
    return " ".join(
        (text[:SAMPLE_CHARS], text[middle : middle + SAMPLE_CHARS], text[-SAMPLE_CHARS:])
    )
