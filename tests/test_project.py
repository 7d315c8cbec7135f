"""What the documents and the layout of the project promise."""

import ast
import re
import shlex
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from documents import CONTRIBUTING, DOCUMENTS, PAGES, README, ROOT

import onrecord
from onrecord.rag.evidence.judgement import ANSWER_SIGNALS
from onrecord.ui.cli import main
from onrecord.ui.settings import Settings

ROOMS = ("corpus", "index", "rag", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGE = re.compile(r"[a-z0-9-]+")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
NAMED = re.compile(r"(?<![\w/.-])((?:corpus|deploy|docs|index|rag|tests|ui)/[\w/{},.-]*(?<![.,]))")
MODULE = re.compile(r"\bonrecord((?:\.\w+)+)")
WRITTEN = "\n".join(
    [README, CONTRIBUTING, *(p.read_text("utf-8") for p in (ROOT / "docs").glob("*.md"))]
)
"""Every page, also those that only other pages lead to."""

UNKNOWN = "und"
"""The code of a language that isn't known."""

GERMAN = re.compile(
    r"[äöüßÄÖÜ]|(?<![\w-])(?:und|der|die|das|nicht|oder|wer|heute|gestern|nach|zum|mit|wie)(?![\w-])"
)


FLOORS = {
    "corpus": ("checkpoint errors languages article", "page", "cutting reading"),
    "index": (
        "errors files filters hit terms", "encoding", "speech", "store", "search citations",
        "index verify", "building learning",
    ),
    "rag": (
        "errors stages", "names", "survey question", "evidence", "quoting", "conversation",
        "engine", "diff evaluation", "desk", "learning",
    ),
    "ui": (
        "engine errors startup tokens watch", "keys sessions settings words", "desk showing",
        "rest", "chat clients mcp pages", "serve", "terminal", "cli",
    ),
}  # fmt: skip
"""What lies in each room, from the ground up: nothing imports what is beside or above it."""

ENGINES = {
    "sqlite3": {"index/store", "index/encoding/pieces.py"},  # the latter reads a table of its own
    "psycopg": {"index/store/postgres"},
    "faiss": {"index/search", "index/learning/packing.py"},
}
"""Where alone each engine is known."""


@cache
def parsed(path: Path) -> ast.Module:
    """Read a module without running it, once for all who look at it."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imported(path: Path) -> set[str]:
    """Name the modules that a module imports, also those that it imports by a string."""
    tree = parsed(path)
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
    assert back == set()


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


@dataclass(frozen=True)
class Module:
    """A module as it is written: what it says is public, what it has, and what it imports."""

    public: frozenset[str] | None
    names: frozenset[str]
    imported: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> "Module":
        """Read it without running it."""
        tree = parsed(path)
        top = [each for node in tree.body for each in (node, *getattr(node, "body", ()))]
        stored = {
            name.id
            for node in top
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
        defined = {node.name for node in top if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        aliases = [(node.module or "", alias.name) for node in ast.walk(tree)
                   if isinstance(node, ast.ImportFrom) for alias in node.names]  # fmt: skip
        public = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        return cls(
            frozenset(public[0]) if public else None,
            frozenset(stored | defined | {name for _, name in aliases}),
            tuple(aliases),
        )


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    """Read all modules, by their names."""
    return {
        ".".join(("onrecord", *path.relative_to(ROOT).with_suffix("").parts)): Module.read(path)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def test_modules_say_what_is_public(modules: dict[str, Module]) -> None:
    """Each module has an `__all__`, but for what is called `__init__`; it lists what is there."""
    silent = [
        name for name, each in modules.items()
        if each.public is None and not name.endswith(".__init__")
    ]  # fmt: skip
    assert silent == []
    lost = {name: (each.public or set()) - each.names for name, each in modules.items()}
    assert {name: names for name, names in lost.items() if names} == {}


def test_folders_take_what_is_public(modules: dict[str, Module]) -> None:
    """From a module of another folder, only what its `__all__` lists is imported."""

    def folder(name: str) -> list[str]:
        return name.split(".")[:-1][:3]

    hidden = [
        f"{name}: {module}.{taken}"
        for name, each in modules.items()
        for module, taken in each.imported
        if module in modules and folder(module) != folder(name)
        and taken not in (modules[module].public or ())
    ]  # fmt: skip
    assert hidden == []


def defining(modules: dict[str, Module], module: str, name: str) -> str:
    """Tell which module a name is from that is imported from one, or from a package."""
    package = modules.get(f"{module}.__init__")
    found = f"{module}.{name}"
    if package is None or found in modules:
        return found if found in modules else module
    return next((place for place, other in package.imported if other == name), module)


def reached(modules: dict[str, Module], room: str, folder: Path) -> set[str]:
    """Name the modules of a room that tests of a folder import or name, and what these import."""
    nodes = [each for path in folder.glob("test_*.py") for each in ast.walk(parsed(path))]
    found = {each.value for each in nodes if isinstance(each, ast.Constant)}
    taken = [
        (each.module or "", alias.name)
        for each in nodes
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    ]
    todo, seen = [defining(modules, *each) for each in taken] + list(found & {*modules}), set()
    while todo:
        name = todo.pop()
        if name in modules and name not in seen and name.startswith(f"onrecord.{room}."):
            seen.add(name)
            todo += [defining(modules, *each) for each in modules[name].imported]
    return seen


def test_each_module_is_met_by_tests_of_its_own_folder(modules: dict[str, Module]) -> None:
    """Or of the next one above that has tests, which reach it without leaving their room."""
    unmet = set()
    for room in ROOMS:
        for folder in sorted({path.parent for path in (ROOT / room).rglob("*.py")}):
            tests = ROOT / "tests" / folder.relative_to(ROOT)
            while not any(tests.glob("test_*.py")):
                tests = tests.parent
            place = ".".join(("onrecord", *folder.relative_to(ROOT).parts))
            own = {name for name in modules if name.rpartition(".")[0] == place}
            unmet |= own - reached(modules, room, tests) - {f"{place}.__init__"}
    assert not unmet


def test_readme_is_short_and_leads_to_every_page() -> None:
    """120 lines at most; what it leads to leads to the rest of `docs/`."""
    assert README.count("\n") <= 120
    linked = {name for each in PAGES.values() for name in re.findall(r"\]\((\w+\.md)\)", each)}
    linked |= {name.removeprefix("docs/") for name in PAGES}
    assert {path.name for path in (ROOT / "docs").glob("*.md")} <= linked


def expanded(named: str) -> list[str]:
    """Give each of the paths that `a/{b,c}.py` stands for."""
    parts = [part.split(",") for part in re.split(r"[{}]", named)]
    return ["".join(each) for each in product(*parts)]


def test_the_guide_names_what_is_there() -> None:
    """Each file and folder that a page names is in the checkout, and each room is named."""
    named = [path for each in NAMED.findall(WRITTEN) for path in expanded(each)]
    modules = [each[1:].replace(".", "/") for each in MODULE.findall(WRITTEN)]
    named += [f"{each}.py" for each in modules if each not in onrecord.__all__]
    assert [path for path in named if not (ROOT / path).exists()] == []
    rooms = {
        f"{path.parent.relative_to(ROOT)}/"
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert rooms <= {*named}


def test_the_guide_names_what_is_in_each_room() -> None:
    """Beside a room, modules and folders are called by their own names."""
    table = CONTRIBUTING.partition("## Where things are")[2].partition("\n\n**")[0]
    rows = re.findall(r"^\|[– ]+`(\w[^`]*)`.*?\|(.*)\|$", table, re.MULTILINE)
    inside = [
        (room, name) for room, what in rows for name in re.findall(r"`([\w/]+(?:\.py|/))`", what)
    ]
    assert len(inside) >= 10
    assert [each for each in inside if not (ROOT / each[0] / each[1]).exists()] == []


def section(kind: str) -> str:
    """Give what the guide says of where something new of a kind goes."""
    return re.split(r"\n(?:- \*\*|## )", CONTRIBUTING.partition(f"- **{kind}**")[2])[0]


def test_the_guide_names_each_module_that_knows_signals() -> None:
    """Whoever adds one has these to look at; what learns their weights takes all."""
    signals = {each for each in ANSWER_SIGNALS if "_" in each}  # `read` is a word like others
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "rag").rglob("*.py")
        for node in ast.walk(parsed(path))
        if "learning" not in path.parts and isinstance(node, ast.Constant) and node.value in signals
    }
    named = {each for each in NAMED.findall(section("A signal")) if "learning" not in each}
    assert there == named


def test_the_guide_names_where_engines_are_known() -> None:
    """Another store is written beside those that there are."""
    folders = {f"{each}/" for known in ENGINES.values() for each in known if "." not in each}
    assert {*NAMED.findall(section("A store"))} >= folders


def test_the_guide_tells_how_each_weight_is_learned() -> None:
    """Each file of weights is written by a command of the guide."""
    weights = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for kind in ("*.safetensors", "judgement.json")
        for path in (ROOT / room).rglob(kind)
    }
    assert weights == {*re.findall(r"--out (\S+)", CONTRIBUTING)}


def speaks_german(path: Path) -> bool:
    """Whether German stands in the code of a module, its docstrings left out."""
    tree = parsed(path)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    words = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said
    )
    return any(
        isinstance(each.value, str)
        and (each.value == "de" or (each.value != UNKNOWN and GERMAN.search(each.value)))
        for each in words
    )


def test_the_guide_names_each_module_that_a_language_is_in() -> None:
    """Whoever adds one finds all that has words of another; what is learned needs none."""
    named = [path for each in NAMED.findall(section("A language")) for path in expanded(each)]
    there = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "learning" not in path.parts and speaks_german(path)
    }
    assert sorted(each for each in there if not each.startswith(tuple(named))) == []


def test_readme_names_each_setting() -> None:
    """The table of settings has the variables that are read, but for those of one terminal."""
    named = set(re.findall(r"`ONRECORD_([A-Z_]+)`", DOCUMENTS))
    read = {field.name.upper() for field in fields(Settings)}
    assert named <= read
    assert read - named == {"DEBUG", "LANGUAGE"}


def test_readme_gives_a_reason_for_each_dependency() -> None:
    """The table of dependencies names those that are installed, and no others."""
    table = CONTRIBUTING.partition("## Dependencies")[2].partition("## ")[0]
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
    """Each picture, page and file that a document leads to is there; each picture is shown."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    links = [
        path.parent / link
        for path in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    ]
    assert [link for link in links if not link.exists()] == []
    pictures = {link.resolve() for link in links if link.suffix in {".png", ".svg"}}
    assert pictures == {*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.svg")}


def test_make_has_the_commands_of_the_readme() -> None:
    """Whatever the README asks `make` for is a target of the Makefile."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", DOCUMENTS, re.MULTILINE)) <= targets


@pytest.mark.quality
def test_readme_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each `onrecord` command of the README does what it says, in the order that it says."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "index"))
    commands = [
        line.removeprefix("$ ").partition(";")[0]
        for block in CONSOLE.findall(DOCUMENTS)
        for line in block.splitlines()
        if line.startswith("$ onrecord")
    ]
    assert len(commands) >= 10
    for command in commands:
        status = main(shlex.split(command)[1:])
        printed = capfd.readouterr()
        assert status == (3 if "capital of France" in command else 0), (command, printed.err)
        assert printed.out
