"""Whose words a question asks for, and what kind of answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.question.answer_kind import answer_kind, simplified
from onrecord.rag.question.asked import read_asked
from onrecord.rag.question.query import AnswerKind

SPEAKERS = (
    ("en", "What did Mira Kolb say about the harbour?", "Mira Kolb", "the harbour"),
    ("en", "what did mira kolb say about the harbour", "mira kolb", "the harbour"),
    ("en", "What does Halden Mills think of Orin 2?", "Halden Mills", "Orin 2"),
    ("en", "How did Kolb describe the new ferry?", "Kolb", "the new ferry"),
    ("en", "What has Brightwater Bank said about rents?", "Brightwater Bank", "rents"),
    ("en", "What did Kolb, the mayor of Elmsport, say about rents?", "Kolb", "rents"),
    ("en", "What does Kolb have to say about the ferry?", "Kolb", "the ferry"),
    ("en", "What did the Court of Appeal say about fishing?", "the Court of Appeal", "fishing"),
    ("en", "What did the harbour council admit about costs?", "the harbour council", "costs"),
    ("en", "What is Kolb's view on tolls?", "Kolb", "tolls"),
    ("en", "What are Halden Mills’ thoughts about tolls?", "Halden Mills", "tolls"),
    ("en", "What was the reaction of Kolb to that?", None, None),
    ("en", "What is the opinion of Kolb about tolls?", "Kolb", "tolls"),
    ("en", "Tell me what Kolb said about tolls", "Kolb", "tolls"),
    ("en", "Quotes by Mira Kolb on tolls", "Mira Kolb", "tolls"),
    ("en", "What is Kolb quoted as saying about tolls?", "Kolb", "tolls"),
    ("en", "What did Kolb explain about tolls?", "Kolb", "tolls"),
    ("de", "Was sagte Mira Kolb über den Hafen?", "Mira Kolb", "den Hafen"),
    ("de", "was sagte Kolb zu Orin 2", "Kolb", "Orin 2"),
    ("de", "Was hat Halden Mills zu Orin 2 gesagt?", "Halden Mills", "Orin 2"),
    ("de", "Was meint Kolb zur Maut?", "Kolb", "Maut"),
    ("de", "Was hält Kolb von der Maut?", "Kolb", "der Maut"),
    ("de", "Wie steht Kolb zur Maut?", "Kolb", "Maut"),
    ("de", "Wie bewertet Kolb die Fähre?", "Kolb", "die Fähre"),
    ("de", "Welche Meinung hat Kolb zur Maut?", "Kolb", "Maut"),
    ("de", "Was ist die Meinung von Kolb zur Maut?", "Kolb", "Maut"),
    ("de", "Was denkt die Bundesregierung über Maut?", "die Bundesregierung", "Maut"),
    ("zh", "梅远对青石怎么看?", "梅远", "青石"),
    ("zh", "梅遠對青石怎麼看？", "梅遠", "青石"),
    ("zh", "青石科技对Orin 2有什么看法？", "青石科技", "Orin 2"),
    ("zh", "梅远如何评价Orin 2？", "梅远", "Orin 2"),
    ("zh", "关于Orin 2，梅远说了什么？", "梅远", "Orin 2"),
    ("zh", "梅远说了什么？", "梅远", None),
    ("zh", "请问梅远对渡轮说了什么", "梅远", "渡轮"),
    ("zh", "梅远针对渡轮有何评论", "梅远", "渡轮"),
    ("zh", "海洋论坛上Mira Kolb对渡轮有什么看法？", "Mira Kolb", "渡轮"),
)
BESIDE = (
    ("en", "According to Brightwater Bank, how many ferries sail?", "Brightwater Bank", "number"),
    ("en", "Why does Kolb think tolls are unfair?", "Kolb", "reason"),
    ("en", "When did Kolb say the ferry would sail?", "Kolb", "date"),
    ("en", "How many boats did Kolb say were lost?", "Kolb", "number"),
    ("en", "In Kolb's view, who should pay?", "Kolb", "person"),
    ("en", "Did Kolb say that tolls are unfair?", "Kolb", "yes_no"),
    ("de", "Wie viele Fähren gibt es laut Brightwater Bank?", "Brightwater Bank", "number"),
    ("de", "Wer soll nach Ansicht von Kolb zahlen?", "Kolb", "person"),
    ("de", "Warum meint Kolb, dass die Maut ungerecht ist?", "Kolb", "reason"),
    ("zh", "根据青石科技的说法，有多少艘渡轮？", "青石科技", "number"),
    ("zh", "梅远为什么认为票价不合理？", "梅远", "reason"),
    ("zh", "梅远认为谁该付钱？", "梅远", "person"),
    ("zh", "青石仍認為誰該付錢？", "青石", "person"),
    ("zh", "梅远在410年为什么说渡轮危险？", "梅远", "reason"),
)
NOBODY = (
    ("en", "What does the Orin button do?"),
    ("en", "When did Halden Mills launch Orin 2?"),
    ("en", "What did Halden Mills announce in Elmsport?"),
    ("en", "What did critics say about Orin 2?"),
    ("en", "What do many people in Elmsport think about Orin 2?"),
    ("en", "What do you think of Orin 2?"),
    ("en", "What did they say about Orin 2?"),
    ("en", "What does the law say about tolls?"),
    ("en", "What does article 12 say?"),
    ("en", "According to the census, how many live in Elmsport?"),
    ("en", "According to which theory do boats float?"),
    ("en", "Who has the final say in Elmsport?"),
    ("en", "How do I say hello in Elmish?"),
    ("en", "Which boat did Jon Said build?"),
    ("en", "What did Halden Mills report as revenue?"),
    ("en", "Which think tank is in Elmsport?"),
    ("en", "What did the Elmers think of tolls?"),
    ("en", "How does Kolb earn praise?"),
    ("zh", "渡輪主要的觀點是什麼？"),
    ("de", "Wie laut ist eine Fähre?"),
    ("de", "Was sagen Kritiker über die Maut?"),
    ("de", "Was sagt man über die Maut?"),
    ("de", "Laut Gesetz darf wer fischen?"),
    ("de", "Was ist laut einer Studie giftig?"),
    ("de", "Wann erklärte Elmland dem Nachbarn den Krieg?"),
    ("de", "Was bedeutet Maut?"),
    ("zh", "专家怎么看渡轮？"),
    ("zh", "人们对渡轮有什么看法？"),
    ("zh", "谢谢用粤语怎么说？"),
    ("zh", "渡轮被认为是什么？"),
    ("zh", "哪一位专家认为渡轮危险？"),
    ("zh", "根据宪法，谁可以投票？"),
    ("zh", "渡轮又称什么？"),
    ("zh", "渡轮怎么坐"),
)
KINDS = (
    ("en", "How many ferries sail?", "number"),
    ("en", "What percentage of boats sank?", "number"),
    ("en", "What is the price of a ticket?", "number"),
    ("en", "When did the mill close?", "date"),
    ("en", "In which year did the mill close?", "date"),
    ("en", "The mill closed in what year?", "date"),
    ("en", "How long ago did the mill close?", "date"),
    ("en", "Where is the mill?", "place"),
    ("en", "In which city is the mill?", "place"),
    ("en", "Who owns the mill?", "person"),
    ("en", "When the mill closed, who owned it?", "person"),
    ("en", "What was the name of the man who owned the mill?", "other"),
    ("en", "What is a mill?", "definition"),
    ("en", "What does tolling mean?", "definition"),
    ("en", "Why did the mill close?", "reason"),
    ("en", "What caused the fire?", "reason"),
    ("en", "Which boats sank in the storm?", "list"),
    ("en", "What are some risks of tolls?", "list"),
    ("en", "How does a ferry dock?", "manner"),
    ("en", "Did the mill close?", "yes_no"),
    ("en", "What mill, once owned by Kolb, was sold later?", "other"),
    ("en", "In 1931, did the mill close?", "yes_no"),
    ("en", "Who lost money, when the mill closed?", "person"),
    ("en", "mill closing", "other"),
    ("de", "Wie viele Fähren fahren?", "number"),
    ("de", "Wie hoch ist der Turm?", "number"),
    ("de", "Wann schloss die Mühle?", "date"),
    ("de", "In welchem Jahr schloss die Mühle?", "date"),
    ("de", "Wo steht die Mühle?", "place"),
    ("de", "In welchen Ländern fährt sie?", "place"),
    ("de", "Wem gehört die Mühle?", "person"),
    ("de", "Warum schloss die Mühle?", "reason"),
    ("de", "Was ist eine Mühle?", "definition"),
    ("de", "Welche Boote sind gesunken?", "list"),
    ("de", "Wie legt eine Fähre an?", "manner"),
    ("de", "Wie heißt die Mühle?", "other"),
    ("de", "Hat die Mühle geschlossen?", "yes_no"),
    ("zh", "有多少艘渡轮？", "number"),
    ("zh", "磨坊什么时候关闭？", "date"),
    ("zh", "磨坊在哪一年關閉？", "date"),
    ("zh", "磨坊在哪里？", "place"),
    ("zh", "磨坊位于哪个城市？", "place"),
    ("zh", "誰擁有磨坊？", "person"),
    ("zh", "为什么磨坊关闭了？", "reason"),
    ("zh", "磨坊是什么？", "definition"),
    ("zh", "有哪些渡轮？", "list"),
    ("zh", "渡轮如何靠岸？", "manner"),
    ("zh", "磨坊关闭了吗？", "yes_no"),
    ("zh", "磨坊又被稱為什麼？", "other"),
    ("zh", "磨坊建於西元幾年？", "date"),
    ("zh", "磨坊在哪个世纪建成？", "date"),
    ("zh", "哪条法律规定是否收费？", "other"),
)


@pytest.mark.parametrize(("language", "question", "speaker", "subject"), SPEAKERS)
def test_words_asked_for_have_a_speaker_and_a_subject(
    language: str, question: str, speaker: str | None, subject: str | None
) -> None:
    """A question for what somebody said names who, and about what."""
    asked = read_asked(question, language)
    assert (asked.speaker.text if asked.speaker else None) == speaker
    assert (asked.subject.text if asked.subject else None) == subject
    assert (asked.wants is AnswerKind.SAID) == (speaker is not None)


@pytest.mark.parametrize(("language", "question", "speaker", "kind"), BESIDE)
def test_a_fact_can_be_asked_in_somebodys_words(
    language: str, question: str, speaker: str, kind: str
) -> None:
    """A speaker beside another question word leaves the kind of answer as it is."""
    asked = read_asked(question, language)
    assert asked.speaker is not None
    assert (asked.speaker.text, asked.wants.value) == (speaker, kind)


@pytest.mark.parametrize(("language", "question"), NOBODY)
def test_nobody_in_particular_is_no_speaker(language: str, question: str) -> None:
    """People in general, texts, and questions for facts name no speaker."""
    assert read_asked(question, language).speaker is None


@pytest.mark.parametrize(("language", "question", "kind"), KINDS)
def test_question_words_tell_the_kind_of_answer(language: str, question: str, kind: str) -> None:
    """The question word that asks decides, wherever it stands."""
    assert answer_kind(question, language).value == kind


@given(st.text(max_size=200), st.sampled_from(["en", "zh", "de", "fr", "und"]))
def test_any_text_is_read_and_its_phrases_are_its_own(text: str, language: str) -> None:
    """Whatever is typed is read without an error; speaker and subject are slices of it."""
    asked = read_asked(text, language)
    for phrase in (asked.speaker, asked.subject):
        assert phrase is None or text[phrase.start : phrase.end] == phrase.text != ""


@given(st.text(max_size=200))
def test_simplified_characters_keep_their_places(text: str) -> None:
    """Offsets into the simplified text hold in the text."""
    assert len(simplified(text)) == len(text)
