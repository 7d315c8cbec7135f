"""What the fault tests share: a folder, an index over it, and what must hold of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fakes import FakeEncoder

from onrecord.corpus import Article
from onrecord.index.building.build import Builder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.index import Index
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)
BEFORE = {
    "pear.txt": "Pears ripen in autumn. The harvest was early this year.",
    "de/tee.txt": "Der Tee ist teuer. Der Regen fehlte lange.",
    "茶.txt": "茶叶的价格上涨了。农民说今年的雨水很多。",
}
AFTER = {
    "pear.txt": "Pears ripen in winter now. Nobody knows why.",
    "茶.txt": BEFORE["茶.txt"],
    "kite.txt": "Kites fly above the shore.",
}
ADDED = Article("https://example.org/a", "A lighthouse.", "Light", None, None, None, "en", None)


@dataclass(frozen=True)
class Scene:
    """A folder of articles and the index over it."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where the articles are."""
        return self.root / "articles"

    @property
    def directory(self) -> Path:
        """Where the index is."""
        return self.root / "index"

    def builder(self, name: str = "fake") -> Builder:
        """Make a builder that waits for nobody."""
        return Builder(self.directory, FakeEncoder(name=name), PROJECTION, lock_timeout_s=0)

    def write(self, texts: Mapping[str, str]) -> None:
        """Make the folder hold these files and no others."""
        for path in self.folder.rglob("*.txt"):
            path.unlink()
        for name, text in texts.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)

    def texts(self, name: str = "fake") -> dict[str, str]:
        """Read every article, and find each by its own words: one whole generation."""
        index = Index.open(self.directory, name, PROJECTION)
        found = {each.id: index.article(each.id).text for each in index.articles()}
        for text in set(found.values()):
            vector = FakeEncoder().encode_passages([text])[0].vector
            (hit,) = index.dense(vector, 1)
            assert hit.passage.article.text == text
            assert index.evidence([hit])
        index.close()
        return found

    def sound(self) -> bool:
        """Whether nothing but the file that is derived may be at fault."""
        return [line for line in verify(self.directory) if "vectors.faiss" not in line] == []
