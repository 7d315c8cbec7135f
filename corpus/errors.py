"""What can go wrong while a source becomes an article; each message is one line with its remedy.

CorpusError
├── UnreadableFileError    missing, vanished, no permission, not a regular file
├── UnknownFormatError     no loader for this suffix
├── TooBigError            more bytes, pages, members or entries than allowed
├── NotTextError           binary, or in no encoding that can be told
├── DamagedFileError       not what its suffix says
├── LockedFileError        encrypted
├── EmptyArticleError      nothing to read in it
├── FetchError             a URL that can't be had
│   ├── AnsweredError            its server answered with a status instead
│   └── ForbiddenAddressError    it leads to an address that isn't public
├── OwnersFileError        what the owner says of the articles is not written so that it can be read
└── VocabularyError        the token vocabulary isn't the one the limits are counted in
"""

__all__ = [
    "AnsweredError",
    "CorpusError",
    "DamagedFileError",
    "EmptyArticleError",
    "FetchError",
    "ForbiddenAddressError",
    "LockedFileError",
    "NotTextError",
    "OwnersFileError",
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
    """There is more of it than an article, an archive or a feed may have."""


class NotTextError(CorpusError):
    """The bytes are not text in any encoding that can be told."""


class DamagedFileError(CorpusError):
    """The bytes are not what the suffix says."""


class LockedFileError(CorpusError):
    """The content is encrypted."""


class EmptyArticleError(CorpusError):
    """There are no words in the file."""


class FetchError(CorpusError):
    """A URL gave no document."""


class AnsweredError(FetchError):
    """A server answered with a status of HTTP instead of the document."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class ForbiddenAddressError(FetchError):
    """A URL leads to an address that isn't public."""


class OwnersFileError(CorpusError):
    """The owner's own file on the articles is not as it should be."""


class VocabularyError(CorpusError):
    """The vocabulary that passages are counted in is missing or altered."""
