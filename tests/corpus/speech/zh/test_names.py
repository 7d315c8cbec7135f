"""What in Chinese, without capitals or spaces, is a name. Every one is invented."""

import pytest

from onrecord.corpus.speech.zh.names import is_person_zh, name_start


@pytest.mark.parametrize(
    "name", ["林可欣", "丁敏", "李向阳", "胡某", "刘先生", "汤姆·莱恩", "科尔贝格", "李隆", "喬治"]
)
def test_a_name_has_a_surname_or_the_characters_of_foreign_ones(name: str) -> None:
    """Native names begin with a surname, foreign ones are transcribed; both scripts count."""
    assert is_person_zh(name)


@pytest.mark.parametrize(
    "word", ["通知", "高度", "初步", "上方", "对抗", "黄河", "马上", "成立", ""]
)
def test_ordinary_words_are_nobody(word: str) -> None:
    """Neither a word that begins as surnames do, nor a place, nor any other."""
    assert not is_person_zh(word)


@pytest.mark.parametrize(
    ("phrase", "start"),
    [
        ("海角大桥总经理林可欣", 7),
        ("海角史學家科洛·莱恩", 5),
        ("一名销售人员", 0),
        ("海角市政府", 0),
        ("初步", None),
        ("引导科学家", None),
        ("甲公司董事长和副总裁丁敏", None),
        ("条例被学者", None),
    ],
)
def test_titles_come_before_the_name(phrase: str, start: int | None) -> None:
    """Titles are left out; of two people, a cut-short clause or a plain word nobody is named."""
    assert name_start(phrase, phrase) == start


def test_an_unknown_name_that_often_speaks_is_one() -> None:
    """What has a verb of speaking after it twice in an article is somebody there."""
    text = "渡船社表示，船费不变。渡船社认为，桥会晚。"
    assert name_start("渡船社", text) == 0
    assert name_start("渡船社", "渡船社") is None
