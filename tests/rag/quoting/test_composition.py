"""What is shown of a ranking: lists, differing figures, corrections, copies, and whose words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import EQUIPMENT, builder

from onrecord.corpus import Article, Span, sentences
from onrecord.index.index import Index
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.quoting.answer import Quote, Remark
from onrecord.rag.quoting.composition import N_LISTED, N_QUOTES, Composer
from onrecord.rag.quoting.copies import collapsed, wording
from onrecord.rag.quoting.differing import Disagreement
from onrecord.rag.quoting.figures import figures


def article(name: str, text: str, language: str = "en", day: int = 1, title: str = "") -> Article:
    published = date(2025, 3, day)
    return Article(name, text, title or name, None, None, published, language, None)


COUNT: Final = article("count.txt", "The Sandholm ferry carried 590 passengers in its first week.")
RECOUNT: Final = article(
    "recount.txt", "In its first week the Sandholm ferry carried 627 passengers, the harbour says."
)
SAME: Final = article("same.txt", "The Sandholm ferry had 590 passengers in the first week.")
OTHER: Final = article("other.txt", "The Lindau library lent 900 books to 300 passengers in March.")
ZAEHLUNG: Final = article(
    "zaehlung.txt", "In der ersten Woche beförderte die Fähre Sandholm 627 Passagiere.", "de"
)
JISHU: Final = article("渡轮.txt", "渡轮Sandholm号首周运送了590名乘客。渡轮每天开两班。", "zh")
CHONGJI: Final = article("重计.txt", "港口称，渡轮Sandholm号首周运送了627名乘客。", "zh")
PLAN: Final = article(
    "plan.txt",
    "The council has a plan for the harbour. It names three steps.\n\n"
    "• A new pier is built for the ferry.\n• The crane moves north.\n"
    "• The sheds become workshops.\n\nNobody objects. All are glad.",
)
WRONG: Final = article(
    "wrong.txt",
    "The night ferry to Sandholm sails on 5 May at noon. Bread is free.\n\n"
    "Correction: an earlier version said that the night ferry to Sandholm sails on 6 May. "
    "That was wrong.",
    title="The night ferry sails in May",
)
TAKEN_BACK: Final = article(
    "taken_back.txt",
    "Our report “The night ferry sails in May” said that the ferry to Sandholm sails on 5 May. "
    "It sails on 4 May.",
    title="Correction: night ferry",
)
SHORTER: Final = article("shorter.txt", "Bread is free")
LONGER: Final = article("longer.txt", "Bread is free. So is tea.")
SPOKEN: Final = article(
    "spoken.txt",
    "“The ferry is late every night,” said Ingrid Maas, the baker. "
    "According to Tomas Brandt, the ferry is never late. The quay is new.",
)
LISTED: Final = tuple(
    article(f"list{n}.txt", f"Boat number {n} lies in the harbour of Sandholm.")
    for n in range(1, 9)
)
TWICE: Final = article(
    "twice.txt",
    "The night ferry to Lindau is late again.\n\nThe night ferry to Lindau is cheap.\n\n"
    "“Tea is free,” said Orla Finch. “Milk is free,” Finch said.",
)
ARTICLES: Final = (
    COUNT, RECOUNT, SAME, OTHER, ZAEHLUNG, JISHU, CHONGJI, PLAN, WRONG, TAKEN_BACK, SHORTER,
    LONGER, SPOKEN, TWICE,
    *LISTED,
)  # fmt: skip
HOW_MANY: Final = "How many passengers did the Sandholm ferry carry in its first week?"


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    """Index the invented articles."""
    directory = tmp_path_factory.mktemp("composition")
    builder(directory).add(ARTICLES)
    index = Index.open(
        directory, EQUIPMENT.encoder.name, EQUIPMENT.projection, EQUIPMENT.tagger.name
    )
    return Composer.over(index, EQUIPMENT.aliases)


def quoted(source: Article, start: str, score: float, composer: Composer) -> Quote:
    """Quote the sentence of an article that starts like this."""
    found = next(each for each in sentences(source) if each.text.startswith(start))
    span = Span(source, found.start, found.end)
    return Quote(source, found.start, found.end, score, composer.extents.speaker(span))


def texts(quotes: Sequence[Quote]) -> list[str]:
    return [each.text for each in quotes]


def query(question: str, wants: AnswerKind = AnswerKind.OTHER, language: str = "en") -> Query:
    return Query(question, question, language, wants=wants)


# --- how many ------------------------------------------------------------------------------------


def test_a_list_question_has_more_quotes(composer: Composer) -> None:
    """Six of eight that answer; of those after the third only with a twentieth of the score."""
    ranked = [quoted(each, "Boat", 0.9 - n / 100, composer) for n, each in enumerate(LISTED)]
    assert len(composer.compose(query("Where?"), ranked, 0.9)) == N_QUOTES
    listed = query("Which boats?", AnswerKind.LIST)
    assert composer.compose(listed, ranked, 0.9) == tuple(ranked[:N_LISTED])
    weak = [*ranked[:3], *(replace(each, score=0.044) for each in ranked[3:])]
    assert composer.compose(listed, weak, 0.9) == tuple(weak[:N_QUOTES])


def test_what_hardly_answers_beside_the_first_is_not_shown(composer: Composer) -> None:
    """A hundredth of its score is the least: .009 of .9."""
    ranked = [quoted(each, "Boat", 0.9, composer) for each in LISTED[:2]]
    for score, n in ((0.0095, 2), (0.0085, 1)):
        ranked[1] = replace(ranked[1], score=score)
        assert len(composer.compose(query("Where?"), ranked, 0.9)) == n


def test_a_list_is_quoted_whole(composer: Composer) -> None:
    """Asked for several things, an item brings the others with it; asked for one, it doesn't."""
    item = quoted(PLAN, "• The crane", 0.8, composer)
    (shown,) = composer.compose(query("Which steps?", AnswerKind.LIST), [item], 0.8)
    assert shown.text == PLAN.text[PLAN.text.index("•") : PLAN.text.index("\n\nNobody")]
    assert composer.compose(query("Where does the crane go?"), [item], 0.8) == (item,)


