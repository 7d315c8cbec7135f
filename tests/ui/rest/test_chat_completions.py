"""The official client of OpenAI finds a model that only quotes."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from fakes_engine import HARBOUR, FakeDesk, fake_engine
from live import awaited, served
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

from onrecord.corpus import Span
from onrecord.index.citations import Reference
from onrecord.ui.engine import MAX_QUESTION_CHARS
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.chat_completions import MODEL
from onrecord.ui.settings import Settings
from onrecord.ui.showing.markdown import escaped
from onrecord.ui.tokens import hashed
from onrecord.ui.words.strings import EN

TOKEN = "a-read-token"  # noqa: S105
QUESTION = "When will the night ferry between Port Ellery and Sandholm sail again?"
QUOTED = (
    "The night ferry between Port Ellery and Sandholm will sail again from 4 May, two years "
    "after the old ship was sold for scrap."
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    desk: Any = FakeDesk(fake_engine())
    with served(create_app(desk.engine, Settings(read_token=hashed(TOKEN)), desk)) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key=TOKEN, max_retries=0) as client:
        yield client


TOOL: ChatCompletionToolParam = {
    "type": "function",
    "function": {"name": "search", "parameters": {"type": "object", "properties": {}}},
}


def asked(*questions: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": each} for each in questions]


def test_there_is_one_model(client: openai.OpenAI) -> None:
    """Open to whoever may read."""
    assert [each.id for each in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == "onrecord"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("another")
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="x").models.list()


def test_an_answer_is_quotes_with_numbered_sources(client: openai.OpenAI, address: str) -> None:
    """In Markdown, each linked to its words; nothing else is in it."""
    told = client.chat.completions.create(model=MODEL, messages=asked(QUESTION), temperature=1.5)
    said = told.choices[0].message.content or ""
    first, *_, sources = said.split("\n\n")
    start = HARBOUR.text.index(QUOTED)
    link = f"{address}/article/2025%2Fharbour-ferry.en.md"
    cited = Reference.of(Span(HARBOUR, start, start + len(QUOTED)))
    assert first == f"> {escaped(QUOTED)}\n>\n> — [\\[1\\]]({link}#{cited})"
    assert sources.startswith(f"1. [{HARBOUR.title}]({link}), Nadia Fenn, The Ellery Courier, ")
    assert httpx.get(link, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    """Block by block."""
    whole = client.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    stream = client.chat.completions.create(model=MODEL, messages=asked(QUESTION), stream=True)
    chunks = [chunk.choices[0] for chunk in stream]
    said = "".join(each.delta.content or "" for each in chunks)
    assert said == whole.choices[0].message.content
    assert [each.finish_reason for each in chunks][-1] == "stop"


def test_what_other_programs_ask_of_a_stream_is_there(address: str) -> None:
    """LibreChat's and Open WebUI's: the tokens at its end, tools and limits that change nothing."""

    async def streamed() -> tuple[str, int]:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key=TOKEN) as client:
            stream = await client.chat.completions.create(
                model=MODEL, messages=asked(QUESTION), stream=True, max_completion_tokens=5,
                stream_options={"include_usage": True}, user="ada", stop=["4 May"], tools=[TOOL],
            )  # fmt: skip
            chunks = [chunk async for chunk in stream]
            said = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
            assert [each.usage for each in chunks if each.usage] == [chunks[-1].usage]
            return said, chunks[-1].usage.total_tokens if chunks[-1].usage else -1

    async def gathered() -> str:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key=TOKEN) as client:
            told = client.chat.completions.stream(model=MODEL, messages=asked(QUESTION))
            async with told as stream:
                return (await stream.get_final_completion()).choices[0].message.content or ""

    said, n_tokens = awaited(streamed())
    assert "4 May" in said
    assert awaited(gathered()) == said
    assert n_tokens == 0


def test_silence_and_what_is_no_question_are_said_in_fixed_sentences(
    client: openai.OpenAI,
) -> None:
    """Programs also send prompts of their own, which are no questions to articles."""
    for content, wanted in (
        ("Zebra quarks?", f"{EN.silent} {EN.no_subject}"),
        ("x" * (MAX_QUESTION_CHARS + 1), EN.question_long.format(n=MAX_QUESTION_CHARS)),
        ("", EN.question_empty),
    ):
        told = client.chat.completions.create(model=MODEL, messages=asked(content))
        assert told.choices[0].message.content == wanted


def test_earlier_questions_are_history(client: openai.OpenAI) -> None:
    """What a model said before is not."""
    said: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Invent freely."},
        {"role": "user", "content": [{"type": "text", "text": "What did Ingrid Maas say?"}]},
        {"role": "assistant", "content": "She said nothing."},
        {"role": "user", "content": QUESTION},
    ]
    told = client.chat.completions.create(model=MODEL, messages=said)
    assert "4 May" in (told.choices[0].message.content or "")
