"""A snapshot shows one generation, whatever is written meanwhile."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest
from fakes import FakeEncoder, FakeTagger

from onrecord.corpus import Article, Sentence, Speech, sentences
from onrecord.index.building.build import Builder
from onrecord.index.encoding.packing import WHOLE, Projected, Quantiser
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import MissingIndexError, OtherModelError
from onrecord.index.filters import Filters
from onrecord.index.hit import Arm
from onrecord.index.index import Index
from onrecord.index.search.searched import InMemory
from onrecord.index.store.place import Address
from onrecord.index.terms import terms

PROJECTION = TokenProjection.plain(32)
ENCODER = FakeEncoder()

ARTICLES = [
    Article(
        "pear.txt", "Pears ripen in autumn. 😀 The harvest was early.", "Pears", "The Orchard",
        "A. Gardener", date(2025, 10, 1), "en", "https://example.org/pears",
    ),
    Article(
        "tee.txt", "Der Tee ist teuer. Der Regen fehlte.", "Tee", "Blatt", None, None, "de", None
    ),
    Article(
        "茶.txt", "茶叶涨价了。雨水很多。", "茶", "the orchard", None, date(2025, 10, 20),
        "zh", None,
    ),
]  # fmt: skip


by_each = pytest.mark.parametrize("new_place", ["sqlite", "postgres", "engine"], indirect=True)
"""Whatever searches the vectors."""


def three(place: Address) -> None:
    Builder(place, ENCODER, PROJECTION).add(ARTICLES)


@pytest.fixture
def builder(
    place: Address, filled: Callable[[Address, Callable[[Address], object]], Address]
) -> Builder:
    """Build over the three articles."""
    return Builder(filled(place, three), ENCODER, PROJECTION)


@pytest.fixture
def index(builder: Builder) -> Index:
    """Open what was built."""
    return Index.open(builder.directory, "fake", PROJECTION)


def changed(article: Article, text: str) -> Article:
    return Article(article.id, text, article.title, None, None, None, "en", None)


def test_articles_come_back_as_they_were(index: Index) -> None:
    """Text and metadata are what was stored; an unknown id is a KeyError."""
    assert [index.article(each.id) for each in ARTICLES] == ARTICLES
    assert [entry.sha256 for entry in index.articles()] == [each.sha256 for each in ARTICLES]
    assert (index.n_articles, index.n_passages, index.generation) == (3, 3, 1)
    assert set(index.languages) == {"en", "de", "zh"}
    assert set(index.languages_of_articles()) == {("en", 1), ("de", 1), ("zh", 1)}
    named = [(each.outlet, each.published) for each in ARTICLES]
    assert index.imprints() == {each: named.count(each) for each in named}
    with pytest.raises(KeyError):
        index.article("nowhere.txt")


def test_sentences_come_back_with_who_says_them(place: Address) -> None:
    """Of an article and of a passage alike, as they were told when it was indexed."""
    tagger = FakeTagger()
    builder = Builder(place, ENCODER, PROJECTION, tagger)
    roof = Article(
        "roof.txt", "“It leaks,” said Orla Finch. It is old. She added that nobody repairs it.",
        "Roof", None, None, None, "en", None,
    )  # fmt: skip
    builder.add([roof])
    index = Index.open(builder.directory, "fake", PROJECTION, tagger.name)
    told = index.sentences(roof.id)
    assert told == tagger.tell(sentences(roof))
    said_by = [(each.text, each.speech) if each else None for each in (s.speaker for s in told)]
    assert said_by == [("Orla Finch", Speech.DIRECT), None, ("Orla Finch", Speech.REPORTED)]
    (hit,) = index.lexical(("leak",), 1)
    assert hit.passage.sentences == told


@by_each
def test_dense_search_finds_the_nearest(index: Index) -> None:
    """The same words have the same vector: cosine 1."""
    (question,) = ENCODER.encode_questions([ARTICLES[0].text])
    first, *rest = index.dense(question.vector, 99)
    assert (first.passage.article.id, first.arm) == ("pear.txt", Arm.DENSE)
    assert first.score == pytest.approx(1, abs=1e-3)  # vectors are in half precision
    assert len(rest) == 2


@by_each
def test_equals_stand_in_the_order_of_their_articles(builder: Builder) -> None:
    """Not of when each was indexed, so that a build in steps answers as one at once does."""
    builder.add([replace(ARTICLES[0], id="z.txt")])
    builder.add([replace(ARTICLES[0], id="a.txt")])
    index = Index.open(builder.directory, "fake", PROJECTION)
    (question,) = ENCODER.encode_questions([ARTICLES[0].text])
    for hits in (index.dense(question.vector, 3), index.lexical(("pear",), 3)):
        assert [hit.passage.article.id for hit in hits] == ["a.txt", "pear.txt", "z.txt"]


def test_lexical_search_finds_the_words(index: Index) -> None:
    """Stems in German, pairs of characters in Chinese; nothing for words that stand nowhere."""
    assert [hit.passage.article.id for hit in index.lexical(terms("Regens fehlten", "de"), 5)] == [
        "tee.txt"
    ]
    (hit,) = index.lexical(terms("茶叶", "zh"), 5)
    assert (hit.passage.article.id, hit.arm) == ("茶.txt", Arm.LEXICAL)
    assert hit.score > 0
    assert index.lexical(terms("zebra", "en"), 5) == []
    assert index.lexical((), 5) == []
    assert index.frequencies(["pear", "zebra"]) == {"pear": 1, "zebra": 0}


def test_terms_in_most_passages_give_way_to_rare_ones(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What BM25 costs is bounded: common terms are dropped first."""
    monkeypatch.setattr("onrecord.index.store.bm25.MAX_VISITED", 1)
    words = terms("Pears ripen in autumn", "en") + terms("雨水", "zh")
    assert len(index.lexical(words, 5)) == 1
    monkeypatch.undo()
    assert len(index.lexical(words, 5)) == 2


