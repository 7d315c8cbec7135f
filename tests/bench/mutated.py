"""For pytest: a module is loaded from the source of a mutant, as `mutants.py` says."""

import os
import sys
from importlib.abc import SourceLoader
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType

import pytest


class Mutating(SourceFileLoader):
    """Loads a mutant in the place of its module."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Compile the source that is given; other modules come as they are."""
        if self.path != os.environ["MUTATED"]:
            return super().get_code(fullname)
        return SourceLoader.source_to_code(self, Path(os.environ["MUTANT"]).read_bytes(), self.path)


def finder(folder: str) -> FileFinder:
    """Find modules beside the mutated one, and no others."""
    if folder != str(Path(os.environ["MUTATED"]).parent):
        raise ImportError(folder)
    return FileFinder(folder, (Mutating, [".py"]))


sys.path_hooks.insert(0, finder)
sys.path_importer_cache.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Have hypothesis stop where it finds something, rather than look for something smaller."""
    from hypothesis import Phase, settings  # noqa: PLC0415 - not before its own plugin

    phases = (Phase.explicit, Phase.generate)
    settings.register_profile(
        "mutants", deadline=None, max_examples=25, database=None, phases=phases
    )
