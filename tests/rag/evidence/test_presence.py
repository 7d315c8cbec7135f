"""A name stands in a text however it is written, and not where it's only part of another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.evidence.presence import NamedThings
from onrecord.rag.names.aliases import Aliases

ALIASES = Aliases.load()

CASES = [
    # spelling of products
    ("What is Sora 2?", "en", "Sora2 can do more.", 1.0),
    ("What is Sora2?", "en", "The new Sora 2 is here.", 1.0),
    ("What is SORA-2?", "en", "The new Sora 2 is here.", 1.0),
    ("What is Sora 2?", "en", "Sora is the older one.", 0.0),
    ("What is Sora 2?", "en", "Sora 20 is far away.", 0.0),
    ("What is Sora 2?", "en", "Sora 2.5 is another one.", 0.0),
    ("What is Sora 2?", "en", "Sora 2.", 1.0),
    ("What is Sora 2?", "en", "It is called “Sora 2”, they say.", 1.0),
    ("What is Veo3.1?", "en", "Google showed Veo 3.1 today.", 1.0),
    ("What is Veo 3.1?", "en", "Google showed Veo3.1 today.", 1.0),
    ("What is Veo 3.1?", "en", "Google showed Veo 3 today.", 0.0),
    ("What is Veo 3?", "en", "Google showed Veo 3.1 today.", 0.0),
    ("Was kann Sora 2?", "de", "Mit Sora2 entstehen Videos.", 1.0),
    ("Was kann Veo 3.1?", "de", "Veo3.1 kam im Herbst.", 1.0),
    ("Sora 2有什么功能？", "zh", "人们都在用Sora2做视频。", 1.0),
    ("Sora2有什么功能？", "zh", "The new Sora 2 is here.", 1.0),
    ("What is Sora 2?", "en", "人们都在用Sora2做视频，非常有意思。", 1.0),
    ("What is Sora 2?", "en", "人们都在用可灵做视频，非常有意思。", 0.0),
    # names that are one in the aliases, across scripts too
    ("What is Kling?", "en", "快手推出的可灵很受欢迎。", 1.0),
    ("What is Keling?", "en", "Kling is made in Beijing.", 1.0),
    ("可灵是什么？", "zh", "Kling is made in Beijing.", 1.0),
    ("可灵是什么？", "zh", "Keling ist ein Videogenerator.", 1.0),
    ("可灵是什么？", "zh", "Jimeng is made elsewhere.", 0.0),
    ("Was ist Kling?", "de", "快手推出的可灵很受欢迎。", 1.0),
    ("What did Baidu say?", "en", "百度一位副总裁这样说。", 1.0),
    ("百度说了什么？", "zh", "Baidu's vice-president spoke.", 1.0),
    ("百度说了什么？", "zh", "Kuaishou's vice-president spoke.", 0.0),
    ("Was sagte Baidu?", "de", "Baidus Vorstand schwieg.", 1.0),
    # people
    ("What did Tim Cook say?", "en", "Tim Cook spoke for an hour.", 1.0),
    ("What did Tim Cook say?", "en", "库克谈了一个小时，没有提到价格。", 1.0),
    ("What did Ruth Abernethy say?", "en", "Abernethy spoke for an hour.", 1.0),
    ("What did Ruth Abernethy say?", "en", "It was Abernethy's hour.", 1.0),
    ("What did Ruth Abernethy say?", "en", "Ruth Miller spoke for an hour.", 0.0),
    ("What did Ruth Abernethy say?", "en", "The Abernethyan school spoke.", 0.0),
    ("Was sagte Greta Hollenstein?", "de", "Hollenstein schwieg.", 1.0),
    ("Was sagte Greta Hollenstein?", "de", "Greta Maas schwieg.", 0.0),
    ("李向阳说了什么？", "zh", "「李向阳」是果农，种了三十年苹果。", 1.0),
    # what can't be recognised across scripts isn't counted
    ("What did Ruth Abernethy say?", "en", "阿伯内西谈了一个小时，没有提到价格。", 1.0),
    ("What did Ruth Abernethy say about Sora 2?", "en", "她谈了Sora 2，没有提到价格。", 1.0),
    ("What did Ruth Abernethy say about Sora 2?", "en", "她谈了一个小时，没有提到价格。", 0.0),
    # parts of words
    ("What did Meta say?", "en", "The metadata said so.", 0.0),
    ("What did Meta say?", "en", "Meta said so.", 1.0),
    ("What did Meta say?", "en", "A meta-analysis said so.", 0.0),
    ("What did SAP say?", "en", "SAP said so.", 1.0),
    ("What did SAP say?", "en", "The sapling and the ASAP notice.", 0.0),
    ("Was sagte SAP?", "de", "SAPs Vorstand schwieg.", 1.0),
    ("Was sagte SAP?", "de", "Das Sapelholz ist teuer.", 0.0),
    ("What did Apple say?", "en", "A pineapple said so.", 0.0),
    # more than one name, and none
    ("What did Baidu say about Sora 2?", "en", "Baidu kept silent.", 0.5),
    ("What did Baidu say about Sora 2?", "en", "Baidu praised Sora2.", 1.0),
    ("What did Baidu say about Sora 2?", "en", "Nobody spoke.", 0.0),
    ("百度怎么看Sora 2？", "zh", "百度没有表态，别家也没有。", 0.5),
    ("how does it work?", "en", "Nobody knows.", 1.0),
    ("它是怎么工作的？", "zh", "没有人知道。", 1.0),
    ("Wie funktioniert das?", "de", "Niemand weiß es.", 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("question", "language", "text", "share"), CASES)
def test_share_of_a_questions_names(question: str, language: str, text: str, share: float) -> None:
    """Names that stand in the text, of those that could be recognised there; 1 without any."""
    assert NamedThings.of(question, language, ALIASES).share(text) == share


@given(
    question=st.text(max_size=60) | st.sampled_from([case[0] for case in CASES]),
    text=st.text(max_size=80) | st.sampled_from([case[2] for case in CASES]),
    language=st.sampled_from(["en", "de", "zh", "he", "und"]),
)
def test_shares_are_shares(question: str, text: str, language: str) -> None:
    """Whatever is written: 0 to 1, and no error."""
    assert 0 <= NamedThings.of(question, language, ALIASES).share(text) <= 1


@given(text=st.sampled_from([case[2] for case in CASES]))
def test_a_question_made_of_a_text_finds_its_names(text: str) -> None:
    """Every name that a text holds stands in it."""
    assert NamedThings.of(text, "en", ALIASES).share(text) == 1.0


@given(
    question=st.sampled_from([case[0] for case in CASES]),
    texts=st.lists(st.sampled_from([case[2] for case in CASES]), min_size=1, max_size=6),
    language=st.sampled_from(["en", "de", "zh"]),
)
def test_names_within_a_text_share_its_parts_as_all_names_do(
    question: str, texts: list[str], language: str
) -> None:
    """Not looking for what the whole doesn't hold changes nothing for its parts."""
    names = NamedThings.of(question, language, ALIASES)
    whole = names.within("\n".join(texts))
    for first in range(len(texts)):
        part = "\n".join(texts[first : first + 2])
        assert whole.share(part) == whole.within(part).share(part) == names.share(part)
    assert whole.absent or whole is names
