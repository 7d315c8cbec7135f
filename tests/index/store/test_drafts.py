"""What is ready to be stored fits together."""

from collections.abc import Iterator

import numpy as np
from newsroom import FERRY, PROJECTION, retold

from onrecord.corpus import Passage, Sentence, sentences
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.store.drafts import Draft, EncodingBlobs
from onrecord.index.store.token_rows import rows_of


def test_a_draft_of_many_passages_looks_at_each_sentence_a_few_times() -> None:
    """Not at all of them for each passage: a book would take hours."""
    looked = 0

    class Sentences(tuple[Sentence, ...]):
        __slots__ = ()

        def __getitem__(self, place):  # type: ignore[no-untyped-def,override]  # noqa: ANN001, ANN204
            nonlocal looked
            looked += 1
            return super().__getitem__(place)

        def __iter__(self) -> Iterator[Sentence]:
            nonlocal looked
            looked += len(self)
            return super().__iter__()

    article = retold(FERRY, "\n".join(f"Berth {n} is free." for n in range(400)))
    found = sentences(article)
    passages = [Passage(article, each.start, each.end, (each,), "en") for each in found]
    draft = Draft(article, None, Sentences(found), tuple(passages))
    assert len(draft.passages) == 400
    assert looked < 400 * 2 * 12  # halved nine times for each end


def test_stops_have_no_vector() -> None:
    """They are about nothing; a word has one, and so has a sum or what quotes."""
    article = retold(FERRY, "“It costs €5,” he said …")
    words = ["“", "It", "costs", "€", "5", ",", "”", "he", "said", "…"]
    places = [(at := article.text.index(each), at + len(each)) for each in words]
    (sentence,) = sentences(article)
    passage = Passage(article, sentence.start, sentence.end, (sentence,), "en")
    rng = np.random.default_rng(0)
    tokens = rng.standard_normal((len(words), PROJECTION.matrix.shape[1])).astype(np.float32)
    spans = np.array(places, np.int32) - sentence.start
    encoding = Encoding(tokens[0], tokens, spans, np.arange(len(words), dtype=np.int32))
    blobs = EncodingBlobs.of(passage, encoding, PROJECTION)
    has = rows_of(blobs.tokens, blobs.n_tokens, blobs.width).any(axis=1)
    assert [each for each, told in zip(words, has, strict=True) if not told] == [",", "…"]
    assert len(blobs.tokens) < blobs.n_tokens * blobs.width
