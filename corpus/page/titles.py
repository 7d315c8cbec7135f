"""The title of an article that states none: words of the text, never made up."""

import re
from itertools import islice

from onrecord.corpus.languages.script import WIDE
from onrecord.corpus.page.boilerplate import is_boilerplate_line
from onrecord.corpus.page.masthead import FULL_STOP, read_masthead
from onrecord.corpus.page.metadata import read_front_matter
from onrecord.corpus.page.names import has_name

__all__ = ["SITE_BREAK", "title_line", "without_headline", "without_site"]

MAX_TITLE_CHARS = 120
HEAD_CHARS = 10_000
SENTENCE_END = re.compile(r"(?<=[^\s.][^\s.][.!?])[\"”’)]*(?=\s)|(?<=[。！？])[”」』]*")
SITE_BREAK = re.compile(rf"\s+[|·•–—:»-]+\s+|\s*[|｜_]\s*|(?<=[{WIDE}])[-–—](?=[{WIDE}]+$)")
N_LABELLED = 6  # lines above a text that may say what they are
TITLE_LABEL = re.compile(
    r"(?:title|headline|subject|titel|überschrift|betreff|标题|標題|题目|主题)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
TITLE_MARKS = " \t\u3000*#_>"


def title_line(text: str) -> str | None:
    r"""Return the first line, if it is like a title, or its first sentence, cut at a word.

    >>> title_line("Home > City\nHarbour reopens after the flood\nThe harbour is open.")
    'Harbour reopens after the flood'
    """
    front_matter = read_front_matter(text)
    start = front_matter.end if front_matter else 0
    masthead = read_masthead(text, start).spans
    lines = (
        raw[0].strip(TITLE_MARKS)
        for raw in re.finditer(r"[^\s][^\n]*", text[start : start + HEAD_CHARS])
        if (start + raw.start(), start + raw.start() + len(raw[0].rstrip())) not in masthead
    )
    first = [
        *islice((line for line in lines if line and not is_boilerplate_line(line)), N_LABELLED)
    ]
    if not first:
        return None
    labels = ((line, TITLE_LABEL.match(line)) for line in first)
    line = next((line[label.end() :] for line, label in labels if label), first[0])
    if len(line) <= MAX_TITLE_CHARS and not FULL_STOP.search(line):
        return line
    end = SENTENCE_END.search(line)
    return _cut(line[: end.end()] if end else line)


def without_site(title: str, outlet: str | None, host: str, headline: str = "") -> str:
    """Leave out what a site puts before or behind the titles of its pages: its own name.

    >>> without_site("Harbour reopens | Post Politics", "Post", "post.example")
    'Harbour reopens'
    """
    cuts = [*SITE_BREAK.finditer(title)]
    if any(title[: cut.start()] == headline for cut in cuts):
        return headline
    while cuts and has_name(title[cuts[-1].end() :], outlet, host):
        title = title[: cuts.pop().start()]
    if cuts and has_name(title[: cuts[0].start()], outlet, host):
        return title[cuts[0].end() :]
    return title


def without_headline(outlet: str, headline: str) -> str:
    """Leave out the headline that some pages put before the name of their site, or for it.

    >>> without_headline("Harbour reopens | The Post", "Harbour reopens")
    'The Post'
    """
    cuts = SITE_BREAK.finditer(outlet)
    rest = next((outlet[cut.end() :] for cut in cuts if outlet[: cut.start()] == headline), outlet)
    return "" if rest == headline else rest


def _cut(sentence: str) -> str:
    if len(sentence) <= MAX_TITLE_CHARS:
        return sentence
    start = sentence[:MAX_TITLE_CHARS]
    return start[: start.rfind(" ")].rstrip(",;: ") if " " in start else start
