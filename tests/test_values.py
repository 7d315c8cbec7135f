"""What is handed from one stage to the next stays what it was."""

from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

KEPT_OPEN = {
    "onrecord.index.building.report.Tally",
    "onrecord.index.building.sources.Sources",
    "onrecord.index.building.telling.Telling",
    "onrecord.index.store.postgres.build.PostgresBuild",
    "onrecord.index.store.postgres.rows.Change",
    "onrecord.index.store.sqlite_build.SqliteBuild",
}
"""Those that are filled in the course of a build."""


def values(room: str) -> list[type]:
    """Find the dataclasses that modules of a room hand out, but for what only learning needs."""
    package = import_module(f"onrecord.{room}")
    names = [each.name for each in walk_packages(package.__path__, f"{package.__name__}.")]
    modules = [import_module(name) for name in names if ".learning" not in name]
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and is_dataclass(each)
        and each.__module__ == module.__name__
        and not each.__name__.startswith("_")
    ]


@pytest.mark.parametrize("room", ["corpus", "index", "rag"])
def test_a_value_is_changed_by_nobody(room: str) -> None:
    """It is frozen, and has no room for a field that is spelt wrongly."""
    found = values(room)
    assert len(found) >= 20
    open_ones = {
        f"{each.__module__}.{each.__qualname__}"
        for each in found
        if not each.__dataclass_params__.frozen or "__slots__" not in vars(each)  # type: ignore[attr-defined]
    }
    assert {each for each in open_ones if each.startswith(f"onrecord.{room}.")} <= KEPT_OPEN
