"""How much has to be quoted for a sentence to mean what it means where it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from onrecord.corpus import Passage, Sentence, SentenceKind, Span, Speaker
from onrecord.corpus.cutting.quotations import quotations
from onrecord.corpus.languages.script import HAN, KANA
from onrecord.rag.quoting.answer import Quote
from onrecord.rag.quoting.context_words import LEANINGS, Leanings

__all__ = ["MAX_CHARACTERS", "in_context", "joined"]

MAX_CHARACTERS: Final = 600
"""Code points of a quote that was widened."""

_MAX_BEFORE: Final = 2
_MAX_AFTER: Final = 2
_MAX_LISTED: Final = 5
"""Things that follow a sentence which announces them."""

_MAX_REPLY: Final = 25
"""Code points (CJK counts double) of a sentence that says little without the question before it."""

_LINE_END: Final = re.compile(r"[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CJK: Final = re.compile(f"[{KANA}{HAN}]")
_OPENING: Final = re.compile(r"(?:\d{1,2}[.)]\s|[\s\"“„‟«»「『*_>–—•-])*")
_ASKS: Final = re.compile(r"[?？][\"'”’»」』)）*_]*$")
_LEADS_IN: Final = re.compile(r"[:：][*_\s]*$")


def in_context(passage: Passage, place: int) -> Span | None:
    """Give the sentence at `place`, and those around it without which it would mislead.

    Sentences of another paragraph, headings, and other people's words are never taken in. `None`
    if a denial or a condition is too long to be: without it the sentence is no quote.
    """
    around = _Around.of(passage, place)
    before, after = around.helpful()
    need_before, need_after = around.needed()
    widest = max(before, need_before), max(after, need_after)
    for back, ahead in (
        widest, (widest[0], need_after), (need_before, widest[1]), (need_before, need_after)
    ):  # fmt: skip
        span = around.span(back, ahead)
        if span is not None:
            return span
    return None


@dataclass(frozen=True, slots=True)
class _Around:
    """A sentence, and those of its paragraph that may be quoted with it."""

    passage: Passage
    place: int
    first: int
    last: int
    speaker: Speaker | None
    words: Leanings | None

    @classmethod
    def of(cls, passage: Passage, place: int) -> "_Around":
        """Find how far the neighbours of a sentence can be quoted with it."""
        run, speaker = passage.sentences, passage.sentences[place].speaker
        fits = [each.kind.quotable and _is_one(speaker, each.speaker) for each in run]
        first = last = place
        while first and fits[first - 1] and _adjoin(run[first - 1], run[first]):
            first -= 1
        leads_in = _LEADS_IN.search(run[place].text) is not None
        while last + 1 < len(run) and fits[last + 1]:
            listed = leads_in and run[last + 1].kind is SentenceKind.ITEM
            if not listed and not _adjoin(run[last], run[last + 1]):
                break
            last += 1
        return cls(passage, place, first, last, speaker, LEANINGS.get(passage.language))

    @property
    def sentence(self) -> Sentence:
        return self.passage.sentences[self.place]

    def span(self, back: int, ahead: int) -> Span | None:
        """Join so many sentences; `None` if there are fewer, or they are too long together."""
        first, last = self.place - back, self.place + ahead
        if first < self.first or last > self.last:
            return None
        start, end = self.passage.sentences[first].start, self.passage.sentences[last].end
        if (back or ahead) and end - start > MAX_CHARACTERS:
            return None
        return Span(self.passage.article, start, end)

    def needed(self) -> tuple[int, int]:
        """Count the sentences before and after it without which it would say what isn't so."""
        before = self.place > self.first and self._opens("supposes", -1)
        after = self.place < self.last and (
            self._opens("takes_back", 1) or self._opens("limits", 1)
        )
        return int(before), int(after)

    def helpful(self) -> tuple[int, int]:
        """Count those that tell who or what is meant, who speaks, and what is announced."""
        named, told = self._speaker_apart()
        opened, closed = self._rest_of_quotation()
        before = max(named, opened, self._antecedent(), self._lead())
        return before, max(told, closed, self._announced())

    def _text(self, step: int = 0) -> str:
        return self.passage.sentences[self.place + step].text

    def _opens(self, leaning: str, step: int = 0) -> bool:
        """Whether a sentence opens with words that lean."""
        if self.words is None:
            return False
        text = self._text(step)
        opening = _OPENING.match(text)
        pattern: re.Pattern[str] = getattr(self.words, leaning)
        return pattern.match(text, opening.end() if opening else 0) is not None

    def _antecedent(self) -> int:
        """Count back to the sentence that names whom or what this one only points at."""
        person, thing, matter = map(self._opens, ("person", "thing", "matter"))
        if not (person or thing or matter) or (person and self._is_voiced()):
            return 0
        for back in range(1, min(_MAX_BEFORE, self.place - self.first) + 1):
            points = self._opens("person", -back) or self._opens("thing", -back)
            if not points and (not person or self._names_somebody(-back)):
                return back
        return int(matter and self.place > self.first)

    def _names_somebody(self, step: int) -> bool:
        return self.words is not None and bool(self.words.names_somebody.search(self._text(step)))

    def _is_voiced(self) -> bool:
        """Whether the sentence's speaker is known, and named elsewhere."""
        here = self.sentence
        return self.speaker is not None and not here.start <= self.speaker.start < here.end

    def _speaker_apart(self) -> tuple[int, int]:
        """Count back, or ahead, to the sentence that names the speaker."""
        if self.speaker is None or not self._is_voiced():
            return 0, 0
        step = self._step_to(self.speaker.start)
        return int(step == -1), max(0, step)

    def _rest_of_quotation(self) -> tuple[int, int]:
        """Count back and ahead to where the quotation that it is a part of opens and closes."""
        run, here = self.passage.sentences, self.sentence
        for each in quotations(
            self.passage.article.text, run[self.first].start, run[self.last].end
        ):
            if not each.spoken or not each.closed or not self._is_tidy(each.start):
                continue
            back = self._step_to(each.start) if each.start < here.start < each.end else 0
            ahead = self._step_to(each.end - 1) if each.start < here.end < each.end else 0
            if back or ahead:
                return -back, ahead
        return 0, 0

    def _is_tidy(self, mark: int) -> bool:
        """Whether a mark opens a quotation where one can begin, and isn't a closing one astray."""
        text, run = self.passage.article.text, self.passage.sentences[self.first : self.last + 1]
        return text[max(0, mark - 2) : mark].rstrip()[-1:] in set(",:，：") or any(
            e.start == mark for e in run
        )

    def _step_to(self, offset: int) -> int:
        """Count the steps to the sentence that `offset` stands in; 0 if it is too far away."""
        run = self.passage.sentences
        reach = range(
            max(self.first, self.place - _MAX_BEFORE), min(self.last, self.place + _MAX_AFTER) + 1
        )
        return next((n - self.place for n in reach if run[n].start <= offset < run[n].end), 0)

    def _lead(self) -> int:
        """Whether the sentence before it leads in to it, or asks what it answers in few words."""
        if self.place == self.first:
            return 0
        before, text = self._text(-1), self.sentence.text
        if not _ASKS.search(before):
            return int(_LEADS_IN.search(before) is not None)
        return int(len(text) + len(_CJK.findall(text)) < _MAX_REPLY or self._opens("replies"))

    def _announced(self) -> int:
        """Count what follows a sentence that announces it, as far as it fits into a quote."""
        if self.place == self.last:
            return 0
        if _ASKS.search(self.sentence.text):
            return 1
        if not _LEADS_IN.search(self.sentence.text):
            return 0
        following = self.passage.sentences[self.place + 1 : self.last + 1]
        items = sum(1 for _ in takewhile(lambda each: each.kind is SentenceKind.ITEM, following))
        steps = range(1, max(1, min(items, _MAX_LISTED)) + 1)
        return max((n for n in steps if self.span(0, n) is not None), default=0)


