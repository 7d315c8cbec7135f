"""From text to the terms that are matched: stems, numbers, and pairs of CJK characters.

Terms are for matching only; what is stored and shown is always the article's own text.
"""

import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

import opencc
import regex
import snowballstemmer

__all__ = ["ANALYSER", "terms", "terms_for_languages"]

ANALYSER: Final = "terms-2"
"""Raise it when the same text gives other terms: the index refuses terms of another analyser."""

_SNOWBALL: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_POINT_DECIMALS: Final = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi", "und"})
"""Languages that write 627,000.5; the others write 627.000,5."""

_UNSPACED: Final = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30FC"
)
_TOKEN: Final = regex.compile(
    rf"""
    (?P<unspaced>[{_UNSPACED}]+)
  | (?P<prefix>(?<![\p{{L}}\p{{M}}])[a-z](?=\p{{Nd}}))?
    (?P<number>\p{{Nd}}+(?:[.,]\p{{Nd}}+)*)
    (?P<suffix>[a-z](?![\p{{L}}\p{{M}}\p{{Nd}}]))?
  | (?P<word>[[\p{{L}}\p{{M}}]--[{_UNSPACED}]]+(?:'[[\p{{L}}\p{{M}}]--[{_UNSPACED}]]+)*)
    """,
    regex.VERBOSE | regex.V1,
)
_HAN: Final = regex.compile(r"\p{Han}")
_INVISIBLE: Final = regex.compile(r"[\u00AD\u0640\u200B-\u200F\u2060\uFEFF]+")
_APOSTROPHES: Final = regex.compile(r"[\u2018\u2019\u02BC\uFF07]")
_ACCENTS: Final = regex.compile(r"[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670]+")
_COMMA_GROUPS: Final = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINT_GROUPS: Final = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")

_stemming = threading.Lock()  # a Snowball stemmer keeps the word it works on in itself
_stemmers: dict[str, Any] = {}


def terms(text: str, language: str) -> tuple[str, ...]:
    """Terms of `text` in its order, with repeats; `language` is an ISO 639-1 code.

    Words are case-folded and stemmed (Snowball), runs of scripts that don't space their words
    become pairs of (simplified) characters, and numbers lose their grouping.

    >>> terms("Sora2 rendered 627,000 clips in 1080p", "en")
    ('sora', '2', 'render', '627000', 'clip', 'in', '1080p', '1080')
    >>> terms("可灵AI发布", "zh")
    ('可灵', 'ai', '发布')
    """
    return tuple(_terms(text, language))


def terms_for_languages(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Distinct terms of a question, as they would stand in passages of each of `languages`."""
    return tuple(dict.fromkeys(term for each in languages for term in _terms(text, each)))


def _terms(text: str, language: str) -> list[str]:
    found: list[str] = []
    whole = language == "en"  # elsewhere an apostrophe joins two words: l'homme
    for match in _TOKEN.finditer(_folded(text)):
        if match.lastgroup == "word":
            word = match.group()
            parts = (word,) if whole or "'" not in word else word.split("'")
            found += filter(None, [_stem(part, language) for part in parts])
        elif match.lastgroup == "unspaced":
            found += _pairs(match.group())
        else:
            prefix, number, suffix = match.group("prefix", "number", "suffix")
            found += _number(prefix or "", number, suffix or "", language)
    return found


def _folded(text: str) -> str:
    """Take away compatibility forms and case (as Unicode's NFKC_Casefold), and the old script."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", plain).casefold())
    if not _HAN.search(folded):
        return folded
    return str(_simplified().convert(folded.encode("utf-8", "replace").decode()))  # half surrogates


@cache
def _simplified() -> opencc.OpenCC:
    """Traditional Chinese to simplified; safe to use from several threads."""
    return opencc.OpenCC("t2s")


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for i in range(len(run) - 1):
        yield run[i : i + 2]


def _number(prefix: str, number: str, suffix: str, language: str) -> Iterator[str]:
    """One letter belongs to its number (4k, h100), but v is only short for version."""
    value = _value(number, language)
    prefix = "" if prefix == "v" else prefix
    yield f"{prefix}{value}{suffix}"
    if suffix:
        yield f"{prefix}{value}"  # so that 10s and 10 seconds meet


def _value(number: str, language: str) -> str:
    """Digits with a point for decimals and without grouping."""
    plain = "".join(
        digit if digit in ".," else str(unicodedata.digit(digit, digit)) for digit in number
    )
    points = language in _POINT_DECIMALS
    if _COMMA_GROUPS.fullmatch(plain) and (points or plain.count(",") > 1):
        return plain.replace(",", "")
    if _POINT_GROUPS.fullmatch(plain) and (not points or plain.count(".") > 1):
        return plain.replace(".", "").replace(",", ".")
    return plain.replace(",", ".")


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    name = _SNOWBALL.get(language)
    if name is not None:
        with _stemming:
            if name not in _stemmers:
                _stemmers[name] = snowballstemmer.stemmer(name)
            word = _stemmers[name].stemWord(word)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).replace("'", "")
    return unicodedata.normalize("NFC", bare)
