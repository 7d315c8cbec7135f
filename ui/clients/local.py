"""Answers in this process, without a server."""

from pathlib import Path

from onrecord.rag.engine import Engine

__all__ = ["open_index"]


def open_index(
    index: Path | str, model: str | None = None, cache: Path | str | None = None
) -> Engine:
    """Open the newest generation of an index that `onrecord build` made, for questions.

    `model` is what it was built with, a SentenceTransformer folder (default: the bundled one,
    which is decoded into `cache`).

    Raises
    ------
    onrecord.index.errors.OnRecordIndexError
        If there is no such index, or one of another version or model.
    """
    from onrecord.rag.desk import Desk  # noqa: PLC0415  # seconds of imports

    where = Path(cache) if cache else Path.home() / ".cache" / "onrecord"
    return Desk(Path(index), Path(index), where, model).engine()
