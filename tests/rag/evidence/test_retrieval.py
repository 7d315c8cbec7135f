"""Two searches become one list, and the filters hold in both."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import ARTICLES, ENCODER, FERRY, LIBRARY, ORCHARD, WIRE, open_engine

from onrecord.corpus import Article, Passage
from onrecord.index.hit import Arm, Hit, Standing
from onrecord.index.index import Index
from onrecord.rag.evidence.retrieval import Depth, fuse, search
from onrecord.rag.question.query import Filters, Query


def passage(number: int) -> Passage:
    """Make a passage whose article comes the earlier, the later it was indexed."""
    article = Article(f"{99 - number}.txt", "x", "", None, None, None, "en", None)
    return Passage(article, 0, 1, (), "en")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Index the newsroom."""
    return open_engine(tmp_path_factory.mktemp("retrieval"))._index


def hits(arm: Arm, *ids: int) -> list[Hit]:
    return [Hit(each, passage(each), 9.0 - rank, arm) for rank, each in enumerate(ids)]


def found(index: Index, question: str, language: str, filters: Filters, depth: Depth) -> list[Hit]:
    query = Query(question, question, language, filters)
    vector = ENCODER.encode_questions([question])[0].vector
    return search(index, query, query.searched, vector, depth)


def test_fusion_adds_reciprocal_ranks() -> None:
    """3 is third and first: 1/63 + 1/61; 1 is first: 1/61; 2 and 4 tie at 1/62, by article."""
    fused = fuse(hits(Arm.DENSE, 1, 4, 3), hits(Arm.LEXICAL, 3, 2))
    assert [(hit.id, hit.arm) for hit in fused] == [
        (3, Arm.LEXICAL), (1, Arm.DENSE), (4, Arm.DENSE), (2, Arm.LEXICAL),
    ]  # fmt: skip
    assert [hit.score for hit in fused] == pytest.approx([1 / 63 + 1 / 61, 1 / 61, 1 / 62, 1 / 62])


def test_a_fused_hit_tells_its_standing_in_each_search() -> None:
    """Third of the dense list with 9 - 2, first of the lexical one with 9."""
    first = fuse(hits(Arm.DENSE, 1, 4, 3), hits(Arm.LEXICAL, 3, 2))[0]
    assert first.standings == (Standing(Arm.DENSE, 3, 7.0), Standing(Arm.LEXICAL, 1, 9.0))


def test_fusing_nothing_gives_nothing() -> None:
    """An empty arm takes no part."""
    assert fuse() == fuse([], []) == []
    assert [hit.id for hit in fuse([], hits(Arm.LEXICAL, 5, 1))] == [5, 1]


IDS = st.lists(st.integers(0, 12), unique=True, max_size=8)


@given(dense=IDS, lexical=IDS)
def test_fused_lists_hold_each_passage_once(dense: list[int], lexical: list[int]) -> None:
    """Sorted, complete, and each score is the sum of 1 / (60 + rank) over both lists."""
    fused = fuse(hits(Arm.DENSE, *dense), hits(Arm.LEXICAL, *lexical))
    assert sorted(hit.id for hit in fused) == sorted({*dense, *lexical})
    order = [(-hit.score, hit.passage.article.id) for hit in fused]
    assert order == sorted(order)
    for hit in fused:
        ranks = [ids.index(hit.id) + 1 for ids in (dense, lexical) if hit.id in ids]
        assert hit.score == pytest.approx(sum(1 / (60 + rank) for rank in ranks))


def test_each_arm_finds_what_the_other_lacks(index: Index) -> None:
    """The nearest vector alone, the words alone, or both: the passage is there once."""
    question = "dredged harbour"
    dense = found(index, question, "en", Filters(), Depth(dense=1, lexical=0))
    lexical = found(index, question, "en", Filters(), Depth(dense=0, lexical=1))
    both = found(index, question, "en", Filters(), Depth(dense=99, lexical=99))
    assert [(hit.passage.article.id, hit.arm) for hit in dense] == [(WIRE.id, Arm.DENSE)]
    assert [(hit.passage.article.id, hit.arm) for hit in lexical] == [(WIRE.id, Arm.LEXICAL)]
    assert both[0].passage.article.id == WIRE.id
    assert {hit.passage.article.id for hit in both} == {each.id for each in ARTICLES}
    assert len({hit.id for hit in both}) == len(both) == index.n_passages


