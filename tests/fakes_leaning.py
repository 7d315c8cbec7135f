"""How questions lean on others, by pattern: what the learned head reads, for tests without it."""

import re
from typing import Final

from onrecord.corpus.languages.script import has_han, simplified
from onrecord.rag.question.asked import Leans
from onrecord.rag.question.query import Phrase

__all__ = ["leaning"]

MAX_FRAGMENT_WORDS: Final = 6
MAX_PRONOUN_WORDS: Final = 8
MAX_BACK_HAN: Final = 16
FRAGMENT = re.compile(
    r"^\s?(?:(?:ok(?:ay)?,? )?(?:and|but|und|aber|oder)\s+(?:what about|how about|was ist mit"
    r"|wie ist es mit)?"
    r"|what about|how about|was ist mit|wie sieht es (?:mit|bei)|wie steht es (?:um|mit))\s?"
    r"(?P<fragment>[^?？!]{1,80}?)\s?[?？!.]*\s?$",
    re.IGNORECASE,
)
FRAGMENT_HAN = re.compile(
    r"^\s?(?:那么?|然后|还有)?\s?(?P<fragment>[^，,？?！!]{1,30}?)\s?呢\s?[？?]?\s?$"
)
NAME_WORD = r"[A-ZÀ-ÖØ-Þ\d][A-Za-zÀ-ɏ\d.&’'-]*"
BARE_NAME = re.compile(rf"^(?P<fragment>{NAME_WORD}(?: {NAME_WORD}){{0,2}}) ?[?？]$")
QUESTION_WORD = (
    r"(?:since when|when|where|why|how come|who|whom|how many|how much|how long|how often|how"
    r"|what year"
    r"|wann|seit wann|wo|wohin|woher|warum|wieso|weshalb|wer|wem|wen|wie viele?|wie lange|wie oft"
    r"|wie)"
)
THAT = (
    r"(?:that|this|it|das|dies|es)(?: (?:be|happen(?:ed)?|exactly|sein|passiert|geschehen|genau))?"
)
ADDITION = re.compile(  # "when was that?": a question word, and at most a word that points back
    rf"^\s?(?:(?:and|but|so|und|aber)\s+)?(?P<word>{QUESTION_WORD})(?P<back>\s+(?:(?:was|is|did"
    rf"|were|war|ist|geschah"
    rf"|passierte|said|says|sagte|sagt|hat)\s+)?{THAT}(?:\s+(?:said|gesagt))?)?(?:\s+(?:not|nicht"
    rf"|exactly|genau))?\s?[?？!.]*\s?$",
    re.IGNORECASE,
)
ADDITION_HAN = re.compile(
    r"^\s?(?:那么?|这|那是|这是|这件事|那件事)?\s?(?:是|又是|发生)?(?:在)?\s?(?P<word>为什么|为何"
    r"|什么时候|何时|哪一?[年天]|哪里|哪儿|在哪里?|"
    r"谁|是谁|多少|怎么|如何|谁说的|怎么会)\s?(?:发生的?|的)?(?:事)?呢?\s?[？?]?\s?$"
)
PERSONS = r"(?:he|she|him|her|they|er|sie|ihn|ihm)"
THINGS = r"(?:it|this one|es)"
OWNERS = r"(?:its|his|their)"
ENGLISH_START = (
    r"(?:(?:and|but|so|und|aber)\s+)?(?:what|why|when|where|how|who|which|was|warum"
    r"|wann|wo|wie|wer)"
)
AUXILIARY = (
    r"(?:did|does|do|has|have|had|is|was|will|would|can|could|should|are|were|sagten?|sagt"
    r"|meinten?|meint|hat|haben|sind|waren|wurden"
    r"|denkt|dachte|glaubt|hält|wurde|wird|ist|war|kostet|kann|soll|hatte)"
)
PRONOUN = re.compile(
    rf"^\s?(?:{ENGLISH_START}\s+(?:else\s+|many\s+|much\s+|long\s+|old\s+"
    rf"|big\s+)?)?(?:\w+\s+)?{AUXILIARY}\s+"
    rf"(?P<pronoun>{PERSONS}|{THINGS}|{OWNERS})\b(?!\s(?:true|possible|that|like|take|takes|called|raining"
    rf"|gibt|geht|dass|um|was|costs?\s+to)\b)",
    re.IGNORECASE,
)
OBJECT = re.compile(  # "who founded it?", "why do people use it?"
    r"^\s?(?:(?:and|but|so|und|aber)\s+)?(?:who|why|how|when|where|what|wer|warum|wie|wann)\s+"
    r"(?:(?!the\b|an?\b|die\b|der\b|das\b|eine?\b)[\w’']+\s+){1,4}(?P<pronoun>it|him|them|ihn|ihm"
    r"|es)\s?[?？]?\s?$",
    re.IGNORECASE,
)
EXPLETIVE = re.compile(
    r"\b(?:what time|how long (?:does|did|will) it take|is it (?:true|possible|legal|safe|ok)"
    r"|wie (?:geht|ist) es"
    r"|gibt es|is it \w+ to)\b|^\s?(?:is|ist)\s+(?:it|es)\b",
    re.IGNORECASE,
)
PRONOUN_HAN = re.compile(
    r"^\s?(?:那么?|那|还有|所以|关于)?(?P<pronoun>他们|她们|它们|他|她|它|该公司|这家公司|该模型"
    r"|这个模型)(?!国|人|乡|山|杀|者|方)"
)
BACK = re.compile(  # "How long are the clips there?": all of what was asked is meant
    r"^\s?(?:(?!.*\b(?:is|are|was|were|gibt es)\s+there\b).*\b(?:there|then|instead"
    r"|dort|damals|danach|stattdessen)\s?[?？!.]*\s?$"
    r"|(?:and |und )?(?:why|warum|wieso|weshalb) (?:not|nicht)\s+\S)",
    re.IGNORECASE,
)
BACK_HAN = re.compile(r"^\s?(?:那么?)?(?:后来|之后|此后|当时|那时|那里|那儿|那边)(?!的)")
SENTENCE = re.compile(
    rf"\b{AUXILIARY}\b|\b(?:what|which|who|whom|whose|when|where|why|how|was|welche[rsmn]?|wer"
    rf"|wann|wo"
    r"|warum|wie|said|says|sagte|think|thinks)\b",
    re.IGNORECASE,
)
LINKED = re.compile(r"^\s*was ist mit .*\s(?-i:[a-zäöüß]+(?:t|en))\s*[?？]?\s*$", re.IGNORECASE)
"""A participle: "Was ist mit Draht befestigt?" stands by itself."""
NAME_BEFORE = re.compile(r"(?<=\s)[A-ZÄÖÜ]\S+\s")
ASKING_HAN = re.compile(r"什么|哪|谁|怎|如何|为何|多少|几|吗|是否")


