"""Learn how an index keeps the vectors of tokens and sentences in few bytes.

python -m onrecord.index.learning.packing --articles DIR --cache DIR
    --out index/encoding/packing.safetensors

The articles should be of many kinds, and of every language that is going to be asked about; they
are taken by lot. A minute of a core encodes some three hundred passages, with four sentences each.
"""

import argparse
import logging
import random
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from onrecord.corpus import (
    Article,
    PassageLimits,
    find_articles,
    load,
    load_languages,
    passages,
    sentences,
)
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.packing import Quantiser
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import TrainingDataError
from onrecord.index.learning.command import carried_out
from onrecord.index.learning.saving import saving
from onrecord.index.store.drafts import sentence_vectors

__all__ = ["centroids", "encoded", "learn", "main", "save_packing"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

Floats = npt.NDArray[np.float32]

_PARTS: Final = {"tokens": 64, "sentences": 192}
"""Bytes that are kept of a vector: two components share one. With half of them the area under the
curve fell by .015 on the sample's questions."""

_ADAPTER: Final = Path(__file__).parents[1] / "encoding" / "adapter.safetensors"
_ROUNDS: Final = 25
_N_CENTROIDS: Final = 256  # of each part: what a byte can tell apart
_MOST: Final = 1000  # vectors for each of them; more change nothing
_PASSAGES: Final = 10_000  # with some 40,000 sentences, 150 for each

_log = logging.getLogger(__name__)


def learn(rows: Floats, n_parts: int, seed: int = 0) -> Floats:
    """Find (n_parts, 256, width / n_parts) centroids of unit rows (n, width).

    What is put together of the nearest is shorter than the row; centroids are made longer, so that
    in the mean its product with the row is 1, as that of the row with itself. Each tenth row is
    kept for that.

    Raises
    ------
    TrainingDataError
        If there are too few rows to learn so many from.
    """
    held, rows = rows[::10], np.delete(rows, np.s_[::10], axis=0)
    if len(rows) < _N_CENTROIDS:
        raise TrainingDataError(
            f"{len(held) + len(rows)} vectors are too few to learn {_N_CENTROIDS} from; "
            "name a folder with more articles"
        )
    found = centroids(rows, n_parts, seed)
    codes = Quantiser(found).codes(rows)
    for part, column in zip(found, codes.T, strict=True):
        rarest = np.bincount(column, minlength=_N_CENTROIDS).argmin()
        part[rarest] = part[0]
        part[0] = 0
    kept = Quantiser(found)
    return np.asarray(found / (held * kept.rows(kept.codes(held))).sum(axis=1).mean(), np.float32)


def centroids(rows: Floats, n_parts: int, seed: int = 0) -> Floats:
    """Find (n_parts, 256, width / n_parts) centroids of rows (n, width)."""
    quantiser = faiss.ProductQuantizer(rows.shape[1], n_parts, 8)
    quantiser.cp.niter, quantiser.cp.seed = _ROUNDS, seed
    quantiser.cp.min_points_per_centroid = 1  # how many there are is told once
    quantiser.cp.max_points_per_centroid = _MOST
    quantiser.train(np.ascontiguousarray(rows, np.float32))
    found = faiss.vector_to_array(quantiser.centroids).reshape(n_parts, _N_CENTROIDS, -1)
    return np.asarray(found, np.float32)


def save_packing(tokens: Floats, sentences: Floats, path: Path, about: dict[str, str]) -> None:
    """Write centroids of unit tokens and of sentences as the file that `Packing` reads."""
    scaled = np.clip(np.rint(tokens * 127), -127, 127).astype(np.int8)
    with saving(path) as draft:
        save_file({"tokens": scaled, "sentences": sentences.astype(np.float16)}, draft, about)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments)


def _run(options: argparse.Namespace) -> None:
    load_languages(options.cache)
    encoder = load_encoder(EncoderSettings(options.cache, adapter=_ADAPTER))
    paths = list(find_articles(options.articles))
    random.Random(options.seed).shuffle(paths)  # noqa: S311  # the same each time
    articles = (load(path, options.articles) for path in paths)
    projection = TokenProjection.load(_ADAPTER)
    tokens, spoken = encoded(articles, encoder, projection, options.passages)
    _log.info("%d tokens, %d sentences", len(tokens), len(spoken))
    found = (learn(tokens, _PARTS["tokens"]), learn(spoken, _PARTS["sentences"]))
    about = {"tokens": str(len(tokens)), "sentences": str(len(spoken))}
    about |= {"data": options.data, "licences": options.licences, "seed": str(options.seed)}
    save_packing(*found, options.out, about)


def encoded(
    articles: Iterable[Article], encoder: Encoder, projection: TokenProjection, n_passages: int
) -> tuple[Floats, Floats]:
    """Encode articles as a build does, until they have so many passages.

    Gives unit vectors of their tokens and sentences, of either as many as can be learned from.
    """
    tokens, spoken, left = [], [], n_passages
    for article in articles:
        if left <= 0:
            break
        runs = passages(article, sentences(article), PassageLimits(), encoder.n_tokens)
        made = encoder.encode_passages([each.text for each in runs])
        for passage, encoding in zip(runs, made, strict=True):
            tokens.append(projection.tokens(encoding.tokens, passage.language))
            spoken.append(sentence_vectors(passage, encoding))
        left -= len(runs)
    return _unit(_some(np.concatenate(tokens))), _unit(_some(np.concatenate(spoken)))


def _some(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Take as many as `learn` makes use of, by lot."""
    n = min(len(rows), _N_CENTROIDS * _MOST * 10 // 9)
    return rows[np.random.default_rng(0).choice(len(rows), n, replace=False)]


def _unit(rows: npt.NDArray[Any]) -> Floats:
    lengths = np.linalg.norm(rows.astype(np.float32), axis=1, keepdims=True)
    return np.asarray((rows / np.maximum(lengths, 1e-12))[lengths[:, 0] > 0], np.float32)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m onrecord.index.learning.packing", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--articles", type=Path, required=True, help="folder of articles")
    parser.add_argument("--cache", type=Path, required=True, help="where the model is decoded")
    parser.add_argument("--out", type=Path, required=True, help="safetensors file to write")
    parser.add_argument("--passages", type=int, default=_PASSAGES, help="as many are encoded")
    parser.add_argument("--data", default="", help="what the articles are, for whoever ships it")
    parser.add_argument("--licences", default="", help="and their licences")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
