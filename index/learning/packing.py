"""Learn how an index keeps the vectors of tokens and sentences in few bytes.

python -m onrecord.index.learning.packing --articles DIR --cache DIR
    --out index/encoding/packing.safetensors

The articles should be of many kinds, and of every language that is going to be asked about.
"""

import argparse
import logging
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
from onrecord.index.learning.command import carried_out
from onrecord.index.store.drafts import sentence_vectors

__all__ = ["encoded", "learn", "main", "save_packing"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

Floats = npt.NDArray[np.float32]

_PARTS: Final = {"tokens": 64, "sentences": 192}
"""Bytes that are kept of a vector: two components share one. With half of them the area under the
curve fell by .015 on the sample's questions."""

_ADAPTER: Final = Path(__file__).parents[1] / "encoding" / "adapter.safetensors"
_ROUNDS: Final = 25
_MOST: Final = 1000  # vectors for each of the 256 that are learned; more change nothing

_log = logging.getLogger(__name__)


def learn(rows: Floats, n_parts: int, seed: int = 0) -> Floats:
    """Find (n_parts, 256, width / n_parts) centroids of unit rows (n, width).

    What is put together of the nearest is shorter than the row; centroids are made longer, so that
    in the mean its product with the row is 1, as that of the row with itself. Each tenth row is
    kept for that.
    """
    held, rows = rows[::10], np.delete(rows, np.s_[::10], axis=0)
    quantiser = faiss.ProductQuantizer(rows.shape[1], n_parts, 8)
    quantiser.cp.niter, quantiser.cp.seed = _ROUNDS, seed
    quantiser.cp.max_points_per_centroid = _MOST
    quantiser.train(np.ascontiguousarray(rows, np.float32))
    found = faiss.vector_to_array(quantiser.centroids).reshape(n_parts, 256, -1)
    codes = Quantiser(found).codes(rows)
    for part, column in zip(found, codes.T, strict=True):
        rarest = np.bincount(column, minlength=256).argmin()
        part[rarest] = part[0]
        part[0] = 0
    kept = Quantiser(found)
    return np.asarray(found / (held * kept.rows(kept.codes(held))).sum(axis=1).mean(), np.float32)


def save_packing(tokens: Floats, sentences: Floats, path: Path, about: dict[str, str]) -> None:
    """Write centroids of unit tokens and of sentences as the file that `Packing` reads."""
    scaled = np.clip(np.rint(tokens * 127), -127, 127).astype(np.int8)
    save_file({"tokens": scaled, "sentences": sentences.astype(np.float16)}, path, about)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments)


def _run(options: argparse.Namespace) -> None:
    load_languages(options.cache)
    encoder = load_encoder(EncoderSettings(options.cache, adapter=_ADAPTER))
    articles = (load(path, options.articles) for path in find_articles(options.articles))
    tokens, spoken = encoded(articles, encoder, TokenProjection.load(_ADAPTER))
    _log.info("%d tokens, %d sentences", len(tokens), len(spoken))
    centroids = (learn(tokens, _PARTS["tokens"]), learn(spoken, _PARTS["sentences"]))
    save_packing(*centroids, options.out, {"tokens": str(len(tokens))})


def encoded(
    articles: Iterable[Article], encoder: Encoder, projection: TokenProjection
) -> tuple[Floats, Floats]:
    """Encode articles as a build does; give the unit vectors of all their tokens and sentences."""
    tokens, spoken = [], []
    for article in articles:
        runs = passages(article, sentences(article), PassageLimits(), encoder.n_tokens)
        made = encoder.encode_passages([each.text for each in runs])
        for passage, encoding in zip(runs, made, strict=True):
            tokens.append(projection.tokens(encoding.tokens, passage.language))
            spoken.append(sentence_vectors(passage, encoding))
    return _unit(np.concatenate(tokens)), _unit(np.concatenate(spoken))


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
