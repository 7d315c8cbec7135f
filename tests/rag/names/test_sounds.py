"""Names by their sound, with what was learned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.desk import SOUNDS
from onrecord.rag.names.sounds import Sounds, spelling

TEXTS = (
    "Ms Clara Blackwood said on Tuesday that the Ferry to Larkspur would not run in Winter.",
    "Der Bürgermeister von Kreuzbach, Matthias Navarro, sprach mit Gong Xiaoyun und Altman.",
)
TEXT = (
    "据港口公司经理克拉拉·布莱克伍德介绍，渡轮十一月起停航。"
    "纳瓦罗市长对此表示失望，龚晓云没有回应，陆听澜也没有。"
)


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    """Give the names' sounds as they come along."""
    return Sounds.load(SOUNDS)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("布莱克伍德怎么看渡轮", {"布莱克伍德": "Blackwood"}),
        ("克拉拉·布莱克伍德怎么看渡轮", {"克拉拉·布莱克伍德": "Clara Blackwood"}),
        ("納瓦羅與龔曉雲談了什麼？", {"納瓦羅": "Navarro", "龔曉雲": "Gong Xiaoyun"}),
        ("伍德怎么看渡轮", {}),  # too little
        ("罗德里格斯怎么看渡轮", {}),  # another
        ("法尔克·蒂尔曼怎么看渡轮", {}),  # sounds like no more than the end of one
        ("渡轮什么时候停航？", {}),
        ("What did Blackwood say?", {}),
        ("", {}),
    ],
)
def test_a_chinese_name_is_found_as_it_is_spelt(
    sounds: Sounds, question: str, names: dict[str, str]
) -> None:
    """Whole names before parts of them; nothing is taken for a name that only begins like one."""
    found = sounds.spelt(question, TEXTS)
    assert {each.name: each.other for each in found} == names
    assert all(each.is_heard for each in found)


@pytest.mark.parametrize(
    ("question", "names", "written"),
    [
        ("What did Blackwood say?", ("Blackwood",), {"Blackwood": "布莱克伍德"}),
        (
            "what did clara blackwood say?",
            ("Clara Blackwood",),
            {"clara blackwood": "克拉拉·布莱克伍德"},
        ),
        ("Was sagte Gong Xiaoyun?", ("Gong Xiaoyun",), {"Gong Xiaoyun": "龚晓云"}),
        ("What did Rodriguez say?", ("Rodriguez",), {}),
        ("What did Li say?", ("Li",), {}),
        ("Was sagte Lu Tinglan?", ("Lu Tinglan",), {"Lu Tinglan": "陆听澜"}),
        ("What did they say?", (), {}),
    ],
)
def test_a_name_is_found_as_chinese_texts_write_it(
    sounds: Sounds, question: str, names: tuple[str, ...], written: dict[str, str]
) -> None:
    """Also one that the question has in small letters, and in a text of several rows."""
    for texts in ([TEXT], ["渡轮停航的消息昨天公布。" * 9, TEXT]):
        found = sounds.written(question, names, texts)
        assert {each.name: each.other for each in found} == written
    assert not sounds.written(question, names, TEXTS)


@given(
    question=st.text(st.sampled_from("布莱克伍德·怎么看𠀀〇々，? aB"), max_size=80),
    text=st.text(st.sampled_from("Blackwod’- 布莱克伍德·，A"), max_size=80),
)
def test_names_are_spans(question: str, text: str) -> None:
    """One of the question, the other of a text."""
    sounds = Sounds.load(SOUNDS)
    for each in (
        *sounds.spelt(question, [text]), *sounds.written(text, [text], [question]),
    ):  # fmt: skip
        one, other = (question, text) if each.name in question else (text, question)
        assert each.name in one
        assert each.other in other


def test_letters_that_are_one_sound_are_one_letter() -> None:
    """So that a name has about as many letters in either way of writing."""
    assert len(spelling("Schulz")) == len(spelling("Sulz")) == 4
    assert spelling("Müller") == spelling("Muler")
    assert spelling("2") == ()
