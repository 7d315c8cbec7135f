"""The client against a live server over the invented newsroom."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from live import awaited, served
from newsroom import ARTICLES, BRIDGE, FERRY, WIRE, open_desk

from onrecord.ui.clients.client import (
    AskRequest,
    AsyncClient,
    Client,
    FiltersBody,
    ListRequest,
    RetrieveRequest,
    ServerError,
)
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.reply_bodies import AnswerBody
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import hashed

QUESTION = "The night ferry to Sandholm sails again from when?"
QUOTED = "The night ferry to Sandholm sails again from 4 May."
TOKEN = "a-token-of-this-test"  # noqa: S105


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the newsroom to those who have the token."""
    desk = open_desk(tmp_path_factory.mktemp("index"))
    settings = Settings(corpus=desk.corpus, index=desk.index, read_token=hashed(TOKEN))
    with served(create_app(desk.engine, settings, desk)) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address, token=TOKEN) as client:
        yield client


def test_an_answer_is_what_the_server_sends(client: Client, address: str) -> None:
    """Field for field, and of the same types."""
    answer = client.ask(QUESTION)
    sent = httpx.post(
        f"{address}/v1/ask",
        json={"question": QUESTION},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert isinstance(answer, AnswerBody)
    assert answer.model_dump(mode="json") == sent.json()
    assert answer.quotes[0].text == QUOTED
    assert answer.quotes[0].article.published == date(2025, 3, 14)


def test_a_question_can_have_filters_and_a_width(client: Client) -> None:
    """Those of the request are sent, and no others."""
    filters = FiltersBody(outlets=["Wire"], since=date(2025, 3, 15))
    answer = client.ask(AskRequest(question=QUESTION, filters=filters, k=1, context=1))
    assert [quote.article.id for quote in answer.quotes] == [WIRE.id]
    assert answer.filters == {"outlets": ["Wire"], "since": date(2025, 3, 15)}
    assert answer.quotes[0].context
    assert answer.quotes[0].context.text.endswith("The harbour was dredged in winter.")
    found = client.ask(AskRequest(question=QUESTION, filters=FiltersBody(authors=["nadia fénn"])))
    assert {quote.article.author for quote in found.quotes} == {"Nadia Fenn"}


def test_several_questions_are_answered_at_once(client: Client) -> None:
    """In their order, as each by itself; what is wrong with one is said of that one."""
    other = AskRequest(question="Who said they waited longer for this ferry?", k=1)
    both = client.ask_all([QUESTION, other])
    assert both.answers == [client.ask(QUESTION), client.ask(other)]
    with pytest.raises(ServerError, match=r"422: .*asks\.1\.question"):
        client.ask_all([QUESTION, ""])


def test_passages_come_with_their_place(client: Client) -> None:
    """`text[start:end]` is the passage."""
    (hit,) = client.retrieve(RetrieveRequest(question=QUESTION, k=1)).hits
    assert client.text(hit.article.id)[hit.start : hit.end] == hit.text
    assert len(client.retrieve(QUESTION).hits) > 1


def test_articles_are_listed_page_by_page(client: Client) -> None:
    """Until there is no next one."""
    found, cursor = [], ""
    while True:
        page = client.articles(ListRequest(cursor=cursor, limit=3))
        found += [article.id for article in page.articles]
        if page.next is None:
            break
        cursor = page.next
    assert found == sorted(article.id for article in ARTICLES)
    assert len(client.articles().articles) == len(ARTICLES) == client.index().articles


@pytest.mark.parametrize("article", [FERRY, WIRE, BRIDGE], ids=["slash", "CRLF", "Hebrew"])
def test_texts_are_exact(client: Client, article: object) -> None:
    """Whatever is in them and in their ids."""
    assert isinstance(article, type(FERRY))
    assert client.text(article.id) == article.text
    assert client.article(article.id).sha256 == article.sha256


def test_quotes_can_be_verified(client: Client) -> None:
    """As they came, or with other words."""
    quote = client.ask(QUESTION).quotes[0]
    changed = quote.model_copy(update={"text": "The ferry sank."})
    verdicts = client.verify([quote, changed]).verdicts
    assert [verdict.fate for verdict in verdicts] == ["intact", "changed"]


@pytest.mark.parametrize(
    ("question", "token", "status", "title"),
    [
        ("", TOKEN, 422, "Unprocessable"),
        (QUESTION, "another", 401, "Unauthorized"),
        (QUESTION, None, 401, "Unauthorized"),
    ],
)
def test_a_refusal_is_one_exception_with_the_problem(
    address: str, question: str, token: str | None, status: int, title: str
) -> None:
    """Status, title, detail and the id that the server logged."""
    with Client(address, token=token) as client, pytest.raises(ServerError) as raised:
        client.ask(question)
    assert raised.value.status == status
    assert raised.value.title.startswith(title)
    assert raised.value.detail in str(raised.value)
    assert raised.value.request_id


def test_an_article_that_is_not_there_is_a_refusal(client: Client) -> None:
    """404, as the server says."""
    with pytest.raises(ServerError, match="404: no article 'none'"):
        client.text("none")


def test_no_server_is_the_same_exception() -> None:
    """Without a status, and with what to check."""
    with Client("http://127.0.0.1:9") as client, pytest.raises(ServerError) as raised:
        client.index()
    assert raised.value.status is None
    assert "is the server running?" in raised.value.detail


def test_another_server_is_told_apart() -> None:
    """What is no answer of this interface is refused, not half read."""
    other = httpx.MockTransport(lambda _: httpx.Response(200, json={"hello": "world"}))
    proxy = httpx.MockTransport(lambda _: httpx.Response(502, text="<h1>Bad gateway</h1>"))
    for transport, status in ((other, 200), (proxy, 502)):
        with Client() as client:
            client._http = httpx.Client(base_url="http://post.example", transport=transport)
            with pytest.raises(ServerError) as raised:
                client.ask(QUESTION)
            assert raised.value.status == status


def test_fields_of_a_newer_server_are_not_looked_at() -> None:
    """A client goes on when the server is updated before it."""
    body = {"generation": 3, "articles": 2, "passages": 5, "weather": "fine"}
    newer = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Client() as client:
        client._http = httpx.Client(base_url="http://post.example", transport=newer)
        assert client.index().passages == 5


def test_everything_can_be_awaited(address: str) -> None:
    """The asynchronous client gives what the other gives."""

    async def everything() -> list[object]:
        async with AsyncClient(address, token=TOKEN) as client:
            answer, hits = await asyncio.gather(client.ask(QUESTION), client.retrieve(QUESTION))
            page = await client.articles()
            article = await client.article(FERRY.id)
            text = await client.text(FERRY.id)
            verdicts = await client.verify(answer.quotes)
            return [answer, hits, page, article, text, verdicts, await client.index()]

    async def refused() -> None:
        async with AsyncClient(address) as client:
            await client.index()

    with Client(address, token=TOKEN) as client:
        answer = client.ask(QUESTION)
        assert awaited(everything()) == [
            answer,
            client.retrieve(QUESTION),
            client.articles(),
            client.article(FERRY.id),
            client.text(FERRY.id),
            client.verify(answer.quotes),
            client.index(),
        ]
    with pytest.raises(ServerError, match="401"):
        awaited(refused())


def test_the_client_needs_neither_model_nor_index() -> None:
    """A program that only asks loads none of the heavy packages."""
    heavy = "{'gradio', 'faiss', 'torch', 'onnxruntime', 'sklearn', 'fastapi', 'mcp'}"
    code = (
        "import onrecord.ui.clients.client, sys; "
        f"sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
