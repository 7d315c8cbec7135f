"""JSON Lines and archives: many articles in one file, each by itself."""

import io
import json
import os
import socket
import struct
import zipfile
from pathlib import Path
from zipfile import ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.corpus import (
    Article,
    CorpusError,
    Item,
    Refusal,
    find_articles,
    items_in,
    parse,
    read,
    split,
)
from onrecord.corpus.errors import DamagedFileError, TooBigError, UnknownFormatError
from onrecord.corpus.reading.packages import bounded

DAY = "2025-10-20"


def found_in(path: Path) -> tuple[dict[str, Article], dict[str, str]]:
    """Articles and reasons by their ids."""
    articles, reasons = {}, {}
    for item in items_in(path, path.parent):
        if isinstance(item, Item):
            articles[item.id] = parse(item).article
        else:
            reasons[item.id] = str(item.error)
    return articles, reasons


def lines_of(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), "utf-8")
    return path


def zipped(path: Path, *members: tuple[str | ZipInfo, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_each_line_is_an_article_with_its_metadata(tmp_path: Path) -> None:
    """Ids are the file's with the line's own id or its number; the rest is as stated."""
    path = lines_of(
        tmp_path / "day.jsonl",
        {
            "text": "Die Fähre fährt wieder.\r\nSie ist voll.", "title": "Fähre", "id": "a/1",
            "outlet": "Hafenblatt", "author": "Ada Beispiel", "published": DAY,
            "url": "https://blatt.example/f", "language": "de-AT",
        },
        "",
        {"text": "The cranes stand still today.", "headline": "Cranes", "tags": ["port"]},
    )  # fmt: skip
    articles, reasons = found_in(path)
    assert reasons == {}
    assert list(articles) == ["day.jsonl#a/1", "day.jsonl#3"]
    first, second = articles.values()
    assert first.text == "Die Fähre fährt wieder.\nSie ist voll."
    assert (first.title, first.outlet, first.author) == ("Fähre", "Hafenblatt", "Ada Beispiel")
    assert (str(first.published), first.url) == (DAY, "https://blatt.example/f")
    assert (first.language, second.language, second.title) == ("de", "en", "Cranes")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{not json", "no JSON"),
        ("[1]", "no JSON object"),
        ('"text"', "no JSON object"),
        ('{"title": "T"}', 'no "text"'),
        ('{"text": 7}', 'no "text"'),
        ('{"text": "  "}', 'no "text"'),
        ('{"text": "W.", "title": 7}', "\"title\" is '7'"),
        ('{"text": "W.", "title": "a\\nb"}', '"title"'),
        ('{"text": "W.", "published": "soon"}', "no day like"),
        ('{"text": "W.", "url": "ftp://x.example"}', "no http"),
        ('{"text": "W.", "language": "Deutsch"}', "no code like"),
        ('{"text": "half a pair \\ud800"}', "no JSON in UTF-8"),
        ('{"text": "W.", "id": "first"}', "id of a line above"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: str, said: str) -> None:
    """One line with the number; what is before and after stays."""
    first, last = {"text": "One.", "id": "first"}, {"text": "Two."}
    articles, reasons = found_in(lines_of(tmp_path / "a.jsonl", first, line, last))
    assert list(articles) == ["a.jsonl#first", "a.jsonl#3"]
    (reason,) = reasons.values()
    assert "line 2 of 'a.jsonl'" in reason
    assert said in reason
    assert "\n" not in reason


def test_a_line_too_long_is_refused_without_being_held(tmp_path: Path) -> None:
    """And the line after it keeps its number."""
    path = lines_of(tmp_path / "a.jsonl", {"text": "long " * 100}, {"text": "Short one."})
    items = list(items_in(path, tmp_path, max_bytes=100))
    assert [item.id for item in items] == ["a.jsonl#1", "a.jsonl#2"]
    assert isinstance(items[0], Refusal)
    assert isinstance(items[0].error, TooBigError)
    exact = json.dumps({"text": "x" * 20})
    one, two = split(io.BytesIO(f"{exact}\n{exact}".encode()), "e", ".jsonl", len(exact) + 1)
    assert (one.id, two.id) == ("e#1", "e#2")
    assert isinstance(one, Item)


def test_a_file_of_bad_lines_is_given_up(tmp_path: Path) -> None:
    """A hundred lines are named; then the file is something else."""
    articles, reasons = found_in(lines_of(tmp_path / "a.jsonl", *["no"] * 5_000))
    assert articles == {}
    assert len(reasons) == 101
    assert "more than 100 bad lines" in reasons["a.jsonl"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8")).filter(str.strip), max_size=5))
def test_any_text_comes_back_from_its_line(tmp_path: Path, texts: list[str]) -> None:
    """Whatever JSON can hold, but for the line ends."""
    path = lines_of(tmp_path / "a.jsonl", *({"text": f"w{text}"} for text in texts))
    articles, _ = found_in(path)
    wanted = [f"w{text}".replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [article.text for article in articles.values()] == wanted


def test_an_archive_is_its_members(tmp_path: Path) -> None:
    """Each has the archive's path before its own; what no loader is for is named."""
    path = zipped(
        tmp_path / "day.zip",
        ("news/港口.txt", "港口的起重机在清晨重新开始工作。".encode("gb18030")),
        ("news/a.md", "---\ntitle: Harbour\n---\nThe harbour is open."),
        ("more.jsonl", '{"text": "The ferry sails."}\n{"text": 1}'),
        ("picture.png", "…"),
        (".hidden.txt", "words"),
        ("__MACOSX/a.txt", "words"),
    )
    articles, reasons = found_in(path)
    assert list(articles) == ["day.zip/news/港口.txt", "day.zip/news/a.md", "day.zip/more.jsonl#1"]
    assert articles["day.zip/news/港口.txt"].text == "港口的起重机在清晨重新开始工作。"
    assert articles["day.zip/news/a.md"].title == "Harbour"
    assert list(reasons) == ["day.zip/more.jsonl#2", "day.zip/picture.png"]
    assert reasons["day.zip/picture.png"].endswith("a picture has no text to quote; type it out")


@pytest.mark.parametrize(
    ("name", "encoding"), [("码头.txt", "gbk"), ("fähre.txt", "utf-8"), ("fähre.txt", "cp437")]
)
def test_names_without_a_flag_are_read_as_programs_write_them(
    tmp_path: Path, name: str, encoding: str
) -> None:
    """The flag says that a name is in UTF-8; without it, few keep to the specification."""
    raw = name.encode(encoding)
    path = zipped(tmp_path / "a.zip", ("x" * len(raw), "The crane stands still."))
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert list(found_in(path)[0]) == [f"a.zip/{name}"]


def linked() -> ZipInfo:
    info = ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("../../etc/a.txt", "leads out"),
        ("/etc/a.txt", "leads out"),
        ("..\\a.txt", "leads out"),
        ("C:/a.txt", "leads out"),
        ("a/../../b.txt", "leads out"),
        ("a\nb.txt", "control characters"),
        ("a\x1b[2J.txt", "control characters"),
        ("inner.zip", "archive within an archive"),
        ("inner.tar", "archive within an archive"),
        (linked(), "is a link"),
    ],
)
def test_a_member_that_is_no_article_is_refused_by_name(
    tmp_path: Path, member: str | ZipInfo, said: str
) -> None:
    """Nothing is written anywhere; the other members are read."""
    path = zipped(tmp_path / "a.zip", (member, "words"), ("good.txt", "Words."))
    articles, reasons = found_in(path)
    assert list(articles) == ["a.zip/good.txt"]
    (reason,) = reasons.values()
    assert said in reason
    assert "\n" not in reason
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_a_name_twice_and_an_encrypted_member_are_refused(tmp_path: Path) -> None:
    """The first of the two is kept."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "a.zip", ("a.txt", "One."), ("a.txt", "Two."), ("b.txt", "B."))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    articles, reasons = found_in(path)
    assert [article.text for article in articles.values()] == ["One."]
    assert "twice" in reasons["a.zip/a.txt"]
    assert "encrypted" in reasons["a.zip/b.txt"]


def test_a_file_that_is_no_archive_is_refused_wherever_it_breaks(tmp_path: Path) -> None:
    """Cut or altered at any place: refused, or read; never anything else."""
    whole = zipped(
        tmp_path / "a.zip", ("a.txt", "Harbour. " * 50), ("b.txt", "Words.")
    ).read_bytes()
    broken = [whole[:cut] for cut in range(0, len(whole), 7)]
    broken += [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(len(whole))]
    for raw in broken:
        try:
            items = list(split(io.BytesIO(raw), "a.zip", ".zip"))
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 (most of them raise, not all)
        else:
            assert all(item.id.startswith("a.zip/") for item in items)


def test_a_table_of_contents_too_long_is_not_read(tmp_path: Path) -> None:
    """Its size is told at the end of the file."""
    path = zipped(tmp_path / "a.zip", ("a.txt", "words"))
    raw = bytearray(path.read_bytes())
    struct.pack_into("<L", raw, len(raw) - 10, 50_000_000)
    with pytest.raises(TooBigError, match="members"):
        list(split(io.BytesIO(bytes(raw)), "a.zip", ".zip"))


def test_a_package_is_not_one_article(tmp_path: Path) -> None:
    """Who asks for one article of a package is told so."""
    with pytest.raises(UnknownFormatError, match="several"):
        read(zipped(tmp_path / "a.zip", ("a.txt", "words")), tmp_path)


def test_a_document_that_is_none_is_refused() -> None:
    """Whatever the suffix says."""
    for suffix in (".docx", ".pdf"):
        with pytest.raises(DamagedFileError, match="'x"):
            parse(Item(f"x{suffix}", b"words", suffix))


def test_every_odd_file_is_refused_once_with_its_reason(tmp_path: Path) -> None:
    """None is passed over, and nothing is waited on."""
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "blank.jsonl").write_text("\n")
    zipped(tmp_path / "none.zip")
    zipped(tmp_path / "hidden.zip", ("__MACOSX/._a.txt", "x"), (".DS_Store", "x"))
    (tmp_path / "fax.eml").write_text("words")
    (tmp_path / "note").write_text("words")
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(30_000_000)
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        found = [found_in(path) for path in find_articles(tmp_path)]
    reasons = {name: reason for _, refused in found for name, reason in refused.items()}
    assert {name: said in reasons[name] for name, said in ODD.items()} == dict.fromkeys(ODD, True)
    assert not any(articles for articles, _ in found)


ODD = {
    "empty.jsonl": "is empty",
    "blank.jsonl": "holds no article",
    "none.zip": "holds no article",
    "hidden.zip": "holds no article",
    "fax.eml": "no mail",
    "note": "call it .txt",
    "film.mp4": "add its subtitles",
    "pipe": "no regular file",
    "socket.txt": "no regular file",
}


def test_a_folder_that_cannot_be_read_is_refused_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a slash behind its name; the others are read."""
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "a.txt").write_text("The harbour is open.")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = [item.id for path in find_articles(tmp_path) for item in items_in(path, tmp_path)]
    assert found == ["a.txt", "closed/"]


def test_what_is_written_to_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two versions may be mixed in what was read; lines that are whole are read, and told of."""
    text, lines = tmp_path / "a.txt", lines_of(tmp_path / "b.jsonl", {"text": "One."})

    def overtaken(file: io.BytesIO, name: str, max_bytes: int) -> bytes:
        raw = bounded(file, name, max_bytes)
        text.write_text("The ferry is late.", "utf-8")
        return raw

    text.write_text("The harbour is open.", "utf-8")
    monkeypatch.setattr("onrecord.corpus.reading.packages.bounded", overtaken)
    (refused,) = items_in(text, tmp_path)
    found = items_in(lines, tmp_path)
    first = next(found)
    lines_of(lines, {"text": "Two."}, {"text": "Three."})
    *_, last = found
    assert isinstance(first, Item)
    for each in (refused, last):
        assert isinstance(each, Refusal)
        assert str(each.error).endswith("was written to while it was read: try again")
