"""What is installed: one package, whole, typed, whatever lies where it is used."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

import onrecord

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "rag", "ui")
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
ALONE = shutil.ignore_patterns("__pycache__", ".*")


def pip(*arguments: str | Path) -> None:
    """Run pip quietly; what it says when it fails is told."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--quiet", "--no-deps"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel of a copy of this checkout into a folder of its own."""
    checkout, wheels, site = (tmp_path_factory.mktemp(name) for name in ("copy", "wheels", "site"))
    for room in ROOMS:
        shutil.copytree(ROOT / room, checkout / room, ignore=ALONE)
    for file in ("pyproject.toml", "README.md", "LICENSE", "py.typed"):
        shutil.copy(ROOT / file, checkout)
    for path in ROOT.glob("*.py"):
        shutil.copy(path, checkout)
    isolation = ["--no-build-isolation"] if find_spec("setuptools") else []
    pip("wheel", checkout, "--wheel-dir", wheels, *isolation)
    pip("install", *wheels.glob("*.whl"), "--target", site)
    return site


def python(site: Path, folder: Path, *arguments: str) -> str:
    """Run Python with what was installed, in a folder; give what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(site)}, cwd=folder,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make somebody's own project, with modules that are called like the rooms."""
    for room in ROOMS[:3]:
        (tmp_path / f"{room}.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "__init__.py").write_text("raise SystemExit('not this one')")
    return tmp_path


def test_only_one_package_is_installed(site: Path) -> None:
    """Nothing else of ours lands among the packages of others."""
    names = {path.name.partition("-")[0] for path in site.iterdir()} - {"bin"}
    assert names == {"onrecord"}
    assert (site / "bin" / "onrecord").exists()


def test_everything_of_the_rooms_is_installed(site: Path) -> None:
    """Code, weights, templates, questions, sample articles, tables, and the mark of types."""
    wanted = {
        path.relative_to(ROOT)
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not {"__pycache__"} & set(path.parts) and path.name[0] != "."
    } | {Path("py.typed"), Path("__init__.py"), Path("__main__.py")}
    there = {
        path.relative_to(site / "onrecord")
        for path in (site / "onrecord").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert there == wanted
    assert len({path.suffix for path in there}) >= 10


def test_packages_are_the_folders_of_the_code() -> None:
    """The list names each folder with an `__init__.py`, and no other."""
    folders = [path.parent for room in ROOMS for path in (ROOT / room).rglob("__init__.py")]
    named = [".".join(("onrecord", *folder.relative_to(ROOT).parts)) for folder in folders]
    assert SETUPTOOLS["packages"] == sorted(["onrecord", *named])
    code = {path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    assert code == set(folders)


def test_the_command_runs_beside_folders_of_the_same_names(site: Path, project: Path) -> None:
    """`python -m onrecord` finds its own rooms, not the project's."""
    assert python(site, project, "-m", "onrecord", "--help").startswith("usage: onrecord")


def test_what_is_public_is_imported_by_name(site: Path, project: Path) -> None:
    """`import *` gives what `__all__` lists, from the installed package, and nothing else."""
    code = (
        "from onrecord import *\n"
        "given = sorted(name for name in globals() if not name.startswith('__'))\n"
        "from onrecord import AsyncClient, Client, open_index\n"
        "import onrecord\n"
        "assert given == sorted(onrecord.__all__), given\n"
        "print(onrecord.__file__)"
    )
    assert Path(python(site, project, "-c", code).strip()).is_relative_to(site)
    with pytest.raises(AttributeError, match="has no attribute 'Server'"):
        onrecord.__getattr__("Server")


def test_types_are_those_of_what_is_given() -> None:
    """What a type checker reads under `TYPE_CHECKING` is what the import gives when it runs."""
    tree = ast.parse(Path(onrecord.__file__).read_text("utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If))
    said = {
        alias.name: node.module
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert said == {name: getattr(onrecord, name).__module__ for name in onrecord.__all__}
