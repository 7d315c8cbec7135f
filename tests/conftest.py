"""The real model, decoded once for all tests that need it; one thread for small products."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before anything loads numpy or torch: threads that wait for each other's part of a small product
# took nine tenths of what learning a toy network cost.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings
from pg_server import PgServer, new_database

from onrecord.index.encoding.encoder import TextEncoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import bundled_model
from onrecord.index.store.place import Address, Database, VectorsIn

# Speed is measured elsewhere; a busy machine must not fail a property. `make test` tries more.
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=50)
settings.load_profile("quick")


_FIRST = (
    "test_answers.py", "browser", "quality", "network", "bench",
    "test_project.py", "test_package.py", "ui", "test_postgres.py", "test_shards.py", "faults",
)  # fmt: skip


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, name in enumerate(_FIRST) if name in item.path.parts), len(_FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: of two processes, none waits for the other's last.

    The first of them decodes the model; when the second one needs it, it is there. Whatever runs
    the model or a database's server is marked.
    """
    items.sort(key=_turn)
    for item in items:
        needed = {*getattr(item, "fixturenames", ())}
        if "model_cache" in needed:
            item.add_marker(pytest.mark.quality)
        place = item.callspec.params.get("new_place") if hasattr(item, "callspec") else None
        if "postgres" in needed or place in {"postgres", "engine"}:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def browsers() -> Iterator[Any]:
    """Start Playwright once in a process: it can't be started beside itself."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Name the place where decoded models are kept from one run to the next."""
    return Path(os.environ.get("ONRECORD_CACHE") or Path.home() / ".cache" / "onrecord")


@pytest.fixture(scope="session")
def model_folder_path(model_cache: Path) -> Path:
    """Decode the SentenceTransformer folder of the bundled model."""
    return bundled_model(model_cache)


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> TextEncoder:
    """Load the bundled model in onnxruntime, on one thread."""
    return load_encoder(EncoderSettings(cache=model_cache, n_threads=1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PgServer]:
    """Start one PostgreSQL for all tests that need it."""
    server = PgServer.made()
    try:
        yield server
    finally:
        server.discard()


@pytest.fixture(params=["sqlite", "postgres"])
def new_place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Address]:
    """Give, at each call, a place for an index with nothing in it, of each kind of store.

    Tests of what is found do the same with "engine": PostgreSQL that searches the vectors too.
    """
    if request.param == "sqlite":
        return lambda: tmp_path_factory.mktemp("stores") / "index"
    server: PgServer = request.getfixturevalue("postgres")
    vectors = VectorsIn.ENGINE if request.param == "engine" else VectorsIn.MEMORY
    return lambda: new_database(server.url, tmp_path_factory.mktemp("stores") / "index", vectors)


@pytest.fixture
def place(new_place: Callable[[], Address]) -> Address:
    """Where an index may be built, in each kind of store."""
    return new_place()


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Address, Callable[[Address], object]], Address]:
    """Fill a place; a folder with a copy of what was made in the same way before."""
    made: dict[Callable[[Address], object], Path] = {}

    def fill(place: Address, make: Callable[[Address], object]) -> Address:
        if isinstance(place, Database):
            make(place)
            return place
        if make not in made:
            made[make] = tmp_path_factory.mktemp("made") / "index"
            make(made[make])
        return shutil.copytree(made[make], place)

    return fill
