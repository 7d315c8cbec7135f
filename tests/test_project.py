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


FLOORS = {
    "corpus": ("errors languages article", "page speech", "cutting reading"),
    "index": (
        "errors files filters hit lexical", "encoding", "store", "search citations",
        "index verify", "building learning",
    ),
    "rag": (
        "errors stages", "names", "survey question", "evidence", "quoting", "engine",
        "diff evaluation", "desk", "learning",
    ),
    "ui": (
        "engine errors startup tokens", "settings words", "desk showing", "rest",
        "chat clients mcp pages", "serve", "terminal", "cli",
    ),
}  # fmt: skip
"""What lies in each room, from the ground up: nothing imports what is beside or above it."""

BACK = {("rag/names/shape.py", "question")}
"""Imports that point back all the same: this list only gets shorter."""

ENGINES = {
    "sqlite3": {"index/store", "index/encoding/pieces.py"},  # the latter reads a table of its own
    "faiss": {"index/search"},
}
"""Where alone each engine is known."""


def imported(path: Path) -> set[str]:
    """Name the modules that a module imports, also those that it imports by a string."""
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
            found |= {each.value for each in node.args if isinstance(each, ast.Constant)}  # type: ignore[misc]
    return found


def parts_of(path: Path, room: str) -> set[str]:
    """Name the folders and modules of a room that a module imports."""
    own = [name.split(".") for name in imported(path)]
    return {name[2] for name in own if name[:2] == ["onrecord", room] and len(name) > 2}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    """A room knows itself and those before it: ui → rag → index → corpus."""
    above = {f"onrecord.{each}" for each in ROOMS[ROOMS.index(room) + 1 :]}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / room).rglob("*.py")
        for name in imported(path)
        if ".".join(name.split(".")[:2]) in above
    }
    assert strangers == set()


@pytest.mark.parametrize("room", ROOMS)
def test_imports_within_a_room_point_down(room: str) -> None:
    """What lies on a floor knows what lies below, but for the imports listed as pointing back."""
    floor = {name: n for n, names in enumerate(FLOORS[room]) for name in names.split()}
    back = set()
    for path in (ROOT / room).rglob("*.py"):
        own = path.relative_to(ROOT / room).parts[0].removesuffix(".py")
        if own != "__init__":
            assert own in floor, f"{path} lies on no floor"
            named = {each for each in parts_of(path, room) - {own} if floor[each] >= floor[own]}
            back |= {(path.relative_to(ROOT).as_posix(), each) for each in named}
    assert back == {each for each in BACK if each[0].startswith(room)}


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_are_known_in_one_place(engine: str) -> None:
    """Whoever wants another database, or another search, has one folder to write."""
    strangers = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if engine in imported(path)
    }
    allowed = ENGINES[engine]
    assert {each for each in strangers if not any(each.startswith(a) for a in allowed)} == set()
    assert strangers


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
