"""What there is in the articles, for people who would rather look than read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence
from onrecord.rag.names.aliases import Aliases, key
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
    articles: Sequence[str], sentences: Callable[[str], Sequence[Sentence]], aliases: Aliases
) -> tuple[Voice, ...]:
    """Count who is quoted in articles, under one name each.

    A surname counts for the one full name that it ends, in its article or in all of them.
    """
    found = [_named(sentences(each), aliases) for each in articles]
    full = _full_names({name for each in found for name in each})
    n_sentences: Counter[str] = Counter()
    n_articles: Counter[str] = Counter()
    for each in found:
        for name, n in each.items():
            n_sentences[full.get(name, name)] += n
        n_articles.update({full.get(name, name) for name in each})
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


def _named(sentences: Sequence[Sentence], aliases: Aliases) -> Counter[str]:
    """Count the sentences of each speaker of an article who has a name."""
    spoken = Counter(each.speaker.text for each in sentences if each.speaker)
    full = _full_names(spoken)
    found: Counter[str] = Counter()
    for name, n in spoken.items():
        whole = full.get(name, name)
        if is_speaker_like(whole):
            found[aliases.canonical.get(key(whole), whole)] += n
    return found


def _full_names(names: Collection[str]) -> dict[str, str]:
    """Tell which surname ends which full name, if it is one alone."""
    ending: dict[str, list[str]] = defaultdict(list)
    for name in names:
        first, _, last = name.rpartition(" ")
        if first and is_person_like(name):
            ending[last].append(name)
    return {last: each[0] for last, each in ending.items() if len(each) == 1 and last in names}
