"""How much is quoted with a sentence, so that it means what it means where it stands."""

from itertools import pairwise
from typing import Final

import pytest
from fakes import FakeTagger
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import (
    Article,
    Passage,
    PassageLimits,
    Span,
    Speaker,
    Speech,
    passages,
    sentences,
)
from onrecord.corpus.cutting.tokens import n_tokens
from onrecord.rag.quoting.answer import Quote
from onrecord.rag.quoting.context import MAX_CHARACTERS, in_context, joined


def article(text: str, language: str = "en", name: str = "a.txt") -> Article:
    return Article(name, text, "Title", None, None, None, language, None)


def only_passage(text: str, language: str) -> Passage:
    """Make one passage of all sentences of a text."""
    whole = article(text, language)
    run = FakeTagger().tell(sentences(whole))
    return Passage(whole, run[0].start, run[-1].end, run, language)


def quoted(text: str, chosen: str, language: str = "en") -> str | None:
    """Give what is quoted for the sentence of a text that begins with `chosen`."""
    passage = only_passage(text, language)
    run = passage.sentences
    place = next(n for n, each in enumerate(run) if each.text.startswith(chosen))
    span = in_context(passage, place)
    return None if span is None else span.text


# --- words that look back ------------------------------------------------------------------------

NAMED_BEFORE: Final = (
    ("en", "The kiln was built by Ruth Sallow. ", "She fired it twice a week."),
    ("en", "The kiln stands behind Ruth Sallow's barn. ", "In March 1907 it burned down."),
    ("en", "The kiln smokes from dawn to dusk. ", "This annoys the neighbours."),
    ("en", "Gravel and Sons sold the barge in May. ", "The company kept the crane."),
    ("en", "The council chose five designs. ", "Three of them came from Graz."),
    ("en", "The barge lies in Elmwick harbour. ", "There, nobody minds the noise."),
    ("en", "The valve freezes below four degrees. ", "That is why the pump stops in winter."),
    ("de", "Der Ofen gehört Ruth Sallow. ", "Sie heizt ihn zweimal in der Woche."),
    ("de", "Der Ofen gehört Jens Ahrendt. ", "Im Mai 1907 baute er einen zweiten."),
    ("de", "Der Ofen raucht den ganzen Tag. ", "Das ist den Nachbarn zu viel."),
    ("de", "Kies und Söhne verkaufte den Kahn. ", "Das Unternehmen behielt den Kran."),
    ("de", "Das Ventil friert schnell ein. ", "Deshalb steht die Pumpe im Winter still."),
    ("zh", "窑是林秀枝砌的。", "她每周烧两次。"),
    ("zh", "砖窑在村东头的晒谷场旁边。", "1907年，它被烧毁了。"),
    ("zh", "砖窑从早到晚冒烟。", "这让邻居们很不高兴。"),
    ("zh", "石砾航运五月卖掉了驳船。", "该公司留下了吊车。"),
    ("zh", "阀门低于四度就会冻住。", "对此，村里一直没有办法。"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "before", "chosen"), NAMED_BEFORE)
def test_a_word_that_looks_back_takes_in_what_it_looks_at(
    language: str, before: str, chosen: str
) -> None:
    """The sentence before is quoted with it; without that one, nothing else is."""
    assert quoted(before + chosen, chosen, language) == before + chosen
    assert quoted(before + chosen, before.strip(), language) == before.strip()
    assert quoted(chosen, chosen, language) == chosen


@pytest.mark.parametrize(
    ("language", "before", "chosen"),
    [
        ("en", "The kiln smokes. ", "It is clear that the chimney leaks."),
        ("en", "The kiln smokes. ", "It was Ruth Sallow who built the chimney."),
        ("en", "The kiln smokes. ", "It takes two days to cool the chimney down."),
        ("en", "The kiln smokes. ", "This year the chimney was swept."),
        ("en", "The kiln smokes. ", "Theo sweeps the chimney."),
        ("de", "Der Ofen raucht. ", "Es gibt keinen Schornstein."),
        ("de", "Der Ofen raucht. ", "Diese Woche kommt Theo."),
        ("de", "Der Ofen raucht. ", "Das Dach ist undicht."),
        ("zh", "窑在冒烟。", "其实烟囱坏了。"),
        ("zh", "窑在冒烟。", "这几年烟囱没人扫。"),
        ("zh", "窑在冒烟。", "其他烟囱都好。"),
    ],
)
def test_a_sentence_that_only_seems_to_look_back_stays_alone(
    language: str, before: str, chosen: str
) -> None:
    """An empty `it`, a time, an adverb: nothing is missing."""
    assert quoted(before + chosen, chosen, language) == chosen


