"""A speaker's page: their statements, and no others."""

from fakes_engine import fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.pages.speaker_page import speakers
from onrecord.ui.rest.api import create_app


def test_a_speaker_has_a_page_of_their_statements() -> None:
    """With the words and their source; whoever isn't quoted has none."""
    app = create_app(fake_engine)
    app.include_router(speakers)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/speaker/Ingrid%20Maas")
        assert page.status_code == 200
        assert "We have waited for this ferry longer" in page.text
        assert "According to Tomas Brandt" not in page.text
        assert client.get("/speaker/Nobody").status_code == 404
        body = client.get("/v1/statements", params={"speaker": "Ingrid Maas"}).json()
        assert [each["speaker"]["name"] for each in body["statements"]] == ["Ingrid Maas"]
