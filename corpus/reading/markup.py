"""Markup that is all article (a chapter, a mail, an agency's story) to its words."""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from onrecord.corpus.languages.patterns import word_set
from onrecord.corpus.languages.script import WIDE
from onrecord.corpus.reading.layout import Kind, laid_out, one_line, row
from onrecord.corpus.reading.raised import place_of, standing_off
from onrecord.corpus.reading.unpacked import Element, local

__all__ = ["HAS_MARKUP", "first_heading", "fragment", "words_of"]

HAS_MARKUP = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|a|b|i|em|strong|span|img|table|su[bp])\b[^<>]*>|&#?\w{2,8};"
)
BLOCKS = word_set(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer"
    " form"
    " h1 h2 h3 h4 h5 h6 header hl1 hl2 hr html li main nav ol p pre section table tbody td tfoot th"
    " thead tr ul block"
)
HEADINGS = word_set("h1 h2 h3 h4 h5 h6 hl1 hl2")
DROPPED = word_set("head script style noscript template svg object iframe title del s strike rt rp")
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
BREAK = "\N{LINE SEPARATOR}"  # while white space is joined
BLANK = re.compile(r"\n{2,}")
SPACE = re.compile(r"[ \t\r\n\f]+")
WITHIN_WIDE = re.compile(rf"(?<=[{WIDE}])\n+(?=[{WIDE}])")


def fragment(markup: str) -> Element:
    """Parse a piece of HTML; it need be neither whole nor sound."""
    return lxml.html.fromstring(f"<div>{markup}</div>")


def words_of(root: Element) -> str:
    r"""Return the words of HTML or XHTML: blocks apart by a blank line, items and rows on lines.

    >>> words_of(fragment("<h1>Harbour</h1><p>It <b>opens</b>:<ul><li>at noon<li>at dusk</ul>"))
    'Harbour\n\nIt opens:\n\n- at noon\n- at dusk'
    """
    return laid_out(_blocks(root))


def first_heading(root: Element) -> str | None:
    """Return the words of the first heading."""
    headings = (node for node in root.iter() if local(node) in HEADINGS)
    return next((one_line(words_of(node)) for node in headings), None)


def _blocks(root: Element) -> Iterator[tuple[Kind, str]]:
    kind, pieces, end = Kind.PARAGRAPH, list[str](), "\n"
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        name = local(node).lower()
        if name == "pre":
            end = BREAK if event == "start" else "\n"
        if event == "start" and name in BLOCKS:
            yield kind, _joined(pieces)
            kind, pieces = _kind(name, kind, pieces), []
        is_dropped = event == "start" and (name in DROPPED or _is_hidden(node))
        if is_dropped or (event == "start" and _is_row(node, name)):
            if not is_dropped:
                yield row(words_of(cell) for cell in node.iterchildren("{*}*"))
            walk.skip_subtree()
        elif event == "start" and place_of(node):
            pieces.append(standing_off(node))
            walk.skip_subtree()
        elif event == "start":
            pieces += [BREAK if name == "br" else "", (node.text or "").replace("\n", end)]
        elif event == "end" and name in BLOCKS:
            yield kind, _joined(pieces, marked=kind is Kind.ITEM)
            kind, pieces = Kind.PARAGRAPH, []
        if event != "start":
            pieces.append((node.tail or "").replace("\n", end) if node is not root else "")
    yield kind, _joined(pieces)


def _is_hidden(node: Element) -> bool:
    return node.get("hidden") is not None or HIDDEN.search(node.get("style", "")) is not None


def _kind(name: str, before: Kind, pieces: list[str]) -> Kind:
    """Tell the kind of a block that opens; a paragraph right within an item is that item."""
    if name == "li" or (
        before is Kind.ITEM and name in {"p", "div"} and not "".join(pieces).strip()
    ):
        return Kind.ITEM
    return Kind.HEADING if name in HEADINGS else Kind.PARAGRAPH


def _is_row(node: Element, name: str) -> bool:
    """Whether a row is one of data: letters lay out their paragraphs in tables too."""
    if name != "tr":
        return False
    cells = [each for each in node.iterdescendants() if local(each).lower() in BLOCKS]
    return len(cells) == len([*node.iterchildren("{*}*")]) > 1


def _joined(pieces: list[str], *, marked: bool = False) -> str:
    words = WITHIN_WIDE.sub("", "".join(pieces))
    lines = (line.strip(" ") for line in SPACE.sub(" ", words).split(BREAK))
    text = BLANK.sub("\n\n", "\n".join(lines)).strip("\n")
    return f"- {text}" if marked and text else text
