"""Files that mean harm, or are merely odd: bounded, reported in a line, survived."""

import io
import os
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from papers import Put, pdf
from scene import BEFORE, Scene

from onrecord.corpus import Refusal, items_in
from onrecord.index.building.gather import gather
from onrecord.index.building.report import Report
from onrecord.index.store.stored_files import NOTHING_STORED

GOOD = ("de/tee.txt", "pear.txt", "茶.txt")


def built(scene: Scene) -> tuple[Report, dict[str, str]]:
    """Build, and give the reasons of what was skipped; every good article is there."""
    report = scene.builder().build(scene.folder)
    assert set(GOOD) <= set(scene.texts())
    reasons = {each.path: each.reason for each in report.skipped}
    assert all("\n" not in reason for reason in reasons.values())
    report.to_json().encode()
    return report, reasons


def test_pipes_devices_links_and_loops_are_reported_and_never_waited_for(scene: Scene) -> None:
    """Each has its line; nothing outside of the folder is read."""
    outside = scene.root / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("A secret.")
    (scene.folder / "loop").symlink_to(scene.folder)
    (scene.folder / "out").symlink_to(outside)
    (scene.folder / "self.txt").symlink_to("self.txt")
    (scene.folder / "zero.txt").symlink_to("/dev/zero")
    (scene.folder / "link.txt").symlink_to(outside / "secret.txt")
    os.mkfifo(scene.folder / "pipe.txt")
    os.mkfifo(scene.folder / "pipe.zip")
    (scene.folder / "folder.txt").mkdir()
    report, reasons = built(scene)
    assert set(reasons) == {
        "loop", "out", "self.txt", "zero.txt", "link.txt", "pipe.txt", "pipe.zip",
    }  # fmt: skip
    assert report.added == GOOD
    assert "is a link" in reasons["loop"]
    assert "no regular file" in reasons["pipe.txt"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_file_is_reported(scene: Scene) -> None:
    """A device with the name of an article gives bytes for ever."""
    try:
        os.mknod(scene.folder / "zero.txt", 0o20644, os.makedev(1, 5))
    except OSError:
        pytest.skip("this machine lets nobody make devices")
    _, reasons = built(scene)
    assert set(reasons) == {"zero.txt"}


def test_files_of_two_gigabytes_are_refused_unread(scene: Scene) -> None:
    """By their size alone, whatever they are called."""
    names = [f"big{suffix}" for suffix in (".txt", ".html", ".pdf", ".docx", ".jsonl", ".zip")]
    for name in names:
        with (scene.folder / name).open("wb") as file:
            file.truncate(2_000_000_000)
    _, reasons = built(scene)
    assert sorted(reasons) == sorted(names)
    assert all("bytes" in reason for reason in reasons.values())


def test_odd_names_are_reported_and_the_index_stays_whole(scene: Scene) -> None:
    """Line ends, escapes and what is no UTF-8 can't be in an id; other signs can."""
    odd = [b"a\nb.txt", b"a\x1b[2J.txt", b"\xff\xfe.txt", b"\xed\xa0\x80.txt", b"a\x7f.txt"]
    fine = [
        "-rf.txt",
        "a b.txt",
        "$(id).txt",
        "\u202eabc.txt",
        "'\";--.txt",
        "👩‍👩‍👧.txt",
        "a" * 250 + ".txt",
    ]
    for name in odd + [os.fsencode(each) for each in fine]:
        Path(os.fsdecode(os.fsencode(scene.folder) + b"/" + name)).write_text("Words are here.")
    report, reasons = built(scene)
    assert len(reasons) == len(odd)
    assert set(fine) <= set(report.added)
    assert all(name.isprintable() for name in reasons)


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def overlapping(n_members: int) -> bytes:
    """Make an archive whose members are all the same bytes, each declared to be 10 MB."""
    raw = zipped(("0.txt", b"a" * 10_000_000))
    at = raw.rfind(b"PK\x01\x02")
    entry, end = raw[at : raw.rfind(b"PK\x05\x06")], bytearray(raw[raw.rfind(b"PK\x05\x06") :])
    entries = b"".join(entry.replace(b"0.txt", b"%05d" % number) for number in range(n_members))
    struct.pack_into("<HHL", end, 8, n_members, n_members, len(entries))
    return raw[:at] + entries + bytes(end)


def test_archives_that_mean_harm_are_reported_by_member(scene: Scene) -> None:
    """Bombs, ways out and archives in archives; what is good beside them is read."""
    bomb = b"ha " * 6_000_000
    (scene.folder / "bomb.zip").write_bytes(zipped(("b.txt", bomb), ("c.txt", b"Fine words.")))
    (scene.folder / "nested.zip").write_bytes(zipped(("a.zip", zipped(("b.txt", bomb)))))
    (scene.folder / "out.zip").write_bytes(zipped(("../../../up.txt", b"Up and away.")))
    (scene.folder / "same.zip").write_bytes(overlapping(300))
    (scene.folder / "many.zip").write_bytes(overlapping(60_000))
    (scene.folder / "none.zip").write_bytes(b"PK\x03\x04 and then nothing")
    report, reasons = built(scene)
    assert set(reasons) == {
        "bomb.zip/b.txt", "nested.zip/a.zip", "out.zip/../../../up.txt", "same.zip", "many.zip",
        "none.zip",
    }  # fmt: skip
    assert set(report.added) == {*GOOD, "bomb.zip/c.txt"}
    assert not list(scene.root.rglob("up.txt"))


def test_a_bomb_is_held_in_little_memory(tmp_path: Path) -> None:
    """Each kind is refused with 300 MB beside what a process needs to start."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ("a.txt", "b.pdf"):
            with archive.open(name, "w") as member:
                for _ in range(4):
                    member.write(b"\0" * 100_000_000)
    (tmp_path / "a.docx").write_bytes((tmp_path / "a.zip").read_bytes())
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"a" * 90_000_000)
    code = (
        "import resource, sys\nfrom pathlib import Path\n"
        "import onrecord.corpus, onrecord.corpus.reading.docx\n"
        "from onrecord.index.building.gather import gather\n"
        "from onrecord.index.store.stored_files import NOTHING_STORED\n"
        "used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 300_000_000,) * 2)\n"
        "folder = Path(sys.argv[1])\n"
        "for each in gather(folder, sorted(folder.iterdir()), NOTHING_STORED):\n"
        "    print(type(each).__name__)\n"
    )
    here = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(here)},
    )  # fmt: skip
    assert set(done.stdout.split()) == {"UnreadableFile"}
    assert len(done.stdout.split()) == 4


def test_a_hostile_pdf_ends_with_its_process(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes too long, and one on which the parser dies."""
    (scene.folder / "a.pdf").write_bytes(pdf([[Put("The harbour is open again.", 72, 700)]]))
    endless, dying = scene.root / "endless.py", scene.root / "dying.py"
    endless.write_text("while True: pass")
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr("onrecord.corpus.reading.pdf.MAX_S", 0.5)
    for program in (endless, dying):
        monkeypatch.setattr("onrecord.corpus.reading.pdf.PAGES", program)
        _, reasons = built(scene)
        assert set(reasons) == {"a.pdf"}
        assert "can't be read as a PDF" in reasons["a.pdf"]


def deep(suffix: str) -> bytes:
    """Nest as deep as parsers may recurse."""
    match suffix:
        case ".html":
            return b"<div>" * 100_000 + b"Words."
        case ".md":
            return b"> " * 50_000 + b"Words.\n" + b"[" * 50_000 + b"*" * 50_000
        case ".jsonl":
            return b'{"text": ' + b"[" * 100_000
        case _:
            body = b"<w:p>" * 50_000
            return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body))


