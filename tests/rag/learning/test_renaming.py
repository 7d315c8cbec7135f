"""Names are put in the place of others, in questions and in articles."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from newsroom import ENCODER, EQUIPMENT, FERRY, open_desk

from onrecord.index.index import Index
from onrecord.rag.evaluation import Gold, Question
from onrecord.rag.learning.renaming import Names, Renaming
from onrecord.rag.learning.seeking import Seeker
from onrecord.rag.learning.told import Example, Told
from onrecord.rag.learning.written import written_examples
from onrecord.rag.names.renderings import Rendering

TEXT = "Ada Byron opposes the ferry. Byron said that it is too loud. Fish is cheap today."
NAMES = Names(({"en": ("Jon Berg",), "zh": ("永贝格",)}, {"en": ("Li Wei",), "zh": ("李伟",)}))


def question(words: str, language: str) -> Question:
    gold = (Gold("ferry.md", "it is too loud"),)
    return Question("q", words, language, "words", True, gold, asked_speaker="Ada Byron")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Index the article."""
    article = replace(FERRY, id="ferry.md", text=TEXT, title="Ada Byron and the ferry")
    desk = open_desk(tmp_path_factory.mktemp("renaming"), [article])
    return Index.open(desk.index, ENCODER.name, desk.projection)


def renamed(index: Index, words: str, language: str, seed: int = 0) -> list[Example]:
    """Give an example and what is made of it."""
    renaming = Renaming(NAMES, ENCODER.ids, Random(seed))  # noqa: S311 - a sample, no secret
    asked = [question(words, language)]
    return list(Seeker.over(index, EQUIPMENT).examples(asked, "set", renaming))


def has(told: Told, word: str) -> bool:
    """Whether a word stands in the headline or in a sentence."""
    texts: list[npt.NDArray[np.int32]] = [told.header, *(own for _, own in told.sentences)]
    return int(ENCODER.ids(word)[0]) in np.concatenate(texts)


def test_another_name_is_asked_for_and_stands_in_the_articles(index: Index) -> None:
    """First nothing but the name changes; then nothing answers any more."""
    words = "What did Ada Byron say about the ferry?"
    plain, other, wrong, absent = renamed(index, words, "en")
    assert plain.question == words
    asked = {name for name in ("Jon Berg", "Li Wei") if name in other.question}
    assert len(asked) == 1
    (name,) = asked
    assert other.question == words.replace("Ada Byron", name)
    assert (
        wrong.question
        == absent.question
        == words.replace("Ada Byron", ({"Jon Berg", "Li Wei"} - asked).pop())
    )
    assert [each.answerable for each in (plain, other, wrong, absent)] == [True, True, False, False]
    for each, answers in ((plain, True), (other, True), (wrong, False), (absent, False)):
        (window,) = each.windows
        assert window.right == (False, answers, False)
        assert window.tempting is not answers
    for each, is_byron in ((plain, True), (other, False), (wrong, False), (absent, True)):
        (window,) = each.windows
        assert has(window, "Byron") is is_byron
        assert has(window, name.split()[0]) is not is_byron


def test_articles_in_another_script_write_the_name_so(index: Index) -> None:
    """That is known of some questions, not of all."""
    known = Counter(
        each.names
        for n in range(12)
        for each in renamed(index, "What did Ada Byron say?", "en", seed=n)[1:]
    )
    jon, li = (Rendering("Jon Berg", "永贝格"),), (Rendering("Li Wei", "李伟"),)
    assert known.keys() == {(), jon, li}


def test_names_are_gathered_in_every_language() -> None:
    """Small words are no names, and who is named in one language alone is none to put."""
    asked = [
        ("Ada", "en", "Ada"), ("Ada", "en", "Byron"), ("Ada", "zh", "艾达"),
        ("Bo", "en", "Bo"), ("the mayor", "en", "the mayor"), ("the mayor", "zh", "市长"),
        (None, "en", None),
    ]  # fmt: skip
    assert Names.of(asked).groups == ({"en": ("Ada", "Byron"), "zh": ("艾达",)},)


def test_invented_articles_are_told_like_others(tmp_path: Path) -> None:
    """A speaker stands before the sentence, and what is labelled is what is right."""
    row = {
        "id": "w1", "language": "en", "title": "Mill", "outlet": "Post", "date": "2024-05-01",
        "sentences": ["Ada Byron opened the mill.", "It gives two reasons.", "She likes bread."],
        "speakers": [None, None, "Ada Byron"],
        "questions": [
            {"question": "Why a mill?", "language": "en", "right": [2], "tempting": [1]},
            {"question": "Who sold it?", "language": "en", "right": [], "tempting": []},
        ],
    }  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    why, who = written_examples(ENCODER, tmp_path)
    (told,) = why.windows
    assert (why.answerable, told.right, told.tempting) == (True, (False, False, True), True)
    assert told.sentences[2][0].tolist() == ENCODER.ids("Ada Byron: ").tolist()
    assert told.header.tolist() == ENCODER.ids("Mill · Post · 2024-05-01").tolist()
    assert (who.answerable, [any(each.right) for each in who.windows]) == (False, [False])


def test_what_comes_along_is_sound() -> None:
    """Each question is of a known language, and each number is one of a sentence."""
    folder = Path(written_examples.__code__.co_filename).with_name("written")
    files = [path.read_bytes() for path in folder.glob("*.jsonl")]
    rows = [json.loads(line) for file in files for line in file.splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) > 0
    for row in rows:
        assert len(row["speakers"]) == len(row["sentences"])
        for each in row["questions"]:
            assert {*each["right"], *each["tempting"]} <= {*range(len(row["sentences"]))}
            assert not {*each["right"]} & {*each["tempting"]}
            assert each["language"] in {"en", "de", "zh"}
