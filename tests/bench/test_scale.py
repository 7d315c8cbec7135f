"""The measurement itself, over few articles: that it measures what it says."""

import json
from pathlib import Path

from scale import by_build, by_desk, table
from whole import Place, build_whole

DEEDS = ["add", "change", "remove"]


def test_a_killed_build_is_resumed_and_single_articles_show_at_once(
    tmp_path: Path, model_cache: Path
) -> None:
    """No passage is encoded twice, and each deed is seen before the next begins."""
    place = Place(tmp_path, model_cache)
    whole = build_whole(place, 60)
    assert whole.n_articles == 60
    assert 30 <= whole.n_articles_when_killed < 60
    n_encoded = whole.n_passages_encoded_when_killed + whole.n_passages_encoded_on_resuming
    assert n_encoded == whole.n_passages
    assert [each.deed for each in by_desk(place)] == DEEDS + DEEDS
    assert [each.deed for each in by_build(place)] == DEEDS


def test_the_table_is_of_the_figures() -> None:
    """What the documentation shows is what was measured and kept beside it."""
    docs = Path(__file__).parent.parent.parent / "docs"
    figures = json.loads((docs / "scale.json").read_text("utf-8"))
    assert table(figures["deeds"]) in (docs / "freshness.md").read_text("utf-8")
