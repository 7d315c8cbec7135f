"""A request for each door of a server, such as it answers, or refuses as it should."""

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

__all__ = ["DOORS", "TYPED", "Sent"]

TYPED: Final = "zq7typed"
"""Is in all that is sent, and so in nothing that may be logged."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request; `body` is JSON until it is written down, or bytes."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Path and query, as they are sent."""
        query = urlencode(self.query, doseq=True, errors="surrogatepass")
        return quote(self.path, safe="/=:", errors="surrogatepass") + (f"?{query}" if query else "")

    @property
    def content(self) -> bytes:
        """Give the body, as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


FERRY: Final = "2025/ferry.txt"
ASKED: Final = f"When will the night ferry sail again, {TYPED}?"
PLACE: Final = "1-20-aaaaaaaaaaaa"
NARROWED: Final = {
    "outlets": ["The Courier"], "authors": [TYPED], "languages": ["en"], "since": "2025-01-01",
}  # fmt: skip
KEPT: Final = {"question": ASKED, "resolved": ASKED, "filters": NARROWED, "ordered": False}
WISH: Final = {"of": KEPT, "off": "outlet", "value": "The Courier", "everywhere": False}
QUOTED: Final = {"article": FERRY, "at": PLACE, "note": TYPED}
CALLS: Final = {
    "greet": None,
    "start": None,
    "turn": {"question": ASKED, "filters": NARROWED, "history": [KEPT], "wish": WISH},
    "go_on": {"history": [KEPT], "filters": NARROWED},
    "chosen": {"filters": NARROWED, "off": "language", "value": "en"},
    "judge": {"history": [KEPT], "filters": NARROWED, "verdict": "helpful"},
    "export": {
        "form": "docx",
        "groups": [{"question": ASKED, "resolved": ASKED, "quotes": [QUOTED]}],
    },
}
TOOLS: Final = {
    "initialize": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": TYPED, "version": "1"},
    },
    "ping": {},
    "tools/list": {},
    "tools/call": {"name": "ask", "arguments": {"question": ASKED, "outlets": ["The Courier"]}},
    "resources/list": {"cursor": TYPED},
    "resources/read": {"uri": f"onrecord://articles/{FERRY}"},
    "prompts/list": {},
    "prompts/get": {"name": "ask", "arguments": {"question": ASKED}},
}
GRADIO: Final = (
    "", "api/turn", "app_id", "call/turn", "call/turn/1", "call/v2/turn", "cancel",
    "component_server", "custom_component/1/client/component/x", "deep_link", "dev/reload",
    "file/etc/passwd", "file=/etc/passwd", "heartbeat/s", "info", "login_check",
    "process_recording", "profiling/traces", "proxy=http://127.0.0.1:1", "queue/data",
    "queue/join", "reset", "run-history/connect", "run-history/records", "run/turn", "runs",
    "startup-events", "stream/1", "stream/1/close", "token", "upload", "upload_progress", "user",
    "vibe-edit",
)  # fmt: skip
PAGES: Final = (
    "/", f"/{TYPED}", "/article/2025/ferry.txt", f"/article/{TYPED}", "/assets/x", "/card/" + FERRY,
    "/config", "/context/" + FERRY, "/docs", "/login_check", "/manifest.json", "/metrics",
    "/monitoring/summary", "/openapi.json", "/openapi/tools.json", "/overview", "/pwa_icon/9",
    "/queue/join", "/readyz", "/robots.txt", f"/speaker/{TYPED}", "/static/x", "/svelte/x",
    "/theme.css", "/token", "/ui/desk.js", "/v1/articles/" + FERRY, f"/v1/articles/{FERRY}/text",
    "/v1/index", "/v1/jobs", "/v1/models", f"/v1/models/{TYPED}", "/v1/snapshots",
)  # fmt: skip


def _chat() -> list[Sent]:
    path, others = "/gradio_api/component_server/", ("GET", "POST")
    called = [
        Sent("POST", path, body={"fn_name": name, "data": data}) for name, data in CALLS.items()
    ]
    anything = {"session_hash": TYPED}, {"data": [TYPED], "fn_index": 0}
    shut = [Sent(method, f"/gradio_api/{each}", *anything) for each in GRADIO for method in others]
    return [*called * 4, *shut]


def _programs() -> list[Sent]:
    asked = {"question": ASKED, "filters": NARROWED, "history": [ASKED], "k": 3}
    said = {"model": "on-record", "stream": True, "messages": [{"role": "user", "content": ASKED}]}
    cited = {"article": FERRY, "start": 1, "end": 9, "text": TYPED, "sha256": "a" * 64}
    tools = [{"jsonrpc": "2.0", "id": 1, "method": name, "params": TOOLS[name]} for name in TOOLS]
    listed = {"limit": 2, "cursor": TYPED, "outlet": "The Courier"}
    return [
        *(Sent("POST", "/mcp", body=each) for each in tools),
        *(Sent("POST", f"/v1/{each}", body=asked) for each in ("ask", "retrieve")),
        Sent("POST", "/v1/ask/batch", body={"asks": [asked, asked]}),
        Sent("POST", "/v1/verify", body={"citations": [cited]}),
        *[Sent("POST", "/v1/chat/completions", body=said)] * 4,
        Sent("GET", "/v1/articles", listed),
        Sent("GET", "/v1/statements", {"speaker": "Ingrid Maas", "about": TYPED}),
    ]


def _readers() -> list[Sent]:
    seen = {"at": PLACE, "view": "panel"}
    looked = {"q": TYPED, "outlet": "The Courier", "page": 1, "sort": "published", "text": 1}
    return [
        *(Sent("GET", each, seen) for each in PAGES),
        Sent("GET", "/articles", looked),
        Sent("GET", "/overview", looked),
        *[Sent("GET", "/follow.atom", {"q": ASKED, "outlet": TYPED, "since": "2025-01-01"})] * 4,
        *[Sent("GET", "/embed", {"q": ASKED, "k": 3, "language": "de"})] * 4,
        Sent("GET", "/", {"q": ASKED}),
        *[Sent("GET", "/login", {"token": TYPED, "next": f"/{TYPED}"})] * 2,
        *[Sent("POST", "/login", body=f"token={TYPED}&next=%2F{TYPED}".encode())] * 2,
        Sent("POST", "/logout"),
    ]


def _administration() -> list[Sent]:
    """List what nobody may without a token."""
    return [
        Sent("POST", "/v1/articles", body={"articles": [{"id": TYPED, "text": ASKED}]}),
        Sent("POST", "/articles/file", {"name": f"{TYPED}.txt"}, ASKED.encode()),
        Sent("POST", "/articles/paste", body={"title": TYPED, "text": ASKED}),
        Sent("POST", "/v1/index/build", body={"force": False}),
        Sent("POST", "/v1/index/rollback", body={"to": TYPED}),
        Sent("DELETE", "/v1/articles", {"id": TYPED}),
        Sent("DELETE", f"/v1/jobs/{TYPED}"),
    ]


DOORS: Final = (*_chat(), *_programs(), *_readers(), *_administration())
