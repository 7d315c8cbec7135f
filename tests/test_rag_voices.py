"""Who speaks is read with what stands around a passage, not from the passage alone."""

import pytest
from newsroom import EQUIPMENT, open_engine

from corpus import Article, Passage, Sentence, sentences
from rag.answer import Speech
from rag.voices import Voices

BAKERY = Article(
    "bakery.txt",
    "Ingrid Maas runs the bakery on the island. She said that the ovens were cold all winter. "
    "She added that flour came by boat. The boats were late.\n\n"
    "“We will bake again in May,” said Tomas Brandt, a spokesman for Sandholm Foods.",
    "Bakery", None, None, None, "en", None,
)  # fmt: skip
LIBRARY = Article(
    "bücherei.txt",
    "Die Bücherei öffnet nachts. „Das war überfällig“, sagte Greta Hollenstein.",
    "Bücherei", None, None, None, "de", None,
)  # fmt: skip
ORCHARD = Article(
    "果园.txt", "苹果早熟了十一天。合作社经理李向阳说：“九月初就得请人。”", "苹果",
    None, None, None, "zh", None,
)  # fmt: skip
SAID = {
    "Ingrid Maas runs the bakery on the island.": None,
    "She said that the ovens were cold all winter.": ("Ingrid Maas", Speech.REPORTED),
    "She added that flour came by boat.": ("Ingrid Maas", Speech.REPORTED),
    "The boats were late.": None,
    "“We will bake again in May,” said Tomas Brandt, a spokesman for Sandholm Foods.": (
        "Tomas Brandt", Speech.DIRECT,
    ),
    "Die Bücherei öffnet nachts.": None,
    "„Das war überfällig“, sagte Greta Hollenstein.": ("Greta Hollenstein", Speech.DIRECT),
    "苹果早熟了十一天。": None,
    "合作社经理李向阳说：“九月初就得请人。”": ("李向阳", Speech.DIRECT),
}  # fmt: skip
EVERY = [(article, each) for article in (BAKERY, LIBRARY, ORCHARD) for each in sentences(article)]


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    """Read the three articles."""
    index = open_engine(tmp_path_factory.mktemp("voices"), [BAKERY, LIBRARY, ORCHARD])._index
    return Voices(index, EQUIPMENT.aliases)


def around(article: Article, *inside: Sentence) -> Passage:
    return Passage(article, inside[0].start, inside[-1].end, inside, article.language)


def test_every_sentence_is_told() -> None:
    """The table is of the articles as they are split."""
    assert [each.text for _, each in EVERY] == list(SAID)


@pytest.mark.parametrize(("article", "sentence"), EVERY, ids=list(SAID))
def test_speakers_do_not_depend_on_where_passages_begin(
    voices: Voices, article: Article, sentence: Sentence
) -> None:
    """Alone in its passage, "She added" is Ingrid Maas, named two sentences earlier."""
    whole = around(article, *(each for of, each in EVERY if of is article))
    for passage in (around(article, sentence), whole):
        speaker = voices.speaker(passage, sentence.start)
        told = (speaker.text, speaker.speech) if speaker else None
        assert told == SAID[sentence.text]
        if speaker is not None:
            assert speaker.text == article.text[speaker.start : speaker.end]


def test_no_sentence_begins_there(voices: Voices) -> None:
    """A place inside of a sentence, or between two, is said by nobody."""
    first, last = EVERY[1][1], EVERY[4][1]
    assert voices.speaker(around(BAKERY, first), first.start + 1) is None
    assert voices.speaker(around(BAKERY, last), first.end) is None


OFFICES = (
    ("the Sandholm Foods spokesman", True),
    ("Sandholm Foods’s spokesperson", True),
    ("der Sprecher von Sandholm Foods", True),
    ("Sandholm Foods的发言人", True),
    ("Brandt（布兰特）", True),
    ("布兰特（Tomas Brandt）", True),
    ("the CEO of Sandholm Foods", False),
    ("Sandholm Foods’ vice president", False),
    ("a spokesman for Baidu", False),
)


@pytest.mark.parametrize(("asked", "is_asked"), OFFICES)
def test_an_office_is_held_where_and_as_the_article_says(
    voices: Voices, asked: str, is_asked: bool
) -> None:
    """In any language; another office at the same firm is somebody else's."""
    last = EVERY[4][1]
    speaker = voices.speaker(around(BAKERY, last), last.start)
    assert speaker is not None
    assert voices.is_asked(asked, speaker) is is_asked


def test_whoever_speaks_is_asked_about_by_parts_of_the_name_and_by_office(voices: Voices) -> None:
    """The surname will do, and who speaks for a firm speaks as the firm; others don't."""
    last = EVERY[4][1]
    speaker = voices.speaker(around(BAKERY, last), last.start)
    assert speaker is not None
    for asked in ("Tomas Brandt", "Brandt", "Sandholm Foods"):
        assert voices.is_asked(asked, speaker)
    for asked in ("Ingrid Maas", "Maas", "Baidu", "Tomas", ""):
        assert not voices.is_asked(asked, speaker)
