"""Random inputs of the reader, of the right shapes."""

import numpy as np

from onrecord.rag.evidence.reader import MARKS, Pair, ReadQuestion

DIMENSION, WIDTH = 7, 5


def random_question(rng: np.random.Generator, m: int) -> ReadQuestion:
    return ReadQuestion(
        rng.standard_normal((m, DIMENSION)).astype(np.float32),
        rng.standard_normal((m, WIDTH)).astype(np.float32),
        np.full(m, 1 / m, np.float32), ("w",) * m, np.zeros((m, 2), np.float32), "en",
    )  # fmt: skip


def random_pair(rng: np.random.Generator, m: int, n: int) -> Pair:
    shapes = ((m, len(MARKS)), (n, WIDTH), (n,))
    return Pair(*(rng.standard_normal(shape).astype(np.float32) for shape in shapes))
