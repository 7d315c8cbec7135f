"""The interface keeps to its OpenAPI document, whatever it is asked."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fakes_engine import FakeDesk
from hypothesis import HealthCheck, settings
from newsroom import ARTICLES, ENCODER, PROJECTION, TAGGER, builder
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from onrecord.index.citations import Citation, Verdict, judge
from onrecord.index.store.snapshots import SnapshotInfo
from onrecord.rag.desk import Desk
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.jobs import Jobs
from onrecord.ui.rest.limits import Bounds
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import hashed, new_token

TOKEN = new_token()
UNBOUND = Bounds(per_minute=60_000_000, burst=1_000_000, wait_s=60.0, answer_s=60.0)


class StillDesk(FakeDesk):
    """Answers from a real index, and only pretends to change it."""

    real: Desk

    def __init__(self) -> None:
        super().__init__(None)

    def engine(self) -> Any:
        """Give the real engine."""
        return self.real.engine()

    def judged(self, citations: list[Citation]) -> list[Verdict]:
        """Judge by the real index."""
        return judge(self.real.index, citations)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """List one."""
        return (SnapshotInfo("spring", 1, "2025-03-14T00:00:00Z", 7, 4096),)

    def put(self, *_: object) -> object:
        """Do nothing."""
        return self.build()

    def roll_back(self, *_: object) -> object:
        """Do nothing."""
        return self.build()

    def snapshot(self, *_: object) -> object:
        """Do nothing."""
        return self.build()


DESK = StillDesk()
APP = create_app(DESK.engine, Settings(host="testserver", admin_token=hashed(TOKEN)), DESK, UNBOUND)
REFUSED = {"negative_data_rejection": {"expected-statuses": ["4xx"]}}
"""With 413, too, before anything looks into it; other checks see to it that 4xx is documented."""


def document(*, coverage: bool) -> Any:
    """Read the document; `coverage` tries each bound of each schema, thousands of cases."""
    told = {"checks": REFUSED, "phases": {"coverage": {"enabled": coverage}}}
    config = SchemathesisConfig.from_dict(told)
    return schemathesis.openapi.from_asgi("/openapi.json", APP, config=config)


BRIEFLY, AT_LENGTH = document(coverage=False), document(coverage=True)
TRIED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("contract")
    builder(folder / "index").add(ARTICLES)
    DESK.real = Desk(folder / "corpus", folder / "index", folder, model="one's own")
    DESK.real.encoder, DESK.real.projection, DESK.real.tagger = ENCODER, PROJECTION, TAGGER
    APP.state.jobs = Jobs(folder / "jobs", {})
    yield
    APP.state.jobs.close(10)


def ordered(days: Any) -> None:
    """Exchange the days that stand in the wrong order, which no schema can forbid."""
    if isinstance(days, dict):
        since, until = days.get("since"), days.get("until")
        if isinstance(since, str) and isinstance(until, str) and since > until:
            days["since"], days["until"] = until, since


def kept(case: Case) -> None:
    """Check a case."""
    TRIED[f"{case.method} {case.path}"] += 1
    ordered(case.query)
    body = case.body
    if isinstance(body, dict):
        ordered(body.get("filters"))
        asks = body.get("asks")
        for each in asks if isinstance(asks, list) else ():
            ordered(each.get("filters") if isinstance(each, dict) else None)
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"})


BRIEF = settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@BRIEFLY.parametrize()
@BRIEF
def test_the_interface_keeps_to_its_document(case: Case) -> None:
    """No server error, no status and no body that the document doesn't tell of."""
    kept(case)


@pytest.mark.contract
@AT_LENGTH.parametrize()
@LONG
def test_the_interface_keeps_to_its_document_at_length(case: Case) -> None:
    """The same, for thousands of cases."""
    kept(case)


@pytest.mark.contract
def test_there_were_thousands() -> None:
    """Of cases, at least as many as were asked for."""
    assert TRIED.total() >= 5_000, TRIED
