"""What a browser, a probe and a monitor read beside the interface."""

import logging
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from onrecord.ui.rest.current_engine import current_engine
from onrecord.ui.rest.metrics import CONTENT_TYPE, Metrics
from onrecord.ui.rest.openapi import tools_document
from onrecord.ui.rest.problem import problem_response
from onrecord.ui.showing.render import docs_page

__all__ = ["ASSETS", "pages"]

ASSETS = Path(__file__).resolve().parents[1] / "assets"

log = logging.getLogger(__name__)

pages = APIRouter(include_in_schema=False)


@pages.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Describe the interface."""
    app: FastAPI = request.app
    return HTMLResponse(docs_page(app.openapi()))


@pages.get("/openapi/tools.json")
def tools(request: Request) -> JSONResponse:
    """Describe what only reads, for servers of tools."""
    app: FastAPI = request.app
    return JSONResponse(tools_document(app, str(request.base_url).rstrip("/")))


@pages.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the process lives."""
    return {"status": "ok"}


@pages.get("/readyz")
def readyz(request: Request) -> Response:
    """Tell whether questions can be answered: there is an index, and the encoder that fits it.

    Where the store is away, what is held is answered from, and that is told.
    """
    try:
        engine = current_engine(request)
    except Exception:  # whatever it is, nothing can be answered
        log.warning("not ready", exc_info=True)
        detail = "there is no index to answer from: run onrecord build"
        return problem_response(503, detail, {"Retry-After": "5"})
    ready = {"status": "ready", "generation": engine.generation}
    if engine.away is None:
        return JSONResponse(ready)
    log.warning("answers come from what is held: %s", engine.away)
    return JSONResponse({**ready, "store": "away"})


@pages.get("/metrics")
def metrics(request: Request) -> Response:
    """Tell the measures, in Prometheus' text format."""
    measured: Metrics = request.app.state.metrics
    return Response(measured.exposition(), headers={"Content-Type": CONTENT_TYPE})
