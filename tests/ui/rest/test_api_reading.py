"""What programs read: context, events, pages, conditional requests, passages, verdicts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes_engine import HARBOUR, FakeEngine, fake_engine
from fastapi.testclient import TestClient
from newsroom import ARTICLES, ENCODER, EQUIPMENT, FERRY, PROJECTION, TAGGER, builder

from onrecord.rag.desk import Desk
from onrecord.rag.stages import STAGES
from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings

BASE = "http://127.0.0.1"
ANSWERED = "When will the night ferry sail again?"
ASKED = "When does the night ferry to Sandholm sail again from 4 May?"


@pytest.fixture
def client() -> Iterator[TestClient]:
    engine = fake_engine()
    with TestClient(create_app(lambda: engine), BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve a real engine over the newsroom."""
    folder = tmp_path_factory.mktemp("newsroom")
    builder(folder / "index").add(ARTICLES)
    desk = Desk(folder / "corpus", folder / "index", folder, model="one's own")
    desk.encoder, desk.projection, desk.tagger = ENCODER, PROJECTION, TAGGER
    desk.equipment = EQUIPMENT
    app = create_app(desk.engine, Settings(index=folder / "index"), desk)
    with TestClient(app, BASE) as client:
        yield client


def test_a_quote_comes_with_the_sentences_around_it_if_asked_for(client: TestClient) -> None:
    """One on either side: the headline above it, and the fares below."""
    body = {"question": ANSWERED, "context": 1, "k": 1}
    (quote,) = client.post("/v1/ask", json=body).json()["quotes"]
    context = quote["context"]
    assert context["text"] == HARBOUR.text[context["start"] : context["end"]]
    assert context["text"].startswith(HARBOUR.title)
    assert context["text"].endswith("children under twelve travel free.")
    bare = client.post("/v1/ask", json={"question": ANSWERED}).json()["quotes"]
    assert [each["context"] for each in bare] == [None] * len(bare)


def test_context_ends_at_boilerplate(newsroom: TestClient) -> None:
    """What invites to share is no context: the quote above it is the last of its own."""
    body = {"question": "Ingrid Maas: the first loaf on board is free", "context": 3, "k": 1}
    hit = newsroom.post("/v1/ask", json=body).json()
    quote = (hit["quotes"] or hit["near_misses"])[0]
    assert "Share" not in quote["context"]["text"]
    assert quote["context"]["end"] == quote["end"]


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    """Read server-sent events."""
    blocks = [
        dict(line.split(": ", 1) for line in each.split("\n"))
        for each in text.split("\n\n")
        if each
    ]
    return [(each["event"], json.loads(each["data"])) for each in blocks]


def test_an_answer_streams_where_events_are_accepted(client: TestClient) -> None:
    """What was understood, each quote, and at last what comes without a stream."""
    body = {"question": ANSWERED}
    response = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    whole = client.post("/v1/ask", json=body).json()
    assert found[0][0] == "understood"
    assert found[0][1]["resolved_question"] == ANSWERED
    assert [data for name, data in found if name == "quote"] == whole["quotes"]
    assert found[-1] == ("answer", whole)


def test_what_fails_in_a_stream_is_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem, without what went wrong inside."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret path")

    monkeypatch.setattr(FakeEngine, "answer", broken)
    engine = fake_engine()
    with TestClient(create_app(lambda: engine), BASE) as client:
        headers = {"Accept": "text/event-stream"}
        text = client.post("/v1/ask", json={"question": "q"}, headers=headers).text
    name, data = events(text)[-1]
    assert (name, data["status"]) == ("problem", 500)
    assert "secret" not in text


def test_a_batch_is_answered_in_its_order_from_one_generation(client: TestClient) -> None:
    """Each answer is the one that its question gets alone."""
    asks = [{"question": ANSWERED}, {"question": "苹果早熟了几天"}, {"question": ANSWERED, "k": 1}]
    batch = client.post("/v1/ask/batch", json={"asks": asks}).json()
    assert batch["generation"] == 12
    assert batch["answers"] == [client.post("/v1/ask", json=each).json() for each in asks]
    for refused in ([], asks * 11):
        assert client.post("/v1/ask/batch", json={"asks": refused}).status_code == 422


