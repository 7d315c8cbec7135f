"""Questions made of wordings and invented names, whose speaker and subject are therefore known.

`wordings/*.toml` has, for each language, names, invented or known to everybody, subjects, and
wordings for each kind of answer; `{s}` stands for a name, or for whoever is `described` by what
they are, and `{t}` for a subject. In "Mayor [Bexley]" only the name counts, and "(critics)", as all
who are only many of a kind, is nobody in particular unless compared, as is whoever `anybody` asks
for. What stands around a question, `before` and `after`, is no part of it, and may have a subject
that isn't the question's; a time, of `when`, is. `talk` and `arranged` have what is said in a
conversation, and asked about the articles or about several voices: what it asks for, and on what it
leans, stand before the wording; in it, "<he>" points back, "^{s}^" is left out, or "^else^" who was
quoted, `{o}` stands for an outlet, `{l}` for a language, `{d}` for a time, and `{y}` for one that
is a side of a comparison. Two questions become one message by a joiner.
"""

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import opencc

from onrecord.rag.question.asked import SMALL_TALK, Asks, Item, Leans
from onrecord.rag.question.query import AnswerKind

__all__ = ["COUNTS", "TALK", "Made", "Typed", "dressed", "fold_of", "joined", "made_questions"]

Span = tuple[int, int]

COUNTS: Final = {
    "en": 5120, "de": 5120, "zh": 6144, "fr": 1792, "es": 1792, "ja": 1792,
    **dict.fromkeys(("it", "pt", "nl", "pl", "ru", "ko", "ar", "tr", "vi"), 512),
}  # fmt: skip
"""Questions of each language that are learned from."""

TALK: Final = {"en": 8, "de": 8, "zh": 8}
"""How often what is said in conversations is learned from, of each language."""

_SECTIONS: Final = ("talk", "arranged")

_FOLDER: Final = Path(__file__).with_name("wordings")
_MARKS: Final = {"zh": {"?": "？", "!": "！"}, "ja": {"?": "？", "!": "！"}, "ar": {"?": "؟"}}
_LATIN_NAMES: Final = ("en", "de")
"""Languages whose names also stand in questions of all others."""

_SHARE: Final = {"said": 0.52, "according": 0.07}
"""Of the questions; the rest is spread over the other kinds."""

_TIMED, _OPENED, _CLOSED = 0.04, 0.22, 0.18
"""Of questions: how many have a time at the end, how many are led up to, also more than once, and
how many are followed by words.
"""

_ENDS: Final = (". ", "! ", "。", "！")

_JOINED: Final = 0.08
"""To so many questions comes a message that asks two, one after the other."""

_LEANS_ON: Final = 0.5
"""Of these: in how many the second leans on the first."""

_TRADITIONAL: Final = 0.2
"""Of Chinese questions: how many are written in traditional characters."""

_ANYBODY: Final = 8
"""To so many questions comes one for the words of anybody."""

_NAMES: Final = {
    "organisations": 0.12, "people": 0.16, "groups": 0.2, "known": 0.16, "described": 0.1
}  # fmt: skip
"""Kinds of names, and how many are of each; the others are invented. What everybody knows means
more to the encoder than a name, and is taken for a thing where only invented names were read."""

_CUT: Final = re.compile(r"(\{[stoldy]\}|[<>^])")
_FILLED: Final = {"{o}": "outlets", "{l}": "tongues", "{d}": "days", "{y}": "years"}

