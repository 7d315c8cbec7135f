"""Questions of the public sets, beside their paragraphs."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from onrecord.corpus import Article, Passage, Sentence, SentenceKind
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.hit import Evidence
from onrecord.index.learning.data import LabelledArticle, Paragraph, Section
from onrecord.index.learning.data import Question as Wording
from onrecord.rag.evidence.reader import Window, windows
from onrecord.rag.learning.told import Example, Told, evidence_of, told_of

__all__ = ["public_examples"]

_FIRST: Final = ("en", "de", "zh")
"""Of the public sets' languages those that every paragraph and most questions are taken in."""

_OTHERS: Final = 0.4
"""Share of the paragraphs in the other languages, and of questions in whatever language."""

_STRANGER: Final = 0.375
"""Share of the public questions that are also laid beside another article's paragraph."""


def public_examples(
    articles: Iterable[LabelledArticle], encoder: Encoder, random: Random
) -> list[Example]:
    """Lay the public sets' questions beside their paragraphs, and some beside others, too."""
    drawn = [
        (section, paragraph, _passage(article.title, paragraph))
        for article in articles
        for section in article.sections
        for paragraph in section.paragraphs
        if paragraph.language in _FIRST or random.random() < _OTHERS
    ]
    drawn = [each for each in drawn if encoder.n_tokens(each[2].text) <= encoder.max_tokens]
    known = evidence_of([passage for _, _, passage in drawn], encoder)
    found = []
    for (section, paragraph, _), evidence in zip(drawn, known, strict=True):
        for question in _asked(section, paragraph, random):
            own = _of_paragraph(question, paragraph, evidence, encoder, random)
            other = random.choice(known)
            name = evidence.passage.article.id
            if random.random() < _STRANGER and other.passage.article.id != name:
                own = (*own, told_of(_anywhere(other, random), encoder.ids, {}, {}))
            found.append(Example(question.text, bool(question.gold), "public", name, own))
    return found


def _asked(section: Section, paragraph: Paragraph, random: Random) -> Iterator[Wording]:
    """Draw a wording of each question that the paragraph answers, or nothing does."""
    for versions in section.questions:
        first = [each for each in versions if each.language in _FIRST]
        question = random.choice(first if first and random.random() >= _OTHERS else versions)
        if not question.gold or any(each is paragraph for each, _ in question.gold):
            yield question


def _of_paragraph(
    question: Wording, paragraph: Paragraph, evidence: Evidence, encoder: Encoder, random: Random
) -> tuple[Told, ...]:
    """Make a window of what answers, or of any part of a paragraph that tempts."""
    name = evidence.passage.article.id
    places = [place for each, place in question.gold if each is paragraph]
    if not places:
        whole = {name: [(0, len(paragraph.text))]}
        return (told_of(_anywhere(evidence, random), encoder.ids, {}, whole),)
    (window,) = windows([(evidence, places[0])], 1)
    gold = {name: [paragraph.sentences[place] for place in places]}
    return (told_of(window, encoder.ids, gold, {}),)


def _anywhere(evidence: Evidence, random: Random) -> Window:
    (window,) = windows([(evidence, random.randrange(len(evidence.passage.sentences)))], 1)
    return window


def _passage(title: str, paragraph: Paragraph) -> Passage:
    """Make a paragraph the only passage of an article that has the title for its name."""
    name = title.replace("_", " ")
    article = Article(title, paragraph.text, name, None, None, None, paragraph.language, None)
    sentences = tuple(
        Sentence(article, start, end, SentenceKind.PROSE) for start, end in paragraph.sentences
    )
    return Passage(article, 0, len(paragraph.text), sentences, paragraph.language)
