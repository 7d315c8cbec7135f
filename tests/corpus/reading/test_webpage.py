"""What a page states for machines is believed before what it shows, and never against it."""

import json
from datetime import date

import pytest

from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.webpage import read_page

BODY = "<p>The harbour is open again after the long storm. Ferries run at noon, she said.</p>" * 4
OUTLET = "<meta property='og:site_name' content='Quay Post'>"


def read(head: str = "", above: str = "", below: str = "") -> Metadata:
    """Read what is known about a page with a headline and a body."""
    markup = (
        f"<html><head><title>Harbour reopens | Quay Post</title>{OUTLET}{head}</head><body>"
        f"<article><h1>Harbour reopens</h1>{above}{BODY}</article>{below}</body></html>"
    )
    return read_page(markup, "page")[1]


def linked(**facts: object) -> str:
    """Write JSON-LD of a news article."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **facts}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def person(name: str) -> dict[str, str]:
    """Write the node of a person."""
    return {"@type": "Person", "name": name}


def stated(author: object) -> str:
    """Write JSON-LD of a news article with its author."""
    return linked(author=author)


BODY_OF_PRESS = {"@type": "Organization", "name": "dpa"}


@pytest.mark.parametrize(
    ("head", "above", "author"),
    [
        (stated(person("Ada C. Lane")), "Ada C. Lane", "Ada C. Lane"),
        (stated([person("Ada Lane"), person("Bo Hill")]), "Ada Lane, Bo Hill", "Ada Lane; Bo Hill"),
        (stated(person("Quay Post")), "<p class='author'>Von Ada Lane</p>", "Ada Lane"),
        (stated([BODY_OF_PRESS, person("Ada Lane")]), "Ada Lane, dpa", "Ada Lane"),
        (stated(person("Ada Lane, PhD, M.D.")), "Ada Lane, PhD, M.D.", "Ada Lane"),
        (stated(person("Jos&eacute; Lane")), "José Lane", "José Lane"),
        (stated(person("webadmin")), "<a rel='author' href='/people/ada'>Ada Lane</a>", "Ada Lane"),
        ("<meta name='author' content='Ada Lane'>", "Ada Lane", "Ada Lane"),
        ("<meta name='author' content='Ada Lane'>", "", None),
        ("<meta name='author' content='Ada Welle (www.welle.example)'>", "Ada Welle", None),
        ("<meta name='author' content='No Author'>", "", None),
        ("<meta name='author' content='quaypost.com'>", "", None),
        (
            "",
            "<p class='byline'>By <a href='/staff/lane'>Ada Lane</a> 3 March 2025</p>",
            "Ada Lane",
        ),
        ("", "<b class='author-name'>Ada Lane</b> <a class='follow'>Follow Author</a>", "Ada Lane"),
        ("", "<span class='author-name'>Username</span>", None),
        ("", "<span class='author'>Last Updated</span>", None),
        ("", "<span class='author'>作者：王小明</span>", "王小明"),
        ("", "<p class='byline'>Von Ada von Lane und Bo Hill</p>", "Ada von Lane; Bo Hill"),
        ("", "<span class='byline'>View all posts by Ada Lane</span>", "Ada Lane"),
        ("", "<span class='author'>New edition edited by Ada Lane</span>", None),
        (
            stated(person("Ada Lane And Bo Hill For The Post")),
            "Ada Lane And Bo Hill",
            "Ada Lane; Bo Hill",
        ),
        (
            stated("Ada C. Lane, Norrkai, Bo Hill"),
            "Ada C. Lane, Norrkai, Bo Hill <b class='author'>Ada C. Lane</b>",
            "Ada C. Lane, Norrkai, Bo Hill",
        ),
        ("", "<li><span>von Ada Lane</span></li>", "Ada Lane"),
        ("", "<div><a href='/reporters/ada-lane'>Ada Lane</a></div>", "Ada Lane"),
        ("", "<div><a href='/reporters/bo-hill'>Ada Lane</a></div>", None),
        ("", "<div><a href='/topics/ada-lane'>Ada Lane</a></div>", None),
    ],
)
def test_authors_are_persons_as_the_page_states_them(
    head: str, above: str, author: str | None
) -> None:
    """JSON-LD first, then marks and `meta`; no outlet, account, button or label is an author."""
    assert read(head, f"<div>{above}</div>").author == author


def test_a_person_is_found_by_its_id() -> None:
    """JSON-LD may describe the author in a node of their own."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Article", "author": {"@id": "#ada"}},
            {"@type": ["Person", "Organization"], "@id": "#ada", "name": "Ada Lane"},
        ],
    }
    head = f"<script type='application/ld+json'>{json.dumps(graph)}</script>"
    assert read(head, "<p>Ada Lane</p>").author == "Ada Lane"


