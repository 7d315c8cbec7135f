"""What kind of speaker a name is, and the names that a sentence is about."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from onrecord.corpus.speech.claims import QUOTE, Token, word_set
from onrecord.corpus.speech.en.words import PEOPLE, PREPOSITIONS, ROLES
from onrecord.corpus.speech.zh.names import is_person_zh

__all__ = ["Kind", "Mention", "kind", "mentions", "mentions_han", "people"]


class Kind(Enum):
    """What a name can stand for, as far as its words tell."""

    PERSON = auto()
    GROUP = auto()
    THING = auto()
    UNKNOWN = auto()


NEARBY = 20_000  # code points around a word in which it is looked for again


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence (code points of the article), and what part it plays there."""

    name: tuple[int, int]
    subject: bool
    speaking: bool


GROUP = re.compile(
    r"\b(?:inc|corp|ltd|group|gmbh|team|securities|institute|university|association|society|"
    r"agency|company|"
    r"studios?|labs?|media|bank|ministry|government|council|union|capital|ventures|research|"
    r"press|times|"
    r"house|court|parliament|commission|board|office|army|church|school|college|museum|party|league|club|network|service|congress|senate|democrats|republicans|liberals|conservatives|tories|exchange|states|kingdom|airlines?|gericht|gerichtshof|regierung|firms?|companies|lawyers|analysts|experts|entrepreneurs|insiders|users|netizens|"
    r"researchers|"
    r"ag|verband|bank|unternehmen|leute|behörde)\b|"
    r"(?:团队|團隊|公司|集团|集團|证券|證券|研究院|大学|协会|媒体|机构|部门|实验室|人士|网友|们|科技|银行|官方|方面|资本)$",
    re.IGNORECASE,
)
PERSON_ROLE = re.compile(
    r"\b(?:executive|president|spokes(?:man|woman|person)|analyst|lawyer|producer|founder|"
    r"director|professor|"
    r"researcher|engineer|reader|veteran|creator|official|vizepräsident(?:in)?|sprecher(?:in)?|"
    r"analyst(?:in)?)\b|"
    r"(?:总裁|總裁|CEO|董事长|创始人|导演|分析师|律师|教授|发言人|负责人|制片人|编剧|记者)$",
    re.IGNORECASE,
)
KNOWN_GROUPS = word_set(
    """
    openai google baidu meta microsoft apple amazon nvidia alibaba tencent bytedance kuaishou
    adobe runway tiktok youtube xai netflix disney anthropic reuters sony samsung huawei tesla
    ibm sap siemens appfigures idc 百度 谷歌 微软 快手 腾讯
    阿里巴巴 字节跳动 英伟达 华为 苹果 小米 京东 美团 阿里 特斯拉 抖音
    """
)
THING = re.compile(
    r"(?:^|\s|(?-i:[a-zà-ÿ]))\d|\b(?:act|directive|code|law|treaty|war|river|city|theory|award|festival|street|park|bill|revolution|"
    r"empire|road|island|sea|bay|union|article|prize|day|age|dollar|euro|milliarden|millionen|app|engine|store|index|model|sora\w*|veo|kling|keling|chatgpt|gemini|copilot|"
    r"bing|cameo|remix)$",
    re.IGNORECASE,
)
NOT_A_NAME = PREPOSITIONS | word_set(
    """
    the a an this that these those it he she they we i you and but or so yet however when
    while if as for some many most all both each every no not now then there here after before
    although though because since with who what which how why where one two three first second
    third in on at by from to of his her their its our more another other such only even der
    die das ein eine er sie es wir ich und aber oder doch auch nur noch schon als wenn weil
    dass wie wer was wo im am sein seine seinen ihre ihren dem den des einen einem einer kein
    keine dieser diese dieses diesem jeder alle viele andere let mein meine unser zu mit von bei
    nach aus für auf an in um so
    """
)
# Before two German nouns, which have capitals as names do, these stand more often than verbs.
GERMAN = word_set(
    """
    der die das den dem des ein eine einen einem einer im am vom zum zur beim in an auf aus
    bei mit nach von vor über unter für gegen durch ohne seit während wegen laut knapp rund
    etwa als wie und oder
    """
)
HAN_OPENING = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?=[向对對在于於将將曾也从從接])")
MAX_DESCRIPTION = 6  # words before the name that a sentence is about
MAX_LEAD = 16  # code points before the name that a Chinese sentence is about
LEGS = 2  # words of a name that is taken for a person's without other signs


@lru_cache(maxsize=4096)
def kind(name: str) -> Kind:
    """Find what a name stands for, as far as its words tell.

    >>> kind("the Steam Engine team"), kind("Ruth Abernethy"), kind("Sora 2")
    (<Kind.GROUP: 2>, <Kind.PERSON: 1>, <Kind.THING: 3>)
    """
    if PERSON_ROLE.search(name):
        return Kind.PERSON
    if GROUP.search(name) or name.casefold() in KNOWN_GROUPS:
        return Kind.GROUP
    if THING.search(name):
        return Kind.THING
    if _is_full_name(name) or is_person_zh(name):
        return Kind.PERSON
    return Kind.GROUP if len(name) > 1 and name.isupper() and name.isascii() else Kind.UNKNOWN


