"""An engine without a model: invented articles, found by the words they share."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from fakes import FakeTagger
from fakes_head import READS

from onrecord.corpus import Article, Passage, Sentence, SentenceKind, Speaker, Speech
from onrecord.index.errors import MissingIndexError
from onrecord.index.hit import Arm, Hit
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.understand import understand
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Filters, FollowUp, Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason
from onrecord.rag.survey import Place, Survey, voices
from onrecord.ui.desk import OnProgress
from onrecord.ui.errors import UnknownArticleError

__all__ = [
    "HARBOUR",
    "HOSTILE",
    "LIBRARY",
    "ORCHARD",
    "FakeDesk",
    "FakeEngine",
    "fake_engine",
]

HARBOUR = Article(
    id="2025/harbour-ferry.en.md",
    title="Night ferry to Sandholm to sail again in May",
    text=(
        "Night ferry to Sandholm to sail again in May\n\n"
        "The night ferry between Port Ellery and Sandholm will sail again from 4 May, two years "
        "after the old ship was sold for scrap. A round trip will cost 38 crowns, and children "
        "under twelve travel free.\n\n"
        "“We have waited for this ferry longer than for any train,” said Ingrid Maas, who runs "
        "the island’s only bakery. The harbour master expects 210,000 passengers in the first "
        "year.\n\n"
        "Share this story on social media\n\n"
        "What the islanders fear\n\n"
        "Not everyone is glad. Fishermen complain that the new timetable closes the northern "
        "channel every evening between eight and ten 🚢. According to Tomas Brandt, the union’s "
        "secretary, the ferry company never asked them.\n\n"
        "Leave a reply"
    ),
    outlet="The Ellery Courier",
    author="Nadia Fenn",
    published=date(2025, 3, 14),
    language="en",
    url="https://courier.example/ferry?page=1",
)
LIBRARY = Article(
    id="bibliothek.de.txt",
    title="Die Bücherei von Lindau öffnet nachts",
    text=(
        "Die Stadtbücherei von Lindau bleibt vom Herbst an bis zwei Uhr nachts geöffnet. "
        "„Wer Schicht arbeitet, hat bisher vor verschlossenen Türen gestanden“, sagt Leiterin "
        "Greta Hollenstein. Der Versuch kostet 140.000 Euro im Jahr."
    ),
    outlet="Seeblick",
    author=None,
    published=date(2024, 9, 2),
    language="de",
    url=None,
)
ORCHARD = Article(
    id="果园/苹果.zh.txt",
    title="山谷里的苹果熟得更早了",
    text=(
        "清河谷的苹果今年比往年早熟了十一天。果农李向阳说:“以前国庆才采收,现在九月初就得请人。”"
        "当地合作社估计,早熟使收成减少了约百分之八。"
    ),
    outlet="河谷日报",
    author="周岚",
    published=date(2025, 9, 20),
    language="zh",
    url="https://valley.example/apple",
)
HOSTILE = Article(
    id="hostile/<b>&\"'?#%.txt",
    title="<img src=x onerror=window.hit=1> **Title** \u202eesrever",
    text=(
        "<script>window.hit=1</script> The hostile parrot says ${window.hit=1} and "
        "{{constructor}} [link](javascript:window.hit=1) $$x^2$$ \u202etxet. "
        '</div></span><iframe src="https://elsewhere.example/"></iframe> is what the parrot '
        "repeats `window.hit=1` <svg onload=window.hit=1>."
    ),
    outlet='"><script>window.hit=1</script>',
    author="<i>Author</i>",
    published=None,
    language="und",
    url="javascript:window.hit=1",
)

ALL = Filters()
ALIASES = Aliases.load()
BOILERPLATE = ("Share this", "Leave a reply")
SENTENCE_END = re.compile(r"(?<=[.!?。])[”“]?\s*|\n+|(?<=。”)")
WORD = re.compile(r"[\u4e00-\u9fff]{2}|[^\W_]{4,}")


@dataclass(frozen=True, slots=True)
class FakeEngine:
    """Answers with the sentences that share the most words with the question."""

    library: tuple[Article, ...]
    generation: int = 12
    away: str | None = None
    asked: list[tuple[str, Filters, tuple[Query, ...]]] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """Give the stamp of this generation."""
        return f"stamp-{self.generation}"

    @property
    def n_asked(self) -> tuple[int, int]:
        """Remember nothing, and nothing of that."""
        return 0, 0

    @property
    def n_articles(self) -> int:
        """Count the articles."""
        return len(self.library)

    @property
    def n_passages(self) -> int:
        """Count a passage for each article."""
        return len(self.library)

    def understood(
        self, question: str, filters: Filters = ALL, history: Sequence[Query] = ()
    ) -> Query:
        """Read the question with the real rules, on a day in November 2025."""
        self.asked.append((question, filters, tuple(history)))
        return understand(
            question,
            language=_language(question),
            today=date(2025, 11, 21),
            reads=READS,
            filters=filters,
            past=Past(history, self.answer),
            holdings=Holdings.of(Counter((each.outlet, each.published) for each in self.library)),
            aliases=ALIASES,
        )

    def recalled(self, questions: Sequence[str]) -> list[Query]:
        """Read each question after those before it."""
        history: list[Query] = []
        for question in questions:
            history.append(self.understood(question, history=history))
        return history

    def answer(self, query: Query) -> Answer:
        """Quote up to four sentences with two words of the question, or abstain."""
        if query.follow_up is FollowUp.UNRESOLVED:
            return Answer(query, (), 0.0, Reason.UNCLEAR, (), self.generation)
        ranked = sorted(self._scored(query.searched, query.filters), key=lambda quote: -quote.score)
        near = tuple(quote for quote in ranked if quote.score > 0)
        quotes = tuple(quote for quote in near if quote.score >= 0.5)[:4]
        if quotes:
            return Answer(query, quotes, quotes[0].score, None, (), self.generation)
        reason = Reason.NOT_ASKED if near else Reason.NO_SUBJECT
        return Answer(query, (), 0.2, reason, near[:3], self.generation)

    def statements(self, speaker: str, subject: str | None = None) -> tuple[Quote, ...]:
        """Quote whoever has this name, whatever it is about."""
        del subject
        return tuple(
            Quote(each.article, each.start, each.end, 1.0, each.speaker)
            for article in self.library
            for each in self.sentences(article.id)
            if each.speaker and speaker in each.speaker.text
        )

    def retrieve(self, question: str, k: int = 10, filters: Filters = ALL) -> list[Hit]:
        """Find whole articles as passages."""
        scored = sorted(
            ((max(q.score for q in self._of(a, question)), a) for a in self._allowed(filters)),
            key=lambda pair: (-pair[0], pair[1].id),
        )
        return [Hit(i, _passage(a), score, Arm.LEXICAL) for i, (score, a) in enumerate(scored)][:k]

    def article(self, article_id: str) -> Article:
        """Give an article by its id."""
        return {article.id: article for article in self.library}[article_id]

    def articles(self) -> tuple[Article, ...]:
        """List the articles."""
        return self.library

    @property
    def survey(self) -> Survey:
        """Read everything; where an article lies is arbitrary."""
        ids = [each.id for each in self.library]
        spots = ((-1.0, 0.5), (0.0, -0.5), (0.5, 1.0), (1.0, -1.0))
        laid = tuple(Place(each, x, y) for each, (x, y) in zip(ids, spots, strict=False))
        return Survey(voices(ids, self.sentences, ALIASES), len(ids), laid)

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Cut at full stops and line ends, and tell who speaks."""
        return FakeTagger().tell(tuple(_sentences(self.article(article_id))))

    def _allowed(self, filters: Filters) -> list[Article]:
        return [
            article
            for article in self.library
            if (not filters.outlets or article.outlet in filters.outlets)
            and (not filters.authors or article.author in filters.authors)
            and (not filters.languages or article.language in filters.languages)
            and _is_from(article.published, filters)
        ]

    def _scored(self, question: str, filters: Filters) -> list[Quote]:
        return [q for article in self._allowed(filters) for q in self._of(article, question)]

    def _of(self, article: Article, question: str) -> list[Quote]:
        words = {word.casefold() for word in WORD.findall(question)}
        return [
            Quote(
                article,
                sentence.start,
                sentence.end,
                min(1.0, sum(w in sentence.text.casefold() for w in words) / 4),
                _speaker(sentence),
            )
            for sentence in _sentences(article)
            if sentence.kind.quotable
        ]


