"""Pages that say something in place of an article: enable a script, agree, log in, not found.

They are told by how they are made, in any language, and only where they say little.
"""

import re
from http import HTTPStatus
from typing import Any

from onrecord.corpus.page.titles import SITE_BREAK

__all__ = ["is_shell"]

MAX_CHARS = 1_000  # of sentences: what asks for consent may be long
SENTENCE = re.compile(r".*[.!?。！？][\"”’)]*|.{100,}")
INSTEAD = (
    "ancestor::noscript or ancestor::dialog"
    " or ancestor::*[@aria-modal or @role='dialog' or @role='alertdialog']"
)
SEEN = "//body//text()[not(ancestor::script or ancestor::style)]"
STATUS = re.compile(
    "|".join(
        rf"{each.value}(?:\W+{each.phrase})?"
        for each in HTTPStatus
        if each >= HTTPStatus.BAD_REQUEST
    ),
    re.IGNORECASE,
)
NOT_FOUND = re.compile(r"(?:^|\s)(?:(?:error|page|path)-?)?(?:404|not-?found)(?=\s|$)")
REFRESH = (
    "//meta[not(ancestor::noscript)][translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content"
)
SOON = re.compile(r"\s*\d\s*[;,]\s*url", re.IGNORECASE)
AROUND_LOGIN = "//form[.//input[@type='password']]/parent::*[not(self::body)]"
WRITTEN = "//body//*[self::h1 or self::h2 or self::h3 or self::p or self::br or self::td]"
LETTER = re.compile(r"\w")


def is_shell(tree: Any, text: str) -> bool:
    """Whether what little a page says, its `text`, stands in place of an article.

    That is so where it stands in a dialogue, for want of a script, or around a login; where the
    title or the class of the page is a status of HTTP, or the page leads on to another at once;
    and where scripts are still to write the headline.
    """
    lines = [line.strip() for line in text.split("\n")]
    sentences = [line for line in lines if SENTENCE.fullmatch(line)]
    if sum(map(len, sentences)) > MAX_CHARS:
        return False
    said = [_letters(line) for line in sentences or lines]
    seen, beside = _letters(tree.xpath(SEEN)), _letters(tree.xpath(f"{SEEN}[not({INSTEAD})]"))
    titles = SITE_BREAK.split(tree.xpath("string(//title)").strip())
    return (
        all(each in seen and each not in beside for each in said)
        or any(_has_all(said, form) for form in tree.xpath(AROUND_LOGIN))
        or any(STATUS.fullmatch(title.strip()) for title in titles)
        or any(NOT_FOUND.search(names) for names in tree.xpath("//body/@class | //main/@class"))
        or any(SOON.match(words) for words in tree.xpath(REFRESH))
        or (
            bool(tree.xpath("//script"))
            and not tree.xpath(WRITTEN)
            and not any(_letters(title) in seen for title in titles)
        )
    )


def _has_all(said: list[str], node: Any) -> bool:
    words = _letters(node.itertext())
    return all(each in words for each in said)


def _letters(texts: Any) -> str:
    return "".join(LETTER.findall("".join(texts))).casefold()