def test_neighbours_that_a_list_names_become_one_quote(composer: Composer) -> None:
    """Two sentences of one paragraph, whichever comes first; the better one's score."""
    first = quoted(PLAN, "Nobody", 0.4, composer)
    second = quoted(PLAN, "All are", 0.8, composer)
    (shown,) = composer.compose(query("Which?", AnswerKind.LIST), [second, first], 0.8)
    assert (shown.text, shown.score) == ("Nobody objects. All are glad.", 0.8)


def test_other_articles_come_before_more_of_the_same(composer: Composer) -> None:
    """A second quote of an article counts .85 of its score: .8 x .85 = .68 is less than .7."""
    bread = quoted(WRONG, "Bread", 0.8, composer)
    ranked = [
        quoted(WRONG, "The night", 0.9, composer),
        bread,
        *(quoted(each, "Boat", 0.7, composer) for each in LISTED[:2]),
    ]
    shown = composer.compose(query("What is free?"), ranked, 0.9)
    assert bread not in shown
    assert set(LISTED[:2]) <= {each.article for each in shown}
    ranked[2:] = [replace(each, score=0.67) for each in ranked[2:]]
    assert bread in composer.compose(query("What is free?"), ranked, 0.9)


def test_what_stands_in_another_quote_is_no_second_one(composer: Composer) -> None:
    """A copy that was cut shorter says nothing more; one that says more of it does."""
    ranked = [quoted(WRONG, "Bread", 0.8, composer), quoted(SHORTER, "Bread", 0.7, composer)]
    assert composer.compose(query("What is free?"), ranked, 0.9) == (ranked[0],)
    whole = Quote(LONGER, 0, len(LONGER.text), 0.7, None)
    assert whole in composer.compose(query("What is free?"), [ranked[0], whole], 0.9)


# --- differing and agreeing ----------------------------------------------------------------------


def test_two_numbers_for_one_thing_stand_side_by_side(composer: Composer) -> None:
    """The other number is shown beside the first, though it ranks last; both are marked."""
    ranked = [
        quoted(COUNT, "The Sandholm", 0.9, composer),
        quoted(LISTED[0], "Boat", 0.5, composer),
        quoted(LISTED[1], "Boat", 0.4, composer),
        quoted(RECOUNT, "In its", 0.02, composer),
    ]
    shown = composer.compose(query(HOW_MANY, AnswerKind.NUMBER), ranked, 0.9)
    assert [each.article for each in shown] == [COUNT, RECOUNT, LISTED[0]]
    assert [[span.text for span in each.differing] for each in shown] == [["590"], ["627"], []]


