"""Who speaks, as the networks tell it: invented sentences, none of which was learned from."""

from pathlib import Path
from typing import Final

import pytest

from onrecord.corpus import Article, Sentence, Speech
from onrecord.index.index import Index
from onrecord.rag.desk import Desk

pytestmark = [pytest.mark.quality, pytest.mark.timeout(3600)]

Told = list[tuple[str, str, list[str]]]
"""Language, article, and the speaker of each of its sentences: `-` is nobody, `!` her own words."""

SPEAKING: Final[Told] = [
    ("en", "Mara Quist said the bridge would close in May.", ["Mara Quist"]),
    ("en", "“The bridge will close,” Mara Quist added.", ["Mara Quist!"]),
    ("en", "“The bridge will close,” wrote Mara Quist.", ["Mara Quist!"]),
    ("en", "“We will not close it,” the engineer Mara Quist replied.", ["Mara Quist!"]),
    ("en", "According to Mara Quist, tolls work.", ["Mara Quist"]),
    ("en", "Tolls work, according to Mara Quist, who runs Halden Roads.", ["Mara Quist"]),
    ("en", "Mara Quist, the founder of Halden Roads, said it would close.", ["Mara Quist"]),
    ("en", "Mara Quist, whom Otto Renn criticised, said tolls work.", ["Mara Quist"]),
    ("en", "Mara Quist called Otto Renn's plan “a toy for the rich”.", ["Mara Quist"]),
    ("en", "Halden Roads announced that tolls would rise.", ["Halden Roads"]),
    ("en", "A spokesman for Halden Roads said it was late.", ["spokesman for Halden Roads"]),
    ("en", "The ministry denied that the works were late.", ["The ministry"]),
    ("en", "Mara Quist said tolls work. She also said that drivers agree.", ["Mara Quist"] * 2),
    ("en", "Mara Quist was calm. “Tolls work,” she said.", ["-", "Mara Quist!"]),
    ("en", "Mara Quist leads the union. “Tolls work,” she said. “They do.”",
     ["-", "Mara Quist!", "Mara Quist!"]),
    ("de", "Mara Quist sagte, die Brücke werde im Mai geschlossen.", ["Mara Quist"]),
    ("de", "„Die Brücke schließt“, ergänzte Mara Quist.", ["Mara Quist!"]),
    ("de", "„Die Brücke schließt“, so die Ingenieurin Mara Quist von Halden Bau.", ["Mara Quist!"]),
    ("de", "Laut Mara Quist wirkt die Maut.", ["Mara Quist"]),
    ("de", "Nach Angaben der Polizei wurden zwei Menschen verletzt.", ["Polizei"]),
    ("de", "Halden Bau räumte ein, dass die Arbeiten dauern.", ["Halden Bau"]),
    ("de", "Die Partei forderte die Regierung auf, die Maut zu senken.", ["Die Partei"]),
    ("de", "Die Maut wirke, teilte das Ministerium mit.", ["das Ministerium"]),
    ("de", "Mara Quist sagte, die Maut wirke. Sie erwarte mehr Verkehr.", ["Mara Quist"] * 2),
    ("de", "Der Verkehr sank, wie der Zähldienst Stepwise mitgeteilt hat.", ["Stepwise"]),
    ("zh", "林可欣表示，大桥五月关闭。", ["林可欣"]),
    ("zh", "林可欣在接受采访时表示，大桥将关闭。", ["林可欣"]),
    ("zh", "海角大桥总经理林可欣30日说，收费将上涨。", ["林可欣"]),
    ("zh", "据林可欣介绍，收费有效。", ["林可欣"]),
    ("zh", "“收费有效，司机都知道。”林可欣说。", ["林可欣!"]),
    ("zh", "林可欣说：“收费有效，司机都知道。”", ["林可欣!"]),
    ("zh", "海角市交通局发言人丁敏在例行记者会上说，工程晚了。", ["丁敏"]),
    ("zh", "步数公司指出，车流下降。", ["步数公司"]),
    ("zh", "林可欣表示收费有效。她还说，司机同意。", ["林可欣", "林可欣"]),
    ("zh", "校方表示，课程照常进行。", ["校方"]),
]  # fmt: skip
SILENT: Final[Told] = [
    (language, text, ["-"])
    for language, text in (
        ("en", "Mara Quist runs Halden Roads."),
        ("en", "Bridges added two lanes in May."),
        ("en", "Members vote according to the party line."),
        ("en", "The bridge is two kilometres long and has four lanes."),
        ("en", "The sign “Pay here” was removed in May."),
        ("en", "Mara Quist wrote three books on tolls."),
        ("en", "Oster declared war on Halden in 1402."),
        ("de", "Die Brücke ist zwei Kilometer lang."),
        ("de", "Otto Renn gibt der Brücke einen Namen."),
        ("de", "Laut wurde es auf der Brücke."),
        ("de", "Quist fand keinen Rhythmus und verlor mit 13:7."),
        ("de", "Die Maut gilt so lange, wie die Brücke steht."),
        ("zh", "这本小说卖得很好。"),
        ("zh", "大桥的名称改了。"),
        ("zh", "林可欣说服了议会。"),
        ("zh", "海角市政府去年修建了大桥。"),
        ("zh", "通知下发后，红灯表示停车。"),
    )
]

