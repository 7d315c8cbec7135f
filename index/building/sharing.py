"""One build by many: whoever has joined encodes articles, on any machine, for who writes them."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Final

from onrecord.index.building.workplace import Workplace
from onrecord.index.building.writer import Writer
from onrecord.index.encoding.compute import n_cores
from onrecord.index.errors import EncoderError, MissingIndexError, StoreAwayError
from onrecord.index.store.drafts import Draft
from onrecord.index.store.protocols import Crew

__all__ = ["encode_together", "store_together", "work"]

_AT_ONCE: Final = 8 * n_cores()
"""Articles claimed at once: each core has a handful of their passages to encode."""

_POLL_S: Final = 0.5
_AWAY_S: Final = 5.0

_log = logging.getLogger(__name__)


def store_together(crew: Crew, writer: Writer, drafts: Sequence[Draft]) -> None:
    """Have articles encoded by all who have joined, and this process; then store them at once."""
    encode_together(crew, writer, drafts)
    with crew.together():
        writer.store(drafts)


def encode_together(crew: Crew, writer: Writer, drafts: Sequence[Draft]) -> None:
    """Have articles encoded by all who have joined, and this process."""
    crew.put(draft.article for draft in drafts if writer.lacks(draft))
    while crew.n_left:
        if not _worked(crew, writer):
            with writer.build.resting():
                time.sleep(_POLL_S)  # the last of them are being worked at by others


def work(place: Workplace, stop: threading.Event) -> None:
    """Join the crew of an index, and encode what is to be encoded until told to stop."""
    while not stop.is_set():
        try:
            with place.store.joined(place.settings) as (build, crew):
                writer = place.worker(build)
                _log.info("joined %s", place.store.name)
                while not stop.is_set():
                    if not _worked(crew, writer):
                        stop.wait(_POLL_S)
        except (MissingIndexError, StoreAwayError) as error:
            _log.warning("%s; trying again", error)
            stop.wait(_AWAY_S)


def _worked(crew: Crew, writer: Writer) -> bool:
    """Encode some articles that nobody else works at; tell whether there were any."""
    with crew.claimed(_AT_ONCE) as articles:
        drafts = [writer.draft(each, None) for each in articles]
        try:
            writer.encode(drafts)
        except EncoderError:
            for each in drafts:
                _encode(writer, each)
        return bool(articles)


def _encode(writer: Writer, draft: Draft) -> None:
    try:
        writer.encode([draft])
    except EncoderError as error:  # who builds will meet it too, and say so
        _log.warning("%s: %s", draft.article.id, error)
