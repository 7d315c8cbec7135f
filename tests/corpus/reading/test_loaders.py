"""Files become articles exactly, or are refused in one line that names them."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.corpus import CorpusError, find_articles, load, read
from onrecord.corpus.errors import (
    EmptyArticleError,
    NotTextError,
    TooBigError,
    UnknownFormatError,
    UnreadableFileError,
)

HARBOUR = "Der Hafen öffnet wieder. 港口重新开放。 המנמל נפתח. Cafe\u0301 👩‍👩‍👧."


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file, bytes as they are."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_file_is_its_own_text(tmp_path: Path) -> None:
    """Front matter, emphasis and every sign stay where they are in a plain text file."""
    content = f"---\ntitle: Harbour\n---\n\n**{HARBOUR}**  \n\tEnd\n"
    assert load(write(tmp_path, "a.txt", content), tmp_path).text == content


def test_only_the_mark_and_the_line_ends_change(tmp_path: Path) -> None:
    """The byte-order mark goes and CRLF and CR become LF; nothing else does."""
    raw = b"\xef\xbb\xbfOne.\r\nTwo.\rThree.\n\r\n"
    assert load(write(tmp_path, "a.txt", raw), tmp_path).text == "One.\nTwo.\nThree.\n\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_any_unicode_text_is_read_back(tmp_path: Path, text: str) -> None:
    """Every text without control characters is stored code point for code point."""
    path = write(tmp_path, "a.txt", "w" + text)
    assert load(path, tmp_path).text == "w" + text


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        ("港口的起重机在清晨重新开始工作，渡轮也按时出发了。", "gb18030", "gb18030"),
        ("港口的起重機在清晨重新開始工作，渡輪也按時出發了。", "big5", "big5"),
        ("港のクレーンは朝から動き、フェリーも出発しました。", "shift_jis", "cp932"),
        ("Die Fähre fährt wieder über den größten Fluß – „schön“.", "cp1252", "cp1252"),
        (HARBOUR, "utf-16", "utf-16-le"),
        (HARBOUR, "utf-8-sig", "utf-8"),
    ],
)
def test_legacy_encodings_are_told_apart(tmp_path: Path, text: str, codec: str, told: str) -> None:
    """Text in a legacy encoding comes out right, and the encoding is reported."""
    loaded = read(write(tmp_path, "a.txt", text.encode(codec)), tmp_path)
    assert (loaded.article.text, loaded.encoding) == (text, told)


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), UnknownFormatError),
        ("a.txt", bytes(range(128, 256)) * 9, NotTextError),
        ("a.txt", b"\xff\xfeab\x00", NotTextError),
        ("a.txt", b"", EmptyArticleError),
        ("a.txt", b"\xef\xbb\xbf \r\n---\n", EmptyArticleError),
        ("a.md", b"---\ntitle: Only\n---\n", EmptyArticleError),
        ("a.html", b"<html><head><title>T</title></head></html>", EmptyArticleError),
        ("a.xyz", b"words", UnknownFormatError),
        ("a.txt", b"words " * 20, TooBigError),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(
    tmp_path: Path, name: str, raw: bytes, error: type[CorpusError]
) -> None:
    """The message is one line and names the file."""
    limit = 100 if error is TooBigError else 10_000
    with pytest.raises(error) as refused:
        read(write(tmp_path, name, raw), tmp_path, max_bytes=limit)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_pipe_a_folder_and_a_vanished_file_are_refused_at_once(tmp_path: Path) -> None:
    """What isn't a regular file is never waited on."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("pipe.txt", "folder.txt", "gone.txt"):
        with pytest.raises(UnreadableFileError, match=name):
            load(tmp_path / name, tmp_path)


