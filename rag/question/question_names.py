"""The named things in a question."""

import re
from collections.abc import Iterable, Iterator

from onrecord.corpus.languages.patterns import word_set
from onrecord.rag.names.aliases import CJK, POSSESSIVE, Aliases

__all__ = ["name_terms"]

# Words that begin a question or carry its grammar, and are capitalised without being names.
QUESTION_WORDS = word_set(
    """
    what who when where why how which whose whom is are was were do does did has have had can
    could will would should  the a an in on at of for to and or but if tell me about please
    give list find according i  was wer wann wo warum wie welche welcher welches wem wen
    wessen woher wohin weshalb wieso ist sind war waren hat haben  hatte kann können wird
    werden soll sagte sagt meint glaubt laut der die das ein eine einer im am in und oder
    nenne gib sie ihnen ihr ihre i'm i’m we my our you your wieviel wozu womit worüber wovon
    wodurch inwiefern zeige sag ceo faz
    """
)
LATIN_IN_HAN = re.compile(
    r"[A-Za-zÀ-ɏ][\w.'’\-]*(?:[ \-]?\d+(?:\.\d+)*)?(?: [A-ZÀ-Þ][\w.\-]*(?: ?\d+(?:\.\d+)*)?)*",
    re.ASCII,
)
WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
ROMAN_OR_NUMBER = re.compile(r"\d+(?:\.\d+)*")
QUOTED = re.compile(r"[“„«「《\"]([^“”„«»「」《》\"]{1,60})[”“»」》\"]")
# German capitalises every noun: without another sign only these shapes are names.
CAMEL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]|[A-ZÀ-Þ]{2,}|\d")


def name_terms(question: str, language: str, aliases: Aliases) -> tuple[str, ...]:
    """Find the named things in a question, as it has them, each once, in order.

    In German, where every noun is capitalised, a lone noun is a name only if it is a known one,
    has a digit or capitals inside, stands in quotation marks, or two capitals stand side by side.

    >>> name_terms("What did Ruth Abernethy say about Sora 2?", "en", Aliases.load())
    ('Ruth Abernethy', 'Sora 2')
    """
    spans = [(each.start, each.end) for each in aliases.find(question)]
    spans += [match.span(1) for match in QUOTED.finditer(question)]
    if CJK.search(question):
        spans += [match.span() for match in LATIN_IN_HAN.finditer(question)]
    else:
        spans = [*_without_verb(question, spans, language), *spans]
    return tuple(dict.fromkeys(question[start:end] for start, end in _widest(spans)))


def _without_verb(
    question: str, known: list[tuple[int, int]], language: str
) -> Iterator[tuple[int, int]]:
    """Yield runs of capitals; one that a known name ends, after the first word, is that name."""
    for start, end in _capitalised(question, german=language == "de"):
        longer = [a for a, b in known if b == end and a > start]
        yield (min(longer), end) if longer and not question[:start].strip() else (start, end)


def _widest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that lie in no other, in order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            if kept and start < kept[-1][1]:
                kept[-1] = kept[-1][0], end
            else:
                kept.append((start, end))
    return kept


def _capitalised(question: str, *, german: bool) -> Iterator[tuple[int, int]]:
    words = list(WORD.finditer(question))
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _in_name(question, words, at, end):
            end += 1
        if end > at and (not german or _is_german_name(words[at:end])) and _worthy(words, at, end):
            last = words[end - 1]
            yield words[at].start(), last.start() + len(POSSESSIVE.sub("", last.group()))
        at = max(end, at + 1)


def _in_name(question: str, words: list[re.Match[str]], start: int, at: int) -> bool:
    """Whether the word `at` goes on with the name that begins at `start`."""
    word = words[at].group()
    if at > start:
        between = question[words[at - 1].end() : words[at].start()]
        if between not in {" ", "-", "\u00a0"} or words[at - 1].group().endswith(("'s", "’s")):
            return False
        if ROMAN_OR_NUMBER.fullmatch(word):
            return True
    named = word[0].isupper() or (any(map(str.isdigit, word)) and word[0].isalpha())
    return named and POSSESSIVE.sub("", word).casefold() not in QUESTION_WORDS


def _worthy(words: list[re.Match[str]], start: int, end: int) -> bool:
    """Whether capitals are more than those of a sentence's first word."""
    first = words[start].group()
    owning = bool(POSSESSIVE.search(first))
    return start > 0 or end - start > 1 or owning or bool(CAMEL.search(first))


def _is_german_name(run: list[re.Match[str]]) -> bool:
    return len(run) > 1 or bool(CAMEL.search(run[0].group()))
