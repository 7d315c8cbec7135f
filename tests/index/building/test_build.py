"""A build brings the index in step with a folder, whatever happens to either."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from fakes import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pg_server import ran

from onrecord.corpus import Article, Sentence
from onrecord.index.building.build import Builder
from onrecord.index.building.gather import gather
from onrecord.index.building.report import Progress
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import (
    BusyIndexError,
    DamagedIndexError,
    NothingToIndexError,
    NotIndexedError,
    OtherModelError,
    OtherSchemaError,
)
from onrecord.index.index import Index
from onrecord.index.speech.tagger import Untold
from onrecord.index.store.database import database_path
from onrecord.index.store.place import Address
from onrecord.index.store.stored_files import NOTHING_STORED
from onrecord.index.terms import terms
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)


@dataclass(frozen=True)
class CountingEncoder(FakeEncoder):
    """Remembers the texts it encoded; after `n_before_crash` of them the process kills itself."""

    seen: list[str] = field(default_factory=list)
    n_before_crash: int | None = None

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode, and remember."""
        if self.n_before_crash is not None and len(self.seen) >= self.n_before_crash:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen.extend(texts)
        return super().encode_passages(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles in three languages."""
    folder = tmp_path / "articles"
    (folder / "de").mkdir(parents=True)
    (folder / "pear.txt").write_text("Pears ripen in autumn. The harvest was early this year.\n")
    (folder / "de" / "brücke.txt").write_text(
        "Die Brücke über den Fluss wird saniert. Die Arbeiten dauern zwei Jahre.\n"
    )
    (folder / "茶.txt").write_text("茶叶的价格上涨了。农民说今年的雨水很多。\n")
    return folder


@pytest.fixture
def builder(place: Address) -> Builder:
    """Build with an encoder that counts."""
    return Builder(place, CountingEncoder(), PROJECTION)


@pytest.fixture
def of_sqlite(tmp_path: Path) -> Builder:
    """Build where there is a file to look at."""
    return Builder(tmp_path / "index", CountingEncoder(), PROJECTION)


def opened(builder: Builder) -> Index:
    return Index.open(builder.directory, builder.encoder.name, PROJECTION)


def seen(builder: Builder) -> list[str]:
    assert isinstance(builder.encoder, CountingEncoder)
    return builder.encoder.seen


def contents(builder: Builder) -> dict[str, object]:
    """Everything that can be found, without the numbers that depend on the order of building."""
    index = opened(builder)
    found: dict[str, object] = {}
    for entry in index.articles():
        hits = index.lexical(terms(index.article(entry.id).text, entry.language), 1000)
        own = [hit for hit in hits if hit.passage.article.id == entry.id]
        found[entry.id] = (
            entry,
            index.sentences(entry.id),
            sorted(
                (hit.passage.start, hit.passage.end, evidence.tokens.tobytes())
                for hit, evidence in zip(own, index.evidence(own), strict=True)
            ),
        )
    return found


def test_a_new_folder_is_indexed_whole(folder: Path, builder: Builder) -> None:
    """Every article is added, in the languages they are in, as generation 1."""
    report = builder.build(folder)
    assert report.added == ("de/brücke.txt", "pear.txt", "茶.txt")
    assert (report.generation, report.n_articles, report.n_encoded) == (1, 3, 3)
    assert dict(report.languages) == {"de": 1, "en": 1, "zh": 1}
    assert opened(builder).article("茶.txt").text == "茶叶的价格上涨了。农民说今年的雨水很多。\n"
    assert verify(builder.directory) == []


def test_a_second_build_does_nothing(folder: Path, builder: Builder) -> None:
    """Where no file changed, nothing is encoded and no generation is made."""
    builder.build(folder)
    report = builder.build(folder)
    assert (report.n_unchanged, report.n_encoded, report.generation) == (3, 0, 1)
    assert report.added == report.changed == report.removed == ()


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path, builder: Builder) -> None:
    """Files are compared by content."""
    builder.build(folder)
    path = folder / "pear.txt"
    before = path.stat()
    path.write_text(path.read_text().replace("early", "later"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    report = builder.build(folder)
    assert (report.changed, report.n_unchanged, report.n_encoded) == (("pear.txt",), 2, 1)
    assert "later" in opened(builder).article("pear.txt").text


def test_a_build_leaves_readers_of_its_process_their_log(folder: Path, of_sqlite: Builder) -> None:
    """Else another process that writes would delete it under them."""
    of_sqlite.build(folder)
    reader = opened(of_sqlite)
    of_sqlite.build(folder)
    path = database_path(of_sqlite.store.folder)
    other = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('UPDATE settings SET value = value')\n"
        "connection.commit()\n"
        "connection.close()\n"
    )
    subprocess.run([sys.executable, "-c", other, str(path)], check=True)
    assert Path(f"{path}-wal").exists()
    assert reader.refresh().n_articles == 3


def test_a_renamed_file_is_not_encoded_again(folder: Path, builder: Builder) -> None:
    """The article has a new id and the encodings it had."""
    builder.build(folder)
    (folder / "pear.txt").rename(folder / "fruit.txt")
    report = builder.build(folder)
    assert (report.added, report.removed) == (("fruit.txt",), ("pear.txt",))
    assert (report.n_encoded, report.n_reused) == (0, 1)


def test_a_deleted_file_leaves_nothing_behind(
    folder: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text, terms, vectors and encodings are gone, once no reader can need them."""
    monkeypatch.setattr("onrecord.index.store.postgres.sweeping.KEPT_S", 0)
    builder.build(folder)
    (folder / "pear.txt").unlink()
    report = builder.build(folder)
    index = opened(builder)
    assert report.removed == ("pear.txt",)
    assert index.lexical(terms("pears harvest", "en"), 5) == []
    assert index.frequencies(["pear"]) == {"pear": 0}
    assert ran(builder.directory, "SELECT count(*) FROM encodings") == [(2,)]
    assert verify(builder.directory) == []


def test_one_text_in_two_files_is_encoded_once(folder: Path, builder: Builder) -> None:
    """Encodings belong to contents, not to articles."""
    (folder / "copy.txt").write_text((folder / "pear.txt").read_text())
    report = builder.build(folder)
    assert (report.n_passages, report.n_encoded) == (4, 3)
    (folder / "pear.txt").unlink()
    builder.build(folder)
    assert verify(builder.directory) == []


def test_an_unreadable_file_is_skipped_in_one_line(folder: Path, builder: Builder) -> None:
    """The others are indexed; the report says which was not, and why."""
    (folder / "image.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    report = builder.build(folder)
    (skipped,) = report.skipped
    assert (skipped.path, skipped.kept, report.n_articles) == ("image.txt", False, 3)
    assert "\n" not in skipped.reason


def test_a_file_that_became_unreadable_keeps_its_old_version(
    folder: Path, builder: Builder
) -> None:
    """Nothing that could be found yesterday is lost because of a broken file, not even forced."""
    builder.build(folder)
    (folder / "pear.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    for report in (builder.build(folder), builder.rebuild(folder)):
        assert [(each.path, each.kept) for each in report.skipped] == [("pear.txt", True)]
        assert "autumn" in opened(builder).article("pear.txt").text


def test_articles_stay_while_their_folder_is_closed(
    folder: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported by itself."""
    closed = folder / "closed"
    closed.mkdir()
    (closed / "quince.txt").write_text("Quinces are ripe in the garden behind the harbour.")
    builder.build(folder)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        report = builder.build(folder)
    assert [each.path for each in report.skipped] == ["closed/"]
    assert (report.removed, report.changed) == ((), ())


def test_a_name_that_is_no_utf8_is_reported(folder: Path, builder: Builder) -> None:
    """A file name of arbitrary bytes stops neither the build nor its report."""
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("Words.")
    report = builder.build(folder)
    assert [each.path for each in report.skipped] == ["\\udcff\\udcfe.txt"]
    report.to_json().encode()


def test_other_encodings_are_reported(folder: Path, builder: Builder) -> None:
    """A file that was not UTF-8 is read, and the report names its encoding."""
    (folder / "pear.txt").write_text("Pears ripen in autumn, says the gärtner.", "utf-16")
    assert builder.build(folder).recoded == (("pear.txt", "utf-16-le"),)


def test_bytes_that_are_no_character_are_counted(folder: Path, builder: Builder) -> None:
    """The rest of their article is read."""
    (folder / "pear.txt").write_bytes("Die Gärtnerin zählt für uns Äpfel.".encode() + b"\x93\x94")
    (note,) = builder.build(folder).notes
    assert note.path == "pear.txt"
    assert note.note.startswith("2 bytes are no character")


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_nothing_to_index_is_an_error_and_loses_nothing(
    name: str, folder: Path, builder: Builder, tmp_path: Path
) -> None:
    """An empty or missing folder is a mistake, not a wish to empty the index."""
    builder.build(folder)
    (tmp_path / "empty").mkdir()
    for act in (builder.build, builder.rebuild):
        with pytest.raises(NothingToIndexError, match="stays as it was"):
            act(tmp_path / name)
    assert opened(builder).n_articles == 3


def test_a_folder_without_a_readable_file_is_an_error(tmp_path: Path, builder: Builder) -> None:
    """An index of nothing is not made."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "image.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    with pytest.raises(NothingToIndexError, match="none of 1 files"):
        builder.build(tmp_path / "articles")


def test_another_encoder_is_refused_until_a_rebuild(folder: Path, builder: Builder) -> None:
    """The error names both models and the remedy; the rebuild replaces everything at one stroke."""
    builder.build(folder)
    old = opened(builder)
    other = replace(builder, encoder=CountingEncoder(name="other"))
    with pytest.raises(OtherModelError, match=r"'fake'.*'other'.*onrecord build --force"):
        other.build(folder)
    report = other.rebuild(folder)
    assert (report.n_encoded, report.generation, len(report.changed)) == (3, 2, 3)
    assert (old.n_articles, old.generation) == (3, 1)
    with pytest.raises(OtherModelError):
        opened(builder)
    assert verify(builder.directory) == []


def test_a_rebuild_drops_what_is_gone_and_keeps_what_no_file_holds(
    folder: Path, builder: Builder
) -> None:
    """Articles that were added by themselves have no file to come back from."""
    builder.build(folder)
    web = Article("https://example.org/a", "A kite flew.", "Kite", None, None, None, "en", None)
    builder.add([web])
    (folder / "pear.txt").unlink()
    report = builder.rebuild(folder)
    assert report.removed == ("pear.txt",)
    assert opened(builder).article("https://example.org/a") == web
    assert builder.build(folder).removed == ()


@pytest.mark.parametrize("harm", ["garbage", "schema", "other program"])
def test_a_database_of_no_use_is_refused_and_replaced(
    harm: str, folder: Path, of_sqlite: Builder
) -> None:
    """A damaged file or one of another layout is named with its remedy, and the remedy works."""
    of_sqlite.build(folder)
    path = of_sqlite.store.folder / "onrecord.sqlite"
    if harm == "garbage":
        path.write_bytes(b"garbage!" * 4096)
    else:
        pragma = "user_version = 99" if harm == "schema" else "application_id = 7"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {pragma}")
    for act in (lambda: of_sqlite.build(folder), lambda: opened(of_sqlite)):
        with pytest.raises((DamagedIndexError, OtherSchemaError), match="onrecord build --force"):
            act()
    assert of_sqlite.rebuild(folder).n_articles == 3
    assert verify(of_sqlite.directory) == []
    assert opened(of_sqlite).n_articles == 3


def test_single_articles_come_and_go(folder: Path, builder: Builder) -> None:
    """Each is a generation of its own; where one id is unknown, nothing is done."""
    builder.build(folder)
    (folder / "new.txt").write_text("A lighthouse stands on the cape.")
    assert builder.take(gather(folder, [folder / "new.txt"], NOTHING_STORED)).added == ("new.txt",)
    with pytest.raises(
        NotIndexedError, match=r"^not in the index: 'nowhere.txt'; none was removed"
    ):
        builder.remove(["new.txt", "nowhere.txt"])
    report = builder.remove(["new.txt", "new.txt"])
    assert (report.removed, report.generation) == (("new.txt",), 3)


def test_a_second_writer_says_who_holds_the_index(
    folder: Path, builder: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    """It says that it waits, and after a while gives up in one line."""
    caplog.set_level("INFO", logger="onrecord.index")
    held = builder.store.locked(0)
    with held, pytest.raises(BusyIndexError, match="another build"):
        replace(builder, lock_timeout_s=0.05).build(folder)
    place = builder.directory
    name = place if isinstance(place, Path) else place.name
    assert caplog.messages == [f"another build holds the index {name}: waiting for it"]
    assert builder.build(folder).n_articles == 3


def test_progress_counts_up_to_the_end(folder: Path, builder: Builder) -> None:
    """The last word is that all files have been looked at."""
    told: list[Progress] = []
    replace(builder, on_progress=told.append).build(folder)
    assert told[-1] == Progress(3, 3, 3, 0)


def test_who_speaks_in_a_long_article_is_told_part_by_part(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every sentence once, in order, each with the tokens that stand in it."""
    monkeypatch.setattr("onrecord.index.building.telling._AT_ONCE", 2)
    parts: list[tuple[list[str], int]] = []

    class Noting(Untold):
        def tell(
            self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8],
            spans: npt.NDArray[np.int64],
        ) -> tuple[Sentence, ...]:  # fmt: skip
            inside = (sentences[0].start <= spans) & (spans <= sentences[-1].end)
            assert inside.all()
            parts.append(([each.text for each in sentences], len(tokens)))
            return tuple(sentences)

    said = [f"The {word} is open again today." for word in ("harbour", "ferry", "market") * 60]
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "a.txt").write_text("\n\n".join(("Title", *said, "Thanks for reading.")))
    report = replace(builder, tagger=Noting()).build(tmp_path / "long")
    assert len(parts) == -(-report.n_passages // 2) > 2
    assert [each for texts, _ in parts for each in texts] == [
        "Title", *said, "Thanks for reading."
    ]  # fmt: skip


def test_what_is_left_is_reckoned_from_the_files_not_yet_read() -> None:
    """10 files of 40 have 60 + 40 passages, so all of them about 400."""
    assert Progress(10, 40, 60, 40).n_encoded_in_all == 400


def _build_and_die(directory: Address, folder: Path, n_before_crash: int) -> None:
    encoder = CountingEncoder(n_before_crash=n_before_crash)
    Builder(directory, encoder, PROJECTION).build(folder)


def test_a_killed_build_goes_on_where_it_was(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 96 passages encoded before kill -9, four handfuls of 8 at most are encoded again."""
    monkeypatch.setattr("onrecord.index.building.encodings._ENCODE_PASSAGES", 8)
    folder = tmp_path / "articles"
    folder.mkdir()
    for i in range(150):
        (folder / f"{i}.txt").write_text(f"Number {i} of many is about topic{i}. It ends here.")
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_build_and_die, args=(builder.directory, folder, 96))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    report = builder.build(folder)
    assert 150 - 96 <= len(seen(builder)) <= 150 - 96 + 4 * 8
    assert report.n_articles == 150
    assert verify(builder.directory) == []


def test_a_killed_build_leaves_few_sketches_to_the_next(
    tmp_path: Path, of_sqlite: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at the ninth of ten articles, it has looked for copies of all it stored but one."""
    monkeypatch.setattr("onrecord.index.building.encodings._GROUP_PASSAGES", 1)
    for i in range(10):
        (tmp_path / f"{i}.txt").write_text(f"Pears ripen on the {i}.")
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_build_and_die, args=(of_sqlite.directory, tmp_path, 8))
    child.start()
    child.join()
    with closing(sqlite3.connect(database_path(of_sqlite.store.folder))) as connection:
        counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM sketches)"
        n_articles, n_sketches = connection.execute(counts).fetchone()
    assert n_articles in {6, 7, 8}
    assert n_articles - n_sketches in {0, 1}


def test_the_same_words_in_two_groups_are_encoded_once(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while their encoding is still being made."""
    monkeypatch.setattr("onrecord.index.building.encodings._GROUP_PASSAGES", 1)
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text("Pears ripen slowly here.")
    report = builder.build(tmp_path)
    assert (report.n_encoded, report.n_reused, report.n_articles) == (1, 4, 5)


def test_articles_before_one_that_fails_are_kept(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoder works ahead; what it fails at comes after what is stored."""
    monkeypatch.setattr("onrecord.index.building.encodings._GROUP_PASSAGES", 1)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"Pears {name}.")
    (tmp_path / "d.txt").write_text("Plums " * 9)
    with pytest.raises(Exception, match="tokens"):
        replace(builder, encoder=CountingEncoder(max_tokens=5)).build(tmp_path)
    assert {each.id for each in opened(builder).articles()} == {"a.txt", "b.txt", "c.txt"}


def test_a_failing_encoder_leaves_the_old_generation(folder: Path, builder: Builder) -> None:
    """What is being changed shows wholly or not at all."""
    builder.build(folder)
    (folder / "pear.txt").write_text("Plums now. " * 3)
    broken = replace(builder, encoder=CountingEncoder(max_tokens=3))
    with pytest.raises(Exception, match="tokens"):
        broken.build(folder)
    assert "Pears" in opened(builder).article("pear.txt").text
    assert verify(builder.directory) == []


WORDS = st.sampled_from(["Pears ripen.", "Rain fell.", "茶很香。", "Das Haus steht.", "Kites fly."])
FOLDERS = st.dictionaries(
    st.sampled_from(["a.txt", "b.txt", "c/d.txt"]), st.lists(WORDS, min_size=1), min_size=1
)


@pytest.mark.parametrize("new_place", ["sqlite"], indirect=True)
@given(states=st.lists(FOLDERS, min_size=1, max_size=4))
@settings(
    max_examples=settings.default.max_examples // 8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_step_by_step_equals_all_at_once(
    states: list[dict[str, list[str]]],
    tmp_path_factory: pytest.TempPathFactory,
    new_place: Callable[[], Address],
) -> None:
    """However the folder came to be as it is, the index holds the same."""
    here = tmp_path_factory.mktemp("steps")
    folder = here / "articles"
    step_by_step = Builder(new_place(), FakeEncoder(), PROJECTION)
    for state in states:
        for path in list(folder.rglob("*.txt")):
            path.unlink()
        for name, sentences in state.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(" ".join(sentences))
        step_by_step.build(folder)
    at_once = Builder(new_place(), FakeEncoder(), PROJECTION)
    at_once.build(folder)
    assert contents(step_by_step) == contents(at_once)
    assert verify(step_by_step.directory) == []


def test_files_that_hold_no_article_are_listed(folder: Path, builder: Builder) -> None:
    """Each with its reason; those of programs are not."""
    for name in ("old.doc", "crane.jpg", "notes.xyz", "Thumbs.db", "~$old.docx", ".hidden"):
        (folder / name).write_bytes(b"\xd0\xcf\x11\xe0")
    skipped = {each.path: each.reason.partition(": ")[2] for each in builder.build(folder).skipped}
    assert list(skipped) == ["crane.jpg", "notes.xyz", "old.doc"]
    assert skipped["old.doc"] == "save it as .docx"
    assert skipped["notes.xyz"].startswith("save it as one of .csv .docx")


def test_the_columns_of_a_table_are_noted(folder: Path, builder: Builder) -> None:
    """And a row that is gone is gone."""
    table = folder / "day.csv"
    table.write_text("Titel,Text\nKran,Der Kran steht still.\nKai,Der Kai ist alt.\n", "utf-8")
    report = builder.build(folder)
    assert [(each.path, each.note) for each in report.notes] == [
        ("day.csv", "title is 'Titel', text is 'Text'")
    ]
    assert {"day.csv#2", "day.csv#3"} <= set(report.added)
    table.write_text("Titel,Text\nKran,Der Kran steht still.\n", "utf-8")
    assert builder.build(folder).removed == ("day.csv#3",)


def test_what_is_attached_to_a_mail_stays_while_the_mail_does(
    folder: Path, builder: Builder
) -> None:
    """Also when nothing has changed."""
    (folder / "a.eml").write_bytes(
        b'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n'
        b"--x\nContent-Type: text/plain\n\nThe harbour opens.\n--x\nContent-Type: text/plain\n"
        b'Content-Disposition: attachment; filename="b.txt"\n\nThe crane stands.\n--x--\n'
    )
    assert {"a.eml", "a.eml/b.txt"} <= set(builder.build(folder).added)
    assert builder.build(folder).removed == ()


def test_what_is_large_comes_last(
    folder: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others can be found before it is encoded."""
    monkeypatch.setattr("onrecord.index.building.gather._LARGE_BYTES", 60)
    assert builder.build(folder).added == ("pear.txt", "de/brücke.txt", "茶.txt")
