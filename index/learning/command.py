"""The command line of a learning."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from onrecord.index.errors import OnRecordIndexError

__all__ = ["carried_out"]


def carried_out(
    parser: argparse.ArgumentParser, learn: Callable[[argparse.Namespace], None],
    arguments: Sequence[str] | None, *refusals: type[Exception],
) -> int:  # fmt: skip
    """Read the command line and learn; 0 done, 1 a failure that is said in a line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    options = parser.parse_args(arguments)
    failures: tuple[type[Exception], ...] = (OnRecordIndexError, OSError, *refusals)
    try:
        learn(options)
    except failures as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    return 0
