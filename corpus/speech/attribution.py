"""Who says a sentence: found by rule, in English, Chinese and German, or left open.

One person's words given to another are worse than words given to nobody: wherever two readings
are possible there is no speaker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from onrecord.corpus.article import Article, Sentence, Speaker, Speech
from onrecord.corpus.speech.antecedents import CJK, MAX_LOOK_BACK, Antecedents, Name
from onrecord.corpus.speech.claims import QUOTE, Claim, Reference, Token, tokens
from onrecord.corpus.speech.de.claims import claims_de, is_indirect
from onrecord.corpus.speech.en.claims import claims_en
from onrecord.corpus.speech.quotations import Quotation, quotations
from onrecord.corpus.speech.speakers import Kind, kind
from onrecord.corpus.speech.zh.claims import claims_zh

__all__ = ["RULES", "attributed"]

RULES: Final = "speech-1"
"""Another name for every change of what is found: an index keeps it."""

ASKED = re.compile(r"[?？][\s”\"“»«」』]*$")
MAX_SENTENCE = 2000  # code points; what is longer is no sentence, and nobody is found in it
OPENING = 10  # code points before a verb that has no subject, for its sentence to open with it
DIRECT_SHARE = 0.34  # of a sentence's characters, for it to be somebody's very words


def attributed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Give sentences of one article, in its order, with who says them.

    Who speaks is often named in a sentence before or after: they should be all of the article's.

    Raises
    ------
    ValueError
        If they are of several articles.
    """
    if not sentences:
        return ()
    article = sentences[0].article
    if any(each.article is not article for each in sentences):
        raise ValueError("the sentences must all be of one article")
    speakers = _Reading(article, sentences, Antecedents(article)).speakers()
    return tuple(
        replace(each, speaker=speaker) for each, speaker in zip(sentences, speakers, strict=True)
    )


@dataclass(slots=True)
class _Line:
    """A sentence as it is read: its words, its claims, and what is found out about it."""

    sentence: Sentence
    quoted: tuple[Quotation, ...]
    words: list[Token]
    claims: list[Claim]
    indirect: bool
    before_quote: int = 0  # words outside of quotation marks before the first one
    said_by: Name | None = None

    @property
    def spoken(self) -> list[Quotation]:
        return [quotation for quotation in self.quoted if quotation.spoken]

    @property
    def quotable(self) -> bool:
        return self.sentence.kind.quotable

    @property
    def asks(self) -> bool:
        """Whether the article itself asks: a question mark outside of quotation marks ends it."""
        return bool(self.words) and self.words[-1].text in {"?", "？"}

    @property
    def only_quote(self) -> bool:
        """Whether nothing but somebody's words stands in the sentence."""
        return bool(self.spoken) and all(not word.word for word in self.words if word.text != QUOTE)


