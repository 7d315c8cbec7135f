"""What there is in the articles, for people who would rather look than read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence
from onrecord.rag.names.shape import is_person_like, is_speaker_like

__all__ = ["Place", "Survey", "Voice", "places", "voices"]

MAX_READ: Final = 200
"""Articles whose speakers are counted."""

MAX_PLACED: Final = 1500
"""Articles on the map; more would be a cloud."""

_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """Someone whom articles quote: in how many sentences, and in how many articles."""

    name: str
    n_sentences: int
    n_articles: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lies on the map: both from -1 to 1."""

    article: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Who is quoted, the most often first, in `n_read` articles; and the map."""

    voices: tuple[Voice, ...]
    n_read: int
    places: tuple[Place, ...]


def voices(
    articles: Sequence[str], sentences: Callable[[str], Sequence[Sentence]]
) -> tuple[Voice, ...]:
    """Count who is quoted in articles; a surname counts for the one full name that it ends."""
    n_sentences: Counter[str] = Counter()
    n_articles: Counter[str] = Counter()
    for each in articles:
        found = _named(sentences(each))
        n_sentences.update(found)
        n_articles.update(found.keys())
    order = sorted(n_sentences, key=lambda name: (-n_sentences[name], -n_articles[name], name))
    return tuple(Voice(name, n_sentences[name], n_articles[name]) for name in order)


def places(vectors: Mapping[str, npt.NDArray[np.float32]]) -> tuple[Place, ...]:
    """Lay articles out by their vectors, each (dim,): what is alike lies together.

    The two principal components, scaled to what the outermost ones need; their signs are such
    that the sums of cubes are positive, so that a map is not mirrored from one day to the next.
    """
    if len(vectors) < _FEW:
        return ()
    ids = sorted(vectors)
    rows = np.array([vectors[each] for each in ids], np.float64)  # (n, dim)
    left, singular, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    found = left[:, :2] * singular[:2]  # (n, 2)
    found *= np.where((found**3).sum(axis=0) < 0, -1, 1)
    found /= np.maximum(np.abs(found).max(axis=0), 1e-9)
    return tuple(
        Place(each, round(float(x), 4), round(float(y), 4))
        for each, (x, y) in zip(ids, found, strict=True)
    )


def _named(sentences: Sequence[Sentence]) -> Counter[str]:
    """Count the sentences of each speaker of an article who has a name."""
    found = Counter(each.speaker.text for each in sentences if each.speaker)
    whole: dict[str, list[str]] = defaultdict(list)
    for name in found:
        whole[name.rpartition(" ")[2]].append(name)
    merged: Counter[str] = Counter()
    for name, n in found.items():
        longer = [each for each in whole.get(name, ()) if each != name and is_person_like(each)]
        merged[longer[0] if len(longer) == 1 else name] += n
    return Counter({name: n for name, n in merged.items() if is_speaker_like(name)})