def test_who_is_stated_but_not_shown_is_an_account() -> None:
    """A guest's byline counts before the account that put the page there."""
    head = linked(author={"@type": "Person", "name": "Cy Moor"})
    assert read(head, "<p class='byline'>By Ada Lane</p>").author == "Ada Lane"


def test_who_wrote_a_part_of_a_live_blog_is_not_its_author() -> None:
    """An update has an author of its own."""
    update = {"@type": "BlogPosting", "author": person("Ada Lane")}
    marks = "<b class='author'>Ada Lane</b> At noon. <b class='author'>Bo Hill</b> At one."
    assert read(linked(liveBlogUpdate=[update]), f"<div>{marks}</div>").author is None


def test_where_the_page_and_its_byline_name_others_nobody_is_named() -> None:
    """One of the two is wrong, and nothing tells which."""
    account = "<p>Cy Moor</p><p class='byline'><a href='/staff/lane'>Ada Lane</a></p>"
    assert read(stated(person("Cy Moor")), account).author is None


def test_an_article_names_its_author_in_its_own_words() -> None:
    """Whose account put it there is stated and shown, too; a picture's maker is neither."""
    account = "<p>Cy Moor</p>"
    assert read(stated(person("Cy Moor")), f"{account}<p>By Ada Lane</p>").author == "Ada Lane"
    assert read(stated(person("Cy Moor")), f"{account}<p>Photo by Ada Lane</p>").author == "Cy Moor"


@pytest.mark.parametrize(
    ("site", "outlet"),
    [
        ("Harbour reopens | Quay Post", "Quay Post"),
        ("Harbour reopens", None),
        ("Quay Post", "Quay Post"),
    ],
)
def test_a_headline_is_no_outlet(site: str, outlet: str | None) -> None:
    """Some pages put it before the name of their site, or for it."""
    head = f"<meta property='og:site_name' content='{site}'>"
    markup = f"<title>Harbour reopens</title>{head}<body><h1>Harbour reopens</h1>{BODY}"
    assert read_page(markup, "page")[1].outlet == outlet


@pytest.mark.parametrize(
    ("shown", "author"),
    [
        ("<p>Ada</p>", "Ada"),
        ("<p>Ada</p><p>Ada von Lane is from Norrkai.</p>", "Ada von Lane"),
        ("<p>Ada</p><p>Ada Lane is here. Ada Lane writes.</p>", "Ada Lane"),
        ("<p>Ada</p><p>Ada Lane and Ada Hill are here.</p>", "Ada"),
        ("<p>Ada</p><p>Ada writes. Adam Lane doesn't, nor did Ada 3.</p>", "Ada"),
        ("<p>Ada</p><p><b>Ada</b> <i>Lane</i></p>", "Ada"),
    ],
)
def test_a_first_name_is_written_out_as_the_page_shows_it(shown: str, author: str) -> None:
    """Where it shows one name that begins so; else what is stated stays."""
    assert read(stated(person("Ada")), shown).author == author


def test_a_byline_names_those_beside_the_first() -> None:
    """Many a page states one of two authors."""
    head = linked(author={"@type": "Person", "name": "Ada Lane"})
    above = "<p class='byline'>By Ada Lane and Bo Hill</p>"
    assert read(head, above).author == "Ada Lane; Bo Hill"


def test_names_beside_other_articles_and_comments_are_no_authors() -> None:
    """A list of other pages names many; who comments wrote no article."""
    others = "".join(
        f"<div class='card'><a class='author' href='/staff/{name}'>{name} Lane</a></div>"
        for name in ("Dee", "Eve", "Flo")
    )
    comment = "<div class='comment-author'><a href='/user/7'>Gil Hill</a></div>"
    assert read(below="<hr>" * 150 + others).author is None
    assert read(below=comment).author is None


