"""The page of the chat, as far as it needs no browser."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio
from onrecord.ui.chat.gradio_import import without_unused
with without_unused():
    from onrecord.ui.chat.chat import Chat
    from onrecord.ui.chat.chat_page import _blocks
from onrecord.ui.chat.suggested_questions import Starters

async def main():
    blocks = _blocks(Chat(lambda: None, Starters(())), "/news")
    print(blocks.api_open, blocks.config["dependencies"])
    (page,) = [each["props"] for each in blocks.config["components"]]
    print(page["js_on_load"])

asyncio.run(main())
"""


def test_the_page_has_no_events_of_gradios_and_loads_its_script_from_the_root() -> None:
    """Nothing goes through Gradio's queue: the script calls functions of the server."""
    here = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=here
    )
    assert done.stdout.splitlines() == [
        "False []",
        'import("/news/ui/desk.js").then((desk) => desk.start(element, server));',
    ]