@dataclass(slots=True)
class _Reading:
    """An article read from the top: who spoke last, who has been named."""

    article: Article
    sentences: Sequence[Sentence]
    named: Antecedents
    lines: list[_Line] = field(default_factory=list)
    last: tuple[int, Name] | None = None

    def speakers(self) -> tuple[Speaker | None, ...]:
        """Read every sentence once, then give each quotation to its speaker."""
        self.lines = list(self._lines())
        if not any(line.claims for line in self.lines):  # then nobody is named as speaking
            return (None,) * len(self.lines)
        for at, line in enumerate(self.lines):
            line.said_by = self._claimed(at, line) or self._carried(at, line)
            if line.said_by is not None:
                self.last = at, line.said_by
            if line.quotable:
                self.named.note(at, line.sentence, line.words, line.said_by)
        self._share_quotations()
        self._give_back()
        return tuple(self._speaker(line) for line in self.lines)

    def _lines(self) -> Iterator[_Line]:
        text = self.article.text
        begin, end = self.sentences[0].start, self.sentences[-1].end
        found = quotations(text, _paragraph_start(text, begin), end)
        first = 0
        for sentence in self.sentences:
            while first < len(found) and found[first].end <= sentence.start:
                first += 1
            last = first
            while last < len(found) and found[last].start < sentence.end:
                last += 1
            quoted = found[first:last]
            words, claims, indirect = _parsed(text, sentence.start, sentence.end, quoted)
            if quoted and not quoted[-1].closed and quoted[-1].start < sentence.start:
                plain = _parsed(text, sentence.start, sentence.end, ())
                if plain[1] and all(claim.bare for claim in plain[1]):
                    quoted, (words, claims, indirect) = (), plain
            yield _Line(sentence, quoted, words, claims, indirect)

    # --- claims ------------------------------------------------------------------------------

    def _claimed(self, at: int, line: _Line) -> Name | None:
        """Find the one speaker whom the sentence names; `None` if it names two."""
        if not line.quotable or line.asks:
            return None
        claims = [claim for claim in line.claims if not claim.hearsay]
        found: list[Name] = []
        for claim in claims:
            name = self._resolve(at, claim, found)
            if name is None:
                return None
            if not any(self.named.same(name, other) for other in found):
                found.append(name)
        return found[0] if len(found) == 1 else None

    def _resolve(self, at: int, claim: Claim, found: Sequence[Name]) -> Name | None:
        if claim.reference is Reference.UNKNOWN:
            return None
        if claim.reference is Reference.NAME:
            thing = kind(self.article.text[claim.start : claim.end]) is Kind.THING
            return None if thing else (claim.start, claim.end)
        if claim.reference is Reference.SAME:
            opens = claim.at - self.lines[at].sentence.start <= OPENING
            return found[-1] if found else self._last(at) if opens else None
        here = [name for name in found if self.named.fits(name, claim.reference)]
        if here:
            return here[-1]
        line = self.lines[at]
        before = [word for word in line.words if word.end <= claim.at]
        return self.named.find(at, claim, line.sentence, before)

    def _last(self, at: int) -> Name | None:
        if self.last is None or at - self.last[0] > MAX_LOOK_BACK:
            return None
        return self.last[1]

    # --- quotations and what goes on ------------------------------------------------------------

    def _carried(self, at: int, line: _Line) -> Name | None:
        """Find the speaker of the sentence before, where this one goes on in indirect speech."""
        if line.claims or not line.indirect or at == 0 or not line.quotable:
            return None
        before = self.lines[at - 1]
        others = [
            each
            for each in self.named.mentions(line.sentence, line.words)
            if each.subject and before.said_by and not self.named.same(each.name, before.said_by)
        ]
        if others:
            return None
        return before.said_by if self._follows(before, line) else None

    def _follows(self, before: _Line, line: _Line) -> bool:
        between = self.article.text[before.sentence.end : line.sentence.start]
        return not between.strip('\n\r\t \u3000*-—>”"“')

    def _share_quotations(self) -> None:
        """Give every sentence of a quotation the speaker that its last or its first one names."""
        at = 0
        while at < len(self.lines):
            end = self._quotation_end(at)
            group = self.lines[at:end]
            owner = self._owner(at, end)
            for line in group:
                if not line.said_by and line.spoken and not line.claims and line.quotable:
                    line.said_by = owner
            at = end

    def _quotation_end(self, at: int) -> int:
        """Find the line after the last one that shares a quotation with the line at `at`."""
        end = at + 1
        while end < len(self.lines) and self.lines[end - 1].spoken and self.lines[end].spoken:
            if self.lines[end - 1].spoken[-1] != self.lines[end].spoken[0]:
                break
            end += 1
        return end

    def _owner(self, at: int, end: int) -> Name | None:
        group = self.lines[at:end]
        claimed = {line.said_by for line in group if line.said_by}
        if claimed:
            return claimed.pop() if len(claimed) == 1 else None
        if not group[-1].spoken or any(line.claims for line in group):
            return None
        if not all(line.only_quote for line in group):
            return None
        if end < len(self.lines) and self._is_tail(self.lines[end], group[-1]):
            return self.lines[end].said_by
        asked = ASKED.search(group[-1].sentence.text)  # by the other one, more often than not
        if at and not asked and self._follows(self.lines[at - 1], group[0]):
            return self.lines[at - 1].said_by
        return None

    def _is_tail(self, line: _Line, before: _Line) -> bool:
        """Whether a sentence only tells who said what went before."""
        bare = bool(line.claims) and all(claim.bare for claim in line.claims)
        return bare and self._follows(before, line)

    def _give_back(self) -> None:
        """Give `…, X told Y.` without quotation marks the one sentence before it."""
        for at in range(1, len(self.lines)):
            before, line = self.lines[at - 1], self.lines[at]
            if line.said_by and not before.claims and not before.said_by and not line.spoken:
                same_paragraph = (
                    "\n" not in self.article.text[before.sentence.end : line.sentence.start]
                )
                if same_paragraph and self._is_tail(line, before) and before.quotable:
                    before.said_by = line.said_by

    def _speaker(self, line: _Line) -> Speaker | None:
        if line.said_by is None:
            return None
        start, end = line.said_by
        return Speaker(self.article, start, end, _speech(line))


def _parsed(
    text: str, start: int, end: int, quoted: tuple[Quotation, ...]
) -> tuple[list[Token], list[Claim], bool]:
    """Find the words of a sentence, its claims in order, and whether it is indirect speech."""
    if end - start > MAX_SENTENCE:
        return [], [], False
    words = tokens(text, start, end, quoted)
    if CJK.search(text, start, end):
        found = list(claims_zh(text, start, end, quoted))
        return words, sorted(found, key=lambda claim: claim.at), False
    found = [*claims_en(words), *claims_de(words)]
    return words, sorted(found, key=lambda claim: claim.at), is_indirect(words)


def _speech(line: _Line) -> Speech:
    """Tell somebody's very words: a quotation opens the sentence, or fills a fair share of it."""
    sentence = line.sentence
    inside = sum(
        min(quotation.end, sentence.end) - max(quotation.start, sentence.start)
        for quotation in line.spoken
    )
    opens = bool(line.words) and line.words[0].text == QUOTE
    share = inside / (sentence.end - sentence.start)
    return Speech.DIRECT if opens or share > DIRECT_SHARE else Speech.REPORTED


def _paragraph_start(text: str, at: int) -> int:
    """Where the paragraph begins that `at` stands in, looking back 2,000 code points."""
    return max(text.rfind("\n", max(0, at - 2000), at) + 1, at - 2000, 0)
