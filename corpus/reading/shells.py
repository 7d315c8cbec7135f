"""Pages that say something in place of an article: enable a script, agree, log in, not let in.

They are told by how they are made, in any language, and only where they say little.
"""

import re
from http import HTTPStatus
from typing import Any

from onrecord.corpus.page.credits import is_date_line
from onrecord.corpus.page.titles import SITE_BREAK
from onrecord.corpus.reading.layout import letters

__all__ = ["is_shell"]

N_TOP = 3  # lines
MAX_CHARS = 1_000  # of sentences: what asks for consent may be long
SENTENCE = re.compile(r".*[.!?。！？][\"”’)]*|.{100,}")
INSTEAD = (
    "ancestor::noscript or ancestor::dialog"
    " or ancestor::*[@aria-modal or @role='dialog' or @role='alertdialog']"
)
SEEN = "//body//text()[not(ancestor::script or ancestor::style)]"
STATUS = re.compile(  # of one word alone an article may be about; of servers' own, one is usual
    "|".join(
        rf"{each.value}(?:\W+(?:{each.phrase}|Error))?{f'|{each.phrase}' * (' ' in each.phrase)}"
        for each in HTTPStatus
        if each >= HTTPStatus.BAD_REQUEST
    )
    + "|Access Denied",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(r"(?:^|\s)(?:(?:error|page|path)-?)?(?:404|not-?found)(?=\s|$)")
REFRESH = (
    "//meta[not(ancestor::noscript)][translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content"
)
SOON = re.compile(r"\s*\d\s*[;,]\s*url", re.IGNORECASE)
AROUND_FORM = "//form[.//input[@type='{}']]/parent::*[not(self::body)]"
UNLISTED = (
    "//meta[translate(@name, 'ROBTS', 'robts')='robots']"
    "[contains(translate(@content, 'NOIDEX', 'noidex'), 'noindex')]"
    "[not(//time) and count(//a[@href]) <= 10]"  # what leads on to a whole site is a page of it
)
INCIDENT = re.compile(  # its number, for who asks why they weren't let in
    r"(?<![\w./=-])(?=[\da-f.-]{12})(?=[.\-a-f]*\d)(?=[.\-\d]*[a-f])[\da-f]+(?:[.-][\da-f]+)*(?![\w-])"
)
VISITOR = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)")  # their address, IPv4
HEADINGS = "//body//*[self::h1 or self::h2 or self::h3]"
LAID_OUT = "//body//*[self::br or self::td]"


def is_shell(tree: Any, text: str) -> bool:
    """Whether what little a page says, its `text`, stands in place of an article.

    That is so where it stands in a dialogue, for want of a script, or around a login; where a
    heading, the title or the class of the page is a status of HTTP, or the page leads on to another
    at once; where an incident is numbered; and where scripts are still to write the headline. If
    its title isn't its headline, it is also so if it isn't to be listed, asks for an address, or
    tells the visitor's.
    """
    lines = [line.strip() for line in text.split("\n")]
    sentences = [line for line in lines if SENTENCE.fullmatch(line)]
    if sum(map(len, sentences)) > MAX_CHARS:
        return False
    said = [_letters(line) for line in sentences or lines]
    titles = [title.strip() for title in SITE_BREAK.split(tree.xpath("string(//title)"))]
    return (
        _is_instead(tree, said)
        or _is_around(tree, said, "password")
        or any(STATUS.fullmatch(title) for title in (*titles, *_headings(tree)))
        or any(NOT_FOUND.search(names) for names in tree.xpath("//body/@class | //main/@class"))
        or any(SOON.match(words) for words in tree.xpath(REFRESH))
        or INCIDENT.search(text) is not None
        or _is_unwritten(tree, titles, has_sentences=bool(sentences))
        or (
            not _is_headed(tree, titles, lines)
            and (
                (bool(tree.xpath(UNLISTED)) and not any(map(is_date_line, lines)))
                or _is_around(tree, said, "email")
                or VISITOR.search(text) is not None
            )
        )
    )


def _is_instead(tree: Any, said: list[str]) -> bool:
    seen, beside = _letters(tree.xpath(SEEN)), _letters(tree.xpath(f"{SEEN}[not({INSTEAD})]"))
    return all(each in seen and each not in beside for each in said)


def _is_around(tree: Any, said: list[str], kind: str) -> bool:
    """Whether all that is said stands around a form that asks for something of a kind."""
    around = (_letters(node.itertext()) for node in tree.xpath(AROUND_FORM.format(kind)))
    return any(all(each in words for each in said) for words in around)


def _is_unwritten(tree: Any, titles: list[str], *, has_sentences: bool) -> bool:
    """Whether a page with scripts has neither its title nor anything like an article."""
    is_written = tree.xpath(f"{HEADINGS} | {LAID_OUT}") or (has_sentences and tree.xpath("//p"))
    seen = _letters(tree.xpath(SEEN))
    return (
        bool(tree.xpath("//script"))
        and not is_written
        and not any(_letters(title) in seen for title in titles)
    )


def _is_headed(tree: Any, titles: list[str], lines: list[str]) -> bool:
    """Whether a heading of the first rank, or a line right at the top if there is none, is it."""
    heads = tree.xpath("//body//h1") or tree.xpath(HEADINGS)
    tops = [_letters(node.itertext()) for node in heads] or [*map(_letters, lines[:N_TOP])]
    return not {*tops}.isdisjoint(map(_letters, titles))


def _headings(tree: Any) -> list[str]:
    return [" ".join("".join(node.itertext()).split()) for node in tree.xpath("//body//h1")]


def _letters(texts: Any) -> str:
    return letters("".join(texts)).casefold()
