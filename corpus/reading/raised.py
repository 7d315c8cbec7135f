"""Figures above and below the line: as Unicode has them, so that no number runs into another."""

import re
from itertools import chain
from typing import Final

from onrecord.corpus.reading.unpacked import Element, local

__all__ = ["lowered", "place_of", "raised", "standing_off"]

STYLED: Final = re.compile(r"vertical-align:\s*(sup|sub)")
MAX_CHARS: Final = 20  # more is no figure
NOTE: Final = "note"
EPUB_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
FORMULA: Final = "math"
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"

RAISED: Final = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def raised(words: str) -> str:
    """Write what stands above the line; letters alone, as of `1st`, stay, as do marks.

    >>> raised("2"), raised("st"), raised("a+1"), raised("[1]")
    ('²', 'st', '^(a+1)', '[1]')
    """
    return _written(words, RAISED, "^")


def lowered(words: str) -> str:
    """Write what stands below the line.

    >>> lowered("2"), lowered("max"), lowered("2x")
    ('₂', 'max', '_(2x)')
    """
    return _written(words, LOWERED, "_")


def _written(words: str, signs: dict[int, int], mark: str) -> str:
    plain = words.strip()
    if plain and all(ord(each) in signs for each in plain):
        return plain.translate(signs)
    is_figure = any(ord(each) in signs and not each.isalpha() for each in plain)
    is_short = len(plain) <= MAX_CHARS and plain[:1] not in "[("
    return f"{mark}({plain})" if is_figure and is_short else words


def place_of(node: Element) -> str:
    """Tell whether an element of a page stands off its line: `sup`, `sub`, a note, a formula."""
    name = local(node).lower()
    if name in {"sup", "sub", FORMULA}:
        return name
    if name == "a" and "noteref" in (
        node.get("role") or node.get(EPUB_TYPE) or node.get("epub:type", "")
    ):
        return NOTE
    styled = STYLED.search(node.get("style", "")) if name in {"span", "font"} else None
    return styled[1] if styled else ""


def standing_off(node: Element) -> str:
    """Write out such an element; what only leads to a note on the page is no word of it.

    A formula can't be written: the sentence with it is not quoted.
    """
    place, words = place_of(node), _words(node)
    links = chain(node.iter("{*}a"), node.iterancestors("{*}a"))
    if place == FORMULA:
        return UNKNOWN
    if place == NOTE or any(
        "#" in each.get("href", "") and _words(each) == words for each in links
    ):
        return ""
    return (raised if place == "sup" else lowered)(words)


def _words(node: Element) -> str:
    return "".join(node.itertext())