def test_the_same_number_and_other_things_do_not_differ(composer: Composer) -> None:
    """Nor does a number that was not asked for."""
    count = quoted(COUNT, "The Sandholm", 0.9, composer)
    for other, start in ((SAME, "The Sandholm"), (OTHER, "The Lindau")):
        ranked = [count, quoted(other, start, 0.5, composer)]
        shown = composer.compose(query(HOW_MANY, AnswerKind.NUMBER), ranked, 0.9)
        assert [each.differing for each in shown] == [(), ()]
    days = article("days.txt", "Sandholm has a ferry again; it sailed for seven days.")
    weeks = article("weeks.txt", "Sandholm has a ferry again; it sailed for nine days.", day=2)
    asked = query("How many passengers did the Sandholm ferry have in its first week?")
    for question, differ in (
        (asked, False),
        (query("How many days did the Sandholm ferry sail?"), True),
    ):
        disagreement = Disagreement.over(replace(question, wants=AnswerKind.NUMBER), composer.index)
        assert disagreement is not None
        pair = disagreement.marked(
            *(Quote(each, 0, len(each.text), 0.5, None) for each in (days, weeks))
        )
        assert bool(pair) is differ
    when = Disagreement.over(query("When was it?", AnswerKind.DATE), composer.index)
    assert when is not None
    assert not any(map(when._is_wanted, figures("It sailed for 9 days.", "en")))
    assert any(map(when._is_wanted, figures("It sailed on 9 May.", "en")))
    fares = Disagreement.over(query("Did the ferry carry 590 passengers?"), composer.index)
    assert fares is not None
    told = figures("It carried 627 passengers for 4 euros each.", "en")
    assert [each for each in told if fares._is_wanted(each)] == [told[0]]
    ranked = [count, quoted(RECOUNT, "In its", 0.5, composer)]
    shown = composer.compose(query("Who counts the passengers?", AnswerKind.PERSON), ranked, 0.9)
    assert [each.differing for each in shown] == [(), ()]


def test_numbers_differ_across_languages_and_in_chinese(composer: Composer) -> None:
    """590 of an English article and 627 of a German one; 590 and 627 of two Chinese ones."""
    count, zaehlung = quoted(COUNT, "The", 0.9, composer), quoted(ZAEHLUNG, "In", 0.5, composer)
    asked = query("How many passengers did the ferry “Sandholm” carry?", AnswerKind.NUMBER)
    shown = composer.compose(asked, [count, zaehlung], 0.9)
    assert [each.differing[0].text for each in shown] == ["590", "627"]
    ranked = [quoted(JISHU, "渡轮", 0.9, composer), quoted(CHONGJI, "港口", 0.5, composer)]
    asked = query("渡轮Sandholm号首周运送了多少名乘客？", AnswerKind.NUMBER, "zh")
    shown = composer.compose(asked, ranked, 0.9)
    assert [each.differing[0].text for each in shown] == ["590", "627"]


def test_a_headline_names_what_its_article_is_about(composer: Composer) -> None:
    """The other article says it in the sentence; an article doesn't contradict itself."""
    text = "It carried nineteen visitors in its first week. It had 300 passengers in all."
    under = article("under.txt", text, title="The ferry of Sandholm")
    asked = query("How many people did the Sandholm ferry carry?", AnswerKind.NUMBER)
    disagreement = Disagreement.over(asked, composer.index)
    assert disagreement is not None
    count, told = Quote(COUNT, 0, len(COUNT.text), 0.9, None), Quote(under, 0, 47, 0.8, None)
    pair = disagreement.marked(count, told)
    assert pair
    assert [[span.text for span in each.differing] for each in pair] == [["590"], ["nineteen"]]
    assert disagreement.marked(told, Quote(under, 48, len(text), 0.8, None)) is None


# --- corrections ---------------------------------------------------------------------------------


