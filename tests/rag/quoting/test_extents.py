"""How far quotes reach, and who says all of one."""

from types import SimpleNamespace

from newsroom import FERRY, retold

from onrecord.corpus import Article, Sentence, SentenceKind, Span, Speaker, Speech
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.quoting.extents import Extents

LINES = ("- One pier.", "- Maas: two.", "- Three quays.", "- Four sheds.", "- Maas: five.")


def widening(article: Article, voiced: set[int]) -> tuple[Extents, list[Sentence]]:
    """Give what widens spans of an article of items, some of which Maas says, and its sentences."""
    maas = Speaker(
        article, article.text.index("Maas"), article.text.index("Maas") + 4, Speech.DIRECT
    )
    starts = [article.text.index(line) for line in LINES]
    told = [
        Sentence(
            article, start, start + len(line), SentenceKind.ITEM, maas if n in voiced else None
        )
        for n, (start, line) in enumerate(zip(starts, LINES, strict=True))
    ]
    index = SimpleNamespace(sentences=lambda _: told)
    return Extents(index, Aliases.from_groups({})), told  # type: ignore[arg-type]


def test_a_list_is_taken_in_as_far_as_one_voice_reaches() -> None:
    """The third of five items brings the fourth, and neither the second nor the fifth."""
    article = retold(FERRY, "\n".join(LINES))
    extents, told = widening(article, {1, 4})
    assert extents.listed(told[2]).text == "\n".join(LINES[2:4])
    extents, told = widening(article, set())
    assert extents.listed(told[2]).text == article.text


def test_what_two_voices_say_has_no_speaker() -> None:
    """Nor has what somebody says but for a sentence that nobody does."""
    article = retold(FERRY, "\n".join(LINES))
    extents, told = widening(article, {1, 2})
    for last, said_by in ((2, "Maas"), (3, None)):
        found = extents.speaker(Span(article, told[1].start, told[last].end))
        assert (found and found.text) == said_by
