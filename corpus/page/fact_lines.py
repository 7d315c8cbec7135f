"""Lines without a full stop that state a figure, told from headings that have a number in them."""

import re

from onrecord.corpus.languages.months_and_numbers import MONTHS
from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import WIDE as WIDE_RANGE

__all__ = ["states_figure"]

NUMBER = late_pattern(r"(?<![\w.,\-/])\d[\d.,]*(?:[a-z%°]{1,3})?(?!\w)")
WIDE_NUMBER = late_pattern(r"(?<![A-Za-z\d.\-])\d[\d.,]*")
WIDE = late_pattern(f"[{WIDE_RANGE}]")
YEAR = late_pattern(r"(?:19|20)\d\d年?")
NAME_BEFORE = late_pattern(r"(?P<name>[^\W\d_a-zß-öø-ÿ][^\W\d_]*)\s$")  # Pier 7, Veo 3.1
LABEL = late_pattern(
    rf"(?P<label>[^\d\s:：][^:：\n]{{0,60}}?)(?:[:：]\s|：|(?<=[{WIDE_RANGE}]):)(?P<value>.+)"
)
DASHED = late_pattern(r"(?P<label>.{2,60}?)(?:\s[-–—]\s|\s?——\s?)(?P<value>.+)")
ASKING = late_pattern(
    r"(?:why|what|how|who|when|where|which|here|these|warum|wieso|was|wie|wer|wann|wo|welche[rs]?|"
    r"hier|diese)\b|.*(?:为什么|为何|如何|怎么|怎样|什么|谁|哪)",
    re.IGNORECASE,
)
COUNTED = late_pattern(  # of a list that the heading announces
    r"(?:^|\s)\d{1,2}\s(?:\w+\s)?(?:things|facts|questions|answers|reasons|ways|tips|takeaways|lessons|"
    r"dinge|fakten|fragen|antworten|gründe|tipps|punkte|lehren)\b"
    r"|\d{1,2}(?:个|大|点)(?:问题|原因|看点|要点|事实|理由|建议)",
    re.IGNORECASE,
)
VERB = late_pattern(
    r".*?(?:\b(?:is|are|was|were|has|have|had|costs?|takes?|took|lasts?|lasted|runs?|ran|reach(?:es|ed)|"
    r"rose|fell|grew|dropped|earns?|earned|sells?|sold|pays?|paid|makes?|made|counts?|counted|"
    r"holds?|held|weighs?|needs?|needed|gets?|got|offers?|allows?|requires?|"
    r"ist|sind|war|waren|wird|werden|hat|haben|hatten?|kostete?n?|dauerte?|beträgt|betrug|"
    r"liegt|lag|erreichte?n?|stieg|stiegen|sank|sanken|zählte?n?|zahlte?n?|wiegt|umfasst|braucht|"
    r"bietet|erlaubt|verlangt)\b"
    r"|达到?|为|是|有|共|约|超过?|突破|仅|需要?|售价?|增长|下降|上涨|下跌|减少|增加|限)(?P<value>.+)",
    re.IGNORECASE,
)


def states_figure(line: str) -> bool:
    """Whether a line gives a label's value, or says something with a number after its verb.

    >>> states_figure("Price: 20 dollars a month"), states_figure("Part 1: the harbour")
    (True, False)
    """
    if ASKING.match(line) or COUNTED.search(line):
        return False
    labelled = LABEL.fullmatch(line)
    if labelled and _has_figure(labelled["value"]):
        return True
    said = DASHED.fullmatch(line) or VERB.fullmatch(line)
    return said is not None and _has_figure(YEAR.sub(" ", said["value"]))


def _has_figure(value: str) -> bool:
    """Whether any number is not part of a name."""
    pattern = WIDE_NUMBER if WIDE.search(value) else NUMBER
    return any(
        not _is_name(NAME_BEFORE.search(value[: number.start()]))
        for number in pattern.finditer(value)
    )


def _is_name(before: re.Match[str] | None) -> bool:
    return before is not None and before["name"].lower() not in MONTHS