def test_a_note_of_the_same_article_is_shown_beside_what_it_concerns(composer: Composer) -> None:
    """Though it was not ranked; both are remarked on, and a sentence it is not about is left."""
    sails, bread = (quoted(WRONG, each, 0.8, composer) for each in ("The night", "Bread"))
    first, note = composer.compose(query("When does it sail?"), [sails], 0.8)
    assert (first.text, first.remarks) == (sails.text, (Remark.CORRECTED,))
    assert note.text == WRONG.text[WRONG.text.index("Correction") :]
    assert (note.remarks, note.score) == ((Remark.CORRECTION,), 0.0)
    assert composer.compose(query("What is free?"), [bread], 0.8) == (bread,)


def test_a_paragraph_on_the_same_is_no_correction(composer: Composer) -> None:
    """Words in common are not enough."""
    late = quoted(TWICE, "The night ferry to Lindau is late", 0.8, composer)
    assert composer.compose(query("Which ferry is late?"), [late], 0.8) == (late,)


def test_a_correction_is_quoted_whole(composer: Composer) -> None:
    """What it says was wrong never stands without what it says is right."""
    error = quoted(TAKEN_BACK, "Our report", 0.8, composer)
    (shown,) = composer.compose(query("When does it sail?"), [error], 0.8)
    assert (shown.text, shown.remarks) == (TAKEN_BACK.text, (Remark.CORRECTION,))


def test_a_correction_follows_the_quote_of_the_article_that_it_names(composer: Composer) -> None:
    """It calls the article by its title, and moves up from the third place."""
    ranked = [
        quoted(WRONG, "The night", 0.9, composer),
        quoted(LISTED[0], "Boat", 0.5, composer),
        quoted(TAKEN_BACK, "It sails", 0.4, composer),
    ]
    shown = composer.compose(query("When does the ferry sail?"), ranked, 0.9)
    assert [each.article for each in shown] == [WRONG, TAKEN_BACK, LISTED[0]]
    assert [each.remarks for each in shown] == [(Remark.CORRECTED,), (Remark.CORRECTION,), ()]


# --- whose words ---------------------------------------------------------------------------------


def test_others_speak_after_whoever_is_asked_about_or_not_at_all(composer: Composer) -> None:
    """Beside her words the article's own; others' only beside those of no person."""
    maas = quoted(SPOKEN, "“The ferry", 0.9, composer)
    brandt = quoted(SPOKEN, "According", 0.8, composer)
    boat = quoted(LISTED[0], "Boat", 0.3, composer)
    asked = replace(query("What did Ingrid Maas say about the ferry?"), speaker="Ingrid Maas")
    assert composer.compose(asked, [maas, brandt, boat], 0.9) == (maas, boat)
    assert composer.compose(replace(asked, speaker="Maas"), [maas, brandt, boat], 0.9) == (
        maas, boat, brandt,
    )  # fmt: skip
    assert composer.compose(asked, [brandt, maas, boat], 0.9) == (brandt, maas, boat)


def test_nobody_else_s_words_are_taken_into_a_quote(composer: Composer) -> None:
    """Neighbours of one paragraph stay two quotes where two people speak."""
    maas = quoted(SPOKEN, "“The ferry", 0.9, composer)
    brandt = quoted(SPOKEN, "According", 0.8, composer)
    shown = composer.compose(query("What?", AnswerKind.LIST), [maas, brandt], 0.9)
    assert shown == (maas, brandt)


def test_a_speaker_is_called_as_the_first_sentence_calls_them(composer: Composer) -> None:
    """Two sentences of one person's become one quote, under the fuller name."""
    tea, milk = (quoted(TWICE, each, 0.8, composer) for each in ("“Tea", "“Milk"))
    (shown,) = composer.compose(query("What is free?", AnswerKind.LIST), [milk, tea], 0.8)
    assert shown.text == TWICE.text[TWICE.text.index("“Tea") :]
    assert shown.speaker is not None
    assert (shown.speaker.text, milk.speaker and milk.speaker.text) == (
        "Orla Finch", "Finch",
    )  # fmt: skip


