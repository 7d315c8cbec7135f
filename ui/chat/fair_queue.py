"""The queue of the chat: nobody takes it from the others, and nothing typed gets into the logs."""

import logging
import sys
import time
import traceback
from collections import Counter
from types import SimpleNamespace
from typing import Any

from gradio import queueing, routes

from onrecord.ui.rest.metrics import Metrics

__all__ = ["MAX_WAITING", "SHARE", "make_fair"]

log = logging.getLogger(__name__)

MAX_WAITING = 64
SHARE = 16
"""Of what waits, as much at most is one client's: two pages that open at once, and some more."""


def make_fair(queue: Any, metrics: Metrics) -> None:
    """Give each client a share of Gradio's queue, and serve clients by turns; time its events."""
    push, work = queue.push, queue.process_events

    async def fairly(body: Any, request: Any, username: str | None) -> tuple[bool, str, str]:
        if body.fn_index not in queue.blocks.fns:
            return False, "there is no such event", "error"
        client = _client(request)
        n_waiting = sum(_client(each.request) == client for each in _waiting(queue))
        if n_waiting >= SHARE:
            return False, "too many of your questions are waiting already", "queue_full"
        pushed: tuple[bool, str, str] = await push(body, request, username)
        for each in queue.event_queue_per_concurrency_id.values():
            each.queue[:] = by_turns(each.queue)
        return pushed

    async def timed(events: list[Any], *rest: Any) -> None:
        try:
            await work(events, *rest)
        finally:
            waited_s = time.monotonic() - events[0].enqueue_time
            metrics.chat.labels(str(events[0].fn.api_name)).observe(waited_s)

    queue.push, queue.process_events = fairly, timed
    quiet = SimpleNamespace(print_exc=_log_without_values)
    queueing.traceback = routes.traceback = quiet


def by_turns(events: list[Any]) -> list[Any]:
    """Order events so that each client's first comes before anyone's second."""
    turns: Counter[str] = Counter()
    ranked = []
    for event in events:
        client = _client(event.request)
        ranked.append((turns[client], event))
        turns[client] += 1
    return [event for _, event in sorted(ranked, key=lambda each: each[0])]


def _waiting(queue: Any) -> list[Any]:
    return [event for each in queue.event_queue_per_concurrency_id.values() for event in each.queue]


def _client(request: Any) -> str:
    return str(request.client.host) if request.client else ""


def _log_without_values() -> None:
    """Say where an event failed; what an error says may be what someone typed."""
    error = sys.exception()
    if error is not None:
        where = "".join(traceback.format_tb(error.__traceback__)[-3:])
        log.warning("an event of the chat failed: %s\n%s", type(error).__name__, where)
