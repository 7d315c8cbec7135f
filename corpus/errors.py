"""What can go wrong while a file becomes an article; each message is one line with its remedy.

CorpusError
├── UnreadableFileError    missing, vanished, no permission, not a regular file
├── UnknownFormatError     no loader for this suffix
├── TooBigError            more bytes than allowed
├── NotTextError           binary, or in no encoding that can be told
├── EmptyArticleError      nothing to read in it
└── VocabularyError        the token vocabulary isn't the one the limits are counted in
"""

__all__ = [
    "CorpusError",
    "EmptyArticleError",
    "NotTextError",
    "TooBigError",
    "UnknownFormatError",
    "UnreadableFileError",
    "VocabularyError",
]


class CorpusError(Exception):
    """Something from outside can't become an article; the message says what to do."""


class UnreadableFileError(CorpusError):
    """The file is missing, vanished, forbidden, or not a regular file."""


class UnknownFormatError(CorpusError):
    """There is no loader for this kind of file."""


class TooBigError(CorpusError):
    """The file has more bytes than an article may have."""


class NotTextError(CorpusError):
    """The bytes are not text in any encoding that can be told."""


class EmptyArticleError(CorpusError):
    """There are no words in the file."""


class VocabularyError(CorpusError):
    """The vocabulary that passages are counted in is missing or altered."""
