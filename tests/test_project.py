"""What the documents and the layout of the project promise."""

import ast
import re
import shlex
import tomllib
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from onrecord.ui.cli import main
from onrecord.ui.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ROOMS = ("corpus", "index", "rag", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGE = re.compile(r"[a-z0-9-]+")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def imported_rooms(path: Path) -> set[str]:
    """Name the rooms that a module imports."""
    tree = ast.parse(path.read_text("utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    return {name.partition(".")[0] for name in names} & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    """A room knows itself and those before it: ui → rag → index → corpus."""
    known = set(ROOMS[: ROOMS.index(room) + 1])
    strangers = {
        str(path.relative_to(ROOT)): imported_rooms(path) - known
        for path in (ROOT / room).rglob("*.py")
    }
    assert {path: rooms for path, rooms in strangers.items() if rooms} == {}


@pytest.mark.parametrize(
    "module",
    [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name != "__init__.py"
    ],
)
def test_modules_say_what_is_public(module: str) -> None:
    """Each name of `__all__` is there, and each public module has an `__all__`."""
    loaded = import_module(module)
    assert all(hasattr(loaded, name) for name in getattr(loaded, "__all__", [None]) if name)


def test_readme_names_each_setting() -> None:
    """The table of settings has the variables that are read, but for those of one terminal."""
    named = set(re.findall(r"`ONRECORD_([A-Z_]+)`", README))
    read = {field.name.upper() for field in fields(Settings)}
    assert named <= read
    assert read - named == {"DEBUG", "LANGUAGE"}


def test_readme_gives_a_reason_for_each_dependency() -> None:
    """The table of dependencies names those that are installed, and no others."""
    table = README.partition("## Dependencies")[2].partition("## ")[0]
    rows = re.findall(r"^\| ([a-z].*?) \|", table, re.MULTILINE)
    named = {name.strip() for row in rows for name in row.split(",")} - {"package"}
    needed = {found[0] for each in PROJECT["dependencies"] if (found := PACKAGE.match(each))}
    assert named == needed


def test_dependencies_are_pinned() -> None:
    """What `make install` installs has one version each, and that version is allowed."""
    pinned = {
        name.lower().replace("_", "-"): version
        for name, version in re.findall(
            r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE
        )
    }
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    missing = {found[0] for each in wanted if (found := PACKAGE.match(each.lower()))} - set(pinned)
    assert missing == set()


def test_readme_links_lead_somewhere() -> None:
    """Each picture and file that the README names is in the checkout."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_has_the_commands_of_the_readme() -> None:
    """Whatever the README asks `make` for is a target of the Makefile."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) <= targets


@pytest.mark.quality
def test_readme_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each `onrecord` command of the README does what it says, in the order that it says."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "index"))
    commands = [
        line.removeprefix("$ ").partition(";")[0]
        for block in CONSOLE.findall(README)
        for line in block.splitlines()
        if line.startswith("$ onrecord")
    ]
    assert len(commands) >= 8
    for command in commands:
        status = main(shlex.split(command)[1:])
        printed = capfd.readouterr()
        assert status == (3 if "capital of France" in command else 0), (command, printed.err)
        assert printed.out
