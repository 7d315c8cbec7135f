"""Who is let in to read, and how a browser signs in."""

import time
from typing import Any

import pytest
from fakes_engine import FakeDesk, fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.keys import Keys
from onrecord.ui.rest.api import create_app
from onrecord.ui.sessions import LASTS_S, Sessions
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import Role, Tokens, hashed, new_token
from onrecord.ui.words.login_strings import DE, EN, ZH

BASE = "http://127.0.0.1"
READ, ADMIN, SCRAPE = new_token(), new_token(), new_token()
PAGE = {"Accept": "text/html"}


def visiting(base: str = BASE, **told: Any) -> TestClient:
    """Serve the invented articles with these settings."""
    desk: Any = FakeDesk(fake_engine())
    app = create_app(desk.engine, Settings(**told), desk, keys=Keys(ADMIN, "key"))
    return TestClient(app, base, follow_redirects=False)


def test_a_browser_is_led_to_the_login_and_back() -> None:
    """The token is typed once; then a cookie that scripts can't read lets in, until it is ended."""
    with visiting(read_token=hashed(READ)) as client:
        led = client.get("/article/bibliothek.de.txt?view=page", headers=PAGE)
        assert led.status_code == 303
        assert led.headers["location"] == "/login?next=%2Farticle%2Fbibliothek.de.txt%3Fview%3Dpage"
        assert client.get("/v1/index", headers=PAGE).status_code == 401
        wrong = client.post("/login", data={"token": "x", "next": "/docs"})
        assert (wrong.status_code, EN.wrong in wrong.text) == (401, True)
        told = client.post("/login", data={"token": READ, "next": "/docs"})
        assert (told.status_code, told.headers["location"]) == (303, "/docs")
        cookie = told.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert READ.lower() not in cookie
        assert client.get("/v1/index").status_code == 200
        assert client.post("/v1/index/build").status_code == 401
        assert client.post("/logout").status_code == 303
        assert client.get("/v1/index").status_code == 401


def test_the_link_of_the_start_signs_its_owner_in() -> None:
    """And leaves no token in the address."""
    with visiting() as client:
        assert client.get("/v1/jobs").status_code == 401
        told = client.get(f"/login?token={ADMIN}")
        assert (told.status_code, told.headers["location"]) == (303, "/")
        assert client.get("/v1/jobs").status_code == 200
        other = {"Origin": "https://elsewhere.example"}
        assert client.post("/v1/index/build", headers=other).status_code == 403


def test_over_https_the_cookie_stays_there() -> None:
    """`Secure`, and within the path that a proxy shows the server under."""
    told = {"read_token": hashed(READ), "root": "/news"}
    with visiting("https://127.0.0.1/news", **told) as client:
        cookie = client.post("/login", data={"token": READ}).headers["set-cookie"].lower()
        assert "secure" in cookie
        assert "path=/news;" in cookie


@pytest.mark.parametrize("said", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_nobody_is_led_elsewhere(said: str) -> None:
    """Only to a path of this server."""
    with visiting() as client:
        told = client.post("/login", data={"token": ADMIN, "next": said})
        assert told.headers["location"] == "/"


def test_a_form_that_the_page_does_not_send_signs_nobody_in() -> None:
    """However many fields it has."""
    with visiting() as client:
        told = client.post("/login", content=f"token={ADMIN}&" * 9)
        assert told.status_code == 401


@pytest.mark.parametrize(("language", "strings"), [("en", EN), ("de", DE), ("zh", ZH)])
def test_the_login_speaks_the_readers_language(language: str, strings: Any) -> None:
    """And can be sent from its own page alone."""
    with visiting(read_token=hashed(READ)) as client:
        page = client.get("/login", headers={"Accept-Language": language})
        assert strings.hint in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"  # else its form has no origin
        assert '<meta name="referrer" content="same-origin">' in page.text


def test_measures_have_a_token_of_their_own() -> None:
    """It opens nothing else, and reading doesn't open them."""
    with visiting(metrics_token=hashed(SCRAPE)) as client:
        assert client.get("/metrics").status_code == 401
        bearer = {"Authorization": f"Bearer {SCRAPE}"}
        assert client.get("/metrics", headers=bearer).status_code == 200
        assert client.get("/v1/jobs", headers=bearer).status_code == 401


def test_a_trusted_proxy_names_the_reader() -> None:
    """Its word counts from its own address alone; those named administer, the others read."""
    told: dict[str, Any] = {"identity": "X-Forwarded-User", "admins": ("ada",)}
    desk: Any = FakeDesk(fake_engine())
    for proxies, ada, bob in (
        (("10.0.0.2/32",), (200, 200), (200, 401)),
        (("10.0.0.3",), *2 * ((401, 401),)),
    ):
        app = create_app(desk.engine, Settings(proxies=proxies, **told), desk)
        with TestClient(app, BASE, client=("10.0.0.2", 5)) as client:
            for name, wanted in (("ada", ada), ("bob", bob), ("", (401, 401))):
                headers = {"X-Forwarded-User": name}
                said = [client.get(each, headers=headers) for each in ("/v1/index", "/v1/jobs")]
                assert tuple(each.status_code for each in said) == wanted


def test_a_session_ends_in_time_or_with_its_token_and_is_not_forged() -> None:
    """A reader can't write another role into it."""
    tokens, now = Tokens(hashed(ADMIN), hashed(READ)), time.time()
    sessions = Sessions("key", tokens)
    value = sessions.begun(Role.READER, now)
    assert sessions.role(value, now) is Role.READER
    assert sessions.role(value, now + LASTS_S + 1) is Role.NOBODY
    assert sessions.role("2" + value[1:], now) is Role.NOBODY
    for other in (Sessions("key", Tokens(hashed(ADMIN), hashed("new"))), Sessions("k", tokens)):
        assert other.role(value, now) is Role.NOBODY
