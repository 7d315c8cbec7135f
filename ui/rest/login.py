"""Where one signs in and out: a token once, and a cookie from then on."""

import time
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.ui.rest.current_engine import CurrentStrings
from onrecord.ui.rest.visitors import Doors
from onrecord.ui.sessions import LASTS_S
from onrecord.ui.showing.links import current_root, rooted
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.tokens import Role
from onrecord.ui.words.login_strings import login_strings
from onrecord.ui.words.strings import Strings

__all__ = ["login"]

MAX_TOKEN_CHARS = 200
MAX_NEXT_CHARS = 2_000
MAX_FIELDS = 4

login = APIRouter(include_in_schema=False)
Next = Annotated[str, Query(alias="next", max_length=MAX_NEXT_CHARS)]


@login.get("/login")
def page(
    request: Request,
    s: CurrentStrings,
    token: Annotated[str, Query(max_length=MAX_TOKEN_CHARS)] = "",
    onward: Next = "/",
) -> Response:
    """Ask for a token, or take the one in the address, as the server prints it at its start."""
    if token:
        return _signed_in(request, token, onward, s)
    return _page(request, onward, s)


@login.post("/login")
async def sign_in(request: Request, s: CurrentStrings) -> Response:
    """Take a token, and give a cookie for it."""
    token, onward = _sent(await request.body())
    return _signed_in(request, token.strip()[:MAX_TOKEN_CHARS], onward, s)


@login.post("/logout")
def sign_out(request: Request) -> Response:
    """End a session in this browser; a new token ends those of all."""
    response = RedirectResponse(rooted("/login"), 303)
    response.delete_cookie(_doors(request).sessions.cookie, path=current_root.get() or "/")
    return response


def _sent(body: bytes) -> tuple[str, str]:
    """Read a token, and where to go on; a form of more than a page's fields has none."""
    try:
        form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MAX_FIELDS)
    except ValueError:
        form = {}
    return form.get("token", [""])[0], form.get("next", [""])[0]


def _signed_in(request: Request, token: str, onward: str, s: Strings) -> Response:
    sessions = _doors(request).sessions
    role = sessions.tokens.role(token)
    if role is Role.NOBODY:
        return _page(request, onward, s, wrong=True)
    response = RedirectResponse(rooted(_own(onward)), 303)
    response.set_cookie(
        sessions.cookie,
        sessions.begun(role, time.time()),
        max_age=LASTS_S,
        path=current_root.get() or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _page(request: Request, onward: str, s: Strings, *, wrong: bool = False) -> HTMLResponse:
    html = TEMPLATES.get_template("login.html").render(
        s=s,
        l=login_strings(s.language),
        role=request.state.role,
        has_cookie=_doors(request).sessions.cookie in request.cookies,
        next=_own(onward),
        wrong=wrong,
    )
    return HTMLResponse(html, 401 if wrong else 200, {"Vary": "Accept-Language"})


def _own(onward: str) -> str:
    """Let nobody be led elsewhere: only to a path of this server."""
    is_path = onward.startswith("/") and not onward.startswith(("//", "/\\"))
    return onward if is_path and onward.isprintable() else "/"


def _doors(request: Request) -> Doors:
    doors: Doors = request.app.state.doors
    return doors
