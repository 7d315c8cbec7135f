"""The scene in which faults happen."""

from pathlib import Path

import pytest
from scene import BEFORE, Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Start with three articles in a folder and no index."""
    made = Scene(tmp_path)
    made.folder.mkdir()
    made.write(BEFORE)
    return made