_CORE: Final = re.compile(r"^(.*?)\[(.+)\](.*)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it is typed.

    The `core` is what asks, and `cased` the text with the capitals that it may have lost.
    """

    text: str
    core: Span
    cased: str


@dataclass(frozen=True, slots=True)
class Made:
    """A question, and what a reader should find in it; spans are code points, half-open.

    `wording` is what the question was made of; `leans` is `None` where it isn't known.
    """

    typed: Typed
    language: str
    kinds: tuple[AnswerKind, ...]
    speakers: tuple[Span, ...]
    subject: Span | None
    wording: str
    asks: tuple[Asks, ...] = (Asks.WORDS,)
    leans: Leans | None = Leans.NOTHING
    item: Item = Item.ANY
    points: Span | None = None
    without: tuple[Span, ...] = ()
    second: Span | None = None
    is_talk: bool = False

    @property
    def text(self) -> str:
        """As it is typed."""
        return self.typed.text


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a question, and its part in it.

    By its `tag` it is speaker (s) or subject (t), points back (p), is left out (x), or stands
    around what asks (o).
    """

    text: str
    tag: str = ""


def made_questions(counts: Mapping[str, int], talk: Mapping[str, int], seed: int) -> list[Made]:
    """Make so many questions of each language, and so many utterances of conversations."""
    every = _every()
    made: list[Made] = []
    for language, n in counts.items():
        maker = _Maker(language, every, Random(f"{seed} {language}"))  # noqa: S311 - no secret
        made += [maker.make() for _ in range(n)]
    for language, n in counts.items():
        maker = _Maker(language, every, Random(f"{seed} {language} anybody"))  # noqa: S311
        made += [maker.make_for_anybody() for _ in range(n // _ANYBODY)]
    for section in _SECTIONS:
        for language, n in talk.items():
            maker = _Maker(language, every, Random(f"{seed} {language} {section}"))  # noqa: S311
            wordings = every[language][section]
            made += [
                maker.make_talk(wordings[at % len(wordings)]) for at in range(n * len(wordings))
            ]
    for language in talk:
        maker = _Maker(language, every, Random(f"{seed} {language} two"))  # noqa: S311
        made += [maker.make_two() for _ in range(int(_JOINED * counts[language]))]
    return made


def joined(pairs: Sequence[tuple[str, str, str]], seed: int) -> list[tuple[Typed, Span]]:
    """Put two asked questions, and their language, into one message each."""
    every, random = _every(), Random(f"{seed} joined")  # noqa: S311 - no secret
    return [_Maker(each, every, random).join(first, second) for first, second, each in pairs]


def dressed(questions: Sequence[tuple[str, str]], seed: int) -> list[Typed]:
    """Write down asked questions, each with its language, as people type them."""
    every = _every()
    makers = {
        each: _Maker(each, every, Random(f"{seed} {each} asked"))  # noqa: S311 - no secret
        for each in sorted({language for _, language in questions})
    }
    return [makers[language].dress(question) for question, language in questions]


def _every() -> dict[str, dict[str, list[str]]]:
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in _FOLDER.glob("*.toml")}


class _Maker:
    """Makes questions of one language."""

    def __init__(
        self, language: str, every: Mapping[str, dict[str, list[str]]], random: Random
    ) -> None:
        self.language = language
        self.every = every
        self.own = every[language]
        self.random = random
        self.others = sorted(self.own.keys() & set(AnswerKind))

    def make(self) -> Made:
        """Make a question of any kind."""
        return self._made(*self._wording())

    def make_for_anybody(self) -> Made:
        """Make a question for words of nobody in particular."""
        return self._made("anybody", self.random.choice(self.own["anybody"]))

    def make_talk(self, wording: str) -> Made:
        """Make what is said in a conversation."""
        labels, _, words = wording.partition("|")
        marks = labels.split()
        kinds = tuple(kind for kind in AnswerKind if kind in marks)
        asks = next((each for each in Asks if each in marks), Asks.WORDS)
        compares = asks is Asks.COMPARISON
        filled = self._filled(words, speaks=True, compares=compares)
        mark = self._mark("!" if asks in SMALL_TALK else "?")
        parts, typed = self._typed(self._dressed(list(filled), mark))
        return Made(
            typed, self.language, kinds or tuple(AnswerKind),
            _spans(parts, "s"), _span(parts, "t"), wording, (asks,),
            next((each for each in Leans if each in marks), Leans.NOTHING),
            next((each for each in Item if each in marks), Item.ANY),
            _span(parts, "p"), _spans(parts, "x"), is_talk=True,
        )  # fmt: skip

    def make_two(self) -> Made:
        """Make a message that asks two questions, the second perhaps of the first's."""
        first = self.make()
        leaning = [each for each in self.own["talk"] if _may_follow(each)]
        leans = self._happens(_LEANS_ON) and bool(leaning)
        second = self.make_talk(self.random.choice(leaning)) if leans else self.make()
        typed, place = self.join(first.text, second.text)
        return Made(
            typed, self.language, tuple(AnswerKind), (), None, first.wording, tuple(Asks), None,
            second=place, is_talk=True,
        )  # fmt: skip

    def join(self, first: str, second: str) -> tuple[Typed, Span]:
        """Put two questions into one message; the second's place is told."""
        joiner, first = self.random.choice(self.own["joiners"]), first.rstrip("?？!！. ")
        goes_on = not any(mark in joiner for mark in "?？.")
        if first.islower() or (goes_on and second[1:2].islower()):
            second = second.lower() if first.islower() else second[:1].lower() + second[1:]
        start = len(first) + len(joiner)
        text = first + joiner + second
        return Typed(text, (0, len(text)), text), (start, len(text))

    def _made(self, kind: str, wording: str) -> Made:
        labels, _, words = wording.rpartition("|")
        marks = labels.replace("|", " ").split()
        asks = next((each for each in Asks if each in marks), Asks.WORDS)
        compares = asks is Asks.COMPARISON
        wants = AnswerKind(marks[0])
        speaks = compares or kind in {*_SHARE, "anybody"}
        parts = list(self._filled(words, speaks=speaks, compares=compares))
        if compares:
            parts = [_Part(part.text, part.tag and "s") for part in parts]
        asks_so = kind != "said" or self._happens(0.6)
        parts, typed = self._typed(self._dressed(parts, self._mark("?") if asks_so else ""))
        of_nobody = kind == "anybody"
        return Made(
            typed, self.language, (wants,), _spans(parts, "s"), _span(parts, "t"), wording,
            (Asks.WORDS, Asks.VOICES) if of_nobody and asks is Asks.WORDS else (asks,),
            None if of_nobody else Leans.NOTHING,
        )  # fmt: skip

    def _wording(self) -> tuple[str, str]:
        drawn = self.random.random()
        kind = "said" if drawn < _SHARE["said"] else "according"
        if drawn > sum(_SHARE.values()):
            kind = self.random.choice(self.others)
        wording = self.random.choice(self.own[kind])
        return kind, wording if kind == "according" else f"{kind}|{wording}"

    def _filled(self, wording: str, *, speaks: bool, compares: bool = False) -> Iterator[_Part]:
        """Put names in; where nobody speaks, the first of them is the subject.

        Whoever is compared is somebody.
        """
        subject_taken = points = leaves = False
        for piece in _CUT.split(wording):
            if piece in {"<", ">"}:
                points = piece == "<"
            elif piece == "^":
                leaves = not leaves
            elif points or leaves:
                yield _Part(self._filling(piece), "p" if points else "x")
            elif piece == "{s}":
                tag = "s" if speaks else "" if subject_taken else "t"
                subject_taken = True
                name = self._name()
                yield from self._named(name.strip("()") if compares else name, tag)
            elif piece in _FILLED:
                yield _Part(self._filling(piece), "s" if piece == "{y}" else "")
            elif piece == "{t}":
                yield _Part(self._topic(), "t" if speaks or not subject_taken else "")
                subject_taken = True
            elif piece:
                yield _Part(piece)

    def _filling(self, piece: str) -> str:
        """Give words for what stands in braces, and other words as they are."""
        if piece == "{s}":
            return re.sub(r"[()\[\]]", "", self._name())
        if piece == "{t}":
            return self._topic()
        return self.random.choice(self.own[_FILLED[piece]]) if piece in _FILLED else piece

    def _named(self, name: str, tag: str) -> Iterator[_Part]:
        if name.startswith("("):
            name, tag = name.strip("()"), ""
        match = _CORE.match(name)
        texts = match.groups() if match else ("", name, "")
        for text, here in zip(texts, ("", tag, ""), strict=True):
            if text:
                yield _Part(text, here)

    def _name(self) -> str:
        random, own = self.random, self.own
        if self._happens(0.12):
            own = self.every[random.choice(_LATIN_NAMES)]
        (of,) = random.choices(("", *_NAMES), (0.4, *_NAMES.values()))
        return random.choice(own.get(of, self.every["en"][of])) if of else self._invented(own)

    def _invented(self, own: Mapping[str, list[str]]) -> str:
        words = ["".join(self.random.sample(own["syllables"], self.random.choice((2, 2, 3))))]
        spaced = words[0][0].isascii() or words[0].lower() != words[0].upper()
        if spaced and self._happens(0.4):
            words.append("".join(self.random.sample(own["syllables"], 2)))
        return " ".join(word.capitalize() if word.isascii() else word.title() for word in words)

    def _topic(self) -> str:
        (own,) = self.random.choices((None, self.every["en"], self.own), (0.7, 0.15, 0.15))
        if own is None:
            return self.random.choice(self.own["topics"])
        version = self.random.choice(("", " 2", " 3", " 4", " 5.1", " X", "2", " Pro"))
        return self._invented(own) + version

    def _mark(self, mark: str) -> str:
        return _MARKS.get(self.language, {}).get(mark, mark)

    def _dressed(self, parts: list[_Part], mark: str) -> list[_Part]:
        """Put words around them, as people do, perhaps a mark, and a slip of the hand in."""
        random = self.random
        if self._happens(_TIMED) and "when" in self.own:
            parts = [*parts, _Part(random.choice(self.own["when"]))]
        while self._happens(_OPENED):
            parts = self._opened(random.choice(self.own["before"]), parts)
        after = random.choice(self.own["after"]) if self._happens(_CLOSED) else ""
        marked = bool(mark) and self._happens(0.75) and after[:1] not in {"?", "？"}
        if marked and after[:1] in {"", " "}:
            parts = [*parts, _Part(mark)]
        parts = [*parts, self._around(after)] if after else parts
        return [self._slipped(part) for part in parts] if self._happens(0.12) else parts

    def _typed(self, parts: list[_Part]) -> tuple[list[_Part], Typed]:
        """Write them in traditional characters, or without capitals, and find what asks."""
        if self.language == "zh" and self._happens(_TRADITIONAL):
            parts = [_Part(_traditional().convert(part.text), part.tag) for part in parts]
        cased = "".join(part.text for part in parts)
        parts = self._cased(parts)
        text = "".join(part.text for part in parts)
        inner = [at for at, part in enumerate(parts) if part.tag != "o"]
        start, end = (
            sum(len(part.text) for part in parts[:at]) for at in (inner[0], inner[-1] + 1)
        )
        return parts, Typed(text, (start, end), cased if len(cased) == len(text) else text)

    def dress(self, question: str) -> Typed:
        """Write down a question that was asked, with or without words around it."""
        bare = question.rstrip("?？")
        mark = self._mark("?") if bare != question else ""
        return self._typed(self._dressed([_Part(bare)], mark))[1]

    def _opened(self, opening: str, parts: list[_Part]) -> list[_Part]:
        """Put words before a question; what is named in them is not what it is about."""
        parts = _capitalised(parts) if opening.endswith(_ENDS) else parts
        return [self._around(opening), *parts]

    def _around(self, words: str) -> _Part:
        return _Part("".join(map(self._filling, _CUT.split(words))), "o")

    def _slipped(self, part: _Part) -> _Part:
        """Swap two letters that stand side by side, or leave one out."""
        places = [m.start() for m in re.finditer(r"(?<=[^\W\d_])[a-zà-ÿа-я]{2}", part.text)]
        if not places or self._happens(0.5):
            return part
        at = self.random.choice(places)
        one, two = part.text[at], part.text[at + 1]
        return _Part(
            part.text[:at] + (two + one if self._happens(0.6) else one) + part.text[at + 2 :],
            part.tag,
        )

    def _cased(self, parts: Sequence[_Part]) -> list[_Part]:
        (case,) = self.random.choices(("lower", "upper", "first", ""), (0.2, 0.08, 0.32, 0.4))
        if case in {"lower", "upper"}:
            return [_Part(getattr(part.text, case)(), part.tag) for part in parts]
        return _capitalised(parts) if case == "first" else list(parts)

    def _happens(self, share: float) -> bool:
        return self.random.random() < share


def _may_follow(wording: str) -> bool:
    """Whether it asks for words, of somebody or something that was named before."""
    marks = wording.partition("|")[0].split()
    leans = not {Leans.SOMEBODY, Leans.SOMETHING}.isdisjoint(marks)
    return leans and set(Asks).isdisjoint({*marks} - {Asks.WORDS})


def _capitalised(parts: Sequence[_Part]) -> list[_Part]:
    first = parts[0].text
    return [_Part(first[:1].upper() + first[1:], parts[0].tag), *parts[1:]]


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _span(parts: Sequence[_Part], tag: str) -> Span | None:
    return next(iter(_spans(parts, tag)), None)


def _spans(parts: Sequence[_Part], tag: str) -> tuple[Span, ...]:
    """Find the stretches that are of one tag; pieces that follow each other are one."""
    at, found = 0, list[Span]()
    for part in parts:
        end = at + len(part.text)
        if part.tag == tag:
            joins = bool(found) and found[-1][1] == at
            found[-1:] = [(found[-1][0], end)] if joins else [*found[-1:], (at, end)]
        at = end
    return tuple(found)


def fold_of(wording: str, n_folds: int) -> int:
    """Tell the fold of all questions that are made of one wording."""
    return zlib.crc32(wording.encode()) % n_folds
