"""What can go wrong between a user and the engine.

OnRecordUiError
    SettingError
    AddressError
    UnknownArticleError
    UnknownJobError
    ForbiddenError
        NoTokenError
    BusyError
    InputError
    ServerError
"""

__all__ = [
    "AddressError",
    "BusyError",
    "ForbiddenError",
    "InputError",
    "NoTokenError",
    "OnRecordUiError",
    "ServerError",
    "SettingError",
    "UnknownArticleError",
    "UnknownJobError",
    "UnknownModelError",
]


class OnRecordUiError(Exception):
    """Anything this package refuses to do; the message is one line for the user."""


class SettingError(OnRecordUiError):
    """A setting in the environment can't be used."""


class AddressError(OnRecordUiError):
    """The server can't listen where it is told to."""


class UnknownArticleError(OnRecordUiError):
    """No article of this id is in the index."""


class UnknownModelError(OnRecordUiError):
    """There is no model of this name."""


class UnknownJobError(OnRecordUiError):
    """There is no job of this id."""


class ForbiddenError(OnRecordUiError):
    """Whoever asks may not do this."""


class NoTokenError(ForbiddenError):
    """A token would open this, and none that fits was sent."""


class BusyError(OnRecordUiError):
    """As much is under way as can be."""


class InputError(OnRecordUiError):
    """A file or line given to a command can't be read."""


class ServerError(OnRecordUiError):
    """A server refused a client's request, or gave no answer: then `status` is None.

    `title`, `detail` and `request_id` are those of the problem (RFC 9457) that it sent.
    """

    def __init__(
        self, status: int | None, title: str, detail: str, request_id: str | None = None
    ) -> None:
        super().__init__(f"{status or title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail
        self.request_id = request_id
