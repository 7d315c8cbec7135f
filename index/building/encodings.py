"""The encodings that articles need on their way into the store: made ahead, and kept at once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from onrecord.corpus import Passage
from onrecord.corpus.checkpoint import awaited, checkpoint
from onrecord.index.building.report import Progress, Tally
from onrecord.index.building.telling import Telling
from onrecord.index.encoding.compute import n_cores
from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.store.drafts import Draft, EncodingBlobs, Projection, encoding_key
from onrecord.index.store.protocols import Build

__all__ = ["Encodings"]

_GROUP_PASSAGES: Final = 256
"""Articles are committed when they have this many passages together."""

_ENCODE_PASSAGES: Final = 32
"""Passages handed to the encoder, and committed, at once."""

_ENCODERS: Final = n_cores()
"""Handfuls encoded at the same time, each on one thread."""

_AHEAD: Final = 2 * _ENCODERS
"""Handfuls of passages, and groups of articles, that wait while the encoder is at work: a killed
build loses at most these."""

_Keyed = tuple[bytes, Passage]


@dataclass(frozen=True, slots=True)
class _Handful:
    """Passages by the keys of the encodings that are being made of them."""

    passages: list[_Keyed]
    encodings: Future[list[Encoding]]


_Step = _Handful | Telling | list[Telling]


@dataclass(frozen=True, slots=True)
class Encodings:
    """Has passages encoded in one build; `models` names what that depends on."""

    build: Build
    encoder: Encoder
    projection: Projection
    models: str
    on_progress: Callable[[Progress], None]
    tally: Tally

    def lacking(
        self, passages: Iterable[Passage], under_way: frozenset[bytes] | set[bytes] = frozenset()
    ) -> list[_Keyed]:
        """Find those, each once, whose encodings are neither stored nor `under_way`."""
        wanted: dict[bytes, Passage] = {}
        for each in passages:
            checkpoint()
            wanted.setdefault(encoding_key(each, self.models), each)
        have = under_way & wanted.keys()
        have |= self.build.stored_keys(wanted.keys() - have)
        return [(key, passage) for key, passage in wanted.items() if key not in have]

    def assure(self, passages: Iterable[Passage]) -> None:
        """Encode again, without a rest, what somebody else has swept."""
        lacking = self.lacking(passages)
        for begin in range(0, len(lacking), _ENCODE_PASSAGES):
            some = lacking[begin : begin + _ENCODE_PASSAGES]
            self._put(some, self.encoder.encode_passages([each.text for _, each in some]))

    def ahead(self, drafts: Iterable[Draft]) -> Iterator[Telling | list[Telling]]:
        """Yield articles in groups when their encodings are stored, while the next are made.

        A very long one is given before too, each time that the next part of it can be told.
        """
        encoding = ThreadPoolExecutor(_ENCODERS)
        under_way: set[bytes] = set()
        steps = self._steps(drafts, encoding, under_way)
        waiting: deque[_Step] = deque()
        try:
            waiting.extend(islice(steps, _AHEAD))
            while waiting:
                first = waiting.popleft()
                if isinstance(first, _Handful):
                    self._keep(first, under_way)
                else:
                    yield first
                waiting.extend(islice(steps, 1))
        finally:
            encoding.shutdown(wait=False, cancel_futures=True)

    def _steps(
        self, drafts: Iterable[Draft], encoding: ThreadPoolExecutor, under_way: set[bytes]
    ) -> Iterator[_Step]:
        """Yield the passages that have to be encoded, and what needs them after its own."""
        missing: list[_Keyed] = []

        def handfuls(least: int) -> Iterator[_Handful]:
            while len(missing) >= least:
                some = missing[:_ENCODE_PASSAGES]
                del missing[:_ENCODE_PASSAGES]
                texts = [passage.text for _, passage in some]
                yield _Handful(some, encoding.submit(self.encoder.encode_passages, texts))

        group: list[Telling] = []
        for telling in map(Telling, self._rested(drafts)):
            group.append(telling)
            fresh = deque(self._missing(telling.draft, under_way))
            for last in telling.breaks:
                while fresh and fresh[0][1].start <= last.start:
                    missing.append(fresh.popleft())
                yield from handfuls(1)
                yield telling
            missing += fresh
            yield from handfuls(_ENCODE_PASSAGES)
            if sum(len(each.draft.passages) + 1 for each in group) >= _GROUP_PASSAGES:
                yield from handfuls(1)
                yield group
                group = []
        yield from handfuls(1)
        if group:
            yield group

    def _rested(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """Let others write while articles are read and cut up."""
        left = iter(drafts)
        while True:
            with self.build.resting():
                draft = next(left, None)
            if draft is None:
                return
            yield draft

    def _missing(self, draft: Draft, under_way: set[bytes]) -> list[_Keyed]:
        """Find the passages that have to be encoded, and note that they are `under_way`."""
        missing = self.lacking(draft.passages, under_way)
        under_way.update(key for key, _ in missing)
        self.tally.n_reused += len(draft.passages) - len(missing)
        return missing

    def _keep(self, handful: _Handful, under_way: set[bytes]) -> None:
        """Commit the encodings of a handful of passages, once they are made."""
        with self.build.resting():
            encodings = awaited(handful.encodings)
        self._put(handful.passages, encodings)
        under_way.difference_update(key for key, _ in handful.passages)
        tally = self.tally
        tally.n_encoded += len(encodings)
        self.on_progress(
            Progress(tally.n_files, tally.n_files_in_all, tally.n_encoded, len(under_way))
        )

    def _put(self, some: Sequence[_Keyed], encodings: Sequence[Encoding]) -> None:
        self.build.put_encodings(
            {
                key: EncodingBlobs.of(passage, encoding, self.projection)
                for (key, passage), encoding in zip(some, encodings, strict=True)
            }
        )