def test_a_device_is_refused(tmp_path: Path) -> None:
    """A device that gives bytes for ever is not read."""
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    with pytest.raises(UnreadableFileError, match=r"zero\.txt"):
        load(tmp_path / "zero.txt", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_names_the_remedy(tmp_path: Path) -> None:
    """Permission denied says to give permission."""
    path = write(tmp_path, "a.txt", "words")
    path.chmod(0)
    with pytest.raises(UnreadableFileError, match="give it read permission"):
        load(path, tmp_path)


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """An id that could not be stored is refused with the way out."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_text("words")
    with pytest.raises(UnreadableFileError, match="rename it"):
        load(path, tmp_path)


def test_files_are_found_sorted_without_hidden_ones(tmp_path: Path) -> None:
    """Files that a loader exists for, by path; links and pipes are refused later."""
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    for folder in (outside, root / "b", root / ".hidden"):
        folder.mkdir(parents=True)
    write(outside, "secret.txt", "words")
    for name in ("z.TXT", "a.md", "b/c.html", ".dot.txt", ".hidden/d.txt", "e.py"):
        write(root, name, "words")
    (root / "link.txt").symlink_to(outside / "secret.txt")
    (root / "linked").symlink_to(outside)
    os.mkfifo(root / "pipe.txt")
    assert [path.relative_to(root).as_posix() for path in find_articles(root)] == [
        "a.md",
        "b/c.html",
        "e.py",
        "link.txt",
        "linked",
        "pipe.txt",
        "z.TXT",
    ]
    for name in ("link.txt", "linked", "pipe.txt"):
        with pytest.raises(UnreadableFileError, match=r"is a link|is no regular file"):
            load(root / name, root)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """A folder that is not there is an error, not an empty corpus."""
    with pytest.raises(UnreadableFileError, match="nowhere"):
        list(find_articles(tmp_path / "nowhere"))


def test_markdown_loses_front_matter_and_markup(tmp_path: Path) -> None:
    """The body is plain and the front matter is metadata."""
    content = (
        "---\ntitle: Harbour reopens\nauthor: [Ada Beispiel, Bo Muster]\ndate: 2025-10-20\n"
        "source: Harbour Post\nurl: https://post.example/harbour\n---\n"
        "# Harbour\n\nThe **harbour** is [open](https://x.example).\nFerries *run*.\n\n"
        "- at noon\n- at night\n\n![a crane](crane.png)\n"
    )
    article = load(write(tmp_path, "a.md", content), tmp_path)
    assert article.text == "Harbour\n\nThe harbour is open. Ferries run.\n\n- at noon\n- at night"
    assert (article.title, article.author) == ("Harbour reopens", "Ada Beispiel, Bo Muster")
    assert (article.outlet, article.published) == ("Harbour Post", date(2025, 10, 20))
    assert (article.url, article.language) == ("https://post.example/harbour", "en")


def test_a_page_gives_its_main_text_and_metadata(tmp_path: Path) -> None:
    """Menus and footers are left out; title, author and day come from the head."""
    body = "The harbour of the town has been open again since Monday, the port office said. " * 4
    page = (
        "<html><head><meta charset='utf-8'><title>Harbour reopens</title>"
        "<meta name='author' content='Ada Beispiel'>"
        "<meta property='article:published_time' content='2025-10-20T10:00:00Z'>"
        "<meta property='og:site_name' content='Harbour Post'></head><body><nav>Menu</nav>"
        f"<article><h1>Harbour reopens</h1><p>Ada Beispiel</p><p>{body}</p><p>{body}</p></article>"
        "<footer>Imprint</footer></body></html>"
    )
    article = load(write(tmp_path, "a.html", page), tmp_path)
    assert body.strip() in article.text
    assert "Menu" not in article.text
    assert "Imprint" not in article.text
    assert (article.title, article.author) == ("Harbour reopens", "Ada Beispiel")
    assert (article.outlet, article.published) == ("Harbour Post", date(2025, 10, 20))


def test_a_page_in_its_declared_encoding_is_read(tmp_path: Path) -> None:
    """The encoding a page declares is tried first."""
    page = "<html><head><meta charset=gb2312></head><body><p>港口开放了。</p></body></html>"
    loaded = read(write(tmp_path, "a.html", page.encode("gb2312")), tmp_path)
    assert (loaded.article.text.strip(), loaded.encoding) == ("港口开放了。", "gbk")


def test_an_article_without_metadata_has_none(tmp_path: Path) -> None:
    """Nothing is invented: a day in the prose is not the day of publication."""
    article = load(
        write(tmp_path, "a.txt", "On February 15, 2024, the harbour closed. It is open again."),
        tmp_path,
    )
    assert article.title == "On February 15, 2024, the harbour closed."
    assert (article.author, article.outlet) == (None, None)
    assert (article.published, article.url) == (None, None)


def test_an_id_is_the_path_below_the_corpus_folder(tmp_path: Path) -> None:
    """POSIX, extension included."""
    (tmp_path / "2025").mkdir()
    assert load(write(tmp_path, "2025/a.txt", "words"), tmp_path).id == "2025/a.txt"
