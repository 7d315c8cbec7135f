"""A conversation as Markdown, BibTeX or CSL JSON; `onrecord verify --citation` reads all three."""

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any, Final
from urllib.parse import quote as percent_encoded

from pylatexenc.latexencode import UnicodeToLatexEncoder

from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.ui.showing.markdown import escaped, one_line
from onrecord.ui.words.days_and_languages import long_date
from onrecord.ui.words.strings import Strings

__all__ = ["Format", "export"]


class Format(StrEnum):
    """A kind of file; the value is its suffix."""

    MARKDOWN = "md"
    BIBTEX = "bib"
    CSL_JSON = "json"


_LATEX: Final = UnicodeToLatexEncoder(
    non_ascii_only=False,
    unknown_char_policy="keep",
    unknown_char_warning=False,
    replacement_latex_protection="braces-all",
)
_URL_SAFE: Final = "%/:=&?~#+!$,;'@()*[]-._"


def export(answers: Sequence[Answer], form: Format, s: Strings) -> str:
    """Write answers down, oldest first; bibliographies have each quote once, and no silence."""
    if form is Format.MARKDOWN:
        return "# On Record\n\n" + "\n".join(_turn(answer, s) for answer in answers)
    quotes = chain.from_iterable(answer.quotes for answer in answers)
    entries = {_key(quote): quote for quote in quotes}
    if form is Format.BIBTEX:
        return "\n".join(_bibtex(key, quote) for key, quote in entries.items())
    csl = [_csl(key, quote) for key, quote in entries.items()]
    return json.dumps(csl, ensure_ascii=False, indent=2) + "\n"


def _turn(answer: Answer, s: Strings) -> str:
    query = answer.query
    parts = [f"## {escaped(query.question)}"]
    if query.resolved != query.question:
        parts.append(f"{s.understood}: *{escaped(query.resolved)}*")
    if answer.reason:
        parts.append(f"{s.silent} {s.reason(answer.reason)}")
    parts += [_entry(number, quote, s) for number, quote in enumerate(answer.quotes, 1)]
    if answer.quotes:
        cited = "\n".join(json.dumps(_citation(quote)) for quote in answer.quotes)
        parts.append(f"```json\n{cited}\n```")
    return "\n\n".join(parts) + "\n"


def _entry(number: int, quote: Quote, s: Strings) -> str:
    article = quote.article
    words = "\n".join(f"> {escaped(line)}".rstrip() for line in quote.text.split("\n"))
    published = long_date(article.published, s.language) if article.published else ""
    known = [escaped(each or "") for each in (article.title, article.author, article.outlet)]
    source = ", ".join(filter(None, (*known, published, escaped(article.url or ""))))
    if quote.speaker:
        said = f"{escaped(quote.speaker.text)} ({s.speech(quote.speaker.speech)}). {source}"
    return f"{words}\n>\n> — {said if quote.speaker else source} \\[{number}\\]"


def _bibtex(key: str, quote: Quote) -> str:
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
        "onrecord": _unbraced(_citation(quote)),
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in known.items() if value)
    return f"@{'article' if article.outlet else 'misc'}{{{key},\n{fields}\n}}\n"


def _csl(key: str, quote: Quote) -> dict[str, Any]:
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