def test_a_chain_of_pronouns_is_followed_to_the_name() -> None:
    """Two sentences back somebody is named; three back is too far, and nothing is taken in."""
    named, second, third = "Ruth Sallow dug clay. ", "She sold pots. ", "She bought a mule. "
    assert quoted(named + second + third, "She bought") == (named + second + third).strip()
    assert quoted(named + second + third + "She left in May.", "She left") == "She left in May."


def test_a_chain_of_things_is_followed_to_what_has_a_name() -> None:
    """The kiln is named two sentences back."""
    text = "The kiln stands in Elmwick. Its roof leaks. Its door is gone."
    assert quoted(text, "Its door") == text


def test_a_pronoun_skips_a_sentence_that_names_nobody() -> None:
    """The rain is not who fired the kiln."""
    text = "Ruth Sallow built a kiln. The rain came early. She fired it in the barn."
    assert quoted(text, "She fired") == text


# --- what takes it back, and what limits it ------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "chosen", "after"),
    [
        ("en", "The ferry is said to run on coal.", " That is wrong."),
        ("en", "The ferry is open to dogs.", " It is not: only guide dogs may board."),
        ("en", "The ferry was sold to a bank.", " This has not been confirmed."),
        ("en", "The ferry sank in May.", " The owners denied the report."),
        ("en", "Tickets cost nothing.", " But only for those under twelve."),
        ("en", "Tickets cost nothing.", " Provided that the tide is low."),
        ("en", "Tickets cost nothing.", " This applies only until June."),
        ("de", "Die Fähre soll mit Kohle fahren.", " Das stimmt nicht."),
        ("de", "Die Fähre wurde an eine Bank verkauft.", " Das wurde bislang nicht bestätigt."),
        ("de", "Die Fahrt kostet nichts.", " Allerdings nur, wenn Ebbe ist."),
        ("de", "Die Fahrt kostet nichts.", " Voraussetzung ist ein Ausweis der Insel."),
        ("zh", "据说渡轮烧煤。", "但这并不属实。"),
        ("zh", "渡轮卖给了一家银行。", "该消息尚未得到证实。"),
        ("zh", "船票免费。", "前提是当天退潮。"),
        ("zh", "船票免费。", "但仅限十二岁以下的孩子。"),
    ],
)
def test_what_takes_it_back_or_limits_it_is_quoted_too(
    language: str, chosen: str, after: str
) -> None:
    """Without the sentence after it, it would say what isn't so."""
    assert quoted(chosen + after, chosen, language) == chosen + after


@pytest.mark.parametrize(
    ("language", "chosen", "after"),
    [
        ("en", "The ferry runs on coal.", " But only two children noticed."),
        ("en", "The ferry runs on coal.", " However, the captain prefers oil."),
        ("de", "Die Fähre fährt mit Kohle.", " Doch nur zwei Kinder merkten es."),
        ("zh", "渡轮烧煤。", "但船长更喜欢烧油。"),
    ],
)
def test_what_merely_goes_on_is_left_out(language: str, chosen: str, after: str) -> None:
    """Another matter, a contrast: the sentence is true without it."""
    assert quoted(chosen + after, chosen, language) == chosen


def test_what_somebody_else_denies_is_quoted_by_itself() -> None:
    """Their words are never put under the name of whoever said it."""
    said = "“The ferry runs on coal,” said Ruth Sallow."
    text = f"The harbour is old. {said} “That is wrong,” said Tomas Brandt."
    assert quoted(text, "“The ferry") == said


def test_a_denial_that_is_too_long_makes_it_no_quote() -> None:
    """Two sentences of more than 600 code points together: then rather nothing."""
    chosen = "The ferry is said to run on coal."
    denied = f"That is wrong, {'as every child knows and says, ' * 20}and always was."
    assert len(chosen) + 1 + len(denied) > MAX_CHARACTERS
    assert quoted(f"{chosen} {denied}", chosen) is None
    assert quoted(f"{chosen} {denied.replace('wrong', 'old news')}", chosen) == chosen


@pytest.mark.parametrize(
    ("language", "before", "chosen"),
    [
        ("en", "Suppose that the dam breaks. ", "Elmwick lies under water within an hour."),
        ("en", "It is a common myth that the tower moves. ", "By night the bells ring for Ada."),
        ("de", "Angenommen, der Damm bricht. ", "Lindau steht in einer Stunde unter Wasser."),
        ("zh", "假设大坝决口。", "一小时内清河谷就会被淹。"),
        ("zh", "传言称塔在移动。", "夜里钟声为阿妲响起。"),
    ],
)
def test_what_makes_it_a_supposition_is_quoted_too(language: str, before: str, chosen: str) -> None:
    """Without the sentence before it, it would be told as a fact."""
    assert quoted(before + chosen, chosen, language) == before + chosen