def test_words_are_looked_up_in_every_language_of_the_corpus(index: Index) -> None:
    """A Chinese question with a German name finds the German article by its words."""
    (hit,) = found(index, "Hollenstein说了什么？", "zh", Filters(), Depth(dense=0, lexical=5))
    assert hit.passage.article.id == LIBRARY.id


def test_what_was_shown_before_is_found_wherever_it_ranks(index: Index) -> None:
    """After all else, each passage once, and only where the filters let its article through."""
    near = (ORCHARD.id, WIRE.id)
    for filters, last in ((Filters(), [ORCHARD.id]), (Filters(languages=("en",)), [])):
        query = Query("", "dredged harbour", "en", filters, near=near)
        vector = ENCODER.encode_questions([query.searched])[0].vector
        hits_found = search(index, query, query.searched, vector, Depth(dense=1, lexical=0))
        assert [hit.passage.article.id for hit in hits_found] == [WIRE.id, *last]


def test_where_only_some_articles_may_answer_no_other_is_found(index: Index) -> None:
    """However much nearer the others are."""
    query = Query("", "dredged harbour", "en", within=(LIBRARY.id,), near=(WIRE.id,))
    vector = ENCODER.encode_questions([query.searched])[0].vector
    hits_found = search(index, query, query.searched, vector, Depth(dense=1, lexical=1))
    assert {hit.passage.article.id for hit in hits_found} == {LIBRARY.id}


def test_quoted_words_are_looked_for_only_where_something_may_answer(index: Index) -> None:
    """Wherever else they stand."""
    quoted = "Who says “The night ferry to Sandholm sails again”?"
    for within, is_found in (((), True), ((LIBRARY.id,), False)):
        query = Query(quoted, "library", "en", within=within)
        vector = ENCODER.encode_questions(["library"])[0].vector
        hits_found = search(index, query, "library", vector, Depth(dense=1, lexical=1))
        assert (FERRY.id in {hit.passage.article.id for hit in hits_found}) is is_found


FILTERS = [
    (Filters(outlets=("THE COURIER",)), {"2025/ferry.txt", "lighthouse.txt"}),
    (Filters(languages=("zh", "de")), {"果园.txt", "bibliothek.txt"}),
    (Filters(since=date(2025, 9, 20)), {"果园.txt", "lighthouse.txt"}),
    (Filters(until=date(2025, 3, 14)), {"2025/ferry.txt", "bibliothek.txt"}),
    (Filters(since=date(2025, 3, 15), until=date(2025, 3, 15)), {"2025/wire.txt"}),
    (Filters(outlets=("Nobody's",)), set()),
    (Filters(outlets=("Wire",), languages=("de",)), set()),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
@pytest.mark.parametrize("depth", [Depth(99, 0), Depth(0, 99), Depth(99, 99)])
def test_no_arm_finds_what_the_filters_exclude(
    index: Index, filters: Filters, expected: set[str], depth: Depth
) -> None:
    """Days are inclusive, outlets know no case, undated articles are outside of any period."""
    question = "ferry dredged lighthouse crowns Bücherei parrot 苹果 合作社"
    hits_found = found(index, question, "en", filters, depth)
    assert {hit.passage.article.id for hit in hits_found} == expected


def test_articles_of_the_newsroom_are_apart(tmp_path: Path) -> None:
    """An index over two articles finds those two and no other."""
    small = open_engine(tmp_path, [FERRY, ORCHARD])._index
    every = found(small, "苹果", "zh", Filters(), Depth(99, 99))
    assert {hit.passage.article.id for hit in every} == {FERRY.id, ORCHARD.id}
