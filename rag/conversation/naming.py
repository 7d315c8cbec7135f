"""Whether words name a subject, by any of its names, and which passages may."""

import re
from typing import Final

from onrecord.corpus.languages.script import HAN
from onrecord.index.filters import Filters
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.index.terms import terms, terms_for_languages
from onrecord.rag.names.aliases import Aliases

__all__ = ["names_subject", "passages_for"]

_N_FOUND: Final = 400
"""Passages, the best for a name, among which those that name it are looked for."""

_APART: Final = re.compile(rf"(?<=[{HAN}]{{2}})[和与與及](?=[{HAN}]{{2}})")
"""What joins two Chinese words."""


def names_subject(subject: str, text: str, language: str, aliases: Aliases) -> bool:
    """Whether a text in a language names a subject.

    >>> nobody = Aliases.from_groups({})
    >>> names_subject("night ferries", "The ferry sails at night.", "en", nobody)
    True
    >>> names_subject("版权和授权", "授权以后，版权仍在。", "zh", nobody)
    True
    """
    standing = set(terms(text, language))
    forms = (_APART.sub(" ", subject), *aliases.forms(subject))
    return any(wanted and wanted <= standing for wanted in (set(terms(f, language)) for f in forms))


def passages_for(name: str, index: Index, aliases: Aliases, filters: Filters) -> list[Hit]:
    """Find the passages that hold most of the terms of a name, in any of its forms."""
    forms = (name, *aliases.forms(name))
    words = [term for form in forms for term in terms_for_languages(form, index.languages)]
    return index.lexical(tuple(dict.fromkeys(words)), _N_FOUND, filters)