def test_evidence_stands_where_it_says(index: Index) -> None:
    """Each token's span holds its word in the article; vectors and terms are its sentence's own.

    With one token a word, a sentence's vector is the fake encoder's for the sentence alone.
    """
    (hit,) = index.lexical(terms("harvest", "en"), 1)
    (evidence,) = index.evidence([hit])
    words = [hit.passage.article.text[start:end] for start, end in evidence.spans]
    assert words[:4] == ["Pears", "ripen", "in", "autumn"]
    assert words[-1] == "early"
    assert evidence.tokens.shape == (8, 32)
    alone = ENCODER.encode_passages([each.text for each in hit.passage.sentences])
    for row, encoding in zip(evidence.sentence_vectors, alone, strict=True):
        assert float(row @ encoding.vector) == pytest.approx(1, abs=1e-3)
    assert len(hit.passage.sentences) > 1
    for place, sentence in enumerate(hit.passage.sentences):
        assert evidence.terms(place) == list(terms(sentence.text, "en"))


def test_sentences_are_those_of_the_article(index: Index) -> None:
    """In order, with every word in one of them."""
    found = index.sentences("tee.txt")
    assert [each.text for each in found] == ["Der Tee ist teuer.", "Der Regen fehlte."]


@by_each
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(outlets=("THE ORCHARD",)), {"pear.txt", "茶.txt"}),
        (Filters(languages=("de", "fr")), {"tee.txt"}),
        (Filters(since=date(2025, 10, 20)), {"茶.txt"}),
        (Filters(until=date(2025, 10, 19)), {"pear.txt"}),
        (Filters(outlets=("the orchard",), languages=("de",)), set()),
        (Filters(authors=("a. gärdener", "Nobody")), {"pear.txt"}),
        (Filters(authors=("Nobody",)), set()),
        (Filters(articles=("tee.txt", "茶.txt")), {"tee.txt", "茶.txt"}),
        (Filters(articles=("gone.txt",)), set()),
    ],
)
def test_filters_keep_to_their_articles(index: Index, filters: Filters, expected: set[str]) -> None:
    """Both searches find only what passes; days are inclusive, undated articles stay outside."""
    query = np.ones(32, np.float32)
    assert {hit.passage.article.id for hit in index.dense(query, 9, filters)} == expected
    words = terms("pears tee", "en") + terms("茶叶", "zh")
    found = {hit.passage.article.id for hit in index.lexical(words, 9, filters)}
    assert found == expected


