"""What can go wrong between a user and the engine.

OnRecordUiError
    SettingError
    UnknownArticleError
    InputError
"""

__all__ = [
    "InputError",
    "OnRecordUiError",
    "SettingError",
    "UnknownArticleError",
]


class OnRecordUiError(Exception):
    """Anything this package refuses to do; the message is one line for the user."""


class SettingError(OnRecordUiError):
    """A setting in the environment can't be used."""


class UnknownArticleError(OnRecordUiError):
    """No article of this id is in the index."""


class InputError(OnRecordUiError):
    """A file or line given to a command can't be read."""
