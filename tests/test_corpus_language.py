"""The language of questions and passages."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus import detect_language


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
