"""Terms let writings of the same thing meet, in each language."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.terms import terms, terms_for_languages


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Sora2", "Sora 2", "en"),
        ("Veo3.1", "VEO 3.1", "en"),
        ("v1.6", "1.6", "en"),
        ("GPT-4o", "gpt4o", "en"),
        ("627,000 clips", "627000 clip", "en"),
        ("627.000,5", "627000,5", "de"),
        ("die Häuser", "die Hauser", "de"),
        ("L’homme", "l'homme", "fr"),
        ("the speaker’s words", "the speakers word", "en"),
        ("Ｓｏｒａ２", "sora 2", "en"),
        ("Zu\u0308rich", "Zürich", "de"),
        ("co\u00adoperate", "cooperate", "en"),
        ("كِتَابٌ", "كتاب", "und"),
        ("٣٤", "34", "ar"),
        ("台灣漢語", "台湾汉语", "zh"),
    ],
)
def test_writings_of_the_same_meet(one: str, other: str, language: str) -> None:
    """Case, width, accents, grouping and joined numbers do not keep them apart."""
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("可灵AI发布", "zh", ("可灵", "ai", "发布")),
        ("猫 大模型", "zh", ("猫", "大模", "模型")),
        ("カラー", "ja", ("カラ", "ラー")),
        ("in 1080p, for 10s", "en", ("in", "1080p", "1080", "for", "10s", "10")),
        ("H100 and 2.5", "en", ("h100", "and", "2.5")),
        ("627,000", "de", ("627.000",)),
        ("1.234.567", "en", ("1234567",)),
        ("1,234,567", "de", ("1234567",)),
        ("🎬 — …", "en", ()),
    ],
)
def test_terms_of_a_text(text: str, language: str, expected: tuple[str, ...]) -> None:
    """Words, numbers and pairs of characters, in the order of the text."""
    assert terms(text, language) == expected


def test_marks_do_not_split_a_word() -> None:
    """Vowel signs and virama belong to their word."""
    assert len(terms("हिन्दी", "hi")) == 1


def test_a_question_is_put_in_the_terms_of_every_language() -> None:
    """A name that one language stems and the other does not is found in both."""
    both = terms_for_languages("Keling videos", ("en", "de"))
    assert set(both) == {*terms("Keling videos", "en"), *terms("Keling videos", "de")}
    assert len(both) == len(set(both))


@given(st.text(), st.sampled_from(["en", "de", "zh", "ar", "und", "fr", "th"]))
def test_terms_fit_the_term_index(text: str, language: str) -> None:
    """No term is empty or holds what the term index would split or take for a quotation mark."""
    for term in terms(text, language):
        assert term
        assert all(each.isalnum() or each == "." for each in term if each.isascii())


def test_terms_are_the_same_from_many_threads() -> None:
    """A stemmer keeps its word in itself; two threads must not share it."""
    words = [f"running{chr(97 + i % 26)}ations" for i in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda word: terms(word, "en"), words))
    assert found == [terms(word, "en") for word in words]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("english", "generously skies harbours dying it's council 1080p naïve"),
        ("german", "aufgeblühten häuser straße brücken kategorischen fußgänger"),
        ("french", "continuellement l'hôtel majestueuses ports"),
        ("russian", "важнейшие городского мостами"),
        ("arabic", "والمدارس الجسور"),
    ],
)
def test_stems_are_the_same_in_c_and_in_python(name: str, words: str) -> None:
    """`snowballstemmer` takes PyStemmer where it is: an index has to be read without it, too."""
    module = import_module(f"snowballstemmer.{name}_stemmer")
    plain = getattr(module, f"{name.title()}Stemmer")()
    used = snowballstemmer.stemmer(name)
    assert [used.stemWord(each) for each in words.split()] == [
        plain.stemWord(each) for each in words.split()
    ]
