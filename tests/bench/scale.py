"""How long one article takes among twenty thousand, and what a killed build costs.

`python tests/bench/scale.py` takes about half an hour on two cores. The articles are generated.
Their vectors are drawn by hash under the bundled model's name, because the model itself would take
hours; what is added, changed and removed afterwards goes through the model, as do the questions.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from server import MAX_WAIT_S, ONRECORD, environment, serving
from whole import Place, build_whole, children_cpu_s

from onrecord.rag.desk import Desk

QUESTION: Final = "Who counted the lanterns of Zanderbrook?"
FIRST: Final = "Zanderbrook by night\n\nThe keeper counted 4711 lanterns of Zanderbrook on Monday."
SECOND: Final = FIRST.replace("4711", "4712")
_TEXTS: Final = {"add": FIRST, "change": SECOND, "remove": None}


@dataclass(frozen=True, slots=True)
class Deed:
    """Seconds until what was done with one article shows in the answers.

    `cpu_seconds` are those of the one process, or command, that did it: what a machine that does
    nothing else would take, but for waiting for its disk.
    """

    deed: str
    by: str
    seconds: float
    cpu_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds and memory that a server takes over the index, and seconds of a single command."""

    seconds_until_ready: float
    megabytes_when_ready: int
    megabytes_after_questions: int
    seconds_of_one_question: float
    cpu_seconds_of_one_question: float


def start(place: Place) -> Start:
    """Start a server, ask it, end it; then ask by a command of its own."""
    began = time.monotonic()
    with serving(place) as server:
        ready_s, ready_mb = _since(began), server.megabytes
        for number in range(20):
            server.finds(f"{QUESTION} {number}")
        asked_mb = server.megabytes
    began, cpu = time.monotonic(), children_cpu_s()
    subprocess.run(
        [*ONRECORD, "ask", QUESTION, "--index", str(place.index)],
        check=False, stdout=subprocess.DEVNULL, env=environment(place),
    )  # fmt: skip
    return Start(ready_s, ready_mb, asked_mb, _since(began), children_cpu_s() - cpu)


def by_desk(place: Place) -> Iterator[Deed]:
    """One process adds, changes, removes and asks: until it has the answer; and all once more."""
    desk = place.desk()
    desk.engine().retrieve(QUESTION)
    path = place.root / "zanderbrook.txt"
    for by in ("one process, its first time", "one process"):
        for deed, text in _TEXTS.items():
            began, cpu = time.monotonic(), time.process_time()
            _do(desk, path, text)
            _expect(partial(_desk_finds, desk), text)
            yield Deed(deed, by, _since(began), time.process_time() - cpu)


def by_build(place: Place) -> Iterator[Deed]:
    """As above, but by a build of the whole folder."""
    desk = place.desk()
    desk.engine().retrieve(QUESTION)
    path = place.corpus / "zanderbrook.txt"
    for deed, text in _TEXTS.items():
        _write(path, text)
        began, cpu = time.monotonic(), time.process_time()
        desk.build()
        _expect(partial(_desk_finds, desk), text)
        used = time.process_time() - cpu
        yield Deed(deed, "a build of the whole folder", _since(began), used)


def _do(desk: Desk, path: Path, text: str | None) -> None:
    if text is None:
        desk.remove([path.name])
    else:
        path.write_text(text)
        desk.add([str(path)], replace_texts=True)


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        path.write_text(text)


def _desk_finds(desk: Desk) -> list[str]:
    return [hit.passage.text for hit in desk.engine().retrieve(QUESTION, 3)]


def by_server(place: Place) -> Iterator[Deed]:
    """Change a file of a server's folder, and the index of it by a command beside it."""
    with serving(place, "--watch") as server:
        finds = partial(server.finds, QUESTION)
        inside, beside = place.corpus / "zanderbrook.txt", place.root / "zanderbrook.txt"
        for text in (FIRST, None):  # the watch begins with a look at the whole folder
            _write(inside, text)
            _expect(finds, text)
        for deed, text in _TEXTS.items():
            _write(inside, text)
            began = time.monotonic()
            _expect(finds, text)
            yield Deed(deed, "serve --watch, from the change of the file", _since(began))
        for deed, text in _TEXTS.items():
            _write(beside, text)
            verb = ["remove", beside.name] if text is None else ["add", "--replace", str(beside)]
            began, cpu = time.monotonic(), children_cpu_s()
            subprocess.run(
                [*ONRECORD, *verb, *place.options()],
                check=True, stdout=subprocess.DEVNULL, env=environment(place),
            )  # fmt: skip
            used = children_cpu_s() - cpu
            yield Deed(deed, "the command, start and model included", _since(began), used)
            ended = time.monotonic()
            _expect(finds, text)
            yield Deed(deed, "an open server, from the end of the command", _since(ended))


def _since(began: float) -> float:
    return time.monotonic() - began


def _expect(finds: Callable[[], list[str]], text: str | None) -> None:
    """Ask until just this version of the article is found, or none."""
    wanted = [] if text is None else [text]
    deadline = time.monotonic() + MAX_WAIT_S
    while [each for each in finds() if "Zanderbrook" in each] != wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"still not found after {MAX_WAIT_S:g} s: {text!r}")
        time.sleep(0.02)  # whoever asks without a pause takes the processor from who is asked


def table(deeds: Sequence[Mapping[str, Any]]) -> str:
    """Lay out measured deeds in Markdown: a row a way, seconds and those of a processor."""
    names = list(_TEXTS)
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for by in dict.fromkeys(each["by"] for each in deeds):
        found = {each["deed"]: _cell(each) for each in deeds if each["by"] == by}
        lines.append(f"| {by} | {' | '.join(found[name] for name in names)} |")
    return "\n".join(lines)


def _cell(deed: Mapping[str, Any]) -> str:
    used = deed["cpu_seconds"]
    return f"{deed['seconds']:.2f} s" + ("" if used is None else f" ({used:.2f} s)")


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    parser.add_argument(
        "--keep", type=Path, help="a folder that keeps articles and index for a next time"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Place(options.keep or Path(temporary), options.cache)
        whole = place.root / "whole.json"
        if not whole.exists():
            whole.write_text(json.dumps(asdict(build_whole(place, options.articles))))
        started = asdict(start(place))
        deeds = [asdict(each) for by in (by_desk, by_build, by_server) for each in by(place)]
        figures = {"whole": json.loads(whole.read_text()), "start": started, "deeds": deeds}
        print(json.dumps(figures, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
