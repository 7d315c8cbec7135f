"""What is asked of the question side: find what is stored, which stays as it is.

After the query-side fine-tuning of DensePhrases (Lee et al., ACL 2021); of the encoder nothing
changes, so that each question is read once, whatever is learned.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.learning.asking import Asked
from onrecord.index.learning.objective import Outcome, best_matches, choice_loss
from onrecord.index.learning.saving import saving
from onrecord.index.learning.stored import StoredPassage

__all__ = ["AskedNetwork", "find", "save_questions", "scores"]

_N_RIVALS: Final = 16  # passages, those that the question finds first
_SCALE: Final = 127.0  # of stored tokens

# How much each choice counts: of the sentence by all that tells what is looked at, of the
# sentence by late interaction alone, and of the passage.
_NEAREST: Final = 0.5
_SENTENCE: Final = 0.5
_PASSAGE: Final = 0.5


class AskedNetwork(nn.Module):
    """What a question's vectors go through; starts as the projection that stored tokens have.

    `token_scale` and `vector_scale` are logarithms of what cosines are multiplied by in a softmax.
    """

    def __init__(
        self, projection: TokenProjection, inner: int = 128, vector_inner: int = 64
    ) -> None:
        super().__init__()
        width, dimension = projection.matrix.shape
        self.projection = nn.Linear(dimension, width)
        self.salience = nn.Parameter(torch.tensor(projection.salience))
        self.tokens = _residual(dimension, inner, down_bias=True)
        self.vector = _residual(dimension, vector_inner, down_bias=False)
        self.token_scale = nn.Parameter(torch.tensor(30.0).log())
        self.vector_scale = nn.Parameter(torch.tensor(40.0).log())
        with torch.no_grad():
            self.projection.weight.copy_(torch.tensor(projection.matrix))
            self.projection.bias.copy_(torch.tensor(projection.bias))

    def words(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """(n, dim) tokens of one question -> (n, width) unit rows, (n,) weights of sum 1."""
        inner = gelu(self.tokens["down"](tokens), approximate="tanh")
        changed = tokens + self.tokens["up"](inner)
        rows = normalize(self.projection(changed), dim=-1)
        return rows, torch.softmax(changed @ self.salience, dim=0)

    def whole(self, vector: Tensor) -> Tensor:
        """(dim,) vector of a question -> (dim,), unit length."""
        return normalize(vector + self.vector["up"](self.vector["down"](vector)), dim=-1)


def save_questions(network: AskedNetwork, path: Path, about: Mapping[str, str]) -> None:
    """Write what search needs as float16, whole or not at all; `about` goes into its metadata."""
    names = {"projection.weight": "projection.matrix", "salience": "projection.salience"}
    parts = {
        names.get(name, name): part.detach().half().contiguous()
        for name, part in network.named_parameters()
        if not name.endswith("_scale")
    }
    with saving(path) as draft:
        save_file(parts, draft, dict(about))


def find(network: AskedNetwork, asked: Sequence[tuple[Asked, Encoding]]) -> Outcome:
    """Let each question choose its passage among all, and its sentence in those it finds first."""
    found = [_find(network, *each) for each in asked]
    loss = torch.stack([loss for loss, _ in found]).mean()
    return Outcome(loss, sum(right for _, right in found) / len(found))


def _find(network: AskedNetwork, asked: Asked, encoding: Encoding) -> tuple[Tensor, bool]:
    stored, hidden = asked.stored, torch.tensor(sorted(asked.hidden), dtype=torch.int64)
    vector = network.whole(torch.tensor(encoding.vector))
    near = stored.vectors @ vector
    choices = (network.vector_scale.exp() * near).index_fill(0, hidden, -torch.inf)
    gold_rows = torch.zeros(len(near), dtype=torch.bool)
    gold_rows[[row for row, _ in asked.gold]] = True
    rows = _looked_at(choices, gold_rows)
    passages = [stored.passages[row] for row in rows]
    words = network.words(torch.tensor(encoding.tokens))
    met, nearest = scores(words, vector, passages, near[rows])
    places = ((row, place) for row in rows for place in range(len(stored.passages[row].quotable)))
    gold = torch.tensor([place in asked.gold for place in places])
    there = torch.cat([passage.quotable for passage in passages]) | gold
    met, nearest, gold = (part[None, there] for part in (met, nearest, gold))
    scale = network.token_scale.exp()
    loss = (
        _NEAREST * choice_loss(scale * nearest, gold)
        + _SENTENCE * choice_loss(scale * met, gold)
        + _PASSAGE * choice_loss(choices[None], gold_rows[None])
    )
    return loss, bool(gold[0, nearest.argmax()])


def _looked_at(choices: Tensor, gold: Tensor) -> list[int]:
    """Choose the nearest passages that are there, and those with the gold."""
    found = choices.detach().topk(min(_N_RIVALS, int(choices.isfinite().sum()))).indices
    return sorted({*found.tolist(), *gold.nonzero()[:, 0].tolist()})


def scores(
    words: tuple[Tensor, Tensor], vector: Tensor, passages: Sequence[StoredPassage], near: Tensor
) -> tuple[Tensor, Tensor]:
    """Score the sentences as `rag.evidence.interaction` does: by tokens, and by all together."""
    counts = torch.tensor([len(passage.quotable) for passage in passages])
    offsets = (counts.cumsum(0) - counts).tolist()
    sentence = torch.cat([p.sentence + at for p, at in zip(passages, offsets, strict=True)])
    tokens = torch.cat([passage.tokens for passage in passages]).float() / _SCALE
    rows, weights = words
    met = weights @ best_matches(rows, tokens, sentence, int(counts.sum()))
    cosines = torch.cat([passage.sentence_vectors for passage in passages]).float() @ vector
    return met, met + 0.25 * cosines + 0.25 * near.repeat_interleave(counts)


def _residual(dimension: int, inner: int, *, down_bias: bool) -> nn.ModuleDict:
    """Two thin layers, of which the second starts at zero: nothing changes yet."""
    up = nn.Linear(inner, dimension, bias=not down_bias)
    for part in up.parameters():
        nn.init.zeros_(part)
    return nn.ModuleDict({"down": nn.Linear(dimension, inner, bias=down_bias), "up": up})
