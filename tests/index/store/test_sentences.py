"""What is stored of a sentence gives the same sentence."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Sentence, SentenceKind, Speaker, Speech
from onrecord.index.store.sentences import columns, sentence_of

ARTICLE = Article("a.txt", "Ines Ortega said it. It is so.", "", None, None, None, "en", None)
SPEAKERS = st.builds(
    Speaker, st.just(ARTICLE), st.just(0), st.just(11), st.sampled_from(Speech), st.floats(0, 1)
)
VOICES = st.one_of(
    st.just((None, None)),
    st.tuples(SPEAKERS, st.none()),
    st.tuples(st.none(), SPEAKERS),
)


@given(st.sampled_from(SentenceKind), VOICES)
def test_a_sentence_comes_back_as_it_was(
    kind: SentenceKind, voices: tuple[Speaker | None, Speaker | None]
) -> None:
    """Whoever certainly says it is told apart from whoever may."""
    sentence = Sentence(ARTICLE, 0, 20, kind, *voices)
    assert sentence_of(ARTICLE, columns(sentence)) == sentence
