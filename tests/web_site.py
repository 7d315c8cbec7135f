"""A web site on this machine that serves what a test wants, and remembers what was asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Reply", "Site", "served"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to one path; `body` may also write to the connection itself."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Site:
    """Replies by path, and the headers of each request with its path, in order."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.address}{path}"

    def page(self, path: str, title: str, words: str, **headers: str) -> None:
        """Serve an HTML page with one article."""
        body = f"<html><head><title>{title}</title></head><body><article><p>{words}</p></article>"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[path] = Reply(body.encode(), headers={"content-type": "text/html", **named})


@contextmanager
def served() -> Iterator[Site]:
    """Serve on a free port of this machine for as long as it lasts."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            _answer(self, site.replies.get(self.path, Reply(b"gone", 404)))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    etag = reply.headers.get("etag")
    known = etag is not None and handler.headers.get("if-none-match") == etag
    handler.send_response(304 if known else reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if known:
        return
    if callable(reply.body):
        reply.body(handler)
    else:
        handler.wfile.write(reply.body)
