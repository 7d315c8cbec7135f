"""Who speaks in a German sentence."""

from collections.abc import Iterator, Sequence

from rag.claims import QUOTE, Claim, Reference, Token, word_set
from rag.words_de import (
    ADVERBS,
    AUXILIARIES,
    BUSINESSES,
    CLEAR,
    COMPANIES,
    DETERMINERS,
    EMBEDDING,
    FIRST_PERSON,
    INDIRECT,
    LINKING,
    MAX_BRACKET,
    MAX_PHRASE,
    MODALS,
    MONTHS,
    NEGATIONS,
    NOBODY,
    PARTICIPLES,
    PARTS,
    PASSIVE,
    PREFIXES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    ROLES,
    SILENT,
    SPEAKING,
    TEAMS,
    UNNAMED,
)

__all__ = ["claims_de", "is_indirect"]


def is_indirect(words: Sequence[Token]) -> bool:
    """Whether a sentence stands in the mood of reported speech (Konjunktiv I).

    `es sei denn` and `wie dem auch sei` are idioms, and `ich habe` is no such mood.
    """
    lowers = [word.lower for word in words]
    if FIRST_PERSON & set(lowers) or lowers[:1] == ["sei"]:
        return False
    for at, lower in enumerate(lowers):
        idiom = lowers[at + 1 : at + 2] == ["denn"] or lowers[at - 1 : at] == ["auch"]
        if lower in INDIRECT and not idiom and not _who_clause(lowers, at):
            return not words[at].capital and not CLEAR & set(lowers)
    return False


def claims_de(words: Sequence[Token]) -> Iterator[Claim]:
    """Speakers of the main clauses of a sentence, in the order of their words of speaking."""
    lowers = [word.lower for word in words]
    for at, lower in enumerate(lowers):
        if lower in PARTICIPLES and _has_auxiliary(words, lowers, at):
            yield from _perfect(words, lowers, at)
        elif lower in SPEAKING:
            yield from _verb(words, lowers, at)
        elif lower == "laut":
            yield from _noun(words, at, at + 1)
        elif lower == "nach" and lowers[at + 1 : at + 2] and lowers[at + 1] in _ACCOUNTS:
            yield from _noun(
                words,
                at,
                at + 3 if lowers[at + 2 : at + 3] in (["von"], ["des"], ["der"]) else at + 2,
            )
        elif lower == "aus" and lowers[at + 1 : at + 3] == ["sicht", "von"]:
            yield from _noun(words, at, at + 3)
        elif lower == "zufolge":
            yield from _before(words, at)
        elif lower == "so" and at and words[at - 1].text in {",", QUOTE}:
            yield from _so(words, lowers, at)
        elif lower == "heißt" and lowers[at + 1 : at + 2] == ["es"]:
            yield from _it_is_said(words, lowers, at)


_ACCOUNTS = word_set(
    """
    angaben ansicht meinung worten einschätzung auffassung aussage überzeugung darstellung
    schätzung
    """
)


