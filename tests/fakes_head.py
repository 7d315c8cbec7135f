"""A stand-in for the head that reads questions: it knows the few wordings that tests use."""

import re
from dataclasses import dataclass, replace

from fakes import FakeEncoder
from fakes_leaning import leaning

from onrecord.index.encoding.encoder import Encoding
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.head import Reading
from onrecord.rag.question.query import AnswerKind, Phrase
from onrecord.rag.question.typed import QuestionReader

WHEN = r"(?:last|in|on|since|this|most|today|letzte|im|seit|zuletzt|noch|or|like|there)\b"
SAID = (
    re.compile(
        rf"\bwhat(?: else)? (?:did|does|has|may) (?P<s>\S+(?: (?!{WHEN}|say|said|think)\S+)*?)"
        rf"(?: (?:say|said|think|believe)\b)(?:.*?\b(?:about|of) (?P<t>[^?]+))?",
        re.IGNORECASE,
    ),
    re.compile(r"\bwhat (?P<s>[A-Z]\w+(?: [A-Z]\w+)*) said about (?P<t>[^?]+)"),
    re.compile(
        r"\bwas (?:sagte|sagt|hat) (?P<s>\S+(?: [A-Z]\S+)*)(?=[ ?]|$)(?:.*?\b(?:über|zu) "
        r"(?P<t>[^?]+?)(?= gesagt|\?|$))?(?! gekauft)",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:.*年(?:\d+月)?)?(?P<s>[^\s年月]{2}?|[A-Z][a-z]+)(?:去年|最近)?(?:[对對](?P<t>[^？?]+?))?"
        r"(?:怎[么麼]看|有什么看法|还?说了什么|还说|怎么评价(?P<t2>[^？?]+))"
    ),
)
KINDS = (
    (AnswerKind.DATE, r"^(?:when|wann)\b|什么时候"),
    (AnswerKind.NUMBER, r"\bhow (?:many|much|high)\b|\bwie (?:viele|hoch)\b|多少"),
    (AnswerKind.REASON, r"^(?:why|warum)\b|为什么"),
    (AnswerKind.PERSON, r"^(?:who|wer)\b|谁"),
    (AnswerKind.LIST, r"^(?:which|what) \w+s\b|哪些"),
)
ASKS = (
    (Asks.GREETING, r"^(?:hello|hallo|你好)\W*$"),
    (Asks.COUNT, r"^how many articles\b"),
    (Asks.NEWEST, r"^what.s new\W*$"),
    (Asks.ORIGIN, r"^(?:who wrote|which article)\b"),
    (Asks.EVERYTHING, r"^everything\b"),
    (Asks.MORE, r"^(?:more|next)\W*$|\bwhat else\b|\bnoch\?$|还说"),
)
NOBODY = re.compile(r"(?:he|she|they|he|er|sie|他|她)$", re.IGNORECASE)


@dataclass(frozen=True)
class FakeHead:
    """A `Head` by pattern."""

    def read(self, text: str, encoding: Encoding) -> Reading:
        """Read a question by what it looks like."""
        del encoding
        leans, points = leaning(text)
        asks = next((each for each, words in ASKS if re.search(words, text, re.IGNORECASE)), None)
        return replace(self._read(text), asks=asks or Asks.WORDS, leans=leans, points=points)

    def cased(self, text: str, encoding: Encoding) -> str:
        """Leave a text as it is."""
        del encoding
        return text

    def _read(self, text: str) -> Reading:
        for pattern in SAID:
            match = pattern.search(text)
            if match and not NOBODY.match(match["s"]):
                subject = _phrase(match, "t") or _phrase(match, "t2")
                return Reading(AnswerKind.SAID, _phrase(match, "s"), subject)
        kinds = (kind for kind, words in KINDS if re.search(words, text, re.IGNORECASE))
        return Reading(next(kinds, AnswerKind.OTHER), None, None)


def _phrase(match: re.Match[str], group: str) -> Phrase | None:
    if group not in match.re.groupindex or match[group] is None:
        return None
    words = match[group].rstrip()
    return Phrase(match.start(group), match.start(group) + len(words), words)


READS = QuestionReader(FakeEncoder(), FakeHead())
"""Reads a question as tests need it."""
