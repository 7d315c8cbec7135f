import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from fakes_engine import HARBOUR, HOSTILE, LIBRARY, ORCHARD, FakeEngine, fake_engine
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Sentence, SentenceKind, Span, Speaker, Speech
from onrecord.index.citations import Fate, Reference
from onrecord.rag.names.renderings import Rendering
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason, Side, Told
from onrecord.ui.showing.citing import Place, places_in
from onrecord.ui.showing.render import (
    answer_html,
    article_href,
    article_page,
    source_html,
)
from onrecord.ui.words.strings import DE, EN, LANGUAGES, ZH, Strings

ALLOWED = {
    "a", "article", "bdi", "blockquote", "button", "details", "div", "figcaption", "kbd",
    "figure", "h1", "h2", "header", "li", "mark", "ol", "p", "section", "small", "span", "summary",
    "ul",
}  # fmt: skip
QUERY = Query("q", "q", "en")


class Reading(HTMLParser):
    """Collects tags, attributes, and the text inside `.source-text` and of block quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.source: list[str] = []
        self.quotes: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag, and where text is to be kept."""
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "blockquote" or ("class", "source-text") in attrs:
            self.inside = tag
            self.quotes += [""] if tag == "blockquote" else []

    def handle_endtag(self, tag: str) -> None:
        """Leave."""
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Keep text."""
        if self.inside == "blockquote":
            self.quotes[-1] += data
        elif self.inside == "div":
            self.source.append(data)


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    return reading


def asked(engine: FakeEngine, question: str) -> Answer:
    return engine.answer(engine.understood(question))


@pytest.mark.parametrize("article", [HARBOUR, LIBRARY, ORCHARD, HOSTILE], ids=lambda a: a.language)
def test_source_holds_exactly_the_text(article: Article) -> None:
    """Offsets count in what the reader sees."""
    html = source_html(article, fake_engine().sentences(article.id), EN)
    assert "".join(read(html).source) == article.text


@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1
    ).filter(str.strip),
    cut=st.integers(0, 50),
)
def test_source_holds_any_text(text: str, cut: int) -> None:
    """Also between sentences, and whatever stands in it."""
    article = replace(HARBOUR, text=text)
    end = min(len(text), cut + 1)
    sentence = Sentence(article, end - 1, end, SentenceKind.BOILERPLATE)
    assert "".join(read(source_html(article, (sentence,), EN)).source) == text


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 80)), max_size=6))
def test_marks_change_no_character(spans: list[tuple[int, int]]) -> None:
    """However citations overlap, the text is the article's, and each one's marks are its words."""
    places = [Place(Fate.INTACT, Span(HARBOUR, at, at + length)) for at, length in spans]
    html = source_html(HARBOUR, fake_engine().sentences(HARBOUR.id), EN, places)
    assert "".join(read(html).source) == HARBOUR.text
    for n, place in enumerate(places):
        marked = re.findall(rf'<mark data-quotes="(?:\d+ )*{n}(?: \d+)*">([^<]*)</mark>', html)
        assert place.span
        assert "".join(unescape("".join(marked)).split()) == "".join(place.span.text.split())


def test_what_replaced_cited_words_is_outlined_by_whole_sentences() -> None:
    """And the reader is told that they are gone."""
    start = HARBOUR.text.index("A round trip")
    cited = Reference.of(Span(HARBOUR, start, start + 40))
    now = replace(HARBOUR, text=HARBOUR.text.replace("38", "45"))
    cut = [
        Sentence(now, start, now.text.index("free.") + 5, SentenceKind.PROSE),
    ]
    (place,) = places_in(now, cut, [cited])
    assert place == Place(Fate.CHANGED, Span(now, cut[0].start, cut[0].end))
    html = source_html(now, cut, EN, [place])
    assert f'class="instead">{cut[0].text}</mark>' in html
    assert EN.words_changed in html


def test_quotes_are_verbatim_in_the_cards() -> None:
    """Nothing is added to the words, not even quotation marks."""
    answer = asked(fake_engine(), "When will the night ferry sail again?")
    assert read(answer_html(answer, EN)).quotes == [quote.text for quote in answer.quotes]


@pytest.mark.parametrize("strings", LANGUAGES.values())
def test_a_card_says_what_a_name_is_taken_as(strings: Strings) -> None:
    """In the language of the reader; nothing is said of a question without one."""
    answer = asked(fake_engine(), "When will the night ferry sail again?")
    taken = replace(answer, taken=(Rendering("艾达", "Ada <b>", is_heard=True),))
    html = answer_html(taken, strings)
    assert unescape(re.sub("<[^>]+>", "", html)).count(f"艾达 {strings.taken_as} Ada <b>") == 1
    assert strings.taken_as not in answer_html(answer, strings)


@pytest.mark.parametrize("strings", LANGUAGES.values())
@pytest.mark.parametrize(
    ("text", "is_somebodys"),
    [
        ("“You can't unbake a cake,” she said.", True),
        ("“蛋糕烤好了，就回不去了。”她说。", True),
        ("The cake was called “Orbit” by all.", False),
        ("The cake stood on the table.", False),
    ],
)
def test_words_of_whoever_is_not_told_are_not_the_article_s(
    strings: Strings, text: str, *, is_somebodys: bool
) -> None:
    """A card says so; and what nobody says is the article's own."""
    article = Article("a", text, "", None, None, None, "en", None)
    quote = Quote(article, 0, len(text), 0.9, None)
    shown = unescape(answer_html(Answer(QUERY, (quote,), 0.9, None, (), 1), strings))
    assert (strings.unnamed in shown) is is_somebodys
    assert (strings.own_words in shown) is not is_somebodys
    said = replace(quote, likely=Speaker(article, 0, 3, Speech.REPORTED, 0.6))
    shown = unescape(answer_html(Answer(QUERY, (said,), 0.9, None, (), 1), strings))
    assert strings.own_words not in shown