INTRODUCED: Final = (
    "A Baidu vice president described how hard the company had worked: the team, the executive "
    "told interviewers, had been at it for more than 50 days at full stretch."
)

FLOORS: Final = {"en": 0.9, "de": 0.62, "zh": 0.9}
"""Of the sentences with a speaker, how many are given the right one; measured, less .1."""
MAX_WRONG: Final = 0.1
"""Of those that are given a speaker, how many are given a wrong one."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Index:
    """Index each text as an article of its own."""
    root = tmp_path_factory.mktemp("speech")
    desk = Desk(root, root / "index", model_cache)
    desk._builder(desk.index).add(  # articles in memory, as no command gives them
        [
            Article(str(number), text, "", None, None, None, language, None)
            for number, (language, text, _) in enumerate(
                [*SPEAKING, *SILENT, ("en", INTRODUCED, [])]
            )
        ]
    )
    return Index.open(desk.index, desk.encoder.name, desk.projection, desk.tagger.name)


def named(sentence: Sentence) -> str:
    speaker = sentence.speaker
    return speaker.text + "!" * (speaker.speech is Speech.DIRECT) if speaker else "-"


def compared(index: Index, language: str) -> list[tuple[str, str]]:
    """Give what was expected and what was told of each sentence in a language."""
    found = []
    for number, (of, _, expected) in enumerate(SPEAKING + SILENT):
        told = [named(each) for each in index.sentences(str(number))]
        if of == language:
            found += zip(expected, told, strict=True)
    return found


def is_right(expected: str, told: str) -> bool:
    """Whether somebody is told who is named by the words that are expected, or by more."""
    return told != "-" and expected != "-" and expected.rstrip("!") in told


@pytest.mark.parametrize("language", FLOORS)
def test_who_speaks_is_told(index: Index, language: str) -> None:
    """As often as was once measured; wrong ones are rare."""
    found = compared(index, language)
    asked = [each for each in found if each[0] != "-"]
    told = [each for each in found if each[1] != "-"]
    assert sum(is_right(*each) for each in asked) / len(asked) >= FLOORS[language]
    assert sum(not is_right(*each) for each in told) <= MAX_WRONG * len(told)


def test_who_is_introduced_is_named_in_full(index: Index) -> None:
    """By what they are called, not by the names before it alone."""
    (sentence,) = index.sentences(str(len(SPEAKING + SILENT)))
    assert named(sentence) == "A Baidu vice president"
