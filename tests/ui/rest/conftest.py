"""Schemathesis makes tests of a document; elsewhere nobody waits for its plugin."""

from schemathesis.pytest.plugin import pytest_pycollect_makeitem

__all__ = ["pytest_pycollect_makeitem"]
