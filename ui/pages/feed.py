"""A question as an Atom feed (RFC 4287): an entry a quote, so that a reader shows the new ones."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response
from lxml import etree

from onrecord.index.citations import Reference
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.ui.engine import checked_question
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentStrings
from onrecord.ui.rest.root import base_of
from onrecord.ui.showing.exports import source
from onrecord.ui.showing.links import question_href, read_link
from onrecord.ui.showing.render import article_href
from onrecord.ui.words.strings import Strings

__all__ = ["following"]

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

following = APIRouter(include_in_schema=False)


@following.get("/follow.atom")
def follow(request: Request, engine: CurrentEngine, s: CurrentStrings) -> Response:
    """Answer the question of an address, as a feed."""
    question, filters = read_link(request.query_params.multi_items())
    answer = engine.answer(engine.understood(checked_question(question), filters))
    xml = _feed(answer, base_of(request), s)
    return Response(xml, media_type=MEDIA_TYPE, headers={"Vary": "Accept-Language"})


def _feed(answer: Answer, base: str, s: Strings) -> bytes:
    asked = base + question_href(answer.query)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(feed, "title", f"On Record: {answer.query.question}")
    _add(feed, "id", asked)
    _add(feed, "link", href=asked)
    _add(feed, "updated", _moment(max((_day(each) for each in answer.quotes), default=date.min)))
    for quote in answer.quotes:
        _entry(feed, quote, base, s)
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: etree._Element, quote: Quote, base: str, s: Strings) -> None:
    """Add a quote; its id is that of its words, so that it stays the same where they move."""
    article = quote.article
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "title", article.title)
    _add(entry, "id", f"{base}{article_href(article.id)}#{Reference.of(quote).words}")
    _add(entry, "link", href=base + article_href(article.id, [quote]))
    _add(entry, "updated", _moment(_day(quote)))
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", quote.speaker.text if quote.speaker else article.outlet or "On Record")
    _add(entry, "summary", source(quote, s))
    _add(entry, "content", quote.text, type="text").set(XML_LANG, article.language)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = "".join(each if each.isprintable() else " " for each in text) or None
    return element


def _day(quote: Quote) -> date:
    return quote.article.published or date.min


def _moment(day: date) -> str:
    known = max(day, date(1970, 1, 1))
    return datetime(known.year, known.month, known.day, tzinfo=UTC).isoformat()
