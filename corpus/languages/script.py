"""What scripts a text is written in: the one place that knows their ranges.

`HAN`, `KANA`, `WIDE` and `UNSPACED` are parts of a character class, for patterns: `rf"[{HAN}]"`.
"""

import re
from functools import cache, lru_cache
from typing import Final

import opencc

__all__ = ["HAN", "KANA", "UNSPACED", "WIDE", "between_lines", "has_han", "has_wide", "simplified"]

HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters, also those of Japanese: unified, their first extension, compatible ones."""

KANA: Final = "\u3040-\u30ff"
WIDE: Final = "\u2e80-\u9fff"
"""Whatever is set as wide as a Chinese character: radicals, marks, kana and Han."""

UNSPACED: Final = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff{KANA}{HAN}\uac00-\ud7af"
"""Scripts whose names end where no space is: Thai and its kin, Kana, Han; Korean has particles."""

_HAN: Final = re.compile(f"[{HAN}]")
_WIDE: Final = re.compile(f"[{WIDE}]")
_SET_WIDE: Final = re.compile(rf"[{WIDE}\uf900-\ufaff\uff00-\uffef]")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character.

    >>> has_han("可灵 2.0"), has_han("Kling 2.0")
    (True, False)
    """
    return _HAN.search(text) is not None


def has_wide(text: str) -> bool:
    """Whether there is a character of East Asian width."""
    return _WIDE.search(text) is not None


def between_lines(above: str, below: str) -> str:
    """Return what stands between two lines that are one text: in Chinese and Japanese nothing.

    >>> between_lines("港口", "开放"), between_lines("the", "port")
    ('', ' ')
    """
    return "" if _SET_WIDE.match(above[-1:]) and _SET_WIDE.match(below[:1]) else " "


@cache
def _converter() -> opencc.OpenCC:
    """Traditional Chinese to simplified; safe to use from several threads."""
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=512)
def simplified(text: str) -> str:
    """Write Chinese in simplified characters; the length stays, so that offsets hold.

    >>> simplified("為什麼?")
    '为什么?'
    """
    if not has_han(text):
        return text
    text = text.encode("utf-8", "replace").decode()  # half surrogates
    plain = str(_converter().convert(text))
    if len(plain) == len(text):
        return plain
    ones = (str(_converter().convert(character)) for character in text)
    return "".join(one if len(one) == 1 else own for one, own in zip(ones, text, strict=True))
