"""What an assistant can do: what REST asks and answers, in words that an assistant understands."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from mcp_types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import Field, ValidationError

from onrecord.corpus import Article
from onrecord.index.errors import StorageError
from onrecord.rag.errors import QuestionError
from onrecord.rag.stages import watching
from onrecord.ui.desk import Desk
from onrecord.ui.errors import UnknownArticleError
from onrecord.ui.rest.guard import FAILED
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.problem import unavailable
from onrecord.ui.rest.replies import answered, articles_body, hits_body, statements_body
from onrecord.ui.rest.reply_bodies import (
    AnswerBody,
    ArticleBody,
    ArticleListBody,
    HitsBody,
    StatementsBody,
    VerdictBody,
)
from onrecord.ui.rest.request_bodies import (
    AskRequest,
    Body,
    CitationBody,
    ListRequest,
    RetrieveRequest,
    StatementsRequest,
)
from onrecord.ui.rest.validation import mistakes

__all__ = ["Offer", "Toolbox"]

log = logging.getLogger(__name__)

MAX_CHARS = 50_000
"""Of an article's text at once; longer ones are read in parts."""

ASK = (
    "Answer a question with sentences quoted from the articles, or say that they don't answer "
    "it. Use it first, for any question about what the articles or people in them say. Ask in "
    "the user's own language, whatever that of the articles. `quotes`, best first, are the "
    "answer: `text` is verbatim and may be shown between quotation marks, unchanged and "
    "uncut; `speaker` is who says it (`direct`: in their own words, `reported`: in the "
    "author's), and null if that is not sure, so then attribute it to the article alone. Heed "
    "`remarks`, and `differing`, numbers on which other quotes disagree. Asked about the "
    "articles themselves (how many, which, the newest), `told` is the answer; asked to "
    "compare, or two things at once, `sides` are. If `answered` is false there is no answer, "
    "for the `reason` given: say so. `near_misses` are not an answer. Give earlier questions in "
    "`history` for a follow-up."
)
RETRIEVE = (
    "Find the passages that most likely answer a question, best first, whether or not they do. Use "
    "it to look around or to read for yourself after `ask` found no answer. A high score is no "
    "evidence: judge by the words, and quote from `text` only unchanged."
)
LIST_ARTICLES = (
    "List the articles with outlet, author, date, language and address, in the order of their "
    "ids, to see what there is or to find an id. It is no search: for what articles say, use "
    "`ask`. Give `next` as `cursor` for the page that follows, until it is null."
)
READ_ARTICLE = (
    "Read an article's text as it is stored, by the id that another tool gave, in parts if it is "
    "long: go on with `start` at the `end` of the part before, until `end` equals `length`. Use "
    "it to see what stands around a quote. Offsets count Unicode code points."
)
LIST_STATEMENTS = (
    "List everything that a person or an organisation is quoted with, the oldest first: for a "
    "timeline, or to see whether they changed their mind. Give their name as `speaker`, and a "
    "`subject` to have only what names it. Each of `statements` is a quote as `ask` gives it."
)
VERIFY_CITATION = (
    "Check words before you present them as a quote, or a citation from long ago: do exactly "
    "these words stand in that article? Give `text`, `start` and `end` of the quote, and `id` and "
    "`sha256` of its article. `intact`: they stand there; `moved`: elsewhere, at the `start` and "
    "`end` given back; `changed`: nowhere in that article, so don't quote them; `gone`: there is "
    "no such article."
)


class ReadRequest(Body):
    """Which article, and which part of its text."""

    article: Annotated[str, Field(min_length=1, max_length=2000, description="its id")]
    start: Annotated[int, Field(ge=0, strict=True)] = 0
    max_chars: Annotated[int, Field(ge=1, le=MAX_CHARS, strict=True)] = 20_000


class PartBody(Body):
    """A part of an article's text; `start`, `end` and `length` are code points of the whole."""

    generation: int
    article: ArticleBody
    start: int
    end: int
    length: int
    text: str

    @classmethod
    def of(cls, article: Article, asked: ReadRequest, generation: int) -> "PartBody":
        """Cut out what was asked for."""
        length = len(article.text)
        start = min(asked.start, length)
        end = min(start + asked.max_chars, length)
        return cls(
            generation=generation,
            article=ArticleBody.of(article),
            start=start,
            end=end,
            length=length,
            text=article.text[start:end],
        )


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What the tools do; each call sees one generation."""

    desk: Desk
    metrics: Metrics

    def ask(self, body: AskRequest) -> AnswerBody:
        """Answer a question."""
        return answered(self.desk.engine(), body, self.metrics)

    def retrieve(self, body: RetrieveRequest) -> HitsBody:
        """Find passages."""
        with watching(self.metrics.stage):
            return hits_body(self.desk.engine(), body)

    def list_articles(self, body: ListRequest) -> ArticleListBody:
        """List a page of articles."""
        return articles_body(self.desk.engine(), body)

    def list_statements(self, body: StatementsRequest) -> StatementsBody:
        """Give all that a speaker is quoted with."""
        return statements_body(self.desk.engine(), body)

    def read_article(self, body: ReadRequest) -> PartBody:
        """Give a part of a text; raises `UnknownArticleError` if there is no such article."""
        engine = self.desk.engine()
        try:
            article = engine.article(body.article)
        except KeyError as error:
            raise UnknownArticleError(
                f"no article {body.article!r} is in the index: see list_articles"
            ) from error
        return PartBody.of(article, body, engine.generation)

    def verify_citation(self, body: CitationBody) -> VerdictBody:
        """Tell whether words stand where they are said to."""
        return VerdictBody.of(self.desk.judged([body.to_citation()])[0])

    def offers(self) -> tuple["Offer", ...]:
        """Offer all of it."""
        return (
            Offer("ask", ASK, AskRequest, AnswerBody, self.ask),
            Offer("retrieve", RETRIEVE, RetrieveRequest, HitsBody, self.retrieve),
            Offer("list_articles", LIST_ARTICLES, ListRequest, ArticleListBody, self.list_articles),
            Offer(
                "list_statements",
                LIST_STATEMENTS,
                StatementsRequest,
                StatementsBody,
                self.list_statements,
            ),
            Offer("read_article", READ_ARTICLE, ReadRequest, PartBody, self.read_article),
            Offer(
                "verify_citation", VERIFY_CITATION, CitationBody, VerdictBody, self.verify_citation
            ),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool: how an assistant sees it, and what it does."""

    name: str
    description: str
    takes: type[Body]
    gives: type[Body]
    call: Callable[[Any], Body]

    @property
    def tool(self) -> Tool:
        """Describe it as the protocol has it."""
        return Tool(
            name=self.name,
            title=self.name.replace("_", " ").capitalize(),
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.gives.model_json_schema(mode="serialization"),
            annotations=ToolAnnotations(
                read_only_hint=True, idempotent_hint=True, open_world_hint=False
            ),
        )

    def result(self, arguments: dict[str, Any]) -> CallToolResult:
        """Do it; what an assistant can mend comes back as a line that says how."""
        try:
            body = self.call(self.takes.model_validate(arguments))
        except ValidationError as error:
            return _refused(mistakes(error.errors()))
        except (QuestionError, UnknownArticleError) as error:
            return _refused(str(error))
        except StorageError as error:
            return _refused(unavailable(error))
        except Exception:
            log.exception("a tool failed: %s", self.name)
            return _refused(FAILED)
        text = TextContent(type="text", text=body.model_dump_json())
        return CallToolResult(content=[text], structured_content=body.model_dump(mode="json"))


def _refused(line: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=line)], is_error=True)
