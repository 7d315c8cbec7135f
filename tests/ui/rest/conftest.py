"""Schemathesis makes tests of a document; elsewhere nobody waits for its plugin."""

from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis.pytest import plugin


@pytest.hookimpl(hookwrapper=True)
def pytest_pycollect_makeitem(collector: Any, name: str, obj: Any) -> Iterator[None]:
    """Make them, but for those that are deselected: to draw their cases takes 15 s."""
    marks = {mark.name for mark in getattr(obj, "pytestmark", ())}
    if any(f"not {mark}" in collector.config.option.markexpr for mark in marks):
        yield
    else:
        yield from plugin.pytest_pycollect_makeitem(collector, name, obj)
