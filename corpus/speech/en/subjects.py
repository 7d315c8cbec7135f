"""The subject of an English verb of speaking."""

from collections.abc import Sequence

from onrecord.corpus.speech.claims import QUOTE, Token
from onrecord.corpus.speech.en.phrases import Phrase, phrase
from onrecord.corpus.speech.en.words import (
    AUXILIARIES,
    BEING,
    DAYS,
    EMBEDDING,
    LINKING,
    MAX_ASIDE,
    MAX_PHRASE,
    MODALS,
    NEGATIONS,
    OPINIONS,
    PEOPLE,
    ROLES,
    TIMES,
)

__all__ = ["is_adverb", "lower_at", "phrase_end", "subject"]


_MAX_SHORT_ASIDE = 8  # words


def lower_at(words: Sequence[Token], at: int) -> str:
    """Give a word in lower case; nothing where there is none."""
    return words[at].lower if 0 <= at < len(words) else ""


def is_adverb(word: Token) -> bool:
    """Whether a word ends as adverbs do: repeatedly."""
    return word.lower.endswith("ly") and len(word.lower) > 4 and not word.capital  # noqa: PLR2004


def phrase_end(words: Sequence[Token], at: int) -> int:
    """Where a noun phrase that begins at `at` ends, exclusive."""
    stops = EMBEDDING | {"who", "is", "was", "has", "had", "said", "and", "as", "in", "on", "at"}
    end = at
    while end < len(words) and end - at < MAX_PHRASE:
        word = words[end]
        joined = word.text == "&" and end > at and words[end - 1].capital
        if not (word.word or joined) or (word.lower in stops and not _joins_names(words, end)):
            break
        end += 1
    return end


def _joins_names(words: Sequence[Token], at: int) -> bool:
    joins = words[at].lower in {"and", "at"} and 0 < at < len(words) - 1
    return joins and words[at - 1].capital and words[at + 1].capital


def subject(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the subject to the left of the verb at `at`, if its clause is a main clause."""
    end = _before_adverbs(words, at)
    if end is None or end < 0:
        return None
    if words[end].text == ")":
        end = _opening(words, end, "(") - 1
    aside = end >= 0 and words[end].text == ","
    if aside:
        named = _name_as_aside(words, end)
        if named is not None:
            return named
        end = _before_aside(words, end)
    elif end >= 0 and words[end].lower == "who":
        end -= 2 if lower_at(words, end - 1) == "," else 1
        if end < 0 or not words[end].capital:
            return None
    if end < 0:
        return None
    start = _phrase_start(words, end)
    boundary = lower_at(words, start - 1)
    if boundary in EMBEDDING and not _opens_sentence(words, start, end):
        return None
    return phrase(words[start : end + 1], named_only=aside)


def _opens_sentence(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether the embedding word is the sentence's last link: `…, while X said`."""
    linked = lower_at(words, start - 1) in {"while", "though", "although", "whereas", "until"}
    return linked and lower_at(words, start - 2) == "," and end >= start


def _before_adverbs(words: Sequence[Token], at: int) -> int | None:
    """Find the last word before adverbs and auxiliaries; `None` if nothing is claimed."""
    negated = False
    at_verb, verb = at, words[at].lower
    at -= 1
    while at >= 0 and words[at].word:
        lower = words[at].lower
        if lower in MODALS or (lower in BEING and verb != "saying"):
            return None
        if lower in NEGATIONS:
            negated = True
        elif not (
            lower in AUXILIARIES
            or lower in {"do", "does", "did", "clearly"}
            or is_adverb(words[at])
            or (lower in TIMES and (not words[at].capital or lower in DAYS))
        ):
            break
        at -= 1
    if negated and (
        verb not in OPINIONS or verb == "say" or lower_at(words, at_verb - 1) == "never"
    ):
        return None
    return at


def _opening(words: Sequence[Token], at: int, sign: str) -> int:
    while at >= 0 and words[at].text != sign:
        at -= 1
    return at


def _before_aside(words: Sequence[Token], at: int) -> int:
    """Find the word before the apposition that ends with the comma at `at`, or -1."""
    back = at - 1
    while back > 0 and at - back < MAX_ASIDE:
        if words[back].text in {QUOTE, ";", ":", "."}:
            return -1
        if words[back].text == "," and (
            _is_aside(words[back + 1 : at]) or _follows_full_name(words, back, at)
        ):
            return back - 1 if words[back - 1].text != ")" else _opening(words, back - 1, "(") - 1
        back -= 1
    return -1


def _follows_full_name(words: Sequence[Token], comma: int, at: int) -> bool:
    """Whether a clause opens with a name of two words, and something short between commas."""
    if comma < 2 or at - comma > _MAX_SHORT_ASIDE:  # noqa: PLR2004 - the words of a full name
        return False
    name = words[comma - 2 : comma]
    opens = comma == 2 or not words[comma - 3].word or words[comma - 3].lower in LINKING | ROLES  # noqa: PLR2004
    return opens and all(word.capital for word in name)


def _name_as_aside(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the name in `his producer, Zofia Maj, said`, whose second comma is at `at`."""
    start = at
    while start > 0 and words[start - 1].capital and words[start - 1].word:
        start -= 1
    if start in {at, 0} or words[start - 1].text != "," or lower_at(words, start - 2) not in ROLES:
        return None
    return phrase(words[start:at])


def _is_aside(words: Sequence[Token]) -> bool:
    """Whether words between commas describe a name: a role, or a relative clause."""
    if not words:
        return False
    first = words[0].lower
    if first in {"who", "whom", "whose", "which", "himself", "herself"}:
        return True
    if first in {"a", "an", "the", "its", "their", "now", "formerly", "head", "managing", "one"}:
        return True
    return any(word.lower in ROLES for word in words[:6]) or first.isdigit()


def _phrase_start(words: Sequence[Token], end: int) -> int:
    start = end
    while start > 0 and end - start < MAX_PHRASE:
        word = words[start - 1]
        if not word.word and word.text not in {"'", "’", "&", ".", '"', "“", "”"}:
            break
        if word.text == "." and not words[start - 2].capital:
            break
        if word.lower in EMBEDDING or (
            word.lower in LINKING and not _joins_names(words, start - 1) and word.lower != "as"
        ):
            if word.lower == "and" and _joined_nouns(words, start - 1):
                start -= 1
                continue
            break
        if word.lower == "as" and start - 1 != 0:
            break
        start -= 1
    return start


def _joined_nouns(words: Sequence[Token], at: int) -> bool:
    """Whether an "and" stands inside of a noun phrase: founder and chairman of X."""
    return at > 0 and words[at - 1].lower in PEOPLE