@pytest.mark.parametrize("suffix", [".html", ".md", ".jsonl", ".docx"])
def test_deep_nesting_is_survived(scene: Scene, suffix: str) -> None:
    """Read or refused, in a line; the others are indexed."""
    (scene.folder / f"deep{suffix}").write_bytes(deep(suffix))
    built(scene)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Write a thousand tiny files."""
    for number in range(1_000):
        (tmp_path / f"{number}.txt").write_text("ab" if number % 2 else "")
    return tmp_path


def test_a_thousand_tiny_files_are_looked_at_one_by_one(many: Path) -> None:
    """No file stays open, and each is an article or has its reason."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    in_use = max(int(each.name) for each in Path("/dev/fd").iterdir())  # by tests before this one
    resource.setrlimit(resource.RLIMIT_NOFILE, (in_use + 16, limits[1]))
    try:
        paths = sorted(many.iterdir())
        found = [type(each).__name__ for each in gather(many, paths, NOTHING_STORED)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert (found.count("ReadFile"), found.count("UnreadableFile")) == (500, 500)


def test_a_file_that_vanishes_while_it_is_looked_at_is_reported(scene: Scene) -> None:
    """As is a folder that takes its place."""
    path = scene.folder / "pear.txt"
    assert BEFORE["pear.txt"]
    path.unlink()
    (item,) = items_in(path, scene.folder)
    assert isinstance(item, Refusal)
    assert "not there (any more)" in str(item.error)
