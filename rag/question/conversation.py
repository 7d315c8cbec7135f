"""Follow-ups: a question that leans on the one before it, completed by rule and never guessed.

What comes out holds words of the questions typed, and the marks in `GLUE`, and no others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.corpus.languages.script import has_han, simplified
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.shape import is_person_like, is_product_like
from onrecord.rag.question.name_kinds import NameKind, NameKinds
from onrecord.rag.question.query import FollowUp, Phrase, Query
from onrecord.rag.question.slots import Slot, parallel_phrase, slots_of

__all__ = ["ADDED", "GLUE", "Resolution", "resolve"]

ADDED = " – "
"""Joins an earlier question and the question word that a follow-up adds to it."""

GLUE = (ADDED, " ", "?", "？", "’s")
MAX_FRAGMENT_WORDS = 6
MAX_PRONOUN_WORDS = 8
"""A longer question more often explains its own pronoun, or holds a slip of the hand."""
MAX_BACK_HAN = 16
"""Characters of a Chinese question that may lean on all of the one before it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The question to answer, and whether it had to be completed.

    `readings` are the questions that an unresolved one may stand for, likeliest first.
    """

    text: str
    follow_up: FollowUp | None
    readings: tuple[str, ...] = ()


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
REFERRING = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|er|ihn|ihm|ihr|ihre[rmns]?|seine?[rmns]?)\b|[他她]",
    re.IGNORECASE,
)
"""Somebody named still earlier, who may be meant as well."""
LEADING = re.compile(r"^\s?(?:and|but|so|und|aber|那么|那)\s?(?=\S)", re.IGNORECASE)
ABOUT_PERSONS = frozenset(["he", "she", "him", "her", "his", "er", "ihn", "ihm", "他", "她"])
OWNING = frozenset(["its", "his", "her", "their"])
ABOUT_SPEAKERS = frozenset(["they", "their", "sie", "他们", "她们", "该公司", "这家公司"])


def resolve(question: str, history: Sequence[Query], aliases: Aliases) -> Resolution:
    """Complete a question from those before it; one that stands by itself comes back unaltered.

    `aliases` tell people and organisations, which speak, from things.
    """
    typed = question.strip()
    pointing = _pointing(typed)
    if pointing is None:
        return Resolution(question, None)
    earlier = next((q for q in reversed(history) if q.follow_up is not FollowUp.UNRESOLVED), None)
    if earlier is None:
        return Resolution(question, FollowUp.ALONE)
    kind, match = pointing
    if kind == "addition":
        return Resolution(_added(typed, earlier.resolved), FollowUp.RESOLVED)
    if kind == "fragment":
        readings = _substituted(match["fragment"], earlier, NameKinds(history, aliases))
    else:
        readings = _with_antecedent(typed, match, earlier)
    certain = kind == "fragment" or not REFERRING.search(earlier.resolved)
    if len(readings) == 1 and certain:
        return Resolution(readings[0], FollowUp.RESOLVED)
    return Resolution(question, FollowUp.UNRESOLVED, readings)


def _pointing(question: str) -> tuple[str, re.Match[str]] | None:
    """How a question points back, if it does: by a fragment, an added question word, a pronoun."""
    text = simplified(question)
    if has_han(text):
        return _pointing_han(text)
    if match := ADDITION.match(text):
        return "addition", match
    match = FRAGMENT.match(text) or BARE_NAME.match(text)
    if match and len(match["fragment"].split()) <= MAX_FRAGMENT_WORDS:
        return (
            None
            if SENTENCE.search(match["fragment"]) or LINKED.match(text)
            else ("fragment", match)
        )
    match = PRONOUN.match(text) or OBJECT.match(text)
    if match and len(text.split()) <= MAX_PRONOUN_WORDS and not EXPLETIVE.search(text):
        return None if NAME_BEFORE.search(text[: match.start("pronoun")]) else ("pronoun", match)
    match = BACK.match(text)
    return ("addition", match) if match and len(text.split()) <= MAX_PRONOUN_WORDS else None


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


def _pointing_han(text: str) -> tuple[str, re.Match[str]] | None:
    if match := ADDITION_HAN.match(text):
        return "addition", match
    match = FRAGMENT_HAN.match(text)
    if match and not ASKING_HAN.search(match["fragment"]):
        return "fragment", match
    if match := PRONOUN_HAN.match(text):
        return "pronoun", match
    match = BACK_HAN.match(text)
    return ("addition", match) if match and len(text) <= MAX_BACK_HAN else None


def _added(question: str, earlier: str) -> str:
    """Put what a follow-up adds behind the earlier question: "Who won? – when?"."""
    start = LEADING.match(question)
    addition = question[start.end() :] if start else question
    base = earlier.partition(ADDED)[0].rstrip().rstrip("?？.!。！ ")
    return base + ADDED + addition.strip()


def _substituted(fragment: str, earlier: Query, kinds: NameKinds) -> tuple[str, ...]:
    """Put a fragment in the place of what it stands parallel to."""
    base = earlier.resolved.partition(ADDED)[0]
    if parallel := parallel_phrase(fragment, base, earlier):
        return (_put(base, *parallel),)
    slots = _fitting(fragment, slots_of(base, earlier), kinds)
    return tuple(dict.fromkeys(_put(base, slot.phrase, fragment) for slot in slots))


def _fitting(fragment: str, slots: tuple[Slot, ...], kinds: NameKinds) -> tuple[Slot, ...]:
    """Choose the slots that a name fits: one of its kind, or else one where its kind can stand."""
    kind = kinds.of(fragment)
    alike = tuple(slot for slot in slots if kind and kinds.of(slot.phrase.text) == kind)
    if alike:
        return alike
    speaking = tuple(slot for slot in slots if slot.speaks)
    others = tuple(slot for slot in slots if not slot.speaks)
    if not speaking or not others:
        return slots
    if kind is not None:
        return others if kind is NameKind.THING else speaking
    by_person = all(kinds.of(slot.phrase.text) is NameKind.PERSON for slot in speaking)
    return others if by_person else slots


def _with_antecedent(question: str, match: re.Match[str], earlier: Query) -> tuple[str, ...]:
    pronoun = match["pronoun"].lower()
    slots = slots_of(earlier.resolved.partition(ADDED)[0], earlier)
    speaking = [slot.phrase.text for slot in slots if slot.speaks]
    others = [slot.phrase.text for slot in slots if not slot.speaks]
    if pronoun in ABOUT_PERSONS:
        names = speaking or _people(others)
    elif pronoun in ABOUT_SPEAKERS:
        names = speaking
    else:
        names = others or speaking
        versioned = [name for name in names if is_product_like(name)]
        names = versioned if len(versioned) == 1 else names
    start, end = match.span("pronoun")
    owning = "’s" if pronoun in OWNING and question[end:].strip(" ?") else ""
    return tuple(dict.fromkeys(question[:start] + name + owning + question[end:] for name in names))


def _people(names: list[str]) -> list[str]:
    """Choose the names that a person may bear, if one of them has the shape of a person's."""
    if not any(is_person_like(name) for name in names):
        return []
    return [name for name in names if not is_product_like(name)]


def _put(text: str, phrase: Phrase, words: str) -> str:
    before, after = text[: phrase.start], text[phrase.end :]
    if phrase.start == phrase.end > 0:
        before = before.rstrip() + " "
    return before + words + after
