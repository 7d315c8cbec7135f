"""Logs: a line each, or a JSON object a line; no question stands in them above DEBUG."""

import json
import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from onrecord.ui.rest.request_id import current_request_id

__all__ = ["JsonLines", "configure_logs"]


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; `record.fields` stand in it beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Give a line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identity := current_request_id.get():
            line["request_id"] = identity
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line |= fields
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure_logs(kind: str) -> None:
    """Send this program's logs to stderr, as `text` or `json`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else logging.Formatter("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("onrecord").setLevel(logging.INFO)
    requests = logging.getLogger("onrecord.ui.rest.request_log")
    requests.setLevel(logging.INFO if kind == "json" else logging.WARNING)  # one for each request
    if kind == "json":
        logging.captureWarnings(capture=True)
        sys.excepthook = _log_uncaught
        threading.excepthook = lambda raised: _log_uncaught(*raised[:3])


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """Say in a line of its own form, too, what ends the program."""
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("onrecord").critical("stopped", exc_info=(kind, error, trace))
