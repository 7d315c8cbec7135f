"""Where the token projection starts: the main axes of what the unchanged encoder says."""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor

from onrecord.index.learning.batches import Sampler
from onrecord.index.learning.network import Matcher, run_padded
from onrecord.index.learning.reading import Reader

__all__ = ["principal_axes", "start_projection"]

_N_BATCHES: Final = 8  # of about 20 paragraphs: enough for 128 axes of 384


@torch.no_grad()
def start_projection(matcher: Matcher, reader: Reader, sampler: Sampler) -> None:
    """Start the projection at the main axes of the unchanged encoder's token vectors."""
    paragraphs = [paragraph for _ in range(_N_BATCHES) for paragraph in sampler.batch().paragraphs]
    readings = reader.read(paragraphs)
    hidden = run_padded(matcher.eval(), [reading.hidden.float() for reading in readings])
    tokens: dict[str, list[Tensor]] = {}
    for paragraph, reading, rows in zip(paragraphs, readings, hidden, strict=True):
        tokens.setdefault(paragraph.language, []).append(rows[list(reading.kept)])
    joined = {language: torch.cat(rows) for language, rows in tokens.items()}
    axes, bias = principal_axes(joined, matcher.projection.out_features)
    matcher.projection.weight.copy_(axes)
    matcher.projection.bias.copy_(bias)


def principal_axes(tokens: Mapping[str, Tensor], width: int) -> tuple[Tensor, Tensor]:
    """Return (width, dim) axes and (width,) bias that centre and project (n, dim) token vectors.

    The axes are those of vectors less the mean of their language: across languages, where a
    language lies says nothing. The bias takes the languages' common mean away.
    """
    means = {language: rows.mean(dim=0) for language, rows in tokens.items()}
    centred = torch.cat([rows - means[language] for language, rows in tokens.items()])
    axes = torch.linalg.eigh(centred.T @ centred).eigenvectors.flip(1)[:, :width].T.contiguous()
    return axes, -(axes @ torch.stack(list(means.values())).mean(dim=0))
