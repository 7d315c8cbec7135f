"""Late interaction is the mean over a question's tokens of the best match in a sentence."""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Passage, Sentence, SentenceKind, Speaker, Speech
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.hit import Evidence
from onrecord.rag.evidence.interaction import AskedVectors, similarities

Floats = npt.NDArray[np.float32]


def units(rng: np.random.Generator, n: int, dimension: int) -> Floats:
    rows = rng.standard_normal((n, dimension))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def evidence(counts: list[int], seed: int, *, begin: int = 7) -> Evidence:
    """Make a passage, `begin` code points into its article, of sentences with `counts` tokens.

    There is nothing between two sentences, as in Chinese: one's last token touches the next.
    """
    rng = np.random.default_rng(seed)
    words = [" ".join(["w"] * count) or "." for count in counts]
    text = "x" * (begin - 1) + " " + "".join(words)
    article = Article("a.txt", text, "", None, None, None, "en", None)
    sentences, spans, at = [], [], begin
    for count, each in zip(counts, words, strict=True):
        sentences.append(Sentence(article, at, at + len(each), SentenceKind.PROSE))
        spans += [(at + 2 * i, at + 2 * i + 1) for i in range(count)]
        at += len(each)
    passage = Passage(article, begin, len(text), tuple(sentences), "en")
    tokens = np.rint(127 * units(rng, len(spans), 5)).astype(np.int8)
    return Evidence(
        passage, units(rng, 1, 6)[0], tokens, np.array(spans, np.int32).reshape(-1, 2),
        np.arange(len(spans), dtype=np.int32),
        units(rng, len(counts), 6).astype(np.float16), "\n" * (len(counts) - 1),
    )  # fmt: skip


def asked(m: int, seed: int) -> AskedVectors:
    rng = np.random.default_rng(seed)
    salience = rng.random(m).astype(np.float32)
    salience /= salience.sum()
    names = (np.flatnonzero(rng.random(m) < 0.5), np.arange(m))[rng.integers(2) :]
    names = tuple(filter(len, names))
    return AskedVectors(units(rng, 1, 6)[0], units(rng, m, 5) / np.float32(127), salience, names)


def best_matches(question: AskedVectors, found: Evidence, start: int, end: int) -> float:
    """Loop over all pairs of tokens; -1 where no token begins in `start:end`."""
    inside = [i for i, (first, _) in enumerate(found.spans) if start <= first < end]
    if not inside:
        return -1.0
    total = 0.0
    for weight, token in zip(question.salience, question.tokens, strict=True):
        best = -np.inf
        for i in inside:
            best = max(best, float(found.tokens[i].astype(np.float64) @ token))
        total += float(weight) * best
    return total


@given(
    counts=st.lists(st.integers(0, 6), min_size=1, max_size=6), m=st.integers(1, 6),
    seed=st.integers(0, 9999),
)  # fmt: skip
def test_late_interaction_equals_a_double_loop(counts: list[int], m: int, seed: int) -> None:
    """Sentence by sentence and for the whole, also where a sentence has no token.

    What else was found, before it or after, changes nothing.
    """
    found, question = evidence(counts, seed), asked(m, seed + 1)
    other = evidence(counts[::-1], seed + 2)
    _, near, _ = similarities(question, [other, found, other])
    for place, sentence in enumerate(found.passage.sentences):
        expected = best_matches(question, found, sentence.start, sentence.end)
        assert near.sentence_tokens[place] == pytest.approx(expected, abs=1e-4)
        cosine = float(found.sentence_vectors[place].astype(np.float32) @ question.vector)
        assert near.sentence_vectors[place] == pytest.approx(cosine, abs=1e-5)
        nearness = expected + cosine / 4 + near.passage_vector / 4
        assert near.nearness[place] == pytest.approx(nearness, abs=1e-4)
    passage = found.passage
    whole = best_matches(question, found, passage.start, passage.end)
    assert near.passage_tokens == pytest.approx(whole, abs=1e-4)
    assert near.passage_vector == pytest.approx(float(found.vector @ question.vector), abs=1e-5)


