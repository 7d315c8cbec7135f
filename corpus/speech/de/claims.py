"""Who speaks in a German sentence."""

from collections.abc import Iterator, Sequence

from onrecord.corpus.speech.claims import QUOTE, Claim, Token, word_set
from onrecord.corpus.speech.de.phrases import phrase
from onrecord.corpus.speech.de.subjects import left_subject, right_subject
from onrecord.corpus.speech.de.words import (
    ADVERBS,
    AUXILIARIES,
    CLEAR,
    DETERMINERS,
    EMBEDDING,
    FIRST_PERSON,
    GUARDED,
    INDIRECT,
    MAX_BRACKET,
    MAX_PHRASE,
    NEGATIONS,
    PARTICIPLES,
    PARTS,
    PASSIVE,
    PREFIXES,
    SILENT,
    SPEAKING,
    UNNAMED,
)

__all__ = ["claims_de", "is_indirect"]


def is_indirect(words: Sequence[Token]) -> bool:
    """Whether a sentence stands in the mood of reported speech (Konjunktiv I).

    `es sei denn` and `wie dem auch sei` are idioms, and `ich habe` is no such mood.
    """
    lowers = [word.lower for word in words]
    if INDIRECT.isdisjoint(lowers):  # most sentences
        return False
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


_NEAR = 9  # words after a verb, in which a colon or a dass belongs to it
# als befürchtet, der berichtete Vorfall
_BEFORE_ATTRIBUTES = word_set("als wie der die das den dem des ein eine einen einem einer eines")
# Forms that are both a finite verb and a participle.
_AS_PARTICIPLES = word_set(
    """
    erwartet befürchtet vermutet berichtet bestätigt erklärt betont bezeichnet behauptet
    versichert prognostiziert kritisiert geschätzt erzählt
    """
)
_ACCOUNTS = word_set(
    """
    angaben ansicht meinung worten einschätzung auffassung aussage überzeugung darstellung
    schätzung
    """
)


def _verb(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    verb = lowers[at]
    parts = PARTS.get(verb)
    if "krieg" in lowers[at:] and verb.startswith("erklär"):
        return
    if parts and not any(_closes(words, lowers, back, parts) for back in range(at + 1, len(words))):
        return
    if (
        verb in SILENT
        and NEGATIONS & set(lowers[at + 1 :])
        and not {"dass", ":", QUOTE} & set(lowers)
    ):
        return
    after_quote = QUOTE in lowers[max(0, at - 2) : at]
    if _is_passive(words, lowers, at) or _is_participle(words, lowers, at):
        return
    if verb in GUARDED and not _is_said(words, lowers, at):
        return
    subject = None if after_quote else left_subject(words, lowers, at)
    if subject is not None and words[at - 1].word and _subject_follows(lowers, at):
        return
    if subject is None and not _who_clause(lowers, at):
        subject = right_subject(words, lowers, at + 1)
    if subject is not None:
        start, end, reference = subject
        yield Claim(start, end, words[at].start, reference, _bare(words, at))


def _is_participle(words: Sequence[Token], lowers: Sequence[str], at: int) -> bool:
    """Whether erwartet, berichtet, bezeichnet is no finite verb: als befürchtet, hat … erwartet."""
    if at and lowers[at - 1] in _BEFORE_ATTRIBUTES:
        return True
    return lowers[at] in _AS_PARTICIPLES and _has_auxiliary(words, lowers, at)


def _is_said(words: Sequence[Token], lowers: Sequence[str], at: int) -> bool:
    """Whether what is said stands before the verb, or after dass or a colon."""
    before = at - 1
    while before > 0 and lowers[before] in ADVERBS:
        before -= 1
    inverted = at > 0 and words[before].text in {",", QUOTE}
    near = range(at + 1, min(len(words), at + _NEAR))
    return inverted or any(
        (lowers[n] == "dass" and lowers[at] not in {"findet", "fand"}) or _is_colon(words, n)
        for n in near
    )


def _is_colon(words: Sequence[Token], at: int) -> bool:
    """Whether a colon stands at `at`, and not that of a result or a time: 13:7."""
    clock = (
        at + 1 < len(words)
        and words[at + 1].text[0].isdigit()
        and at
        and words[at - 1].text[-1].isdigit()
    )
    return words[at].text == ":" and not clock


def _subject_follows(lowers: Sequence[str], at: int) -> bool:
    """Whether a subject stands right after the verb, so that what is before it is none."""
    return lowers[at + 1 : at + 2] in (["er"], ["man"], ["wir"], ["ich"], ["es"])


def _closes(words: Sequence[Token], lowers: Sequence[str], at: int, parts: frozenset[str]) -> bool:
    """Whether one of a verb's parts stands at `at`; a prefix only where its clause ends."""
    inside = at + 1 < len(words) and words[at + 1].word
    if lowers[at] == ":" and not _is_colon(words, at):
        return False
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
        left = None if _subject_follows(lowers, back) else left_subject(words, lowers, back)
        subject = left or right_subject(words, lowers, back + 1)
        if subject is not None and not _who_clause(lowers, back):
            yield Claim(subject[0], subject[1], words[at].start, subject[2])
    elif (
        lowers[back + 1 : back + 2] == ["wie"]
        and lowers[at + 1 : at + 2]
        and lowers[at + 1] in AUXILIARIES
    ):
        named = phrase(words[back + 2 : at])
        if named is not None:
            yield Claim(named[0], named[1], words[at].start, named[2])


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
    named = phrase(words[start:end])
    if named is not None:
        hearsay = _is_hearsay(words[start:end])
        yield Claim(named[0], named[1], words[at].start, named[2], hearsay=hearsay)


def _before(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X zufolge`, `Angaben der Polizei zufolge`."""
    start = at
    while start > 0 and at - start < MAX_PHRASE and _names(words, start - 1):
        start -= 1
    while start < at and words[start].lower in _ACCOUNTS | {"von", "der", "des", "dem", "den"}:
        start += 1
    named = phrase(words[start:at])
    if named is not None:
        hearsay = _is_hearsay(words[start:at])
        yield Claim(named[0], named[1], words[at].start, named[2], hearsay=hearsay)


def _names(words: Sequence[Token], at: int) -> bool:
    return words[at].word and (
        words[at].capital
        or words[at].lower in {"von", "van", "de", "und", "der", "des", "dem", "den"}
    )


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
        and (phrase_words[0].capital or phrase_words[0].lower in DETERMINERS)
        and not any(
            lower in SPEAKING | AUXILIARIES | {"ist", "war", "sind", "dass"}
            for lower in lowers[at + 1 : end]
        )
    ):
        named = phrase(phrase_words)
        if named is not None:
            yield Claim(named[0], named[1], words[at].start, named[2])


def _it_is_said(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`heißt es bei X`."""
    if lowers[at + 2 : at + 3] and lowers[at + 2] in {"bei", "von", "aus"} and at + 3 < len(words):
        named = [word for word in words[at + 3 :] if word.capital]
        if named and len(words) - at <= 8 and lowers[at + 3] not in {"dem", "der", "den"}:  # noqa: PLR2004
            yield from _noun(words, at, at + 3)
