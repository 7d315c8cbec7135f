"""What can go wrong while answering.

RagError
├── AliasesError          the file of equal names can't be used
├── QuestionError         the question can't be taken: empty or too long
└── QuestionFileError     a file of questions can't be read
"""

__all__ = ["AliasesError", "QuestionError", "QuestionFileError", "RagError"]


class RagError(Exception):
    """Any failure of this package; its message is one line with its remedy."""


class AliasesError(RagError):
    """The file of equal names can't be read, or contradicts itself."""


class QuestionError(RagError):
    """The question can't be taken."""


class QuestionFileError(RagError):
    """A file of questions can't be read."""
