"""The name in an English noun phrase, or what the phrase looks back at."""

from collections.abc import Sequence
from itertools import pairwise

from onrecord.corpus.speech.claims import Reference, Token
from onrecord.corpus.speech.en.words import (
    AUXILIARIES,
    BODIES,
    BUSINESSES,
    COMPANIES,
    DAYS,
    DETERMINERS,
    FINITE,
    LINKING,
    MEDIA,
    NOBODY,
    OFFICES,
    PAPERS,
    PEOPLE,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TEAMS,
    THINGS,
    TIMES,
)

__all__ = ["Phrase", "phrase", "whose"]

# Where it stands (code points of the article), how it names, and whether only a medium is named.
Phrase = tuple[int, int, Reference, bool]


def whose(words: Sequence[Token]) -> Phrase | None:
    """Find whose account it is: `his estimate`, `a survey by X`, `X`."""
    if not words:
        return None
    first, last = words[0], words[-1]
    if first.lower in POSSESSIVES and len(words) > 1:
        return first.start, last.end, POSSESSIVES[first.lower], False
    if not last.capital and any(word.lower.endswith(("'s", "’s")) for word in words):
        return _paper(words) or _described(words)
    return phrase(words)


def phrase(words: Sequence[Token], *, named_only: bool = False) -> Phrase | None:
    """Find the name in a noun phrase, or what it refers back to."""
    words = _without_opening(words)
    if not words:
        return None
    first, last = words[0], words[-1]
    if len(words) == 1 and last.lower in PRONOUNS:
        return first.start, last.end, PRONOUNS[last.lower], False
    if (last.lower in NOBODY and last.text != "US") or any(word.lower in FINITE for word in words):
        return None
    if last.capital:
        return _paper(words) or _named_phrase(words)
    nameless = named_only and not any(word.capital for word in words)
    return _paper(words) or (None if nameless else _described(words))


def _without_opening(words: Sequence[Token]) -> Sequence[Token]:
    """Find the phrase without link words and adverbs before it."""
    while words and (
        words[0].lower in LINKING
        or words[0].lower in AUXILIARIES - {"all", "both", "first"}
        or words[0].lower in DAYS
        or not words[0].word
        or (
            words[0].lower.endswith("ly")
            and len(words) > 1
            and not words[1].lower.endswith("'s")
            and words[0].lower
            in {
                "recently",
                "previously",
                "similarly",
                "finally",
                "privately",
                "reportedly",
                "only",
                "nearly",
                "actually",
                "notably",
            }
        )
    ):
        words = words[1:]
    return words


def _named_phrase(words: Sequence[Token]) -> Phrase | None:
    """Find the last run of capitals, or all of `a spokesman for X`."""
    if any(word.lower in _NEVER for word in words[:-1]):
        return None
    words = words[: _place_of_preposition(words)]
    if any(a.lower in ROLES and not a.capital and b.lower == "of" for a, b in pairwise(words)):
        return _head_with_name(words, words[:-1])
    start = len(words) - 1
    while start > 0 and _continues_name(words, start - 1):
        start -= 1
    start += _n_role_words(words[start:])
    before = words[:start]
    if before and before[-1].lower == "the" and len(before) > 1:
        before = before[:-1]
    if before and before[-1].lower in PREPOSITIONS:
        of_whom = [word for word in before[:-1] if word.lower not in DETERMINERS]
        if of_whom and of_whom[-1].capital and of_whom[-1].lower not in ROLES:
            return _named_phrase(before[:-1])
        return _head_with_name(words, before)
    name = words[start:]
    if len(before) > 1 and before[-1].lower == "and" and before[-2].capital:
        joined = _named_phrase(before[:-1])
        return joined and (joined[0], _end(name[-1]), Reference.NAME, joined[3])
    return _proper(name)


def _proper(name: Sequence[Token]) -> Phrase | None:
    """Tell names from a sentence's first word, a day or a law that only look like one."""
    if name[0].lower in DETERMINERS | NOBODY and len(name) > 1:
        name = name[1:]
    nobody = (name[0].lower in NOBODY and name[0].text != "US") or name[-1].lower in THINGS
    if nobody or name[0].lower in DETERMINERS | DAYS | PREPOSITIONS or len(name) > 7:  # noqa: PLR2004
        return None
    if len(name) == 1 and (name[0].lower.endswith(("ly", "ed")) or name[0].lower in TIMES):
        return None
    hearsay = any(word.lower in MEDIA for word in name)
    return name[0].start, _end(name[-1]), Reference.NAME, hearsay


# A phrase with these holds a clause of its own.
_NEVER = frozenset({*PRONOUNS, "it", "we", "i", "who", "which", "any", "no", "every", "such"})


