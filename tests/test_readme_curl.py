"""The calls of the interface that the documents show, made with curl."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from documents import DOCUMENTS
from live import served
from newsroom import ENCODER, FERRY, PROJECTION

from onrecord.rag.desk import Desk
from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import hashed, new_token

CALLS = [
    call
    for block in re.findall(r"```bash\n(.*?)```", DOCUMENTS, re.DOTALL)
    for call in re.findall(r"^curl (?:.*\\\n)*.*$", block, re.MULTILINE)
]
WANTED = [
    "event: answer",
    '"hits":[{',
    '"articles":[',
    '"added":["note.txt"]',
    '"removed":["note.txt"]',
    '"kind":"build"',
    '"object":"chat.completion"',
]
TOKEN = new_token()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a folder with one article, administered with a token."""
    folder = tmp_path_factory.mktemp("curl")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.txt").write_text(FERRY.text)
    desk = Desk(folder / "corpus", folder / "index", folder, model="one's own")
    desk.encoder, desk.projection = ENCODER, PROJECTION
    desk.build()
    told = Settings(folder / "corpus", folder / "index", admin_token=hashed(TOKEN))
    with served(create_app(desk.engine, told, desk)) as address:
        yield address


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
@pytest.mark.parametrize(
    ("call", "wanted"),
    list(zip(CALLS, WANTED, strict=True)),
)
def test_each_call_does_what_it_is_shown_for(call: str, wanted: str, address: str) -> None:
    """In the order in which they are shown."""
    done = subprocess.run(
        ["bash", "-c", call.replace("http://127.0.0.1:7860", address)],
        env={"TOKEN": TOKEN, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert wanted in done.stdout
    if not done.stdout.startswith("event"):
        json.loads(done.stdout)
