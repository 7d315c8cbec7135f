"""A whole index over generated articles: built, killed in the middle, and built to its end."""

import json
import resource
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from generated import HashedEncoder, write_articles

from onrecord.index.building.build import Builder
from onrecord.index.building.collection import ADAPTER, PACKING, TAGGER
from onrecord.index.building.report import Report
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.speech.tagger import SpeakerTagger
from onrecord.index.store.database import connect, database_path
from onrecord.rag.desk import Desk

__all__ = ["Place", "Whole", "build_whole", "children_cpu_s"]


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of articles, the index over it, and the model's cache."""

    root: Path
    cache: Path

    @property
    def corpus(self) -> Path:
        """Where the articles are."""
        return self.root / "articles"

    @property
    def index(self) -> Path:
        """Where the index is."""
        return self.root / "index"

    def desk(self) -> Desk:
        """Make a desk as the command line has it."""
        return Desk(self.corpus, self.index, self.cache)

    def options(self) -> tuple[str, ...]:
        """Give the options of a command over this place."""
        return ("--corpus", str(self.corpus), "--index", str(self.index))


@dataclass(frozen=True, slots=True)
class Whole:
    """A build that was killed once it had half of its articles, and the one that finished it."""

    n_articles: int
    n_passages: int
    n_bytes: int
    n_articles_when_killed: int
    seconds_until_killed: float
    seconds_to_resume: float
    cpu_seconds_to_resume: float
    n_passages_encoded_when_killed: int
    n_passages_encoded_on_resuming: int
    peak_megabytes: int


def build_whole(place: Place, n_articles: int) -> Whole:
    """Build over generated articles, killed once in the middle."""
    write_articles(place.corpus, n_articles)
    desk = place.desk()
    command = [sys.executable, __file__, str(place.root), desk.encoder.name]
    began = time.monotonic()
    child = subprocess.Popen(command)
    while _count(place, "articles") < n_articles // 2:
        time.sleep(0.05)
        if child.poll() is not None:
            raise RuntimeError("the build ended before it could be killed")
    child.send_signal(signal.SIGKILL)
    child.wait()
    killed_s = time.monotonic() - began
    n_stored, n_encoded = _count(place, "articles"), _count(place, "encodings")
    began, cpu = time.monotonic(), children_cpu_s()
    resumed = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    resumed_s, used = time.monotonic() - began, children_cpu_s() - cpu
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    report = json.loads(resumed.stdout)
    return Whole(
        report["n_articles"], report["n_passages"], database_path(place.index).stat().st_size,
        n_stored, killed_s, resumed_s, used, n_encoded, report["n_encoded"], peak,
    )  # fmt: skip


def _count(place: Place, table: str) -> int:
    path = database_path(place.index)
    if not path.exists():
        return 0
    with closing(connect(path, writable=False)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def build_hashed(root: Path, model: str) -> Report:
    """Build with hashed vectors under the name of a model."""
    projection = TokenProjection.load(ADAPTER, packing=PACKING)
    encoder = HashedEncoder(model, projection.matrix.shape[1])
    tagger = SpeakerTagger.load(TAGGER)
    return Builder(root / "index", encoder, projection, tagger).build(root / "articles")


def children_cpu_s() -> float:
    """Seconds that the commands which have ended took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(build_hashed(Path(sys.argv[1]), sys.argv[2]).to_json())  # noqa: T201
