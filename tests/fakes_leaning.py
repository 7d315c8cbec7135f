"""How questions lean on others, by pattern: what the learned head reads, for tests without it."""

import re
from typing import Final

from onrecord.corpus.languages.script import simplified
from onrecord.rag.question.asked import Leans
from onrecord.rag.question.query import Phrase

__all__ = ["leaning"]

_VERB = r"did|does|do|is|was|are|were|has|sagte|wurde|kostet|ist"
_ASKING = r"what|when|why|where|how|who|was|wann|warum|wo|wie|wer"
_PERSON = r"he|she|him|her|they|sie|他们|他|她"
_WAYS: Final = (
    (
        Leans.ADDITION,
        rf"(?:and |und )?(?:since )?(?:{_ASKING})(?: (?:was|war|said) (?:that|das))?\?",
    ),
    (Leans.ADDITION, r"why not .*|(?:(?!are there).)* (?:there|then)\?"),
    (Leans.ADDITION, r"(?:那是)?(?:为什么|什么时候)\?|后来(?!的).*"),
    (
        Leans.PARALLEL,
        rf"(?:and|und|what about) (?P<points>(?!.*\b(?:{_VERB}|{_ASKING})\b)[^?]*?)\?",
    ),
    (Leans.PARALLEL, r"(?P<points>[a-z]+)\?"),
    (Leans.PARALLEL, r"那?(?P<points>[^?]{1,8})呢\?"),
    (Leans.SOMEBODY, rf"(?:{_ASKING})(?: \w+)? (?:{_VERB}) (?P<points>{_PERSON})\b.*"),
    (Leans.SOMEBODY, r"(?P<points>他们|她们|他|她)(?!国).*"),
    (Leans.SOMETHING, r"(?:who founded|why do people use) (?P<points>it)\?"),
    (
        Leans.SOMETHING,
        rf"(?:{_ASKING})(?: \w+)? (?:{_VERB}) (?P<points>its?|es)\b(?!\?| take| cost to).*",
    ),
    (Leans.SOMETHING, r"(?P<points>它).*"),
)


def leaning(question: str) -> tuple[Leans, Phrase | None]:
    """Tell how a question points back, if it does: by a fragment, a question word, a pronoun."""
    for leans, words in _WAYS:
        match = re.fullmatch(words, simplified(question).replace("？", "?"), re.IGNORECASE)
        if match is not None:
            if "points" not in match.re.groupindex:
                return leans, None
            start, end = match.span("points")
            return leans, Phrase(start, end, question[start:end])
    return Leans.NOTHING, None
