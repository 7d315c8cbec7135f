"""Answers, passages and reports as text for a terminal."""

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from onrecord.index.citations import Fate, Verdict
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason, Side, Told
from onrecord.ui.engine import Found, Metadata
from onrecord.ui.showing.chips import chips, meanings
from onrecord.ui.words.days_and_languages import byline
from onrecord.ui.words.holdings_in_words import in_words
from onrecord.ui.words.strings import Strings

if TYPE_CHECKING:  # seconds of imports
    from _typeshed import DataclassInstance

    from onrecord.rag.desk import Evaluation
    from onrecord.rag.evaluation import Measures

__all__ = ["answer_text", "evaluation_text", "hits_text", "report_text", "verdicts_text"]

MAX_WIDTH = 88
INDENT = "    "
PREVIEW_CHARS = 300
MAX_ITEMS = 20
"""Items of a report's list that are shown; JSON has them all."""


def answer_text(answer: Answer, strings: Strings) -> str:
    """Lay out an answer."""
    return "\n".join(_answer_lines(answer, strings))


def hits_text(hits: Sequence[Found], strings: Strings) -> str:
    """Lay out passages, shortened."""
    lines = []
    for number, hit in enumerate(hits, 1):
        passage = hit.passage
        preview = textwrap.shorten(passage.text, PREVIEW_CHARS, placeholder=" …")
        lines.append(f"{number:>2}. {hit.score:.3f} {hit.arm}")
        lines.append(_wrapped(preview))
        lines.append(_wrapped(_citation(passage.article, passage.start, passage.end, strings)))
        lines.append("")
    return "\n".join(lines).rstrip()


def report_text(report: "DataclassInstance") -> str:
    """Lay out a report: a line a field, a list's items as a table below it."""
    lines = []
    for name, value in _fields(report):
        label = _label(name)
        if isinstance(value, tuple):
            lines.append(f"{label}: {len(value)}")
            lines.extend(_table(value[:MAX_ITEMS]))
            if len(value) > MAX_ITEMS:
                lines.append(f"  … and {len(value) - MAX_ITEMS} more: see --json")
        else:
            lines.append(f"{label}: {_item(value)}")
    return harmless("\n".join(lines))


def verdicts_text(verdicts: Sequence[Verdict]) -> str:
    """Lay out what became of citations: a line each."""
    lines = []
    for each in verdicts:
        cited = each.citation
        line = f"{each.fate}: {cited.article}:{cited.start}-{cited.end}"
        if each.fate is Fate.MOVED:
            line += f" → {each.article}:{each.start}-{each.end}"
        lines.append(line)
    return harmless("\n".join(lines))