def _is_full_name(name: str) -> bool:
    """Whether a name has as many words as people's have, the outer ones with capitals."""
    words = name.split()
    return LEGS <= len(words) <= LEGS + 2 and words[0][0].isupper() and words[-1][0].isupper()


HAN_NAMED = re.compile(
    r"(?:导演|合伙人|分析师|创始人|董事长|总裁|律师|教授|研究员|制片人|编剧|负责人|工程师|记者|经理|主任|博士|创作者)"
    r"([\u4e00-\u9fff]{2}[\u4e00-\u9fff]?)(?=[没在的是说也已将并对从和与有为把被向则就都曾表认称告指算很不，、])"
)


def mentions_han(text: str, start: int, end: int, known: Collection[str] = ()) -> list[Mention]:
    """People whom a Chinese sentence names with their role, or names first of all."""
    found = [
        Mention(match.span(1), subject=match.start() - start < MAX_LEAD, speaking=False)
        for match in HAN_NAMED.finditer(text, start, end)
    ]
    opening = HAN_OPENING.match(text, start, end)
    if opening is not None and is_person_zh(opening.group(1)):
        found.append(Mention(opening.span(1), subject=True, speaking=False))
    first = max((name for name in known if text.startswith(name, start)), key=len, default=None)
    if first is not None:
        found.append(Mention((start, start + len(first)), subject=True, speaking=False))
    return found


def mentions(text: str, words: Sequence[Token], known: Collection[str] = ()) -> list[Mention]:
    """Names of two words and more in a sentence, or of a word of `known`; and their parts in it."""
    found: list[Mention] = []
    at = 0
    while at < len(words):
        end = at
        while (
            end < len(words)
            and _in_name(words[end])
            and not (end > at and words[end].lower in ROLES)
        ):
            end += 1
        start = at
        while start < end and words[start].lower in ROLES:
            start += 1
        if end - start >= LEGS:
            name = words[start].start, _name_end(words[end - 1])
            subject = _is_subject(words, start, end)
            if subject or _is_object(words, start):
                found.append(Mention(name, subject, speaking=False))
        elif end - start == 1 and (words[start].lower in known or start == 0):
            name = words[start].start, _name_end(words[start])
            group = kind(text[name[0] : name[1]]) is Kind.GROUP
            if group or words[start].lower.removesuffix("'s") in known:
                found.append(Mention(name, _is_subject(words, start, end), speaking=False))
        at = max(end, at + 1)
    return found


def people(text: str, words: Sequence[Token]) -> list[tuple[int, int]]:
    """Names of two words and more that look like a person's, wherever they stand; and a first word.

    The first word of a sentence counts if the article has it again: `Miller lost. Miller left.`
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _in_name(words[end]):
            end += 1
        if end > at:
            name = words[at].start, _name_end(words[end - 1])
            first = at == 0 and end == 1 and _is_repeated(text, words[0])
            if first or (end - at >= LEGS and kind(text[name[0] : name[1]]) is Kind.PERSON):
                found.append(name)
        at = max(end, at + 1)
    return found


def _is_repeated(text: str, word: Token) -> bool:
    after, before = (word.end, word.end + NEARBY), (max(0, word.start - NEARBY), word.start)
    return any(text.find(word.text, *where) >= 0 for where in (after, before))


def _in_name(word: Token) -> bool:
    return word.capital and word.word and word.lower not in NOT_A_NAME and word.text != QUOTE


def _name_end(word: Token) -> int:
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end


def _is_object(words: Sequence[Token], start: int) -> bool:
    """Whether a name could be meant by a pronoun that follows: not in Berlin, not 48 Dollar."""
    before = words[start - 1]
    return (
        before.word and before.lower not in PREPOSITIONS | GERMAN and not before.text[0].isdigit()
    )


def _is_introduced(words: Sequence[Token], end: int) -> bool:
    """Whether a comma and a role or a relative clause follow a name."""
    if end + 1 >= len(words) or words[end].text != ",":
        return False
    after = [word.lower for word in words[end + 1 : end + 4]]
    return after[0] in {"who", "der", "die", "whose", "deren", "dessen"} or any(
        word in PEOPLE for word in after
    )


def _is_subject(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether a sentence opens with the name, a description of it apart."""
    if words[end - 1].lower.endswith(("'s", "’s")):
        return False
    before = words[:start]
    plain = all(word.word or word.text == "," for word in before)
    described = not before or (
        len(before) <= MAX_DESCRIPTION
        and plain
        and before[0].lower not in PREPOSITIONS
        and (
            before[-1].lower in PEOPLE
            or (before[-1].text == "," and before[-2:][0].lower in PEOPLE)
        )
    )
    return (described or _is_introduced(words, end)) and not (
        end < len(words) and words[end].lower in {"and", "und"}
    )
