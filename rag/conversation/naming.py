"""Whether words name a subject: all its terms stand in them, or those of another of its names."""

from onrecord.index.lexical import terms
from onrecord.rag.names.aliases import Aliases

__all__ = ["names_subject"]


def names_subject(subject: str, text: str, language: str, aliases: Aliases) -> bool:
    """Whether a text in a language names a subject.

    >>> nobody = Aliases.from_groups({})
    >>> names_subject("night ferries", "The ferry sails at night.", "en", nobody)
    True
    """
    standing = set(terms(text, language))
    forms = (subject, *aliases.forms(subject))
    return any(wanted and wanted <= standing for wanted in (set(terms(f, language)) for f in forms))
