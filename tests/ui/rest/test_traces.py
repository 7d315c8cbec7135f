"""Traces, as a collector on this machine receives them."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from onrecord.rag.stages import STAGES

service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
TRACED = str(Path(__file__).parents[2] / "traced_newsroom.py")


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Receive what is exported: the address, and the spans as they come."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                received.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def spans_of(body: bytes) -> list[Any]:
    """Read one export."""
    request = service.ExportTraceServiceRequest.FromString(body)
    return [
        span
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def test_a_request_is_a_trace_of_its_stages(tmp_path: Path) -> None:
    """The request within the caller's trace, its stages within it, and no question anywhere."""
    with collector() as (address, received):
        subprocess.run(
            [sys.executable, TRACED, str(tmp_path), f"00-{TRACE_ID}-{CALLER}-01"],
            env={"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_SERVICE_NAME": "newsroom"},
            check=True,
        )
    spans = [
        span for body in received for span in spans_of(body) if span.trace_id.hex() == TRACE_ID
    ]
    names = {span.name for span in spans}
    assert {"GET /v1/articles/{article_id}", *STAGES} <= names
    assert not any("healthz" in name for name in names)
    (asked,) = (span for span in spans if span.name == "POST /v1/ask")
    assert asked.parent_span_id.hex() == CALLER
    told = {each.key: each.value for each in asked.attributes}
    assert told["http.response.status_code"].int_value == 200
    inside = {span.span_id for span in spans}
    assert all(span.parent_span_id in inside for span in spans if span.name in STAGES)
    assert any("mcp.method.name" in {each.key for each in span.attributes} for span in spans)
    assert not any(b"Sandholm" in body for body in received)
    assert all(b"newsroom" in body for body in received)
