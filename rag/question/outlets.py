"""The outlet whose articles a question asks for: "according to The Mill Post"."""

import re
from collections.abc import Collection

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.query import Phrase

__all__ = ["outlet_in", "read_outlet"]

ARTICLE = r"(?:the|der|die|das|dem|den|des)"
LEADING = re.compile(rf"^{ARTICLE}\s+", re.IGNORECASE)
ARTICLES_FROM = re.compile(
    r"\b(?:articles?|news|reports?|coverage|stories|headlines|published|reported|Artikeln?|Berichten?"
    r"|Nachrichten)\s+(?:from|in|by|of|von|aus|in der|im)\s+$"
    r"|\b(?:newspaper|magazine|outlet|Zeitung|Zeitschrift|Magazin|Blatt|Portal)\s+$"
    r"|(?:报纸|媒体|杂志)$",
    re.IGNORECASE,
)
IN_IT = re.compile(r"\b(?:[Ii]n|[Ii]n der|[Ii]m|[Bb]eim?|[Bb]ei der)\s+$|在$")
"""What leads to an outlet as to a place; a town or a company that is called so is meant less often
where it is written as the outlet is, in two words or more."""
ITS_ARTICLES = re.compile(
    r"^(?:['’]s?\s+|\s+)(?:articles?|coverage|reports|reporting|stories)\b"
    r"|^(?:的)?(?:报道|報道|文章|新闻|新聞)",
    re.IGNORECASE,
)
TOLD_BY = re.compile(
    r"\b(?:according to|laut|gemäß|nach Angaben (?:von|der|des))\s+$|(?:根据|根據|据|據)$",
    re.IGNORECASE,
)
WRITES = re.compile(
    r"\b(?:schreibt|schrieb|berichtet|berichtete|meldet|meldete)\s+$", re.IGNORECASE
)
TELLS = re.compile(
    r"^\s+(?:reports?|reported|writes?|wrote|written|says?|said|published|covers?|covered|zufolge"
    r"|schreibt|schrieb|berichtet|berichtete|meldet|meldete)\b"
    r"|^(?:是)?(?:怎么|怎麼|如何)?(?:报道|報道|报导|報導|写道|寫道)",
    re.IGNORECASE,
)
OPENED = re.compile(rf"[“„«\"]?(?:(?<!\w){ARTICLE}\s+)?[“„«《\"]?$", re.IGNORECASE)
CLOSED = re.compile(r"^[”“»》\"]")


def read_outlet(
    question: str, outlets: Collection[str], aliases: Aliases
) -> tuple[str, Phrase] | None:
    """Find the one outlet whose articles are asked for.

    What a person or an organisation known to the aliases says is said in any outlet.
    """
    for name in sorted(outlets, key=len, reverse=True):
        for place in _places(name, question):
            before = OPENED.sub("", question[: place[0]])
            after = CLOSED.sub("", question[place[1] :])
            told_by = TOLD_BY.search(before)
            asked = ARTICLES_FROM.search(before) or ITS_ARTICLES.search(after)
            tells = TELLS.search(after)
            bare = LEADING.sub("", name)
            in_it = " " in bare and bare in question and IN_IT.search(before)
            told = told_by or tells or in_it or WRITES.search(before)
            if asked or (told and aliases.name(name) not in aliases.kinds):
                start = told_by.start() if told_by else len(before)
                end = len(question) - len(after)
                end += tells.end() if told_by and tells else 0
                return name, Phrase(start, end, question[start:end])
    return None


def outlet_in(question: str, outlets: Collection[str]) -> tuple[str, Phrase] | None:
    """Find an outlet that a question names, the longest first.

    >>> outlet_in("And the Mill Post?", ["Post", "The Mill Post"])
    ('The Mill Post', Phrase(start=8, end=17, text='Mill Post'))
    """
    for name in sorted(outlets, key=len, reverse=True):
        for start, end in _places(name, question):
            return name, Phrase(start, end, question[start:end])
    return None


def _places(name: str, question: str) -> list[tuple[int, int]]:
    bare = re.escape(LEADING.sub("", name))
    rule = rf"(?<![\w-]){bare}(?![\w-])" if name.isascii() else bare
    return [match.span() for match in re.finditer(rule, question, re.IGNORECASE | re.ASCII)]
