"""Figures above and below the line: as Unicode has them, so that no number runs into another."""

from itertools import chain
from typing import Final

from onrecord.corpus.reading.unpacked import Element, local

__all__ = ["lowered", "raised", "standing_off"]

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
    return f"{mark}({plain})" if is_figure and plain[0] not in "[(" else words


def standing_off(node: Element) -> str:
    """Write out `<sup>` or `<sub>`; what only leads to a note on the page is no word of it."""
    words = _words(node)
    links = chain(node.iter("{*}a"), node.iterancestors("{*}a"))
    if any("#" in each.get("href", "") and _words(each) == words for each in links):
        return ""
    return (raised if local(node).lower() == "sup" else lowered)(words)


def _words(node: Element) -> str:
    return "".join(node.itertext())
