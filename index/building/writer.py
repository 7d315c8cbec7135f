"""The articles of a build on their way into the store: cut up, encoded, stored."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np

from onrecord.corpus import Article, Passage, PassageLimits, Sentence, passages, sentences
from onrecord.corpus.checkpoint import awaited
from onrecord.corpus.page.owners import OwnersMetadata
from onrecord.index.building.gather import (
    Gathered,
    NotedFile,
    ReadFile,
    UnchangedFile,
    UnreadableFile,
)
from onrecord.index.building.owned import marked
from onrecord.index.building.report import PACKED, Note, Progress, Skipped, Tally
from onrecord.index.encoding.compute import n_cores
from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.speech.tagger import Tagger
from onrecord.index.store.drafts import Draft, EncodingBlobs, Projection, encoding_key
from onrecord.index.store.protocols import Build

__all__ = ["Writer"]

_GROUP_PASSAGES: Final = 256
"""Articles are committed when they have this many passages together."""

_ENCODE_PASSAGES: Final = 32
"""Passages handed to the encoder, and committed, at once."""

_ENCODERS: Final = n_cores()
"""Handfuls encoded at the same time, each on one thread."""

_AHEAD: Final = 2 * _ENCODERS
"""Handfuls of passages, and groups of articles, that wait while the encoder is at work: a killed
build loses at most these."""


_TOLD_PASSAGES: Final = 512
"""Of an article, those of which is told at once who speaks in them."""


@dataclass(frozen=True, slots=True)
class _Handful:
    """Passages by the keys of the encodings that are being made of them."""

    passages: list[tuple[bytes, Passage]]
    encodings: Future[list[Encoding]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes articles into a build, and notes in `tally` what became of each.

    `models` names what the encodings depend on.
    """

    build: Build
    encoder: Encoder
    projection: Projection
    tagger: Tagger
    limits: PassageLimits
    models: str
    on_progress: Callable[[Progress], None]
    tally: Tally

    def drafted(self, found: Iterable[Gathered]) -> Iterator[Draft]:
        """Prepare what is new or changed; note down the others."""
        known, tally = self.build.file_digests().keys(), self.tally
        for each in found:
            if isinstance(each, NotedFile):
                tally.notes.append(Note(each.id, each.note))
                continue
            tally.n_files += 1
            tally.n_files_in_all = max(tally.n_files_in_all, tally.n_files)
            match each:
                case UnchangedFile(name, state):
                    tally.met.add(name)
                    tally.n_unchanged += 1
                    tally.stood(name, state)
                case UnreadableFile(name, reason):
                    tally.met.add(name)
                    tally.skipped.append(Skipped(name, reason, kept=_is_kept(name, known)))
                case ReadFile(article, sha256, encoding, state, n_damaged):
                    tally.met.add(article.id)
                    tally.stood(article.id, state)
                    tally.decoded(article.id, encoding, n_damaged)
                    yield self.draft(article, sha256)

    def draft(self, article: Article, file_sha256: str | None) -> Draft:
        """Cut an article into sentences and passages."""
        found = sentences(article)
        runs = passages(article, found, self.limits, self.encoder.n_tokens)
        return Draft(article, file_sha256, found, runs)

    def kept(self, drafts: Sequence[Draft], owners: OwnersMetadata) -> Iterator[Draft]:
        """Take up stored articles that no file gives: added singly, or their file is unreadable."""
        read = {draft.article.id for draft in drafts}
        digests, snapshot = self.build.file_digests(), self.build.snapshot()
        vanished = set(self.tally.vanished(name for name, each in digests.items() if each))
        for name, digest in digests.items():
            if name not in read and name not in vanished:
                article = owners.over(snapshot.article(name))
                yield self.draft(article, marked(digest, name, owners))

    def store(self, drafts: Iterable[Draft]) -> None:
        """Encode and commit articles group by group, each group a generation."""
        known = self.build.file_digests().keys()
        for group in self._encoded(drafts):
            self.build.put_articles([self.told(draft) for draft in group])
            self.tally.stored((draft.article.id for draft in group), known)

    def encode(self, drafts: Iterable[Draft]) -> None:
        """Commit the encodings that these articles need and the store lacks."""
        for _ in self._encoded(drafts):
            pass

    def lacks(self, draft: Draft) -> bool:
        """Whether an article has a passage whose encoding is not stored."""
        keys = {encoding_key(each, self.models) for each in draft.passages}
        return len(self.build.stored_keys(keys)) < len(keys)

    def told(self, draft: Draft) -> Draft:
        """Have told who says each sentence of an article whose encodings are stored.

        A very long one is read part by part: all its tokens would take half a gigabyte.
        """
        if not draft.passages:
            return draft
        said, first = list[Sentence](), 0
        for begin in range(0, len(draft.passages), _TOLD_PASSAGES):
            part = draft.passages[begin : begin + _TOLD_PASSAGES]
            is_last = part[-1] is draft.passages[-1]
            last = bisect_left(draft.sentences, part[-1].end, key=lambda each: each.start)
            last = len(draft.sentences) if is_last else last
            said += self._told(draft.sentences[first:last], part)
            first = last
        return replace(draft, sentences=tuple(said))

    def _told(self, sentences: Sequence[Sentence], part: Sequence[Passage]) -> tuple[Sentence, ...]:
        stored = self.build.tokens([encoding_key(each, self.models) for each in part])
        spans = [
            spans.astype(np.int64) + passage.start
            for (_, spans), passage in zip(stored, part, strict=True)
        ]
        packed = np.concatenate([tokens for tokens, _ in stored])
        tokens = self.projection.packing.tokens.rows(packed)
        return self.tagger.tell(sentences, tokens, np.concatenate(spans))

    def _encoded(self, drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
        """Yield groups of articles whose encodings are committed, while the next are made."""
        encoding = ThreadPoolExecutor(_ENCODERS)
        under_way: set[bytes] = set()
        steps = self._steps(drafts, encoding, under_way)
        waiting: deque[_Handful | list[Draft]] = deque()
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
    ) -> Iterator["_Handful | list[Draft]"]:
        """Yield the passages that have to be encoded, and each group of articles after its own."""

        def handful(some: list[tuple[bytes, Passage]]) -> _Handful:
            texts = [passage.text for _, passage in some]
            return _Handful(some, encoding.submit(self.encoder.encode_passages, texts))

        group: list[Draft] = []
        missing: list[tuple[bytes, Passage]] = []
        for draft in drafts:
            group.append(draft)
            missing += self._missing(draft, under_way)
            while len(missing) >= _ENCODE_PASSAGES:
                yield handful(missing[:_ENCODE_PASSAGES])
                del missing[:_ENCODE_PASSAGES]
            if sum(len(each.passages) + 1 for each in group) >= _GROUP_PASSAGES:
                if missing:
                    yield handful(missing)
                yield group
                group, missing = [], []
        if missing:
            yield handful(missing)
        if group:
            yield group

    def _missing(self, draft: Draft, under_way: set[bytes]) -> list[tuple[bytes, Passage]]:
        """Find the passages whose encodings are neither stored nor `under_way`, and add them."""
        wanted = {encoding_key(each, self.models): each for each in draft.passages}
        have = under_way & wanted.keys()
        have |= self.build.stored_keys(wanted.keys() - have)
        missing = [(key, passage) for key, passage in wanted.items() if key not in have]
        under_way.update(key for key, _ in missing)
        self.tally.n_reused += len(draft.passages) - len(missing)
        return missing

    def _keep(self, handful: "_Handful", under_way: set[bytes]) -> None:
        """Commit the encodings of a handful of passages, once they are made."""
        encodings, tally = awaited(handful.encodings), self.tally
        self.build.put_encodings(
            {
                key: EncodingBlobs.of(passage, encoding, self.projection)
                for (key, passage), encoding in zip(handful.passages, encodings, strict=True)
            }
        )
        under_way.difference_update(key for key, _ in handful.passages)
        tally.n_encoded += len(encodings)
        self.on_progress(
            Progress(tally.n_files, tally.n_files_in_all, tally.n_encoded, len(under_way))
        )


def _is_kept(name: str, known: AbstractSet[str]) -> bool:
    """Whether an earlier version is indexed of a file, or of what is packed in it."""
    return name in known or any(each.startswith(tuple(name + m for m in PACKED)) for each in known)