@dataclass(frozen=True, slots=True)
class Report:
    """What a command did."""

    generation: int
    added: tuple[str, ...]


@dataclass(slots=True)
class FakeDesk:
    """Keeps the engine in memory, and what was asked of it in `calls`."""

    opened: FakeEngine | None
    calls: list[tuple[str, object]] = field(default_factory=list)

    def engine(self) -> FakeEngine:
        """Open the engine; there is none before the first build."""
        if self.opened is None:
            raise MissingIndexError("there is no index in .onrecord: run onrecord build")
        return self.opened

    def build(self, *, force: bool = False, on_progress: OnProgress | None = None) -> Report:  # noqa: ARG002 - as a desk does
        """Note that a build was asked for."""
        self.calls.append(("build", force))
        return Report(13, ("a.md",))

    def add(
        self, sources: Sequence[str], *, stdin: BinaryIO | None = None, name: str | None = None,
        replace_texts: bool = False, on_progress: OnProgress | None = None,  # noqa: ARG002 - as a desk does
    ) -> Report:  # fmt: skip
        """Note what was to be added."""
        self.calls.append(("add", list(sources)))
        if "-" in sources and stdin is not None:
            self.calls.append((name or "", [stdin.read().decode()]))
        return Report(13, tuple(sources))

    def remove(self, ids: Sequence[str]) -> Report:
        """Refuse: nothing can be removed here."""
        raise UnknownArticleError(f"no article {ids[0]!r}: see onrecord status")

    def verify(self) -> Report:
        """Fail as a programming error does."""
        raise ZeroDivisionError("c.json")

    def evaluate(self, source: Path) -> Report:
        """Fail as a missing file does."""
        raise FileNotFoundError(2, "No such file or directory", str(source))

    def suggest_aliases(self) -> tuple[tuple[str, str], ...]:
        """Suggest one pair."""
        return (("Cloudboat", "云舟"),)

    def status(self) -> Report:
        """Be interrupted."""
        raise KeyboardInterrupt


