"""Articles as their owner has them: what is said of them outlasts every build.

It stands in `metadata.toml` beside the articles; where that can't be written, or where many
machines share the index, in the store.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from onrecord.corpus import Article
from onrecord.corpus.errors import OwnersFileError
from onrecord.corpus.page.owners import OWNERS_FILE, OwnersMetadata, restated
from onrecord.corpus.reading.folder import open_file
from onrecord.index.building.gather import Gathered, ReadFile
from onrecord.index.files import replacing
from onrecord.index.store.protocols import Build, Store
from onrecord.index.store.stored_files import StoredFiles

__all__ = ["added_singly", "as_owned", "in_step", "marked", "read_owners", "state"]

MAX_BYTES: Final = 16 * 2**20

_MARK: Final = "+"
"""Between the SHA-256 of a file and the mark of what its owner says."""


def read_owners(corpus: Path | None, store: Store) -> OwnersMetadata:
    """Read what is said beside the articles, and above it what the store has.

    Raises
    ------
    CorpusError
        If it can't be read; the message is one line that names the file.
    """
    kept = OwnersMetadata.parse(store.owners_metadata(), f"{OWNERS_FILE} of {store.name}")
    if corpus is None or not (corpus / OWNERS_FILE).exists():
        return kept
    path = corpus / OWNERS_FILE
    return OwnersMetadata.parse(_read(path), str(path)).under(kept)


def state(corpus: Path | None, store: Store, article: Article, told: Article) -> None:
    """Keep what the owner tells of an article, under the lock of the store.

    Beside the articles, if there is a `corpus` that whoever builds sees, and it can be written.
    """
    if corpus is None or not os.access(corpus, os.W_OK):
        store.keep_owners_metadata(restated(store.owners_metadata(), article, told))
        return
    path = corpus / OWNERS_FILE
    text = _read(path) if path.exists() else ""
    with replacing(path) as draft:
        draft.write_text(restated(text, article, told), "utf-8")


def in_step(stored: StoredFiles, owners: OwnersMetadata) -> StoredFiles:
    """Leave out the files whose articles are not as their owner has them now."""
    digests = {}
    for name, each in stored.digests.items():
        sha256, _, mark = each.partition(_MARK)
        if mark == owners.mark(name):
            digests[name] = sha256
    states = {name: each for name, each in stored.states.items() if name in digests}
    return StoredFiles(digests, states)


def marked(sha256: str | None, article_id: str, owners: OwnersMetadata) -> str | None:
    """Give what an article's row keeps: the SHA-256 of its file, and what its owner says."""
    mark = owners.mark(article_id)
    own = sha256.partition(_MARK)[0] if sha256 else None
    return f"{own}{_MARK}{mark}" if own and mark else own


def as_owned(found: Iterable[Gathered], owners: OwnersMetadata) -> Iterator[Gathered]:
    """Give articles that were read as their owner has them."""
    for each in found:
        if isinstance(each, ReadFile):
            sha256 = marked(each.sha256, each.article.id, owners)
            yield replace(each, article=owners.over(each.article), sha256=sha256)
        else:
            yield each


def added_singly(build: Build, owners: OwnersMetadata) -> Iterator[Gathered]:
    """Yield those of no file that are not as their owner has them now."""
    if not owners.fields:
        return
    snapshot = build.snapshot()
    for name, digest in build.file_digests().items():
        if digest is None and name in owners.fields:
            article = snapshot.article(name)
            if owners.over(article) != article:
                yield ReadFile(article, None, None)


def _read(path: Path) -> str:
    with open_file(path, MAX_BYTES) as file:
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise OwnersFileError(f"{path} is not UTF-8: save it as such") from error
