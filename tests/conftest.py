"""The real model, decoded once for all tests that need it; one thread for small products."""

import os
from pathlib import Path

# Before anything loads numpy or torch: threads that wait for each other's part of a small product
# took nine tenths of what learning a toy network cost.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from onrecord.index.encoding.encoder import TextEncoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import bundled_model

# Speed is measured elsewhere; a busy machine must not fail a property. `make test` tries more.
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=100)
settings.load_profile("quick")


_LONGEST = ("quality", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: of two processes, none waits for the other's last."""
    items.sort(key=lambda item: item.path.parent.name not in _LONGEST)


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
