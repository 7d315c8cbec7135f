"""A citation of long ago is intact, moved, changed or gone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import FERRY, LIBRARY, builder, retold

from onrecord.corpus import Article, Span
from onrecord.index.citations import Citation, Fate, Reference, followed, judge, read_citations
from onrecord.index.errors import CitationError
from onrecord.index.store.place import Address

WORDS = "Each crossing costs 38 crowns."
START = FERRY.text.index(WORDS)
CITED = Citation(FERRY.id, START, START + len(WORDS), FERRY.sha256, WORDS)


def fate(directory: Address, cited: Citation) -> tuple[Fate, str | None, int | None, bool]:
    (verdict,) = judge(directory, [cited])
    return verdict.fate, verdict.article, verdict.start, verdict.same_text


def test_each_fate_is_told(place: Address) -> None:
    """By what became of the article: nothing, more at its end, more before, other words."""
    at = place
    build = builder(at)
    build.add([FERRY, LIBRARY])
    assert fate(at, CITED) == (Fate.INTACT, FERRY.id, START, True)
    build.add([retold(FERRY, FERRY.text + "\n\nCorrected.")])
    assert fate(at, CITED) == (Fate.INTACT, FERRY.id, START, False)
    build.add([retold(FERRY, "News: " + FERRY.text)])
    assert fate(at, CITED) == (Fate.MOVED, FERRY.id, START + 6, False)
    build.add([retold(FERRY, FERRY.text.replace("38", "45"))])
    assert fate(at, CITED) == (Fate.CHANGED, FERRY.id, None, False)
    build.remove([FERRY.id])
    assert fate(at, CITED) == (Fate.GONE, None, None, False)
    build.add([replace(FERRY, id="2026/ferry.txt")])
    assert fate(at, CITED) == (Fate.MOVED, "2026/ferry.txt", START, True)


@given(before=st.text("ab ", max_size=9), n=st.integers(0, 30))
def test_the_nearest_of_several_places_is_meant(before: str, n: int) -> None:
    """Never a place where other words stand."""
    from onrecord.index.citations import _nearest  # noqa: PLC0415

    text = before + "ab" + before
    at = _nearest(text, Citation("x", n, n + 2, "", "ab"))
    assert at is not None
    assert text[at : at + 2] == "ab"
    assert all(abs(at - n) <= abs(i - n) for i in range(len(text)) if text[i : i + 2] == "ab")


QUOTE = {
    "text": WORDS, "start": START, "end": START + len(WORDS),
    "article": {"id": FERRY.id, "sha256": FERRY.sha256},
}  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(QUOTE),
        json.dumps([QUOTE], indent=2),
        json.dumps({"quotes": [QUOTE], "near_misses": [{"text": "no citation"}]}),
        json.dumps({"quotes": []}) + "\n" + json.dumps({"quotes": [QUOTE]}) + "\n",
        json.dumps({**QUOTE, "article": FERRY.id, "sha256": FERRY.sha256}),
    ],
)
def test_quotes_and_answers_are_read(written: str, tmp_path: Path) -> None:
    """One, a list of them, an answer, answers a line, or with the article's id alone."""
    path = tmp_path / "cited.json"
    path.write_text(written)
    assert read_citations(path) == [CITED]


@pytest.mark.parametrize("written", ["", "{", "[]", "7", '{"text": "a"}', '{"quotes": []}'])
def test_what_holds_no_citation_is_refused_in_a_line(written: str, tmp_path: Path) -> None:
    """With what was expected."""
    path = tmp_path / "cited.json"
    path.write_text(written)
    with pytest.raises(CitationError, match="onrecord ask --json") as caught:
        read_citations(path)
    assert "\n" not in str(caught.value)


TEXT = st.text("ab 🚢船.", min_size=1, max_size=40)


@given(before=TEXT, words=TEXT, after=TEXT, put=TEXT)
def test_a_reference_finds_its_words_wherever_they_went(
    before: str, words: str, after: str, put: str
) -> None:
    """By hashes alone, as an address has them: the nearest place where just these words stand."""
    text = before + words + after
    reference = Reference.of(Span(retold(FERRY, text), len(before), len(before + words)))
    assert Reference.read(str(reference)) == reference
    now = retold(FERRY, put + text)
    fate, span = followed(now, reference)
    assert span is not None
    assert span.text == words
    starts = [at for at in range(len(now.text)) if now.text.startswith(words, at)]
    assert abs(span.start - len(before)) == min(abs(at - len(before)) for at in starts)
    assert fate is (Fate.INTACT if span.start == len(before) else Fate.MOVED)


@pytest.mark.parametrize(
    ("text", "fate", "start"),
    [
        (FERRY.text, Fate.INTACT, START),
        ("News. " + FERRY.text, Fate.MOVED, START + 6),
        (FERRY.text.replace("38", "83"), Fate.CHANGED, None),
        ("Short.", Fate.CHANGED, None),
    ],
)
def test_each_fate_of_a_reference(text: str, fate: Fate, start: int | None) -> None:
    """Digits that changed places have the same sum, and another hash."""
    article: Article = retold(FERRY, text)
    found = followed(article, Reference.of(Span(FERRY, START, START + len(WORDS))))
    assert found == (fate, None if start is None else Span(article, start, start + len(WORDS)))


def test_an_address_without_hashes_has_no_fate_to_tell() -> None:
    """Its place is shown, as long as it is in the text; what is no reference is none."""
    assert followed(FERRY, Reference(0, 5)) == (None, Span(FERRY, 0, 5))
    assert followed(FERRY, Reference(99_999, 100_000)) == (None, None)
    for text in ("", "5-5", "9-3", "1-2.xyz.abc", "1-2.aaaaaaaaaaaaa", "-1-2", "1-2 "):
        assert Reference.read(text) is None
