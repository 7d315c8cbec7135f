"""An office at an organisation: "Baidu's chief executive", "CEO of Baidu", 百度首席执行官."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Office", "read_office"]

_OFFICES: Final = (  # what one office is called, in every language
    r"vice[- ]presidents?|VP|Vizepräsident(?:in)?|副总裁|副總裁",
    r"co-?founders?|founders?|\w*gründer(?:in)?|联合创始人|创始人|創辦人|創始人",
    r"(?:chief )?technology (?:chief|officer)|CTO|Technikchef(?:in)?|首席技术官|首席技術官",
    (
        r"(?:chief )?financ(?:e|ial) (?:chief|officer)|CFO|Finanzchef(?:in)?|Finanzvorstand"
        r"|首席财务官|財務長"
    ),
    r"chief operating officer|COO|首席运营官|營運長",
    (
        r"chief executives?(?: officer)?|CEO|boss|(?:Vorstands|Firmen|Konzern)?-?chef(?:in)?"
        r"|Vorstandsvorsitzende[rn]?|Geschäftsführer(?:in)?|首席执行官|首席執行長|执行长|掌门人|总经理"
    ),
    r"chair(?:man|woman|person)?|Aufsichtsratschef(?:in)?|董事长|董事長|主席",
    r"spokes(?:man|woman|person)|(?:Presse)?-?sprecher(?:in)?|发言人|發言人",
    r"team|团队|團隊",
    r"presidents?|Präsident(?:in)?|总裁|總裁",
    r"lawyers?|Anw[aä]lt(?:in|e)?|律师|律師",
    r"analysts?|Analyst(?:in|en)?|分析师|分析師",
    r"directors?|Direktor(?:in)?|主任|总监|總監",
)
_ANY: Final = "|".join(_OFFICES)
_LEAD: Final = r"(?:the |a |an |one |der |die |das |ein |eine |einem |einer )?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_LEAD}(?P<office>{_ANY})s? (?:of|at|for|from|von|bei|beim|der|des)(?: the)? (?P<at>.+)",
        rf"{_LEAD}(?P<at>.+?)(?:['’]s?)?[ -]+(?P<office>{_ANY})s?",
        rf"(?P<at>.+?)的?(?:一位|某位?|有位)?(?P<office>{_ANY})",
    )
)


@dataclass(frozen=True, slots=True)
class Office:
    """Whoever holds an office: where, and what it may be called."""

    organisation: str
    called: re.Pattern[str]


def read_office(phrase: str) -> Office | None:
    """Read an office and whose it is out of what somebody is called, if it is that.

    >>> read_office("the CEO of Baidu").organisation
    'Baidu'
    """
    for form in _FORMS:
        match = form.fullmatch(phrase.strip())
        if match:
            called = next(each for each in _OFFICES if _called(each).fullmatch(match["office"]))
            return Office(match["at"], _called(called))
    return None


def _called(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zäöü])(?:{names})(?![a-zäöü])", re.IGNORECASE)
