"""What kind of speaker a name is, and the names that a sentence is about."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.claims import QUOTE, Token
from rag.claims_en import PEOPLE, PREPOSITIONS, ROLES

__all__ = ["Kind", "Mention", "kind", "mentions"]


class Kind(Enum):
    """What a name can stand for, as far as its words tell."""

    PERSON = auto()
    GROUP = auto()
    THING = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence (code points of the article), and what part it plays there."""

    name: tuple[int, int]
    subject: bool
    speaking: bool


GROUP = re.compile(
    r"\b(?:inc|corp|ltd|group|gmbh|team|securities|institute|university|association|society|agency|company|"
    r"studios?|labs?|media|bank|ministry|government|council|union|capital|ventures|research|press|times|"
    r"house|firms?|companies|lawyers|analysts|experts|entrepreneurs|insiders|users|netizens|researchers|"
    r"ag|verband|bank|unternehmen|leute|behörde)\b|"
    r"(?:团队|團隊|公司|集团|集團|证券|證券|研究院|大学|协会|媒体|机构|部门|实验室|人士|网友|们|科技|银行|官方|方面|资本)$",
    re.IGNORECASE,
)
PERSON_ROLE = re.compile(
    r"\b(?:executive|president|spokes(?:man|woman|person)|analyst|lawyer|producer|founder|director|professor|"
    r"researcher|engineer|reader|veteran|creator|official|vizepräsident(?:in)?|sprecher(?:in)?|analyst(?:in)?)\b|"
    r"(?:总裁|總裁|CEO|董事长|创始人|导演|分析师|律师|教授|发言人|负责人|制片人|编剧|记者)$",
    re.IGNORECASE,
)
HAN_PERSON = re.compile(r"^[\u4e00-\u9fff]{2,3}$|·")
KNOWN_GROUPS = frozenset(
    "openai google baidu meta microsoft apple amazon nvidia alibaba tencent bytedance kuaishou adobe runway tiktok youtube xai "
    "netflix disney anthropic reuters sony samsung huawei tesla ibm sap siemens appfigures idc 百度 谷歌 微软 快手 腾讯 阿里巴巴 字节跳动 "
    "英伟达 华为 苹果 小米 京东 美团 阿里 特斯拉 抖音".split()
)
THING = re.compile(
    r"\d|\b(?:app|engine|store|index|model|sora\w*|veo|kling|keling|chatgpt|gemini|copilot|bing|cameo|remix)\b",
    re.IGNORECASE,
)
NOT_A_NAME = PREPOSITIONS | frozenset(
    "the a an this that these those it he she they we i you and but or so yet however when while if as for some many most "
    "all both each every no not now then there here after before although though because since with who what which how why "
    "where one two three first second third in on at by from to of his her their its our more another other such only even "
    "der die das ein eine er sie es wir ich und aber oder doch auch nur noch schon als wenn weil dass wie wer was wo im am "
    "zu mit von bei nach aus für auf an in um so".split()
)
LEGS = 2  # words of a name that is taken for a person's without other signs


def kind(name: str) -> Kind:
    """What a name stands for, as far as its words tell.

    >>> kind("the Steam Engine team"), kind("Ruth Abernethy"), kind("Sora 2")
    (<Kind.GROUP: 2>, <Kind.PERSON: 1>, <Kind.THING: 3>)
    """
    if PERSON_ROLE.search(name):
        return Kind.PERSON
    if GROUP.search(name) or name.casefold() in KNOWN_GROUPS:
        return Kind.GROUP
    if THING.search(name):
        return Kind.THING
    words = name.split()
    if LEGS <= len(words) <= LEGS + 2 and all(word[0].isupper() for word in (words[0], words[-1])):
        return Kind.PERSON
    if HAN_PERSON.search(name):
        return Kind.PERSON
    if len(name) > 1 and name.isupper() and name.isascii():
        return Kind.GROUP
    return Kind.UNKNOWN


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
            found.append(Mention(name, _is_subject(words, start, end), speaking=False))
        elif end - start == 1 and (words[start].lower in known or start == 0):
            name = words[start].start, _name_end(words[start])
            group = kind(text[name[0] : name[1]]) is Kind.GROUP
            if group or words[start].lower.removesuffix("'s") in known:
                found.append(Mention(name, _is_subject(words, start, end), speaking=False))
        at = max(end, at + 1)
    return found


def _in_name(word: Token) -> bool:
    return word.capital and word.word and word.lower not in NOT_A_NAME and word.text != QUOTE


def _name_end(word: Token) -> int:
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end


def _is_subject(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether a sentence opens with the name, a description of it apart."""
    if words[end - 1].lower.endswith(("'s", "’s")):
        return False
    before = words[:start]
    plain = all(word.word or word.text == "," for word in before)
    described = (
        not before
        or (
            len(before) <= 6
            and plain
            and before[0].lower not in PREPOSITIONS  # noqa: PLR2004
            and (
                before[-1].lower in PEOPLE
                or before[-1].text == ","
                and before[-2:][0].lower in PEOPLE
            )
        )
    )
    return described and not (end < len(words) and words[end].lower in {"and", "und"})