def _adjoin(above: Sentence, below: Sentence) -> bool:
    """Whether two neighbours stand in one paragraph."""
    return not _LINE_END.search(above.article.text, above.end, below.start)


def _is_one(speaker: Speaker | None, other: Speaker | None) -> bool:
    """Whether it isn't certain that two people speak."""
    if speaker is None or other is None:
        return True
    short, long = sorted((speaker.text.casefold(), other.text.casefold()), key=len)
    return short in long


def joined(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Make one quote of those that overlap, in the place of the best; they come best first.

    Where two people may speak in it, or it would be too long, the better one alone is kept.
    """
    kept: list[Quote] = []
    for quote in quotes:
        place = next((n for n, each in enumerate(kept) if _overlap(each, quote)), None)
        if place is None:
            kept.append(quote)
        else:
            kept[place] = _joined(kept[place], quote)
    return tuple(kept)


def _joined(better: Quote, other: Quote) -> Quote:
    start, end = min(better.start, other.start), max(better.end, other.end)
    holds = (start, end) == (other.start, other.end)
    if better.speaker is None or other.speaker is None:
        fits = better.speaker is other.speaker or (better.speaker is None and holds)
    else:
        fits = _is_one(better.speaker, other.speaker)
    if not fits or end - start > MAX_CHARACTERS or (start, end) == (better.start, better.end):
        return better
    copies = other.copies if holds else ()
    return replace(better, start=start, end=end, speaker=other.speaker, copies=copies)


def _overlap(one: Span, other: Span) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
