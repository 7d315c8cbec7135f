"""What visitors think of answers: lines of JSON in a file of this machine, and nowhere else."""

import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from onrecord.rag.quoting.answer import Answer

__all__ = ["FeedbackFile", "Verdict"]

log = logging.getLogger(__name__)

MAX_BYTES = 10_000_000
"""About 20,000 verdicts; when they are full, nothing more is noted."""


class Verdict(StrEnum):
    """Whether an answer was one."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """Takes down verdicts; safe to use from several threads."""

    path: Path
    max_bytes: int = MAX_BYTES
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer, verdict: Verdict) -> bool:
        """Add a line: question, citations, verdict and time; False if it can't be written."""
        line = (json.dumps(_row(answer, verdict), ensure_ascii=False) + "\n").encode()
        try:
            with self._lock, self.path.open("ab") as file:
                if file.tell() + len(line) > self.max_bytes:
                    log.warning("%s is full: move it away for more to be noted", self.path)
                    return False
                file.write(line)
        except OSError as error:
            log.warning("feedback can't be noted: %s", error)
            return False
        return True


def _row(answer: Answer, verdict: Verdict) -> dict[str, object]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": verdict,
        "question": answer.query.question,
        "resolved_question": answer.query.resolved,
        "reason": answer.reason,
        "generation": answer.generation,
        "citations": [
            {
                "article": quote.article.id,
                "start": quote.start,
                "end": quote.end,
                "sha256": quote.article.sha256,
            }
            for quote in answer.quotes
        ],
    }
