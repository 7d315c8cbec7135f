"""Names as another script writes them."""

from collections.abc import Mapping, Sequence

import pytest

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.renderings import Rendering, beside, instead, renderings

ALIASES = Aliases.from_groups({"people": [("Ada Byron", "Byron", "艾达·拜伦", "拜伦")]})
WORDS = ("chen", "yutong", "baidu", "ouyang", "feng", "li")


def frequencies(terms: Sequence[str]) -> Mapping[str, int]:
    """Tell of a few words that they stand somewhere."""
    return {term: int(term in WORDS) for term in terms}


@pytest.mark.parametrize(
    ("question", "speaker", "names"),
    [
        ("拜伦怎么看渡轮", "拜伦", {"拜伦": "Ada Byron"}),
        ("What did Byron say about the ferry?", "Byron", {"Byron": "艾达拜伦"}),
        ("百度怎么看渡轮", "百度", {"百度": "Baidu"}),
        ("陈雨桐怎么看渡轮", "陈雨桐", {"陈雨桐": "Chen Yutong"}),
        ("欧阳锋怎么看渡轮", "欧阳锋", {"欧阳锋": "Ouyang Feng"}),
        ("三星怎么看渡轮", "三星", {}),
        ("李怎么看渡轮", "李", {}),
        ("Sony怎么看渡轮", "Sony", {}),
        ("渡轮多少钱", None, {}),
    ],
)
def test_names_are_known_or_said(question: str, speaker: str | None, names: dict[str, str]) -> None:
    """One character is said like too many, and what the articles don't have isn't tried."""
    found = renderings(question, speaker, ALIASES, frequencies)
    assert {each.name: each.other for each in found} == names


def test_a_question_is_written_for_one_script_or_both() -> None:
    """Each name once; a name that the script writes itself stays."""
    names = (Rendering("拜伦", "Byron"), Rendering("Sora", "索拉"))
    question = "拜伦谈Sora"
    assert beside(question, names) == "拜伦 Byron 谈Sora 索拉 "
    assert instead(question, names, is_han=False) == "Byron谈Sora"
    assert instead(question, names, is_han=True) == "拜伦谈索拉"
    assert instead(question, (), is_han=True) == beside(question, ()) == question