# --- who says it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "chosen"),
    [
        ("en", "“Clay forgets nothing,” said Ruth Sallow. “Fire does.”", "“Fire"),
        ("en", "Ruth Sallow distrusts gas. “Clay knows,” she said.", "“Clay"),
        ("de", "Ruth Sallow sagte, Ton vergesse nichts. Feuer sei anders.", "Feuer"),
        ("zh", "林秀枝说：“泥什么都记得。”她认为，火就不一样。", "她认为"),
    ],
)
def test_the_name_of_who_speaks_is_quoted_if_it_is_next_to_it(
    language: str, text: str, chosen: str
) -> None:
    """Words of somebody's, and the sentence that names them."""
    assert quoted(text, chosen, language) == text


def test_a_quotation_is_quoted_to_its_marks() -> None:
    """The middle one of three sentences between two marks, which are 260 code points apart."""
    text = (
        "“Clay has to rest in the shed behind the barn until the frost has gone out of the ground. "
        "Kilns have to cool down for three days and three nights before anybody opens the door. "
        "Pots sell best at the market in Elmwick when the boats come in at Whitsun,” Ruth says."
    )
    assert quoted(text, "Kilns") == text
    assert quoted(text.replace("“", "").replace("”", ""), "Kilns") == text[90:176]


@pytest.mark.parametrize("before", ["", "Ruth says, ", "Ruth adds: "])
def test_a_quotation_opens_a_sentence_or_follows_a_comma_or_a_colon(before: str) -> None:
    """The second one of two sentences between marks, which are 280 code points apart."""
    text = (
        f"{before}“Clay has to rest in the shed behind the barn until the frost has gone out of "
        "the ground, as everybody in Elmwick and on the islands around it has known for ages. "
        "Kilns have to cool down for three days and three nights before anybody opens the door, "
        "or looks in.”"
    )
    assert quoted(text, "Kilns") == text


def test_a_closing_mark_astray_opens_nothing() -> None:
    """What follows it, up to the next mark, is no quotation."""
    text = (
        'Clay has to rest all winter in the shed." The market at Elmwick opens early in the year. '
        'Kilns have to cool down. "Pots sell best in the month of May."'
    )
    assert quoted(text, "The market").startswith("The market")  # type: ignore[union-attr]


def test_other_peoples_words_are_never_taken_in() -> None:
    """Theo's words don't come under Ruth's name, even where her pronoun looks back over them."""
    text = "Ruth Sallow builds kilns. “Too hot,” said Theo Brandt. “Not at all,” Ruth Sallow said."
    assert quoted(text, "“Not at all") == "“Not at all,” Ruth Sallow said."


# --- what is asked and announced -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "How many kilns are there? ", "Nearly a dozen."),
        ("de", "Wie viele Öfen gibt es? ", "Fast ein Dutzend."),
        ("zh", "村里有多少座窑？", "将近十二座。"),
    ],
)
def test_a_question_and_its_short_answer_are_quoted_together(
    language: str, question: str, answer: str
) -> None:
    """Whichever of them is chosen."""
    assert quoted(question + answer, answer, language) == question + answer
    assert quoted(question + answer, question.strip(), language) == question + answer


def test_an_answer_in_a_full_sentence_needs_no_question() -> None:
    """It says by itself what was asked."""
    answer = "The village of Elmwick has nearly a dozen kilns."
    assert quoted(f"How many are there? {answer}", answer) == answer


def test_what_a_colon_leads_in_to_is_quoted_with_it() -> None:
    """Items, as many as fit; or the one sentence that goes on."""
    lead = "The kiln at Elmwick needs three things that are hard to come by in winter these days:"
    items = "\n- dry wood\n- white clay\n- a patient man"
    assert quoted(f"{lead}{items}\n\nTheo left.", lead) == lead + items
    assert quoted("He warned her: Clay remembers.", "He warned") == "He warned her: Clay remembers."


def test_nothing_is_taken_in_from_another_paragraph_or_over_a_heading() -> None:
    """A paragraph's first sentence has nothing before it."""
    for gap in ("\n\n", "\n\n## The owner\n\n"):
        assert quoted(f"Ruth Sallow built a kiln.{gap}She fired it.", "She") == "She fired it."
        text = f"The harbour is old. Tickets cost nothing.{gap}But only for those under twelve."
        assert quoted(text, "Tickets") == "Tickets cost nothing."