def test_filters_are_known_by_a_bit_a_passage(builder: Builder, index: Index) -> None:
    """Also of what was added since the vectors were read, and without what was removed."""
    builder.add([replace(ARTICLES[1], text="Der Tee ist grün.")])
    fresh, query = index.refresh(), np.ones(32, np.float32)
    (hit,) = fresh.dense(query, 9, Filters(outlets=("blatt",)))
    assert hit.passage.text == "Der Tee ist grün."
    assert isinstance(fresh._searched, InMemory)
    chosen = fresh._searched.chosen(Filters(outlets=("blatt",)))
    assert (chosen.base.n_set, chosen.delta.n_set) == (0, 1)
    assert chosen.base.packed.nbytes == 1


def test_equals_come_in_the_order_of_articles_whatever_was_indexed_first(
    new_place: Callable[[], Address],
) -> None:
    """Nine copies of one text: of any number asked for, the first by id, in both searches."""
    copies = [changed(replace(ARTICLES[0], id=f"{i}.txt"), "Pears ripen.") for i in range(9)]
    for seed in range(3):
        builder = Builder(new_place(), ENCODER, PROJECTION)
        for place in np.random.default_rng(seed).permutation(9):
            builder.add([copies[place]])
        index = Index.open(builder.directory, "fake", PROJECTION)
        vector = ENCODER.encode_questions(["pears"])[0].vector
        for k in (1, 4, 9):
            found = [index.dense(vector, k), index.lexical(("pear",), k)]
            assert [[hit.passage.article.id for hit in hits] for hits in found] == [
                [f"{i}.txt" for i in range(k)]
            ] * 2


@by_each
def test_an_old_snapshot_answers_from_its_own_generation(builder: Builder, index: Index) -> None:
    """A build that commits beside it changes nothing in it; the refreshed one shows the new."""
    builder.add([changed(ARTICLES[0], "Plums are blue.")])
    builder.remove(["tee.txt"])
    fresh = index.refresh()
    assert (index.is_stale(), fresh.is_stale()) == (True, False)
    assert (index.generation, fresh.generation) == (1, 3)
    assert index.article("pear.txt").text.startswith("Pears")
    assert fresh.article("pear.txt").text == "Plums are blue."
    assert [hit.passage.article.id for hit in index.lexical(("pear",), 5)] == ["pear.txt"]
    assert fresh.lexical(("pear",), 5) == []
    query = np.ones(32, np.float32)
    assert {hit.passage.article.id for hit in index.dense(query, 9)} == {e.id for e in ARTICLES}
    assert {hit.passage.article.id for hit in fresh.dense(query, 9)} == {"pear.txt", "茶.txt"}
    if isinstance(fresh._searched, InMemory) and isinstance(index._searched, InMemory):
        assert fresh._searched.vectors.base is index._searched.vectors.base


def test_a_snapshot_holds_while_its_index_is_rebuilt(
    builder: Builder, index: Index, tmp_path: Path
) -> None:
    """Another model takes over; whoever holds the old generation can finish, but not refresh."""
    other = Builder(builder.directory, FakeEncoder(name="other"), PROJECTION)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "kite.txt").write_text("Kites fly.")
    other.rebuild(folder)
    (hit,) = index.lexical(("pear",), 1)
    assert index.evidence([hit])[0].tokens.shape == (8, 32)
    with pytest.raises(OtherModelError, match=r"'other'.*'fake'"):
        index.refresh()


def test_terms_made_by_other_rules_are_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of another version would look for what is written in another way."""
    monkeypatch.setattr("onrecord.index.index.ANALYSER", "terms-of-tomorrow")
    with pytest.raises(OtherModelError, match=r"analyser.*terms-of-tomorrow.*build --force"):
        index.refresh()


def test_another_tagger_tells_anew_without_encoding(place: Address, tmp_path: Path) -> None:
    """A build by force takes it over: nothing is encoded, and everybody is named."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "roof.txt").write_text("The roof leaks, said Orla Finch. It is old.", "utf-8")
    Builder(place, ENCODER, PROJECTION).build(folder)
    tagger = FakeTagger()
    report = Builder(place, ENCODER, PROJECTION, tagger).rebuild(folder)
    told = Index.open(place, "fake", PROJECTION, tagger.name).sentences("roof.txt")
    assert report.n_encoded == 0
    assert [each.speaker and each.speaker.text for each in told] == ["Orla Finch", None]