def test_hostile_articles_add_no_tags_and_no_handlers() -> None:
    """Title, outlet, author, id, address and text are escaped wherever they stand."""
    engine = fake_engine()
    answer = asked(engine, "What does the hostile parrot say about script?")
    assert answer.quotes[0].article is HOSTILE
    views = (answer_html(answer, EN), source_html(HOSTILE, engine.sentences(HOSTILE.id), EN))
    for html in views:
        reading = read(html)
        assert reading.tags <= ALLOWED
        assert not [name for name, _ in reading.attributes if name.startswith("on")]
        links = [value or "" for name, value in reading.attributes if name == "href"]
        assert all(link.startswith(("/article/", "/follow.atom?")) for link in links)


def test_a_page_of_a_hostile_article_has_only_our_script() -> None:
    """Two scripts, ours."""
    page = article_page(HOSTILE, fake_engine().sentences(HOSTILE.id), EN)
    assert re.findall(r"<script[^>]*>", page) == [
        '<script src="/ui/manners.js">',
        '<script type="module" src="/ui/page.js">',
    ]


def test_addresses_are_encoded() -> None:
    """`/`, `#`, `?` and `%` in an id are no part of the address's own structure."""
    (quote,) = asked(fake_engine(), "passengers harbour master expects").quotes
    assert article_href("a/b#c?d%.md", [quote]) == (
        f"/article/a%2Fb%23c%3Fd%25.md#{Reference.of(quote)}"
    )


@pytest.mark.parametrize("strings", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.UNCLEAR])
def test_silence_says_why(strings: Strings, reason: Reason) -> None:
    """And shows near misses folded, named as no answer."""
    near = asked(fake_engine(), "When will the night ferry sail again?").quotes
    answer = Answer(Query("q", "q", "en"), (), 0.1, reason, near, 3)
    html = answer_html(answer, strings)
    for said in (strings.silent, strings.reason(reason), strings.near_misses_note):
        assert said in html
    assert '<details class="near-misses">' in html


def test_an_unclear_question_is_asked_back() -> None:
    """Its readings can be chosen; nothing is said of what the corpus holds."""
    query = Query("and Vela?", "and Vela?", "en", readings=("Who is <Vela>?", "What of Vela?"))
    html = answer_html(Answer(query, (), 0.0, Reason.UNCLEAR, (), 3), EN)
    assert EN.unclear in html
    assert EN.silent not in html
    assert '<button type="button" data-wish="{&#34;reading&#34;: 1}">' in html
    assert "Who is &lt;Vela&gt;?" in html


def test_what_was_understood_and_filtered_is_shown() -> None:
    """No filter is silent; one taken from the question says so."""
    quotes = asked(fake_engine(), "When will the night ferry sail again?").quotes
    filters = Filters(outlets=("Seeblick",), languages=("zh",))
    query = Query("And?", "And the ferry?", "en", filters, Filters(languages=("zh",)))
    html = answer_html(Answer(query, quotes, 0.7, None, (), 3), DE)
    assert "Verstanden als" in html
    assert "And the ferry?" in html
    assert "<bdi>Chinesisch</bdi> <small>aus der Frage entnommen</small>" in html
    assert "<bdi>Seeblick</bdi><button" in html
    assert 'aria-label="Aufheben: Seeblick"' in html
    assert "Beantwortet die Frage wahrscheinlich" in html


