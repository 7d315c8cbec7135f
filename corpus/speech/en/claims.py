"""Who speaks in an English sentence."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Final

from onrecord.corpus.speech.claims import QUOTE, Claim, Token
from onrecord.corpus.speech.en.phrases import Phrase, phrase, whose
from onrecord.corpus.speech.en.subjects import is_adverb, lower_at, phrase_end, subject
from onrecord.corpus.speech.en.words import (
    AUXILIARIES,
    CLAUSE_STARTS,
    COMPANIES,
    DETERMINERS,
    EMBEDDING,
    LINKING,
    MAX_PHRASE,
    MEDIA,
    NEGATIONS,
    NOBODY,
    PAPERS,
    PARTICIPLES,
    PEOPLE,
    PLURAL,
    POSSESSIVES,
    PREPOSITIONS,
    REPORTING,
    SPEAKING,
    TEAMS,
)

__all__ = ["claims_en"]


# No words of anybody's: accused by, declared war.
SILENT: Final = {
    *product(("called", "described", "accused"), ("by", "as")),
    ("declared", "war"),
}


def claims_en(words: Sequence[Token]) -> Iterator[Claim]:
    """Speakers of the main clauses of a sentence, in the order of their verbs."""
    for at, word in enumerate(words):
        rule = RULES.get(word.lower)
        if rule is not None and not (word.capital and at):
            yield from rule(words, at)


def _is_idiom(words: Sequence[Token], at: int) -> bool:
    """`made it clear`, `made clear`, `let it be known`."""
    following = " ".join(word.lower for word in words[at + 1 : at + 4])
    return following.startswith(("it clear", "clear", "it be known", "it plain", "plain"))


def _idiom(words: Sequence[Token], at: int) -> Iterator[Claim]:
    who = subject(words, at) if at and _is_idiom(words, at) else None
    if who is not None:
        yield _claim(who, words[at])


def _claim(phrase: "Phrase", at: Token, *, bare: bool = False) -> Claim:
    start, end, reference, hearsay = phrase
    return Claim(start, end, at.start, reference, bare, hearsay)


def _verb(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X said`, `X, the founder of Y, said`, `said X`."""
    verb = words[at]
    who = _inverted(words, at)
    if who is not None:
        yield _claim(who, verb, bare=_starts_with_quote(words))
        return
    if verb.lower in REPORTING and not _reports(words, at):
        return
    if (verb.lower, lower_at(words, at + 1)) in SILENT:
        return
    if verb.lower in PLURAL and not _is_plural(words, at):
        return
    who = subject(words, at)
    if who is not None:
        yield _claim(who, verb, bare=_bare(words, at))
    elif lower_at(words, at - 1) in {"and", "but"}:
        yield from _first_phrase(words, at)


def _is_plural(words: Sequence[Token], at: int) -> bool:
    """Whether more than one speak: critics argue, they say, Renn and Quist believe."""
    back = at - 1
    while back > 0 and (words[back].lower in AUXILIARIES | NEGATIONS or is_adverb(words[back])):
        back -= 1
    if back < at - 1 and {"does", "did", "do", *NEGATIONS} & {w.lower for w in words[back:at]}:
        return True
    before = lower_at(words, back)
    return (
        (before.endswith(("s", ")", ",")) and not before.endswith(("'s", "’s")))
        or before in {"people", "they", "i", "we", "you", "police", "both", "does", "did", "do"}
        or any(word.lower == "and" for word in words[max(0, back - 4) : back])
    )


def _starts_with_quote(words: Sequence[Token]) -> bool:
    return words[0].text == QUOTE


def _reports(words: Sequence[Token], at: int) -> bool:
    if words[at].lower in {"expect", "expects"} and lower_at(words, at - 1) in NEGATIONS:
        return True
    after = lower_at(words, at + 1)
    verb = words[at].lower
    starts = verb in {"claimed", "claims", "claim"} and after in CLAUSE_STARTS
    names = verb == "called" and after in DETERMINERS | {"it", "them", "him", "for"}
    if starts or names:
        return True
    if after in {"that", QUOTE, ":"} or (after == "," and lower_at(words, at + 2) == QUOTE):
        return True
    if verb in {"wrote", "writes"} and any(word.text == QUOTE for word in words[at:]):
        return True
    if after == "it" and lower_at(words, at + 2) in {QUOTE, "this", ","}:
        return True
    told_by = lower_at(words, at - 1)
    aside = after in {",", "."} or at + 1 == len(words)
    comma = any(lower_at(words, at - back) == "," for back in (2, 3, 4, 5))
    return aside and comma and told_by not in NOBODY


