"""Behind the real proxies, under a name, with HTTPS, at a path: the recipes of `deploy/`."""

import ssl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from screens import CHROMIUM

from onrecord.ui.tokens import hashed
from onrecord.ui.words.login_strings import EN

READ, ADMIN = "a-read-token", "a-token-of-administration"
QUESTION = "When will the night ferry between Port Ellery and Sandholm sail again?"
QUOTED = "will sail again from 4 May"
SLOW_MS = 120_000


@pytest.fixture(scope="module")
def browser(browsers: Any) -> Iterator[Any]:
    """Start a browser for which the invented host is this machine."""
    if not CHROMIUM:
        pytest.skip("no chromium: install one, or name it in ONRECORD_TEST_BROWSER")
    rules = "--host-resolver-rules=MAP news.example 127.0.0.1"
    browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", rules])
    yield browser
    browser.close()


def opened(browser: Any, problems: list[str]) -> Any:
    page = browser.new_context(locale="en-GB", ignore_https_errors=True).new_page()
    page.set_default_timeout(SLOW_MS)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda got: problems.append(got.url) if is_missed(got) else None)
    page.on("console", lambda said: problems.append(said.text) if is_complaint(said) else None)
    return page


def is_missed(response: Any) -> bool:
    """Whether something isn't there; Gradio's page looks for a manifest that isn't needed."""
    return response.status >= 400 and not response.url.endswith("/manifest.json")


def is_complaint(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


def asked(page: Any) -> str:
    page.wait_for_selector("#conversation .examples button, #question textarea")
    page.locator("#question textarea").fill(QUESTION)
    page.locator("#question .submit-button").click()
    page.wait_for_selector("#conversation .answer blockquote")
    return str(page.locator(".answer blockquote").first.inner_text())


def test_the_chat_answers_and_every_page_is_found(front: Any, browser: Any) -> None:
    """A host of its own, HTTPS, a prefix; the login, an answer, its source, the other pages."""
    problems: list[str] = []
    with front(read_token=hashed(READ), admin_token=hashed(ADMIN)) as address:
        page = opened(browser, problems)
        page.goto(f"{address}/?q=x")
        assert page.url == f"{address}/login?next=%2F%3Fq%3Dx"
        page.goto(f"{address}/login")
        page.get_by_label(EN.key).fill(READ)
        page.get_by_role("button", name=EN.sign_in).click()
        page.wait_for_url(f"{address}/")
        assert QUOTED in asked(page)
        page.locator("a.cite").first.click()
        page.wait_for_selector("#source-panel mark")
        for name in ("articles", "overview"):
            page.goto(f"{address}/{name}")
            page.wait_for_selector(".place-title")
        page.goto(f"{address}/login")
        page.get_by_role("button", name=EN.sign_out).click()
        page.get_by_text(EN.not_signed_in).wait_for()
        assert not problems


def test_two_processes_serve_one_reader(front: Any, browser: Any) -> None:
    """The proxy keeps a reader at one of them."""
    problems: list[str] = []
    with front(2) as address:
        page = opened(browser, problems)
        page.goto(f"{address}/")
        assert QUOTED in asked(page)
        assert not problems


def there(address: str, path: str, **told: Any) -> httpx.Response:
    """Ask the proxy as `news.example`, whoever that is for this machine."""
    with reader(address) as client:
        return client.request(told.pop("method", "GET"), path, **told)


def reader(address: str) -> httpx.Client:
    """Reach the proxy from an address that isn't its own."""
    split = urlsplit(address)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(
        base_url=address.replace(str(split.hostname), "127.0.0.1"),
        headers={"Host": split.netloc},
        transport=httpx.HTTPTransport(verify=context, local_address="127.0.0.2"),
        timeout=60,
    )


def test_a_proxy_opens_no_administration(front: Any) -> None:
    """What it leaves out makes nobody an administrator; a name of one's own reads nothing."""
    with front() as address:
        evil = {"articles": [{"id": "evil.txt", "text": "The crane is a fraud."}]}
        assert there(address, "/v1/articles", method="POST", json=evil).status_code == 401
        assert there(address, "/v1/articles?id=a", method="DELETE").status_code == 401
        assert there(address, "/v1/jobs").status_code == 401
        rebound = {"Host": "rebound.example"}
        assert "articles" not in there(address, "/v1/articles", headers=rebound).text


def test_nobody_says_who_they_are(front: Any) -> None:
    """The name that readers sign in by is the proxy's to say."""
    forged = {"X-Forwarded-User": "ada"}
    with front(identity="X-Forwarded-User", admins=("ada",)) as address:
        for path in ("/v1/index", "/v1/jobs"):
            assert there(address, path, headers=forged).status_code == 401


def test_a_client_is_one_wherever_it_says_it_is(front: Any) -> None:
    """As many requests as one may send at once, and no more."""
    with front(rate=1) as address, reader(address) as client:
        said = Counter(
            client.get("/v1/index", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(62)
        )
    assert said == {200: 60, 429: 2}


def test_an_answer_streams_and_a_large_file_arrives(front: Any) -> None:
    """As events, and in eight megabytes."""
    with front(admin_token=hashed(ADMIN)) as address:
        ask = {"question": QUESTION}
        accept = {"Accept": "text/event-stream"}
        streamed = there(address, "/v1/ask", method="POST", json=ask, headers=accept)
        assert "event: answer" in streamed.text
        bearer = {"Authorization": f"Bearer {ADMIN}"}
        large = {"method": "POST", "content": b"a " * 4_000_000, "headers": bearer}
        assert there(address, "/articles/file?name=large.txt", **large).status_code == 200


def test_the_recipes_agree_on_the_settings() -> None:
    """Each names what the server has to be told, and leaves the prefix in the path."""
    folder = Path(__file__).parents[2] / "deploy"
    for name in ("nginx.conf", "Caddyfile", "traefik.yml"):
        text = (folder / name).read_text()
        for setting in ("ONRECORD_ROOT=/news", "ONRECORD_HOSTS=", "ONRECORD_PROXIES="):
            assert setting in text, (name, setting)
