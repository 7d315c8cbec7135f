"""Whom a pronoun stands for: somebody named shortly before, if nobody else can be meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.corpus.article import Article, Sentence
from onrecord.corpus.languages.script import HAN
from onrecord.corpus.speech.claims import Claim, Reference, Token
from onrecord.corpus.speech.speakers import Kind, Mention, kind, mentions, mentions_han, people

__all__ = ["CJK", "MAX_LOOK_BACK", "Antecedents", "Name"]

CJK = re.compile(f"[{HAN}]")
MAX_LOOK_BACK = 6  # sentences between a pronoun and the name it stands for
Name = tuple[int, int]  # code points of the article

_REMEMBERED = 24  # mentions
_KNOWN = 200  # names, and words of names
_NEARBY = 2  # sentences within which another name makes a pronoun uncertain
_ASIDE = 2  # code points between a name and a pronoun that is another's: "Renn, he said, is late"
_TAIL = 12  # code points
_PEOPLE = frozenset({Reference.HE, Reference.SHE})


@dataclass(slots=True)
class Antecedents:
    """The names of an article that is being read, and which pronouns have stood for them."""

    article: Article
    named: list[tuple[int, Mention]] = field(default_factory=list)
    others: list[tuple[int, Name]] = field(default_factory=list)  # named in passing
    pronouns: dict[str, Reference] = field(default_factory=dict)  # of each name, the first
    known: dict[str, None] = field(default_factory=dict)  # words of people's names, in lower case

    def find(
        self, at: int, claim: Claim, sentence: Sentence, words: Sequence[Token]
    ) -> Name | None:
        """Find whom the pronoun of a claim in sentence `at` stands for; `words` are before it."""
        here = [
            (at, mention)
            for mention in self.mentions(sentence, words, claim.start)
            if mention.subject
            and not self._is_last(claim, sentence)
            and claim.start - mention.name[1] > _ASIDE
            and self.fits(mention.name, claim.reference)
        ]
        if not here and self._has_other_subject(sentence, claim):
            return None
        candidates = here + [
            (where, mention)
            for where, mention in self.named
            if at - where <= MAX_LOOK_BACK and self.fits(mention.name, claim.reference)
        ]
        name = self._chosen(at, candidates) if candidates else None
        if name is not None and claim.reference in _PEOPLE:
            self.pronouns.setdefault(self._text(name).casefold(), claim.reference)
            _forget(self.pronouns)
        return name

    def _chosen(self, at: int, candidates: Sequence[tuple[int, Mention]]) -> Name | None:
        """Take the last subject, or the only name; `None` if another could be meant as well."""
        where, best = max(
            candidates,
            key=lambda each: (each[0], each[1].subject, each[1].speaking, -each[1].name[0]),
        )
        rivals = [
            mention
            for place, mention in candidates
            if place == where
            and not self.same(mention.name, best.name)
            and mention.subject == best.subject
            and mention.speaking == best.speaking
        ]
        alone = all(
            self.same(mention.name, best.name) or at - place > _NEARBY
            for place, mention in candidates
        )
        sure = best.subject or best.speaking or alone
        passing = any(
            where < place < at and not self.same(name, best.name) for place, name in self.others
        )
        return best.name if sure and not rivals and not passing else None

    def _is_last(self, claim: Claim, sentence: Sentence) -> bool:
        """Whether the sentence ends with `…, he said.`: what stands before is about others."""
        after = self.article.text[max(claim.end, claim.at) : sentence.end]
        return len(after) <= _TAIL and claim.start - sentence.start > _TAIL

    def _has_other_subject(self, sentence: Sentence, claim: Claim) -> bool:
        """Whether a Chinese clause stands before the pronoun, whose subject it may be."""
        text = self.article.text[sentence.start : claim.start]
        if not CJK.search(text):
            return False
        before = _LEADING_CLAUSE.sub("", _QUOTED.sub("", text)).strip("，, \n\u3000")
        return len(before) > _SHORT_CLAUSE and not before.startswith(("他", "她"))

    def note(
        self, at: int, sentence: Sentence, words: Sequence[Token], said_by: Name | None
    ) -> None:
        """Remember whom sentence `at` names, its speaker first."""
        if said_by is not None:
            self.named.append((at, Mention(said_by, subject=True, speaking=True)))
            self._learn(said_by)
        for mention in self.mentions(sentence, words):
            self.named.append((at, mention))
            self._learn(mention.name)
        self.named = self.named[-_REMEMBERED:]
        if not CJK.search(self.article.text, sentence.start, sentence.end):
            self.others += [(at, name) for name in people(self.article.text, words)]
            self.others = self.others[-_REMEMBERED:]

    def _learn(self, name: Name) -> None:
        if kind(self._text(name)) is Kind.PERSON:
            for word in self._text(name).lower().split():
                self.known.pop(word, None)  # so that it is the last again
                self.known[word] = None
            _forget(self.known)

    def mentions(
        self, sentence: Sentence, words: Sequence[Token], end: int | None = None
    ) -> list[Mention]:
        """Names in a sentence, as far as `end`."""
        text = self.article.text
        if CJK.search(text, sentence.start, sentence.end):
            han = {name for name in self.known if CJK.match(name)}
            return mentions_han(text, sentence.start, sentence.end if end is None else end, han)
        found = mentions(text, words, self.known)
        if self.article.language == "de":  # where any two nouns look like a name
            return [mention for mention in found if mention.subject]
        return found

    def fits(self, name: Name, reference: Reference) -> bool:
        """Whether a name can be what a word looks back at."""
        what = kind(self._text(name))
        if what is Kind.UNKNOWN and self._text(name).lower() in self.known:
            what = Kind.PERSON
        if reference in _PEOPLE:
            other = Reference.SHE if reference is Reference.HE else Reference.HE
            said = self._text(name)
            known = next((r for each, r in self.pronouns.items() if _are_one(each, said)), None)
            return what is Kind.PERSON and known is not other
        if reference is Reference.EITHER:
            return what in {Kind.PERSON, Kind.UNKNOWN}
        if reference is Reference.COMPANY:
            return what in {Kind.GROUP, Kind.UNKNOWN}
        return what is Kind.GROUP

    def same(self, a: Name, b: Name) -> bool:
        """Whether two phrases name the same speaker: Deng and Deng Deng."""
        return _are_one(self._text(a), self._text(b))

    def _text(self, name: Name) -> str:
        return self.article.text[name[0] : name[1]]


def _forget(names: dict[str, Any]) -> None:
    """Keep the last that came: a book names thousands."""
    while len(names) > _KNOWN:
        del names[next(iter(names))]


def _are_one(a: str, b: str) -> bool:
    left, right = a.casefold(), b.casefold()
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    return short in long.split() or (bool(CJK.match(short)) and short in long)


_QUOTED = re.compile(r"[“「『\"].*?(?:[”」』\"]|$)", re.DOTALL)
# What may stand before the pronoun without a subject of its own: a time, a condition, a link.
_LEADING_CLAUSE = re.compile(
    r"^(?:[^，。]{0,12}(?:时|時|后|後|前|年|月|日|上|中|看来|看來)，|(?:不过|不過|但|而|同时|此外|另外|对此|對此|随后|因此)，?)+"
)
_SHORT_CLAUSE = 4  # code points of a link or a time
