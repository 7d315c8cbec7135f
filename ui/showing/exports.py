"""Quotes as Markdown, BibTeX, CSL JSON, HTML or Word.

`onrecord verify --citation` reads the first three.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote as percent_encoded

from pylatexenc.latexencode import UnicodeToLatexEncoder

from onrecord.rag.quoting.answer import Quote, Reason
from onrecord.ui.showing.markdown import escaped, one_line
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.showing.word import Paragraph, word
from onrecord.ui.words.days_and_languages import long_date
from onrecord.ui.words.desk_strings import desk_strings
from onrecord.ui.words.strings import Strings

__all__ = ["Format", "Group", "export", "source"]


class Format(StrEnum):
    """A kind of file; the value is its suffix."""

    MARKDOWN = "md"
    BIBTEX = "bib"
    CSL_JSON = "json"
    HTML = "html"
    WORD = "docx"


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes under a heading, each with a reader's line beside it; or a silence and its reason."""

    heading: str
    resolved: str | None
    reason: Reason | None
    quotes: tuple[tuple[Quote, str], ...]


_LATEX: Final = UnicodeToLatexEncoder(
    non_ascii_only=False,
    unknown_char_policy="keep",
    unknown_char_warning=False,
    replacement_latex_protection="braces-all",
)
_URL_SAFE: Final = "%/:=&?~#+!$,;'@()*[]-._"


def export(groups: Sequence[Group], form: Format, s: Strings) -> bytes:
    """Write quotes down, in their order; bibliographies have each quote once, and no silence."""
    if form is Format.WORD:
        return word(_paragraphs(groups, s))
    if form is Format.HTML:
        page = TEMPLATES.get_template("exported.html").render(groups=groups, s=s, source=source)
        return str(page).encode()
    return _text(groups, form, s).encode()


def _paragraphs(groups: Sequence[Group], s: Strings) -> Iterator[Paragraph]:
    for group in groups:
        yield Paragraph("heading", group.heading)
        if group.reason:
            yield Paragraph("note", f"{s.silent} {s.reason(group.reason)}")
        for quote, note in group.quotes:
            yield Paragraph("quote", quote.text, quote.article.language)
            yield Paragraph("source", source(quote, s))
            if note:
                yield Paragraph("note", f"{desk_strings(s.language).your_line}: {note}")


def _text(groups: Sequence[Group], form: Format, s: Strings) -> str:
    if form is Format.MARKDOWN:
        return "# On Record\n\n" + "\n".join(_group(each, s) for each in groups)
    quotes = [(quote, note) for each in groups for quote, note in each.quotes]
    entries = {_key(quote): (quote, note) for quote, note in quotes}
    if form is Format.BIBTEX:
        return "\n".join(_bibtex(key, *entry) for key, entry in entries.items())
    csl = [_csl(key, *entry) for key, entry in entries.items()]
    return json.dumps(csl, ensure_ascii=False, indent=2) + "\n"


def _group(group: Group, s: Strings) -> str:
    parts = [f"## {escaped(group.heading)}"]
    if group.resolved and group.resolved != group.heading:
        parts.append(f"{s.understood}: *{escaped(group.resolved)}*")
    if group.reason:
        parts.append(f"{s.silent} {s.reason(group.reason)}")
    for number, (quote, note) in enumerate(group.quotes, 1):
        parts.append(_entry(number, quote, s))
        if note:
            parts.append(f"{desk_strings(s.language).your_line}: {escaped(note)}")
    if group.quotes:
        cited = "\n".join(json.dumps(_citation(quote)) for quote, _ in group.quotes)
        parts.append(f"```json\n{cited}\n```")
    return "\n\n".join(parts) + "\n"


def source(quote: Quote, s: Strings) -> str:
    """Name the source of a quote in a line: who says it, title, author, outlet, day, address."""
    article = quote.article
    published = long_date(article.published, s.language) if article.published else ""
    known = (article.title, article.author, article.outlet, published, article.url)
    told = ", ".join(one_line(each) for each in known if each)
    if quote.speaker:
        return f"{one_line(quote.speaker.text)} ({s.speech(quote.speaker.speech)}). {told}"
    return told


def _entry(number: int, quote: Quote, s: Strings) -> str:
    words = "\n".join(f"> {escaped(line)}".rstrip() for line in quote.text.split("\n"))
    return f"{words}\n>\n> — {escaped(source(quote, s))} \\[{number}\\]"


def _bibtex(key: str, quote: Quote, note: str) -> str:
    article = quote.article
    known: Mapping[str, str | None] = {
        "title": "{" + _latex(article.title) + "}",
        "author": article.author and "{" + _latex(article.author) + "}",
        "journal": article.outlet and _latex(article.outlet),
        "year": str(article.published.year) if article.published else None,
        "date": article.published.isoformat() if article.published else None,
        "language": article.language,
        "url": article.url and percent_encoded(article.url, safe=_URL_SAFE),
        "annote": _latex(quote.text),
        "note": note and _latex(note),
        "onrecord": _unbraced(_citation(quote)),
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in known.items() if value)
    return f"@{'article' if article.outlet else 'misc'}{{{key},\n{fields}\n}}\n"


def _csl(key: str, quote: Quote, note: str) -> dict[str, Any]:
    """Lay out an entry by the CSL 1.0.2 schema, whose `custom` is for what it doesn't know."""
    article = quote.article
    day = article.published
    known = {
        "id": key,
        "type": "article-newspaper" if article.outlet else "document",
        "title": article.title,
        "author": article.author and [{"literal": article.author}],
        "container-title": article.outlet,
        "issued": day and {"date-parts": [[day.year, day.month, day.day]]},
        "language": None if article.language == "und" else article.language,
        "URL": article.url,
        "note": note,
        "custom": _citation(quote),
    }
    return {name: value for name, value in known.items() if value}


def _citation(quote: Quote) -> dict[str, Any]:
    """Give what `index.citations` reads: words, and their code points, half-open."""
    return {
        "article": quote.article.id,
        "start": quote.start,
        "end": quote.end,
        "sha256": quote.article.sha256,
        "text": quote.text,
    }


def _key(quote: Quote) -> str:
    """Name an entry: the same quote has the same key in every export."""
    article = quote.article
    words = re.findall(r"[a-z0-9]+", (article.outlet or article.author or "").lower())
    year = article.published.year if article.published else ""
    return (
        f"{''.join(words)[:20] or 'article'}{year}-{article.sha256[:8]}-{quote.start}-{quote.end}"
    )


def _unbraced(flat: Mapping[str, Any]) -> str:
    """Write the inside of a JSON object so that BibTeX finds its braces in pairs."""
    return json.dumps(flat)[1:-1].replace("{", r"\u007b").replace("}", r"\u007d")


def _latex(text: str) -> str:
    """Write a line for LaTeX; braces by name, since BibTeX counts even escaped ones."""
    text = str(_LATEX.unicode_to_latex(one_line(text)))
    return text.replace(r"{\{}", r"{\textbraceleft}").replace(r"{\}}", r"{\textbraceright}")