def test_articles_are_listed_page_by_page(client: TestClient) -> None:
    """Each once, in the order of ids, whatever the size of a page."""
    whole = client.get("/v1/articles").json()
    ids = [each["id"] for each in whole["articles"]]
    assert (ids, whole["next"]) == (sorted(ids), None)
    listed, cursor = [], ""
    for _ in ids:
        page = client.get("/v1/articles", params={"limit": 1, "cursor": cursor}).json()
        listed += [each["id"] for each in page["articles"]]
        cursor = page["next"] or ""
    assert (listed, cursor) == (ids, "")


def test_articles_are_listed_through_filters(client: TestClient) -> None:
    """Outlets without case, languages, and days, which leave out what has none."""

    def listed(**params: str) -> list[str]:
        found = client.get("/v1/articles", params=params).json()["articles"]
        return [each["published"] for each in found]

    assert listed(outlet="seeblick") == ["2024-09-02"]
    assert listed(language="zh") == ["2025-09-20"]
    assert listed(since="2025-01-01") == ["2025-03-14", "2025-09-20"]
    assert listed(since="2025-01-01", until="2025-03-14") == ["2025-03-14"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=1001", "limit=1.0", "limit=+1", "unknown=1", "since=2025",
        "since=2025-02-02&until=2025-02-01",
    ],
)  # fmt: skip
def test_a_list_takes_nothing_unknown(client: TestClient, query: str) -> None:
    """In the address as in a body."""
    assert client.get(f"/v1/articles?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/v1/index", "/v1/articles", "/v1/articles/bibliothek.de.txt"])
