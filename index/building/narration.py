"""What a build tells the log, for whoever waits beside it."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from onrecord.index.building.report import Progress, Report

__all__ = ["Narrator", "OnProgress", "narrate"]

OnProgress = Callable[[Progress], None]
"""Told how far a build is; what it raises ends the build."""

_TELL_EVERY_S: Final = 2.0

_log = logging.getLogger(__name__)


class Narrator:
    """Logs how far a build is, every few seconds."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Say how far it is, unless that was said just now."""
        now = time.monotonic()
        if now - self._told < _TELL_EVERY_S:
            return
        self._told = now
        rate = progress.n_encoded / (now - self._began)  # passages a second
        left = (progress.n_encoded_in_all - progress.n_encoded) / rate
        _log.info(
            "%d of %d files read, %d of about %d passages encoded, %.1f a second, about %s left",
            progress.n_files, progress.n_files_in_all,
            progress.n_encoded, progress.n_encoded_in_all,
            rate, timedelta(seconds=round(left)),
        )  # fmt: skip


def narrate(report: Report) -> None:
    """Log what a change of the corpus came to."""
    for skipped in report.skipped:
        _log.warning("%s", skipped.reason)
    if report.added or report.changed or report.removed:
        _log.info(
            "generation %d: %d added, %d changed, %d removed",
            report.generation, len(report.added), len(report.changed), len(report.removed),
        )  # fmt: skip
