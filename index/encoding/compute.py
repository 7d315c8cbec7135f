"""In what numbers networks compute, and on how many cores; read before anything heavy is."""

import os
from enum import StrEnum

__all__ = ["Compute", "n_cores"]


class Compute(StrEnum):
    """In what numbers to compute; `AUTO` is bfloat16 for articles where the processor has it."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


def n_cores() -> int:
    """Count the cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
