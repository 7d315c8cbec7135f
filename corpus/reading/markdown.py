"""Markdown to the plain body that a reader sees, with what its dialects add to it."""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import pairwise

from lxml.etree import LxmlError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from onrecord.corpus.languages.script import between_lines
from onrecord.corpus.page.shortcodes import without_shortcodes
from onrecord.corpus.reading.layout import Kind, laid_out, row
from onrecord.corpus.reading.markup import fragment, words_of

__all__ = ["first_heading", "plain_body"]

CODE = re.compile(
    r"(^ {0,3}(?P<fence>```|~~~).*?^ {0,3}(?P=fence)|`[^`\n]+`)", re.DOTALL | re.MULTILINE
)
NOTE = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:[ \t]*", re.MULTILINE)
NOTE_MARK = re.compile(r"[ \t]?\[\^(?P<label>[^\]\s]+)\]")
DIALECTS = (
    (re.compile(r"!\[\[[^\[\]\n]+\]\]"), ""),  # a file that is shown
    (re.compile(r"\[\[(?:[^\[\]|\n]+\|)?([^\[\]|\n]+)\]\](?![(\[])"), r"\1"),  # a page of a wiki
    (re.compile(r"^([ \t]*>[ \t]*)\[![A-Za-z]+\][+-]?", re.MULTILINE), r"\1"),  # a box
    (re.compile(r"^([ \t]*[-*+][ \t]+)\[[ xX]\][ \t]", re.MULTILINE), r"\1"),  # a task
    (re.compile(r"^[ \t]*:{3,}.*$", re.MULTILINE), "\n"),  # around a box, of Pandoc and others
    (re.compile(r"\{\{[<%].{,500}?[%>]\}\}|\{%.{,500}?%\}"), ""),  # shortcodes of Hugo and Jekyll
)

PARSER = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])


def plain_body(text: str) -> str:
    r"""Return the words of a Markdown text: blocks apart by a blank line, items on lines.

    >>> plain_body("# Harbour\n\nIt *opens*:\n\n- at noon\n- by [ferry](https://x.example)")
    'Harbour\n\nIt opens:\n\n- at noon\n- by ferry'
    """
    return laid_out(_blocks(PARSER.parse(_plain_markdown(text))))


def first_heading(text: str) -> str | None:
    """Return the words of the first heading of a Markdown text, if it has one."""
    for opening, inline in pairwise(PARSER.parse(_plain_markdown(text))):
        if opening.type == "heading_open":
            return _words(inline) or None
    return None


def _plain_markdown(text: str) -> str:
    """Write what dialects add as what it means: notes as paragraphs, without their marks."""
    labels = {note["label"] for note in NOTE.finditer(text)}

    def mark(note: re.Match[str]) -> str:
        return "" if note["label"] in labels or note["label"].isdigit() else note[0]

    pieces, at = list[str](), 0
    for code in CODE.finditer(text):
        pieces += [_without_dialects(text[at : code.start()], mark), code[0]]
        at = code.end()
    return "".join([*pieces, _without_dialects(text[at:], mark)])


def _without_dialects(text: str, mark: Callable[[re.Match[str]], str]) -> str:
    text = NOTE_MARK.sub(mark, NOTE.sub("\n", without_shortcodes(text)))
    for pattern, words in DIALECTS:
        text = pattern.sub(words, text)
    return text


def _blocks(tokens: list[Token]) -> Iterator[tuple[Kind, str]]:
    marker, cells, before = "", list[str](), ""
    for token in tokens:
        match token.type:
            case "list_item_open":
                marker = f"{token.info}{token.markup} " if token.info else "- "
            case "inline" if before in {"th_open", "td_open"}:
                cells.append(_words(token))
            case "inline":
                yield (Kind.ITEM if marker else Kind.PARAGRAPH), marker + _words(token)
                marker = ""
            case "tr_close":
                yield row(cells)
                cells = []
            case "fence" | "code_block":
                yield Kind.PARAGRAPH, token.content.strip("\n")
            case "html_block":
                yield Kind.PARAGRAPH, _without_tags(token.content)
        before = token.type


def _words(inline: Token) -> str:
    """Return the words of a paragraph; a break within it is a space, and nothing in Chinese."""
    tokens = inline.children or []
    has_tags = any(token.type == "html_inline" for token in tokens)
    words = ""
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            words += escape(token.content) if has_tags else token.content
        elif token.type == "softbreak":
            words += between_lines(words, words[-1:])
        elif token.type == "hardbreak":
            words += "<br>" if has_tags else "\n"
        elif token.type == "html_inline":
            words += token.content
    return words_of(fragment(words)) if has_tags else words.strip()


def _without_tags(markup: str) -> str:
    try:
        return words_of(fragment(markup))
    except (LxmlError, ValueError):
        return ""