def _place_of_preposition(words: Sequence[Token]) -> int | None:
    """Where what describes a person begins, after the name: Mara Quist of the firm Halden."""
    if words[0].lower in PREPOSITIONS:
        return None
    for at in range(1, len(words) - 1):
        name = words[at - 1]
        if (
            words[at].lower in PREPOSITIONS | {"of"}
            and name.capital
            and name.lower not in ROLES | BODIES | DAYS
        ):
            return at
    return None


def _continues_name(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if word.lower.endswith(("'s", "’s")):
        return False
    if word.capital or word.text == "&":
        return (
            word.lower not in DETERMINERS and word.lower not in PREPOSITIONS
        ) or word.text.isupper()
    joining = word.lower in {
        "of",
        "and",
        "de",
        "von",
        "van",
        "der",
        "la",
        "del",
        "bin",
        "&",
        "for",
        "en",
        "den",
        "ter",
        "du",
        "di",
        "da",
        "le",
        "al",
    }
    if not joining or at == 0 or not words[at - 1].capital:
        return False
    if word.lower in {"of", "for"}:
        return words[at - 1].lower in BODIES
    return words[at - 1].lower not in DETERMINERS


def _n_role_words(run: Sequence[Token]) -> int:
    """How many words of a run of capitals come before the name proper: OpenAI CEO Sam Altman."""
    for at in range(len(run) - 2, -1, -1):
        if run[at].lower in ROLES:
            return at + 1
    return 0


def _head_with_name(words: Sequence[Token], before: Sequence[Token]) -> Phrase | None:
    """Take `a spokesman for X` whole; in `On Monday in Berlin X` nobody has been found."""
    if any(word.lower in PEOPLE | COMPANIES | TEAMS for word in before):
        if words[0].lower in PREPOSITIONS:
            return None
        return words[0].start, _end(words[-1]), Reference.NAME, False
    return None


def _paper(words: Sequence[Token]) -> Phrase | None:
    """Whose report, data or statement it is."""
    lowers = [word.lower for word in words]
    head = next(
        (at for at, word in enumerate(words) if word.lower in PAPERS and not word.capital), None
    )
    if head is None:
        return None
    if lowers[0] in POSSESSIVES and head <= 3:  # noqa: PLR2004
        return words[0].start, words[head].end, POSSESSIVES[lowers[0]], False
    if any(lower in MEDIA - {"reports"} for lower in lowers):
        return words[0].start, words[-1].end, Reference.NAME, True
    return _owner(words, lowers, head)


def _owner(words: Sequence[Token], lowers: Sequence[str], head: int) -> Phrase | None:
    """Find X in `X's report`, `a report by X` and `the X report`, whose noun is at `head`."""
    owner = [at for at in range(head) if lowers[at].endswith(("'s", "’s"))]
    if owner:
        return phrase(words[: owner[-1] + 1])
    for at in range(head + 1, len(words) - 1):
        if lowers[at] in {"from", "by", "of"} and words[-1].word:
            return phrase(words[at + 1 :])
    before = words[head - 1] if head else None
    if before is not None and before.capital and head == len(words) - 1:
        return None if before.lower in DETERMINERS else _named_phrase(words[:head])
    return None


def _described(words: Sequence[Token]) -> Phrase | None:
    """Find a speaker without a name: `the Steam Engine team`, `some lawyers`, `the company`."""
    lowers = [word.lower for word in words]
    if lowers[0] in POSSESSIVES or lowers[0] in {"its", "my", "our", "your", "whose"}:
        return None
    heads = {lower for lower in lowers if lower in PEOPLE | COMPANIES | TEAMS | OFFICES}
    if not heads or lowers[0] in PREPOSITIONS:
        return None
    last_head = max(at for at, lower in enumerate(lowers) if lower in heads)
    if (
        any(lower in PREPOSITIONS | {"of"} for lower in lowers[:last_head])
        and "of" not in lowers[:3]
    ):
        return None
    if last_head + 1 < len(words) and lowers[last_head + 1] not in PREPOSITIONS | {"of", "who"}:
        return None
    start, end = words[0].start, _end(words[-1])
    named = any(word.capital for word in words[1:]) or (
        words[0].capital
        and lowers[0] not in DETERMINERS | {"some", "several", "one", "many"}
        and lowers[0] not in PEOPLE
    )
    if not named and lowers[0] == "the" and len(words) <= 3:  # noqa: PLR2004
        head = lowers[-1]
        reference = (
            Reference.TEAM
            if head in TEAMS
            else Reference.COMPANY
            if head in BUSINESSES
            else Reference.EITHER
            if head in ROLES
            else Reference.NAME
        )
        return start, end, reference, False
    return start, end, Reference.NAME, any(lower in MEDIA for lower in lowers)


def _end(word: Token) -> int:
    """Find the end of a name without its possessive s."""
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end