def test_a_language_without_rules_is_quoted_sentence_by_sentence() -> None:
    """Marks alone are known: a question and its short answer."""
    text = "Ruth Sallow a construit un four. Elle vend des pots. Combien ? Douze."
    assert quoted(text, "Elle", "fr") == "Elle vend des pots."
    assert quoted(text, "Douze", "fr") == "Combien ? Douze."


# --- whatever the text ---------------------------------------------------------------------------

PIECES: Final = (
    "Ruth Sallow built a kiln.", "She fired it.", "That is wrong.", "“Clay knows a lot.",
    "Fire too,” she said.", "Who pays?", "Theo.", "Suppose it rains.", "Three things:",
    "\n- wood\n", "\n\n", "\n\n## Kilns\n\n", "But only in May.", "Er heizt.",
    "Das stimmt nicht.", "她烧窑。", "但这并不属实。", "林秀枝说：“泥好。”", "Leave a reply", "\n",
    "Clay " * 70 + "rests.", "הגשר הישן.", "🔥",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12),
    st.sampled_from(["en", "de", "zh"]),
)
def test_what_is_quoted_are_whole_sentences_around_the_chosen_one(
    pieces: list[str], language: str
) -> None:
    """Neighbours of one passage that may be quoted, and no more than 600 code points of them."""
    whole = article(" ".join(pieces), language)
    for passage in passages(whole, FakeTagger().tell(sentences(whole)), PassageLimits(), n_tokens):
        for place, chosen in enumerate(passage.sentences):
            if not chosen.kind.quotable:
                continue
            span = in_context(passage, place)
            assert span == in_context(passage, place)
            if span is None:
                continue
            inside = [e for e in passage.sentences if span.start <= e.start < span.end]
            assert (inside[0].start, inside[-1].end) == (span.start, span.end)
            assert chosen in inside
            assert all(each.kind.quotable for each in inside)
            assert len(inside) == 1 or span.end - span.start <= MAX_CHARACTERS
            said_by = {each.speaker.text for each in inside if each.speaker}
            assert chosen.speaker is None or len(said_by) == 1


# --- quotes that overlap -------------------------------------------------------------------------

POTS: Final = article("Ruth Sallow builds kilns. She sells pots. They cost two crowns. Theo digs.")
RUTH: Final = Speaker(POTS, 0, 11, Speech.REPORTED)
THEO: Final = Speaker(POTS, 64, 68, Speech.REPORTED)


def quote(start: int, end: int, score: float, speaker: Speaker | None = None) -> Quote:
    return Quote(POTS, start, end, score, speaker)


def test_quotes_that_overlap_become_one() -> None:
    """Sentences 1 and 2, and 2 and 3: all three, with the better score and the better place."""
    apart = Span(article("Theo digs.", name="b.txt"), 0, 10)
    other = Quote(apart.article, 0, 10, 0.5, None)
    found = joined([quote(0, 41, 0.9), other, quote(26, 63, 0.4)])
    assert found == (quote(0, 63, 0.9), other)


def test_a_quote_within_another_is_not_shown_twice() -> None:
    """The wider one stays, whichever is better; what is known of who speaks stays too."""
    assert joined([quote(0, 41, 0.9, RUTH), quote(26, 41, 0.4)]) == (quote(0, 41, 0.9, RUTH),)
    assert joined([quote(0, 25, 0.9), quote(0, 41, 0.4, RUTH)]) == (quote(0, 41, 0.9, RUTH),)


def test_quotes_of_two_people_are_never_joined() -> None:
    """The better one stays as it is, and so it does where only the other's speaker is known."""
    assert joined([quote(0, 41, 0.9, RUTH), quote(26, 63, 0.4, THEO)]) == (quote(0, 41, 0.9, RUTH),)
    assert joined([quote(0, 41, 0.9), quote(26, 63, 0.4, THEO)]) == (quote(0, 41, 0.9),)


def test_quotes_that_are_too_long_together_stay_as_they_are() -> None:
    """600 code points are one quote, and 601 are not."""
    long = article("x" * 700)
    for end, n in ((MAX_CHARACTERS, MAX_CHARACTERS), (MAX_CHARACTERS + 1, 400)):
        (found,) = joined([Quote(long, 0, 400, 0.9, None), Quote(long, 300, end, 0.4, None)])
        assert found.end == n


def test_quotes_that_only_touch_stay_apart() -> None:
    """Two neighbours are two quotes."""
    both = [quote(0, 25, 0.9), quote(26, 41, 0.4)]
    assert joined(both) == tuple(both)
    assert all(one.end <= other.start for one, other in pairwise(both))
