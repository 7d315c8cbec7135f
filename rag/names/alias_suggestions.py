"""Names that a corpus itself calls one, as candidates for its alias file."""

import re
from collections.abc import Iterable

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import HAN
from onrecord.rag.names.aliases import Aliases

__all__ = ["suggest"]

LATIN_NAME = r"[A-Z][\w.&'’\-]*(?: [A-Z0-9][\w.&'’\-]*){0,3}"
HAN_NAME = rf"[“「《]?([{HAN}·]{{2,8}})[”」》]?"
GLOSS = late_pattern(
    rf"{HAN_NAME} ?[（(]({LATIN_NAME})[)）]|({LATIN_NAME}) ?[（(]{HAN_NAME}[)）]", re.ASCII
)
HEREINAFTER = late_pattern(
    rf"({LATIN_NAME}),? ?[（(](?:hereinafter|hereafter|also known as|formerly|a\.k\.a\.|"
    rf"im Folgenden|kurz)[^)）]{{0,24}}?[\"“„']?({LATIN_NAME})[\"”“']?[)）]"
    rf"|([{HAN}]{{2,12}}) ?[（(](?:以下简称|下称|简称|又名|原名)[：:]?[“\"]?"
    rf"([{HAN}\w]{{2,12}}?)[”\"]?[)）]"
)


def suggest(texts: Iterable[str], aliases: Aliases) -> tuple[tuple[str, str], ...]:
    """Pairs of names that the texts themselves call one, and the aliases don't have yet.

    Most frequent first, then in the order of the alphabet. A Chinese form may come with a word
    too many before it (Chinese has no spaces); whoever edits the alias file decides.

    >>> suggest(["“可灵”（Kling）", 'Deng Deng (kurz "Deng") sprach'], Aliases.load())
    (('Deng Deng', 'Deng'),)
    """
    counts: dict[tuple[str, str], int] = {}
    for text in texts:
        for pattern in (GLOSS, HEREINAFTER):
            for match in pattern.finditer(text):
                left, right = (group for group in match.groups() if group)
                if not aliases.same(left, right) and left != right:
                    counts[left, right] = counts.get((left, right), 0) + 1
    return tuple(sorted(counts, key=lambda pair: (-counts[pair], pair)))
