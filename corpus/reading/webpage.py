"""A web page to its main text and what its head says about it."""

import lxml.html
import trafilatura
from lxml.etree import LxmlError

from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata

__all__ = ["read_page"]


def read_page(markup: str) -> tuple[str, Metadata]:
    """Return the main text (paragraphs on lines of their own) and the stated metadata.

    The text is empty where the page has none.
    """
    page = trafilatura.bare_extraction(
        markup,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
    )
    if page is None or isinstance(page, dict):
        return _all_words(markup), Metadata()
    metadata = Metadata(
        title=page.title or None,
        author=page.author or None,
        outlet=page.sitename or None,
        published=parse_date(page.date or ""),
        url=page.url or None,
    )
    return page.text or _all_words(markup), metadata


def _all_words(markup: str) -> str:
    """Return every visible word: what is left to do where no main text stands out."""
    try:
        tree = lxml.html.document_fromstring(markup.encode(), parser=PARSER)
    except (LxmlError, ValueError):
        return ""
    for tag in tree.xpath("//script | //style | //head | //noscript | //comment()"):
        tag.drop_tree()
    lines = (" ".join(line.split()) for line in tree.itertext())
    return "\n".join(line for line in lines if line)


PARSER = lxml.html.HTMLParser(encoding="utf-8")
