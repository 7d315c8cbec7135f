"""Who speaks in an English sentence."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rag.claims import QUOTE, Claim, Token
from rag.phrases_en import Phrase, phrase, whose
from rag.words_en import (
    AUXILIARIES,
    BEING,
    CLAUSE_STARTS,
    COMPANIES,
    DETERMINERS,
    EMBEDDING,
    LINKING,
    MAX_ASIDE,
    MAX_PHRASE,
    MEDIA,
    MODALS,
    NEGATIONS,
    NOBODY,
    OPINIONS,
    PAPERS,
    PARTICIPLES,
    PEOPLE,
    POSSESSIVES,
    PREPOSITIONS,
    REPORTING,
    ROLES,
    SPEAKING,
    TEAMS,
)

__all__ = ["claims_en"]


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
    who = _subject(words, at) if at and _is_idiom(words, at) else None
    if who is not None:
        yield _claim(who, words[at])


def _lower(words: Sequence[Token], at: int) -> str:
    return words[at].lower if 0 <= at < len(words) else ""


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
    if verb.lower in {"called", "described", "accused"} and _lower(words, at + 1) in {"by", "as"}:
        return
    who = _subject(words, at)
    if who is not None:
        yield _claim(who, verb, bare=_bare(words, at))
    elif _lower(words, at - 1) in {"and", "but"}:
        yield from _first_phrase(words, at)


def _starts_with_quote(words: Sequence[Token]) -> bool:
    return words[0].text == QUOTE


def _reports(words: Sequence[Token], at: int) -> bool:
    if words[at].lower in {"expect", "expects"} and _lower(words, at - 1) in NEGATIONS:
        return True
    after = _lower(words, at + 1)
    verb = words[at].lower
    if verb in {"claimed", "claims", "claim"} and after in CLAUSE_STARTS:
        return True
    if verb == "called" and after in DETERMINERS | {"it", "them", "him", "for"}:
        return True
    if after in {"that", QUOTE, ":"} or (after == "," and _lower(words, at + 2) == QUOTE):
        return True
    if after == "it" and _lower(words, at + 2) in {QUOTE, "this", ","}:
        return True
    subject = _lower(words, at - 1)
    aside = after in {",", "."} or at + 1 == len(words)
    comma = any(_lower(words, at - back) == "," for back in (2, 3, 4, 5))
    return aside and comma and subject not in NOBODY


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
        end = _phrase_end(words, at + 1)
        boundary = _lower(words, end)
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
            by_quote = words[before].text == QUOTE or _lower(words, before - 1) == QUOTE
            if by_quote or boundary in {"", ",", ".", ";"}:
                return phrase(words[at + 1 : end])
    return None


def _phrase_end(words: Sequence[Token], at: int) -> int:
    """Where a noun phrase that begins at `at` ends, exclusive."""
    stops = EMBEDDING | {"who", "is", "was", "has", "had", "said", "and", "as", "in", "on", "at"}
    end = at
    while end < len(words) and end - at < MAX_PHRASE:
        word = words[end]
        if not word.word or (word.lower in stops and not _joins_names(words, end)):
            break
        end += 1
    return end


def _joins_names(words: Sequence[Token], at: int) -> bool:
    joins = words[at].lower in {"and", "at"} and 0 < at < len(words) - 1
    return joins and words[at - 1].capital and words[at + 1].capital


def _subject(words: Sequence[Token], at: int) -> Phrase | None:
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
        end -= 2 if _lower(words, end - 1) == "," else 1
        if end < 0 or not words[end].capital:
            return None
    if end < 0:
        return None
    start = _phrase_start(words, end)
    boundary = _lower(words, start - 1)
    if boundary in EMBEDDING and not _opens_sentence(words, start, end):
        return None
    return phrase(words[start : end + 1], named_only=aside)


def _opens_sentence(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether the embedding word is the sentence's last link: `…, while X said`."""
    linked = _lower(words, start - 1) in {"while", "though", "although", "whereas", "until"}
    return linked and _lower(words, start - 2) == "," and end >= start


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
            or (lower.endswith("ly") and len(lower) > 4 and not words[at].capital)  # noqa: PLR2004
        ):
            break
        at -= 1
    if negated and (verb not in OPINIONS or verb == "say" or _lower(words, at_verb - 1) == "never"):
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
        if words[back].text == "," and _is_aside(words[back + 1 : at]):
            return back - 1 if words[back - 1].text != ")" else _opening(words, back - 1, "(") - 1
        back -= 1
    return -1


def _name_as_aside(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the name in `his producer, Zofia Maj, said`, whose second comma is at `at`."""
    start = at
    while start > 0 and words[start - 1].capital and words[start - 1].word:
        start -= 1
    if start in {at, 0} or words[start - 1].text != "," or _lower(words, start - 2) not in ROLES:
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


def _saying(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X supports this view, saying that …`."""
    if at and words[at - 1].lower in {",", "and", "interview"}:
        yield from _first_phrase(words, at)


def _first_phrase(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """Find the phrase that a sentence begins with, if it names somebody."""
    if any(word.lower in SPEAKING for word in words[:at]):
        return
    first = next((i for i, word in enumerate(words) if word.word and word.lower not in LINKING), at)
    if _lower(words, first) in PREPOSITIONS:
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
    if _lower(words, first) in EMBEDDING or any(w.lower in clauses for w in words[first:at]):
        return
    if end >= at or end == first or words[end].lower.endswith("'s"):
        return
    who = phrase(words[first:end])
    if who is not None:
        yield _claim(who, words[at])


def _according_to(words: Sequence[Token], at: int) -> Iterator[Claim]:
    if _lower(words, at + 1) == "to":
        yield from _according(words, at, at + 2)


def _according(words: Sequence[Token], at: int, start: int) -> Iterator[Claim]:
    account = words[start : _phrase_end(words, start)]
    who = whose(account)
    if who is not None:
        hearsay = who[3] or any(word.lower in MEDIA for word in account)
        yield Claim(who[0], who[1], words[at].start, who[2], hearsay=hearsay)


def _statements(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`Based on the statements of X, …`."""
    if _lower(words, at + 1) != "on":
        return
    end = _phrase_end(words, at + 2)
    if any(word.lower in {"statements", "comments", "remarks"} for word in words[at + 2 : end]):
        yield from _according(words, at, at + 2)


def _in_the_words_of(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`In X's words, …`, `in the view of X, …`."""
    if _lower(words, at + 1) == "of":
        if _lower(words, at - 1) == "the" and _lower(words, at - 2) == "in":
            yield from _according(words, at, at + 2)
        return
    start = at
    while start > 0 and words[start - 1].lower != "in" and at - start < 6:  # noqa: PLR2004
        start -= 1
    if _lower(words, start - 1) != "in" or start == at:
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
    if _lower(words, at + 1) not in {"from", "by"} or not any(word.text == QUOTE for word in words):
        return
    end = _phrase_end(words, at + 2)
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
