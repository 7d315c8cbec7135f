"""The real model, decoded once for all tests that need it."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from onrecord.index.encoding.encoder import TextEncoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import bundled_model

# Speed is measured elsewhere; a busy machine must not fail a property. `make test` tries more.
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=200)
settings.load_profile("quick")


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
