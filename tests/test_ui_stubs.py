"""Gradio starts without writing type stubs."""

import inspect
import subprocess
import sys
from pathlib import Path

from ui.stubs import without_stubs

PROGRAM = """
import inspect, sys
from ui.stubs import without_stubs

opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
with without_stubs():
    import gradio
assert gradio.Textbox(value="Words.").value == "Words."
assert inspect.getfile(gradio.Textbox).endswith("textbox.py")
print([each for each in opened if each.endswith(".pyi")])
"""


def test_no_stub_is_read_or_written() -> None:
    """The components are whole all the same."""
    here = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=here
    )
    assert done.stdout == "[]\n"


def test_what_is_no_part_of_gradio_has_its_file() -> None:
    """Also meanwhile."""
    with without_stubs():
        assert inspect.getfile(Path).endswith("pathlib.py")