def test_a_quote_of_two_voices_is_joined_with_nothing(composer: Composer) -> None:
    """Nobody is its one speaker; its neighbour, which nobody says, stays by itself all the same."""
    both = Quote(SPOKEN, 0, SPOKEN.text.index(" The quay"), 0.9, None)
    quay = quoted(SPOKEN, "The quay", 0.8, composer)
    assert quay.speaker is None
    assert composer.compose(query("What?", AnswerKind.LIST), [both, quay], 0.9) == (both, quay)


# --- copies --------------------------------------------------------------------------------------

FORMS: Final = (
    "“Kites fly,” she said.", '"KITES  fly," she\nsaid.', "„Kites fly,“ she said.",
    "Kites don’t fly.", "Kites don't fly.", "Kites fly low.",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(FORMS), st.integers(1, 28)), min_size=1, max_size=8),
)
def test_copies_have_the_same_wording_and_the_earliest_is_the_head(
    wires: list[tuple[str, int]],
) -> None:
    """However they are set in type; each once, in other articles, the rest left out."""
    quotes = [
        Quote(article(f"{n}.txt", f"A. {text}", day=day), 3, 3 + len(text), 1 / (n + 1), None)
        for n, (text, day) in enumerate(wires)
        if wording(text) == wording(wires[0][0])
    ]
    head = collapsed(quotes)
    days = [each.article.published for each in (head, *head.copies)]
    assert days == sorted(days, key=str)
    assert {wording(each.text) for each in head.copies} <= {wording(head.text)}
    assert len({each.article.id for each in (head, *head.copies)}) == len(quotes)
    assert head.score == quotes[0].score


def test_wordings_differ_by_their_words() -> None:
    """Quotation marks, capitals and line ends make no other wording; another word does."""
    assert len({wording(each) for each in FORMS}) == 3


def test_a_widened_quote_keeps_only_copies_that_are_as_long(tmp_path: Path) -> None:
    """The copy has the same list; the excerpt has one item of it, and is a copy no more."""
    copy = replace(PLAN, id="copy.txt", published=date(2025, 3, 9))
    excerpt = article("excerpt.txt", "• The crane moves north.\n• The rest is secret.", day=8)
    builder(tmp_path).add([PLAN, copy, excerpt])
    index = Index.open(
        tmp_path, EQUIPMENT.encoder.name, EQUIPMENT.projection, EQUIPMENT.tagger.name
    )
    composer = Composer.over(index, EQUIPMENT.aliases)
    ranked = collapsed(
        [quoted(each, "• The crane", 0.8, composer) for each in (copy, PLAN, excerpt)]
    )
    assert [each.article.id for each in ranked.copies] == ["excerpt.txt", "copy.txt"]
    (shown,) = composer.compose(query("Which steps?", AnswerKind.LIST), [ranked], 0.8)
    assert [each.article for each in shown.copies] == [copy]
    assert shown.copies[0].text == shown.text


# --- whatever is ranked --------------------------------------------------------------------------

PLACES: Final = [
    (source, each) for source in ARTICLES for each in sentences(source) if each.kind.quotable
]


@given(
    places=st.lists(st.sampled_from(range(len(PLACES))), min_size=1, max_size=10, unique=True),
    wants=st.sampled_from(list(AnswerKind)),
    question=st.sampled_from([HOW_MANY, "590 or 627 passengers?", "When?", "渡轮", ""]),
)
def test_all_that_is_shown_stands_in_its_article(
    composer: Composer, places: list[int], wants: AnswerKind, question: str
) -> None:
    """Whole sentences, nothing twice, the best one first, and marks within their quotes."""
    ranked = [
        quoted(PLACES[place][0], PLACES[place][1].text, 0.9 / (n + 1), composer)
        for n, place in enumerate(places)
    ]
    shown = composer.compose(query(question, wants), ranked, 0.9)
    assert shown[0].score == 0.9
    taken: set[tuple[str, int]] = set()
    for each in shown:
        inside = sentences(each.article)
        assert each.start in {one.start for one in inside if one.kind.quotable}
        assert each.end in {one.end for one in inside if one.kind.quotable}
        assert each.text == each.article.text[each.start : each.end]
        assert all(each.start <= one.start and one.end <= each.end for one in each.differing)
        points = {(each.article.id, point) for point in range(each.start, each.end)}
        assert not points & taken
        taken |= points
