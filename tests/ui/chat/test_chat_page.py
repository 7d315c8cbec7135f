"""The page of the chat, as far as it needs no browser."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio, sys
from onrecord.ui.chat.gradio_import import without_unused
with without_unused():
    from onrecord.ui.chat.chat import Chat
    from onrecord.ui.chat.chat_page import _blocks
from onrecord.ui.chat.suggested_questions import Starters

async def main():
    queue = _blocks(Chat(lambda: None, Starters(())))._queue
    print(queue.max_size, queue.blocks.api_open)
    event = {"time": 1.0, "status": "success", "process_time": 0.1, "function": "ask"}
    queue.events_recorded = 1
    print(queue.compute_analytics_summary([event]), "pandas.core" in sys.modules)

asyncio.run(main())
"""


def test_the_queue_is_ours_and_sums_nothing_up() -> None:
    """64 wait at most, and pandas stays unimported."""
    here = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=here
    )
    assert done.stdout.splitlines() == ["64 False", "{'functions': {}} False"]
