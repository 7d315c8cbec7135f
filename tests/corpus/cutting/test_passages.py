"""Passages: whole sentences, within both limits, nothing lost and nothing masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, PassageLimits, SentenceKind, n_tokens, passages, sentences
from onrecord.corpus.cutting.passages import _at_good_end

LINES = st.sampled_from(
    [
        "The harbour is open again, and the ferries run from noon until late in the evening.",
        "Der Hafen ist wieder offen, und die Fähren fahren von Mittag bis spät am Abend.",
        "港口重新开放，渡轮从中午一直运行到深夜，码头上又热闹起来了。",
        "What comes next",
        "",
        "Leave a Reply",
        "1) a new crane;",
        "word " * 300,
    ]
)


def article(text: str) -> Article:
    """Make an article of which nothing else is known."""
    return Article("a.txt", text, "", None, None, None, "en", None)


def no_encoder(_: str) -> int:
    """Count as an encoder to which every text is short."""
    return 0


def n_words(text: str) -> int:
    """Count as an encoder whose tokens are words."""
    return len(text.split())


@given(lines=st.lists(LINES, max_size=40), max_tokens=st.integers(200, 400))
def test_each_unmasked_sentence_is_in_one_passage_within_the_limits(
    lines: list[str], max_tokens: int
) -> None:
    """In order, whole, never over masked text, never over a limit."""
    one = article("\n".join(lines))
    found = sentences(one)
    made = passages(one, found, PassageLimits(max_tokens, 600), no_encoder)
    inside = [each for passage in made for each in passage.sentences]
    assert [each for each in found if each.kind.quotable] == [e for e in inside if e.kind.quotable]
    assert inside == [each for each in found if each in set(inside)]
    assert SentenceKind.BOILERPLATE not in {each.kind for each in inside}
    for passage in made:
        assert n_tokens(passage.text) <= max_tokens
        assert (passage.start, passage.end) == (
            passage.sentences[0].start,
            passage.sentences[-1].end,
        )
        within = [each for each in found if passage.start <= each.start < passage.end]
        assert within == list(passage.sentences)
        assert any(each.kind.quotable for each in passage.sentences)


def test_white_space_between_sentences_counts() -> None:
    """Blank lines are part of a passage's text, so they count towards its tokens."""
    one = article(("The harbour is open again today." + "\n \t\n\u3000\n" * 20) * 12)
    made = passages(one, sentences(one), PassageLimits(), no_encoder)
    assert len(made) > 1
    assert max(n_tokens(passage.text) for passage in made) <= 200


def test_the_encoder_s_limit_holds() -> None:
    """A passage that the encoder would cut off is made shorter."""
    one = article("The harbour is open again today. " * 40)
    made = passages(one, sentences(one), PassageLimits(200, 20), n_words)
    assert [n_words(passage.text) for passage in made] == [18] * 13 + [6]


@pytest.mark.parametrize(("n_left", "end"), [(2, 6), (3, 10)])
def test_a_rest_below_a_quarter_is_shared_out(n_left: int, end: int) -> None:
    """Ten sentences of 10 tokens fit: with 20 left over, two passages of 60; 30 are enough."""
    one = article("The crane stands still. " * (10 + n_left))
    found = list(sentences(one))
    totals = [10 * n for n in range(len(found) + 1)]
    assert len(found) == 10 + n_left
    assert _at_good_end(one.text, found, totals, 0, 10) == end


def test_a_heading_goes_with_what_follows() -> None:
    """No passage ends with a heading that has a text below it."""
    paragraph = "The harbour is open again and the ferries run from noon until late. " * 9
    one = article("\n\n".join(f"Part {n} of the harbour\n\n{paragraph}" for n in range(6)))
    made = passages(one, sentences(one), PassageLimits(), no_encoder)
    assert len(made) == 6
    assert all(passage.sentences[0].kind is SentenceKind.HEADING for passage in made)
    assert all(passage.sentences[-1].kind is SentenceKind.PROSE for passage in made)


def test_headings_alone_make_no_passage() -> None:
    """A title over a date line has nothing to quote; a heading with a text below it has."""
    text = "Harbour reopens\n2025-10-20\n\nWhat is new\nThe harbour is open again.\n\nThe end"
    one = article(f"{text}\nLeave a Reply\nFerries and more")
    made = passages(one, sentences(one), PassageLimits(), no_encoder)
    assert [passage.text for passage in made] == [
        "What is new\nThe harbour is open again.\n\nThe end"
    ]


def test_passages_end_with_paragraphs_and_leave_no_tiny_rest() -> None:
    """Eleven sentences of 19 tokens on lines are 6 and 5, not 10 and 1."""
    line = "The harbour is open again and the ferries run from noon until late, every day.\n"
    one = article(line * 11)
    made = passages(one, sentences(one), PassageLimits(), no_encoder)
    assert [len(passage.sentences) for passage in made] in ([6, 5], [5, 6])


def test_a_passage_has_its_own_language() -> None:
    """A German paragraph in an English article is German."""
    english = "The harbour is open again and the ferries run from noon until late. " * 10
    german = "Der Hafen ist wieder offen, und die Fähren fahren von Mittag bis Abend. " * 10
    one = article(f"{english}\n\nLeave a Reply\n\n{german}")
    made = passages(one, sentences(one), PassageLimits(), no_encoder)
    assert [passage.language for passage in made] == ["en", "de", "de"]


def test_a_limit_below_the_longest_sentence_is_refused() -> None:
    """The limits have to leave room for any sentence."""
    with pytest.raises(ValueError, match="expected 200 or more"):
        PassageLimits(max_tokens=100)


def test_special_tokens_in_an_article_are_plain_words() -> None:
    """Text that looks like a control token is counted, not obeyed."""
    assert n_tokens("<|endoftext|>") == 7
