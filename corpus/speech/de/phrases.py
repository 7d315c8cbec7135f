"""The name in a German noun phrase, or what the phrase looks back at."""

from collections.abc import Sequence

from onrecord.corpus.speech.claims import Reference, Token
from onrecord.corpus.speech.de.words import (
    ADVERBS,
    BUSINESSES,
    COMPANIES,
    DETERMINERS,
    DOCUMENTS,
    LINKING,
    MODALS,
    MONTHS,
    NEGATIONS,
    NOBODY,
    OFFICES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TEAMS,
)

__all__ = ["Phrase", "is_role", "phrase"]

# Where it stands (code points of the article), and how it names.
Phrase = tuple[int, int, Reference]


def phrase(words: Sequence[Token]) -> Phrase | None:
    """Find the name in a noun phrase, or what it refers back to."""
    while words and words[0].lower in ADVERBS | LINKING:
        words = words[1:]
    first = words[0].lower if words else ""
    if len(words) == 1 and first in PRONOUNS:
        return words[0].start, words[0].end, PRONOUNS[first]
    if first in PREPOSITIONS | NEGATIONS | MODALS or (len(words) == 1 and first in NOBODY):
        return None
    bare = _without_determiner(words)
    head = _head(bare)
    return _name(words, bare, head) if head else None


def _name(words: Sequence[Token], bare: Sequence[Token], head: Sequence[Token]) -> Phrase | None:
    """Find the name in a run of capitals, or keep what describes somebody without one."""
    if len(head) == len(bare) == 1 and len(bare) < len(words):
        return _common(words, head[0])
    name = _proper(head)
    if (
        name[0].lower in MONTHS | NOBODY
        or name[0].text[0].isdigit()
        or DOCUMENTS.search(name[-1].lower)
    ):
        return None
    common = name is head and len(head) == 1 and len(bare) < len(words)
    if is_role(head[-1]) or (common and head[-1].lower in COMPANIES | TEAMS):
        return words[0].start, bare[-1].end, Reference.NAME
    if common and words[0].lower not in {"auch", "sogar", "selbst"}:
        return None
    return name[0].start, _genitive_end(name[-1]), Reference.NAME


def _without_determiner(words: Sequence[Token]) -> Sequence[Token]:
    at = 0
    while at < len(words) and (words[at].lower in DETERMINERS or not words[at].capital):
        at += 1
    return words[at:]


def _head(words: Sequence[Token]) -> Sequence[Token]:
    """Find the capitals that a phrase begins with."""
    end = 0
    while end < len(words) and (
        words[end].capital
        or (words[end].lower in {"der", "den", "dem"} and words[end - 1].lower in {"van", "von"})
        or (
            words[end].lower in {"&", "von", "van"}
            and end > 1
            and words[end - 1].capital
            and end + 1 < len(words)
            and words[end + 1].capital
            and not is_role(words[0])
        )
        or (words[end].text[0].isdigit() and end)
        or (words[end].lower == "und" and end + 1 < len(words) and words[end + 1].capital)
    ):
        end += 1
    return words[:end]


def is_role(word: Token) -> bool:
    """Whether a noun tells what somebody does: Ingenieurin, Bankchef."""
    return bool(ROLES.search(word.lower))


def _proper(head: Sequence[Token]) -> Sequence[Token]:
    """Find a run of capitals without the roles before the name: Regisseur Dave Clark."""
    for at in range(len(head) - 2, -1, -1):
        if is_role(head[at]):
            return head[at + 1 :]
    return head


def _common(words: Sequence[Token], head: Token) -> Phrase | None:
    """Find a noun with its article and no name: das Unternehmen, die Analystin."""
    lower, span = head.lower, (words[0].start, head.end)
    if words[0].lower in {"der", "die", "das"}:
        if OFFICES.search(lower):
            return *span, Reference.NAME
        back = _looks_back(head)
        return None if back is None else (*span, back)
    if is_role(head) or lower in COMPANIES | TEAMS or OFFICES.search(lower):
        return *span, Reference.NAME
    stressed = words[0].lower in {"auch", "sogar", "selbst"}
    return (head.start, head.end, Reference.NAME) if stressed else None


def _looks_back(head: Token) -> Reference | None:
    """Tell what der, die or das before a noun can mean; die Behörde can be any."""
    if head.lower in BUSINESSES:
        return Reference.COMPANY
    if head.lower in TEAMS:
        return Reference.TEAM
    return Reference.EITHER if is_role(head) and head.lower not in COMPANIES else None


def _genitive_end(word: Token) -> int:
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end