def _verb(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    verb = lowers[at]
    parts = PARTS.get(verb)
    if parts and not any(_closes(words, lowers, back, parts) for back in range(at + 1, len(words))):
        return
    if (
        verb in SILENT
        and NEGATIONS & set(lowers[at + 1 :])
        and not {"dass", ":", QUOTE} & set(lowers)
    ):
        return
    after_quote = QUOTE in lowers[max(0, at - 2) : at]
    if _is_passive(words, lowers, at):
        return
    subject = None if after_quote else _left(words, lowers, at)
    if subject is None and not _who_clause(lowers, at):
        subject = _right(words, lowers, at + 1)
    if subject is not None:
        start, end, reference = subject
        yield Claim(start, end, words[at].start, reference, _bare(words, at))


def _closes(words: Sequence[Token], lowers: Sequence[str], at: int, parts: frozenset[str]) -> bool:
    """Whether one of a verb's parts stands at `at`; a prefix only where its clause ends."""
    inside = at + 1 < len(words) and words[at + 1].word
    return lowers[at] in parts and not (inside and lowers[at] in PREFIXES)


def _is_passive(words: Sequence[Token], lowers: Sequence[str], at: int) -> bool:
    """Whether a word like bezeichnet ends a clause with werden or sein: nobody is named."""
    if at + 1 < len(words) and words[at + 1].word:
        return lowers[at + 1] in PASSIVE
    back = at - 1
    while back >= 0 and words[back].text not in {",", ";", ":", QUOTE}:
        if lowers[back] in PASSIVE:
            return True
        back -= 1
    return False


def _who_clause(lowers: Sequence[str], at: int) -> bool:
    """Whether the verb ends a clause with dass, wer, was: somebody else's words."""
    back = at - 1
    while back >= 0 and lowers[back] not in {",", ".", ":", ";", QUOTE}:
        if lowers[back] in EMBEDDING - {"den", "als", "bis"}:
            return True
        back -= 1
    return False


def _bare(words: Sequence[Token], at: int) -> bool:
    if any(word.text == QUOTE for word in words) or at > 6:  # noqa: PLR2004
        return False
    rest = [word for word in words[at + 1 :] if word.word]
    return len(rest) <= 4 and (at == 0 or not rest) and not any(word.text == "," for word in words)  # noqa: PLR2004


def _left(
    words: Sequence[Token], lowers: Sequence[str], at: int
) -> tuple[int, int, Reference] | None:
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
    return _phrase(words[start:end])


def _before_aside(
    words: Sequence[Token], lowers: Sequence[str], comma: int
) -> tuple[int, int, Reference] | None:
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
                return _phrase(words[start:back])
            return None
    return None


def _right(
    words: Sequence[Token], lowers: Sequence[str], start: int
) -> tuple[int, int, Reference] | None:
    """Find the subject after the verb: `sagte der Analyst X dem Magazin`."""
    while start < len(words) and lowers[start] in ADVERBS:
        start += 1
    if start >= len(words) or lowers[start] in {"den", "dem", "des"}:
        return None
    end = start
    while end < len(words) and words[end].word and end - start < MAX_PHRASE:
        if end > start and words[end - 1].capital and _ends_right(words, lowers, end):
            break
        if end > start and words[end].capital and lowers[end] in DETERMINERS:
            break
        if lowers[end] in PRONOUNS and end == start:
            return words[end].start, words[end].end, PRONOUNS[lowers[end]]
        end += 1
    return _phrase(words[start:end])


def _ends_right(words: Sequence[Token], lowers: Sequence[str], end: int) -> bool:
    lower = lowers[end]
    if lower in {"von", "aus", "bei", "der", "des", "hinter", "und", "vom"}:
        name = sum(word.capital for word in words[:end][-2:])
        return lower == "der" or (lower in {"aus", "bei", "und"} and name > 1 and lower != "und")
    return not words[end].capital


def _has_auxiliary(words: Sequence[Token], lowers: Sequence[str], at: int) -> bool:
    """Whether a form of haben stands in the clause of the word at `at`, or right after it."""
    if lowers[at + 1 : at + 2] and lowers[at + 1] in AUXILIARIES:
        return True
    back = at - 1
    while back >= 0 and words[back].text not in {",", ";", ":", QUOTE}:
        if lowers[back] in AUXILIARIES:
            return True
        back -= 1
    return False


def _perfect(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`X hat erklärt`, `hatte X erklärt`, `wie X mitgeteilt hat`."""
    if lowers[at + 1 : at + 2] and lowers[at + 1] in {"wird", "wurde", "werden", "worden"}:
        return
    back = at - 1
    while back >= 0 and at - back < MAX_BRACKET and lowers[back] not in AUXILIARIES:
        if words[back].text in {",", ";", ":"}:
            break
        back -= 1
    if back >= 0 and lowers[back] in AUXILIARIES and not NEGATIONS & set(lowers[back:at]):
        subject = _left(words, lowers, back) or _right(words, lowers, back + 1)
        if subject is not None and not _who_clause(lowers, back):
            yield Claim(subject[0], subject[1], words[at].start, subject[2])
    elif (
        lowers[back + 1 : back + 2] == ["wie"]
        and lowers[at + 1 : at + 2]
        and lowers[at + 1] in AUXILIARIES
    ):
        phrase = _phrase(words[back + 2 : at])
        if phrase is not None:
            yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _noun(words: Sequence[Token], at: int, start: int) -> Iterator[Claim]:
    """`laut X`, `nach Angaben von X`."""
    end = start
    while end < len(words) and words[end].word and end - start < MAX_PHRASE:
        if (
            end > start
            and words[end - 1].capital
            and not words[end].capital
            and words[end].lower not in {"von", "der", "und"}
        ):
            break
        end += 1
    phrase = _phrase(words[start:end])
    if phrase is not None:
        hearsay = _is_hearsay(words[start:end])
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _before(words: Sequence[Token], at: int) -> Iterator[Claim]:
    start = at
    while start > 0 and words[start - 1].word and at - start < MAX_PHRASE:
        start -= 1
    phrase = _phrase(words[start:at])
    if phrase is not None:
        hearsay = _is_hearsay(words[start:at])
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _is_hearsay(words: Sequence[Token]) -> bool:
    """Whether only media are named, which give way to anyone."""
    return any(word.lower in UNNAMED for word in words)


def _so(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`"…", so X.` and `…, so der Analyst X.`: a name, and then the end."""
    end = at + 1
    while end < len(words) and words[end].word and end - at < MAX_PHRASE:
        end += 1
    closed = end == len(words) or words[end].text in {".", ",", QUOTE}
    phrase_words = words[at + 1 : end]
    if (
        closed
        and phrase_words
        and phrase_words[-1].capital
        and not any(
            lower in SPEAKING | AUXILIARIES | {"ist", "war", "sind", "dass"}
            for lower in lowers[at + 1 : end]
        )
    ):
        phrase = _phrase(phrase_words)
        if phrase is not None:
            yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _it_is_said(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`heißt es bei X`."""
    if lowers[at + 2 : at + 3] and lowers[at + 2] in {"bei", "von", "aus"} and at + 3 < len(words):
        named = [word for word in words[at + 3 :] if word.capital]
        if named and len(words) - at <= 8 and lowers[at + 3] not in {"dem", "der", "den"}:  # noqa: PLR2004
            yield from _noun(words, at, at + 3)


def _phrase(words: Sequence[Token]) -> tuple[int, int, Reference] | None:
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


def _name(
    words: Sequence[Token], bare: Sequence[Token], head: Sequence[Token]
) -> tuple[int, int, Reference] | None:
    """Find the name in a run of capitals, or keep what describes somebody without one."""
    if len(head) == len(bare) == 1 and len(bare) < len(words):
        return _common(words, head[0])
    name = _proper(head)
    if name[0].lower in MONTHS or name[0].text[0].isdigit():
        return None
    common = name is head and len(head) == 1 and len(bare) < len(words)
    if _is_role(head[-1]) or (common and head[-1].lower in COMPANIES | TEAMS):
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
        or (
            words[end].lower in {"&", "von", "van"}
            and end > 1
            and words[end - 1].capital
            and end + 1 < len(words)
            and words[end + 1].capital
            and not _is_role(words[0])
        )
        or (words[end].text[0].isdigit() and end)
        or (words[end].lower == "und" and end + 1 < len(words) and words[end + 1].capital)
    ):
        end += 1
    return words[:end]


def _is_role(word: Token) -> bool:
    return bool(ROLES.search(word.lower))


def _proper(head: Sequence[Token]) -> Sequence[Token]:
    """Find a run of capitals without the roles before the name: Regisseur Dave Clark."""
    for at in range(len(head) - 2, -1, -1):
        if _is_role(head[at]):
            return head[at + 1 :]
    return head


def _common(words: Sequence[Token], head: Token) -> tuple[int, int, Reference] | None:
    """Find a noun with its article and no name: das Unternehmen, die Analystin."""
    lower, span = head.lower, (words[0].start, head.end)
    if words[0].lower in {"der", "die", "das"}:
        back = _looks_back(head)
        return None if back is None else (*span, back)
    if _is_role(head) or lower in COMPANIES | TEAMS:
        return *span, Reference.NAME
    stressed = words[0].lower in {"auch", "sogar", "selbst"}
    return (head.start, head.end, Reference.NAME) if stressed else None


def _looks_back(head: Token) -> Reference | None:
    """Tell what der, die or das before a noun can mean; die Behörde can be any."""
    if head.lower in BUSINESSES:
        return Reference.COMPANY
    if head.lower in TEAMS:
        return Reference.TEAM
    return Reference.EITHER if _is_role(head) and head.lower not in COMPANIES else None


def _genitive_end(word: Token) -> int:
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end