def test_speakers_told_by_another_tagger_are_refused(index: Index) -> None:
    """What one tagger told is not passed off as another's."""
    with pytest.raises(OtherModelError, match=r"attribution.*speech-of-tomorrow.*build --force"):
        Index.open(index.directory, "fake", PROJECTION, "speech-of-tomorrow")


class _Noting(FakeTagger):
    """Keeps what it was given."""

    given: ClassVar[list[tuple[list[str], int]]] = []

    def tell(
        self, sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8] | None = None,
        spans: npt.NDArray[np.int64] | None = None,
    ) -> tuple[Sentence, ...]:  # fmt: skip
        assert tokens is not None
        assert spans is not None
        text = sentences[0].article.text
        self.given.append(([text[start:end] for start, end in spans.tolist()], tokens.shape[1]))
        return tuple(sentences)


def test_the_tagger_is_given_what_is_stored_of_all_passages(place: Address) -> None:
    """The tokens' spans are those of the article, in its order; a heading's are among them."""
    text = "Rain\n\nIt rains.\n\nShare this article\n\nNobody minds."
    article = Article("rain.txt", text, "Rain", None, None, None, "en", None)
    _Noting.given.clear()
    Builder(place, ENCODER, PROJECTION, _Noting()).add([article])
    assert _Noting.given == [(["Rain", "It", "rains", "Nobody", "minds"], 32)]


def test_states_halfway_up_are_for_the_tagger_alone(place: Address) -> None:
    """It reads them behind the vectors; a question is held against these."""
    middle = Projected(
        np.eye(2, 32, dtype=np.float32), np.zeros(2, np.float32),
        Quantiser(np.zeros((1, 256, 2), np.int8)),
    )  # fmt: skip
    both = replace(PROJECTION, packing=replace(WHOLE, name="both", middle=middle))
    article = Article("rain.txt", "It rains.", "Rain", None, None, None, "en", None)
    _Noting.given.clear()
    Builder(place, ENCODER, both, _Noting()).add([article])
    assert _Noting.given == [(["It", "rains"], 34)]
    index = Index.open(place, "fake", both, _Noting().name)
    (evidence,) = index.evidence(index.dense(ENCODER.encode_questions(["rains"])[0].vector, 1))
    whole = ENCODER.encode_passages(["It rains."])[0]
    assert evidence.tokens.tolist() == PROJECTION.tokens(whole.tokens, "en").tolist()


@by_each
@pytest.mark.parametrize("filters", [Filters(), Filters(outlets=("Blatt",))])
def test_both_searches_at_once_find_what_each_finds(index: Index, filters: Filters) -> None:
    """With and without filters."""
    vector = ENCODER.encode_questions(["pears"])[0].vector
    words = terms("Pears ripen, Regen fehlte", "en")
    found = index.search(vector, 3, words, 2, filters)
    assert found == (index.dense(vector, 3, filters), index.lexical(words, 2, filters))
    with pytest.raises(ValueError, match="finite"):
        index.search(np.full(32, np.nan, np.float32), 3, words, 2)


def test_one_snapshot_serves_many_threads_while_builds_run(builder: Builder, index: Index) -> None:
    """Each answer is whole and of one generation."""
    problems: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                (hit,) = index.lexical(("pear",), 1)
                assert index.evidence([hit])[0].passage.text.startswith("Pears")
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(5):
        builder.add([changed(ARTICLES[0], f"Version {i}.")])
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_missing_index_names_the_remedy(place: Address) -> None:
    """One line, with the command to run."""
    with pytest.raises(MissingIndexError, match="run `onrecord build`"):
        Index.open(place, "fake", PROJECTION)


def test_a_closed_index_frees_its_generation(index: Index) -> None:
    """After close nothing is read from it any more."""
    index.close()
    with pytest.raises(Exception, match="closed"):
        index.articles()
