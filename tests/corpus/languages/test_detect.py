"""The language of questions and passages."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from py3langid.langid import LanguageIdentifier

from onrecord.corpus import detect_language
from onrecord.corpus.languages.identifier import packed, unpacked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who runs the harbour?", "en"),
        ("Wer leitet den Hafen?", "de"),
        ("谁管理港口？", "zh"),
        ("誰負責管理這個港口？", "zh"),
        ("What did 王小明 say about Müller?", "en"),
        ("Was sagt 王小明 über den Harbour Post?", "de"),
        ("王小明对Harbour Post和Müller怎么看？", "zh"),
        ("Who is Otto von Beispiel?", "en"),
        ("Wann öffnet das Harbour Office?", "de"),
        ("Кто управляет портом в городе?", "ru"),
        ("من يدير الميناء في المدينة؟", "ar"),
    ],
)
def test_most_of_the_words_decide(text: str, language: str) -> None:
    """Names of another language don't change the language of a question."""
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " \n", "2026", "?!", "👩‍👩‍👧"])
def test_what_has_no_language_gets_the_default(text: str) -> None:
    """Numbers and signs are of no language."""
    assert detect_language(text) == "und"
    assert detect_language(text, default="de") == "de"


def test_threads_may_ask_at_once() -> None:
    """Answers don't depend on what other threads ask."""
    questions = ["Who runs the harbour?", "Wer leitet den Hafen?", "谁管理港口？"] * 40
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect_language, questions)) == ["en", "de", "zh"] * 40


@pytest.fixture(scope="module")
def installed() -> Iterator[LanguageIdentifier]:
    """Read the tables as they are installed once, which takes half a second, for every copy."""
    read = packed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.corpus.languages.identifier.packed", lambda: read)
        yield read


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a place where a copy will be."""
    return tmp_path_factory.mktemp("languages")


@pytest.fixture(scope="module")
def first(cache: Path, installed: LanguageIdentifier) -> LanguageIdentifier:
    """Unpack a copy, as whoever finds none does."""
    del installed
    return unpacked(cache)


def test_the_unpacked_copy_tells_the_same(
    cache: Path, first: LanguageIdentifier, installed: LanguageIdentifier
) -> None:
    """With the same confidence; it is made once, and mapped from then on."""
    texts = ["Who runs the harbour?", "Wer leitet den Hafen?", "谁管理港口？", "2026", "", "Ключ é"]
    again = unpacked(cache)
    assert first is installed
    assert isinstance(again.tk_nextmove, memoryview) > isinstance(first.tk_nextmove, memoryview)
    assert list(map(again.classify, texts)) == list(map(installed.classify, texts))
    assert [each.name[:10] for each in cache.iterdir()] == ["languages-"]


@pytest.mark.usefixtures("first")
def test_a_damaged_copy_is_made_again(cache: Path, tmp_path: Path) -> None:
    """Nothing is told by what was cut off."""
    shutil.copytree(cache, tmp_path, dirs_exist_ok=True)
    (file,) = tmp_path.rglob("tk_nextmove.npy")
    n_bytes = file.stat().st_size
    file.write_bytes(file.read_bytes()[:-1])
    assert unpacked(tmp_path).classify("Wer leitet den Hafen?")[0] == "de"
    assert file.stat().st_size == n_bytes


@pytest.mark.usefixtures("installed")
def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The tables are then read from where they are installed."""
    (tmp_path / "file").touch()
    assert unpacked(tmp_path / "file").classify("Wer leitet den Hafen?")[0] == "de"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