def fake_engine() -> FakeEngine:
    """Open an engine over all the invented articles."""
    return FakeEngine((HARBOUR, LIBRARY, ORCHARD, HOSTILE))


def _is_from(day: date | None, filters: Filters) -> bool:
    if not (filters.since or filters.until):
        return True
    return day is not None and (filters.since or day) <= day <= (filters.until or day)


def _sentences(article: Article) -> Iterator[Sentence]:
    start = 0
    for end in [*(m.end() for m in SENTENCE_END.finditer(article.text)), len(article.text)]:
        text = article.text[start:end]
        if text.strip():
            first = start + len(text) - len(text.lstrip())
            yield Sentence(article, first, first + len(text.strip()), _kind(article, text.strip()))
        start = end


def _kind(article: Article, text: str) -> SentenceKind:
    if text.startswith(BOILERPLATE):
        return SentenceKind.BOILERPLATE
    if text in {article.title, "What the islanders fear"}:
        return SentenceKind.HEADING
    return SentenceKind.PROSE


def _speaker(sentence: Sentence) -> Speaker | None:
    for name in ("Ingrid Maas", "Tomas Brandt", "Greta Hollenstein", "李向阳", "parrot"):
        at = sentence.article.text.find(name, sentence.start, sentence.end)
        if at >= 0:
            quoted = any(mark in sentence.text for mark in "“„")
            speech = Speech.DIRECT if quoted else Speech.REPORTED
            return Speaker(sentence.article, at, at + len(name), speech)
    return None


def _passage(article: Article) -> Passage:
    sentences = tuple(_sentences(article))
    start, end = sentences[0].start, sentences[-1].end
    return Passage(article, start, end, sentences, article.language)


def _language(question: str) -> str:
    return "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"
