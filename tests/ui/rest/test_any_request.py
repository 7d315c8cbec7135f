"""Whatever is sent to any door: nothing fails, and nothing that was typed is in the logs."""

import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import DOORS, TYPED, Sent
from fakes_engine import FakeDesk, fake_engine
from fastapi.testclient import TestClient
from fuzz import drawn

from onrecord.ui.rest.logs import configure_logs
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings

N_DRAWN = 400


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the invented articles, with everything that is mounted."""
    desk: Any = FakeDesk(fake_engine())
    settings = Settings(Path("/invented"), tmp_path_factory.mktemp("doors"), rate=1_000_000)
    app = application(desk, settings)
    with TestClient(app, "http://127.0.0.1", follow_redirects=False) as client:
        yield client


def refused_or_answered(client: TestClient, sent: Sent) -> None:
    content = None if sent.method in {"GET", "HEAD"} else sent.content
    headers = {name: value.encode("latin-1") for name, value in sent.headers.items()}
    told = client.request(sent.method, sent.target, content=content, headers=headers)
    assert told.status_code < 500, (sent, told.text)
    assert "Traceback" not in told.text


@pytest.mark.parametrize("kind", ["as they are", "changed"])
def test_no_request_fails_the_server(
    client: TestClient, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each door once, and then what `tests/bench/fuzz.py` sends by the ten thousand."""
    lot = random.Random(7)  # noqa: S311  # no secret
    configure_logs("json")
    try:
        for sent in DOORS if kind == "as they are" else [drawn(lot) for _ in range(N_DRAWN)]:
            refused_or_answered(client, sent)
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    out = capsys.readouterr()
    assert TYPED not in (out.out + out.err).lower()
    assert "exception" not in out.err
