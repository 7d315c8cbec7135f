"""What Prometheus is told: how long each stage takes, how answers end, what the index holds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from opentelemetry import trace
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from onrecord.index.errors import OnRecordIndexError
from onrecord.index.files import n_bytes
from onrecord.rag.quoting.answer import Answer
from onrecord.ui.engine import Engine, EngineSource

__all__ = ["CONTENT_TYPE", "Metrics"]

tracer = trace.get_tracer("onrecord")
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; a stage takes milliseconds, a batch seconds."""


class Metrics:
    """The measures of one application over an index in `folder`, in a registry of its own."""

    def __init__(self, source: EngineSource, folder: Path) -> None:
        registry = self._registry = CollectorRegistry()
        self.requests = Histogram(
            "onrecord_request_seconds", "Time of a request, by route and status",
            ["method", "route", "status"], buckets=BUCKETS, registry=registry,
        )  # fmt: skip
        self.under_way = Gauge(
            "onrecord_requests_under_way", "Requests being answered", registry=registry
        )
        self._stages = Histogram(
            "onrecord_stage_seconds", "Time of a stage of an answer", ["stage"],
            buckets=BUCKETS, registry=registry,
        )  # fmt: skip
        self.chat = Histogram(
            "onrecord_chat_seconds", "Time in which the chat did what it was asked",
            ["event"], buckets=BUCKETS, registry=registry,
        )  # fmt: skip
        self._answers = Counter(
            "onrecord_answers", "Answers, by `quotes` or the reason for having none", ["outcome"],
            registry=registry,
        )  # fmt: skip
        registry.register(_IndexCollector(source, folder))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure one of `onrecord.rag.stages`; in a request that is traced it is a span, too."""
        began = time.perf_counter()
        try:
            with tracer.start_as_current_span(name) if _is_traced() else nullcontext():
                yield
        finally:
            self._stages.labels(name).observe(time.perf_counter() - began)

    def count(self, answer: Answer) -> None:
        """Count an answer by how it ended."""
        self._answers.labels(str(answer.reason) if answer.reason else "quotes").inc()

    def exposition(self) -> bytes:
        """Give all measures in Prometheus' text format."""
        return generate_latest(self._registry)


def _is_traced() -> bool:
    return trace.get_current_span().is_recording()


class _IndexCollector(Collector):
    """What the index holds, looked up when it is asked for."""

    def __init__(self, source: EngineSource, folder: Path) -> None:
        self._source = source
        self._folder = folder
        self._remembered = _Remembered()

    def describe(self) -> Iterator[Metric]:
        """Give the names without opening the index."""
        yield from (_gauge(name, None) for name in GAUGES)
        yield from self._remembered.told(None)

    def collect(self) -> Iterator[Metric]:
        """Give the values; only `ready` where there is no index."""
        try:
            engine = self._source()
        except OnRecordIndexError:
            yield _gauge("onrecord_index_ready", 0)
            return
        yield _gauge("onrecord_index_ready", 1)
        yield _gauge("onrecord_index_generation", engine.generation)
        yield _gauge("onrecord_index_articles", engine.n_articles)
        yield _gauge("onrecord_index_passages", engine.n_passages)
        yield _gauge("onrecord_index_bytes", n_bytes(self._folder))
        yield from self._remembered.told(engine)


GAUGES = {
    "onrecord_index_ready": "Whether there is an index to answer from",
    "onrecord_index_generation": "Generation of the index that answers",
    "onrecord_index_articles": "Articles in the index",
    "onrecord_index_passages": "Passages in the index",
    "onrecord_index_bytes": "Size of the index on disk, without its snapshots",
}


def _gauge(name: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, GAUGES[name], value=value)


class _Remembered:
    """Counts over all generations, each of which begins at nothing."""

    def __init__(self) -> None:
        self._before = (0, 0)
        self._newest = ("", (0, 0))

    def told(self, engine: Engine | None) -> Iterator[CounterMetricFamily]:
        """Give the questions whose answers were remembered, and all others."""
        hits, misses = self._sum(engine) if engine else (None, None)
        said = "Questions whose answers were "
        yield CounterMetricFamily("onrecord_cache_hits", f"{said}remembered", hits)
        yield CounterMetricFamily("onrecord_cache_misses", f"{said}worked out", misses)

    def _sum(self, engine: Engine) -> tuple[int, int]:
        stamp, before = self._newest
        if stamp != engine.stamp:
            self._before = (self._before[0] + before[0], self._before[1] + before[1])
        self._newest = (engine.stamp, engine.n_asked)
        hits, misses = engine.n_asked
        return self._before[0] + hits, self._before[1] + misses