def test_one_and_many_are_counted_apart() -> None:
    """1 quote, 2 quotes; Chinese has one form."""
    assert (EN.n_quotes(1), EN.n_quotes(2)) == ("1 quote", "2 quotes")
    assert (ZH.n_articles(1), ZH.n_articles(2)) == ("1 篇文章", "2 篇文章")
    assert (ZH.n_articles(20_000), DE.n_articles(20_000)) == ("20,000 篇文章", "20.000 Artikel")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://courier.example/ferry", "courier.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://b\u00fccher.example/", "xn--bcher-kva.example"),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("http://" + "a" * 70 + ".example/", None),
        ("https:///nowhere", None),
    ],
)
def test_only_a_web_address_is_a_link_and_its_host_is_shown(url: str, host: str | None) -> None:
    """In ASCII, without what only looks like one; what can't be read is no link."""
    html = source_html(replace(HARBOUR, url=url), (), EN)
    shown = re.findall(r'rel="noopener noreferrer nofollow">Original: <bdi>([^<]*)</bdi>', html)
    assert shown == ([host] if host else [])


def test_silence_by_filters_offers_to_search_everywhere() -> None:
    """No other silence does."""
    said = {
        reason: EN.everywhere in answer_html(Answer(QUERY, (), 0.1, reason, (), 3), EN)
        for reason in Reason
    }
    assert said == {reason: reason is Reason.FILTERED for reason in Reason}


def test_confidence_is_told_in_times_out_of_ten() -> None:
    """Nothing is said to be always right."""
    told = [EN.odds(0.53), EN.odds(0.949), EN.odds(0.951), EN.odds(1)]
    assert told == [
        "right about 5 times in 10", "right about 9 times in 10",
        "right more than 9 times in 10", "right more than 9 times in 10",
    ]  # fmt: skip


def test_what_the_articles_tell_stands_above_what_they_say() -> None:
    """Where both answer: the day of an article, and its words on the day."""
    answer = asked(fake_engine(), "When will the night ferry sail again?")
    html = answer_html(replace(answer, told=Told(Asks.ORIGIN, (), 1)), EN)
    assert read(html).quotes == [quote.text for quote in answer.quotes]
    assert html.index('class="told"') < html.index('class="quote"')


def test_what_there_is_is_told_by_all_that_the_articles_name() -> None:
    """Outlets, authors, languages and days, as they are; markup in a name is text."""
    held = Holdings(("Wire", "<b>Post"), (date(2025, 3, 14),), authors=("Ada",), languages=("de",))
    answer = Answer(QUERY, (), 1.0, None, (), 3, told=Told(Asks.CORPUS, (), 2, held))
    words = re.sub(r"<[^>]*>", "", answer_html(answer, EN)).split("\n")
    assert [line for line in words if line.strip()][:5] == [
        "2 articles", "Sources 2&lt;b&gt;Post · Wire", "Authors 1Ada", "Languages 1German",
        "PublishedMarch 14, 2025",
    ]  # fmt: skip


def test_small_talk_is_not_followed() -> None:
    """A greeting has no feed and no address of its own; a question about the articles has."""
    hello = Answer(QUERY, (), 0.0, None, (), 3, told=Told(Asks.GREETING, (), 1))
    newest = replace(hello, told=Told(Asks.NEWEST, (), 1))
    assert [mark in answer_html(hello, EN) for mark in ("data-follow", "data-link")] == [False] * 2
    assert [mark in answer_html(newest, EN) for mark in ("data-follow", "data-link")] == [True] * 2


def test_what_is_compared_and_what_differs_stands_side_by_side() -> None:
    """A column for each side, or for each quote that gives another figure; the figures head it."""
    first, other = (Span(HARBOUR, at, at + 9) for at in (0, 20))
    told = tuple(
        Quote(HARBOUR, each.start, each.end + 5, 0.9, None, differing=(each,))
        for each in (first, other)
    )
    answer = Answer(QUERY, told, 0.9, None, (), 3)
    differs = answer_html(answer, EN)
    assert re.findall(r"<h2[^>]*><bdi>([^<]*)</bdi></h2>", differs) == [first.text, other.text]
    assert "at-odds" not in answer_html(replace(answer, quotes=told[:1]), EN)
    sides = tuple(Side(name, (each,)) for name, each in zip("AB", told, strict=True))
    compared = answer_html(replace(answer, sides=sides), EN)
    assert compared.count('class="side"') == 2
    assert re.findall(r'class="number"[^>]*>(\d)<', compared) == ["1", "2"]
