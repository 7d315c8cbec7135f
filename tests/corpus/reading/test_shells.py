"""What stands in place of an article is refused; a short article never is."""

import pytest

from onrecord.corpus import Item, parse
from onrecord.corpus.errors import EmptyArticleError

SCRIPT = "<script src='/app.js'></script>"
HOME = "<a href='/'>Home</a>"
LOGIN = "<form><input name='u'><input type='password'><button>Go</button></form>"
PARTNERS = "<p>We and 500 partners keep what we know of you.</p><button>Agree</button>"
LETTER = "<form><input type='email'><button>Sign up</button></form>"
UNLISTED = "<meta name='ROBOTS' content='NOINDEX, nofollow'>"
ITEM = "<h1>Ferry stays in port</h1><p>The ferry stays in port on Friday, the line said.</p>"


def read(head: str, body: str) -> str:
    """Read the text of a page."""
    page = f"<html><head>{head}</head><body{body if body[:1] == ' ' else '>' + body}</body></html>"
    return parse(Item("page.html", page.encode(), ".html")).article.text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Quay</title>", f"<noscript>Bitte JavaScript anschalten.</noscript>{SCRIPT}"),
        ("<title>Quay</title>", f"<div id='app'>Loading the news …</div>{SCRIPT}"),
        ("<title>Quay</title>", f"<noscript>需要启用脚本。</noscript>{HOME}{SCRIPT}"),
        ("<title>404 Not Found</title>", "<h1>Not Found</h1><p>It isn't on this server.</p>"),
        ("<title>404 | Quay Post</title>", "<h2>Nicht da</h2><p>Die Seite ist umgezogen.</p>"),
        ("<title>503 Service Unavailable</title>", "<p>Please try again at noon.</p>"),
        ("<title>Oh no</title>", " class='logged-out error404'><p>Hier ist nichts mehr.</p>"),
        ("<title>Go</title><meta http-equiv='Refresh' content='0; URL=/b'>", "<p>Go on there.</p>"),
        ("<title>Quay</title>", f"<main><h1>Welcome</h1><p>Log in to read on.</p>{LOGIN}</main>"),
        ("<title>Quay</title>", f"<div role='dialog'><h2>Privacy</h2>{PARTNERS}</div>{HOME}"),
        ("<title>Stop</title>", "<h1>Stop</h1>Halt.<p>Reference #18.4f6a1402.17012.2b1c</p>"),
        ("<title>Stop</title>", "<h1>Stop</h1><p>请求被拦截。</p><p>2a7f0c31-9b1e-4c55-8d20</p>"),
        ("<title>quay.example</title>", f"<p>Please allow scripts</p>{SCRIPT}"),
        (f"<title>Quay</title>{UNLISTED}", "<h1>Are you a robot?</h1><p>Prove that you are.</p>"),
        ("<title>Quay</title>", "<h1>Stop</h1><p>Ihre Adresse ist 203.0.113.9. Warum?</p>"),
        ("<title>Quay</title>", f"<main><h1>Read on</h1><p>That was all.</p>{LETTER}</main>"),
        ("<title>Access denied</title>", "<h1>Access denied</h1><p>You may not see that.</p>"),
        ("<title>ERROR: Not now</title>", "<h1>403 ERROR</h1><h2>Not now.</h2><p>So long.</p>"),
        ("<title>Too Many Requests</title>", "<h1>Too Many Requests</h1><p>Wait an hour.</p>"),
    ],
)  # fmt: skip
def test_what_stands_in_place_of_an_article_is_refused(head: str, body: str) -> None:
    """In one line that says what it may be."""
    with pytest.raises(EmptyArticleError, match=r"^'page\.html' is a page without its article \("):
        read(head, body)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ITEM),
        ("<title>Ferry in port</title>", f"<div>Ferry in port. It stays.</div>{SCRIPT}"),
        ("<title>404 cars on board</title>", ITEM),
        ("<title>Quay</title>", f" class='single postid-404'>{ITEM}"),
        ("<title>Quay</title><meta http-equiv='refresh' content='300; url=/a'>", ITEM),
        ("<noscript><meta http-equiv='refresh' content='0; url=/plain'></noscript>", ITEM),
        ("<title>Quay</title>", f"<div class='box'>{LOGIN}</div><div>{ITEM}</div>{SCRIPT}"),
        ("<title>Quay</title>", f"<div role='dialog'><p>We keep cookies.</p></div>{ITEM}{SCRIPT}"),
        ("<title>Quay</title>", f"<noscript><p>No scripts, no comments.</p></noscript>{ITEM}"),
        ("<title>Quay</title>", f"<dialog open>{ITEM}<p>{'It stays there. ' * 80}</p></dialog>"),
        ("<title>404</title><meta property='og:type' content='article'>", ITEM),
        (f"<title>Ferry stays in port | Quay</title>{UNLISTED}", ITEM),
        (f"<title>Quay</title>{UNLISTED}", f"<p>20 October 2025</p>{ITEM}"),
        (f"<title>Quay</title>{UNLISTED}", f"{HOME * 12}{ITEM}"),
        ("<title>Ferry stays in port</title>", f"<main>{ITEM}{LETTER}</main>"),
        ("<title>Ferry stays in port</title>", f"{ITEM}<p>Its pilot is 10.0.0.1 now.</p>"),
        ("<title>Quay</title>", f"{ITEM}<p>ISBN 978-3-16-148410-0, 2025-10-20 10:09:20.</p>"),
        ("<title>Conflict</title>", ITEM),
    ],
)  # fmt: skip
def test_a_short_article_is_read(head: str, body: str) -> None:
    """Beside what asks for something, under whatever title, and if it says that it is one."""
    assert "port" in read(head, body)