def test_who_has_the_newest_generation_is_told_so(path: str) -> None:
    """304 until there is a newer one."""
    engines = [fake_engine()]
    with TestClient(create_app(lambda: engines[-1]), BASE) as client:
        tag = client.get(path).headers["etag"]
        known = {"If-None-Match": f'"other", {tag}'}
        again = client.get(path, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        engines.append(FakeEngine(engines[0].library, generation=13))
        assert client.get(path, headers=known).status_code == 200


def test_a_text_is_tagged_by_itself(client: TestClient) -> None:
    """A build that leaves it alone leaves its tag alone."""
    path = "/v1/articles/bibliothek.de.txt"
    sha256 = client.get(path).json()["sha256"]
    assert client.get(f"{path}/text").headers["etag"] == f'W/"{sha256}"'
    assert client.get(f"{path}/text", headers={"If-None-Match": "*"}).status_code == 304


def test_long_responses_are_compressed_for_who_reads_gzip(client: TestClient) -> None:
    """And for nobody else."""
    for accepted, encoding in (("gzip", "gzip"), ("identity", None)):
        response = client.get("/v1/articles", headers={"Accept-Encoding": accepted})
        assert response.headers.get("content-encoding") == encoding
        assert len(response.json()["articles"]) == 4


def test_retrieve_tells_the_standing_in_each_search(newsroom: TestClient) -> None:
    """The score is what an answer would have from the passage; sentences are spans of the text."""
    hits = newsroom.post("/v1/retrieve", json={"question": ASKED, "k": 3}).json()["hits"]
    answer = newsroom.post("/v1/ask", json={"question": ASKED}).json()
    assert hits[0]["score"] == pytest.approx(answer["confidence"])
    for hit in hits:
        best = min(hit["arms"], key=lambda arm: arm["rank"])
        assert hit["arm"] == best["arm"]
    assert {arm["arm"] for arm in hits[0]["arms"]} == {"dense", "lexical"}
    first = next(hit for hit in hits if hit["article"]["id"] == FERRY.id)
    words = [FERRY.text[each["start"] : each["end"]] for each in first["sentences"]]
    assert "Each crossing costs 38 crowns." in words
    assert {each["kind"] for each in first["sentences"]} >= {"prose"}


def test_citations_are_verified(newsroom: TestClient) -> None:
    """A quote as it came, the same moved, words that changed, an article that is gone."""
    quote = newsroom.post("/v1/ask", json={"question": ASKED}).json()["quotes"][0]
    bare = {key: quote[key] for key in ("text", "start", "end")} | {
        "article": quote["article"]["id"], "sha256": quote["article"]["sha256"],
    }  # fmt: skip
    asked = [
        quote,
        bare,
        bare | {"start": 0, "end": quote["end"] - quote["start"]},
        bare | {"text": "The night ferry never returns."},
        bare | {"article": "none.txt", "sha256": "0" * 64},
    ]
    verdicts = newsroom.post("/v1/verify", json={"citations": asked}).json()["verdicts"]
    fates = [each["fate"] for each in verdicts]
    assert fates == ["intact", "intact", "moved", "changed", "gone"]
    assert verdicts[2]["start"] == quote["start"]
    refused = newsroom.post("/v1/verify", json={"citations": [bare | {"more": 1}]})
    assert refused.status_code == 422


def _remembered(told: str) -> tuple[float, ...]:
    found = re.findall(r"^onrecord_cache_(?:hits|misses)_total (\S+)$", told, re.MULTILINE)
    return tuple(map(float, found))


def test_stages_and_outcomes_are_measured(newsroom: TestClient) -> None:
    """Each stage of an answer, how it ended, and what the index holds."""
    newsroom.post("/v1/ask", json={"question": ASKED})
    newsroom.post("/v1/ask", json={"question": "zebras"})
    told = newsroom.get("/metrics").text
    for stage in STAGES:
        assert f'onrecord_stage_seconds_count{{stage="{stage}"}}' in told
    assert 'onrecord_answers_total{outcome="quotes"}' in told
    assert 'onrecord_answers_total{outcome="nothing_on_this_subject"}' in told
    assert {"onrecord_index_articles 7.0", "onrecord_index_generation 1.0"} <= {*told.splitlines()}
    (n_bytes,) = re.findall(r"^onrecord_index_bytes (\S+)$", told, re.MULTILINE)
    assert float(n_bytes) > 50_000
    newsroom.post("/v1/ask", json={"question": ASKED})
    hits, others = _remembered(told)
    assert _remembered(newsroom.get("/metrics").text) == (hits + 1, others)
    assert 'method="POST",route="/v1/ask",status="200"' in told
    assert "ferry" not in told


def test_a_request_keeps_its_id(client: TestClient) -> None:
    """One that can be logged is taken over, also into a problem; any other is replaced."""
    headers = {"X-Request-ID": "trace-7"}
    assert client.get("/v1/index", headers=headers).headers["x-request-id"] == "trace-7"
    problem = client.get("/v1/articles/none", headers=headers)
    assert (problem.headers["x-request-id"], problem.json()["request_id"]) == ("trace-7", "trace-7")
    made = client.get("/v1/index", headers={"X-Request-ID": "a b\tc"}).headers["x-request-id"]
    assert len(made) == 32


@pytest.mark.parametrize("path", ["/v1/index", "/v1/articles", "/healthz", "/docs", "/v1/nothing"])
def test_a_head_is_that_of_what_get_gives(client: TestClient, path: str) -> None:
    """The same status and headers, and no body."""
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    mine = {"x-request-id", "date"}
    assert {k: v for k, v in head.headers.items() if k not in mine} == {
        k: v for k, v in whole.headers.items() if k not in mine
    }


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_none_is_told_those_that_are(client: TestClient, method: str) -> None:
    """405 with `Allow`, where the path is right."""
    response = client.request(method, "/v1/ask")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["title"] == "Method Not Allowed"


def test_readiness_is_the_truth(tmp_path: Path) -> None:
    """Whatever keeps questions from being answered, also what nobody foresaw."""

    def broken() -> FakeEngine:
        raise ZeroDivisionError(str(tmp_path))

    with TestClient(create_app(broken), BASE) as client:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert str(tmp_path) not in response.text
        assert client.get("/healthz").status_code == 200
