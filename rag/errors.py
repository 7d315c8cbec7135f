"""What can go wrong while answering.

RagError
├── QuestionError         the question can't be taken: empty or too long
└── QuestionFileError     a file of questions can't be read
"""

__all__ = ["QuestionError", "QuestionFileError", "RagError"]


class RagError(Exception):
    """Any failure of this package; its message is one line with its remedy."""


class QuestionError(RagError):
    """The question can't be taken."""


class QuestionFileError(RagError):
    """A file of questions can't be read."""
