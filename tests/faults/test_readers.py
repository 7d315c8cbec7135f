"""Readers see one generation, whole, and no error, whatever is written meanwhile."""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from fakes import FakeEncoder
from scene import PROJECTION, Scene

from onrecord.index.index import Index
from onrecord.index.store.snapshots import find_snapshot, take_snapshot
from onrecord.index.verify import verify

N_ARTICLES = 8
VECTOR = FakeEncoder().encode_passages(["Article 3 tells of version."])[0].vector


def written(version: int) -> dict[str, str]:
    return {
        f"{n}.txt": f"Article {n} tells of version {version}. It has {n} ends."
        for n in range(N_ARTICLES)
    }


def versions(index: Index) -> set[str]:
    """Read all articles by id, by vector and by term, and tell which versions they are of."""
    texts = [index.article(each.id).text for each in index.articles()]
    hits = index.dense(VECTOR, 2 * N_ARTICLES)
    assert len(hits) == len(texts) == N_ARTICLES
    assert index.evidence(hits)
    found = [*texts, *(hit.passage.article.text for hit in hits)]
    return {text.split("version ")[1].split(".")[0] for text in found}


def ask_throughout(directory: Path, stop: threading.Event, seen: list[int]) -> None:
    """Read again and again; numbers only grow."""
    index = Index.open(directory, "fake", PROJECTION)
    while not stop.is_set():
        if index.is_stale():
            index = index.refresh()
        assert len(versions(index)) == 1
        assert not seen or index.generation >= seen[-1]
        seen.append(index.generation)


def read_while_building(scene: Scene, n_builds: int) -> int:
    """Build, rebuild, roll back and damage the vector file under two readers."""
    scene.write(written(0))
    scene.builder().build(scene.folder)
    take_snapshot(scene.directory, "first")
    stop, failures = threading.Event(), list[BaseException]()

    def reader(seen: list[int]) -> None:
        try:
            ask_throughout(scene.directory, stop, seen)
        except BaseException as error:  # noqa: BLE001  # told in the test's own thread
            failures.append(error)

    seen: list[list[int]] = [[], []]
    threads = [threading.Thread(target=reader, args=(each,)) for each in seen]
    for thread in threads:
        thread.start()
    for n in range(1, n_builds + 1):
        scene.write(written(n))
        build = scene.builder()
        if n % 5 == 0:
            build.roll_back(find_snapshot(scene.directory, "first"))
        elif n % 3 == 0:
            build.rebuild(scene.folder)
        else:
            build.build(scene.folder)
        if n % 4 == 0:
            (scene.directory / "vectors.faiss").write_bytes(b"x" * 2000)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert scene.sound()
    return sum(map(len, seen))


def test_readers_see_whole_generations_while_builds_run(scene: Scene) -> None:
    """Two readers, a dozen builds of each kind."""
    assert read_while_building(scene, 11) > 0


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_readers_through_a_hundred_rebuilds(scene: Scene) -> None:
    """The same, a hundred times."""
    assert read_while_building(scene, 101) > 100


def kill_at_random(scene: Scene, n_kills: int, seed: int) -> int:
    """Kill builds between two states of the folder at random moments, and finish each."""
    chance = random.Random(seed)  # noqa: S311  # the same moments each time
    scene.write(written(0))
    scene.builder().build(scene.folder)
    last_s, n_killed = 0.1, 0
    for n in range(1, n_kills + 1):
        scene.write(written(n))
        child = os.fork()
        if not child:
            with suppress(BaseException):
                scene.builder().build(scene.folder)
            os._exit(0)
        time.sleep(chance.random() * last_s)
        os.kill(child, signal.SIGKILL)
        n_killed += os.waitpid(child, 0)[1] == signal.SIGKILL
        index = Index.open(scene.directory, "fake", PROJECTION)
        assert versions(index) <= {str(n - 1), str(n)}
        assert len(versions(index)) == 1
        index.close()
        began = time.monotonic()
        scene.builder().build(scene.folder)
        last_s = 0.9 * last_s + 0.1 * (time.monotonic() - began) * 1.5
        assert verify(scene.directory) == []
        assert scene.texts() == written(n)
    return n_killed


def test_builds_killed_at_some_moments(scene: Scene) -> None:
    """The old state or the new one, and the next build finishes."""
    assert kill_at_random(scene, 8, seed=1) > 0


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_builds_killed_at_300_moments(scene: Scene) -> None:
    """The same, three hundred times."""
    assert kill_at_random(scene, 300, seed=2) > 100