def test_two_texts_are_met_by_the_mean_of_both() -> None:
    """However many tokens each has; whoever is asked for stands in the first."""
    found, one, other = evidence([3, 2], 3), asked(2, 1), replace(asked(5, 2), names=())
    both = one.along(other)
    near, first, second = (similarities(each, [found])[0] for each in (both, one, other))
    for name in ("sentence_tokens", "sentence_vectors", "passage_tokens", "passage_vector"):
        mean = (np.array(getattr(first, name)) + np.array(getattr(second, name))) / 2
        assert getattr(near, name) == pytest.approx(mean, abs=1e-5)
    assert near.sentence_names == first.sentence_names


def test_every_word_found_is_a_score_of_one() -> None:
    """Three words of three found: (1 + 1 + 1) / 3; one of three: (1 + 0 + 0) / 3."""
    axes = {word: [float(i == n) for i in range(4)] for n, word in enumerate("abcd")}
    encoder, plain = FakeEncoder(4, vectors=axes), TokenProjection.plain(4)
    (read,) = encoder.encode_passages(["c a b. d c."])
    article = Article("a.txt", "c a b. d c.", "", None, None, None, "en", None)
    parts = tuple(Sentence(article, *span, SentenceKind.PROSE) for span in ((0, 6), (7, 11)))
    found = Evidence(
        Passage(article, 0, 11, parts, "en"), read.vector, plain.tokens(read.tokens, "en"),
        read.spans, read.ids, np.zeros((2, 4), np.float16), "\n",
    )  # fmt: skip
    question = AskedVectors.of(encoder.encode_questions(["a b c"])[0], plain)
    (near,) = similarities(question, [found])
    assert near.sentence_tokens == pytest.approx([1.0, 1 / 3], abs=1e-5)
    assert near.passage_tokens == pytest.approx(1.0, abs=1e-5)


def test_a_question_without_tokens_is_near_to_nothing() -> None:
    """No token, no match: 0 everywhere, and -1 for a sentence without tokens as ever."""
    (near,) = similarities(asked(1, 1), [evidence([0, 2], 3)])
    assert near.sentence_tokens[0] == pytest.approx(-1)
    nothing = np.zeros(0, np.float32)
    vector = np.eye(1, 6, dtype=np.float32)[0]
    none = AskedVectors(vector, np.zeros((0, 5), np.float32), nothing)
    (near,) = similarities(none, [evidence([2, 1], 3)])
    assert near.sentence_tokens == [0.0, 0.0]
    assert near.passage_tokens == 0.0
    assert similarities(none, []) == []


def test_a_sentence_has_the_voice_of_whoever_may_say_it() -> None:
    """As likely as it is theirs; a name alone is no voice, nor is somebody else."""
    text = "Ortega says so. Nothing more. Ortega was there. Blum agrees."
    article = Article("a.txt", text, "", None, None, None, "en", None)
    ortega = Speaker(article, 0, 6, Speech.REPORTED, 0.7)
    blum = Speaker(article, 48, 52, Speech.DIRECT)
    told = {0: (None, ortega), 16: (replace(ortega, chance=0.4), None), 48: (blum, None)}
    parts = tuple(
        Sentence(article, each.start(), each.end(), SentenceKind.PROSE, *told.get(each.start(), ()))
        for each in re.finditer(r"[A-Z][^.]+\.", text)
    )
    axes = {word: [float(i == n) for i in range(4)] for n, word in enumerate(("Ortega", "Blum"))}
    encoder, plain = FakeEncoder(4, vectors=axes), TokenProjection.plain(4)
    (read,) = encoder.encode_passages([text])
    found = Evidence(
        Passage(article, 0, len(text), parts, "en"), read.vector, plain.tokens(read.tokens, "en"),
        read.spans, read.ids, np.zeros((4, 4), np.float16), "\n\n\n",
    )  # fmt: skip
    encoding = encoder.encode_questions(["What does Ortega say?"])[0]
    (near,) = similarities(AskedVectors.of(encoding, plain, [(10, 16)]), [found])
    assert near.sentence_voices == pytest.approx([0.7, 0.4, 0.0, 0.0])
    (near,) = similarities(AskedVectors.of(encoding, plain), [found])
    assert near.sentence_voices == [0.0] * 4
