"""Gradio is imported without what nobody here needs, and is whole all the same."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import jinja2

from onrecord.ui.chat.gradio_import import without_unused

PROGRAM = """
import inspect, json, sys
import jinja2
from onrecord.ui.chat.gradio_import import without_unused

opened, template = [], jinja2.Template
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
with without_unused():
    import gradio
assert gradio.Textbox(value="Words.").value == "Words."
assert inspect.getfile(gradio.Textbox).endswith("textbox.py")
assert jinja2.Template is template
known = [(name, each) for name, each in sys.modules.items() if name != "pandas"]
print(json.dumps({
    "stubs": [each for each in opened if each.endswith(".pyi")],
    "loaded": sorted({"mcp", "mcp_types", "pandas.core"} & set(sys.modules)),
    "templates": sorted(
        name for name, each in known
        if getattr(getattr(each, "Template", None), "__module__", "")
        == "onrecord.ui.chat.gradio_import"
    ),
}))
import mcp, pandas
assert pandas.Series([1, 2]).sum() == 3
assert mcp.Client
"""


def test_nothing_unused_is_done_or_loaded() -> None:
    """No stub, no docstring, neither of two packages; both are there when they are wanted."""
    here = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=here
    )
    assert json.loads(done.stdout) == {
        "stubs": [],
        "loaded": [],
        "templates": ["gradio.component_meta", "gradio.events"],
    }


def test_what_is_no_part_of_gradio_is_left_alone() -> None:
    """Files are found meanwhile, and afterwards all is as it was."""
    before = (inspect.getfile, jinja2.Template, list(sys.meta_path), sys.modules.get("mcp"))
    with without_unused():
        assert inspect.getfile(Path).endswith("pathlib.py")
    after = (inspect.getfile, jinja2.Template, list(sys.meta_path), sys.modules.get("mcp"))
    assert before == after
