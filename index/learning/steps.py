"""Step after step: what each batch came to, and the step that is taken after it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from onrecord.index.learning.objective import Outcome

__all__ = ["Schedule", "stepped"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How fast is learned: the rate rises to its peak and falls along a cosine to its floor."""

    n_steps: int = 250
    peak: float = 1e-3
    n_warm_up: int = 20
    floor: float = 0.03  # of the peak
    max_gradient: float = 1.0

    def rate(self, step: int) -> float:
        """Return the share of the peak at a step counted from 0."""
        falling = 0.5 * (1 + math.cos(math.pi * step / self.n_steps))
        return min(1.0, (step + 1) / self.n_warm_up) * max(self.floor, falling)


def stepped(
    groups: Sequence[dict[str, Any]], outcomes: Iterable[Outcome], schedule: Schedule
) -> Iterator[Outcome]:
    """Take a step after each outcome, and yield it; the next one is computed after that.

    `groups` are AdamW's: `params`, and their `weight_decay`.
    """
    optimiser = torch.optim.AdamW(groups, lr=schedule.peak)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, schedule.rate)
    learned = [part for group in groups for part in group["params"]]
    for found in outcomes:
        optimiser.zero_grad()
        found.loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, schedule.max_gradient)
        optimiser.step()
        rates.step()
        yield found
