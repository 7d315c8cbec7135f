"""The subject of a German verb of speaking, before it or after it."""

from collections.abc import Sequence

from onrecord.corpus.speech.claims import QUOTE, Token
from onrecord.corpus.speech.de.phrases import Phrase, phrase
from onrecord.corpus.speech.de.words import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    EMBEDDING,
    LINKING,
    MAX_PHRASE,
    MODALS,
    PASSIVE,
    PRONOUNS,
    RELATIVE,
)

__all__ = ["left_subject", "right_subject"]


def left_subject(words: Sequence[Token], lowers: Sequence[str], at: int) -> Phrase | None:
    """Find the subject before the verb, unless something else stands there."""
    end = at
    while end > 0 and lowers[end - 1] in ADVERBS:
        end -= 1
    if end > 0 and words[end - 1].text == ",":
        return _before_aside(words, lowers, end - 1)
    start = end
    while (
        start > 0
        and end - start < MAX_PHRASE
        and (
            words[start - 1].word or (words[start - 1].text == "." and lowers[start - 2].isdigit())
        )
    ):
        start -= 1
    joined = end > 0 and lowers[end - 1] in LINKING
    if joined or (start > 0 and words[start - 1].word) or start == end:
        return None
    relative = lowers[start - 1 : start] == [","] and lowers[start] in RELATIVE
    final = at + 1 == len(words) or not words[at + 1].word
    if lowers[start] in EMBEDDING - {"den"} or (relative and final):
        return None
    return phrase(words[start:end])


def _before_aside(words: Sequence[Token], lowers: Sequence[str], comma: int) -> Phrase | None:
    """Find the name before an apposition or relative clause that ends with a comma."""
    for back in range(comma - 1, max(0, comma - 24), -1):
        if words[back].text in {QUOTE, ":", ";"}:
            return None
        if words[back].text == ",":
            if back + 1 < comma and (
                words[back + 1].capital
                or lowers[back + 1]
                in {"der", "die", "das", "dessen", "deren", "ein", "eine", "dem"}
            ):
                start = back
                while start > 0 and words[start - 1].word and back - start < MAX_PHRASE:
                    start -= 1
                return phrase(words[start:back]) if _is_plain(words[start:back]) else None
            return None
    return None


def _is_plain(words: Sequence[Token]) -> bool:
    """Whether words hold nothing but a name with its article, adverbs and attributes."""
    lower = [word for word in words if not word.capital]
    return all(
        word.lower
        in DETERMINERS | ADVERBS | LINKING | {"von", "van", "de", "zu", "aus", "bei", "in"}
        or word.lower.endswith(("er", "en", "es", "e"))
        for word in lower
    ) and not any(word.lower in PASSIVE | AUXILIARIES | MODALS for word in lower)


def right_subject(words: Sequence[Token], lowers: Sequence[str], start: int) -> Phrase | None:
    """Find the subject after the verb: `sagte der Analyst X dem Magazin`."""
    while start < len(words) and lowers[start] in ADVERBS:
        start += 1
    if start >= len(words) or lowers[start] in {"den", "dem", "des"}:
        return None
    end = start
    while end < len(words) and words[end].word and end - start < MAX_PHRASE:
        if end > start and lowers[end] == "der" and lowers[end - 1] in {"van", "von"}:
            end += 1
            continue
        if end > start and words[end - 1].capital and _ends_right(words, lowers, end):
            break
        if end > start and words[end].capital and lowers[end] in DETERMINERS:
            break
        if lowers[end] in PRONOUNS and end == start:
            return words[end].start, words[end].end, PRONOUNS[lowers[end]]
        end += 1
    halved = end < len(words) and words[end].text == "-"  # Kinder- und Jugendanwalt
    return None if halved else phrase(words[start:end])


def _ends_right(words: Sequence[Token], lowers: Sequence[str], end: int) -> bool:
    lower = lowers[end]
    if lower in {"von", "aus", "bei", "der", "des", "hinter", "und", "vom"}:
        name = sum(word.capital for word in words[:end][-2:])
        return lower == "der" or (lower in {"aus", "bei", "und"} and name > 1 and lower != "und")
    return not words[end].capital