def evaluation_text(evaluation: "Evaluation") -> str:
    """Lay out an evaluation: a row a group; below, what stays wrong as more is answered."""
    titles = ("", "asked", "hit@1", "hit@3", "MRR", "AUROC", "refused", "wrongly", "p50 ms")
    rows = [titles, *(_measures_row(each) for each in evaluation.measures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(titles))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    whole = evaluation.measures[0]
    lines.append(f"\nshare answered → share wrong: {_item(whole.risk_at_coverage)}")
    lines.append(f"confidence → its mean, share right, questions: {_item(whole.reliability)}")
    lines.append(f"first places by language, of gold: {_item(evaluation.fairness)}")
    return harmless("\n".join(lines))


def _measures_row(measures: "Measures") -> tuple[str, ...]:
    figures = (
        measures.hit_at_1, measures.hit_at_3, measures.mrr, measures.auroc,
        measures.refused_unanswerable, measures.refused_answerable,
    )  # fmt: skip
    return (
        measures.group,
        str(measures.n_answerable + measures.n_unanswerable),
        *("–" if figure is None else f"{figure:.3f}" for figure in figures),
        f"{measures.median_ms:.0f}",
    )


def harmless(text: str) -> str:
    """Replace what a terminal could take for a command; tabs and line ends stay.

    >>> harmless("a" + chr(27) + "[2Jb")
    'a�[2Jb'
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" and c not in "\n\t" else c
        for c in text
    )


def _label(name: str) -> str:
    return name.removeprefix("n_").replace("_", " ")


def _fields(report: "DataclassInstance") -> list[tuple[str, Any]]:
    return [(each.name, getattr(report, each.name)) for each in fields(report)]


def _table(items: Sequence[Any]) -> Iterator[str]:
    """Put items of several fields into columns, with a head if the fields have names."""
    cells = [[_item(value) for value in _row(item)] for item in items]
    if items and is_dataclass(items[0]):
        cells.insert(0, [_label(each.name) for each in fields(items[0])])
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield f"  {'  '.join(padded)}".rstrip()


def _row(item: Any) -> Sequence[Any]:
    if is_dataclass(item) and not isinstance(item, type):
        return [value for _, value in _fields(item)]
    return item if isinstance(item, tuple) else (item,)


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _item(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name or '–'} {_item(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return " ".join(_item(one) for one in value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _answer_lines(answer: Answer, s: Strings) -> Iterator[str]:
    yield ""
    meant = "; ".join(f"{label} {words}".strip() for label, words in meanings(answer.query, s))
    if meant:
        yield harmless(f"  {s.understood}: {meant}\n")
    for name in answer.taken:
        yield harmless(f"  {name.name} {s.taken_as} {name.other}\n")
    yield from _narrowed_lines(answer.query, s)
    if answer.told:
        yield from _told_lines(answer.told, s)
    elif answer.sides:
        yield from (harmless(_side_line(side, s)) for side in answer.sides)
    elif answer.quotes:
        yield f"  {s.confidence(answer.confidence)}\n"
    elif answer.reason is Reason.UNCLEAR:
        yield f"  {s.unclear}" + (f" {s.which}" if answer.query.readings else "")
        yield from (harmless(f"    {reading}") for reading in answer.query.readings)
    elif answer.reason:
        yield f"  {s.silent} {s.reason(answer.reason)}\n"
        if answer.near_misses:
            yield f"  {s.near_misses_note}\n"
    for number, quote in enumerate(answer.quotes or answer.near_misses, 1):
        yield from _quote_lines(number, quote, s)


def _told_lines(told: Told, s: Strings) -> Iterator[str]:
    yield _wrapped(s.told(told.kind, told.n)) + "\n"
    if told.holdings:
        for label, n, names in in_words(told.holdings, s):
            count = f" ({s.number(n)})" if n else ""
            yield _wrapped(harmless(f"{label}{count}: {' · '.join(names)}"))
        yield ""
    for entry in told.entries:
        yield _wrapped(" · ".join((entry.article.title, *byline(entry.article, s.language))))
        if entry.lead:
            yield _wrapped(entry.lead.text)
        yield ""


def _side_line(side: Side, s: Strings) -> str:
    return f"  {side.name}: {s.n_quotes(len(side.quotes)) if side.quotes else s.no_quote}"


def _narrowed_lines(query: Query, s: Strings) -> Iterator[str]:
    """Say which filters are on, and which of them were read from the question."""
    on = [
        f"{chip.label} ({s.from_question})" if chip.parsed else chip.label
        for chip in chips(query, s)
    ]
    if on:
        yield harmless(f"  {s.filters_on}: {'; '.join(on)}")
    if query.n_undated:
        yield f"  {s.n_undated(query.n_undated)}"
    if on:
        yield ""


def _quote_lines(number: int, quote: Quote, s: Strings) -> Iterator[str]:
    yield _wrapped(quote.text) + "\n"
    if quote.speaker:
        said = s.speech(quote.speaker.speech)
        yield _wrapped(f"— {quote.speaker.text} ({said})")
    citation = _citation(quote.article, quote.start, quote.end, s)
    yield _wrapped(f"[{number}] {citation}")
    yield from (_wrapped(line) for line in _beside(quote, s))
    yield ""


def _beside(quote: Quote, s: Strings) -> Iterator[str]:
    """Say what a reader has to know beside the words, and where else they stand."""
    yield from (s.remark(remark) for remark in quote.remarks)
    if quote.differing:
        yield f"{s.differing}: {' · '.join(span.text for span in quote.differing)}"
    if quote.copies:
        yield f"{s.n_copies(len(quote.copies))}:"
        yield from (_citation(copy.article, copy.start, copy.end, s) for copy in quote.copies)


def _citation(article: Metadata, start: int, end: int, s: Strings) -> str:
    place = f"{article.id}:{start}–{end}"
    outlet_and_date = byline(article, s.language)
    return " · ".join((article.title, *outlet_and_date, place))


def _wrapped(text: str) -> str:
    """Indent; break lines only for a reader at a terminal, so that piped words stay whole."""
    if not sys.stdout.isatty():
        return textwrap.indent(harmless(text), INDENT)
    width = min(MAX_WIDTH, shutil.get_terminal_size().columns)
    wide = any(unicodedata.east_asian_width(c) in "WF" for c in text)
    return textwrap.fill(
        harmless(text),
        width // 2 if wide else width,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_on_hyphens=False,
    )
