"""A client of a running server, for programs: what is asked and answered is typed as there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar
from urllib.parse import quote as percent_encoded

import httpx
from pydantic import BaseModel, ValidationError

from onrecord.ui.errors import ServerError
from onrecord.ui.rest.reply_bodies import (
    AnswerBody,
    AnswersBody,
    ArticleBody,
    ArticleListBody,
    HitsBody,
    IndexBody,
    QuoteBody,
    StatementsBody,
    VerdictsBody,
)
from onrecord.ui.rest.request_bodies import (
    AskRequest,
    BatchRequest,
    CitationBody,
    FiltersBody,
    ListRequest,
    RetrieveRequest,
    StatementsRequest,
    VerifyRequest,
)

__all__ = [
    "AskRequest",
    "AsyncClient",
    "CitationBody",
    "Client",
    "FiltersBody",
    "ListRequest",
    "RetrieveRequest",
    "ServerError",
]

ADDRESS = "http://127.0.0.1:7860"
TIMEOUT_S = 60.0

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, and how its response is read."""

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    body: BaseModel | None = None

    def request(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Build the request: what was given and nothing else."""
        given = self.body.model_dump(mode="json", exclude_unset=True) if self.body else None
        if self.method == "GET":
            return http.build_request("GET", self.path, params=given)
        return http.build_request(self.method, self.path, json=given)

    def reply(self, response: httpx.Response) -> T:
        """Read the response; raises `ServerError` if it is a refusal, or not what was expected."""
        if not response.is_success:
            raise _refusal(response)
        try:
            return self.read(response)
        except ValidationError as error:
            raise ServerError(
                response.status_code, "Unexpected answer",
                f"{response.url} gave something else than was asked for: is it On Record?",
            ) from error  # fmt: skip


class Client:
    """Ask a server; a context manager that closes its connections."""

    def __init__(
        self, address: str = ADDRESS, *, token: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._http = httpx.Client(base_url=address, headers=_headers(token), timeout=timeout_s)

    def ask(self, question: str | AskRequest) -> AnswerBody:
        """Answer a question with verbatim quotes, or say why the corpus doesn't."""
        return self._done(_ask(question))

    def ask_all(self, questions: Iterable[str | AskRequest]) -> AnswersBody:
        """Answer several questions, all from one generation, in the same order."""
        return self._done(_ask_all(questions))

    def retrieve(self, question: str | RetrieveRequest) -> HitsBody:
        """Find the passages nearest to a question."""
        return self._done(_retrieve(question))

    def statements(self, speaker: str, subject: str | None = None) -> StatementsBody:
        """Give all that a speaker is quoted with, the oldest first."""
        return self._done(_statements(speaker, subject))

    def articles(self, wanted: ListRequest | None = None) -> ArticleListBody:
        """List a page of articles; the next one has its `next` as `cursor`."""
        return self._done(_articles(wanted))

    def article(self, article_id: str) -> ArticleBody:
        """Tell what is known about an article."""
        return self._done(_article(article_id))

    def text(self, article_id: str) -> str:
        """Give exactly the text that `start` and `end` count in."""
        return self._done(_text(article_id))

    def verify(self, cited: Iterable[QuoteBody | CitationBody]) -> VerdictsBody:
        """Tell of each quote whether its words still stand where they stood."""
        return self._done(_verify(cited))

    def index(self) -> IndexBody:
        """Tell the state of the index."""
        return self._done(_index())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def _done(self, call: Call[T]) -> T:
        try:
            response = self._http.send(call.request(self._http))
        except httpx.HTTPError as error:
            raise _unreached(error) from error
        return call.reply(response)


class AsyncClient:
    """Ask a server from asynchronous code; as `Client`, with every answer awaited."""

    def __init__(
        self, address: str = ADDRESS, *, token: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._http = httpx.AsyncClient(base_url=address, headers=_headers(token), timeout=timeout_s)

    async def ask(self, question: str | AskRequest) -> AnswerBody:
        """Answer a question with verbatim quotes, or say why the corpus doesn't."""
        return await self._done(_ask(question))

    async def ask_all(self, questions: Iterable[str | AskRequest]) -> AnswersBody:
        """Answer several questions, all from one generation, in the same order."""
        return await self._done(_ask_all(questions))

    async def retrieve(self, question: str | RetrieveRequest) -> HitsBody:
        """Find the passages nearest to a question."""
        return await self._done(_retrieve(question))

    async def statements(self, speaker: str, subject: str | None = None) -> StatementsBody:
        """Give all that a speaker is quoted with, the oldest first."""
        return await self._done(_statements(speaker, subject))

    async def articles(self, wanted: ListRequest | None = None) -> ArticleListBody:
        """List a page of articles; the next one has its `next` as `cursor`."""
        return await self._done(_articles(wanted))

    async def article(self, article_id: str) -> ArticleBody:
        """Tell what is known about an article."""
        return await self._done(_article(article_id))

    async def text(self, article_id: str) -> str:
        """Give exactly the text that `start` and `end` count in."""
        return await self._done(_text(article_id))

    async def verify(self, cited: Iterable[QuoteBody | CitationBody]) -> VerdictsBody:
        """Tell of each quote whether its words still stand where they stood."""
        return await self._done(_verify(cited))

    async def index(self) -> IndexBody:
        """Tell the state of the index."""
        return await self._done(_index())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.close()

    async def _done(self, call: Call[T]) -> T:
        try:
            response = await self._http.send(call.request(self._http))
        except httpx.HTTPError as error:
            raise _unreached(error) from error
        return call.reply(response)


def _ask(question: str | AskRequest) -> Call[AnswerBody]:
    return Call("POST", "/v1/ask", _as(AnswerBody), _question(question))


def _ask_all(questions: Iterable[str | AskRequest]) -> Call[AnswersBody]:
    body = BatchRequest.model_construct(None, asks=[_question(each) for each in questions])
    return Call("POST", "/v1/ask/batch", _as(AnswersBody), body)


def _question(question: str | AskRequest) -> AskRequest:
    """Leave it to the server to say what is wrong with it."""
    if isinstance(question, str):
        return AskRequest.model_construct(None, question=question)
    return question


def _retrieve(question: str | RetrieveRequest) -> Call[HitsBody]:
    body = (
        RetrieveRequest.model_construct(None, question=question)
        if isinstance(question, str)
        else question
    )
    return Call("POST", "/v1/retrieve", _as(HitsBody), body)


def _statements(speaker: str, subject: str | None) -> Call[StatementsBody]:
    given = {"speaker": speaker} | ({"subject": subject} if subject else {})
    return Call(
        "GET", "/v1/statements", _as(StatementsBody), StatementsRequest.model_validate(given)
    )


def _articles(wanted: ListRequest | None) -> Call[ArticleListBody]:
    return Call("GET", "/v1/articles", _as(ArticleListBody), wanted)


def _article(article_id: str) -> Call[ArticleBody]:
    return Call("GET", _path(article_id), _as(ArticleBody))


def _text(article_id: str) -> Call[str]:
    return Call("GET", f"{_path(article_id)}/text", lambda response: response.content.decode())


def _verify(cited: Iterable[QuoteBody | CitationBody]) -> Call[VerdictsBody]:
    body = VerifyRequest(citations=[_citation(each) for each in cited])
    return Call("POST", "/v1/verify", _as(VerdictsBody), body)


def _index() -> Call[IndexBody]:
    return Call("GET", "/v1/index", _as(IndexBody))


def _as(model: type[M]) -> Callable[[httpx.Response], M]:
    """Read JSON; what a newer server says beside it is not looked at."""
    return lambda response: model.model_validate_json(response.content, extra="ignore")


def _citation(cited: QuoteBody | CitationBody) -> CitationBody:
    if isinstance(cited, CitationBody):
        return cited
    return CitationBody(
        text=cited.text,
        start=cited.start,
        end=cited.end,
        article=cited.article.id,
        sha256=cited.article.sha256,
    )


def _path(article_id: str) -> str:
    return f"/v1/articles/{percent_encoded(article_id, safe='')}"


def _headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _refusal(response: httpx.Response) -> ServerError:
    """Read the problem details; whatever else stands in the way has none."""
    try:
        problem = response.json()
        found = str(problem["title"]), str(problem["detail"]), problem.get("request_id")
    except (ValueError, KeyError, TypeError, AttributeError):
        found = response.reason_phrase, f"{response.url} gave no reason", None
    title, detail, request_id = found
    return ServerError(response.status_code, title, detail, request_id)


def _unreached(error: httpx.HTTPError) -> ServerError:
    detail = f"no answer from {error.request.url} ({error!r}): is the server running?"
    return ServerError(None, "No answer", detail)