ABOUT_PERSONS: Final = frozenset(
    [
        "he",
        "she",
        "him",
        "her",
        "his",
        "they",
        "their",
        "er",
        "sie",
        "ihn",
        "ihm",
        "他",
        "她",
        "他们",
        "她们",
        "该公司",
        "这家公司",
    ]
)


def leaning(question: str) -> tuple[Leans, Phrase | None]:
    """Tell how a question points back, if it does: by a fragment, a question word, a pronoun."""
    text = simplified(question)
    kind, match = _pointing_han(text) if has_han(text) else _pointing(text)
    if match is None:
        return Leans.NOTHING, None
    if kind == "addition":
        return Leans.ADDITION, None
    group = "fragment" if kind == "fragment" else "pronoun"
    phrase = Phrase(*match.span(group), question[slice(*match.span(group))])
    if kind == "fragment":
        return Leans.PARALLEL, phrase
    person = phrase.text.lower() in ABOUT_PERSONS
    return (Leans.SOMEBODY if person else Leans.SOMETHING), phrase


def _pointing(text: str) -> tuple[str, re.Match[str] | None]:
    if match := ADDITION.match(text):
        return "addition", match
    match = FRAGMENT.match(text) or BARE_NAME.match(text)
    if match and len(match["fragment"].split()) <= MAX_FRAGMENT_WORDS:
        whole = SENTENCE.search(match["fragment"]) or LINKED.match(text)
        return "fragment", None if whole else match
    match = PRONOUN.match(text) or OBJECT.match(text)
    if match and len(text.split()) <= MAX_PRONOUN_WORDS and not EXPLETIVE.search(text):
        return "pronoun", None if NAME_BEFORE.search(text[: match.start("pronoun")]) else match
    match = BACK.match(text)
    return "addition", match if match and len(text.split()) <= MAX_PRONOUN_WORDS else None


def _pointing_han(text: str) -> tuple[str, re.Match[str] | None]:
    if match := ADDITION_HAN.match(text):
        return "addition", match
    match = FRAGMENT_HAN.match(text)
    if match and not ASKING_HAN.search(match["fragment"]):
        return "fragment", match
    if match := PRONOUN_HAN.match(text):
        return "pronoun", match
    match = BACK_HAN.match(text)
    return "addition", match if match and len(text) <= MAX_BACK_HAN else None
