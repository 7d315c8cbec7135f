"""Words that a question quotes, held against what is shown: the same, or others."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.question.verbatim import Verbatim
from onrecord.rag.quoting.answer import Quote, Remark

__all__ = ["checked"]


def checked(query: Query, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Mark quotes that have the words of a question, or all in its language if none has.

    Who asks what a word means quotes it, and nobody.
    """
    words = Verbatim.asked_for(query)
    if query.wants is AnswerKind.DEFINITION or not words.is_quotation:
        return tuple(quotes)
    has_them = [words.holds(each.text) for each in quotes]
    if any(has_them):
        pairs = zip(quotes, has_them, strict=True)
        return tuple(_with(each, Remark.VERBATIM) if has else each for each, has in pairs)
    told = query.language if words.quoted else None
    return tuple(
        _with(each, Remark.REWORDED) if each.article.language == told else each for each in quotes
    )


def _with(quote: Quote, remark: Remark) -> Quote:
    return replace(quote, remarks=(*quote.remarks, remark))