@pytest.mark.parametrize("layout", ["post-teaser", "widget-area", "article sidebar-left"])
def test_what_holds_the_headline_too_is_the_article(layout: str) -> None:
    """However its layout calls it; a box beside the headline is another matter."""
    byline = "<p class='byline'><a href='/staff/lane'>Ada Lane</a></p>"
    page = "<title>Harbour reopens</title><body><div class='{}'><h1>Harbour reopens</h1>{}</div>{}"
    assert read_page(page.format(layout, byline, BODY), "page")[1].author == "Ada Lane"
    apart = f"<div class='{layout}'>{byline}</div>"
    assert read_page(page.format("main", apart, BODY), "page")[1].author is None


def test_a_byline_stands_below_its_own_headline() -> None:
    """The first one of a page may be the name of its site, far above."""
    menu = "<li><a href='/x'>More</a>" * 100
    byline = "<h1>Harbour reopens</h1><p class='author'>Ada Lane</p>"
    page = f"<title>Harbour reopens</title><body><h1>Quay Post</h1>{menu}{byline}{BODY}"
    assert read_page(page, "page")[1].author == "Ada Lane"


@pytest.mark.parametrize(
    ("name", "author"), [("Ada", "Ada"), ("Quay", None), ("quay.example", None)]
)
def test_a_site_may_be_called_after_its_author(name: str, author: str | None) -> None:
    """By one word of its name, if not by all of it."""
    head = "<link rel='canonical' href='https://ada-lane.example/a'><title>Harbour reopens</title>"
    site = "<meta property='og:site_name' content='Quay'>"
    byline = f"<h1>Harbour reopens</h1><a rel='author' href='/author/1'>{name}</a>"
    assert read_page(f"{head}{site}<body>{byline}{BODY}", "page")[1].author == author


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (linked(datePublished="2025-03-01", dateModified="2025-04-02"), date(2025, 3, 1)),
        (linked(dateModified="2025-04-02"), None),
        (
            linked(datePublished="2025-03-01T10:00:00+01:00")
            + "<link rel='canonical' href='https://quay.example/2024/01/31/harbour'>",
            date(2025, 3, 1),
        ),
        (
            linked(datePublished="2025-03-02T01:30:00Z")
            + "<link rel='canonical' href='https://quay.example/2025/03/01/harbour'>",
            date(2025, 3, 1),
        ),
    ],
)
def test_the_day_is_that_of_publication(head: str, day: date | None) -> None:
    """Never that of a change, nor the address's; an hour in UTC may be of the next day."""
    assert read(head).published == day


def test_a_year_alone_is_no_day() -> None:
    """The library takes the one that stands at the foot of a page for its first of January."""
    assert read("", "", "<footer>© 2019 Quay Post</footer>").published is None


@pytest.mark.parametrize("end", ["| Quay Post", "- Quay Post Politics", "· quaypost"])
def test_titles_are_without_the_name_of_the_site(end: str) -> None:
    """`og:title` often has it at its end."""
    title = read(f"<meta property='og:title' content='Harbour is open {end}'>").title
    assert title == "Harbour is open"


@pytest.mark.parametrize(
    "opening",
    [
        "<p hidden>",
        "<p style='color: red; display: none'>",
        "<template>",
        "<p style=visibility:hidden>",
    ],
)
def test_what_no_reader_sees_is_no_text(opening: str) -> None:
    """Though a short page has little else."""
    page = f"<h1>Harbour reopens</h1>{opening}Buy a crane.</p></template><p>It is open now.</p>"
    text = read_page(f"<title>Harbour reopens</title><body>{page}", "page")[0]
    assert "It is open now." in text
    assert "crane" not in text


def test_a_page_that_a_script_is_to_show_is_read() -> None:
    """It is hidden as a whole until then."""
    page = f"<title>Harbour reopens</title><body><a>Home</a><div hidden>{BODY}</div>"
    assert "long storm" in read_page(page, "page")[0]
