"""What can go wrong in the index.

OnRecordIndexError
    EncoderError
        ModelNotFoundError
        ModelDamagedError
        TextTooLongError
"""

__all__ = [
    "EncoderError",
    "ModelDamagedError",
    "ModelNotFoundError",
    "OnRecordIndexError",
    "TextTooLongError",
]


class OnRecordIndexError(Exception):
    """Anything this package refuses to do; the message is one line for the user."""


class EncoderError(OnRecordIndexError):
    """The encoder cannot be had or cannot take what it was given."""


class ModelNotFoundError(EncoderError):
    """No model stands where the setting says."""


class ModelDamagedError(EncoderError):
    """A model file is not what its checksum or its format says."""


class TextTooLongError(EncoderError):
    """A text has more tokens than the model reads; it is refused, never cut."""
