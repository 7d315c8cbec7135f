"""The articles of a build on their way into the store: cut up, encoded, stored."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np

from onrecord.corpus import Article, PassageLimits, passages, sentences
from onrecord.corpus.page.owners import OwnersMetadata
from onrecord.index.building.encodings import Encodings
from onrecord.index.building.gather import (
    Gathered,
    NotedFile,
    ReadFile,
    UnchangedFile,
    UnreadableFile,
)
from onrecord.index.building.owned import marked
from onrecord.index.building.report import PACKED, Note, Skipped, Tally
from onrecord.index.building.telling import Telling
from onrecord.index.speech.tagger import Tagger
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.drafts import Draft, encoding_key
from onrecord.index.store.protocols import Build

__all__ = ["Writer"]

_CHANGED: Final = (
    "somebody else changed or removed it while it was being read, and what they left stays: "
    "add it again if it is to take that place"
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes articles into a build, and notes in `tally` what became of each.

    `known` are the numbers of the articles as it found, or left, them.
    """

    build: Build
    encodings: Encodings
    tagger: Tagger
    limits: PassageLimits
    tally: Tally
    known: dict[str, int]

    def drafted(self, found: Iterable[Gathered]) -> Iterator[Draft]:
        """Prepare what is new or changed; note down the others."""
        tally = self.tally
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
                    kept = _is_kept(name, self.known.keys())
                    tally.skipped.append(Skipped(name, reason, kept=kept))
                case ReadFile(article, sha256, encoding, state, n_damaged):
                    tally.met.add(article.id)
                    tally.stood(article.id, state)
                    tally.decoded(article.id, encoding, n_damaged)
                    yield self.draft(article, sha256)

    def draft(self, article: Article, file_sha256: str | None) -> Draft:
        """Cut an article into sentences and passages."""
        found = sentences(article)
        runs = passages(article, found, self.limits, self.encodings.encoder.n_tokens)
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

    def unchanged(self, ids: Iterable[str]) -> list[str]:
        """Which of these articles are, or are not there, as this writer found or left them."""
        asked = list(ids)
        now = self.build.numbers(asked)
        return [each for each in asked if now.get(each) == self.known.get(each)]

    def store(self, drafts: Iterable[Draft]) -> None:
        """Encode and commit articles group by group, each group a generation."""
        for step in self.encodings.ahead(drafts):
            if isinstance(step, Telling):
                self._tell(step)
            else:
                told = [self._told(each) for each in step]
                with self.build.resting():
                    group = [Analysed.of(draft) for draft in told]
                self._commit(group)

    def encode(self, drafts: Iterable[Draft]) -> None:
        """Commit the encodings that these articles need and the store lacks."""
        for _ in self.encodings.ahead(drafts):
            pass

    def lacks(self, draft: Draft) -> bool:
        """Whether an article has a passage whose encoding is not stored."""
        return bool(self.encodings.lacking(draft.passages))

    def told(self, draft: Draft) -> Draft:
        """Have told who says each sentence of an article whose encodings are stored."""
        return self._told(Telling(draft))

    def _told(self, telling: Telling) -> Draft:
        while not telling.is_whole:
            self._tell(telling)
        return telling.whole()

    def _tell(self, telling: Telling) -> None:
        """Have told who speaks in the next part of an article."""
        part, inside = telling.part()
        self.encodings.assure(part)
        models, packing = self.encodings.models, self.encodings.projection.packing
        stored = self.build.tokens([encoding_key(each, models) for each in part])
        tokens = packing.read(np.concatenate([tokens for tokens, _ in stored]))
        spans = [
            spans.astype(np.int64) + passage.start
            for (_, spans), passage in zip(stored, part, strict=True)
        ]
        with self.build.resting():
            telling.told(part, self.tagger.tell(inside, tokens, np.concatenate(spans)))

    def _commit(self, group: Sequence[Analysed]) -> None:
        """Store articles, but for those that somebody else has changed since this writer began."""
        drafts = {each.draft.article.id: each.draft for each in group}
        names = self.unchanged(drafts)
        for name in drafts.keys() - set(names):
            self._refuse(name)
        if names:
            self.encodings.assure(each for name in names for each in drafts[name].passages)
            self.build.put_articles(each for each in group if each.draft.article.id in names)
            self.tally.stored(names, self.known)
            self.known.update(self.build.numbers(names))

    def _refuse(self, name: str) -> None:
        """Leave an article as somebody else has left it."""
        kept = bool(self.build.numbers([name]))
        self.tally.skipped.append(Skipped(name, f"{name!r}: {_CHANGED}", kept=kept))
        self.tally.states.pop(name, None)


def _is_kept(name: str, known: AbstractSet[str]) -> bool:
    """Whether an earlier version is indexed of a file, or of what is packed in it."""
    return name in known or any(each.startswith(tuple(name + m for m in PACKED)) for each in known)