def _bare(words: Sequence[Token], at: int) -> bool:
    """Whether the sentence holds nothing but who said it, and to whom."""
    after = [word for word in words[at + 1 :] if word.word or word.text == QUOTE]
    listener = words[at].lower in {"told", "tells"} and len(after) <= 5  # noqa: PLR2004
    if any(word.text == QUOTE for word in words):
        return False
    no_content = not after or (
        listener and not any(word.lower in EMBEDDING | {"to", "him", "them"} for word in after)
    )
    before = sum(word.word for word in words[:at])
    return no_content and before <= MAX_PHRASE and words[at].lower in SPEAKING


def _inverted(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the subject that follows its verb, as in `…, said X`."""
    if words[at].lower not in {
        "said",
        "says",
        "added",
        "wrote",
        "replied",
        "admits",
        "explained",
        "argued",
        "argues",
        "adds",
        "writes",
        "warned",
        "recalled",
    }:
        return None
    before = at - 1
    if before >= 0 and words[before].text in {",", QUOTE}:
        end = phrase_end(words, at + 1)
        boundary = lower_at(words, end)
        if end > at + 1 and boundary in {
            "",
            ",",
            ".",
            ";",
            QUOTE,
            ":",
            "(",
            "who",
            "in",
            "at",
            "on",
        }:
            by_quote = words[before].text == QUOTE or lower_at(words, before - 1) == QUOTE
            if by_quote or boundary in {"", ",", ".", ";"}:
                return phrase(words[at + 1 : end])
    return None


def _saying(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X supports this view, saying that …`."""
    if at and words[at - 1].lower in {",", "and", "interview"}:
        yield from _first_phrase(words, at)


def _first_phrase(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """Find the phrase that a sentence begins with, if it names somebody."""
    if any(word.lower in SPEAKING for word in words[:at]):
        return
    first = next((i for i, word in enumerate(words) if word.word and word.lower not in LINKING), at)
    if lower_at(words, first) in PREPOSITIONS:
        comma = next((i for i in range(first, at - 1) if words[i].text == ","), at)
        first = comma + 1
    end = first
    while end < at and (
        words[end].capital
        or words[end].lower
        in PAPERS | PEOPLE | COMPANIES | TEAMS | DETERMINERS | {"research", "from", "of"}
    ):
        end += 1
    clauses = {"who", "which", "that", "whom"}
    if lower_at(words, first) in EMBEDDING or any(w.lower in clauses for w in words[first:at]):
        return
    if end >= at or end == first or any(w.lower.endswith("'s") for w in words[end - 1 : end + 1]):
        return
    who = phrase(words[first:end])
    if who is not None:
        yield _claim(who, words[at])


def _according_to(words: Sequence[Token], at: int) -> Iterator[Claim]:
    if lower_at(words, at + 1) == "to":
        yield from _according(words, at, at + 2)


def _according(words: Sequence[Token], at: int, start: int) -> Iterator[Claim]:
    account = words[start : phrase_end(words, start)]
    who = whose(account)
    if who is not None:
        hearsay = who[3] or any(word.lower in MEDIA for word in account)
        yield Claim(who[0], who[1], words[at].start, who[2], hearsay=hearsay)


def _statements(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`Based on the statements of X, …`."""
    if lower_at(words, at + 1) != "on":
        return
    end = phrase_end(words, at + 2)
    if any(word.lower in {"statements", "comments", "remarks"} for word in words[at + 2 : end]):
        yield from _according(words, at, at + 2)


def _in_the_words_of(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`In X's words, …`, `in the view of X, …`."""
    if lower_at(words, at + 1) == "of":
        if lower_at(words, at - 1) == "the" and lower_at(words, at - 2) == "in":
            yield from _according(words, at, at + 2)
        return
    start = at
    while start > 0 and words[start - 1].lower != "in" and at - start < 6:  # noqa: PLR2004
        start -= 1
    if lower_at(words, start - 1) != "in" or start == at:
        return
    if words[start].lower in POSSESSIVES:
        yield Claim(
            words[start].start, words[at].end, words[at].start, POSSESSIVES[words[start].lower]
        )
    elif words[at - 1].lower.endswith(("'s", "’s")):
        who = phrase(words[start:at])
        if who is not None:
            yield _claim(who, words[at])


def _comment(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """Find X in `A comment from X …: "…"`."""
    if lower_at(words, at + 1) not in {"from", "by"} or not any(
        word.text == QUOTE for word in words
    ):
        return
    end = phrase_end(words, at + 2)
    who = phrase(words[at + 2 : end])
    if who is not None:
        yield _claim(who, words[at])


RULES: Final[dict[str, Callable[[Sequence[Token], int], Iterator[Claim]]]] = {
    **dict.fromkeys(SPEAKING | REPORTING, _verb),
    **dict.fromkeys(PARTICIPLES, _saying),
    **dict.fromkeys(("made", "makes", "let"), _idiom),
    **dict.fromkeys(("words", "view", "opinion", "eyes"), _in_the_words_of),
    **dict.fromkeys(("comment", "remark", "reply", "verdict", "answer"), _comment),
    "according": _according_to,
    "based": _statements,
}
