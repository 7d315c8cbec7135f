"""What can go wrong in the index.

OnRecordIndexError
    EncoderError
        ModelNotFoundError
        ModelDamagedError
        TextTooLongError
    StorageError
        MissingIndexError
        DamagedIndexError
        OtherSchemaError
            OlderSchemaError
        OtherModelError
        BusyIndexError
        NothingToIndexError
        SnapshotError
        NotIndexedError
        CitationError
        UnsoundIndexError
        StoreAddressError
        StoreAwayError
        NoLongerKeptError
    TrainingDataError
"""

from typing import Final

__all__ = [
    "REBUILD",
    "BusyIndexError",
    "CitationError",
    "DamagedIndexError",
    "EncoderError",
    "MissingIndexError",
    "ModelDamagedError",
    "ModelNotFoundError",
    "NoLongerKeptError",
    "NotIndexedError",
    "NothingToIndexError",
    "OlderSchemaError",
    "OnRecordIndexError",
    "OtherModelError",
    "OtherSchemaError",
    "SnapshotError",
    "StorageError",
    "StoreAddressError",
    "StoreAwayError",
    "TextTooLongError",
    "TrainingDataError",
    "UnsoundIndexError",
]

REBUILD: Final = "run `onrecord build --force`"
"""The remedy for an index that can't be added to."""


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


class StorageError(OnRecordIndexError):
    """The index on disk cannot be read or written."""


class MissingIndexError(StorageError):
    """No index stands where the setting says."""


class DamagedIndexError(StorageError):
    """A file of the index is not what it was written as."""


class OtherSchemaError(StorageError):
    """The database is laid out for another version, or is another program's."""


class OlderSchemaError(OtherSchemaError):
    """It is laid out for an earlier version; a build takes over what it can."""


class OtherModelError(StorageError):
    """The index was built with another encoder, projection or other limits."""


class BusyIndexError(StorageError):
    """Another build holds the index."""


class NothingToIndexError(StorageError):
    """The folder holds no article that can be read; the index stays as it was."""


class SnapshotError(StorageError):
    """There is no such snapshot, or it can't be named so."""


class NotIndexedError(StorageError):
    """An article to remove is not in the index."""


class CitationError(StorageError):
    """A file of citations can't be read."""


class UnsoundIndexError(StorageError):
    """Something in the index is not what it was written as."""


class StoreAddressError(StorageError):
    """An address names no place where an index can be."""


class StoreAwayError(StorageError):
    """The server that holds the index can't be reached."""


class NoLongerKeptError(StorageError):
    """The generation that is read has been swept, or is not in this store."""


class TrainingDataError(OnRecordIndexError):
    """The questions to learn from are missing, or not in their published format."""
