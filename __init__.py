"""Ask your articles: the answer is their own words, verbatim quotes with exact sources.

`Client` and `AsyncClient` talk to a server; `open_index` answers in this process.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ui.clients.client import AsyncClient, Client
    from onrecord.ui.clients.local import open_index

__all__ = ["AsyncClient", "Client", "open_index"]


def __getattr__(name: str) -> object:
    """Import what is asked for; the command line needs none of it."""
    from importlib import import_module  # noqa: PLC0415

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "local" if name == "open_index" else "client"
    return getattr(import_module(f"onrecord.ui.clients.{module}"), name)
