"""The articles as resources that an assistant's user picks, and prompts to pick with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded
from urllib.parse import unquote

from mcp_types import (
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
)

from onrecord.ui.desk import Desk
from onrecord.ui.errors import UnknownArticleError
from onrecord.ui.rest.replies import articles_body
from onrecord.ui.rest.reply_bodies import ArticleBody
from onrecord.ui.rest.request_bodies import ListRequest

__all__ = ["PROMPTS", "TEMPLATES", "Shelf", "prompt"]

SCHEME = "onrecord://article/"
PLAIN = "text/plain"
TEMPLATES = ListResourceTemplatesResult(
    resource_templates=[
        ResourceTemplate(
            name="article",
            title="Article",
            uri_template=SCHEME + "{id}",
            description="An article's text, exactly as offsets count it, by its id.",
            mime_type=PLAIN,
        )
    ]
)

QUOTE = (
    "Answer with the tool `ask` of On Record, and with its quotes alone: each between quotation "
    "marks, unchanged, with title, outlet and date of its article. If it gives no answer, say so "
    "and why; add nothing of your own.\n\nThe question: {question}"
)
CHECK = (
    "Find every quotation in the text below. Look each up with the tool `retrieve` of On Record, "
    "then check it with `verify_citation`. List them, each with whether it is intact, and give the "
    "true words where it isn't.\n\nThe text:\n\n{text}"
)
PROMPTS = ListPromptsResult(
    prompts=[
        Prompt(
            name="quote",
            title="Answer in quotes",
            description="Answer a question with verbatim quotes and their sources alone.",
            arguments=[PromptArgument(name="question", description="What to ask", required=True)],
        ),
        Prompt(
            name="check_quotes",
            title="Check the quotes of a text",
            description="Find out whether a text quotes the articles as they stand.",
            arguments=[PromptArgument(name="text", description="What quotes", required=True)],
        ),
    ]
)
_WORDS: Mapping[str, tuple[str, str]] = {
    "quote": ("question", QUOTE),
    "check_quotes": ("text", CHECK),
}


def prompt(name: str, arguments: Mapping[str, str]) -> GetPromptResult:
    """Give a prompt with what was asked in its place; raises `KeyError` if there is none such."""
    argument, words = _WORDS[name]
    text = words.replace("{" + argument + "}", arguments[argument])
    message = PromptMessage(role="user", content=TextContent(type="text", text=text))
    return GetPromptResult(messages=[message])


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles of a desk; each call sees one generation."""

    desk: Desk

    def page(self, cursor: str | None) -> ListResourcesResult:
        """List a page of the articles, those after `cursor`."""
        listed = articles_body(self.desk.engine(), ListRequest(cursor=cursor or ""))
        found = [_resource(each) for each in listed.articles]
        return ListResourcesResult(resources=found, next_cursor=listed.next)

    def read(self, uri: str) -> ReadResourceResult:
        """Give an article's text; raises `UnknownArticleError` if there is none at that address."""
        try:
            article = self.desk.engine().article(unquote(uri.removeprefix(SCHEME)))
        except KeyError as error:
            raise UnknownArticleError(f"there is no article at {uri!r}: list them") from error
        text = TextResourceContents(uri=uri, mime_type=PLAIN, text=article.text)
        return ReadResourceResult(contents=[text])


def _resource(article: ArticleBody) -> Resource:
    day = article.published.isoformat() if article.published else None
    known = filter(None, (article.author, article.outlet, day))
    return Resource(
        name=article.id,
        title=article.title,
        uri=SCHEME + percent_encoded(article.id, safe=""),
        description=", ".join(known) or None,
        mime_type=PLAIN,
    )
